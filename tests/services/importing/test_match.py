"""Who a person of a register is among the registered ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Result, Review
from ljfpa_desktop.services.importing.undo import undo
from tests.services.importing.samples import number, xlsx

H, W, C = number("19750507", 1), number("19770306", 2), number("20010909", 2)
FAMILY = ["村居", "夫姓名", "夫身份证", "妻姓名", "妻身份证", "子女姓名", "子女身份证", "类别", "电话"]
ROLL = [
    "村居",
    "姓名",
    "身份证号",
    "特扶类别",
    "子女姓名",
    "子女身份证号",
    "死亡时间或残疾证号",
    "账号",
    "手机",
]
LIST = ["村居", "户主姓名", "身份证号", "出生日期", "慰问金"]
ONE = ["山兜村", "林勇", H, "吴美", W, "林小", C, None, "13805912345"]


@pytest.fixture(name="folder")
def one_family(db: Database, actor: Actor, tmp_path: Path) -> Path:
    """An office with one family in 山兜村."""
    take(db, actor, tmp_path, "families", [FAMILY, ONE])
    return tmp_path


def look(db: Database, folder: Path, kind: Any, rows: list[list[Any]]) -> Review:
    return intake.open_register(db, xlsx(folder / f"{kind}.xlsx", rows), kind)


def take(db: Database, actor: Actor, folder: Path, kind: Any, rows: list[list[Any]]) -> Result:
    return intake.commit(db, actor, look(db, folder, kind, rows))


def said(review: Review | Result) -> set[tuple[int | None, str, int]]:
    return {(p.row, p.level, p.rule) for p in review.problems}


def people(db: Database) -> list[tuple[str, str | None]]:
    with db.read() as s:
        rows = s.execute(
            select(Person.name, Person.id_no).where(Person.retired_on.is_(None)).order_by(Person.id)
        )
        return [(r[0], r[1]) for r in rows]


def test_the_number_decides_whatever_the_village(db: Database, folder: Path) -> None:
    review = look(db, folder, "relief", [LIST, ["长门村", "林勇", H, None, 600]])
    assert review.rows[0].people[0].known is not None
    assert said(review) == {(2, "warning", 41)}


@pytest.mark.parametrize(
    ("name", "rule"), [("林永", 39), ("LinYong", 39), ("林*", 49), ("林?", 49), ("林 勇", 0), ("林　勇", 0)]
)
def test_names_against_the_registered_one(db: Database, folder: Path, name: str, rule: int) -> None:
    review = look(db, folder, "relief", [LIST, ["山兜村", name, H, None, 600]])
    assert said(review) == ({(2, "warning", rule)} if rule else set())
    assert review.rows[0].people[0].name == "林勇"


def test_an_unsure_name_of_an_unknown_person_is_refused(db: Database, folder: Path) -> None:
    review = look(db, folder, "relief", [LIST, ["山兜村", "陈*", number("19650302", 5), None, 600]])
    assert said(review) == {(2, "error", 49)}


@pytest.mark.parametrize(
    ("name", "mask", "level"),
    [
        ("林勇", f"{H[:6]}********{H[-4:]}", "warning"),
        ("林勇", f"{H[:10]}****{H[-4:]}", "warning"),
        ("林勇", f"{H[:6]}********9999", "error"),
        ("林永", f"{H[:6]}********{H[-4:]}", "error"),
    ],
)
def test_masked_numbers_need_name_and_digits(
    db: Database, folder: Path, name: str, mask: str, level: str
) -> None:
    assert said(look(db, folder, "relief", [LIST, ["山兜村", name, mask, None, 600]])) == {(2, level, 14)}


@pytest.mark.parametrize(
    ("village", "birth", "is_known"),
    [
        ("山兜村", "1975.05", True),
        ("山兜村", None, True),
        ("山兜村", "1975-05-07", True),
        ("山兜村", "1976.05", False),
        ("长门村", "1975.05", False),
    ],
)
def test_without_a_number_name_village_and_birth_decide(
    db: Database, folder: Path, village: str, birth: Any, is_known: bool
) -> None:
    review = look(db, folder, "relief", [LIST, [village, "林勇", None, birth, 600]])
    assert (review.rows[0].people[0].known is not None) is is_known


def test_namesakes_without_birth_are_asked(db: Database, actor: Actor, folder: Path) -> None:
    take(db, actor, folder, "families", [FAMILY, ["山兜村", "林勇", number("19600101", 1), *[None] * 6]])
    review = look(db, folder, "relief", [LIST, ["山兜村", "林勇", None, None, 600]])
    assert (2, "error", 40) in said(review)
    told = look(db, folder, "relief", [LIST, ["山兜村", "林勇", None, "1960.01", 600]])
    assert (2, "error", 40) not in said(told)
    assert told.rows[0].people[0].known is not None


def test_nearly_the_same_number_under_the_same_name_is_told(db: Database, folder: Path) -> None:
    near = number("19750507", 3)
    review = look(db, folder, "relief", [LIST, ["山兜村", "林勇", near, None, 600]])
    assert said(review) == {(2, "warning", 40)}
    assert review.problems[0].proposal == H
    assert review.rows[0].state == "new"


def test_a_registered_person_without_a_number_gets_it(db: Database, actor: Actor, tmp_path: Path) -> None:
    rows = [["村居", "夫姓名", "夫出生日期", "夫身份证"], ["山兜村", "林勇", "1975-05-07", None]]
    take(db, actor, tmp_path, "families", rows)
    take(db, actor, tmp_path, "families", [rows[0], ["山兜村", "林勇", "1975-05-07", H]])
    assert people(db) == [("林勇", H)]


def test_undone_imports_are_not_matched(db: Database, actor: Actor, tmp_path: Path) -> None:
    first = take(db, actor, tmp_path, "families", [FAMILY, ONE])
    undo(db, actor, first.batch)
    review = look(db, tmp_path, "families", [FAMILY, ONE])
    assert (review.again, review.rows[0].state) == ("", "new")
    assert intake.commit(db, actor, review).created == {"household": 1, "person": 3}


def test_a_special_row_joins_the_registered_family(db: Database, actor: Actor, folder: Path) -> None:
    rows = [
        ROLL,
        ["山兜村", "林勇", H, "死亡", "林小", C, "2018-08-06", "6217001234567890122", "13805912345"],
        ["山兜村", "吴美", W, "死亡", "林小", C, "2018-08-06", None, None],
    ]
    result = take(db, actor, folder, "special", rows)
    assert result.created == {"bank_account": 1}
    assert result.updated == {"household": 1, "person": 3}
    with db.read() as s:
        home = s.scalars(select(Household)).one()
        child = s.scalars(select(Person).where(Person.id_no == C)).one()
        account = s.scalars(select(BankAccount)).one()
    assert home.privacy_level == "RESTRICTED"
    assert child.death_date == date(2018, 8, 6)
    assert account.account_name == "林勇"
    again = take(
        db,
        actor,
        folder,
        "special",
        [*rows, ["山兜村", "林勇", H, "死亡", "林小", C, "2018-08-06", None, None]],
    )
    assert (again.created, again.updated) == ({}, {})
    assert (4, "warning", 36) in said(again)


def test_a_couple_registered_apart_is_told(db: Database, actor: Actor, tmp_path: Path) -> None:
    take(
        db,
        actor,
        tmp_path,
        "families",
        [FAMILY, ["山兜村", "林勇", H, *[None] * 6], ["山兜村", None, None, "吴美", W, *[None] * 4]],
    )
    review = look(db, tmp_path, "families", [FAMILY, ONE])
    assert said(review) == {(2, "warning", 37)}
    result = intake.commit(db, actor, review)
    assert result.created == {"person": 1}


def test_a_namesake_under_another_number_is_told(db: Database, folder: Path) -> None:
    other = number("19620101", 5)
    review = look(db, folder, "relief", [LIST, ["山兜村", "林勇", other, None, 600]])
    assert said(review) == {(2, "warning", 40)}
    assert (review.problems[0].proposal, review.rows[0].state) == ("", "new")
    elsewhere = look(db, folder, "relief", [LIST, ["长门村", "林勇", other, None, 600]])
    assert said(elsewhere) == set()


@pytest.mark.parametrize("half", ["husband", "wife"])
def test_half_of_a_couple_with_somebody_else_is_refused(db: Database, folder: Path, half: str) -> None:
    new = ("陈新", number("19790909", 1)) if half == "wife" else ("郑新", number("19790909", 2))
    couple = ["林勇", H, *new] if half == "husband" else [*new, "吴美", W]
    review = look(db, folder, "families", [FAMILY, ["山兜村", *couple, None, None, None, None]])
    assert said(review) == {(2, "error", 37)}
    assert review.counts()["error"] == 1


def test_a_widow_weds_again(db: Database, actor: Actor, folder: Path) -> None:
    with db.transaction(actor, "登记") as s:
        husband = s.scalars(select(Person).where(Person.name == "林勇")).one()
        husband.death_date, husband.death_precision = date(2020, 1, 1), "YMD"
    row = ["山兜村", "陈新", number("19790909", 1), "吴美", W, None, None, None, None]
    result = take(db, actor, folder, "families", [FAMILY, row])
    assert (said(result), result.created) == (set(), {"person": 1})


def test_a_spouse_unknown_so_far_joins(db: Database, actor: Actor, tmp_path: Path) -> None:
    take(db, actor, tmp_path, "families", [FAMILY, ["山兜村", "林勇", H, *[None] * 6]])
    take(db, actor, tmp_path, "families", [FAMILY, ONE])
    with db.read() as s:
        relations = {
            r[0]: r[1]
            for r in s.execute(
                select(Person.name, Member.relation).join(Member, Member.person_id == Person.id)
            )
        }
    assert relations == {"林勇": "02", "吴美": "12", "林小": "30"}


def test_a_new_family_needs_a_village(db: Database, folder: Path) -> None:
    stranger = number("19650302", 5)
    review = look(
        db, folder, "relief", [LIST, [None, "陈强", stranger, None, 600], [None, "林勇", H, None, 600]]
    )
    assert said(review) == {(2, "error", 41)}


def test_columns_can_be_taught(db: Database, actor: Actor, folder: Path) -> None:
    rows = [["村居", "户主姓名", "身份证号", "给多少"], ["山兜村", "林勇", H, 600]]
    assert look(db, folder, "relief", rows).taken_total_fen == 0
    intake.teach_column(db, actor, "relief", "给多少", "amount")
    review = look(db, folder, "relief", rows)
    assert review.taken_total_fen == review.list_total_fen == 60000
    assert said(review) == set()
