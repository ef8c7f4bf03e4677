"""The list of families: its rows, filters, orders and windows."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.visit import Visit
from ljfpa_desktop.services import household, office
from tests import factories

OTHER = "350122103202"


@pytest.fixture
def families(db: Database, actor: Actor) -> list[UUID]:
    """Three families in two villages: 郑 with a visit and money this year, 陈 special, 林 moved away."""
    made = [
        factories.household(db, actor, head="郑一", spouse="陈秀英", categories=["06"], address="丁街"),
        factories.household(db, actor, head="陈二", village=OTHER, categories=["03"], phone1="13805000123"),
        factories.household(db, actor, head="林三", village=OTHER),
    ]
    household.set_status(db, actor, made[2], "MOVED_OUT", date(2024, 5, 1), "迁往马尾")
    return made


def visit(db: Database, actor: Actor, household_id: UUID, day: date) -> None:
    with db.transaction(actor, "走访") as s:
        s.add(
            Visit(
                office_id=office.office_id(s), household_id=household_id, visited_on=day, occasion="ROUTINE",
                visitors="李经办",
            )
        )  # fmt: skip


def test_rows_show_what_a_clerk_looks_for(db: Database, actor: Actor, families: list[UUID]) -> None:
    visit(db, actor, families[0], date(2024, 3, 1))
    visit(db, actor, families[0], date(2024, 2, 1))
    first, second, third = household.page(db, {})
    assert first == (
        families[0], "郑一", "山兜村", 2, ("低保",), date(2024, 3, 1), 0,
        "35012210320100001", "丁街", "", "在册",
    )  # fmt: skip
    assert (second.head, second.categories, second.phone) == ("陈二", ("特殊",), "13805000123")
    assert third.status == "已迁出"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [0, 1, 2]),
        ({"village": OTHER}, [1, 2]),
        ({"status": "ACTIVE"}, [0, 1]),
        ({"category": "special"}, [1]),
        ({"category": "06"}, [0]),
        ({"text": "陈"}, [0, 1]),
        ({"text": "zy"}, [0]),
        ({"text": "阳岐", "status": "ACTIVE"}, [1]),
        ({"text": "   "}, []),
        ({"text": "没有"}, []),
    ],
)
def test_filters(db: Database, families: list[UUID], filters: dict[str, str], expected: list[int]) -> None:
    assert [line.id for line in household.page(db, filters)] == [families[i] for i in expected]
    assert household.count(db, filters) == len(expected)


def test_a_given_set(db: Database, families: list[UUID]) -> None:
    assert [line.id for line in household.page(db, {"ids": [families[2]]})] == [families[2]]
    assert household.count(db, {"ids": []}) == 0


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("head", ["陈二", "林三", "郑一"]),
        ("persons", ["陈二", "林三", "郑一"]),
        ("village", ["郑一", "陈二", "林三"]),
        ("last_visit", ["郑一", "陈二", "林三"]),
        ("household_no", ["郑一", "陈二", "林三"]),
        ("status", ["郑一", "陈二", "林三"]),
    ],
)
def test_orders(db: Database, families: list[UUID], column: str, expected: list[str]) -> None:
    assert [line.head for line in household.page(db, {}, (column, False))] == expected
    down = [line.head for line in household.page(db, {}, (column, True))]
    assert sorted(down) == sorted(expected)


def test_every_column_can_be_ordered_by(db: Database, families: list[UUID]) -> None:
    for column in set(household.Line._fields) - {"id", "categories"}:
        assert len(household.page(db, {}, (column, True))) == 3


def test_windows(db: Database, families: list[UUID]) -> None:
    assert [line.id for line in household.page(db, {}, None, 1, 1)] == [families[1]]
    assert household.page(db, {}, None, 3, 10) == []


def test_the_counts_above(db: Database, families: list[UUID]) -> None:
    assert household.summary(db) == household.Summary(households=2, persons=3, special=1, new_this_month=2)
    assert household.totals(db, {"status": "ACTIVE"}) == {"persons": 3, "aid_fen": 0}


def test_a_retired_visit_and_other_years_do_not_count(
    db: Database, actor: Actor, families: list[UUID]
) -> None:
    visit(db, actor, families[0], date(2024, 3, 1))
    with db.transaction(actor, "撤销") as s:
        for found in s.query(Visit):
            found.retired_on = date(2024, 3, 2)
    assert household.page(db, {})[0].last_visit is None


def test_a_hundred_families_in_windows(db: Database, actor: Actor) -> None:
    entries = [
        household.Entry(
            {"village_code": OTHER if n % 2 else factories.VILLAGE},
            [factories.person(f"林{n:03d}", "02", "1", date(1950 + n % 40, 1, 1))],
        )
        for n in range(100)
    ]
    with db.transaction(actor, "导入", "import") as s:
        household.insert_many(s, [household.read(e, "350122103") for e in entries])
    whole = household.page(db, {}, None, 0, 200)
    assert len(whole) == household.count(db, {}) == 100
    assert [x.household_no for x in whole] == sorted(x.household_no for x in whole)
    windows = [household.page(db, {}, ("head", True), start, 30) for start in range(0, 100, 30)]
    names = [line.head for window in windows for line in window]
    assert names == sorted(names, reverse=True)
    assert household.totals(db, {"village": OTHER}) == {"persons": 50, "aid_fen": 0}


def test_dead_members_are_no_heads_to_count(db: Database, actor: Actor) -> None:
    factories.household(db, actor, spouse={"name": "陈秀英", "death_date": date(2020, 1, 1)})
    assert household.page(db, {})[0].persons == 1
    assert household.summary(db).persons == 1
