"""What the papers of a payment are told, by cycle, by number and by register."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services import household
from ljfpa_desktop.services import office as offices
from ljfpa_desktop.services.aid import paperwork, payment, proxy, register, signing, voiding
from ljfpa_desktop.services.aid.proxy import Proxy

from .conftest import VILLAGES, Office

PAID_ON = date(2024, 2, 9)
DAUGHTER = Proxy("林小妹", "30", "350122199911080043", "13850112345", "本人住院")


def _paid(office: Office, count: int = 3, method: str = "cash") -> tuple[UUID, list[str]]:
    made = office.approved(count)
    paid = payment.pay(office.db, office.actor, made, PAID_ON, method)
    return made, [number for _, number in paid.receipts]


def _set_phone(office: Office, person: UUID, phone: str | None) -> None:
    with office.db.transaction(office.actor, "电话") as s:
        s.get_one(Person, person).phone = phone


def test_a_receipt_s_paper_says_everything(office: Office) -> None:
    made, (number, *_) = _paid(office, 1)
    ((paper, cycle),) = paperwork.of_cycle(office.db, made)
    (row,) = office.rows(made)
    assert (paper.receipt_no, paper.payee, paper.id_no) == (number, "林秀钦", row.id_no)
    assert (paper.household_no, paper.village_code) == (row.household_no, VILLAGES[0])
    assert (paper.address, paper.phone) == ("某路1号", "13850112345")
    assert (paper.basis_category, paper.aid_kind, paper.amount_fen, paper.goods) == ("05", "A01", 60000, "")
    assert (paper.method, paper.paid_on, paper.bank_name, paper.account_no) == ("1", PAID_ON, "", "")
    assert (paper.bank_ref, paper.proxy_name, paper.is_void) == ("", "", False)
    assert (cycle.name, cycle.programme) == (office.name, "计生困难家庭春节慰问")
    assert (cycle.approval_doc, cycle.handler, cycle.reviewer, cycle.approver) == (
        "连计协〔2024〕3号", "李经办", "郑审核", "陈审批",
    )  # fmt: skip


def test_the_person_s_own_phone_goes_before_the_family_s(office: Office) -> None:
    made, _ = _paid(office, 1)
    (row,) = office.rows(made)
    _set_phone(office, row.person_id, "0591-26221234")
    assert paperwork.of_cycle(office.db, made)[0][0].phone == "0591-26221234"
    household.save(office.db, office.actor, {"phone1": ""}, record_id=row.household_id)
    _set_phone(office, row.person_id, None)
    assert paperwork.of_cycle(office.db, made)[0][0].phone == ""


def test_of_a_payee_merged_since_the_phone_is_that_of_the_person_it_stands_for(office: Office) -> None:
    made, _ = _paid(office, 1)
    (row,) = office.rows(made)
    _set_phone(office, row.person_id, "13850112399")
    with office.db.transaction(office.actor, "合并") as s:
        kept = Person(office_id=offices.office_id(s), name="林秀琴", phone="13850112300")
        s.add(kept)
        s.flush()
        gone = s.get_one(Person, row.person_id)
        gone.merged_into, gone.retired_on = kept.id, PAID_ON
    paper = paperwork.of_cycle(office.db, made)[0][0]
    assert (paper.payee, paper.phone) == ("林秀钦", "13850112300")


def test_the_fact_stays_though_the_family_moved_and_the_name_changed(office: Office) -> None:
    made, _ = _paid(office, 1)
    (row,) = office.rows(made)
    with office.db.transaction(office.actor, "改名") as s:
        s.get_one(Person, row.person_id).name = "林新名"
    household.save(office.db, office.actor, {"address": "新村2号"}, record_id=row.household_id)
    paper = paperwork.of_cycle(office.db, made)[0][0]
    assert (paper.payee, paper.address) == ("林秀钦", "新村2号")


def test_a_cycle_s_papers_go_by_village_and_pinyin_without_the_voided(office: Office) -> None:
    made, numbers = _paid(office, 6)
    voiding.void(office.db, office.actor, numbers[0], "退回")
    papers = [paper for paper, _ in paperwork.of_cycle(office.db, made)]
    assert [p.village_code for p in papers] == sorted(p.village_code for p in papers)
    assert [p.payee for p in papers] == ["郑琯英", "陈依妹", "曾小明", "黄𬱖", "单雪梅"]


def test_papers_asked_by_number_come_in_that_order_the_voided_too(office: Office) -> None:
    made, numbers = _paid(office, 3)
    voiding.void(office.db, office.actor, numbers[1], "退回")
    asked = [numbers[2], numbers[1], numbers[2]]
    found = paperwork.of_numbers(office.db, asked)
    assert [paper.receipt_no for paper, _ in found] == asked
    assert [paper.is_void for paper, _ in found] == [False, True, False]
    assert {cycle.id for _, cycle in found} == {made}


def test_numbers_of_two_cycles_bear_each_its_own(office: Office) -> None:
    office.name = "第一批"
    _, (one,) = _paid(office, 1)
    office.name = "第二批"
    _, (two,) = _paid(office, 1)
    assert [cycle.name for _, cycle in paperwork.of_numbers(office.db, [two, one])] == ["第二批", "第一批"]


def test_an_unknown_number_is_named(office: Office) -> None:
    _, numbers = _paid(office, 1)
    with pytest.raises(Refused, match="没有编号为“LK-0”的领款单，请核对编号"):
        paperwork.of_numbers(office.db, [*numbers, "LK-0"])
    assert paperwork.of_numbers(office.db, []) == []


def test_bank_slip_and_proxy_stand_on_the_paper(office: Office) -> None:
    made = office.approved(2)
    rows = office.rows(made)
    with office.db.transaction(office.actor, "账号") as s:
        whose = {"office_id": offices.office_id(s), "person_id": rows[0].person_id}
        s.add(BankAccount(**whose, account_no="6228230000000000011", account_name="林秀钦", bank_name="农信"))
    payment.pay(office.db, office.actor, made, PAID_ON, "transfer", rows=[rows[0].id])
    payment.pay(office.db, office.actor, made, PAID_ON, "cash", proxies={rows[1].id: DAUGHTER})
    signing.bank_ref(office.db, office.actor, {office.rows(made)[0].receipt_no: "20240209-881"})
    by_bank, by_hand = (paper for paper, _ in paperwork.of_cycle(office.db, made))
    assert (by_bank.bank_name, by_bank.account_no, by_bank.bank_ref) == (
        "农信", "6228230000000000011", "20240209-881",
    )  # fmt: skip
    assert (by_hand.proxy_name, by_hand.proxy_relation, by_hand.proxy_id_no) == (
        "林小妹", "30", "350122199911080043",
    )  # fmt: skip


def test_a_register_before_its_print_shows_those_who_wait(office: Office) -> None:
    made, _ = _paid(office, 3)
    waiting, cycle, place = paperwork.of_register(office.db, made, "")
    assert ([p.payee for p in waiting], cycle.name, place) == (["林秀钦", "陈依妹", "单雪梅"], office.name, 0)
    number = register.issue(office.db, office.actor, made)
    assert paperwork.of_register(office.db, made, "")[0] == []
    assert paperwork.of_register(office.db, made, f" {number} ")[0] == waiting


def test_a_printed_register_keeps_its_rows_and_marks_the_voided(office: Office) -> None:
    made, numbers = _paid(office, 3)
    first = register.issue(office.db, office.actor, made)
    new = voiding.reissue(office.db, office.actor, numbers[1], "污损")
    frozen, _, place = paperwork.of_register(office.db, made, first)
    assert ([p.receipt_no for p in frozen], place) == (numbers, 0)
    assert [p.is_void for p in frozen] == [False, True, False]
    later, _, place = paperwork.of_register(office.db, made, "")
    assert ([p.receipt_no for p in later], place) == ([new], 1)
    second = register.issue(office.db, office.actor, made)
    assert [p.receipt_no for p in paperwork.of_register(office.db, made, second)[0]] == [new]
    assert paperwork.of_register(office.db, made, second)[2] == 1
    with pytest.raises(Refused, match="没有编号为“HZ-0”的花名册"):
        paperwork.of_register(office.db, made, "HZ-0")


def test_a_proxy_noted_later_shows_on_the_frozen_register(office: Office) -> None:
    made, numbers = _paid(office, 2)
    number = register.issue(office.db, office.actor, made)
    proxy.record(office.db, office.actor, numbers[0], DAUGHTER)
    assert [p.proxy_name for p in paperwork.of_register(office.db, made, number)[0]] == ["林小妹", ""]
