"""The list of a cycle: who may stand on it, what is refused, what is doubted."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.models.household import Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment
from ljfpa_desktop.services.aid.checks import NewRow
from tests import factories

from .conftest import Office


def _draft(office: Office, **values: object) -> str:
    cycle.create(
        office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": office.name, **values}
    )
    return office.name


def test_payee_category_and_amount_are_found(office: Office) -> None:
    ref = _draft(office, standard_fen=60000)
    family = factories.household(
        office.db, office.actor, head="林秀钦", spouse="陈依妹", categories=["05", "01"]
    )
    entitlement.add(office.db, office.actor, ref, [NewRow(family)])
    (row,) = entitlement.rows(office.db, ref)
    assert (row.payee, row.basis_category, row.amount_fen, row.state) == ("林秀钦", "05", 60000, "待批准")
    assert (row.number, row.head, row.village) == (1, "林秀钦", "山兜村")


def test_the_spouse_takes_the_money_of_a_dead_head(office: Office) -> None:
    ref = _draft(office)
    head = {"name": "林秀钦", "death_date": date(2023, 5, 1), "death_precision": "YMD"}
    family = factories.household(office.db, office.actor, head=head, spouse="陈依妹", categories=["05"])
    entitlement.add(office.db, office.actor, ref, [NewRow(family, amount_fen=100)])
    (row,) = entitlement.rows(office.db, ref)
    assert (row.payee, row.head, row.is_dead) == ("陈依妹", "林秀钦", False)


def test_a_dead_payee_is_refused_by_name(office: Office) -> None:
    ref = _draft(office)
    head = {"name": "林秀钦", "death_date": date(2023, 5, 1), "death_precision": "YMD"}
    family = factories.household(office.db, office.actor, head=head, spouse="陈依妹", categories=["05"])
    candidates, _ = entitlement.check(office.db, ref, [NewRow(family)])
    dead = _members(office, family)["林秀钦"]
    assert candidates[0].person_id != dead
    with pytest.raises(Invalid) as problem:
        entitlement.add(office.db, office.actor, ref, [NewRow(family, dead, 100)])
    said = "“林秀钦”已于2023年5月1日去世，请改由家里其他成员领款。"
    assert problem.value.problems == {"0.person": said}


def test_errors_name_their_rows_and_nothing_is_kept(office: Office) -> None:
    ref = _draft(office)
    first, second, third = office.families(3)
    rows = [
        NewRow(first, amount_fen=100),
        NewRow(first, amount_fen=100),
        NewRow(second),
        NewRow(third, amount_fen=-1),
        NewRow(uuid4(), amount_fen=1),
        NewRow(third, uuid4(), 100),
    ]
    with pytest.raises(Invalid) as problem:
        entitlement.add(office.db, office.actor, ref, rows)
    assert set(problem.value.problems) == {
        "1.household", "2.amount_fen", "3.amount_fen", "4.household", "5.person", "5.household",
    }  # fmt: skip
    assert problem.value.problems["1.household"] == "“林秀钦”户已在本批次名单里，同一批次只能发一次。"
    assert entitlement.rows(office.db, ref) == []


def test_a_family_already_listed_is_refused_again(office: Office) -> None:
    made = office.listed(1)
    (row,) = office.rows(made)
    with pytest.raises(Invalid, match="同一批次只能发一次"):
        entitlement.add(office.db, office.actor, made, [NewRow(row.household_id, amount_fen=100)])
    entitlement.reject(office.db, office.actor, [row.id], "条件不符")
    entitlement.add(office.db, office.actor, made, [NewRow(row.household_id, amount_fen=100)])
    assert [r.state for r in office.rows(made)] == ["不予发放", "待批准"]
    with pytest.raises(Refused, match="同一批次只能发一次"):
        entitlement.restore(office.db, office.actor, [row.id])


def test_cap_category_status_and_times_are_doubts_said_once_each(office: Office) -> None:
    ref = _draft(office)
    one, two = office.families(2, "01")
    with pytest.raises(Doubt) as doubt:
        entitlement.add(
            office.db, office.actor, ref, [NewRow(one, amount_fen=500001), NewRow(two, amount_fen=500001)]
        )
    said = {w.code: w.sentence for w in doubt.value.warnings}
    assert set(said) == {"cap", "category"}
    assert said["cap"] == (
        "“林秀钦”户的金额 ¥5,000.01 超过“计生困难家庭春节慰问”单笔上限 ¥5,000.00，"
        "请核对，或说明原因。另有 1 户也是这样。"
    )
    why = {"cap": "大病", "category": "补登记"}
    assert len(entitlement.add(office.db, office.actor, ref, [NewRow(one, amount_fen=500001)], why)) == 1


def test_more_often_than_the_programme_allows_is_doubted(office: Office) -> None:
    (family,) = office.families(1)
    for n in range(3):
        cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": f"第{n}次"})
        entitlement.add(office.db, office.actor, f"第{n}次", [NewRow(family, amount_fen=100)])
    cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": "第四次"})
    with pytest.raises(Doubt, match="今年已列入“计生困难家庭春节慰问”3 次，每年不超过 3 次"):
        entitlement.add(office.db, office.actor, "第四次", [NewRow(family, amount_fen=100)])
    cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2023, "name": "上年"})
    with pytest.raises(Doubt, match="没有登记为“计生困难家庭”"):  # the category began in 2024
        entitlement.add(office.db, office.actor, "上年", [NewRow(family, amount_fen=100)])


def test_the_wrong_category_for_the_programme(office: Office) -> None:
    ref = _draft(office)
    (family,) = office.families(1)
    with pytest.raises(Invalid, match="不发给“计生特殊家庭"):
        entitlement.add(office.db, office.actor, ref, [NewRow(family, amount_fen=100, basis_category="03")])


def test_goods_alone_are_enough(office: Office) -> None:
    ref = _draft(office)
    (family,) = office.families(1)
    entitlement.add(office.db, office.actor, ref, [NewRow(family, goods="大米2袋")])
    (row,) = entitlement.rows(office.db, ref)
    assert (row.amount_fen, row.goods) == (None, "大米2袋")


def test_editing_before_and_after_the_approval(office: Office) -> None:
    made = office.listed(2)
    first = office.rows(made)[0]
    entitlement.edit(office.db, office.actor, first.id, {"amount_fen": 80000, "remark": "大病"})
    with pytest.raises(Invalid):
        entitlement.edit(office.db, office.actor, first.id, {"amount_fen": 0})
    with pytest.raises(Doubt):
        entitlement.edit(office.db, office.actor, first.id, {"amount_fen": 600000})
    assert (office.rows(made)[0].amount_fen, office.rows(made)[0].remark) == (80000, "大病")
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    with pytest.raises(Refused, match=r"批准总额是 ¥1,400.00，这样改后名单合计 ¥1,400.01，不能超过"):
        entitlement.edit(office.db, office.actor, first.id, {"amount_fen": 80001})
    with pytest.raises(Invalid, match="名单批准后不能改依据类别"):
        entitlement.edit(office.db, office.actor, first.id, {"basis_category": "01"})
    with pytest.raises(Refused, match="不能超过批准总额"):
        entitlement.add(office.db, office.actor, made, [NewRow(office.families(1)[0], amount_fen=1)])
    with pytest.raises(Refused, match="不能移出"):
        entitlement.remove(office.db, office.actor, [first.id])


def test_a_paid_row_is_neither_edited_nor_stopped(office: Office) -> None:
    made = office.approved(1)
    payment.pay(office.db, office.actor, made, date(2024, 2, 9), "cash")
    (row,) = office.rows(made)
    with pytest.raises(Refused, match=f"已发放（领款单 {row.receipt_no}），要改请先作废"):
        entitlement.edit(office.db, office.actor, row.id, {"amount_fen": 100})
    with pytest.raises(Refused, match="要改请先作废"):
        entitlement.reject(office.db, office.actor, [row.id], "迁出")


def test_a_row_stopped_after_the_approval_still_lets_the_cycle_close(office: Office) -> None:
    made = office.approved(3)
    entitlement.reject(office.db, office.actor, [office.rows(made)[1].id], "本人放弃")
    payment.pay(office.db, office.actor, made, date(2024, 2, 9), "transfer")
    with pytest.raises(Doubt) as doubt:
        approval.close(office.db, office.actor, made)
    assert [w.code for w in doubt.value.warnings] == ["no_bank_ref"]
    closing = approval.close(office.db, office.actor, made, accepted={"no_bank_ref": "回单在县里"})
    assert closing == approval.Closing(2, 120000, 1)
    assert [r.state for r in office.rows(made)] == ["已发放", "已停发", "已发放"]
    with pytest.raises(Refused, match="已办结，名单不能再改"):
        entitlement.restore(office.db, office.actor, [office.rows(made)[1].id])


def test_removed_rows_and_a_discarded_draft_are_gone(office: Office) -> None:
    made = office.listed(2)
    entitlement.remove(office.db, office.actor, [office.rows(made)[0].id])
    assert cycle.view(office.db, made).line.rows == 1
    cycle.discard(office.db, office.actor, made)
    assert cycle.list_all(office.db) == []
    with pytest.raises(Refused, match="没有“2024年春节慰问困难家庭”这个批次"):
        cycle.view(office.db, office.name)


def test_reasons_are_required(office: Office) -> None:
    made = office.listed(1)
    with pytest.raises(Invalid, match="请填写不予发放的原因"):
        entitlement.reject(office.db, office.actor, [office.rows(made)[0].id], "  ")


def _members(office: Office, family: UUID) -> dict[str, UUID]:
    with office.db.read() as s:
        query = select(Person.name, Person.id).join(Member, Member.person_id == Person.id)
        return {p.name: p.id for p in s.execute(query.where(Member.household_id == family))}
