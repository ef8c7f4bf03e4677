"""The papers of a cycle: days, names, totals, publicity and the close, with everything an auditor asks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.models.household import HouseholdCategory
from ljfpa_desktop.services import household, setting
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment, signing
from ljfpa_desktop.services.aid.checks import NewRow
from tests import factories

from .conftest import TODAY, Office

APPROVED_ON, PAID_ON = date(2024, 1, 30), date(2024, 2, 9)


def _approve(
    office: Office, ref: UUID, doc: str = "连计协〔2024〕3号", on: date = APPROVED_ON, **more: str
) -> int:
    return approval.approve(office.db, office.actor, ref, doc, on, **more)  # pyright: ignore[reportArgumentType]


def _values(office: Office, ref: UUID) -> dict[str, object]:
    return cycle.view(office.db, ref).values


def _last_why(office: Office) -> str:
    with office.db.read() as s:
        return s.execute(select(Act.why).order_by(Act.seq.desc()).limit(1)).scalar_one()


@pytest.mark.parametrize("doc", ["", " ", "\t\n"])
def test_an_approval_needs_its_document(office: Office, doc: str) -> None:
    made = office.listed(1)
    with pytest.raises(Invalid) as problem:
        _approve(office, made, doc)
    assert problem.value.problems == {"doc": "请填写批准文号。"}
    assert cycle.view(office.db, made).line.stage == "draft"


def test_days_of_review_and_approval_do_not_lie_ahead(office: Office) -> None:
    made = office.listed(1)
    ahead = date(2024, 2, 21)
    with pytest.raises(Invalid, match="审核日期不能晚于今天"):
        approval.review(office.db, office.actor, made, ahead)
    with pytest.raises(Invalid, match="批准日期不能晚于今天"):
        _approve(office, made, on=ahead)
    approval.review(office.db, office.actor, made, TODAY)
    _approve(office, made, on=TODAY)
    assert (_values(office, made)["reviewed_on"], _values(office, made)["approved_on"]) == (TODAY, TODAY)


def test_the_day_is_the_office_s_not_the_machine_s(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made = office.listed(1)
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 2, 20, 16, 30, tzinfo=UTC))
    approval.review(office.db, office.actor, made, date(2024, 2, 21))  # half past midnight in 连江
    assert _values(office, made)["reviewed_on"] == date(2024, 2, 21)


def test_an_approved_cycle_keeps_document_total_and_rows(office: Office) -> None:
    made = office.listed(3, 60050)
    entitlement.reject(office.db, office.actor, [office.rows(made)[0].id], "条件不符")
    assert _approve(office, made, "  连计协〔2024〕3号 ") == 120100
    values = _values(office, made)
    assert (values["approval_doc"], values["approved_total_fen"]) == ("连计协〔2024〕3号", 120100)
    assert [row.status for row in office.rows(made)] == ["REJECTED", "APPROVED", "APPROVED"]
    assert _last_why(office) == "批准   连计协〔2024〕3号 "


def test_a_list_of_rejected_rows_alone_is_not_approved(office: Office) -> None:
    made = office.listed(2)
    entitlement.reject(office.db, office.actor, [r.id for r in office.rows(made)], "条件不符")
    for act in (
        lambda: approval.review(office.db, office.actor, made, APPROVED_ON),
        lambda: _approve(office, made),
    ):
        with pytest.raises(Refused, match="名单里还没有人，请先加入名单"):
            act()


def test_a_second_document_for_the_same_cycle_is_refused(office: Office) -> None:
    made = office.listed(1)
    _approve(office, made)
    with pytest.raises(Refused, match="已经是“批准”阶段，不能再办“批准”"):
        _approve(office, made, "连计协〔2024〕4号")
    assert _values(office, made)["approval_doc"] == "连计协〔2024〕3号"


@pytest.mark.parametrize(
    ("names", "field"),
    [
        ({"handler": "甲", "reviewer": "甲"}, "reviewer"),
        ({"handler": "甲", "approver": "甲"}, "approver"),
        ({"reviewer": "甲", "approver": "甲"}, "approver"),
        ({"reviewer": " 甲", "approver": "甲 "}, "approver"),
        ({"handler": "甲", "reviewer": "甲", "approver": "甲"}, "reviewer"),
    ],
)
def test_nobody_signs_twice(office: Office, names: dict[str, str], field: str) -> None:
    made = office.listed(1)
    with pytest.raises(Invalid) as problem:
        _approve(office, made, "文号", APPROVED_ON, **names)
    assert list(problem.value.problems) == [field]
    assert _values(office, made)["handler"] == "李经办"  # nothing of it was kept


def test_names_that_are_not_given_may_stay_open(office: Office) -> None:
    made = office.listed(1)
    _approve(office, made)
    values = _values(office, made)
    assert (values["handler"], values["reviewer"], values["approver"]) == ("李经办", None, None)


def test_the_names_of_the_settings_are_checked_too(office: Office) -> None:
    setting.save(office.db, office.actor, {"paper.reviewer": "李经办"})
    with pytest.raises(Invalid, match="“李经办”不能既是经办人又是审核人"):
        _approve(office, office.listed(1))


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        (date(2024, 2, 1), date(2024, 2, 7), []),  # seven days
        (date(2024, 2, 5), date(2024, 2, 9), []),  # Monday to Friday
        (date(2024, 2, 5), date(2024, 2, 8), ["public_short"]),
        (date(2024, 2, 1), date(2024, 2, 6), ["public_short"]),  # Thursday to Tuesday: six days, four of work
        (date(2024, 1, 29), date(2024, 2, 5), ["public_early"]),
        (date(2024, 1, 29), date(2024, 1, 29), ["public_short", "public_early"]),
        (APPROVED_ON, date(2024, 2, 5), []),
        (date(2024, 3, 1), date(2024, 3, 7), []),  # it may lie ahead
    ],
)
def test_days_of_publicity(office: Office, first: date, last: date, codes: list[str]) -> None:
    made = office.listed(1)
    _approve(office, made)
    if codes:
        with pytest.raises(Doubt) as doubt:
            approval.publicise(office.db, office.actor, made, first, last)
        assert [w.code for w in doubt.value.warnings] == codes
        assert cycle.view(office.db, made).line.stage == "approved"
    approval.publicise(office.db, office.actor, made, first, last, dict.fromkeys(codes, "县里定的"))
    assert (_values(office, made)["public_from"], _values(office, made)["public_to"]) == (first, last)


def test_a_reason_of_blanks_settles_no_doubt(office: Office) -> None:
    made = office.listed(1)
    _approve(office, made)
    with pytest.raises(Doubt):
        approval.publicise(
            office.db, office.actor, made, date(2024, 2, 5), date(2024, 2, 6), {"public_short": "  "}
        )


def test_publicity_that_ends_before_it_begins(office: Office) -> None:
    made = office.listed(1)
    _approve(office, made)
    with pytest.raises(Invalid, match="公示结束日期早于开始日期"):
        approval.publicise(office.db, office.actor, made, date(2024, 2, 8), date(2024, 2, 7))


def test_the_total_is_corrected_between_approval_and_close_only(office: Office) -> None:
    made = office.listed(2)
    with pytest.raises(Refused, match="不在批准以后、办结以前"):
        approval.correct_total(office.db, office.actor, made, 150000, "抄错")
    _approve(office, made)
    with pytest.raises(Invalid, match="请填写更正批准总额的原因"):
        approval.correct_total(office.db, office.actor, made, 150000, " ")
    approval.correct_total(office.db, office.actor, made, 180000, "文件是 1,800 元")
    assert cycle.view(office.db, made).gap_fen == 60000
    assert _last_why(office) == "更正批准总额：文件是 1,800 元"
    (late,) = (
        factories.household(office.db, office.actor, head="吴宝金", categories=["05"], address="新村"),
    )
    entitlement.add(office.db, office.actor, made, [NewRow(late, amount_fen=60000)])
    approval.publicise(office.db, office.actor, made, date(2024, 2, 1), date(2024, 2, 8))
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    signing.sign(office.db, office.actor, made)
    approval.close(office.db, office.actor, made)
    with pytest.raises(Refused, match="不在批准以后、办结以前"):
        approval.correct_total(office.db, office.actor, made, 190000, "又错")


def test_who_is_not_paid_is_named_at_the_close_five_at_most(office: Office) -> None:
    made = office.approved(7)
    with pytest.raises(Refused) as refusal:
        approval.close(office.db, office.actor, made)
    assert refusal.value.sentence == (
        "还有 7 户没有发放：林秀钦、陈依妹、单雪梅、郑琯英、曾小明等。请先发放，或填写停发原因。"
    )
    payment.pay(office.db, office.actor, made, PAID_ON, "cash", rows=[r.id for r in office.rows(made)[:5]])
    with pytest.raises(Refused, match=r"还有 2 户没有发放：黄𬱖、王五。请先发放"):
        approval.close(office.db, office.actor, made)


def test_papers_that_are_out_are_counted_by_kind(office: Office) -> None:
    made = office.approved(5)
    rows = [r.id for r in office.rows(made)]
    for part, method in ((rows[:2], "cash"), (rows[2:3], "transfer"), (rows[3:], "4")):
        payment.pay(office.db, office.actor, made, PAID_ON, method, rows=part)
    with pytest.raises(Doubt) as doubt:
        approval.close(office.db, office.actor, made)
    assert {w.code: w.sentence for w in doubt.value.warnings} == {
        "unsigned": "还有 2 户没有签回。请先签回，或说明原因。",
        "no_bank_ref": "还有 3 笔转账没有回单号。请先填写，或说明原因。",
    }
    with pytest.raises(Doubt) as doubt:
        approval.close(office.db, office.actor, made, accepted={"unsigned": "人在外地"})
    assert [w.code for w in doubt.value.warnings] == ["no_bank_ref"]
    whole = {"unsigned": "人在外地", "no_bank_ref": "回单在县里"}
    assert approval.close(office.db, office.actor, made, accepted=whole) == approval.Closing(5, 300000, 0)
    assert _values(office, made)["closed_on"] == TODAY


def test_a_closed_cycle_stands_still(office: Office) -> None:
    made = office.approved(1)
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    signing.sign(office.db, office.actor, made)
    approval.close(office.db, office.actor, made)
    (row,) = office.rows(made)
    for act in (
        lambda: approval.close(office.db, office.actor, made),
        lambda: approval.publicise(office.db, office.actor, made, date(2024, 2, 1), date(2024, 2, 8)),
        lambda: payment.pay(office.db, office.actor, made, PAID_ON, "cash"),
        lambda: cycle.edit(office.db, office.actor, made, {"remark": "改"}),
        lambda: cycle.discard(office.db, office.actor, made),
        lambda: entitlement.edit(office.db, office.actor, row.id, {"remark": "改"}),
        lambda: entitlement.reject(office.db, office.actor, [row.id], "改"),
    ):
        with pytest.raises(Refused):
            act()
    assert cycle.view(office.db, made).line.stage == "closed"


def test_an_approval_of_an_earlier_day_leaves_the_family_form_usable(office: Office) -> None:
    """The category was entered with a later day than the paper bears: it is not recognised twice."""
    later = {"category": "05", "valid_from": date(2024, 2, 10)}
    family = factories.household(office.db, office.actor, head="林秀钦", categories=[later], address="旧址")
    made = cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": "春节"})
    entitlement.add(office.db, office.actor, made, [NewRow(family, amount_fen=60000)])
    _approve(office, made)
    household.save(office.db, office.actor, {"address": "新址"}, record_id=family)
    assert household.facts(office.db, family).values["address"] == "新址"
    with office.db.read() as s:
        held = s.execute(select(HouseholdCategory.valid_from)).scalars().all()
    assert list(held) == [date(2024, 2, 10)]


def test_an_approval_lies_after_its_review_and_is_of_no_negative_sum(office: Office) -> None:
    made = office.listed(1)
    approval.review(office.db, office.actor, made, date(2024, 1, 30), "郑审核")
    with pytest.raises(Invalid) as problem:
        approval.approve(office.db, office.actor, made, "3号", date(2024, 1, 29))
    assert problem.value.problems == {"on": "批准日期早于审核日期（2024年1月30日），请改正。"}
    with pytest.raises(Invalid) as problem:
        approval.approve(
            office.db,
            office.actor,
            made,
            "3号",
            date(2024, 1, 30),
            total_fen=-1,
            accepted={"total_differs": "试"},
        )
    assert problem.value.problems == {"total_fen": "批准总额不能小于0，请改正。"}
    assert cycle.view(office.db, made).line.stage == "reviewed"
    assert approval.approve(office.db, office.actor, made, "3号", date(2024, 1, 30)) == 60000


def test_a_close_does_not_lie_ahead(office: Office) -> None:
    made = office.approved(1)
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    signing.sign(office.db, office.actor, made)
    with pytest.raises(Invalid) as problem:
        approval.close(office.db, office.actor, made, date(2024, 2, 21))
    assert problem.value.problems == {"on": "办结日期不能晚于今天，请改正。"}
    approval.close(office.db, office.actor, made, TODAY)
    assert cycle.view(office.db, made).line.stage == "closed"
