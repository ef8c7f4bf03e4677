"""What each indicator counts and what it leaves out, one case beside the other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import event, figures, visit
from ljfpa_desktop.services import household as households
from ljfpa_desktop.services.indicators import BY_CODE, INDICATORS
from tests.services.books import OLD, Books, issue

MAY = "2024-05"
DAY = date(2024, 5, 29)


@pytest.fixture
def books(db: Database, actor: Actor) -> Books:
    """Books to write facts into."""
    return Books(db, actor)


def value(books: Books, code: str, period: str = MAY) -> float | None:
    """A figure now."""
    with books.db.read() as s:
        return figures.figure(s, BY_CODE[code], figures.span_of(period))


def all_values(books: Books, period: str = MAY) -> dict[str, float | None]:
    """Every figure that is not zero or missing."""
    found = {i.code: value(books, i.code, period) for i in INDICATORS}
    return {code: v for code, v in found.items() if v}


def test_codes_names_and_units_are_those_of_the_catalogue() -> None:
    assert [i.code for i in INDICATORS] == sorted({i.code for i in INDICATORS})
    assert {i.unit for i in INDICATORS} == {"场次", "份", "人次", "户", "%", "元", "万元"}
    assert {i.code for i in INDICATORS if i.is_money} == {"ZB-E13", "ZB-G03"}
    assert [i.code for i in INDICATORS if i.denominator] == ["ZB-E05"]


def test_one_publicity_event_is_counted_in_its_figures_and_no_other(books: Books) -> None:
    given = [
        issue("BOOKLET", 30),
        issue("LEAFLET", 5),
        issue("GIFT", 7),
        issue("BOOK", 100),
        issue("OTHER", 9),
    ]
    books.event(DAY, heads=80, online_views=20, session_count=2, materials=given)
    assert all_values(books) == {"ZB-B01": 2, "ZB-B02": 35, "ZB-B03": 7, "ZB-B04": 100}
    assert all_values(books, "2024-04") == {}


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({"status": "PLANNED"}, {}),
        ({"status": "CANCELLED", "status_why": "台风"}, {}),
        ({"kind": "PARENT_CLASS"}, {"ZB-B06": 1}),
        ({"kind": "PARENT_CLASS", "tags": "529"}, {"ZB-B05": 1, "ZB-B06": 1}),
        ({"tags": "529"}, {"ZB-B01": 1, "ZB-B04": 100, "ZB-B05": 1}),
        ({"tags": "MOTHERS_DAY,529"}, {"ZB-B01": 1, "ZB-B04": 100, "ZB-B05": 1}),
        ({"tags": "529,JINLIN", "session_count": 2}, {"ZB-B01": 2, "ZB-B04": 100, "ZB-B05": 2}),
        ({"tags": "MOTHERS_DAY"}, {"ZB-B01": 1, "ZB-B04": 100}),
        ({"kind": "WARM"}, {}),
        ({"offline_attendance": None, "online_views": 40, "mode": "ONLINE"}, {"ZB-B01": 1, "ZB-B04": 40}),
        ({"co_orgs": "镇卫生院、镇妇联"}, {"ZB-B01": 1, "ZB-B04": 100}),
    ],
)
def test_events(books: Books, change: dict[str, Any], counted: dict[str, float]) -> None:
    kind = change.pop("kind", "PUBLICITY")
    books.event(DAY, kind, **change)
    assert all_values(books) == counted


def test_a_materials_line_taken_out_and_an_event_taken_out_count_no_more(books: Books) -> None:
    saved = books.event(DAY, materials=[issue("GIFT", 7), issue("GIFT", 3)])
    facts = event.facts(books.db, saved)
    kept = facts.materials[:1]
    event.save(books.db, books.actor, facts.values, materials=kept, record_id=saved, accepted=OLD)
    assert value(books, "ZB-B03") == 7
    event.retire(books.db, books.actor, saved, "重复登记")
    assert all_values(books) == {}


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2024, 4, 30), ["2024-04"]),
        (date(2024, 5, 1), ["2024-05"]),
        (date(2024, 5, 31), ["2024-05"]),
        (date(2024, 2, 29), ["2024-02"]),
        (date(2024, 12, 31), ["2024-12"]),
    ],
)
def test_a_day_belongs_to_one_month(books: Books, day: date, months: list[str]) -> None:
    books.event(day)
    books.pay(books.family("05"), day)
    for code in ("ZB-B01", "ZB-G02", "ZB-P02"):
        hits = [m for m in (f"2024-{n:02d}" for n in range(1, 13)) if value(books, code, m)]
        assert hits == months


@pytest.mark.parametrize(
    ("kind", "basis", "counted"),
    [
        ("A01", "05", {"ZB-G02": 1, "ZB-G03": 50_000, "ZB-P02": 1}),
        ("A02", "05", {"ZB-G02": 1, "ZB-P02": 1}),
        ("A10", "05", {"ZB-G04": 1, "ZB-P02": 1}),
        ("A01", "03", {"ZB-E04": 1, "ZB-E13": 50_000, "ZB-P02": 1}),
        ("A02", "04", {"ZB-E04": 1, "ZB-P02": 1}),
        ("A05", "04", {"ZB-E04": 1, "ZB-P02": 1}),
        ("A01", "01", {"ZB-P02": 1}),
        ("A10", "01", {"ZB-G04": 1, "ZB-P02": 1}),
    ],
)
def test_payments(books: Books, kind: str, basis: str, counted: dict[str, float]) -> None:
    family = books.family()
    paid = books.pay(family, DAY, 50_000, kind, basis)
    books.pay(family, DAY, 50_000, kind, basis)
    twice = {code: v * 2 if BY_CODE[code].is_money else v for code, v in counted.items()}
    assert all_values(books) == twice
    books.void(paid, date(2024, 6, 3))
    assert all_values(books) == counted  # the day of the void does not matter, the payment is no more


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2024, 5, 31), None, ["2024-05", "2024-06"]),
        (date(2024, 6, 1), None, ["2024-06"]),
        (date(2023, 1, 1), date(2024, 5, 31), ["2024-04", "2024-05"]),
        (date(2023, 1, 1), date(2024, 5, 30), ["2024-04"]),
    ],
)
@pytest.mark.parametrize(("category", "code"), [("03", "ZB-E02"), ("04", "ZB-E03"), ("03", "ZB-E01")])
def test_a_stock_holds_on_the_last_day(
    books: Books, first: date, last: date | None, months: list[str], category: str, code: str
) -> None:
    held = {
        "category": category,
        "valid_from": first,
        "valid_to": last,
        "end_why": "不符条件" if last else None,
    }
    books.family(held)
    assert [m for m in ("2024-04", "2024-05", "2024-06") if value(books, code, m)] == months


@pytest.mark.parametrize("status", ["MOVED_OUT", "DECEASED_ALL", "CLOSED"])
def test_who_left_the_register_is_no_stock_from_that_day(books: Books, status: str) -> None:
    family = books.family("03")
    households.set_status(books.db, books.actor, family, status, date(2024, 5, 31), "迁往县城")
    assert (value(books, "ZB-E01", "2024-04"), value(books, "ZB-E01", "2024-05")) == (1, 0)
    households.set_status(books.db, books.actor, family, "ACTIVE", date(2024, 7, 1), "迁回")
    assert value(books, "ZB-E01", "2024-07") == 1


def test_a_visit_counts_a_special_family_once_and_an_ordinary_one_not(books: Books) -> None:
    special, ordinary = books.family("04"), books.family("05")
    for family in (special, special, ordinary):
        books.visit(family, DAY)
    assert value(books, "ZB-E04") == 1
    books.pay(special, DAY, basis="04")
    assert value(books, "ZB-E04") == 1
    assert [r.row.source for r in figures.rows(books.db, "ZB-E04", MAY)] == ["payment", "visit", "visit"]


def test_a_visit_taken_back_counts_no_more(books: Books) -> None:
    seen = books.visit(books.family("03"), DAY)
    assert value(books, "ZB-E05") == 100
    visit.retire(books.db, books.actor, [seen], "记错了")
    assert (value(books, "ZB-E04"), value(books, "ZB-E05")) == (0, 0)


def test_a_family_entered_by_mistake_leaves_stock_and_coverage(books: Books) -> None:
    wrong = books.family("03")
    books.visit(wrong, DAY)
    books.family("03")
    assert (value(books, "ZB-E01"), value(books, "ZB-E05")) == (2, 50)
    households.retire(books.db, books.actor, wrong, "重复登记")
    assert (value(books, "ZB-E01"), value(books, "ZB-E04"), value(books, "ZB-E05")) == (1, 0, 0)
