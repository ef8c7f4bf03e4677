"""Reads and writes in sets: staged rows, marks of changes, extras, segments as they were signed."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from ljfpa_desktop.exchange.kernel import state
from ljfpa_desktop.exchange.kernel.merge import Mark
from ljfpa_desktop.exchange.kernel.shape import shape
from ljfpa_desktop.exchange.kernel.state import Rows
from tests.exchange import desks
from tests.exchange.desks import FAMILY, PERSON, give, sealed
from tests.exchange.simulation.replica import Replica


@pytest.fixture
def one() -> Replica:
    return desks.pair()[0]


def rows(s: Session, *ids: bytes) -> Rows:
    return Rows(s, set(ids))


def test_staged_rows_are_read_as_stored(one: Replica) -> None:
    with one.db.read() as s:
        found = rows(s, FAMILY, PERSON).current(shape()["household"])
        assert found.keys() == {FAMILY}
        assert (found[FAMILY]["phone1"], found[FAMILY]["office_id"]) == ("1", desks.OFFICE)
        assert rows(s, FAMILY, PERSON).existing("household") == {FAMILY}
        assert rows(s, PERSON).existing("household") == set()


def test_the_version_of_a_row_is_its_segment(one: Replica) -> None:
    (h,) = one.rows("SELECT hash FROM sync_seg")[0]
    with one.db.read() as s:
        assert rows(s, FAMILY).versions() == {(FAMILY, ""): Mark(1, h)}
        assert rows(s, PERSON).versions() == {}
        assert rows(s, FAMILY).siblings() == rows(s, FAMILY).extras() == rows(s, FAMILY).decisions() == {}
        assert rows(s, FAMILY).late() == set()


def test_staged_rows_are_read_column_by_column(one: Replica) -> None:
    known = shape()["household"]
    with one.db.read() as s:
        columns, row = rows(s, FAMILY, PERSON).columns(known), rows(s, FAMILY).current(known)[FAMILY]
        assert {n: list(v) for n, v in columns.items()} == {n: [v] for n, v in row.items()}
        assert rows(s, PERSON).columns(known) == {}


def test_staged_rows_are_looked_up_one_by_one(one: Replica) -> None:
    """The other table may be big: read whole for each segment, a year's package would take for ever."""
    heard: list[str] = []
    with one.db.read() as s:
        staged, driver = rows(s, FAMILY, PERSON), s.connection().connection.dbapi_connection
        assert driver is not None
        driver.set_trace_callback(heard.append)
        staged.current(shape()["household"])
        staged.existing("household")
        staged.not_of("household", b"")
        staged.versions()
        driver.set_trace_callback(None)
        plans = [row[3] for sql in heard for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert len(heard) == 4
    assert [plan for plan in plans if plan.startswith("SCAN")] == ["SCAN g"] * 4


def test_an_unsealed_edit_is_seen(one: Replica) -> None:
    with one.db.read() as s:
        assert not rows(s, FAMILY).unsealed()
    one.edit("household", FAMILY, {"phone1": "2"})
    with one.db.read() as s:
        assert rows(s, FAMILY).unsealed()
        assert not rows(s, PERSON).unsealed()


def test_a_stamp_takes_one_group_or_with_an_insert_the_row(one: Replica) -> None:
    one.edit("household", FAMILY, {"phone1": "2"})
    one.edit("household", FAMILY, {"remark": "记"})
    with one.writing() as s:
        state.stamp(s.connection(), b"x", [(FAMILY, "contact")])
    assert one.rows("SELECT grp FROM change WHERE seg IS NULL") == [("remark",)]
    with one.writing() as s:
        state.stamp(s.connection(), b"y", [(FAMILY, "")])
    assert one.rows("SELECT grp, seg FROM change WHERE grp <> '' ORDER BY grp") == [
        ("contact", b"x"), ("remark", b"y"),
    ]  # fmt: skip


def test_the_insert_s_extras_hold_until_a_group_has_a_version_of_its_own() -> None:
    extras, key = {(FAMILY, ""): "i", (FAMILY, "living"): "l"}, (FAMILY, "contact")
    assert state.extra_of(extras, {(FAMILY, "")}, key) == "i"
    assert state.extra_of(extras, {(FAMILY, ""), key}, key) is None
    assert state.extra_of(extras, {(FAMILY, ""), (FAMILY, "living")}, (FAMILY, "living")) == "l"


def test_extras_are_set_and_taken_away(one: Replica) -> None:
    with one.writing() as s:
        state.set_extras(s.connection(), {(FAMILY, "contact"): "{}", (FAMILY, "living"): None})
    assert one.rows("SELECT grp FROM sync_extra") == [("contact",)]
    with one.writing() as s:
        state.set_extras(s.connection(), {(FAMILY, "contact"): None})
    assert one.rows("SELECT grp FROM sync_extra") == []


def test_a_value_is_written_one_way() -> None:
    assert state.as_text({"b": "村", "a": 1}) == '{"a":1,"b":"村"}'


def test_a_segment_is_kept_as_it_was_signed() -> None:
    one, two = desks.town(1), desks.town(2)
    desks.family(one)
    (made,) = sealed(one)
    give(two, made)
    with two.db.read() as s:
        c = s.connection()
        assert state.raw_of(c, made.hash) == made.raw
        assert state.segment(c, made.hash) == made
        assert state.state_of(c, made.hash) == state.APPLIED
        assert state.state_of(c, b"none") is None
        assert state.in_effect(c, [made.hash, b"none"]) == {made.hash}
        assert list(state.in_order(c, desks.TOWN)) == [(made.hash, 1)]
        assert state.sid_of(c, made.hash) == 1


def test_a_held_segment_is_not_in_effect() -> None:
    one, two = desks.pair()
    one.edit("household", FAMILY, {"phone1": "2"})
    sealed(one)
    one.edit("household", FAMILY, {"phone1": "3"})
    (later,) = sealed(one)
    give(two, later)
    with two.db.read() as s:
        assert state.state_of(s.connection(), later.hash) == state.HELD
        assert state.in_effect(s.connection(), [later.hash]) == set()
        assert [h for h, _ in state.in_order(s.connection(), desks.TOWN)][-1] == later.hash
