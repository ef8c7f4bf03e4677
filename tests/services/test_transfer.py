"""A family that moves: offered, withdrawn or received; read only while it is away, nothing half done."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.base.record import new_id, shipped_id
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.models.transfer import Transfer
from ljfpa_desktop.services import household as households
from ljfpa_desktop.services import setting, transfer
from ljfpa_desktop.services.aid import cycle, entitlement
from ljfpa_desktop.services.aid.entitlement import NewRow
from ljfpa_desktop.services.household import state
from tests.factories import household

THERE = "350122104"
DAY = date(2024, 5, 6)


def status(db: Database, family: UUID) -> tuple[str, str | None]:
    with db.read() as s:
        found = s.get_one(Household, family)
        return found.status, found.status_why


def offered(db: Database, actor: Actor, **accepted: str) -> tuple[UUID, UUID]:
    family = household(db, actor, spouse="陈秀英", children=["林小妹"])
    return family, transfer.offer(db, actor, family, THERE, DAY, "随子女生活", accepted or None)


def test_an_offer_names_the_family_and_marks_it_as_moved(db: Database, actor: Actor) -> None:
    family, move = offered(db, actor)
    (line,) = transfer.lines(db)
    assert (line.id, line.household_id, line.way, line.state) == (move, family, "OUT", "OFFERED")
    assert (line.head_name, line.people, line.from_name, line.to_name) == ("林建国", 3, "琯头镇", "晓澳镇")
    assert (line.moved_on, line.why, line.words) == (DAY, "随子女生活", "等县里转交")
    assert status(db, family) == ("MOVED_OUT", "迁往晓澳镇：随子女生活")


def test_a_moving_family_is_read_only_until_it_is_withdrawn(db: Database, actor: Actor) -> None:
    family, move = offered(db, actor)
    sentence = "这一户已办理迁往晓澳镇，不能再改"
    with pytest.raises(Refused, match=sentence):
        households.save(db, actor, {"address": "东街 1 号"}, record_id=family)
    with pytest.raises(Refused, match=sentence):
        state.set_status(db, actor, family, "ACTIVE", DAY, "")
    with pytest.raises(Refused, match=sentence):
        state.retire(db, actor, family, "录错")
    with pytest.raises(Refused, match=sentence):
        state.add_category(db, actor, family, {"category": "01", "valid_from": DAY})
    with pytest.raises(Refused, match=sentence):
        transfer.offer(db, actor, family, THERE, DAY, "再办一次")
    transfer.withdraw(db, actor, move, "不迁了")
    assert status(db, family) == ("ACTIVE", None)
    households.save(db, actor, {"address": "东街 1 号"}, record_id=family)
    (line,) = transfer.lines(db)
    assert (line.words, line.answer_why) == ("已撤回", "不迁了")


def test_a_second_withdrawal_is_refused(db: Database, actor: Actor) -> None:
    _family, move = offered(db, actor)
    transfer.withdraw(db, actor, move, "不迁了")
    with pytest.raises(Refused, match="这次迁移已经有了结果"):
        transfer.withdraw(db, actor, move, "不迁了")
    with pytest.raises(Refused, match="这次迁移已经有了结果"):
        transfer.withdraw(db, actor, new_id(), "不迁了")


@pytest.mark.parametrize(
    ("to", "days", "why", "field"),
    [
        ("350122103", 0, "搬家", "to_office"),
        ("350123100", 0, "搬家", "to_office"),
        (THERE, 1, "搬家", "moved_on"),
        (THERE, 0, "  ", "why"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    db: Database, actor: Actor, to: str, days: int, why: str, field: str
) -> None:
    family = household(db, actor)
    with pytest.raises(Invalid) as e:
        transfer.offer(db, actor, family, to, dates.today() + timedelta(days=days), why)
    assert list(e.value.problems) == [field]
    assert transfer.lines(db) == []
    assert status(db, family)[0] == "ACTIVE"


def test_a_family_that_is_not_registered_is_not_moved(db: Database, actor: Actor) -> None:
    family = household(db, actor)
    state.set_status(db, actor, family, "CLOSED", DAY, "销户")
    with pytest.raises(Refused, match="这一户不是在册状态"):
        transfer.offer(db, actor, family, THERE, DAY, "搬家")
    with pytest.raises(Refused, match="这一户已不在册"):
        transfer.offer(db, actor, new_id(), THERE, DAY, "搬家")


def test_a_reader_moves_nobody(db: Database, actor: Actor) -> None:
    family = household(db, actor)
    reader = Actor("guest", "来宾", "reader", actor.office)
    with pytest.raises(Refused, match="没有“录入”的权限"):
        transfer.offer(db, reader, family, THERE, DAY, "搬家")


def test_a_family_still_to_be_paid_moves_after_a_look(db: Database, actor: Actor) -> None:
    family = household(db, actor, spouse="陈秀英", categories=["03"])
    cycle.create(db, actor, {"programme_code": "P06", "name": "2024年春节慰问", "year": 2024})
    entitlement.add(db, actor, "2024年春节慰问", [NewRow(family, amount_fen=50050)], {"times": "试"})
    with pytest.raises(Doubt, match="2024年春节慰问”的名单里还没有发放"):
        transfer.offer(db, actor, family, THERE, DAY, "搬家")
    assert status(db, family)[0] == "ACTIVE"
    transfer.offer(db, actor, family, THERE, DAY, "搬家", {"unpaid": "由晓澳镇发放"})
    assert status(db, family)[0] == "MOVED_OUT"


def test_the_county_offers_no_family(db: Database, actor: Actor) -> None:
    family = household(db, actor)
    setting.save(db, actor, {"office.code": "350122"})
    with pytest.raises(Refused, match="迁出由家庭所在的乡镇办理"):
        transfer.offer(db, actor, family, THERE, DAY, "搬家")


def standing(db: Database, family: UUID) -> tuple[str, str] | None:
    """Way and state of the move to deal with first."""
    found = transfer.of_family(db, family)
    return (found.way, found.state) if found else None


def waiting(db: Database) -> tuple[int, int]:
    with db.read() as s:
        return transfer.waiting_in(s)


def test_the_move_to_deal_with_is_told_until_it_has_ended(db: Database, actor: Actor) -> None:
    quiet = household(db, actor, head="黄水官")
    family, move = offered(db, actor)
    assert (standing(db, family), standing(db, quiet), waiting(db)) == (("OUT", "OFFERED"), None, (0, 0))
    answer(db, actor, move, "DECLINED")
    assert (standing(db, family), waiting(db)) == (("OUT", "DECLINED"), (0, 1))
    answer(db, actor, move, "ACCEPTED")
    assert (standing(db, family), waiting(db)) == (("OUT", "ACCEPTED"), (0, 0))
    answer(db, actor, move, "WITHDRAWN")
    assert (standing(db, family), waiting(db)) == (None, (0, 0))


def answer(db: Database, actor: Actor, move: UUID, state: str) -> None:
    """What another office's package brings."""
    with db.transaction(actor, "接收") as s:
        s.get_one(Transfer, move).state = state


def test_an_arrival_waits_until_it_is_received(db: Database, actor: Actor) -> None:
    family, move = arrived(db, actor)
    assert (standing(db, family), waiting(db)) == (("IN", "ACCEPTED"), (1, 0))
    transfer.receive(db, actor, move, "350122103202")
    assert (standing(db, family), waiting(db)) == (None, (0, 0))


def test_the_county_answers_what_townships_offer(db: Database, actor: Actor) -> None:
    family, move = offered(db, actor)
    setting.save(db, actor, {"office.code": "350122"})
    assert (standing(db, family), waiting(db)) == (("OUT", "OFFERED"), (1, 0))
    answer(db, actor, move, "DECLINED")
    assert (standing(db, family), waiting(db)) == (None, (0, 0))


def arrived(db: Database, actor: Actor) -> tuple[UUID, UUID]:
    """A family that the county passed on to us, as its package writes it."""
    family = household(db, actor)
    with db.transaction(actor, "迁入") as s:
        move = Transfer(
            office_id=shipped_id("office", actor.office), household_id=family, way="IN",
            household_no="35012210420100011", head_name="林建国", people=1, from_office=THERE,
            to_office=actor.office, moved_on=DAY, why="搬家", state="ACCEPTED",
        )  # fmt: skip
        s.add(move)
        s.flush()
        return family, move.id


def test_a_family_is_received_into_a_village(db: Database, actor: Actor) -> None:
    family, move = arrived(db, actor)
    with pytest.raises(Invalid, match="请选择本乡镇的村"):
        transfer.receive(db, actor, move, "350122104201")
    transfer.receive(db, actor, move, "350122103202")
    (line,) = transfer.lines(db, "IN", ("RECEIVED",))
    assert (line.words, line.from_name) == ("已接收", "晓澳镇")
    with db.read() as s:
        assert s.get_one(Household, family).village_code == "350122103202"
    with pytest.raises(Refused, match="已经有了结果"):
        transfer.receive(db, actor, move, "350122103202")


def test_an_arrival_that_does_not_live_here_is_given_back_with_a_reason(db: Database, actor: Actor) -> None:
    family, move = arrived(db, actor)
    with pytest.raises(Invalid):
        transfer.refuse(db, actor, move, " ")
    transfer.refuse(db, actor, move, "没有搬来")
    (back,) = transfer.lines(db, "OUT")
    assert (back.from_name, back.to_name, back.why, back.words) == (
        "琯头镇", "晓澳镇", "退回：没有搬来", "等县里转交",
    )  # fmt: skip
    assert [(x.words, x.answer_why) for x in transfer.lines(db, "IN")] == [("已退回", "没有搬来")]
    assert status(db, family) == ("MOVED_OUT", "退回晓澳镇：没有搬来")
    assert (standing(db, family), waiting(db)) == (("OUT", "OFFERED"), (0, 0))
    with pytest.raises(Refused, match="已办理迁往晓澳镇"):
        households.save(db, actor, {"address": "东街"}, record_id=family)
    for late in (transfer.refuse, transfer.receive):
        with pytest.raises((Refused, Invalid)):
            late(db, actor, move, "350122103202")


def test_given_back_by_mistake_it_waits_to_be_received_again(db: Database, actor: Actor) -> None:
    family, move = arrived(db, actor)
    transfer.refuse(db, actor, move, "没有搬来")
    (back,) = transfer.lines(db, "OUT")
    transfer.withdraw(db, actor, back.id, "点错了")
    assert (standing(db, family), waiting(db)) == (("IN", "ACCEPTED"), (1, 0))
    transfer.receive(db, actor, move, "350122103202")
    assert standing(db, family) is None
    households.save(db, actor, {"address": "东街"}, record_id=family)


def test_a_family_that_comes_back_can_be_edited_again(db: Database, actor: Actor) -> None:
    family, move = arrived(db, actor)
    with db.transaction(actor, "早先迁出") as s:
        s.add(
            Transfer(
                office_id=shipped_id("office", actor.office), household_id=family, way="OUT",
                household_no="1", head_name="林建国", people=1, from_office=actor.office, to_office=THERE,
                moved_on=DAY - timedelta(days=90), state="ACCEPTED",
            )
        )  # fmt: skip
    with pytest.raises(Refused, match="已办理迁往晓澳镇"):
        households.save(db, actor, {"address": "东街"}, record_id=family)
    assert standing(db, family) == ("IN", "ACCEPTED")
    transfer.receive(db, actor, move, "350122103202")
    households.save(db, actor, {"address": "东街"}, record_id=family)
    assert [x.words for x in transfer.lines(db, "OUT")] == ["已迁回"]
