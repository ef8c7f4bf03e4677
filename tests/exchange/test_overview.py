"""What a township's page shows: unsent work by kind, what is on the way, what came back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.exchange import overview
from ljfpa_desktop.exchange.kernel import graph, state
from ljfpa_desktop.exchange.pack import pack, pack_all
from ljfpa_desktop.exchange.unpack import unpack
from ljfpa_desktop.services import household, passages
from tests.factories import household as family
from tests.offices import GUANTOU, Offices
from tests.offices import joined as joined
from tests.offices import offices as offices


def test_work_waits_to_be_sent_until_it_was_packed(offices: Offices) -> None:
    at = offices.guantou
    assert overview.read(at.db).unsent == ()
    family(at.db, at.actor, head="林建国", spouse="陈美珍", categories=["04"])
    assert overview.read(at.db).unsent == (("家庭", 1), ("人员", 2), ("家庭类别", 1))
    pack(at.db, at.actor, offices.stick)
    assert overview.read(at.db).unsent == ()


def test_taking_a_package_in_seals_but_sends_nothing(offices: Offices) -> None:
    at, county = offices.guantou, offices.county
    (given,) = pack_all(county.db, county.actor, offices.stick)
    family(at.db, at.actor, head="林建国")
    unpack(at.db, at.actor, given.path)
    assert overview.read(at.db).unsent == (("家庭", 1), ("人员", 1))
    family(at.db, at.actor, head="陈依官")
    assert overview.read(at.db).unsent == (("家庭", 2), ("人员", 2))
    pack(at.db, at.actor, offices.stick)
    assert overview.read(at.db).unsent == ()


def test_a_package_is_on_the_way_until_the_county_s_receipt_comes(offices: Offices) -> None:
    at, county = offices.guantou, offices.county
    family(at.db, at.actor, head="林建国", spouse="陈美珍")
    given = pack(at.db, at.actor, offices.stick)
    (sent,) = overview.read(at.db).sent
    assert (sent.no, sent.code, sent.office, sent.name) == (1, given.code, "350122", "连江县")
    assert (sent.arrived, sent.counts["households"], sent.counts["persons"]) == (None, 1, 2)
    unpack(county.db, county.actor, given.path)
    (came,) = overview.read(county.db).received
    assert (came.code, came.office, came.new > 0, came.taken["persons"]) == (given.code, GUANTOU, True, 2)
    (back,) = pack_all(county.db, county.actor, offices.stick)
    unpack(at.db, at.actor, back.path)
    found = overview.read(at.db)
    (sent,) = found.sent
    assert sent.arrived is not None
    assert sent.arrived.replace(microsecond=0) == came.at.replace(microsecond=0)
    assert dict(sent.taken) == dict(came.taken)
    assert [p.code for p in found.received] == [back.code]
    assert (found.days, found.held, found.cases) == (0, 0, 0)


def test_a_package_is_found_by_its_code_as_read_aloud(offices: Offices) -> None:
    at = offices.guantou
    given = pack(at.db, at.actor, offices.stick)
    found = passages.by_code(at.db, given.code.replace("-", " "))
    assert found is not None
    assert found.no == 1
    assert passages.by_code(at.db, "0000-0000-00") is None
    assert passages.listed(at.db, "350122104") == ()


def test_later_changes_of_parts_alone_are_counted_too(offices: Offices) -> None:
    at = offices.guantou
    home = family(at.db, at.actor, head="林建国")
    pack(at.db, at.actor, offices.stick)
    household.save(at.db, at.actor, {"phone1": "13850112345"}, record_id=home)
    assert overview.read(at.db).unsent == (("家庭", 1),)


def test_a_package_held_for_one_before_is_counted(offices: Offices) -> None:
    at, county = offices.guantou, offices.county
    family(at.db, at.actor, head="林建国")
    first = pack(at.db, at.actor, offices.stick)
    unpack(county.db, county.actor, first.path)
    (back,) = pack_all(county.db, county.actor, offices.stick)
    unpack(at.db, at.actor, back.path)
    family(at.db, at.actor, head="陈依官")
    second = pack(at.db, at.actor, offices.stick)
    assert unpack(county.db, county.actor, second.path).held == 0
    assert overview.read(county.db).held == 0


def test_days_are_counted_by_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    morning = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    monkeypatch.setattr(dates, "clock", lambda: morning)
    assert overview.days_since(morning - timedelta(hours=10)) == 1  # yesterday evening in China
    assert overview.days_since(morning) == 0


def test_the_states_in_effect_are_the_kernel_s() -> None:
    assert set(graph.IN_EFFECT) == set(state.IN_EFFECT)
