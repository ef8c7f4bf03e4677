"""Figures: each against SQL of its own over the rows, and each the sum of value over distinct key."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services import event, figures
from ljfpa_desktop.services import household as households
from ljfpa_desktop.services.figures import Row
from ljfpa_desktop.services.indicators import BY_CODE, INDICATORS
from tests.services.books import Books, issue

EVENTS = """SELECT coalesce(sum({value}), 0) FROM event
    WHERE status = 'HELD' AND retired_on IS NULL AND held_on BETWEEN :first AND :last AND {where}"""
GIVEN = """SELECT coalesce(sum(quantity), 0) FROM material_issue m JOIN event e ON e.id = m.event_id
    WHERE e.status = 'HELD' AND e.retired_on IS NULL AND m.retired_on IS NULL AND e.kind = 'PUBLICITY'
    AND e.held_on BETWEEN :first AND :last AND m.kind IN ({kinds})"""
MONEY = """SELECT {value} FROM payment
    WHERE voided_on IS NULL AND paid_on BETWEEN :first AND :last AND {where}"""
STOCK = """SELECT count(DISTINCT household_id)
    FROM household_category c JOIN household h ON h.id = household_id
    WHERE c.retired_on IS NULL AND h.retired_on IS NULL AND category IN ({kinds}) AND valid_from <= :last
    AND (valid_to IS NULL OR valid_to >= :last) AND (h.status = 'ACTIVE' OR h.status_on > :last)"""
HEADS = "ifnull(offline_attendance, 0) + ifnull(online_views, 0)"
COUNT, SUM = "count(DISTINCT household_id)", "coalesce(sum(amount_fen), 0)"

# The same figures written a second time, by hand and without the indicators' own parts.
RAW = {
    "ZB-B01": EVENTS.format(value="session_count", where="kind = 'PUBLICITY'"),
    "ZB-B02": GIVEN.format(kinds="'BOOKLET', 'LEAFLET'"),
    "ZB-B03": GIVEN.format(kinds="'GIFT'"),
    "ZB-B04": EVENTS.format(value=HEADS, where="kind = 'PUBLICITY'"),
    "ZB-B05": EVENTS.format(value="session_count", where="instr(',' || tags || ',', ',529,') > 0"),
    "ZB-B06": EVENTS.format(value="session_count", where="kind = 'PARENT_CLASS'"),
    "ZB-E01": STOCK.format(kinds="'03', '04'"),
    "ZB-E02": STOCK.format(kinds="'03'"),
    "ZB-E03": STOCK.format(kinds="'04'"),
    "ZB-E04": """SELECT count(*) FROM (
        SELECT v.household_id FROM visit v JOIN household_category c ON c.household_id = v.household_id
        WHERE v.retired_on IS NULL AND c.retired_on IS NULL AND c.category IN ('03', '04')
        AND c.valid_from <= visited_on AND ifnull(c.valid_to, '9999-12-31') >= visited_on
        AND visited_on BETWEEN :first AND :last
        UNION SELECT household_id FROM payment WHERE voided_on IS NULL AND basis_category IN ('03', '04')
        AND paid_on BETWEEN :first AND :last)""",
    "ZB-E13": MONEY.format(value=SUM, where="aid_kind = 'A01' AND basis_category IN ('03', '04')"),
    "ZB-G01": STOCK.format(kinds="'05'"),
    "ZB-G02": MONEY.format(value=COUNT, where="aid_kind IN ('A01', 'A02') AND basis_category = '05'"),
    "ZB-G03": MONEY.format(value=SUM, where="aid_kind = 'A01' AND basis_category = '05'"),
    "ZB-G04": MONEY.format(value=COUNT, where="aid_kind = 'A10'"),
    "ZB-P02": MONEY.format(value=COUNT, where="1"),
}
PERIODS = ("2024-01", "2024-02", "2024-05", "2024-12", "2024", "2025")


def value(db: Database, code: str, period: str) -> Any:
    """A figure now."""
    with db.read() as s:
        return figures.figure(s, BY_CODE[code], figures.span_of(period))


def behind(db: Database, code: str, period: str, part: str = "") -> list[Row]:
    """The rows behind a figure, of one part."""
    return [r.row for r in figures.rows(db, code, period) if r.row.part == part]


def added(rows: Iterable[Row]) -> float:
    """The sum of value over distinct key."""
    return sum({r.key: r.value for r in rows}.values())


def check(db: Database) -> None:
    """Every indicator in every period: equal to its own SQL and to the sum of its rows."""
    for i in INDICATORS:
        for period in PERIODS:
            span = figures.span_of(period)
            found = value(db, i.code, period)
            if i.aggregation == "R":
                up, down = (added(behind(db, i.code, period, p)) for p in ("numerator", "denominator"))
                assert found == (round(up * 100 / down, 2) if down else None), (i.code, period)
                continue
            assert found == added(behind(db, i.code, period)), (i.code, period)
            with db.read() as s:
                raw = s.execute(
                    text(RAW[i.code]), {"first": str(span.first), "last": str(span.last)}
                ).scalar()
            assert found == raw, (i.code, period)


@pytest.fixture
def books(db: Database, actor: Actor) -> Books:
    """Books to write facts into."""
    return Books(db, actor)


def test_every_indicator_has_sql_of_its_own_here_and_words_for_the_clerk() -> None:
    assert {i.code for i in INDICATORS} - {"ZB-E05"} == set(RAW)
    assert all(i.definition.endswith("。") for i in INDICATORS)


def test_an_empty_office_counts_nothing(db: Database) -> None:
    assert {i.code: value(db, i.code, "2024-05") for i in INDICATORS} == {
        i.code: None if i.aggregation == "R" else 0 for i in INDICATORS
    }


def fill(books: Books, chance: random.Random, size: int) -> None:
    """Books of two years, with everything that may happen to a record."""
    first = date(2024, 1, 1)

    def day() -> date:
        return first + timedelta(chance.randrange(540))

    families: list[UUID] = []
    for _ in range(size):
        held: list[str | dict[str, Any]] = []
        for category in chance.choice(((), ("03",), ("04",), ("05",), ("03", "05"), ("04", "05"))):
            begun = day()
            ended = begun + timedelta(chance.randrange(300)) if chance.random() < 0.3 else None
            held.append({"category": category, "valid_from": begun, "valid_to": ended, "end_why": "不符条件"})
        families.append(books.family(*held))
    for _ in range(size * 3):
        kind, basis = chance.choice(("A01", "A02", "A10", "A05")), chance.choice(("03", "04", "05", "01"))
        paid = books.pay(chance.choice(families), day(), chance.randrange(1, 900_000), kind, basis)
        if chance.random() < 0.2:
            books.void(paid, day())
    for _ in range(size * 2):
        books.visit(chance.choice(families), day())
    for _ in range(size):
        given = [issue(chance.choice(("BOOKLET", "LEAFLET", "GIFT", "BOOK")), chance.randrange(500))]
        kind, state = (
            chance.choice(("PUBLICITY", "PARENT_CLASS", "WARM")),
            chance.choice(("HELD", "CANCELLED")),
        )
        held_event = books.event(
            day(),
            kind,
            heads=chance.randrange(1, 900),
            materials=given * chance.randrange(3),
            status=state,
            status_why="下雨",
            online_views=chance.randrange(300),
            session_count=chance.randrange(1, 3),
            tags=chance.choice((None, "529", "MOTHERS_DAY,529", "MOTHERS_DAY,JINLIN")),
        )
        if chance.random() < 0.1:
            event.retire(books.db, books.actor, held_event, "重复登记")
    for family in families[:: max(1, size // 4)]:
        households.set_status(books.db, books.actor, family, "MOVED_OUT", day(), "迁往县城")


@pytest.mark.parametrize("seed", [1, 2])
def test_each_figure_equals_its_sql_and_its_rows(books: Books, seed: int) -> None:
    fill(books, random.Random(seed), 12)
    check(books.db)
    covered = {r.key for r in behind(books.db, "ZB-E05", "2024", "numerator")}
    assert covered <= {r.key for r in behind(books.db, "ZB-E05", "2024", "denominator")}


def test_households_of_several_months_are_never_added_up(books: Books) -> None:
    one, other = books.family("05"), books.family("05")
    for day in (date(2024, 1, 20), date(2024, 5, 6), date(2024, 5, 20)):
        books.pay(one, day)
    books.pay(other, date(2024, 5, 6))
    months = [value(books.db, "ZB-G02", f"2024-{m:02d}") for m in range(1, 13)]
    assert (months[0], months[4], sum(months), value(books.db, "ZB-G02", "2024")) == (1, 2, 3, 2)
    assert value(books.db, "ZB-G03", "2024") == 200_000


def test_a_family_in_two_categories_counts_where_its_money_was_granted(books: Books) -> None:
    both = books.family("03", "05")
    books.pay(both, date(2024, 2, 4), basis="05")
    counted = {code: value(books.db, code, "2024-02") for code in ("ZB-E04", "ZB-G02", "ZB-E01", "ZB-G01")}
    assert counted == {"ZB-E04": 0, "ZB-G02": 1, "ZB-E01": 1, "ZB-G01": 1}


def test_goods_count_the_family_but_no_money(books: Books) -> None:
    books.pay(books.family("05"), date(2024, 2, 4), fen=0, kind="A02")
    assert (value(books.db, "ZB-G02", "2024-02"), value(books.db, "ZB-G03", "2024-02")) == (1, 0)


def test_coverage_takes_those_at_the_end_and_those_who_left_after_a_visit(books: Books) -> None:
    stays, unseen, left_seen, left_unseen, left_before = (books.family("03") for _ in range(5))
    for family, day in ((stays, 3), (left_seen, 4), (left_before, 25)):
        books.visit(family, date(2024, 2, day))
    for family in (left_seen, left_unseen, left_before):
        households.set_status(books.db, books.actor, family, "MOVED_OUT", date(2024, 2, 20), "迁往县城")
    population = {r.household for r in behind(books.db, "ZB-E05", "2024-02", "denominator")}
    assert population == {stays, unseen, left_seen}
    assert {r.household for r in behind(books.db, "ZB-E05", "2024-02", "numerator")} == {stays, left_seen}
    assert value(books.db, "ZB-E05", "2024-02") == 66.67
    found = figures.coverage(books.db, figures.span_of("2024-02"))
    assert (found.covered, found.total, [r.row.household for r in found.missing]) == (2, 3, [unseen])
    # In March nobody who left was seen in that span: only those still there remain.
    assert {r.household for r in behind(books.db, "ZB-E05", "2024-03", "denominator")} == {stays, unseen}
    assert {r.household for r in behind(books.db, "ZB-E05", "2025", "denominator")} == {stays, unseen}


def test_a_family_whose_category_ended_is_covered_by_an_earlier_visit_only(books: Books) -> None:
    ended = {
        "category": "04",
        "valid_from": date(2023, 1, 1),
        "valid_to": date(2024, 6, 30),
        "end_why": "收养子女",
    }
    early, late = books.family(ended), books.family(ended)
    books.visit(early, date(2024, 6, 30))
    books.visit(late, date(2024, 7, 1))
    books.pay(late, date(2024, 7, 2), basis="05")
    assert {r.household for r in behind(books.db, "ZB-E05", "2024", "denominator")} == {early}
    assert value(books.db, "ZB-E05", "2024") == 100
    assert value(books.db, "ZB-E04", "2024") == 1


def test_a_family_that_lost_the_category_and_then_moved_left_on_the_earlier_day(books: Books) -> None:
    ended = {
        "category": "03",
        "valid_from": date(2023, 1, 1),
        "valid_to": date(2024, 3, 31),
        "end_why": "不符条件",
    }
    family = books.family(ended)
    books.pay(family, date(2024, 5, 5), basis="03")
    households.set_status(books.db, books.actor, family, "MOVED_OUT", date(2024, 9, 1), "迁往县城")
    assert behind(books.db, "ZB-E05", "2024", "denominator") == []
    assert value(books.db, "ZB-E05", "2024") is None


def test_rows_carry_names_numbers_and_the_record_they_open(books: Books) -> None:
    family = books.family("05")
    paid = books.pay(family, date(2024, 2, 4))
    (row,) = figures.rows(books.db, "ZB-G03", "2024-02")
    assert (row.row.source, row.row.record, row.row.value, row.row.household) == (
        "payment",
        paid,
        50_000,
        family,
    )
    assert row.household_no.startswith("350122103201")
    assert (row.head, row.village_code, row.office_code) == ("陈依妹", "350122103201", "350122103")
    assert row.person_name == row.head


@pytest.mark.parametrize("period", ["2024-13", "24", "2024-5", "2024年5月", "", "abcd"])
def test_a_period_that_cannot_be_read_is_refused_in_a_sentence(db: Database, period: str) -> None:
    with pytest.raises(Refused, match="看不懂"):
        figures.rows(db, "ZB-B01", period)


def test_an_unknown_indicator_is_refused(db: Database) -> None:
    with pytest.raises(Refused, match="ZB-X99"):
        figures.rows(db, "ZB-X99", "2024")


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_month_lies_in_its_year_to_date(day: date) -> None:
    month = f"{day:%Y-%m}"
    span, year = figures.span_of(month), figures.year_to(month)
    assert span.first <= day <= span.last == year.last
    assert year.first == date(day.year, 1, 1)
