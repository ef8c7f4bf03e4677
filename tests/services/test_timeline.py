"""The whole story of a family, and what it is entitled to."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.services import event, honour, household, life, timeline, transfer, visit
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment, voiding
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.identity import merging
from tests import factories
from tests.services.test_transfer import arrived

TODAY = dates.today()


@pytest.fixture
def special(db: Database, actor: Actor) -> UUID:
    return factories.household(db, actor, spouse="陈秀英", categories=["04"])


def paid(db: Database, actor: Actor, household_id: UUID) -> tuple[UUID, str]:
    """Money given to the family in a cycle for special families: (cycle id, receipt number)."""
    values = {"programme_code": "P06", "year": TODAY.year, "name": "春节慰问", "standard_fen": 100000}
    made = cycle.create(db, actor, values)
    entitlement.add(db, actor, made, [NewRow(household_id)])
    approval.approve(
        db, actor, made, "琯计协〔2024〕1号", TODAY, handler="李经办", reviewer="王审", approver="张批"
    )
    done = payment.pay(db, actor, made, TODAY, "cash")
    return made, done.receipts[0][1]


def titles(db: Database, household_id: UUID) -> list[str]:
    return [h.title for h in timeline.of_household(db, household_id)]


def test_everything_that_happened_the_newest_first(db: Database, actor: Actor, special: UUID) -> None:
    head = household.facts(db, special).members[0]
    visit.save(
        db, actor,
        {
            "household_id": special, "visited_on": TODAY, "occasion": "SPRING", "visitors": "李经办",
            "goods": "大米",
        },
    )  # fmt: skip
    event.save(
        db, actor,
        {
            "kind": "WARM", "theme": "包粽子", "held_on": date(2024, 6, 8), "place": "暖心家园",
            "offline_attendance": 9,
        },
        attendees=[{"name": "林建国", "person_id": head.person_id}], accepted={"late": "补录", "old": "补录"},
    )  # fmt: skip
    honour.save(
        db, actor,
        {
            "title": "健康家庭", "kind": "HONOUR", "level": "TOWNSHIP", "grantor": "琯头镇",
            "status": "AWARDED",
            "granted_on": date(2024, 5, 15), "recipient_kind": "FAMILY", "recipient_name": "林建国家庭",
            "household_id": special,
        },
    )  # fmt: skip
    household.set_status(db, actor, special, "MOVED_OUT", date(2024, 7, 1), "迁往马尾")
    found = timeline.of_household(db, special)
    assert [(h.day, h.kind, h.title, h.detail) for h in found] == [
        (TODAY, "visit", "走访：春节", "李经办走访，大米"),
        (date(2024, 7, 1), "status", "状态：已迁出", "迁往马尾"),
        (date(2024, 6, 8), "event", "参加活动：包粽子", "林建国，暖心家园"),
        (date(2024, 5, 15), "honour", "获得“健康家庭”", "林建国家庭，琯头镇"),
        (date(2024, 1, 1), "category", "认定为计生特殊家庭（伤残）", ""),
    ]


def test_money_listed_given_and_voided(db: Database, actor: Actor, special: UUID) -> None:
    made, receipt = paid(db, actor, special)
    given = timeline.of_household(db, special)[0]
    assert (given.kind, given.title) == ("paid", "春节慰问 1000.00元")
    assert given.detail == f"林建国领款，现金，{receipt}"
    voiding.void(db, actor, receipt, "金额有误")
    assert titles(db, special)[:2] == ["作废：春节慰问 1000.00元", "列入春节慰问 1000.00元"]
    assert cycle.view(db, made).line.rows == 1
    assert household.page(db, {})[0].aid_fen == 0


def test_this_years_money_stands_in_the_list(db: Database, actor: Actor, special: UUID) -> None:
    paid(db, actor, special)
    assert household.page(db, {})[0].aid_fen == 100000
    assert household.totals(db, {})["aid_fen"] == 100000


def test_a_rejected_row_says_why(db: Database, actor: Actor, special: UUID) -> None:
    values = {"programme_code": "P06", "year": TODAY.year, "name": "中秋慰问", "standard_fen": 100000}
    made = cycle.create(db, actor, values)
    (row,) = entitlement.add(db, actor, made, [NewRow(special)])
    entitlement.reject(db, actor, [row], "本人不要")
    first = timeline.of_household(db, special)[0]
    assert (first.day, first.title, first.detail) == (TODAY, "中秋慰问 不予帮扶", "本人不要")


def test_a_category_that_ended(db: Database, actor: Actor, special: UUID) -> None:
    held = household.facts(db, special).categories[0]
    household.end_category(db, actor, held.id, date(2024, 3, 1), "子女康复")
    assert titles(db, special) == ["不再是计生特殊家庭（伤残）", "认定为计生特殊家庭（伤残）"]


def test_rights_and_their_reasons(db: Database, actor: Actor, special: UUID) -> None:
    found = {r.programme_code: r for r in timeline.rights(db, special)}
    assert found["P06"].is_entitled
    assert found["P06"].reasons == ("是计生特殊家庭（伤残）", "今年已列入 0 次，还可列入 6 次")
    assert not found["P09"].is_entitled
    assert found["P09"].reasons == ("需要是计生困难家庭",)
    assert found["P09E"].is_entitled
    assert timeline.rights(db, special)[0].is_entitled
    assert not timeline.rights(db, special)[-1].is_entitled


def test_rights_after_money_was_given(db: Database, actor: Actor, special: UUID) -> None:
    paid(db, actor, special)
    right = {r.programme_code: r for r in timeline.rights(db, special)}["P06"]
    assert right.last_given == TODAY
    assert "今年已列入 1 次，还可列入 5 次" in right.reasons


def test_a_family_that_moved_away_has_no_rights(db: Database, actor: Actor, special: UUID) -> None:
    household.set_status(db, actor, special, "MOVED_OUT", date(2024, 7, 1), "迁往马尾")
    assert {r.is_entitled for r in timeline.rights(db, special)} == {False}
    assert timeline.rights(db, new_id()) == []


def test_nothing_happened_yet(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor)
    assert timeline.of_household(db, made) == []
    assert [r.programme_code for r in timeline.rights(db, made) if r.is_entitled] == ["P09E"]


def test_what_members_attended_and_won_belongs_to_the_family(
    db: Database, actor: Actor, special: UUID
) -> None:
    wife = household.facts(db, special).members[1]
    honour.save(
        db, actor,
        {
            "title": "优秀志愿者", "kind": "HONOUR", "level": "TOWNSHIP", "grantor": "琯头镇",
            "status": "AWARDED", "granted_on": date(2024, 5, 15), "recipient_kind": "PERSON",
            "recipient_name": "陈秀英", "person_id": wife.person_id,
        },
    )  # fmt: skip
    assert titles(db, special)[0] == "获得“优秀志愿者”"
    other = factories.household(db, actor)
    assert titles(db, other) == []


def test_a_visit_taken_back_is_off_the_line(db: Database, actor: Actor, special: UUID) -> None:
    made = visit.save(
        db, actor, {"household_id": special, "visited_on": TODAY, "occasion": "SPRING", "visitors": "李经办"}
    )
    assert titles(db, special)[0] == "走访：春节"
    visit.retire(db, actor, [made], "误登")
    assert titles(db, special) == ["认定为计生特殊家庭（伤残）"]


def test_a_family_whose_adults_are_dead_takes_nothing(db: Database, actor: Actor) -> None:
    made = factories.household(
        db, actor, head={"name": "林建国", "death_date": date(2024, 1, 1)}, categories=["06"]
    )
    reasons = {r.programme_code: r.reasons for r in timeline.rights(db, made)}
    assert "没有在世的成年成员可以领款" in reasons["P09E"]


def test_too_many_times_in_a_year(db: Database, actor: Actor, special: UUID) -> None:
    for number in range(2):
        values = {
            "programme_code": "P09E", "year": TODAY.year, "name": f"临时救助{number}", "standard_fen": 50000,
        }  # fmt: skip
        entitlement.add(db, actor, cycle.create(db, actor, values), [NewRow(special)])
    right = {r.programme_code: r for r in timeline.rights(db, special)}["P09E"]
    assert not right.is_entitled
    assert right.reasons == ("今年已列入 2 次，每年不超过 2 次，明年可再列入",)


def moved(db: Database, family: UUID) -> list[tuple[date, str, str]]:
    found = timeline.of_household(db, family)
    return [(h.day, h.title, h.detail) for h in found if h.kind in ("move", "status")]


def test_a_move_away_is_told_with_its_answer_and_not_twice(db: Database, actor: Actor, special: UUID) -> None:
    day = date(2024, 5, 6)
    move = transfer.offer(db, actor, special, "350122104", day, "随子女生活")
    assert moved(db, special) == [(day, "由琯头镇迁往晓澳镇", "随子女生活，等县里转交")]
    transfer.withdraw(db, actor, move, "还没迁")
    assert moved(db, special) == [
        (TODAY, "状态：在册", ""),
        (day, "由琯头镇迁往晓澳镇", f"随子女生活，{TODAY} 已撤回：还没迁"),
    ]


def test_an_arrival_stands_at_the_day_it_was_received(db: Database, actor: Actor) -> None:
    family, move = arrived(db, actor)
    day = date(2024, 5, 6)
    assert moved(db, family) == [(day, "由晓澳镇迁入琯头镇", "等选村（居）接收")]
    transfer.receive(db, actor, move, "350122103202")
    assert moved(db, family) == [(TODAY, "由晓澳镇迁入琯头镇", f"{day} 迁出，已接收")]


def test_what_was_given_on_a_merged_record_is_seen_where_the_person_lives(
    db: Database, actor: Actor, special: UUID
) -> None:
    other = factories.household(db, actor, head="林健国", categories=["04"])
    paid(db, actor, other)
    keep, gone = (household.facts(db, home).members[0] for home in (special, other))
    card = {"member": gone.id, "on": date(2024, 3, 1), "disability_no": f"{gone.id_no}43"}
    life.record(db, actor, other, "DISABILITY", card)
    given = {"春节慰问 1000.00元", "林健国领取残疾证（肢体三级）"}
    assert not given & set(titles(db, special))
    merging.merge(db, actor, keep.person_id, gone.person_id, accepted={"two_numbers": "抄错"})
    assert given <= set(titles(db, special))
    assert given <= set(titles(db, other))
    one, two = (
        next(h for h in timeline.of_household(db, home) if h.kind == "paid") for home in (special, other)
    )
    assert one.detail.endswith("，发在已合并的另一条记录上")
    assert "已合并" not in two.detail
    assert one.record == two.record
