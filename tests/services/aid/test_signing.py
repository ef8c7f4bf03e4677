"""Signing back: all but some, by the register's lines; transfers by their slips; 补发 registers."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.services.aid import (
    approval,
    cycle,
    entitlement,
    payment,
    proxy,
    register,
    signing,
    voiding,
)
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.aid.proxy import Proxy

from .conftest import TODAY, Office

PAID_ON = date(2024, 2, 9)
DAUGHTER = Proxy("林小妹", "30", "350122199911080043", "13850112345", "本人住院")


def _register(office: Office) -> dict[int, str]:
    with office.db.read() as s:
        query = select(Payment).where(Payment.register_row.is_not(None)).order_by(Payment.register_row)
        return {p.register_row or 0: p.payee_name for p in s.execute(query).scalars()}


def test_the_register_goes_by_village_then_pinyin(office: Office) -> None:
    made = office.approved(8)
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    register.issue(office.db, office.actor, made)
    assert list(_register(office).values()) == [
        "林秀钦", "王五", "郑琯英",  # 曾 and 单 sort as zeng and shan
        "阿依古丽·买买提", "陈依妹", "曾小明",
        "黄𬱖", "单雪梅",
    ]  # fmt: skip
    (line,) = register.list_of(office.db, made)
    assert (line.rows, line.total_fen, line.supplement, line.printed_on) == (8, 480000, 0, TODAY)
    with pytest.raises(Refused, match="发放的户都已在花名册上"):
        register.issue(office.db, office.actor, made)


def test_before_anything_is_paid_there_is_no_register(office: Office) -> None:
    with pytest.raises(Refused, match="还没有发放，请先办理发放"):
        register.issue(office.db, office.actor, office.approved(1))


def test_a_printed_register_is_frozen_and_later_payments_go_on_a_supplement(office: Office) -> None:
    made = office.approved(4)
    rows = [r.id for r in office.rows(made)]
    payment.pay(office.db, office.actor, made, PAID_ON, "cash", rows=rows[:3])
    first = register.issue(office.db, office.actor, made)
    before = _register(office)
    old = next(r for r in office.rows(made) if r.payee == "陈依妹")
    voiding.void(office.db, office.actor, old.receipt_no, "错")
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    second = register.issue(office.db, office.actor, made)
    assert (first[-7:-2], second[-7:-2]) == ("00001", "00002")
    lines = register.list_of(office.db, made)
    assert [(x.supplement, x.rows, x.total_fen) for x in lines] == [(0, 2, 120000), (1, 2, 120000)]
    with office.db.read() as s:
        frozen = register.rows_of(s, register.find_register(s, first).id)
        assert [p.payee_name for p in frozen] == list(before.values())
        later = register.rows_of(s, register.find_register(s, second).id)
    assert [(p.register_row, p.payee_name) for p in later] == [(1, "郑琯英"), (2, "陈依妹")]
    assert signing.sign(office.db, office.actor, made, except_rows=[1], register=first).open_rows == (1,)
    assert signing.sign(office.db, office.actor, made, except_rows=[2], register=second).open_rows == (2,)
    whole = signing.lines(office.db, made)
    assert [(n, line.payee, line.state) for n, line in whole.items()] == [
        (1, "林秀钦", "未签回"), (2, "陈依妹", "已作废"), (3, "单雪梅", "已签回"), (4, "郑琯英", "已签回"),
        (5, "陈依妹", "未签回"),
    ]  # fmt: skip
    assert [u.payee for u in signing.unsigned(office.db, made)] == ["林秀钦", "陈依妹"]
    with pytest.raises(Refused, match="没有编号为“HZ-9”的花名册"):
        signing.sign(office.db, office.actor, made, register="HZ-9")


def test_all_signed_except_and_one_page_at_a_time(office: Office) -> None:
    made = office.approved(6)
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    with pytest.raises(Invalid, match=r"花名册上没有第 7、9 行（共 6 行）"):
        signing.sign(office.db, office.actor, made, except_rows=[9, 7, 1])
    assert signing.sign(office.db, office.actor, made, only_rows=[1, 2, 3], except_rows=[2]).signed == 2
    assert signing.sign(office.db, office.actor, made, way="2").signed == 4
    assert signing.sign(office.db, office.actor, made) == signing.Signed(0, ())
    with office.db.read() as s:
        ways = sorted(p.signing or "" for p in s.execute(select(Payment)).scalars())
    assert ways == ["1", "1", "2", "2", "2", "2"]


def test_days_of_signing(office: Office) -> None:
    made = office.approved(1)
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    for day, said in ((date(2024, 2, 21), "不能晚于今天"), (date(2024, 2, 8), "早于“林秀钦”的发放日期")):
        with pytest.raises(Invalid, match=said):
            signing.sign(office.db, office.actor, made, on=day)
    signing.sign(office.db, office.actor, made, on=PAID_ON)
    assert office.rows(made)[0].signed_on == PAID_ON


def test_transfers_wait_for_their_slip_not_for_a_signature(office: Office) -> None:
    made = office.approved(2)
    rows = office.rows(made)
    payment.pay(office.db, office.actor, made, PAID_ON, "transfer", rows=[rows[0].id])
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    assert [u.payee for u in signing.unsigned(office.db)] == ["陈依妹"]
    assert signing.sign(office.db, office.actor, made) == signing.Signed(1, ())
    states = {line.payee: line.state for line in signing.lines(office.db, made).values()}
    assert states == {"林秀钦": "等回单", "陈依妹": "已签回"}
    by_bank, by_hand = (r.receipt_no for r in office.rows(made))
    with pytest.raises(Refused, match="不是转账，请用签回登记"):
        signing.bank_ref(office.db, office.actor, {by_hand: "88"})
    with pytest.raises(Invalid, match="请填写领款单"):
        signing.bank_ref(office.db, office.actor, {by_bank: " "})
    assert signing.bank_ref(office.db, office.actor, {by_bank: "20240209-881"}, PAID_ON) == 1
    row = office.rows(made)[0]
    assert (row.bank_ref, row.state) == ("20240209-881", "已签回")


def test_one_receipt_signed_and_a_mistake_taken_back(office: Office) -> None:
    made = office.approved(1)
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    number = office.rows(made)[0].receipt_no
    signing.sign_one(office.db, office.actor, number, way="2")
    assert signing.unsigned(office.db) == []
    with pytest.raises(Invalid):
        signing.take_back(office.db, office.actor, [number], "")
    signing.take_back(office.db, office.actor, [number], "看错行")
    assert [u.receipt_no for u in signing.unsigned(office.db)] == [number]
    voiding.void(office.db, office.actor, number, "错")
    assert signing.unsigned(office.db) == []
    with pytest.raises(Refused, match="已作废，不能签回"):
        signing.sign_one(office.db, office.actor, number)


def test_a_proxy_noted_when_the_register_comes_back(office: Office) -> None:
    made = office.approved(3)
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    numbers = [r.receipt_no for r in office.rows(made)]
    with pytest.raises(Invalid):
        proxy.record(office.db, office.actor, numbers[0], Proxy("", "", "", "", ""))
    proxy.record(office.db, office.actor, numbers[0], DAUGHTER)
    signing.sign(office.db, office.actor, made, only_rows=[1, 2, 3])
    with office.db.read() as s:
        signed = {p.receipt_no: p.signing for p in s.execute(select(Payment)).scalars()}
    assert [signed[no] for no in numbers] == ["3", "1", "1"]
    with pytest.raises(Refused, match="已签回，不能再改代领人"):
        proxy.record(office.db, office.actor, numbers[0], None)


def test_a_cadre_noted_afterwards_is_flagged_too(office: Office) -> None:
    made = office.approved(3)
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    cadre = Proxy("黄主任", "C1", "350122199911080043", "13850112345", "行动不便")
    numbers = [r.receipt_no for r in office.rows(made)]
    for number in numbers[:2]:
        proxy.record(office.db, office.actor, number, cadre)
    with pytest.raises(Doubt, match="代领 3 户"):
        proxy.record(office.db, office.actor, numbers[2], cadre)
    proxy.record(office.db, office.actor, numbers[1], cadre)
    proxy.record(office.db, office.actor, numbers[1], None)
    proxy.record(office.db, office.actor, numbers[2], cadre)


def test_a_late_family_joins_by_supplement_only(office: Office) -> None:
    made = office.approved(2)
    entitlement.reject(office.db, office.actor, [office.rows(made)[1].id], "迁出")
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    register.issue(office.db, office.actor, made)
    entitlement.add(office.db, office.actor, made, [NewRow(office.families(1)[0], amount_fen=60000)])
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    register.issue(office.db, office.actor, made)
    assert [x.supplement for x in register.list_of(office.db, made)] == [0, 1]


def test_a_closed_cycle_whose_signature_is_taken_back_is_open_again(office: Office) -> None:
    made = office.approved(2)
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    signing.sign(office.db, office.actor, made)
    approval.close(office.db, office.actor, made)
    number = office.rows(made)[0].receipt_no
    signing.take_back(office.db, office.actor, [number], "看错行")
    assert cycle.view(office.db, made).line.stage == "paid"
    assert [u.receipt_no for u in signing.unsigned(office.db, made)] == [number]
    with pytest.raises(Doubt, match="还有 1 户没有签回"):
        approval.close(office.db, office.actor, made)
    signing.sign(office.db, office.actor, made)
    approval.close(office.db, office.actor, made)
    assert cycle.view(office.db, made).line.stage == "closed"
