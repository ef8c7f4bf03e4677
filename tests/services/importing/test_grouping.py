"""Which rows are one family: merged, hanging below, repeated, or one person a row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services.importing.parsed import Parsed
from tests.services.importing.samples import number, parsed, problems_of, told, xlsx
from tests.services.importing.taking import said, take

TITLES = [
    "序号",
    "村居",
    "夫姓名",
    "夫身份证号",
    "妻姓名",
    "妻身份证号",
    "子女姓名",
    "子女身份证号",
    "类别",
]
H1, W1 = number("19700101", 1), number("19710202", 2)
H2, W2 = number("19720303", 3), number("19730404", 4)
C1, C2, C3 = number("19950505", 5), number("19980606", 6), number("20010707", 7)
FIRST = [1, "山兜村", "林一", H1, "吴一", W1, "林大", C1, "二女户"]
SECOND = [2, "长门村", "陈二", H2, "郑二", W2, "陈小", C3, "独生子女户"]
BELOW = [None, None, None, None, None, None, "林小", C2, None]
AGAIN = [*FIRST[:6], "林小", C2, "二女户"]


def register(folder: Path, rows: list[list[Any]], merges: list[str] | None = None) -> Parsed:
    return parsed(xlsx(folder / "a.xlsx", rows, merges or []), "families")


def groups(found: Parsed) -> list[int]:
    return [r.group for r in found.rows]


def households(db: Database) -> list[list[str]]:
    """The names of each family, the head first."""
    with db.read() as s:
        query = (
            select(Household.household_no, Person.name)
            .join(Member, Member.household_id == Household.id)
            .join(Person, Person.id == Member.person_id)
            .order_by(Household.household_no, Member.relation != "02", Member.relation, Person.birth_date)
        )
        found: dict[str, list[str]] = {}
        for number_, name in s.execute(query):
            found.setdefault(number_, []).append(name)
    return list(found.values())


def test_a_child_under_the_couple_is_theirs_and_told(db: Database, actor: Actor, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["台账"], TITLES, FIRST, BELOW, SECOND])
    found = parsed(path, "families")
    assert groups(found) == [3, 3, 5]
    assert told(found, 4) == {("warning", 27)}
    result = take(db, actor, path, "families")
    assert result.created == {"household": 2, "person": 7}
    assert households(db) == [["林一", "吴一", "林大", "林小"], ["陈二", "郑二", "陈小"]]


def test_merged_cells_need_no_word(tmp_path: Path) -> None:
    merges = [f"{c}3:{c}4" for c in "ABCDEFI"]
    found = register(tmp_path, [["台账"], TITLES, FIRST, BELOW, SECOND], merges)
    assert groups(found) == [3, 3, 5]
    assert problems_of(found) == []


def test_a_couple_repeated_for_each_child_is_one_family(db: Database, actor: Actor, tmp_path: Path) -> None:
    again = [cell.replace("林一", "林 一") if isinstance(cell, str) else cell for cell in AGAIN]
    again[3] = f"'{H1}"
    path = xlsx(tmp_path / "a.xlsx", [["台账"], TITLES, FIRST, again, SECOND])
    result = take(db, actor, path, "families")
    assert said(result) == set()
    assert result.created == {"household": 2, "person": 7}
    assert households(db)[0] == ["林一", "吴一", "林大", "林小"]


def test_the_same_row_twice_stays_a_repeat(db: Database, actor: Actor, tmp_path: Path) -> None:
    result = take(db, actor, xlsx(tmp_path / "a.xlsx", [["台账"], TITLES, FIRST, FIRST]), "families")
    assert said(result) == {(4, "warning", 36)}
    assert result.created == {"household": 1, "person": 3}


@pytest.mark.parametrize(
    "row",
    [
        [2, *BELOW[1:]],  # a number of its own
        [None, None, None, None, "吴三", W2, "林小", C2, None],  # a parent of its own
    ],
)
def test_a_row_that_stands_for_itself_is_no_child_of_the_one_above(tmp_path: Path, row: list[Any]) -> None:
    found = register(tmp_path, [["台账"], TITLES, FIRST, row])
    assert groups(found) == [3, 4]


def test_twins_of_one_name_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    found = register(tmp_path, [["台账"], TITLES, FIRST, [*FIRST[:7], C2, "二女户"]])
    assert groups(found) == [3, 3]


MEMBERS = ["村居", "户主姓名", "家庭成员姓名", "与户主关系", "身份证号"]


@pytest.mark.parametrize("filled", [True, False])
def test_a_column_of_heads_names_whose_family_it_is(
    db: Database, actor: Actor, tmp_path: Path, filled: bool
) -> None:
    def row(head: str, *cells: str) -> list[Any]:
        first = cells[1] == "户主"
        return ["山兜村" if filled or first else None, head if filled or first else None, *cells]

    rows = [
        row("林一", "林一", "户主", H1),
        row("林一", "吴一", "妻", W1),
        row("林一", "林大", "长女", C1),
        row("陈二", "陈二", "户主", H2),
        row("陈二", "郑二", "配偶", W2),
    ]
    path = xlsx(tmp_path / "a.xlsx", [["家庭成员登记表"], MEMBERS, *rows])
    found = parsed(path, "families")
    assert groups(found) == [3, 3, 3, 6, 6]
    assert take(db, actor, path, "families").created == {"household": 2, "person": 5}
    assert households(db) == [["林一", "吴一", "林大"], ["陈二", "郑二"]]


def test_without_a_relation_the_head_is_who_the_family_is_named_after(tmp_path: Path) -> None:
    titles = [*MEMBERS[:3], "身份证号"]
    rows = [["山兜村", "林一", "林一", H1], ["山兜村", "林一", "吴一", W1], ["山兜村", "陈二", "陈二", H2]]
    found = register(tmp_path, [["登记表"], titles, *rows])
    assert groups(found) == [3, 3, 5]
    assert [(p.role, p.name) for r in found.rows for p in r.people] == [
        ("head", "林一"),
        ("member", "吴一"),
        ("head", "陈二"),
    ]


def test_a_family_whose_head_has_no_row_of_its_own_starts_with_its_name(tmp_path: Path) -> None:
    rows = [["山兜村", "林一", "林一", "户主", H1], ["山兜村", "陈二", "郑二", "妻", W2]]
    found = register(tmp_path, [["登记表"], MEMBERS, *rows])
    assert groups(found) == [3, 4]


def test_heads_with_a_number_of_their_own_are_read_once(tmp_path: Path) -> None:
    titles = ["村居", "户主姓名", "户主身份证号", "家庭成员姓名", "与户主关系", "家庭成员身份证号"]
    rows = [["山兜村", "林一", H1, "林一", "本人", H1], ["山兜村", "林一", H1, "吴一", "妻", W1]]
    found = register(tmp_path, [["登记表"], titles, *rows])
    assert groups(found) == [3, 3]
    assert problems_of(found) == []
    assert [(p.role, p.name) for p in found.rows[0].people] == [("head", "林一")]
    assert {(p.role, p.name, p.relation) for p in found.rows[1].people} == {
        ("head", "林一", ""),
        ("member", "吴一", "12"),
    }


def test_a_column_that_says_the_same_in_every_row_makes_no_endless_family(tmp_path: Path) -> None:
    rows = [["山兜村", f"林{i}", "妻", number(f"19{60 + i % 30}0101", 2 * (i // 30) + 2)] for i in range(200)]
    found = register(tmp_path, [["登记表"], ["村居", "姓名", "与户主关系", "身份证号"], *rows])
    assert len(found.rows) == 200
    assert max(groups(found)) < 203
