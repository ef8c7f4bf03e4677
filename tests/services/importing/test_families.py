"""Families registers: who is who, groups of rows, and what does not fit together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.services.importing.parsed import Parsed
from tests.services.importing.samples import Rows, number, parsed, told, xlsx

H, W = number("19750507", 1), number("19770306", 2)
C1, C2 = number("20010909", 2), number("20050812", 3)


def register(tmp_path: Path, rows: Rows, merges: list[str] | None = None) -> Parsed:
    return parsed(xlsx(tmp_path / "a.xlsx", rows, merges or []), "families")


def who(found: Parsed) -> list[tuple[int, str, str]]:
    return [(r.group, p.role, p.name) for r in found.rows for p in r.people]


def test_one_person_a_row_with_the_relation_to_the_head(tmp_path: Path) -> None:
    rows = [
        ["户号", "村居", "姓名", "与户主关系", "身份证号", "家庭类别"],
        ["1", "山兜村", "林勇", "户主", H, "农村二女户"],
        ["1", "山兜村", "吴美", "妻", W, None],
        ["1", "山兜村", "林小", "长女", C1, None],
        ["2", "长门村", "陈强", "本人", number("19650302", 5), "困难"],
        ["2", "长门村", "陈二", "儿子", C2, None],
    ]
    found = register(tmp_path, rows)
    assert who(found) == [
        (2, "head", "林勇"),
        (2, "member", "吴美"),
        (2, "child", "林小"),
        (5, "head", "陈强"),
        (5, "child", "陈二"),
    ]
    assert [p.relation for r in found.rows for p in r.people] == ["02", "12", "32", "02", "20"]


def test_children_under_merged_parents_belong_to_them(tmp_path: Path) -> None:
    rows = [
        ["序号", "村居", "父亲姓名", "父亲身份证号", "母亲姓名", "母亲身份证号", "子女姓名", "子女身份证号"],
        [1, "山兜村", "林勇", H, "吴美", W, "林小", C1],
        [None, None, None, None, None, None, "林二", C2],
        [2, "山兜村", "陈强", number("19650302", 5), None, None, None, None],
    ]
    found = register(tmp_path, rows, [f"{c}2:{c}3" for c in "ABCDEF"])
    assert who(found) == [
        (2, "husband", "林勇"),
        (2, "wife", "吴美"),
        (2, "child", "林小"),
        (2, "child", "林二"),
        (4, "husband", "陈强"),
    ]
    assert [r.village_code for r in found.rows] == ["350122103201"] * 3


def test_a_couple_in_the_heads_cell(tmp_path: Path) -> None:
    rows = [["村居", "户主姓名", "身份证号"], ["山兜村", "吴美、林勇", f"{W}、{H}"]]
    found = register(tmp_path, rows)
    assert [(p.role, p.name, p.id_no) for p in found.rows[0].people] == [
        ("head", "吴美", W),
        ("spouse", "林勇", H),
    ]
    assert told(found, 2) == {("warning", 13)}


def test_the_column_of_the_husband_may_hold_the_wife_first(tmp_path: Path) -> None:
    rows = [["村居", "夫姓名", "夫身份证", "妻姓名"], ["山兜村", "吴美/林勇", f"{W}/{H}", None]]
    found = register(tmp_path, rows)
    assert {p.role: p.name for p in found.rows[0].people} == {"husband": "林勇", "wife": "吴美"}
    assert told(found, 2) == {("warning", 13)}


AGES: list[tuple[str, str, str, set[tuple[str, int]]]] = [
    ("19750507", "19770306", "20010909", set()),
    ("19750507", "19770306", "19900909", {("warning", 46)}),
    ("19750507", "19770306", "19700909", {("warning", 46)}),
    ("19750507", "19470306", "20030909", {("warning", 46)}),
    ("19400507", "19770306", "20030909", set()),
    ("19920507", "19770306", "20010909", {("warning", 46)}),
]


@pytest.mark.parametrize(("father", "mother", "child", "problems"), AGES)
def test_ages_that_cannot_be(
    tmp_path: Path, father: str, mother: str, child: str, problems: set[tuple[str, int]]
) -> None:
    rows = [
        ["村居", "夫姓名", "夫身份证", "妻姓名", "妻身份证", "子女姓名", "子女身份证"],
        ["山兜村", "林勇", number(father, 1), "吴美", number(mother, 2), "林小", number(child, 4)],
    ]
    assert told(register(tmp_path, rows), 2) == problems


@pytest.mark.parametrize(
    ("birth", "note", "problems"),
    [
        ("2001.09", None, {("warning", 15)}),
        ("2001.09", "新生儿未上户", set()),
        ("2001.09", "未落户", set()),
        (None, None, {("warning", 15)}),
    ],
)
def test_children_without_a_number(
    tmp_path: Path, birth: Any, note: Any, problems: set[tuple[str, int]]
) -> None:
    rows = [
        ["村居", "夫姓名", "夫身份证", "子女姓名", "子女出生日期", "子女身份证", "备注"],
        ["山兜村", "林勇", H, "林小", birth, None, note],
    ]
    assert told(register(tmp_path, rows), 2) == problems


def test_one_number_for_two_people_is_refused(tmp_path: Path) -> None:
    rows = [["村居", "夫姓名", "夫身份证", "妻姓名", "妻身份证"], ["山兜村", "林勇", H, "吴美", H]]
    assert ("error", 36) in told(register(tmp_path, rows), 2)


def test_a_row_with_a_number_and_nobody_is_told(tmp_path: Path) -> None:
    rows = [["村居", "夫姓名", "夫身份证", "妻姓名", "妻身份证"], ["山兜村", None, H, None, None]]
    assert told(register(tmp_path, rows), 2) == {("error", 24)}


def test_prefilled_numbers_without_a_family_are_blank(tmp_path: Path) -> None:
    rows = [
        ["序号", "村居", "夫姓名", "夫身份证"],
        [1, "山兜村", "林勇", H],
        [2, "山兜村", None, None],
        [3, None, None, None],
    ]
    found = register(tmp_path, rows)
    assert [r.row for r in found.rows] == [2]
    assert found.table.kinds[3] == "blank"


def test_a_row_of_column_numbers_is_part_of_the_header(tmp_path: Path) -> None:
    rows = [["序号", "村居", "夫姓名", "夫身份证"], [1, 2, 3, 4], [1, "山兜村", "林勇", H]]
    found = register(tmp_path, rows)
    assert found.table.kinds[2] == "header"
    assert [r.row for r in found.rows] == [3]
