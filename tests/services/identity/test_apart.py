"""Two who look like one are said to be two: who, when, why; it can be taken back."""

from __future__ import annotations

from uuid import UUID

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.record import new_id, shipped_id
from ljfpa_desktop.models.duty import Duty
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import duty, history, office
from ljfpa_desktop.services.duty import TWICE
from ljfpa_desktop.services.identity import apart, merging, scan
from tests.services.identity.books import record, twice
from tests.services.identity.looks import NUMBER, THERE


def test_it_is_kept_with_who_when_and_why_and_the_pair_is_asked_no_more(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    assert len(scan.pairs(db)) == 1
    apart.say(db, actor, both.gone, both.keep, " 同名的堂兄弟 ")
    assert scan.pairs(db) == []
    (said,) = apart.everything_said(db)
    assert (said.names, said.said_by, said.why) == ("林建国、林建国", "李经办", "同名的堂兄弟")
    assert said.said_on == dates.today()
    assert [r.label for r in history.of_record(db, said.id)] == ["新建"]


def test_it_can_be_taken_back(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    said = apart.say(db, actor, both.keep, both.gone, "堂兄弟")
    apart.take_back(db, actor, said)
    assert apart.everything_said(db) == []
    assert len(scan.pairs(db)) == 1
    with pytest.raises(Refused):
        apart.take_back(db, actor, said)


def test_a_reason_and_two_people_are_needed(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    with pytest.raises(Invalid):
        apart.say(db, actor, both.keep, both.gone, "  ")
    with pytest.raises(Refused, match="同一条记录"):
        apart.say(db, actor, both.keep, both.keep, "堂兄弟")
    with pytest.raises(Refused, match="不在册"):
        apart.say(db, actor, both.keep, new_id(), "堂兄弟")


def _elsewhere(db: Database, actor: Actor) -> UUID:
    person = new_id()
    with db.transaction(actor, "收到") as s:
        s.add(Person(id=person, office_id=THERE, name="林建国", id_no=NUMBER))
    return person


def test_between_two_offices_it_stays_here_and_closes_what_they_were_asked(
    db: Database, actor: Actor
) -> None:
    both, there = twice(db, actor), _elsewhere(db, actor)
    question = {"kind": "TWICE", "matter": "x", "text": "核对", "told_on": dates.today(), "person_id": there}
    with db.transaction(actor, "交办") as s:
        s.add(Duty(office_id=THERE, **question))
        s.add(Duty(office_id=THERE, **{**question, "kind": "PAID"}))
    apart.say(db, actor, both.keep, there, "不是一个人")
    with db.read() as s:
        said = {d.kind: d.closed_why for d in s.query(Duty)}
        assert [n.office_id for n in s.query(apart.NotSame)] == [shipped_id("office", "350122103")]
    assert said == {"TWICE": "县里核定不是同一人：不是一个人", "PAID": None}


def test_of_two_people_of_one_office_it_goes_there(db: Database, actor: Actor) -> None:
    one, other = _elsewhere(db, actor), _elsewhere(db, actor)
    apart.say(db, actor, one, other, "同号不同人")
    with db.read() as s:
        assert [n.office_id for n in s.query(apart.NotSame)] == [THERE]
    assert record(db, one).retired_on is None


def test_what_was_asked_about_a_record_merged_since_is_closed_too(db: Database, actor: Actor) -> None:
    both, other = twice(db, actor), _elsewhere(db, actor)
    with db.transaction(actor, "交办") as s:
        s.add(
            Duty(
                office_id=office.office_id(s), kind=TWICE, matter=new_id().hex, text="核对",
                told_on=dates.today(), person_id=both.gone,
            )
        )  # fmt: skip
    merging.merge(db, actor, both.keep, both.gone)
    apart.say(db, actor, both.keep, other, "堂兄弟")
    (line,) = duty.lines(db, open_only=False)
    assert (line.person_id, line.closed_why) == (both.keep, "县里核定不是同一人：堂兄弟")
