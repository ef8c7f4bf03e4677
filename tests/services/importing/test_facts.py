"""What a row says of its household."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.services.importing.facts import village_code
from ljfpa_desktop.services.importing.parsed import ParsedRow
from tests.services.importing.samples import SETTING, number, parsed, told, xlsx

H = number("19750507", 1)
TITLES = [
    "村居",
    "户主姓名",
    "身份证号",
    "家庭类别",
    "户口性质",
    "电话",
    "住址",
    "光荣证号",
    "是否独居",
    "联系人",
    "备注",
]


def read_row(tmp_path: Path, **changed: Any) -> ParsedRow:
    values: dict[str, Any] = dict.fromkeys(TITLES)
    values |= {"村居": "山兜村", "户主姓名": "林勇", "身份证号": H, **changed}
    return parsed(xlsx(tmp_path / "a.xlsx", [TITLES, list(values.values())]), "families").rows[0]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("山兜村", "350122103201"),
        ("山兜", "350122103201"),
        ("山兜村委会", "350122103201"),
        ("山兜村民委员会", "350122103201"),
        ("琯头镇山兜村", "350122103201"),
        ("琯头镇山兜村委会", "350122103201"),
        ("连江县琯头镇山兜村", "350122103201"),
        (" 山兜 村 ", "350122103201"),
        ("琯头街社区", "350122103001"),
        ("牛栏坪村", None),
        ("东南街社区", None),
        ("新城小区", None),
    ],
)
def test_villages_resolve_within_the_township(written: str, code: str | None) -> None:
    assert village_code(written, SETTING) == code


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("独生子女家庭", ["01"]),
        ("独女户", ["01"]),
        ("双女户", ["02"]),
        ("失独", ["03"]),
        ("计生特殊家庭（伤残）", ["04"]),
        ("伤残户", ["04"]),
        ("困难", ["05"]),
        ("低保户", ["06"]),
        ("特扶", ["11"]),
        ("独生子女户、困难户", ["01", "05"]),
        ("独女户；低保；独居", ["01", "06", "08"]),
        ("/", []),
        ("无", []),
    ],
)
def test_categories_by_all_their_names(tmp_path: Path, written: str, codes: list[str]) -> None:
    row = read_row(tmp_path, 家庭类别=written)
    assert row.categories == codes
    assert row.problems == []


def test_one_unknown_category_among_known_ones(tmp_path: Path) -> None:
    row = read_row(tmp_path, 家庭类别="独女户、重点户")
    assert row.categories == ["01"]
    problem = row.problems[0]
    assert (problem.rule, problem.code, problem.term) == (45, "household_category", "重点户")


@pytest.mark.parametrize(
    ("written", "phones", "level"),
    [
        ("13805912345", ["13805912345"], set()),
        (13805912345, ["13805912345"], set()),
        ("138 0591 2345", ["13805912345"], set()),
        ("13805912345/13905912345", ["13805912345", "13905912345"], set()),
        ("13805912345、0591-26221234", ["13805912345", "0591-26221234"], set()),
        ("0591-26534423", ["0591-26534423"], set()),
        ("138059123456", [], {("warning", 42)}),
        ("-", [], set()),
        ("—", [], set()),
        ("无", [], set()),
        ("0", [], set()),
    ],
)
def test_phones(tmp_path: Path, written: Any, phones: list[str], level: set[tuple[str, int]]) -> None:
    row = read_row(tmp_path, 电话=written)
    assert [row.facts[k] for k in ("phone1", "phone2") if k in row.facts] == phones
    assert {(p.level, p.rule) for p in row.problems} == level


@pytest.mark.parametrize(
    ("written", "code"), [("农业", "1"), ("非农业", "2"), ("居民户口", "3"), ("城镇", "2"), ("农村", "1")]
)
def test_hukou(tmp_path: Path, written: str, code: str) -> None:
    assert read_row(tmp_path, 户口性质=written).facts["hukou"] == code


def test_an_unknown_hukou_is_told_and_left_out(tmp_path: Path) -> None:
    row = read_row(tmp_path, 户口性质="海上")
    assert "hukou" not in row.facts
    assert {(p.level, p.rule) for p in row.problems} == {("warning", 45)}


def test_plain_facts(tmp_path: Path) -> None:
    row = read_row(
        tmp_path, 住址="山兜村新村路 39号", 光荣证号="闽连1999", 是否独居="是", 联系人="村专干", 备注="低保"
    )
    assert row.facts == {
        "address": "山兜村新村路 39号",
        "cert_no": "闽连1999",
        "contact1": "村专干",
        "note": "低保",
        "alone": "1",
    }


@pytest.mark.parametrize(
    ("written", "alone"), [("否", "0"), ("是", "1"), ("√", "1"), ("独居", "1"), ("有", "1")]
)
def test_living_alone(tmp_path: Path, written: str, alone: str) -> None:
    assert read_row(tmp_path, 是否独居=written).facts["alone"] == alone


@pytest.mark.parametrize("title", ["村居", "电话", "住址", "家庭类别", "户口性质"])
def test_an_error_of_the_sheet_refuses_its_row(tmp_path: Path, title: str) -> None:
    row = read_row(tmp_path, **{title: "#N/A"})
    assert ("error", 32) in {(p.level, p.rule) for p in row.problems}
    assert row.refused


def test_a_broken_cell_is_restored_and_told(tmp_path: Path) -> None:
    broken = "新村路".encode().decode("gb18030", "replace")
    intact = "连江路口".encode().decode("gb18030")
    row = read_row(tmp_path, 住址=intact)
    assert row.facts["address"] == "连江路口"
    assert {(p.level, p.rule) for p in row.problems} == {("warning", 35)}
    assert row.problems[0].raw == intact
    assert broken


def test_birth_dates_by_the_workbooks_system(tmp_path: Path) -> None:
    titles = ["村居", "户主姓名", "户主出生日期", "配偶姓名"]
    register = parsed(xlsx(tmp_path / "a.xlsx", [titles, ["山兜村", "林勇", 24973, "吴美"]]), "families")
    assert ("warning", 18) in told(register, 2)
    shown = parsed(
        xlsx(tmp_path / "b.xlsx", [titles, ["山兜村", "林勇", date(1968, 5, 15), "吴美"]]), "families"
    )
    assert shown.rows[0].people[0].birth == date(1968, 5, 15)


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("村居", "error"),
        ("家庭类别", "error"),
        ("住址", "warning"),
        ("电话", "warning"),
        ("联系人", "warning"),
    ],
)
def test_what_the_spreadsheet_made_a_date_is_asked_about(tmp_path: Path, title: str, level: str) -> None:
    row = read_row(tmp_path, **{title: date(2024, 3, 1)})
    problem = next(p for p in row.problems if p.rule == 54)
    assert (problem.column, problem.level) == (title, level)
    assert "2024-03-01" in problem.message
    assert (row.village_code, row.categories) == ("" if title == "村居" else "350122103201", [])


def test_a_date_in_the_notes_is_a_note(tmp_path: Path) -> None:
    row = read_row(tmp_path, 备注=date(2024, 3, 1))
    assert row.facts["note"] == "2024-03-01"
    assert all(p.rule != 54 for p in row.problems)
