"""The indicators of families: who counts on the last day, who was visited, whose money is whose."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from ljfpa_desktop.base import codes
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import figures, household
from ljfpa_desktop.services import visit as visits
from ljfpa_desktop.services.indicators import BY_CODE
from tests.services.books import Books

LAST = date(2024, 5, 31)
DAY = date(2024, 5, 15)
ONE_DAY = timedelta(1)
STOCKS = {"03": "ZB-E02", "04": "ZB-E03", "05": "ZB-G01"}


@pytest.fixture
def books(db: Database, actor: Actor) -> Books:
    """Books to write facts into."""
    return Books(db, actor)


def value(books: Books, code: str, period: str = "2024-05") -> Any:
    """A figure now."""
    with books.db.read() as s:
        return figures.figure(s, BY_CODE[code], figures.span_of(period))


def behind(books: Books, code: str, part: str = "", period: str = "2024-05") -> set[UUID | None]:
    """The families behind a figure."""
    return {r.row.household for r in figures.rows(books.db, code, period) if r.row.part == part}


def held(category: str, begins: date, ends: date | None = None) -> dict[str, Any]:
    """A category of a family, from a day to a day."""
    return {"category": category, "valid_from": begins, "valid_to": ends, "end_why": "不符条件"}


def leave(books: Books, family: UUID, day: date, status: str = "MOVED_OUT") -> None:
    """A family leaves the register on a day."""
    household.set_status(books.db, books.actor, family, status, day, "迁往马尾")


# ZB-E01 计生特殊家庭, ZB-E02 失独, ZB-E03 伤残, ZB-G01 在册计生困难家庭: stocks on the last day


@pytest.mark.parametrize("category", [code for code, _ in codes.choices("household_category")])
def test_each_stock_counts_its_own_category(books: Books, category: str) -> None:
    family = books.family(category)
    counted = {code for code in ("ZB-E01", "ZB-E02", "ZB-E03", "ZB-G01") if value(books, code)}
    wanted = {STOCKS[category]} if category in STOCKS else set[str]()
    assert counted == wanted | ({"ZB-E01"} if category in ("03", "04") else set())
    assert all(behind(books, code) == {family} for code in counted)


@pytest.mark.parametrize("category", sorted(STOCKS))
def test_a_stock_counts_a_category_that_begins_or_ends_on_the_last_day(books: Books, category: str) -> None:
    begins, ends = books.family(held(category, LAST)), books.family(held(category, date(2024, 1, 1), LAST))
    books.family(held(category, LAST + ONE_DAY))
    books.family(held(category, date(2024, 1, 1), LAST - ONE_DAY))
    assert behind(books, STOCKS[category]) == {begins, ends}
    assert value(books, STOCKS[category]) == 2


@pytest.mark.parametrize(
    ("day", "counts"), [(LAST - ONE_DAY, 0), (LAST, 0), (LAST + ONE_DAY, 1), (date(2024, 12, 1), 1)]
)
def test_a_family_that_leaves_on_the_last_day_is_gone_by_its_end(
    books: Books, day: date, counts: int
) -> None:
    leave(books, books.family("03"), day)
    assert (value(books, "ZB-E01"), value(books, "ZB-E02")) == (counts, counts)
    assert value(books, "ZB-E01", "2024-01") == 1


@pytest.mark.parametrize(
    "status", [code for code, _ in codes.choices("household_status") if code not in ("ACTIVE", "MERGED")]
)
def test_every_way_off_the_register_leaves_the_stock(books: Books, status: str) -> None:
    leave(books, books.family("05"), DAY, status)
    assert (value(books, "ZB-G01"), value(books, "ZB-G01", "2024-04")) == (0, 1)


def test_a_family_that_came_back_counts_again(books: Books) -> None:
    family = books.family("04")
    leave(books, family, DAY)
    household.set_status(books.db, books.actor, family, "ACTIVE", DAY + ONE_DAY, "")
    assert behind(books, "ZB-E03") == {family}


def test_a_family_entered_by_mistake_never_counted(books: Books) -> None:
    kept, wrong = books.family("03"), books.family("03")
    household.retire(books.db, books.actor, wrong, "重复录入")
    assert behind(books, "ZB-E01") == behind(books, "ZB-E02", period="2024") == {kept}


def test_a_category_taken_back_never_counted(books: Books) -> None:
    family = books.family("05")
    row = household.facts(books.db, family).categories[0]
    household.save(books.db, books.actor, {}, gone=[row.id], record_id=family)
    assert value(books, "ZB-G01") == 0


def test_from_disabled_to_bereaved_the_family_stays_one(books: Books) -> None:
    family = books.family(held("04", date(2023, 1, 1), DAY), held("03", DAY + ONE_DAY))
    assert [value(books, code) for code in ("ZB-E01", "ZB-E02", "ZB-E03")] == [1, 1, 0]
    assert [value(books, code, "2024-04") for code in ("ZB-E01", "ZB-E02", "ZB-E03")] == [1, 0, 1]
    assert behind(books, "ZB-E01", period="2024") == {family}


def test_special_and_in_hardship_counts_in_both_stocks(books: Books) -> None:
    books.family("03", "05")
    assert [value(books, c) for c in ("ZB-E01", "ZB-E02", "ZB-E03", "ZB-G01")] == [1, 1, 0, 1]


def test_hardship_lasts_until_the_end_of_the_year_it_was_approved_for(books: Books) -> None:
    books.family("05")
    assert [value(books, "ZB-G01", m) for m in ("2023-12", "2024-12", "2025-01")] == [0, 1, 0]


# ZB-E04 慰问特殊家庭


@pytest.mark.parametrize(
    ("day", "counts"), [(date(2024, 4, 30), 0), (date(2024, 5, 1), 1), (LAST, 1), (date(2024, 6, 1), 0)]
)
def test_e04_takes_visits_and_payments_of_the_days_of_the_month(books: Books, day: date, counts: int) -> None:
    books.visit(books.family("03"), day)
    books.pay(books.family("04"), day, basis="04")
    assert value(books, "ZB-E04") == counts * 2


def test_e04_counts_a_family_once_however_often_it_was_seen(books: Books) -> None:
    family = books.family("03")
    books.visit(family, DAY)
    books.visit(family, LAST)
    books.pay(family, DAY, basis="03")
    books.pay(family, DAY, 0, "A02", "03")
    assert value(books, "ZB-E04") == 1
    assert len(figures.rows(books.db, "ZB-E04", "2024-05")) == 4


@pytest.mark.parametrize(("ends", "counts"), [(DAY, 1), (DAY - ONE_DAY, 0)])
def test_e04_asks_whether_the_family_was_special_on_the_day_of_the_visit(
    books: Books, ends: date, counts: int
) -> None:
    books.visit(books.family(held("04", date(2023, 1, 1), ends)), DAY)
    assert value(books, "ZB-E04") == counts


def test_e04_takes_the_first_day_of_a_category(books: Books) -> None:
    family = books.family(held("03", DAY))
    books.visit(family, DAY - ONE_DAY)
    assert value(books, "ZB-E04") == 0
    books.visit(family, DAY)
    assert value(books, "ZB-E04") == 1


def test_e04_takes_a_payment_by_what_it_was_granted_under(books: Books) -> None:
    family = books.family(held("03", date(2023, 1, 1), DAY - ONE_DAY))
    books.pay(family, DAY, basis="03")
    books.pay(books.family("03"), DAY, basis="05")
    assert behind(books, "ZB-E04") == {family}


@pytest.mark.parametrize("kind", ["A01", "A02", "A05", "A10"])
def test_e04_takes_any_kind_of_aid(books: Books, kind: str) -> None:
    books.pay(books.family("04"), DAY, kind=kind, basis="04")
    assert value(books, "ZB-E04") == 1


def test_e04_leaves_out_what_was_voided_or_taken_back(books: Books) -> None:
    one, two = books.family("03"), books.family("03")
    books.void(books.pay(one, DAY, basis="03"), LAST)
    visits.retire(books.db, books.actor, [books.visit(two, DAY)], "记错户")
    assert value(books, "ZB-E04") == 0
    assert behind(books, "ZB-E05", "denominator") == {one, two}


def test_e04_of_families_in_hardship_alone_is_nothing(books: Books) -> None:
    family = books.family("05")
    books.visit(family, DAY)
    books.pay(family, DAY)
    assert value(books, "ZB-E04") == 0


# ZB-E05 特殊家庭慰问覆盖率


def test_e05_is_blank_without_special_families(books: Books) -> None:
    books.visit(books.family("05"), DAY)
    assert value(books, "ZB-E05") is None


def test_e05_is_a_share_of_families_not_of_visits(books: Books) -> None:
    families = [books.family("03") for _ in range(3)]
    for _ in range(4):
        books.visit(families[0], DAY)
    assert value(books, "ZB-E05") == 33.33
    books.visit(families[1], DAY)
    assert value(books, "ZB-E05") == 66.67
    books.pay(families[2], DAY, basis="03")
    assert value(books, "ZB-E05") == 100


@pytest.mark.parametrize("seen", [DAY - ONE_DAY, DAY, DAY + ONE_DAY])
def test_e05_keeps_who_left_after_being_seen_up_to_that_day(books: Books, seen: date) -> None:
    family = books.family("03")
    leave(books, family, DAY)
    books.visit(family, seen)
    counts = seen <= DAY
    assert value(books, "ZB-E05") == (100 if counts else None)
    assert (family in behind(books, "ZB-E05", "denominator")) is counts


def test_e05_of_the_year_forgets_who_left_in_another_year(books: Books) -> None:
    family, stays = books.family(held("03", date(2022, 1, 1))), books.family("03")
    books.visit(family, date(2023, 2, 1))
    leave(books, family, date(2023, 3, 1))
    assert behind(books, "ZB-E05", "denominator", "2023") == {family}
    assert behind(books, "ZB-E05", "denominator", "2024") == {stays}


def test_e05_never_has_a_numerator_outside_its_denominator(books: Books) -> None:
    late = books.family(held("04", date(2023, 1, 1), date(2024, 5, 10)))
    books.visit(late, date(2024, 5, 10))
    books.pay(late, date(2024, 5, 20), basis="04")
    gone = books.family("03")
    books.pay(gone, date(2024, 5, 20), basis="03")
    leave(books, gone, date(2024, 5, 12))
    assert behind(books, "ZB-E05", "numerator") == behind(books, "ZB-E05", "denominator") == {late}
    assert value(books, "ZB-E04") == 2


# ZB-E13 特殊家庭慰问金, ZB-G03 困难家庭慰问资金: money in 分


@pytest.mark.parametrize(("code", "basis"), [("ZB-E13", "03"), ("ZB-E13", "04"), ("ZB-G03", "05")])
def test_money_sums_to_the_fen_between_first_and_last_day(books: Books, code: str, basis: str) -> None:
    family = books.family("03", "05")
    for day, fen in ((date(2024, 4, 30), 1), (date(2024, 5, 1), 10), (LAST, 1_000_001), (AFTER, 100)):
        books.pay(family, day, fen, basis=basis)
    assert (value(books, code), value(books, code, "2024")) == (1_000_011, 1_000_112)


AFTER = date(2024, 6, 1)


@pytest.mark.parametrize("kind", [code for code, _ in codes.choices("aid_kind")])
def test_money_is_consolation_alone(books: Books, kind: str) -> None:
    family = books.family("03", "05")
    books.pay(family, DAY, 100, kind, "03")
    books.pay(family, DAY, 100, kind, "05")
    wanted = 100 if kind == "A01" else 0
    assert (value(books, "ZB-E13"), value(books, "ZB-G03")) == (wanted, wanted)
    assert value(books, "ZB-G02") == (kind in ("A01", "A02"))
    assert value(books, "ZB-G04") == (kind == "A10")
    assert value(books, "ZB-P02") == 1


def test_two_payments_of_one_sum_are_both_money(books: Books) -> None:
    family = books.family("05")
    for _ in range(2):
        books.pay(family, DAY, 60000)
    assert (value(books, "ZB-G03"), value(books, "ZB-G02")) == (120000, 1)


def test_a_void_takes_the_money_out_of_the_month_it_was_paid_in(books: Books) -> None:
    kept, voided = (books.pay(books.family("05"), DAY, fen) for fen in (100, 700))
    books.void(voided, AFTER)
    assert (value(books, "ZB-G03"), value(books, "ZB-G03", "2024-06")) == (100, 0)
    assert [r.row.record for r in figures.rows(books.db, "ZB-G03", "2024-05")] == [kept]


# ZB-G02 慰问计生困难家庭, ZB-G04 临时救助, ZB-P02 受益家庭


def test_g02_counts_goods_and_money_of_one_family_once(books: Books) -> None:
    family = books.family("05")
    books.pay(family, DAY, 0, "A02")
    books.pay(family, LAST, 500)
    assert (value(books, "ZB-G02"), value(books, "ZB-G03")) == (1, 500)


@pytest.mark.parametrize("basis", ["01", "03", "04", "06", "99"])
def test_g02_is_of_hardship_alone(books: Books, basis: str) -> None:
    books.pay(books.family("05"), DAY, basis=basis)
    assert value(books, "ZB-G02") == 0


def test_g02_does_not_ask_whether_the_category_still_holds(books: Books) -> None:
    family = books.family(held("05", date(2023, 1, 1), date(2023, 12, 31)))
    books.pay(family, DAY)
    assert (value(books, "ZB-G02"), value(books, "ZB-G01")) == (1, 0)


def test_g04_takes_emergency_aid_of_any_basis(books: Books) -> None:
    for basis in ("01", "03", "05", "99"):
        books.pay(books.family(), DAY, kind="A10", basis=basis)
    assert (value(books, "ZB-G04"), value(books, "ZB-P02")) == (4, 4)


def test_p02_counts_a_family_of_many_kinds_once_and_no_visits(books: Books) -> None:
    family = books.family("03", "05")
    for kind, basis in (("A01", "03"), ("A01", "05"), ("A02", "05"), ("A10", "01")):
        books.pay(family, DAY, kind=kind, basis=basis)
    books.visit(books.family("03"), DAY)
    assert value(books, "ZB-P02") == 1
    assert len(figures.rows(books.db, "ZB-P02", "2024-05")) == 4


def test_p02_of_the_year_is_not_the_sum_of_its_months(books: Books) -> None:
    one, two = books.family(), books.family()
    for month in (1, 5, 9):
        books.pay(one, date(2024, month, 1))
    books.pay(two, date(2024, 9, 1))
    months = [value(books, "ZB-P02", f"2024-{m:02d}") for m in range(1, 13)]
    assert (sum(months), value(books, "ZB-P02", "2024")) == (4, 2)


def test_a_family_that_moved_away_after_it_was_helped_was_helped(books: Books) -> None:
    family = books.family("05")
    books.pay(family, DAY)
    leave(books, family, DAY + ONE_DAY)
    assert (value(books, "ZB-G02"), value(books, "ZB-P02"), value(books, "ZB-G01")) == (1, 1, 0)
