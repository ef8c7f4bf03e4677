"""What befalls a family after it was entered."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.models.household import Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import household
from tests import factories


def test_a_category_begins(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor)
    values = {"category": "04", "valid_from": date(2024, 2, 1), "basis": "残疾证", "approver": "王审"}
    household.add_category(db, actor, made, values)
    found = household.facts(db, made)
    assert [(c.label, c.valid_from, c.basis, c.approver) for c in found.categories] == [
        ("计生特殊家庭（伤残）", date(2024, 2, 1), "残疾证", "王审")
    ]
    assert found.is_restricted


def test_a_category_that_does_not_fit_is_doubted_or_refused(db: Database, actor: Actor) -> None:
    made = factories.household(
        db, actor, children=["林一", "林二"], categories=["03"], accepted={"category": "x"}
    )
    with pytest.raises(Doubt):
        household.add_category(db, actor, made, {"category": "01", "valid_from": date(2024, 2, 1)})
    with pytest.raises(Invalid) as caught:
        household.add_category(db, actor, made, {"category": "04", "valid_from": date(2024, 2, 1)})
    assert "categories" in caught.value.problems
    with pytest.raises(Invalid) as caught:
        household.add_category(db, actor, made, {"category": "06"})
    assert "categories.0.valid_from" in caught.value.problems


def test_a_category_ends(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, categories=["06"])
    held = household.facts(db, made).categories[0]
    for day, why, field in ((date(2023, 1, 1), "退出", "valid_to"), (date(2024, 6, 30), " ", "end_why")):
        with pytest.raises(Invalid) as caught:
            household.end_category(db, actor, held.id, day, why)
        assert field in caught.value.problems
    household.end_category(db, actor, held.id, date(2024, 6, 30), "退出低保")
    ended = household.facts(db, made).categories[0]
    assert (ended.valid_to, ended.end_why, ended.holds) == (date(2024, 6, 30), "退出低保", False)
    with pytest.raises(Refused):
        household.end_category(db, actor, made, date(2024, 6, 30), "退出低保")


def test_a_family_moves_away_and_comes_back(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor)
    household.set_status(db, actor, made, "MOVED_OUT", date(2024, 5, 1), "迁往马尾")
    assert household.facts(db, made).values["status_why"] == "迁往马尾"
    assert household.count(db, {"status": "ACTIVE"}) == 0
    assert household.count(db, {}) == 1
    household.set_status(db, actor, made, "ACTIVE", date(2024, 6, 1), "")
    assert household.count(db, {"status": "ACTIVE"}) == 1


@pytest.mark.parametrize(
    ("status", "day", "why", "field"),
    [
        ("MERGED", date(2024, 5, 1), "合并", "status"),
        ("", date(2024, 5, 1), "x", "status"),
        ("CLOSED", date(2999, 5, 1), "x", "status_on"),
        ("CLOSED", date(2024, 5, 1), "", "status_why"),
    ],
)
def test_a_status_needs_a_day_and_a_reason(
    db: Database, actor: Actor, status: str, day: date, why: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        household.set_status(db, actor, factories.household(db, actor), status, day, why)
    assert list(caught.value.problems) == [field]


def test_the_widow_becomes_the_head(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, spouse="陈秀英", children=["林小妹"])
    man, wife, child = household.facts(db, made).members
    household.change_head(db, actor, made, {man.id: "11", wife.id: "02", child.id: "30"})
    found = household.facts(db, made)
    assert found.head_name == "陈秀英"
    assert {m.name: m.relation for m in found.members} == {"林建国": "11", "陈秀英": "02", "林小妹": "30"}
    with pytest.raises(Invalid):
        household.change_head(db, actor, made, {man.id: "11", wife.id: "12"})


def test_a_mistaken_family_is_taken_out_with_its_people(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, spouse="陈秀英", categories=["06"])
    with pytest.raises(Invalid):
        household.retire(db, actor, made, "")
    household.retire(db, actor, made, "重复录入")
    assert household.count(db, {}) == 0
    with db.read() as s:
        for model in (Member, Person):
            assert s.scalar(select(func.count()).select_from(model).where(model.retired_on.is_(None))) == 0
    with pytest.raises(Refused):
        household.facts(db, made)
    with pytest.raises(Refused):
        household.set_status(db, actor, made, "CLOSED", date(2024, 1, 1), "x")


def test_a_person_in_another_family_stays(db: Database, actor: Actor) -> None:
    first = factories.household(db, actor, children=["林小妹"])
    child = household.facts(db, first).members[1]
    row = {"person_id": child.person_id, "name": "林小妹", "relation": "02", "id_no": child.id_no}
    second = household.save(db, actor, {"village_code": factories.VILLAGE}, members=[row])
    household.retire(db, actor, first, "重复录入")
    assert household.facts(db, second).head_name == "林小妹"
    with db.read() as s:
        kept = s.get(Person, child.person_id)
        assert kept is not None
        assert kept.retired_on is None
