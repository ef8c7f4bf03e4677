"""Visits: recorded for one family or many, changed, taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.services import household, visit
from tests import factories


def values(**more: Any) -> dict[str, Any]:
    return {"visited_on": dates.today(), "occasion": "SPRING", "visitors": "李经办", **more}


def test_a_visit_is_recorded_and_shown(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor)
    visit.save(db, actor, values(household_id=made, goods="大米一袋", goods_value_fen=8000))
    (line,) = visit.list_of(db)
    assert (line.head, line.occasion, line.goods, line.goods_value_fen) == (
        "林建国",
        "春节",
        "大米一袋",
        8000,
    )
    assert household.page(db, {})[0].last_visit == dates.today()


def test_one_visit_to_many_families_counts_for_each(db: Database, actor: Actor) -> None:
    made = [factories.household(db, actor, head=f"林{c}") for c in "一二三"]
    ids = visit.save_many(db, actor, made, values())
    assert len(set(ids)) == 3
    assert [line.head for line in visit.list_of(db)] == ["林一", "林二", "林三"]
    assert len(visit.list_of(db, household_id=made[1])) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"visited_on": dates.today() + timedelta(days=1)}, "visited_on"),
        ({"visited_on": None}, "visited_on"),
        ({"occasion": "NO"}, "occasion"),
        ({"visitors": ""}, "visitors"),
    ],
)
def test_what_is_wrong(db: Database, actor: Actor, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        visit.save(db, actor, values(household_id=factories.household(db, actor), **wrong))
    assert list(caught.value.problems) == [field]


def test_what_is_odd(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor)
    first = visit.save(db, actor, values(household_id=made))
    with pytest.raises(Doubt) as caught:
        visit.save(db, actor, values(household_id=made))
    assert [w.code for w in caught.value.warnings] == ["same_day"]
    assert "林建国" in caught.value.sentence
    visit.save(db, actor, values(household_id=made, visitors="王审"), record_id=first)
    with pytest.raises(Doubt) as caught:
        visit.save(db, actor, values(household_id=made, visited_on=date(2019, 1, 1)))
    assert [w.code for w in caught.value.warnings] == ["late"]
    visit.save(db, actor, values(household_id=made, visited_on=date(2019, 1, 1)), accepted={"late": "补录"})
    assert [line.visited_on for line in visit.list_of(db, last=date(2020, 1, 1))] == [date(2019, 1, 1)]
    assert [line.visitors for line in visit.list_of(db, first=date(2020, 1, 1))] == ["王审"]


def test_a_visit_is_read_changed_and_taken_back(db: Database, actor: Actor) -> None:
    made = visit.save(db, actor, values(household_id=factories.household(db, actor)))
    visit.save(db, actor, {**visit.values_of(db, made), "state": "好"}, record_id=made)
    assert visit.values_of(db, made)["state"] == "好"
    visit.retire(db, actor, [made], "重复登记")
    assert visit.list_of(db) == []
    with pytest.raises(Refused):
        visit.values_of(db, made)
