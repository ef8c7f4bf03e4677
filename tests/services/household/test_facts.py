"""Families as other services, pages and papers read them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import household
from tests import factories


def test_ages_and_the_living(db: Database, actor: Actor) -> None:
    made = factories.household(
        db, actor, spouse={"name": "陈秀英", "death_date": date(2010, 1, 1)}, children=["林小妹"]
    )
    found = household.facts(db, made)
    assert [m.name for m in found.persons] == ["林建国", "林小妹"]
    assert found.members[1].age == 45
    assert found.members[0].age == dates.age_on(date(1962, 3, 5), dates.today())


def test_heads_of_many_families(db: Database, actor: Actor) -> None:
    first = factories.household(db, actor, head="林建国", phone1="13805000123")
    second = factories.household(db, actor, head={"name": "陈秀英", "phone": "13805000999"})
    with db.read() as s:
        heads = household.heads_in(s, [first, second, first])
        assert household.head_name_of(s, second) == "陈秀英"
    assert {i: (h.name, h.phone) for i, h in heads.items()} == {
        first: ("林建国", "13805000123"), second: ("陈秀英", "13805000999"),
    }  # fmt: skip
    assert heads[first].id_no


def test_categories_held_on_a_day_special_first(db: Database, actor: Actor) -> None:
    made = factories.household(
        db, actor, categories=["01", {"category": "04", "valid_from": date(2024, 3, 1)}]
    )
    with db.read() as s:
        assert household.categories_in(s, [made], date(2024, 2, 29)) == {made: ["01"]}
        held = household.categories_in(s, [made], date(2024, 3, 1))[made]
    assert held == ["04", "01"]
    assert household.short_labels([*held, "03"]) == ("特殊", "独生子女")


def test_a_look_at_a_restricted_family_is_recorded(db: Database, actor: Actor) -> None:
    plain, special = factories.household(db, actor), factories.household(db, actor, categories=["03"])
    household.view(db, actor, plain)
    found = household.view(db, actor, special)
    with db.read() as s:
        looks = s.execute(select(Act.why, Act.actor).where(Act.kind == "view")).all()
    assert [tuple(row) for row in looks] == [(f"查看受限家庭 {found.household_no}", "李经办")]
