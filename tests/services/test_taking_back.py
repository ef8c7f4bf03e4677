"""An act taken back: new rows retired, changed ones set back; what was used since refuses it by name."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act, Change
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.services import household, taking_back, visit
from tests import factories

USED = "后来用过：{names}。"


def last_act(db: Database) -> int:
    with db.read() as s:
        return s.scalars(select(Act.seq).order_by(Act.seq.desc()).limit(1)).one()


def take_back(db: Database, actor: Actor, act: int) -> taking_back.TakenBack:
    with db.transaction(actor, "撤销", taking_back.UNDO) as s:
        return taking_back.take_back_in(s, act, USED)


def address(db: Database, home: UUID) -> str | None:
    with db.read() as s:
        found = s.get(Household, home)
        assert found is not None
        return found.address


def test_new_rows_are_retired_and_changed_ones_set_back(db: Database, actor: Actor) -> None:
    home = factories.household(db, actor, address="旧址")
    household.save(
        db, actor, {"address": "新址"}, record_id=home,
        members=[factories.person("林老太", "52", "2", date(1930, 1, 1))],
    )  # fmt: skip
    done = take_back(db, actor, last_act(db))
    assert done.retired == {"member": 1, "person": 1}
    assert done.restored == {"household": 1}
    assert address(db, home) == "旧址"
    assert [m.name for m in household.facts(db, home).members] == ["林建国"]


def test_a_later_change_refuses_it_by_name_and_an_undo_does_not(db: Database, actor: Actor) -> None:
    home = factories.household(db, actor, address="旧址")
    household.save(db, actor, {"address": "新址"}, record_id=home)
    first = last_act(db)
    household.save(db, actor, {"address": "更新"}, record_id=home)
    with pytest.raises(Refused) as no:
        take_back(db, actor, first)
    assert no.value.sentence == "后来用过：林建国。"
    take_back(db, actor, last_act(db))
    with pytest.raises(Refused):  # the later change stays in the history
        take_back(db, actor, first)
    assert address(db, home) == "新址"


def test_a_visit_to_a_new_family_holds_it(db: Database, actor: Actor) -> None:
    home = factories.household(db, actor)
    made = last_act(db)
    values = {"household_id": home, "visited_on": dates.today(), "occasion": "ROUTINE", "visitors": "村干部"}
    visit.save(db, actor, values)
    with pytest.raises(Refused) as no:
        take_back(db, actor, made)
    assert "林建国" in no.value.sentence


def test_nothing_is_deleted_and_the_undo_is_an_act_of_its_own(db: Database, actor: Actor) -> None:
    home = factories.household(db, actor, address="旧址")
    household.save(db, actor, {"address": "新址"}, record_id=home)
    made = last_act(db)
    take_back(db, actor, made)
    with db.read() as s:
        kinds = s.scalars(select(Act.kind).order_by(Act.seq.desc()).limit(2)).all()
        changes = s.scalars(select(Change.act).where(Change.row == home, Change.grp == "place")).all()
    assert list(kinds) == ["undo", "save"]
    assert list(changes) == [made, made + 1]
