"""Every filter of the list of families against families that fit it and families that do not."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import household, whose
from ljfpa_desktop.services.household import filters
from tests import factories
from tests.services.books import Books

OTHER = "350122103202"
PROGRAMME = "HARDSHIP"


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The last day of a long month: a month before there is no such day."""
    day = date(2026, 3, 31)
    monkeypatch.setattr(dates, "today", lambda: day)
    return day


@pytest.fixture
def families(db: Database, actor: Actor, today: date) -> list[UUID]:
    """郑 (70 and 3, phone, visited now, aid now), 陈 (60, alone), 林 (59, visited and helped before)."""
    made = [
        factories.household(
            db, actor, head=person("郑一", "19560331"), children=[person("郑小", "20230331")],
            phone1="13805000123",
        ),
        factories.household(db, actor, head=person("陈二", "19660331"), village=OTHER, categories=["08"]),
        factories.household(
            db, actor, head={**person("林三", "19660401"), "phone": "13905000123"}, village=OTHER,
            lives_alone=False,
        ),
    ]  # fmt: skip
    books = Books(db, actor)
    books.pay(made[0], today)
    books.pay(made[2], date(2024, 5, 1))
    books.visit(made[0], today)
    books.visit(made[2], date(2026, 2, 27))
    return made


def person(name: str, born: str) -> dict[str, Any]:
    return {"name": name, "birth_date": date.fromisoformat(born), "id_no": None, "id_type": "09"}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, [0, 1, 2]),
        ({"age_from": 70}, [0]),
        ({"age_from": 60}, [0, 1]),
        ({"age_from": 59, "age_to": 59}, [2]),
        ({"age_from": 60, "age_to": 69}, [1]),
        ({"age_to": 3}, [0]),
        ({"age_to": 2}, []),
        ({"age_from": 4, "age_to": 50}, []),
        ({"given": "YES"}, [0, 2]),
        ({"given": "NO"}, [1]),
        ({"given": "YES", "aid_year": 2026}, [0]),
        ({"given": "NO", "aid_year": 2026}, [1, 2]),
        ({"aid_year": 2024}, [2]),
        ({"programme": PROGRAMME}, [0, 2]),
        ({"given": "YES", "programme": "P06"}, []),
        ({"given": "NO", "programme": "P06"}, [0, 1, 2]),
        ({"not_visited_months": 1}, [1, 2]),
        ({"not_visited_months": 2}, [1]),
        ({"not_visited_months": 600}, [1]),
        ({"has_phone": "YES"}, [0, 2]),
        ({"has_phone": "NO"}, [1]),
        ({"alone": "YES"}, [1]),
        ({"alone": "NO"}, [0, 2]),
        ({"village": OTHER, "has_phone": "YES", "not_visited_months": 1}, [2]),
        ({"text": "陈", "given": "NO"}, [1]),
        ({"category": "08", "age_from": 60, "alone": "YES"}, [1]),
        ({"has_phone": "", "given": None}, [0, 1, 2]),
    ],
)
def test_whom_it_leaves(
    db: Database, families: list[UUID], chosen: dict[str, Any], expected: list[int]
) -> None:
    assert [line.id for line in household.page(db, chosen)] == [families[i] for i in expected]
    assert household.count(db, chosen) == len(expected)
    assert household.totals(db, chosen)["persons"] == sum(2 if i == 0 else 1 for i in expected)


def test_the_dead_and_those_who_left_do_not_count(db: Database, actor: Actor, families: list[UUID]) -> None:
    child = household.facts(db, families[0]).members[1]
    household.save(
        db, actor, {}, members=[{"id": child.id, "left_on": date(2026, 1, 1)}], record_id=families[0]
    )
    assert household.count(db, {"age_to": 5}) == 0


def test_a_voided_payment_is_no_aid(db: Database, actor: Actor, families: list[UUID], today: date) -> None:
    books = Books(db, actor)
    books.void(books.pay(families[1], today), today)
    assert household.count(db, {"given": "NO", "aid_year": 2026}) == 2


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, ""),
        ({"text": "林"}, "查找“林”"),
        ({"category": "special", "village": OTHER}, "阳岐村；特殊家庭"),
        ({"status": "ACTIVE"}, "状态：在册"),
        ({"age_from": 60}, "有满 60 岁的成员"),
        ({"age_to": 3}, "有 3 岁以下（含）的成员"),
        ({"age_from": 49, "age_to": 59}, "有 49 至 59 岁的成员"),
        ({"given": "NO", "aid_year": 2026, "programme": "P06"}, "2026年没有享受特殊家庭节日慰问"),
        ({"given": "YES"}, "已享受帮扶"),
        ({"not_visited_months": 3, "has_phone": "NO"}, "3 个月没有走访；没有联系电话"),
        ({"alone": "YES"}, "独居或空巢"),
    ],
)
def test_in_words(db: Database, chosen: dict[str, Any], words: str) -> None:
    programmes = dict(filters.choices(db)["filter_programme"])
    words = words.replace("特殊家庭节日慰问", programmes.get("P06", ""))
    assert filters.in_words(db, chosen, lambda code: whose.place("350122103", code)) == words


def test_every_choice_can_be_made(db: Database, families: list[UUID]) -> None:
    tables = filters.choices(db)
    for name, declared in filters.FIELDS.items():
        if declared.kind == "choice":
            offered = tables.get(declared.choices) or codes.choices(declared.choices)
            assert offered, name
            for code, label in offered:
                assert household.count(db, {name: code}) >= 0
                assert label.strip("0123456789")
                assert not label.isascii()
