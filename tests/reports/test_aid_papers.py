"""Receipts and registers out of real payments: exact facts, first prints, 补打, 作废."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.reports import aid_facts, aid_papers, kept, receipt
from ljfpa_desktop.reports.facts import digest
from ljfpa_desktop.services import paper
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment, register, signing, voiding
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.aid.proxy import Proxy
from tests.services.aid.conftest import Office

PAID_ON = date(2024, 2, 9)
DAUGHTER = Proxy("林小妹", "30", "350122199911080043", "13950223456", "本人住院")


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 2, 20, 2, tzinfo=UTC))


@pytest.fixture
def office(db: Database, actor: Actor) -> Office:
    """The office with a spring list whose name carries the words of its sheet."""
    return Office(db, actor, "2024年春节慰问困难家庭名单(1)")


def _paid(office: Office, count: int) -> tuple[UUID, tuple[str, ...]]:
    made = office.approved(count, 60050)
    rows = office.rows(made)
    paid = payment.pay(
        office.db, office.actor, made, PAID_ON, "cash", "县级财政", proxies={rows[0].id: DAUGHTER}
    )
    return made, tuple(no for _, no in paid.receipts)


def _text(pdf: bytes, tmp_path: Path) -> str:
    file = tmp_path / "out.pdf"
    file.write_bytes(pdf)
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)
    return subprocess.run(
        ["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True
    ).stdout


def _raw(pdf: bytes, tmp_path: Path) -> str:
    """Everything in the file, on whatever part of the page."""
    file = tmp_path / "raw.pdf"
    file.write_bytes(pdf)
    uncropped = subprocess.run(
        ["pdftotext", "-x", "0", "-y", "-2000", "-W", "5000", "-H", "6000", "-nopgbrk", file, "-"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return uncropped.stdout


def test_the_facts_of_a_receipt_are_those_of_the_payment(office: Office) -> None:
    made, numbers = _paid(office, 1)
    (row,) = office.rows(made)
    (facts,) = aid_facts.receipts(office.db, office.actor, cycle=made)
    assert facts == receipt.ReceiptFacts(
        serial=numbers[0],
        office="连江县琯头镇计划生育协会",
        document_title="慰问金领款单",
        filled_on="2024年2月9日",
        payee="林秀钦",
        id_no=row.id_no,
        household_no=row.household_no,
        category="计生困难家庭",
        phone="13850112345",
        address="某路1号",
        reason="2024年春节慰问困难家庭慰问金",
        amount_fen=60050,
        pay_method="现金",
        proxy="林小妹",
        proxy_relation="女儿",
        proxy_id_no="350122199911080043",
        approver="陈审批",
        reviewer="郑审核",
        handlers=("李经办",),
        printed_at="2024-02-20 10:00",
        printed_by="李经办",
    )


def test_the_register_stands_in_order_and_adds_up_to_the_list(office: Office) -> None:
    made, _ = _paid(office, 8)
    facts = aid_facts.register(office.db, office.actor, cycle=made)
    assert [(r.village, r.payee) for r in facts.rows[:4]] == [
        ("山兜村", "林秀钦"), ("山兜村", "王五"), ("山兜村", "郑琯英"), ("阳岐村", "阿依古丽·买买提"),
    ]  # fmt: skip
    assert (
        sum(r.amount_fen for r in facts.rows) == cycle.view(office.db, made).line.approved_total_fen == 480400
    )
    assert facts.title == "2024年春节慰问困难家庭慰问金发放签收花名册"
    assert (facts.document_no, facts.dated, facts.serial) == ("连计协〔2024〕3号", "2024年2月9日", "")
    assert facts.rows[0].proxy == "林小妹 女儿"


@pytest.mark.parametrize(
    ("name", "kind", "goods", "said"),
    [
        ("2024年春节慰问困难家庭名单(1)", "A01", "", "2024年春节慰问困难家庭慰问金"),
        ("2024年春节慰问困难家庭名单（1）", "A01", "", "2024年春节慰问困难家庭慰问金"),
        ("2024年春节慰问困难家庭发放花名册", "A01", "大米2袋", "2024年春节慰问困难家庭慰问金（大米2袋）"),
        ("2024年春节慰问金", "A01", "", "2024年春节慰问金"),
        ("2024年临时救助", "A10", "", "2024年临时救助救助金"),
        ("名单", "A02", "油", "名单慰问品（油）"),
    ],
)
def test_what_a_receipt_is_for(name: str, kind: str, goods: str, said: str) -> None:
    assert aid_facts.reason(name, kind, goods) == said


def test_goods_alone_have_a_paper_of_their_own_title(office: Office, tmp_path: Path) -> None:
    made = cycle.create(office.db, office.actor, {"programme_code": "P06", "year": 2024, "name": "物"})
    entitlement.add(office.db, office.actor, made, [NewRow(office.families(1, "03")[0], goods="大米2袋")])
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    (facts,) = aid_facts.receipts(office.db, office.actor, cycle=made)
    assert (facts.document_title, facts.reason, facts.pay_method) == (
        "慰问品领取单",
        "物慰问品（大米2袋）",
        "实物",
    )
    assert aid_facts.register(office.db, office.actor, cycle=made).rows[0].note == "大米2袋"
    said = _text(aid_papers.preview_receipts(office.db, office.actor, cycle=made), tmp_path)
    assert "零元" not in said
    assert said.count("大米2袋") == 2


def test_a_preview_issues_and_logs_nothing(office: Office, tmp_path: Path) -> None:
    made, numbers = _paid(office, 3)
    assert (
        _text(aid_papers.preview_receipts(office.db, office.actor, cycle=made), tmp_path).count("陆佰元") == 3
    )
    assert "合计" in _text(aid_papers.preview_register(office.db, office.actor, cycle=made), tmp_path)
    assert paper.known(office.db, numbers) == {}
    assert paper.print_log(office.db) == []
    assert register.list_of(office.db, made) == []


def test_first_prints_are_kept_and_a_reprint_is_the_same_paper_marked(office: Office, tmp_path: Path) -> None:
    made, numbers = _paid(office, 3)
    first = aid_papers.print_receipts(office.db, office.actor, cycle=made, printer="HP")
    assert (first.title, set(first.numbers)) == ("慰问金领款单 等3份", set(numbers))
    assert "补打" not in _text(first.pdf, tmp_path)
    (facts,) = aid_facts.receipts(office.db, office.actor, numbers=[numbers[0]])
    assert paper.is_genuine(office.db, f"{numbers[0]} {digest(facts)}")
    again = aid_papers.print_receipts(office.db, office.actor, numbers=[numbers[0]], printer="HP")
    said = _text(again.pdf, tmp_path)
    assert "补打 第2次 2024-02-20 10:00" in said
    assert "林秀钦" in said
    log = [(x.copy_no, x.printer) for x in paper.print_log(office.db, numbers[0])]
    assert log == [(2, "HP"), (1, "HP")]


@pytest.mark.parametrize("per_page", [1, 2, 3])
def test_a_reprinted_receipt_carries_nothing_of_its_neighbours(
    office: Office, tmp_path: Path, per_page: int
) -> None:
    made, numbers = _paid(office, 3)
    aid_papers.print_receipts(office.db, office.actor, cycle=made, per_page=per_page)
    by_name = {r.payee: r.receipt_no for r in office.rows(made)}
    assert set(by_name.values()) == set(numbers)
    for payee, number in by_name.items():
        pdf = aid_papers.print_receipts(office.db, office.actor, numbers=[number]).pdf
        said = _raw(pdf, tmp_path)
        assert payee in said
        assert not any(other in said for other in by_name if other != payee)


def test_a_voided_receipt_comes_out_as_void_only(office: Office, tmp_path: Path) -> None:
    made, numbers = _paid(office, 2)
    aid_papers.print_receipts(office.db, office.actor, numbers=[numbers[0]])
    for number in numbers:
        voiding.void(office.db, office.actor, number, "金额错")
    for number in numbers:  # one printed before, one never
        said = _text(aid_papers.print_receipts(office.db, office.actor, numbers=[number]).pdf, tmp_path)
        assert "作" in said
        assert "废" in said
    with pytest.raises(Refused):
        aid_papers.print_receipts(office.db, office.actor, cycle=made)


def test_three_copies_name_their_use(office: Office, tmp_path: Path) -> None:
    made, _ = _paid(office, 2)
    pdf = aid_papers.print_receipts(office.db, office.actor, cycle=made, copy_kinds=receipt.COPIES).pdf
    assert _text(pdf, tmp_path).count("No. LK-") == 6


@pytest.mark.parametrize(("count", "per_page"), [(1, 1), (1, 2), (1, 3), (3, 2), (4, 3)])
def test_every_receipt_of_a_whole_reprint_is_marked_and_stands_once(
    office: Office, tmp_path: Path, count: int, per_page: int
) -> None:
    for kinds in (("",), receipt.COPIES):
        office.name = f"批次{len(kinds)}"
        made, numbers = _paid(office, count)
        print_ = aid_papers.print_receipts
        print_(office.db, office.actor, cycle=made, per_page=per_page, copy_kinds=kinds)
        voiding.void(office.db, office.actor, numbers[0], "错")
        said = _text(print_(office.db, office.actor, numbers=numbers).pdf, tmp_path)
        assert said.count("补打 第2次") == count * len(kinds) == said.count("No. LK-")
        assert {said.count(number) for number in numbers} == {len(kinds)}
        assert all(said.count(kind[4:6]) >= count for kind in kinds if kind)


@pytest.mark.parametrize(("count", "per_page"), [(3, 1), (3, 2), (4, 3)])
def test_one_receipt_issued_in_three_sheets_is_reprinted_in_three(
    office: Office, tmp_path: Path, count: int, per_page: int
) -> None:
    made, numbers = _paid(office, count)
    print_ = aid_papers.print_receipts
    print_(office.db, office.actor, cycle=made, per_page=per_page, copy_kinds=receipt.COPIES)
    pdf = print_(office.db, office.actor, numbers=[numbers[1]]).pdf
    said = _text(pdf, tmp_path)
    assert said.count("补打 第2次") == 3 == said.count(numbers[1])
    assert said.count("No. LK-") == 3
    assert kept.page_count(pdf) == 3
    raw = _raw(pdf, tmp_path)
    assert not any(other in raw for other in numbers if other != numbers[1])


def test_a_register_is_numbered_at_its_first_print(office: Office, tmp_path: Path) -> None:
    made, _ = _paid(office, 3)
    first = aid_papers.print_register(office.db, office.actor, cycle=made)
    (number,) = first.numbers
    assert number.startswith("HZ-350122103-24A-00001-")
    assert number in _text(first.pdf, tmp_path)
    again = aid_papers.print_register(office.db, office.actor, cycle=made)
    assert again.numbers == first.numbers
    assert "补打 第2次" in _text(again.pdf, tmp_path)
    assert len(register.list_of(office.db, made)) == 1


def test_a_reprint_shows_the_families_as_they_stood(office: Office, tmp_path: Path) -> None:
    made, _ = _paid(office, 2)
    aid_papers.print_register(office.db, office.actor, cycle=made)
    household_id = office.rows(made)[0].household_id
    with office.db.transaction(office.actor, "换号") as s:
        from ljfpa_desktop.models.household import Household

        s.get_one(Household, household_id).phone1 = "13700000000"
    said = _text(aid_papers.print_register(office.db, office.actor, cycle=made).pdf, tmp_path)
    assert "13700000000" not in said


def test_a_supplement_says_so(office: Office, tmp_path: Path) -> None:
    made, numbers = _paid(office, 3)
    aid_papers.print_register(office.db, office.actor, cycle=made)
    voiding.reissue(office.db, office.actor, numbers[0], "污损")
    more = aid_papers.print_register(office.db, office.actor, cycle=made, by_village=True)
    assert "（补发1）" in more.title
    assert _text(more.pdf, tmp_path).count("林秀钦") == 1
    lines = register.list_of(office.db, made)
    assert [(x.supplement, x.total_fen) for x in lines] == [(0, 120100), (1, 60050)]
    facts = aid_facts.register(office.db, office.actor, cycle=made, number=lines[0].number)
    assert [r.is_void for r in facts.rows] == [True, False, False]


def test_transfers_stand_with_their_slip(office: Office) -> None:
    made = office.approved(2)
    payment.pay(office.db, office.actor, made, PAID_ON, "transfer")
    number = office.rows(made)[0].receipt_no
    signing.bank_ref(office.db, office.actor, {number: "88-1"})
    facts = aid_facts.register(office.db, office.actor, cycle=made)
    assert sorted(r.signed for r in facts.rows) == ["88-1", "银行转账"]


def test_nothing_to_print(office: Office) -> None:
    made = office.approved(1)
    with pytest.raises(Refused, match="还没有发放，没有领款单可以打印"):
        aid_papers.preview_receipts(office.db, office.actor, cycle=made)
    with pytest.raises(Refused, match="没有待打印的发放"):
        aid_papers.preview_register(office.db, office.actor, cycle=made)
    with pytest.raises(Refused, match="还没有发放，请先办理发放"):
        aid_papers.print_register(office.db, office.actor, cycle=made)
    with pytest.raises(Refused, match="没有编号为“LK-0”的领款单"):
        aid_papers.print_receipts(office.db, office.actor, numbers=["LK-0"])
    with pytest.raises(Refused, match="请选择要打印领款单的批次"):
        aid_facts.receipts(office.db, office.actor)
