"""The whole round of a cycle by one clerk alone, to the 分."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.services import setting
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment, register, signing
from ljfpa_desktop.services.aid.checks import NewRow

from .conftest import Office


def test_one_clerk_takes_a_list_to_signed_and_closed(office: Office) -> None:
    made = office.listed(5, 60050)
    db, actor, name = office.db, office.actor, office.name
    assert cycle.view(db, made).next_act == "reviewed"
    approval.review(db, actor, name, date(2024, 1, 25), "郑审核")
    assert (
        approval.approve(db, actor, name, "连计协〔2024〕3号", date(2024, 1, 30), approver="陈审批") == 300250
    )
    approval.publicise(db, actor, name, date(2024, 2, 1), date(2024, 2, 7))
    paid = payment.pay(db, actor, name, date(2024, 2, 8), "cash", "县级财政")
    assert paid.total_fen == 300250
    assert [no[-8:-2] for _, no in paid.receipts] == [f"-0000{n}"[-6:] for n in range(1, 6)]
    assert paid.notes == ("“县级财政”未登记收入，没有核对结余。",)
    number = register.issue(db, actor, name)
    assert number.startswith("HZ-350122103-24A-00001-")
    assert signing.sign(db, actor, name, except_rows=[2], on=date(2024, 2, 9)) == signing.Signed(4, (2,))
    with pytest.raises(Doubt) as doubt:
        approval.close(db, actor, name)
    assert [w.code for w in doubt.value.warnings] == ["unsigned"]
    assert signing.sign(db, actor, name).signed == 1
    assert approval.close(db, actor, name) == approval.Closing(5, 300250, 0)
    view = cycle.view(db, name)
    assert (view.line.stage_name, view.line.paid_fen, view.line.unsigned, view.next_act) == (
        "办结",
        300250,
        0,
        "",
    )
    assert view.values["id"] == made
    assert view.values["handler"] == "李经办"
    assert all(step.is_done for step in view.steps)
    assert {row.state for row in office.rows(made)} == {"已签回"}


def test_approval_alone_carries_a_draft_past_the_review(office: Office) -> None:
    made = office.listed()
    approval.approve(office.db, office.actor, office.name, "文号1", date(2024, 1, 30))
    view = cycle.view(office.db, made)
    assert (view.line.stage, view.values["reviewed_on"]) == ("approved", date(2024, 1, 30))
    assert view.line.approved_total_fen == 180000


def test_paying_before_its_stages_says_what_is_missing(office: Office) -> None:
    office.listed()
    with pytest.raises(Refused) as refusal:
        payment.pay(office.db, office.actor, office.name, date(2024, 2, 10), "cash")
    assert refusal.value.sentence == (
        "“2024年春节慰问困难家庭”还不能办“发放”，还缺：乡镇审核、批准（文号和日期）、公示（起止日期）。请先办理。"
    )
    assert _payments(office) == []


def test_a_step_out_of_turn_is_refused(office: Office) -> None:
    made = office.approved()
    with pytest.raises(Refused, match="已经是“公示”阶段"):
        approval.approve(office.db, office.actor, made, "文号2", date(2024, 2, 1))
    with pytest.raises(Refused, match="还有 3 户没有发放："):
        approval.close(office.db, office.actor, made)


def test_special_families_have_no_publicity(office: Office) -> None:
    made = office.listed(2, 100000, programme="P06", category="03")
    approval.approve(office.db, office.actor, made, "文号3", date(2024, 2, 1))
    with pytest.raises(Refused, match="不需要“公示”这一步"):
        approval.publicise(office.db, office.actor, made, date(2024, 2, 1), date(2024, 2, 8))
    paid = payment.pay(office.db, office.actor, made, date(2024, 2, 2), "cash")
    assert paid.total_fen == 200000
    assert {p.basis_category for p in _payments(office)} == {"03"}


def test_emergency_aid_needs_only_its_paper(office: Office) -> None:
    made = office.listed(1, 200000, programme="P09E", category="02")
    with pytest.raises(Refused, match="不需要“乡镇审核”这一步"):
        approval.review(office.db, office.actor, made, date(2024, 2, 1))
    approval.approve(office.db, office.actor, made, "审批表1号", date(2024, 2, 1))
    payment.pay(office.db, office.actor, made, date(2024, 2, 2), "cash")
    assert [(p.aid_kind, p.basis_category) for p in _payments(office)] == [("A10", "02")]


def test_an_empty_list_is_not_approved(office: Office) -> None:
    cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": "空"})
    with pytest.raises(Refused, match="名单里还没有人"):
        approval.approve(office.db, office.actor, "空", "文号", date(2024, 1, 30))


def test_a_total_that_differs_from_the_rows_is_doubted_and_bars_the_close(office: Office) -> None:
    made = office.listed(2)
    with pytest.raises(Doubt, match=r"名单合计 ¥1,200.00，批准总额 ¥1,800.00，相差 ¥600.00"):
        approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30), total_fen=180000)
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30), total_fen=180000,
                     accepted={"total_differs": "一户待补"})  # fmt: skip
    approval.publicise(office.db, office.actor, made, date(2024, 2, 1), date(2024, 2, 8))
    assert cycle.view(office.db, made).gap_fen == 60000
    payment.pay(office.db, office.actor, made, date(2024, 2, 9), "cash")
    signing.sign(office.db, office.actor, made)
    with pytest.raises(Refused, match="不一致，相差 ¥600.00，不能办结"):
        approval.close(office.db, office.actor, made)
    late = NewRow(office.families(1)[0], amount_fen=60000)
    entitlement.add(office.db, office.actor, made, [late])
    assert cycle.view(office.db, made).line.stage == "paid"
    assert payment.pay(office.db, office.actor, made, date(2024, 2, 12), "cash").total_fen == 60000
    signing.sign(office.db, office.actor, made)
    assert approval.close(office.db, office.actor, made).total_fen == 180000


def test_a_mistyped_total_is_corrected_with_a_reason(office: Office) -> None:
    made = office.listed(2)
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30), total_fen=210000,
                     accepted={"total_differs": "以文件为准"})  # fmt: skip
    with pytest.raises(Invalid):
        approval.correct_total(office.db, office.actor, made, 119999, "抄错")
    approval.correct_total(office.db, office.actor, made, 120000, "抄错")
    assert cycle.view(office.db, made).gap_fen == 0


@pytest.mark.parametrize(
    ("first", "last", "short"),
    [
        (date(2024, 2, 5), date(2024, 2, 9), False),  # Monday to Friday: five working days
        (date(2024, 2, 3), date(2024, 2, 9), False),  # seven days
        (date(2024, 2, 3), date(2024, 2, 8), True),  # six days, four of them worked
        (date(2024, 2, 5), date(2024, 2, 8), True),
    ],
)
def test_publicity_lasts_five_working_days_or_seven_days(
    office: Office, first: date, last: date, short: bool
) -> None:
    made = office.listed()
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    if short:
        with pytest.raises(Doubt, match="应不少于 5 个工作日或 7 天"):
            approval.publicise(office.db, office.actor, made, first, last)
        assert cycle.view(office.db, made).line.stage == "approved"
    approval.publicise(
        office.db, office.actor, made, first, last, {"public_short": "节前急发"} if short else None
    )
    assert cycle.view(office.db, made).values["public_to"] == last


def test_publicity_backwards_or_before_the_approval(office: Office) -> None:
    made = office.listed()
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    with pytest.raises(Invalid):
        approval.publicise(office.db, office.actor, made, date(2024, 2, 8), date(2024, 2, 1))
    with pytest.raises(Doubt, match="公示开始早于批准日期"):
        approval.publicise(office.db, office.actor, made, date(2024, 1, 20), date(2024, 2, 1))


def test_paying_while_the_list_still_hangs_out_is_doubted(office: Office) -> None:
    made = office.approved()
    with pytest.raises(Doubt, match="公示到2024年2月8日才结束"):
        payment.pay(office.db, office.actor, made, date(2024, 2, 8), "cash")
    payment.pay(
        office.db, office.actor, made, date(2024, 2, 8), "cash", accepted={"public_running": "除夕前发"}
    )


def test_the_three_names_must_differ(office: Office) -> None:
    made = office.listed()
    with pytest.raises(Invalid) as problem:
        approval.approve(
            office.db, office.actor, made, "文号", date(2024, 1, 30), reviewer="甲", approver="甲"
        )
    assert problem.value.problems == {"approver": "“甲”不能既是审核人又是审批人，请分开填写。"}
    with pytest.raises(Invalid, match="“李经办”不能既是经办人又是审核人"):
        approval.review(office.db, office.actor, made, date(2024, 1, 25), "李经办")
    assert cycle.view(office.db, made).line.stage == "draft"


def test_names_come_from_the_settings(office: Office) -> None:
    names = {"paper.handler": "王手", "paper.reviewer": "郑审", "paper.approver": "陈批"}
    setting.save(office.db, office.actor, names)
    made = office.listed()
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    values = cycle.view(office.db, made).values
    assert (values["handler"], values["reviewer"], values["approver"]) == ("王手", "郑审", "陈批")


def test_where_steps_go_by_account_one_account_cannot_do_two(office: Office) -> None:
    setting.save(office.db, office.actor, {"aid.roles_by_account": True})
    made = office.listed()
    with pytest.raises(Refused, match="还缺：乡镇审核"):
        approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    with pytest.raises(Invalid, match="不能既是经办人又是审核人"):
        approval.review(office.db, office.actor, made, date(2024, 1, 25), "别人")
    other = type(office.actor)("zheng", "郑审核", "reviewer")
    approval.review(office.db, other, made, date(2024, 1, 25))
    with pytest.raises(Invalid, match="不能既是审核人又是审批人"):
        approval.approve(office.db, other, made, "文号", date(2024, 1, 30))
    head = type(office.actor)("chen", "陈会长", "head")
    approval.approve(office.db, head, made, "文号", date(2024, 1, 30))
    assert cycle.view(office.db, made).values["approver"] == "陈会长"


def test_a_reader_may_do_nothing(office: Office) -> None:
    made = office.approved()
    reader = type(office.actor)("guest", "来宾", "reader")
    for act in (
        lambda: cycle.create(office.db, reader, {"programme_code": "P09"}),
        lambda: approval.review(office.db, reader, made, date(2024, 1, 1)),
        lambda: payment.pay(office.db, reader, made, date(2024, 2, 9), "cash"),
        lambda: signing.sign(office.db, reader, made),
        lambda: approval.close(office.db, reader, made),
    ):
        with pytest.raises(Refused, match="没有“(录入|审核)”的权限"):
            act()


def _payments(office: Office) -> list[Payment]:
    with office.db.read() as s:
        return list(s.execute(select(Payment)).scalars())
