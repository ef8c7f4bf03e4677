"""A list that changes after it was made: rows refused twice, replaced, cleared, put back, cut to size."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.services import setting
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment, signing, voiding
from ljfpa_desktop.services.aid.checks import NewRow
from tests import factories

from .conftest import Office

PAID_ON = date(2024, 2, 9)


def _states(office: Office, ref: UUID) -> list[str]:
    return [row.state for row in office.rows(ref)]


def _pay(office: Office, ref: UUID, *rows: UUID) -> payment.Paid:
    return payment.pay(office.db, office.actor, ref, PAID_ON, "cash", rows=rows or None)


def _reject(office: Office, *rows: entitlement.ListRow, why: str = "迁出") -> None:
    entitlement.reject(office.db, office.actor, [row.id for row in rows], why)


def _close(office: Office, ref: UUID) -> approval.Closing:
    signing.sign(office.db, office.actor, ref)
    return approval.close(office.db, office.actor, ref)


def test_a_row_rejected_in_the_draft_stays_rejected_when_it_is_refused_again(office: Office) -> None:
    made = office.listed(3)
    _reject(office, office.rows(made)[2], why="条件不符")
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    _reject(office, office.rows(made)[2], why="条件不符，村里复核过")
    row = office.rows(made)[2]
    assert (row.status, row.reject_why, row.state) == ("REJECTED", "条件不符，村里复核过", "不予发放")
    approval.publicise(office.db, office.actor, made, date(2024, 2, 1), date(2024, 2, 8))
    _pay(office, made)
    assert _close(office, made) == approval.Closing(2, 120000, 0)


def test_a_stopped_row_stays_stopped_when_it_is_refused_again(office: Office) -> None:
    made = office.approved(2)
    for why in ("迁出", "迁往马尾，已核"):
        _reject(office, office.rows(made)[0], why=why)
    assert (office.rows(made)[0].status, office.rows(made)[0].reject_why) == ("STOPPED", "迁往马尾，已核")


def test_stopping_the_last_open_row_lets_the_cycle_be_closed(office: Office) -> None:
    made = office.approved(3)
    rows = office.rows(made)
    _pay(office, made, rows[0].id, rows[1].id)
    assert cycle.view(office.db, made).line.stage == "publicised"
    _reject(office, rows[2])
    view = cycle.view(office.db, made)
    assert (view.line.stage, view.next_act, view.lacking) == ("paid", "closed", ("还有 2 户没有签回",))
    assert _close(office, made) == approval.Closing(2, 120000, 1)


def test_stopping_everybody_lets_the_cycle_be_closed_without_a_payment(office: Office) -> None:
    made = office.approved(2)
    _reject(office, *office.rows(made), why="资金改用")
    with pytest.raises(Refused, match="没有等待发放的户"):
        _pay(office, made)
    assert approval.close(office.db, office.actor, made) == approval.Closing(0, 0, 2)


def test_a_voided_row_that_is_stopped_lets_the_cycle_be_closed(office: Office) -> None:
    made = office.approved(2)
    ((_, first), _) = _pay(office, made).receipts
    voiding.void(office.db, office.actor, first, "本人不要，钱已交回")
    assert cycle.view(office.db, made).line.stage == "publicised"
    _reject(office, office.rows(made)[0], why="本人放弃")
    assert _close(office, made) == approval.Closing(1, 60000, 1)


def test_another_family_takes_the_place_of_a_stopped_one(office: Office) -> None:
    made = office.approved(3)
    _reject(office, office.rows(made)[1], why="本人放弃")
    other = factories.household(office.db, office.actor, head="吴宝金", categories=["05"], address="新村9号")
    entitlement.add(office.db, office.actor, made, [NewRow(other, amount_fen=60000)])
    _pay(office, made)
    assert cycle.view(office.db, made).lacking == ("还有 3 户没有签回",)
    assert _close(office, made) == approval.Closing(3, 180000, 1)
    assert _states(office, made) == ["已签回", "已停发", "已签回", "已签回"]


def test_a_cheaper_replacement_is_explained_but_a_shrunken_amount_is_not(office: Office) -> None:
    made = office.approved(3)
    first, second, _ = office.rows(made)
    _reject(office, second, why="本人放弃")
    other = factories.household(office.db, office.actor, head="吴宝金", categories=["05"], address="新村9号")
    (late,) = entitlement.add(office.db, office.actor, made, [NewRow(other, amount_fen=40000)])
    _pay(office, made)
    signing.sign(office.db, office.actor, made)
    assert approval.close(office.db, office.actor, made) == approval.Closing(3, 160000, 1)
    # without the stopped row there would be nothing to explain the 100 less
    name = office.name = "第二批"
    second_list = office.approved(2)
    entitlement.edit(office.db, office.actor, office.rows(second_list)[0].id, {"amount_fen": 50000})
    _pay(office, second_list)
    signing.sign(office.db, office.actor, name)
    with pytest.raises(Refused, match=r"名单合计 ¥1,100.00 与批准总额 ¥1,200.00 不一致，相差 ¥100.00"):
        approval.close(office.db, office.actor, name)
    assert cycle.view(office.db, name).lacking == ("名单合计与批准总额不一致",)
    assert {first.id, late}.isdisjoint({r.id for r in office.rows(second_list)})


def test_a_total_below_what_was_paid_names_the_difference(office: Office) -> None:
    made = office.listed(2)
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30), total_fen=110000,
                     accepted={"total_differs": "文件少写一户"})  # fmt: skip
    approval.publicise(office.db, office.actor, made, date(2024, 2, 1), date(2024, 2, 8))
    _pay(office, made, office.rows(made)[0].id)
    with pytest.raises(Refused, match=r"会超过批准总额 ¥1,100.00"):
        _pay(office, made)
    approval.correct_total(office.db, office.actor, made, 120000, "文件更正")
    _pay(office, made)
    assert _close(office, made) == approval.Closing(2, 120000, 0)


def test_an_amount_that_is_cleared_is_the_standard_again(office: Office) -> None:
    values = {"programme_code": "P09", "year": 2024, "name": "标准", "standard_fen": 60000}
    made = cycle.create(office.db, office.actor, values)
    (family,) = office.families(1)
    (row,) = entitlement.add(office.db, office.actor, made, [NewRow(family, amount_fen=80000)])
    entitlement.edit(office.db, office.actor, row, {"amount_fen": None})
    assert office.rows(made)[0].amount_fen == 60000
    entitlement.edit(office.db, office.actor, row, {"amount_fen": None, "goods": "大米"})
    assert (office.rows(made)[0].amount_fen, office.rows(made)[0].goods) == (None, "大米")
    entitlement.edit(office.db, office.actor, row, {"goods": ""})
    assert (office.rows(made)[0].amount_fen, office.rows(made)[0].goods) == (60000, "")


def test_a_row_of_nothing_is_never_saved(office: Office) -> None:
    made = office.listed(1)
    (row,) = office.rows(made)
    for nothing in ({"amount_fen": None}, {"amount_fen": 0}, {"amount_fen": 0, "goods": "  "}):
        with pytest.raises(Invalid) as problem:
            entitlement.edit(office.db, office.actor, row.id, nothing)
        assert list(problem.value.problems) == ["amount_fen"]
    assert office.rows(made)[0].amount_fen == 60000


def test_a_payee_that_is_cleared_is_found_again(office: Office) -> None:
    made = office.listed(1)
    (row,) = office.rows(made)
    entitlement.edit(office.db, office.actor, row.id, {"person_id": None, "basis_category": ""})
    again = office.rows(made)[0]
    assert (again.person_id, again.basis_category) == (row.person_id, "05")


def test_a_stranger_is_not_made_payee(office: Office) -> None:
    made = office.listed(2)
    one, two = office.rows(made)
    for stranger in (two.person_id, uuid4()):
        with pytest.raises(Invalid, match="领款人不是“林秀钦”户的成员") as problem:
            entitlement.edit(office.db, office.actor, one.id, {"person_id": stranger})
        assert list(problem.value.problems) == ["person_id"]


def test_rows_come_back_only_within_the_approved_total(office: Office) -> None:
    made = office.listed(3)
    _reject(office, office.rows(made)[2], why="条件不符")
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    with pytest.raises(Refused, match=r"批准总额是 ¥1,200.00，这样改后名单合计 ¥1,800.00"):
        entitlement.restore(office.db, office.actor, [office.rows(made)[2].id])
    _reject(office, office.rows(made)[0], why="迁出")
    entitlement.restore(office.db, office.actor, [office.rows(made)[2].id])
    assert _states(office, made) == ["已停发", "待发放", "待发放"]


def test_a_row_that_stands_is_not_restored_and_a_batch_is_all_or_none(office: Office) -> None:
    made = office.listed(2)
    first, second = office.rows(made)
    _reject(office, second)
    with pytest.raises(Refused, match="已在本批次名单里"):
        entitlement.restore(office.db, office.actor, [second.id, first.id])
    assert _states(office, made) == ["待批准", "不予发放"]


def test_rejecting_a_batch_with_a_paid_row_rejects_nobody(office: Office) -> None:
    made = office.approved(3)
    rows = office.rows(made)
    _pay(office, made, rows[2].id)
    with pytest.raises(Refused, match="这一户已发放"):
        _reject(office, *rows)
    assert _states(office, made) == ["待发放", "待发放", "已发放"]


def test_a_family_that_was_rejected_and_listed_anew_is_paid_once(office: Office) -> None:
    made = office.listed(1)
    (row,) = office.rows(made)
    _reject(office, row)
    entitlement.add(office.db, office.actor, made, [NewRow(row.household_id, amount_fen=70000)])
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    approval.publicise(office.db, office.actor, made, date(2024, 2, 1), date(2024, 2, 8))
    assert _pay(office, made).total_fen == 70000
    with pytest.raises(Refused, match="不在本批次等待发放的名单里"):
        _pay(office, made, row.id)


def test_what_is_gone_is_told_as_gone(office: Office) -> None:
    made = office.listed(2)
    first, second = (row.id for row in office.rows(made))
    entitlement.remove(office.db, office.actor, [first])
    for act in (
        lambda: entitlement.edit(office.db, office.actor, first, {"amount_fen": 1}),
        lambda: entitlement.remove(office.db, office.actor, [first]),
        lambda: entitlement.restore(office.db, office.actor, [first]),
        lambda: entitlement.reject(office.db, office.actor, [uuid4()], "无"),
    ):
        with pytest.raises(Refused, match="名单里没有这一行，请刷新后再试"):
            act()
    assert [row.id for row in office.rows(made)] == [second]
    assert [row.number for row in office.rows(made)] == [1]


def test_rows_keep_the_order_they_came_in(office: Office) -> None:
    made = office.listed(4)
    rows = office.rows(made)
    entitlement.remove(office.db, office.actor, [rows[1].id])
    entitlement.add(office.db, office.actor, made, [NewRow(rows[1].household_id, amount_fen=100)])
    assert [row.head for row in office.rows(made)] == [rows[0].head, rows[2].head, rows[3].head, rows[1].head]
    assert [row.number for row in office.rows(made)] == [1, 2, 3, 4]


def test_words_are_trimmed_and_empty_ones_are_not_kept(office: Office) -> None:
    made = cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": "字"})
    (family,) = office.families(1)
    row = NewRow(family, amount_fen=100, goods="  油 ", reason=" 大病 ", remark="   ")
    entitlement.add(office.db, office.actor, made, [row])
    (kept,) = office.rows(made)
    assert (kept.goods, kept.reason, kept.remark) == ("油", "大病", "")


def test_only_a_changed_amount_asks_about_the_cap_again(office: Office) -> None:
    made = cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": "大病"})
    (family,) = office.families(1)
    why = {"cap": "大病"}
    (row,) = entitlement.add(office.db, office.actor, made, [NewRow(family, amount_fen=600000)], why)
    entitlement.edit(office.db, office.actor, row, {"remark": "已看过病历"})
    with pytest.raises(Doubt, match="超过“计生困难家庭春节慰问”单笔上限"):
        entitlement.edit(office.db, office.actor, row, {"amount_fen": 600001})
    entitlement.edit(office.db, office.actor, row, {"amount_fen": 600001}, why)
    assert office.rows(made)[0].amount_fen == 600001


def test_names_on_a_step_are_kept_from_the_step_before(office: Office) -> None:
    setting.save(office.db, office.actor, {"paper.reviewer": "郑审", "paper.approver": "陈批"})
    made = office.listed(1)
    approval.review(office.db, office.actor, made, date(2024, 1, 20), "黄审核")
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    values = cycle.view(office.db, made).values
    assert (values["reviewer"], values["approver"], values["reviewed_on"]) == (
        "黄审核",
        "陈批",
        date(2024, 1, 20),
    )
