"""Late rows follow, opposite merges end at one record, and a figure names the person who stands."""

from __future__ import annotations

from uuid import UUID

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.models.visit import Visit
from ljfpa_desktop.services import alias, figures, office
from ljfpa_desktop.services.identity import following, merging
from tests.services.identity.books import TODAY, pay, record, twice


def settle(db: Database, actor: Actor) -> int:
    """Settle as after a package; returns how many acts there are now."""
    with db.transaction(actor, "接收", "save") as s:
        following.settle(s)
    with db.read() as s:
        return int(s.connection().exec_driver_sql("SELECT count(*) FROM act").scalar_one())


def point(db: Database, actor: Actor, **into: tuple[UUID, UUID | None]) -> None:
    """What packages may leave behind: records that point to one another."""
    with db.transaction(actor, "收到") as s:
        for gone, keep in into.values():
            found = s.get_one(Person, gone)
            found.merged_into, found.retired_on = keep, TODAY if keep else None


def late_visit(db: Database, actor: Actor, home: UUID, who: UUID) -> UUID:
    row = new_id()
    with db.transaction(actor, "收到走访") as s:
        own = office.office_id(s)
        seen = {"visited_on": TODAY, "occasion": "SPRING", "visitors": "李经办"}
        s.add(Visit(id=row, office_id=own, household_id=home, person_id=who, **seen))
    return row


def test_without_a_merge_nothing_is_done(db: Database, actor: Actor) -> None:
    twice(db, actor)
    assert settle(db, actor) == settle(db, actor)


def test_what_comes_late_follows_once(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    merging.merge(db, actor, both.keep, both.gone)
    row = late_visit(db, actor, both.home, both.gone)
    acts = settle(db, actor)
    with db.read() as s:
        assert s.get_one(Visit, row).person_id == both.keep
    assert settle(db, actor) == acts


def test_a_circle_is_opened_at_the_same_record(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    point(db, actor, one=(both.keep, both.gone), other=(both.gone, both.keep))
    settle(db, actor)
    first, second = sorted((both.keep, both.gone))
    assert (record(db, first).merged_into, record(db, first).retired_on) == (None, None)
    assert (record(db, second).merged_into, record(db, second).retired_on) == (first, TODAY)


def test_a_chain_is_made_one_step_long(db: Database, actor: Actor) -> None:
    both, more = twice(db, actor), twice(db, actor)
    point(db, actor, one=(both.gone, both.keep), other=(both.keep, more.keep))
    settle(db, actor)
    assert {record(db, p).merged_into for p in (both.gone, both.keep)} == {more.keep}
    with db.read() as s:
        assert set(alias.pointers(s).values()) == {more.keep}


def test_while_the_one_that_stays_has_not_come_nothing_moves(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    point(db, actor, one=(both.gone, new_id()))
    row = late_visit(db, actor, both.home, both.gone)
    settle(db, actor)
    with db.read() as s:
        assert s.get_one(Visit, row).person_id == both.gone


def test_the_records_behind_a_figure_name_who_stands_for_the_person(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    pay(db, actor, both.other_home)
    (before,) = figures.rows(db, "ZB-P02", str(TODAY.year))
    merging.merge(db, actor, both.keep, both.gone)
    (after,) = figures.rows(db, "ZB-P02", str(TODAY.year))
    assert (before.row.person, after.row.person) == (both.gone, both.keep)
    assert (before.row.key, before.row.value) == (after.row.key, after.row.value)
