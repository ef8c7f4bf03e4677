"""Segments are taken in once, in the order of what they follow; what cannot be applied waits."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from ljfpa_desktop.exchange.kernel.apply import origin_of
from ljfpa_desktop.exchange.kernel.wire import Deed
from tests.exchange import desks
from tests.exchange.desks import FAMILY, MEMBER, PERSON, give, sealed, shown, siblings, states, waiting
from tests.exchange.simulation.replica import Killed, Parcel


def test_a_new_family_arrives_with_who_typed_it() -> None:
    one, two = desks.town(1), desks.town(2)
    desks.family(one, phone1="1")
    became, tally = give(two, *sealed(one))
    assert became == ["applied"]
    assert (tally.segments, tally.new, tally.changed, tally.tables) == (1, 1, 0, {"household": 1})
    assert shown(two, "phone1") == "1"
    who = two.rows("SELECT a.actor, a.why, a.office, a.pc FROM change h JOIN act a ON a.seq = h.act "
                   "WHERE h.row = ?", (FAMILY,))  # fmt: skip
    assert who == [("经办1", "新增", desks.TOWN, "1")]


def test_what_came_is_no_work_of_this_pc() -> None:
    _, two = desks.pair()
    assert two.rows("SELECT count(*) FROM change WHERE seg IS NULL") == [(0,)]
    assert sealed(two) == []


def test_the_same_segment_again_is_known_and_changes_nothing() -> None:
    one, two = desks.town(1), desks.town(2)
    desks.family(one)
    segments = sealed(one)
    give(two, *segments)
    before = two.dump()
    became, tally = give(two, *segments, *segments)
    assert became == ["applied", "applied"]
    assert (tally.segments, tally.known) == (0, 2)
    assert {k for k, v in two.dump().items() if before[k] != v} == {"act"}


def test_two_edits_that_did_not_know_each_other_are_both_kept() -> None:
    one, two = desks.pair()
    one.edit("household", FAMILY, {"phone1": "11"})
    two.edit("household", FAMILY, {"phone1": "22"})
    mine, theirs = sealed(one), sealed(two)
    assert give(one, *theirs)[1].conflicts == 1
    assert give(two, *mine)[1].conflicts == 1
    assert shown(one, "phone1") == shown(two, "phone1")
    assert siblings(one) == siblings(two)
    assert {shown(one, "phone1"), siblings(one)[0][1][-4:-2]} == {"11", "22"}


def test_edits_of_two_groups_do_not_meet() -> None:
    one, two = desks.pair()
    one.edit("household", FAMILY, {"phone1": "11"})
    two.edit("household", FAMILY, {"address": "村口"})
    mine, theirs = sealed(one), sealed(two)
    give(one, *theirs)
    give(two, *mine)
    for pc in (one, two):
        assert (shown(pc, "phone1"), shown(pc, "address"), siblings(pc)) == ("11", "村口", [])


def test_a_segment_whose_parent_is_missing_is_held_until_it_comes() -> None:
    one, two = desks.pair()
    later = []
    for phone in ("2", "3", "4"):
        one.edit("household", FAMILY, {"phone1": phone})
        later += sealed(one)
    assert give(two, later[2], later[1])[0] == ["held", "held"]
    assert shown(two, "phone1") == "1"
    assert give(two, later[2])[1].known == 1
    assert give(two, later[0])[0] == ["applied"]
    assert states(two) == ["applied"] * 4
    assert (shown(two, "phone1"), siblings(two)) == ("4", [])


def test_a_rescued_segment_stands_and_the_lost_one_may_still_come() -> None:
    one, two = desks.pair()
    one.edit("household", FAMILY, {"phone1": "2"})
    lost = sealed(one)
    one.edit("household", FAMILY, {"phone1": "3"})
    behind = sealed(one)
    give(two, *behind)
    two.rescue(behind[0].hash)
    assert (shown(two, "phone1"), states(two)) == ("3", ["applied", "rescued"])
    assert len(siblings(two)) == 1  # the version of the lost edit's base was replaced by nobody here
    assert len(two.rows("SELECT * FROM sync_dead")) == 1
    give(two, *lost)
    assert (shown(two, "phone1"), siblings(two)) == ("3", [])
    assert two.rows("SELECT * FROM sync_dead") == []


def test_a_member_waits_for_the_person_that_was_lost_and_takes_its_edits_along() -> None:
    one, two = desks.pair()
    desks.person(one)
    lost = sealed(one)
    desks.member(one)
    one_member = sealed(one)
    one.edit("member", MEMBER, {"left_why": "婚嫁"})
    edit = sealed(one)
    give(two, *one_member, *edit)
    two.rescue(one_member[0].hash)
    assert waiting(two) == [("parent", PERSON.hex()), ("row", MEMBER.hex())]
    assert two.rows("SELECT * FROM member") == []
    give(two, *lost)
    assert waiting(two) == []
    assert shown(two, "left_why", "member", MEMBER) == "婚嫁"


def test_what_waits_counts_as_not_here_for_its_successor() -> None:
    """A link to a lost person waits; the next edit names another, and stands when the lost one comes."""
    one, two = desks.pair()
    desks.person(one)
    desks.member(one)
    give(two, *sealed(one))
    other = bytes([9]) * 16
    desks.person(one, other)
    lost = sealed(one)
    one.edit("member", MEMBER, {"person_id": other})
    to_other = sealed(one)
    one.edit("member", MEMBER, {"person_id": PERSON})
    back = sealed(one)
    give(two, *to_other, *back)
    two.rescue(to_other[0].hash)
    assert waiting(two) == [("parent", other.hex())]
    give(two, *lost)
    assert waiting(two) == []
    assert shown(two, "person_id", "member", MEMBER) == PERSON
    assert siblings(two) == []
    assert two.rows("SELECT * FROM sync_dead") == []


def test_an_import_that_breaks_off_leaves_nothing() -> None:
    one, two = desks.pair()
    one.edit("household", FAMILY, {"phone1": "2"})
    segments = sealed(one)
    before = two.dump()
    parcel = Parcel("", two.inst, {}, reset_have=False, segments=tuple(g.raw for g in segments))
    with pytest.raises(Killed):
        two.deliver(parcel, desks.open_segment, kill_at=1)
    assert two.dump() == before
    assert give(two, *segments)[1].changed == 1


def test_a_dry_run_is_the_real_run_rolled_back() -> None:
    one, two = desks.pair()
    one.edit("household", FAMILY, {"phone1": "2"})
    segments = sealed(one)
    before = two.dump()
    with two.db.transaction(two.actor, "接收", "receive", keep=False) as s:
        receiver = desks.Receiver(s)
        receiver.receive(segments[0])
    assert two.dump() == before
    assert give(two, *segments)[1] == receiver.tally


def test_the_counter_follows_what_was_seen() -> None:
    one, two = desks.pair()
    for phone in ("2", "3", "4"):
        one.edit("household", FAMILY, {"phone1": phone})
        give(two, *sealed(one))
    two.edit("household", FAMILY, {"phone1": "5"})
    assert sealed(two)[0].body.lam == 5


def test_a_deed_becomes_an_act_of_its_own_time_and_place() -> None:
    deed = Deed("0a" * 16, "2026-11-23T08:15:00.000007Z", "林", "改电话", "save", desks.TOWN, "A")
    origin = origin_of(deed)
    assert origin.id == UUID("0a" * 16)
    assert origin.at == datetime(2026, 11, 23, 8, 15, 0, 7, tzinfo=UTC)
    assert (origin.actor, origin.why, origin.office, origin.pc) == ("林", "改电话", desks.TOWN, "A")
