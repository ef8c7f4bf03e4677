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


def test_dead_and_gone_members_stay_in_the_file(db: Database, actor: Actor) -> None:
    gone = {"name": "林小妹", "left_on": date(2015, 5, 1), "left_why": "出嫁"}
    found = household.facts(db, factories.household(db, actor, spouse="陈秀英", children=[gone]))
    assert [m.name for m in found.members] == ["林建国", "陈秀英", "林小妹"]
    assert [m.name for m in found.persons] == ["林建国", "陈秀英"]
    assert (found.members[2].left_on, found.members[2].values["left_why"]) == (date(2015, 5, 1), "出嫁")


def test_a_category_holds_from_its_first_to_its_last_day(db: Database, actor: Actor) -> None:
    today = dates.today()
    held = [
        {"category": "06", "valid_from": today, "valid_to": today},
        {"category": "08", "valid_from": date(2020, 1, 1), "valid_to": date(2021, 1, 1)},
        {"category": "09", "valid_from": date(today.year + 1, 1, 1)},
    ]
    found = household.facts(db, factories.household(db, actor, categories=held))
    assert {c.category: c.holds for c in found.categories} == {"06": True, "08": False, "09": False}
    with db.read() as s:
        assert household.categories_in(s, [found.id], today) == {found.id: ["06"]}


def test_a_family_without_birth_dates_has_no_ages(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, head={"name": "林依妹", "id_no": None, "sex": "2"})
    found = household.facts(db, made)
    assert found.members[0].age is None
    assert found.head is found.members[0]


def test_nobody_is_asked_for(db: Database) -> None:
    with db.read() as s:
        assert household.heads_in(s, []) == {}
        assert household.categories_in(s, [], date(2024, 1, 1)) == {}
