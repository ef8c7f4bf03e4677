"""The code tables and what registers write."""

from __future__ import annotations

import pytest

from ljfpa_desktop.base import codes
from ljfpa_desktop.base.text import normalise

TABLES = codes.names()
SIZES = {
    "sex": 4, "marital": 8, "health": 22, "education": 41, "relation": 84, "disability_type": 7,
    "disability_grade": 4, "political": 13, "ethnicity": 58, "id_type": 10, "study_stage": 9,
    "household_category": 16, "hukou_kind": 4, "household_status": 5, "hardship_reason": 9,
    "aid_kind": 19, "pay_method": 8, "signing": 4, "event_mode": 3, "event_status": 3,
    "material_kind": 6, "site_status": 3, "honour_level": 5,
}  # fmt: skip


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_tables_are_complete(name: str, size: int) -> None:
    assert len(codes.table(name)) == size


@pytest.mark.parametrize("name", TABLES)
def test_codes_and_names_stand_once(name: str) -> None:
    rows = codes.table(name)
    assert len({r.code for r in rows}) == len({normalise(r.name) for r in rows}) == len(rows)
    assert all(r.code and r.name for r in rows)


@pytest.mark.parametrize("name", TABLES)
def test_no_word_stands_for_two_codes(name: str) -> None:
    seen: dict[str, str] = {}
    for row in codes.table(name):
        for text in {normalise(t) for t in (row.code, row.name, row.identifier, *row.synonyms) if t}:
            assert seen.setdefault(text, row.code) == row.code, f"{name}: {text}"


@pytest.mark.parametrize("name", TABLES)
def test_every_word_finds_its_code(name: str) -> None:
    for row in codes.table(name):
        for text in (row.code, row.name, *row.synonyms):
            assert codes.resolve(name, text) == row.code


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("sex", "男", "1"),
        ("sex", " 女 ", "2"),
        ("marital", "离异", "40"),
        ("marital", "已婚", "20"),
        ("household_category", "独女户", "01"),
        ("household_category", "双女户", "02"),
        ("household_category", "失独", "03"),
        ("household_category", "特扶", "11"),
        ("household_category", "伤残户", "04"),
        ("household_category", "困难", "05"),
        ("household_category", "计生特殊家庭（失独）", "03"),
        ("household_category", "SPECIAL_DISABLED", "04"),
        ("household_category", "1", "01"),
        ("household_category", "1.0", "01"),
        ("household_category", "不认识的类别", None),
        ("relation", "老公", "11"),
        ("relation", "爱人", "12"),
        ("relation", "儿子", "20"),
        ("relation", "二女", "33"),
        ("relation", "媳妇", "38"),
        ("relation", "外孙", "43"),
        ("relation", "保姆", "99"),
        ("relation", "98", "99"),
        ("ethnicity", "畬族", "22"),
        ("ethnicity", "汉", "01"),
        ("education", "本科", "20"),
        ("hukou_kind", "农业", "1"),
        ("study_stage", "大学", "61"),
        ("event_kind", "义诊", "CLINIC"),
        ("sex", "", None),
    ],
)
def test_what_registers_write(name: str, text: str, code: str | None) -> None:
    assert codes.resolve(name, text) == code


def test_labels_and_identifiers() -> None:
    assert codes.label("household_category", "03") == "计生特殊家庭（失独）"
    assert codes.label("household_category", "77") == "77"
    assert codes.label("sex", None) == ""
    assert codes.code_of("household_category", "SPECIAL_DECEASED") == "03"
    assert codes.code_of("aid_kind", "THIRD_GEN") == "A06"
    with pytest.raises(KeyError):
        codes.code_of("sex", "NOBODY")
    with pytest.raises(KeyError):
        codes.table("no such table")


def test_choices() -> None:
    assert codes.choices("sex")[1] == ("1", "男性")
    assert [code for code, _ in codes.choices("education")] == [
        "80",
        "70",
        "60",
        "40",
        "30",
        "20",
        "10",
        "91",
    ]


def test_cells_with_several_values() -> None:
    assert codes.resolve_all("household_category", "独生子女户、困难") == (["01", "05"], [])
    assert codes.resolve_all("household_category", "二女户/外星户") == (["02"], ["外星户"])
    assert codes.resolve_all("household_category", "独居/空巢老人家庭") == (["08"], [])
    assert codes.resolve_all("household_category", "") == ([], [])


def test_relations_imply_a_sex() -> None:
    assert [codes.relation_sex(c) for c in ("11", "12", "28", "38", "41", "44", "02", "10", "97")] == [
        "1", "2", "1", "2", "1", "2", "", "", ""
    ]  # fmt: skip


def test_the_tables_lie_in_the_resources() -> None:
    assert (codes.path() / "person.json").is_file()
