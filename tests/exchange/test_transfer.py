"""A family moves from one township through the county to another: one writer in the end, nothing lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.exchange import transfer, worklist
from ljfpa_desktop.exchange.kernel import conflict
from ljfpa_desktop.services import check, household, search
from ljfpa_desktop.services import transfer as moves
from tests.exchange.offices import OTHER, Offices, Pc

DAY = date(2024, 5, 6)


def carry(here: Pc, there: Pc, stick: Path, target: str = "") -> None:
    """One package from here to there."""
    there.take(here.pack(stick, target).path)


def offered(offices: Offices, stick: Path) -> tuple[UUID, UUID]:
    """A family of the first township, offered to the other, its offer at the county."""
    family = offices.first.family("林建国", spouse="陈秀英", children=["林小妹"], categories=["02"])
    carry(offices.first, offices.county, stick)
    move = moves.offer(offices.first.db, offices.first.actor, family, OTHER, DAY, "随子女生活")
    carry(offices.first, offices.county, stick)
    return family, move


def accepted(offices: Offices, stick: Path) -> UUID:
    """The same, passed on and arrived at both."""
    family, move = offered(offices, stick)
    transfer.accept(offices.county.db, offices.county.actor, move)
    carry(offices.county, offices.other, stick, OTHER)
    carry(offices.county, offices.first, stick, "350122103")
    return family




def test_the_family_arrives_whole_under_the_same_ids(offices: Offices, tmp_path: Path) -> None:
    family = accepted(offices, tmp_path / "stick")
    other = offices.other
    assert other.heads() == ["林小妹", "林建国", "陈秀英"]
    at_first = offices.first.rows("SELECT id FROM person ORDER BY id")
    assert other.rows("SELECT id FROM person ORDER BY id") == at_first
    assert other.rows("SELECT status, status_why FROM household") == [("ACTIVE", "迁自琯头镇")]
    assert other.rows("SELECT category FROM household_category") == [("02",)]
    (arriving,) = moves.lines(other.db, "IN")
    assert (arriving.household_id, arriving.from_name, arriving.words) == (family, "琯头镇", "县里已转交")
    assert [h.household_id for h in search.find(other.db, "ljg")] == [family]


def test_the_old_township_keeps_a_frozen_copy(offices: Offices, tmp_path: Path) -> None:
    family = accepted(offices, tmp_path / "stick")
    first = offices.first
    assert [x.words for x in moves.lines(first.db, "OUT")] == ["县里已转交"]
    assert moves.lines(first.db, "IN") == []
    assert first.rows("SELECT status FROM household") == [("MOVED_OUT",)]
    with pytest.raises(Refused, match="已办理迁往晓澳镇"):
        first.call(family, "13800000000")


def test_the_new_township_writes_and_the_county_follows(offices: Offices, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    family = accepted(offices, stick)
    other, county = offices.other, offices.county
    (arriving,) = moves.lines(other.db, "IN")
    moves.receive(other.db, other.actor, arriving.id, "350122104201")
    other.call(family, "13900000001")
    carry(other, county, stick)
    assert county.phone(family) == "13900000001"
    assert worklist.cases(county.db) == []
    assert {x.words for x in moves.lines(county.db)} == {"县里已转交", "已接收"}
    for pc in (other, county, offices.first):
        assert check.check(pc.db).faults == ()


def test_a_late_edit_of_the_old_township_is_looked_at(offices: Offices, tmp_path: Path) -> None:
    """The second PC of the old township did not know of the move: both values stay, a person decides."""
    stick = tmp_path / "stick"
    family, move = offered(offices, stick)
    county, second, other = offices.county, offices.second, offices.other
    carry(county, second, stick, "350122103")
    second_knows = moves.lines(second.db, "OUT")
    assert [x.id for x in second_knows] == [move]
    moves.withdraw(second.db, second.actor, move, "还没迁")
    second.call(family, "13700000002")
    transfer.accept(county.db, county.actor, move)
    carry(county, other, stick, OTHER)
    (arriving,) = moves.lines(other.db, "IN")
    moves.receive(other.db, other.actor, arriving.id, "350122104201")
    other.call(family, "13900000001")
    carry(second, county, stick)
    carry(other, county, stick)
    cases = worklist.cases(county.db)
    told = {v.value.get("phone1") for c in cases if c.grp == "contact" for v in c.values}
    assert told == {"13700000002", "13900000001"}
    (case,) = [c for c in cases if c.grp == "contact"]
    worklist.decide(county.db, county.actor, case, {"phone1": "13900000001"})
    carry(county, other, stick, OTHER)
    assert other.phone(family) == county.phone(family) == "13900000001"
    with county.db.read() as s:
        assert [c.grp for c in conflict.open_conflicts(s) if c.grp == "contact"] == []


def test_an_offer_can_be_sent_back(offices: Offices, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    family, move = offered(offices, stick)
    county, first = offices.county, offices.first
    with pytest.raises(Invalid, match="请填写原因"):
        transfer.decline(county.db, county.actor, move, " ")
    transfer.decline(county.db, county.actor, move, "户口还在琯头镇")
    carry(county, first, stick, "350122103")
    (line,) = moves.lines(first.db, "OUT")
    assert (line.words, line.answer_why) == ("县里退回", "户口还在琯头镇")
    moves.withdraw(first.db, first.actor, move, "县里退回")
    first.call(family, "13800000009")
    assert first.phone(family) == "13800000009"


def test_only_the_county_passes_on_and_only_once(offices: Offices, tmp_path: Path) -> None:
    _family, move = offered(offices, tmp_path / "stick")
    first, county = offices.first, offices.county
    with pytest.raises(Refused, match="只有县里能转交"):
        transfer.accept(first.db, first.actor, move)
    transfer.accept(county.db, county.actor, move)
    for again in (transfer.accept, lambda db, actor, m: transfer.decline(db, actor, m, "不行")):
        with pytest.raises(Refused, match="已经有了结果"):
            again(county.db, county.actor, move)
    with pytest.raises(Refused, match="已经有了结果"):
        transfer.accept(county.db, county.actor, new_id())


def test_payments_stay_with_the_office_that_paid(offices: Offices, tmp_path: Path) -> None:
    family = accepted(offices, tmp_path / "stick")
    assert offices.other.rows("SELECT count(*) FROM payment") == [(0,)]
    assert household.facts(offices.other.db, family).household_no == household.facts(
        offices.first.db, family
    ).household_no
