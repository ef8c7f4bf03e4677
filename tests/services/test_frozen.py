"""A closed sheet changed behind the program's back is found, and cannot be changed before its face."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import frozen, period
from ljfpa_desktop.services.check import check
from tests.services.books import Books
from tests.services.test_check import tamper

ALL: dict[str, str] = dict.fromkeys(("events", "unsigned", "cycles", "gap", "early"), "试")
SAID = "2024-01 月报第1版的数字或底册与结账时不一致，是绕过程序改动的，请联系县里核查，或从备份恢复。"


@pytest.fixture
def closed(db: Database, actor: Actor) -> Database:
    """January closed with a payment, a visit and an event behind its figures."""
    books = Books(db, actor)
    books.pay(books.family("05"), date(2024, 1, 20))
    books.visit(books.family("03"), date(2024, 1, 21))
    books.event(date(2024, 1, 22))
    period.close(db, actor, "2024-01", ALL)
    return db


@pytest.mark.parametrize(
    "statement",
    ["UPDATE period_row SET value = 9", "UPDATE period_row SET text = ''", "DELETE FROM period_row"],
)
def test_frozen_rows_are_never_rewritten(closed: Database, actor: Actor, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="a closed sheet is never rewritten"),
        closed.transaction(actor, "改底册") as s,
    ):
        s.execute(text(statement))
    assert check(closed).faults == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE period_row SET value = value + 1 WHERE seq = 1",
        "UPDATE period_row SET day = '2024-01-02' WHERE seq = 2",
        "DELETE FROM period_row WHERE seq = 1",
        "DELETE FROM period_row",
        "UPDATE period_figure SET month_value = 77 WHERE code = 'ZB-G02'",
        "UPDATE period SET sheet_hash = '0'",
    ],
)
def test_a_sheet_changed_by_another_tool_is_named(closed: Database, statement: str) -> None:
    tamper(closed, statement)
    assert check(closed).faults == (SAID,)


def test_a_row_put_in_later_is_found_too(closed: Database) -> None:
    names = "period_id, code, of_year, part, key, value, office, source, record, text"
    tamper(closed, f"INSERT INTO period_row({names}) SELECT {names} FROM period_row LIMIT 1")
    assert check(closed).faults == (SAID,)


def test_every_edition_stands_by_itself(closed: Database, actor: Actor) -> None:
    period.reopen(closed, actor, "2024-01", "漏记")
    books = Books(closed, actor)
    books.pay(books.family("05"), date(2024, 1, 25))
    period.close(closed, actor, "2024-01", ALL)
    assert check(closed).faults == ()
    tamper(closed, "UPDATE period_row SET value = 5 WHERE seq = (SELECT max(seq) FROM period_row)")
    assert check(closed).faults == (SAID.replace("第1版", "第2版"),)


def test_a_sheet_of_another_computer_has_no_rows_here(closed: Database) -> None:
    tamper(
        closed,
        "DELETE FROM period_row",
        "INSERT OR REPLACE INTO setting(name, value) VALUES ('office.letter', '\"B\"')",
    )
    with closed.read() as s:
        assert list(frozen.changed(s)) == []


def test_whole_numbers_are_the_same_with_and_without_a_point() -> None:
    lines = [("ZB-E05", 100.0, None, 0.0, 0.12345)]
    same = [("ZB-E05", 100, None, 0, 0.1235)]
    assert frozen.digest("2024-01", lines, []) == frozen.digest("2024-01", same, [])
    assert frozen.digest("2024-02", lines, []) != frozen.digest("2024-01", lines, [])
