"""The monthly sheet: month, year to date, same period, change, and what a closed month keeps."""

from __future__ import annotations

from datetime import date

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services import event, period, sheet
from ljfpa_desktop.services.indicators import BY_CODE, INDICATORS
from ljfpa_desktop.services.sheet import Line
from tests.services.books import Books, issue

ALL: dict[str, str] = dict.fromkeys(("events", "unsigned", "cycles", "gap", "early"), "县里催报")


@pytest.fixture
def books(db: Database, actor: Actor) -> Books:
    """Books to write facts into."""
    return Books(db, actor)


def line(db: Database, month: str, code: str) -> Line:
    """One line of a month's sheet."""
    return next(x for x in sheet.of(db, month).lines if x.indicator.code == code)


def told(db: Database, month: str, code: str) -> tuple[float | None, ...]:
    """Month, year to date, same period, change and adjustment."""
    x = line(db, month, code)
    return x.month, x.year_to_date, x.same_period, x.change_percent, x.adjustment


def test_all_indicators_stand_on_the_sheet_in_their_order(db: Database) -> None:
    found = sheet.of(db, "2024-05")
    assert [x.indicator for x in found.lines] == list(INDICATORS)
    assert (found.edition, found.is_closed, found.office) == (0, False, "350122103")


def test_month_year_to_date_and_the_same_period_of_the_year_before(books: Books) -> None:
    books.event(date(2023, 3, 1), heads=80)
    books.event(date(2023, 6, 1), heads=1000)
    books.event(date(2024, 1, 5), heads=40)
    books.event(
        date(2024, 5, 29), heads=100, session_count=2, materials=[issue("BOOKLET", 30), issue("GIFT", 5)]
    )
    db = books.db
    assert told(db, "2024-05", "ZB-B01") == (2, 3, 1, 200.0, None)
    assert told(db, "2024-05", "ZB-B04") == (100, 140, 80, 75.0, None)
    assert told(db, "2024-05", "ZB-B02") == (30, 30, 0, None, None)  # from nothing there is no percentage
    assert told(db, "2024-05", "ZB-B06") == (0, 0, 0, 0.0, None)
    assert told(db, "2024-06", "ZB-B04") == (0, 140, 1080, -87.0, None)


def test_before_the_first_month_nothing_was_reported(books: Books) -> None:
    books.visit(books.family("03"), date(2023, 4, 2))
    db = books.db
    assert told(db, "2024-03", "ZB-B01")[2:4] == (None, None)
    assert told(db, "2024-04", "ZB-B01")[2:4] == (0, 0.0)
    assert told(db, "2023-04", "ZB-E04") == (0, 0, None, None, None)  # its category began in 2024


def test_an_office_without_facts_has_no_same_period(db: Database) -> None:
    assert {x.same_period for x in sheet.of(db, "2024-05").lines} == {None}


def test_a_stock_looks_at_the_last_day(books: Books) -> None:
    books.event(date(2023, 1, 1))
    books.family({"category": "03", "valid_from": date(2024, 5, 31)})
    books.family(
        {"category": "04", "valid_from": date(2023, 5, 1), "valid_to": date(2024, 4, 30), "end_why": "不符"}
    )
    assert told(books.db, "2024-04", "ZB-E01") == (1, 1, 0, None, None)
    assert told(books.db, "2024-05", "ZB-E01") == (1, 1, 1, 0.0, None)
    assert told(books.db, "2024-05", "ZB-E02")[:2] == (1, 1)


def test_a_ratio_is_recomputed_for_the_year_not_averaged(books: Books) -> None:
    one, two, _ = books.family("03"), books.family("03"), books.family("04")
    books.visit(one, date(2024, 1, 10))
    books.visit(two, date(2024, 2, 10))
    assert told(books.db, "2024-02", "ZB-E05")[:2] == (33.33, 66.67)


def test_a_closed_sheet_stays_as_it_was(books: Books) -> None:
    db, actor = books.db, books.actor
    books.event(date(2024, 1, 5), heads=40)
    kept = books.event(date(2024, 1, 20), heads=10)
    period.close(db, actor, "2024-01", ALL)
    closed = sheet.of(db, "2024-01")
    books.event(date(2024, 1, 25), heads=500)
    event.retire(db, actor, kept, "重复登记")
    assert sheet.of(db, "2024-01") == closed
    assert (closed.edition, closed.is_closed, len(closed.sheet_hash)) == (1, True, 64)
    assert told(db, "2024-01", "ZB-B04")[:2] == (50, 50)
    assert sum(r.row.value for r in sheet.rows(db, "ZB-B04", "2024-01")) == 50
    # The open month says what changed and counts anew.
    assert told(db, "2024-02", "ZB-B04") == (0, 540, None, None, 490)
    assert told(db, "2024-02", "ZB-B01") == (0, 2, None, None, 0)


def test_rows_of_the_year_and_of_the_month_add_up_to_their_cells(books: Books) -> None:
    db = books.db
    family = books.family("05")
    for month, fen in ((1, 30_000), (2, 20_000)):
        books.pay(family, date(2024, month, 8), fen)
    for _ in range(2):
        for code, month, year in (("ZB-G02", 1, 1), ("ZB-G03", 20_000, 50_000), ("ZB-P02", 1, 1)):
            cells: tuple[tuple[float, sheet.Cell], ...] = ((month, "month"), (year, "year"), (0, "same"))
            for wanted, cell in cells:
                rows = {r.row.key: r.row.value for r in sheet.rows(db, code, "2024-02", cell)}
                assert sum(rows.values()) == wanted
            assert told(db, "2024-02", code)[:2] == (month, year)
        if not sheet.of(db, "2024-02").is_closed:
            period.close(db, books.actor, "2024-02", ALL)


def test_the_rows_of_the_same_period_add_up_to_it(books: Books) -> None:
    books.event(date(2023, 2, 1), heads=70)
    books.event(date(2023, 3, 1), heads=900)
    rows = sheet.rows(books.db, "ZB-B04", "2024-02", "same")
    assert sum(r.row.value for r in rows) == 70 == told(books.db, "2024-02", "ZB-B04")[2]


def test_rows_of_an_unknown_code_are_refused(db: Database) -> None:
    with pytest.raises(Refused, match="ZB-X99"):
        sheet.rows(db, "ZB-X99", "2024-02")


def test_closed_in_tells_the_days_of_closed_months(books: Books) -> None:
    books.event(date(2024, 1, 5))
    period.close(books.db, books.actor, "2024-01", ALL)
    with books.db.read() as s:
        assert sheet.closed_in(s, date(2024, 1, 31))
        assert not sheet.closed_in(s, date(2024, 2, 1))


@pytest.mark.parametrize("month", ["2024-13", "2024-00", "hello", ""])
def test_a_month_that_cannot_be_read_is_refused(db: Database, month: str) -> None:
    with pytest.raises(Refused, match="看不懂"):
        sheet.of(db, month)


@pytest.mark.parametrize(
    ("now", "before", "percent"),
    [(110, 100, 10.0), (1, 3, -66.7), (0, 0, 0.0), (5, 0, None), (None, 3, None), (3, None, None)],
)
def test_the_change_in_percent(now: float | None, before: float | None, percent: float | None) -> None:
    assert Line(BY_CODE["ZB-B01"], None, now, before, None).change_percent == percent


def test_a_year_is_no_month(db: Database) -> None:
    with pytest.raises(Refused, match="月份“2024”看不懂，请写成 2024-05"):
        sheet.of(db, "2024")
