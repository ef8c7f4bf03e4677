"""Special families: the couple in two rows or one, the child's death or certificate, support and accounts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.services.importing.parsed import Parsed, ParsedPerson
from tests.services.importing.samples import Rows, number, parsed, told, xlsx

H, W = number("19650507", 1), number("19670306", 2)
C = number("19900909", 3)
TITLES = [
    "序号",
    "村居",
    "姓名",
    "公民身份号码",
    "特扶类别",
    "子女姓名",
    "子女身份证号码",
    "死亡时间或残疾证号",
    "起始年月",
    "手机",
    "账号",
]
CARD = "6217001234567890122"


def register(tmp_path: Path, rows: Rows, merges: list[str] | None = None) -> Parsed:
    return parsed(xlsx(tmp_path / "a.xlsx", rows, merges or []), "special")


def family(tmp_path: Path, **changed: Any) -> Parsed:
    values: dict[str, Any] = dict(
        zip(
            TITLES,
            [1, "山兜村", "林勇", H, "死亡", "林小", C, "2018-08-06", "2020.01", "13805912345", CARD],
            strict=True,
        )
    )
    values.update(changed)
    return register(tmp_path, [TITLES, list(values.values())])


def child(found: Parsed) -> ParsedPerson:
    return next(p for p in found.rows[0].people if p.role == "child")


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("2018-08-06", date(2018, 8, 6), "YMD"),
        ("2018.08", date(2018, 8, 1), "YM"),
        (2018.12, date(2018, 12, 1), "YM"),
        ("20180806", date(2018, 8, 6), "YMD"),
        (20180806, date(2018, 8, 6), "YMD"),
        ("2018年8月6日", date(2018, 8, 6), "YMD"),
        ("2018年", date(2018, 1, 1), "Y"),
        (date(2018, 8, 6), date(2018, 8, 6), "YMD"),
    ],
)
def test_the_day_of_death(tmp_path: Path, written: Any, day: date, precision: str) -> None:
    found = family(tmp_path, 死亡时间或残疾证号=written)
    assert (child(found).death, child(found).death_precision) == (day, precision)
    assert child(found).deceased
    assert told(found, 2) == set()


@pytest.mark.parametrize(
    ("written", "rule"),
    [(2018.1, 16), ("农历八月初六", 19), ("不清楚", 17), ("1980-01-01", 46), ("2999-01-01", 17)],
)
def test_a_day_of_death_in_doubt(tmp_path: Path, written: Any, rule: int) -> None:
    assert told(family(tmp_path, 死亡时间或残疾证号=written), 2) == {("warning", rule)}


@pytest.mark.parametrize(
    ("written", "kind", "grade", "problems"),
    [
        (C + "43", "4", "3", set()),
        (C + "43B1", "4", "3", set()),
        (C.lower() + "11", "1", "1", set()),
        (C + "93", "", "3", {("warning", 44)}),
        (C + "47", "4", "", {("warning", 44)}),
        (number("19900909", 5) + "43", "4", "3", {("warning", 44)}),
        ("350122", "", "", {("warning", 44)}),
    ],
)
def test_certificates(
    tmp_path: Path, written: str, kind: str, grade: str, problems: set[tuple[str, int]]
) -> None:
    found = family(tmp_path, 特扶类别="伤残", 死亡时间或残疾证号=written)
    assert child(found).facts["disability_type"] == kind
    assert child(found).facts["disability_grade"] == grade
    assert not child(found).deceased
    assert told(found, 2) == problems


def test_death_and_certificate_in_columns_of_their_own(tmp_path: Path) -> None:
    titles = [
        "村居",
        "姓名",
        "身份证号",
        "类别",
        "子女姓名",
        "子女身份证",
        "子女死亡时间",
        "子女残疾证号",
        "残疾等级",
    ]
    rows = [
        titles,
        ["山兜村", "林勇", H, "失独", "林小", C, "2018.6", None, None],
        ["山兜村", "陈强", number("19650302", 5), "伤残", "陈小", number("19911010", 4), None, None, "二级"],
    ]
    found = register(tmp_path, rows)
    children = [p for r in found.rows for p in r.people if p.role == "child"]
    assert [c.death for c in children] == [date(2018, 6, 1), None]
    assert children[1].facts["disability_grade"] == "2"
    assert [r.categories for r in found.rows] == [["03"], ["04"]]


def test_what_belongs_to_the_person(tmp_path: Path) -> None:
    person = family(tmp_path).rows[0].people[0]
    assert person.facts == {"account": CARD, "phone1": "13805912345", "since": "2020-01-01"}
    assert person.sex == "1"


@pytest.mark.parametrize(
    ("title", "value", "problem"),
    [
        ("账号", 6.21700123456789e18, ("error", 43)),
        ("账号", "6217001234567890123", ("warning", 43)),
        ("公民身份号码", 3.50122196505070e17, ("error", 1)),
        ("公民身份号码", H[:17], ("error", 9)),
        ("特扶类别", "重点户", ("error", 45)),
        ("村居", "红下村", ("error", 41)),
        ("手机", "1380591", ("warning", 42)),
        ("姓名", None, ("error", 24)),
    ],
)
def test_what_is_wrong_with_a_row(tmp_path: Path, title: str, value: Any, problem: tuple[str, int]) -> None:
    assert problem in told(family(tmp_path, **{title: value}), 2)


def test_the_childs_problems_stand_in_the_familys_first_row(tmp_path: Path) -> None:
    wife = [None, None, "吴美", W, None, None, None, None, None, None, None]
    first = [1, "山兜村", "林勇", H, "伤残", "林小", C, C + "93", "2020.01", None, None]
    found = register(tmp_path, [TITLES, first, wife], [f"{c}2:{c}3" for c in "ABEFGHI"])
    assert told(found, 2) == {("warning", 44)}
    assert told(found, 3) == set()
    assert [p.name for p in found.rows[1].people] == ["吴美", "林小"]


def test_a_couple_in_one_row(tmp_path: Path) -> None:
    titles = ["村居", "夫姓名", "夫身份证号", "妻姓名", "妻身份证号", "特扶类型", "子女姓名", "子女身份证号"]
    found = register(tmp_path, [titles, ["山兜村", "林勇", H, "吴美", W, "死亡", "林小", C]])
    assert [(p.role, p.sex) for p in found.rows[0].people] == [
        ("husband", "1"),
        ("wife", "2"),
        ("child", "1"),
    ]
    assert told(found, 2) == set()


def test_two_levels_of_titles(tmp_path: Path) -> None:
    rows = [
        ["序号", "村居", "父母", None, None, "子女", None, None, "特扶类别"],
        [None, None, "姓名", "身份证号", "手机", "姓名", "身份证号", "死亡时间或残疾证号", None],
        [1, "山兜村", "林勇", H, "13805912345", "林小", C, "2018-08-06", "死亡"],
    ]
    found = register(tmp_path, rows, ["A1:A2", "B1:B2", "C1:E1", "F1:H1", "I1:I2"])
    assert [(p.role, p.name) for p in found.rows[0].people] == [("member", "林勇"), ("child", "林小")]
    assert found.rows[0].people[0].facts["phone"] == "13805912345"
    assert child(found).death == date(2018, 8, 6)
