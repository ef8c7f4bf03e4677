"""The graph of segments: heads, forks, what another lacks, and the gaps a rescue leaves."""

from __future__ import annotations

from ljfpa_desktop.exchange.kernel import heads
from ljfpa_desktop.exchange.kernel.wire import Sealed
from tests.exchange import desks
from tests.exchange.desks import FAMILY, give, sealed
from tests.exchange.simulation.replica import Replica


def edited(pc: Replica, phone: str) -> Sealed:
    pc.edit("household", FAMILY, {"phone1": phone})
    return sealed(pc)[0]


def heads_of(pc: Replica) -> list[bytes]:
    with pc.db.read() as s:
        return heads.heads(s.connection(), desks.TOWN)


def lacks(pc: Replica, said: list[str]) -> list[bytes]:
    with pc.db.read() as s:
        return heads.missing_for(s.connection(), desks.TOWN, said)


def stated(pc: Replica) -> list[str]:
    with pc.db.read() as s:
        return heads.stated(s.connection(), desks.TOWN)


def test_a_chain_has_one_head_and_a_fork_two() -> None:
    one, two = desks.pair()
    assert heads_of(desks.town(3)) == []
    mine, theirs = edited(one, "2"), edited(two, "3")
    assert heads_of(one) == [mine.hash]
    give(one, theirs)
    assert heads_of(one) == sorted([mine.hash, theirs.hash])
    after = edited(one, "4")
    assert after.body.parents == tuple(sorted([mine.hash.hex(), theirs.hash.hex()]))
    assert heads_of(one) == [after.hash]


def test_other_scopes_are_not_counted() -> None:
    one, _ = desks.pair()
    with one.db.read() as s:
        assert heads.heads(s.connection(), "*") == []
        assert heads.scopes(s.connection()) == [desks.TOWN]


def test_who_has_nothing_lacks_everything_and_who_has_the_head_nothing() -> None:
    one, _ = desks.pair()
    first = heads_of(one)[0]
    second, third = edited(one, "2"), edited(one, "3")
    assert lacks(one, []) == [first, second.hash, third.hash]
    assert lacks(one, [first.hex()]) == [second.hash, third.hash]
    assert lacks(one, [second.hash.hex()]) == [third.hash]
    assert lacks(one, stated(one)) == []


def test_heads_we_do_not_know_make_us_send_more() -> None:
    one, two = desks.pair()
    first = heads_of(one)[0]
    unknown = edited(two, "9")
    mine = edited(one, "2")
    assert lacks(one, [unknown.hash.hex()]) == [first, mine.hash]


def test_a_held_segment_is_no_head_and_is_not_passed_on() -> None:
    one, two = desks.pair()
    first = heads_of(two)
    edited(one, "2")
    later = edited(one, "3")
    give(two, later)
    assert heads_of(two) == first
    assert lacks(two, []) == first
    with two.db.read() as s:
        assert heads.missing_parents(s.connection(), later.hash) == [bytes.fromhex(later.body.parents[0])]
        assert heads.gaps(s.connection(), desks.TOWN) == []


def test_a_rescue_leaves_a_gap_that_is_told_until_it_is_closed() -> None:
    """The heads alone would say that the lost package is here: nobody would send it when it turns up."""
    one, two = desks.pair()
    first = heads_of(two)[0]
    before = edited(one, "2")
    lost = edited(one, "3")
    later = edited(one, "4")
    give(two, later)
    two.rescue(later.hash)
    assert stated(two) == [*sorted([later.hash.hex(), first.hex()]), f"-{lost.hash.hex()}"]
    assert lacks(one, [later.hash.hex()]) == []
    assert lacks(one, stated(two)) == [before.hash, lost.hash]
    give(two, *(desks.segment_of(one, h) for h in lacks(one, stated(two))))
    assert stated(two) == [later.hash.hex()]
    assert heads_of(two) == heads_of(one)


def test_what_lies_before_a_gap_on_another_way_is_known() -> None:
    one, two = desks.pair()
    first = heads_of(one)[0]
    lost = edited(one, "3")
    later = edited(one, "4")
    give(two, later)
    two.rescue(later.hash)
    mine = edited(two, "5")
    assert set(mine.body.parents) == {first.hex(), later.hash.hex()}
    give(one, mine)
    assert lacks(one, stated(two)) == [lost.hash]
    with one.db.read() as s:
        found = heads.ancestors(s.connection(), [mine.hash], [lost.hash])
    assert found == {mine.hash, later.hash, first}
