"""A family's story and its rights where lists, days, people and plans are odd."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import event, honour, household, timeline
from ljfpa_desktop.services import visit as visits
from ljfpa_desktop.services.aid import approval, cycle, eligibility, entitlement, payment, signing, voiding
from ljfpa_desktop.services.aid.checks import NewRow
from tests import factories

TODAY = date(2024, 6, 20)
OLD = {"old": "补录", "late": "补录", "same_day": "两次"}


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 6, 20, 2, tzinfo=UTC))


@pytest.fixture
def family(db: Database, actor: Actor) -> UUID:
    """A bereaved couple."""
    return factories.household(db, actor, spouse="陈秀英", categories=["03"])


def _story(db: Database, family: UUID, *kinds: str) -> list[tuple[date, str, str]]:
    found = timeline.of_household(db, family)
    return [(h.day, h.title, h.detail) for h in found if not kinds or h.kind in kinds]


def _rights(db: Database, family: UUID) -> dict[str, timeline.Right]:
    return {r.programme_code: r for r in timeline.rights(db, family)}


def _listed(db: Database, actor: Actor, family: UUID, name: str = "慰问", code: str = "P06") -> UUID:
    cycle.create(db, actor, {"programme_code": code, "year": 2024, "name": name})
    (row,) = entitlement.add(db, actor, name, [NewRow(family, amount_fen=50050)], {"times": "试"})
    return row


def _event(db: Database, actor: Actor, day: date, theme: str = "包粽子", **more: Any) -> UUID:
    values = {
        "kind": "WARM", "theme": theme, "held_on": day, "place": "暖心家园", "offline_attendance": 9,
    }  # fmt: skip
    attendees = more.pop("attendees")
    return event.save(db, actor, {**values, **more}, attendees=attendees, accepted=OLD)


def test_a_row_stopped_after_the_approval_says_so(db: Database, actor: Actor, family: UUID) -> None:
    row = _listed(db, actor, family)
    approval.approve(db, actor, "慰问", "文号", date(2024, 6, 1))
    assert _story(db, family, "listed") == [(date(2024, 6, 1), "列入慰问 500.50元", "还没有发放")]
    entitlement.reject(db, actor, [row], "本人放弃")
    assert _story(db, family, "listed") == [(date(2024, 6, 1), "慰问 停发", "本人放弃")]


def test_a_list_that_was_given_up_leaves_no_trace(db: Database, actor: Actor, family: UUID) -> None:
    row = _listed(db, actor, family)
    entitlement.remove(db, actor, [row])
    assert _story(db, family, "listed") == []
    _listed(db, actor, family, "第二批")
    cycle.discard(db, actor, "第二批")
    assert _story(db, family, "listed") == []


def test_days_of_a_waiting_row_follow_its_steps(db: Database, actor: Actor, family: UUID) -> None:
    _listed(db, actor, family)
    made_on = timeline.of_household(db, family)[0].day
    assert abs((made_on - datetime.now(UTC).date()).days) <= 1
    approval.review(db, actor, "慰问", date(2024, 5, 20))
    assert _story(db, family, "listed")[0][0] == date(2024, 5, 20)
    approval.approve(db, actor, "慰问", "文号", date(2024, 6, 1))
    assert _story(db, family, "listed")[0][0] == date(2024, 6, 1)


def test_a_stopped_row_leaves_room_for_another_list(db: Database, actor: Actor, family: UUID) -> None:
    rows = [_listed(db, actor, family, f"第{n}次", "P09E") for n in range(2)]
    full = _rights(db, family)["P09E"]
    assert (full.is_entitled, full.reasons) == (
        False,
        ("今年已列入 2 次，每年不超过 2 次，明年可再列入",),
    )
    approval.approve(db, actor, "第0次", "审批表", date(2024, 6, 1))
    entitlement.reject(db, actor, rows[:1], "本人放弃")
    again = _rights(db, family)["P09E"]
    assert again.is_entitled
    assert again.reasons[1] == "今年已列入 1 次，还可列入 1 次"
    cycle.create(db, actor, {"programme_code": "P09E", "year": 2024, "name": "另一次"})
    (found,) = eligibility.of_households(db, "另一次", [family])
    assert found.is_eligible  # the same is said where the list is made


def test_lists_of_last_year_count_for_last_year(db: Database, actor: Actor, family: UUID) -> None:
    values = {"programme_code": "P09E", "year": 2023, "name": "上年"}
    cycle.create(db, actor, values)
    entitlement.add(db, actor, "上年", [NewRow(family, amount_fen=100)])
    assert "今年已列入 0 次，还可列入 2 次" in _rights(db, family)["P09E"].reasons


def test_money_signed_for_shows_its_day(db: Database, actor: Actor, family: UUID) -> None:
    _listed(db, actor, family)
    approval.approve(db, actor, "慰问", "文号", date(2024, 6, 1))
    ((_, number),) = payment.pay(db, actor, "慰问", date(2024, 6, 3), "cash").receipts
    signing.sign(db, actor, "慰问", on=date(2024, 6, 4))
    assert _story(db, family, "paid") == [
        (date(2024, 6, 3), "慰问 500.50元", f"林建国领款，现金，{number}，2024-06-04 已签收")
    ]
    assert _rights(db, family)["P06"].last_given == date(2024, 6, 3)


def test_a_reissued_receipt_shows_the_void_and_the_new_one(db: Database, actor: Actor, family: UUID) -> None:
    _listed(db, actor, family)
    approval.approve(db, actor, "慰问", "文号", date(2024, 6, 1))
    ((_, old),) = payment.pay(db, actor, "慰问", date(2024, 6, 3), "cash").receipts
    new = voiding.reissue(db, actor, old, "改发实物", {"amount_fen": 0, "goods": "大米2袋"})
    assert _story(db, family, "paid", "void", "listed") == [
        (TODAY, "作废：慰问 500.50元", f"改发实物，{old}"),
        (date(2024, 6, 3), "慰问 大米2袋", f"林建国领款，实物，{new}"),
    ]


def test_a_planned_event_has_not_happened(db: Database, actor: Actor, family: UUID) -> None:
    head = household.facts(db, family).members[0]
    who = [{"name": "林建国", "person_id": head.person_id}]
    ahead = _event(db, actor, TODAY + timedelta(5), status="PLANNED", attendees=who)
    cancelled = _event(db, actor, date(2024, 6, 1), status="CANCELLED", status_why="台风", attendees=who)
    assert _story(db, family, "event") == []
    held = _event(db, actor, TODAY, "座谈", attendees=who)
    assert [h.record for h in timeline.of_household(db, family) if h.kind == "event"] == [held]
    assert len({ahead, cancelled, held}) == 3


def test_an_event_entered_by_mistake_or_without_the_family_is_not_shown(
    db: Database, actor: Actor, family: UUID
) -> None:
    made = _event(db, actor, TODAY, attendees=[{"name": "林建国", "household_id": family}])
    _event(db, actor, TODAY, attendees=[{"name": "林建国"}])
    assert _story(db, family, "event") == [(TODAY, "参加活动：包粽子", "林建国，暖心家园")]
    event.retire(db, actor, made, "重复")
    assert _story(db, family, "event") == []


def test_two_of_the_family_at_one_event_are_both_told(db: Database, actor: Actor, family: UUID) -> None:
    head, wife = household.facts(db, family).members
    who = [{"name": m.name, "person_id": m.person_id, "household_id": family} for m in (head, wife)]
    _event(db, actor, TODAY, attendees=who)
    told = {detail for _, _, detail in _story(db, family, "event")}
    assert told == {"林建国，暖心家园", "陈秀英，暖心家园"}


def test_a_daughter_s_honours_stay_in_her_first_family_and_go_with_her(
    db: Database, actor: Actor, family: UUID
) -> None:
    home = factories.household(db, actor, head="黄水官", children=["黄小妹"])
    daughter = household.facts(db, home).members[1]
    honour.save(
        db, actor,
        {
            "title": "好媳妇", "kind": "HONOUR", "level": "TOWNSHIP", "grantor": "琯头镇",
            "status": "AWARDED", "granted_on": date(2024, 5, 15), "recipient_kind": "PERSON",
            "recipient_name": "黄小妹", "person_id": daughter.person_id,
        },
    )  # fmt: skip
    joins = {"person_id": daughter.person_id, "name": "黄小妹", "relation": "38", "id_no": daughter.id_no}
    household.save(db, actor, {}, members=[joins], record_id=family, accepted=dict.fromkeys(
        ("id_elsewhere", "category", "child_older", "mother_age"), "媳妇"))  # fmt: skip
    assert [title for _, title, _ in _story(db, home, "honour")] == ["获得“好媳妇”"]
    assert [title for _, title, _ in _story(db, family, "honour")] == ["获得“好媳妇”"]
    wrong = household.facts(db, family).members[-1]
    household.save(db, actor, {}, gone=[wrong.id], record_id=family)
    assert _story(db, family, "honour") == []  # she had been entered there by mistake
    assert [title for _, title, _ in _story(db, home, "honour")] == ["获得“好媳妇”"]


def test_visits_taken_back_are_not_told(db: Database, actor: Actor, family: UUID) -> None:
    values = {"household_id": family, "visited_on": date(2024, 6, 8), "occasion": "ILLNESS", "visitors": "李"}
    made = visits.save(db, actor, values)
    assert _story(db, family, "visit") == [(date(2024, 6, 8), "走访：生病住院", "李走访")]
    visits.retire(db, actor, [made], "记错户")
    assert _story(db, family, "visit") == []


def test_a_category_that_ends_today_has_ended_and_one_of_tomorrow_has_not(db: Database, actor: Actor) -> None:
    def ends(day: date) -> UUID:
        held = {"category": "06", "valid_from": date(2024, 1, 1), "valid_to": day}
        return factories.household(db, actor, head="黄水官", categories=[held], accepted={"twin": "不是"})

    today, tomorrow = ends(TODAY), ends(TODAY + timedelta(1))
    assert _story(db, today, "category")[0] == (TODAY, "不再是计生低保家庭", "到期")
    assert [title for _, title, _ in _story(db, tomorrow, "category")] == ["认定为计生低保家庭"]


def test_a_family_that_came_back_tells_the_last_status(db: Database, actor: Actor, family: UUID) -> None:
    household.set_status(db, actor, family, "MOVED_OUT", date(2024, 3, 1), "迁往马尾")
    household.set_status(db, actor, family, "ACTIVE", date(2024, 5, 1), "迁回")
    assert _story(db, family, "status") == [(date(2024, 5, 1), "状态：在册", "迁回")]
    assert _rights(db, family)["P06"].is_entitled


def test_rights_say_every_reason_against(db: Database, actor: Actor) -> None:
    dead = {"name": "林建国", "death_date": date(2023, 1, 1), "death_precision": "YMD"}
    alone = factories.household(db, actor, head=dead)
    household.set_status(db, actor, alone, "DECEASED_ALL", date(2024, 5, 1), "全户亡故")
    found = _rights(db, alone)
    assert found["P09E"].reasons == ("全户亡故", "没有在世的成年成员可以领款")
    assert found["P06"].reasons[0] == "需要是计生特殊家庭（失独）、计生特殊家庭（伤残）"
    assert {r.last_given for r in found.values()} == {None}


def test_a_voided_payment_was_never_given(db: Database, actor: Actor, family: UUID) -> None:
    _listed(db, actor, family)
    approval.approve(db, actor, "慰问", "文号", date(2024, 6, 1))
    ((_, number),) = payment.pay(db, actor, "慰问", date(2024, 6, 3), "cash").receipts
    voiding.void(db, actor, number, "退回")
    assert _rights(db, family)["P06"].last_given is None


def test_details_come_in_parts_so_that_commas_within_them_stay(
    db: Database, actor: Actor, family: UUID
) -> None:
    _listed(db, actor, family)
    approval.approve(db, actor, "慰问", "文号", date(2024, 6, 1))
    ((_, number),) = payment.pay(db, actor, "慰问", date(2024, 6, 3), "cash").receipts
    voiding.void(db, actor, number, "领错人，重发，另开")
    (void,) = (h for h in timeline.of_household(db, family) if h.kind == "void")
    assert void.details == ("领错人，重发，另开", number)
