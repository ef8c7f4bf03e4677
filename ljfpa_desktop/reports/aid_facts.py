"""What receipts (F01) and signature registers (F02) say, out of the payments' records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ljfpa_desktop.base import codes, dates, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.reports.receipt import ReceiptFacts
from ljfpa_desktop.reports.register import RegisterFacts, RegisterRow
from ljfpa_desktop.services import office
from ljfpa_desktop.services.aid import paperwork
from ljfpa_desktop.services.aid.cycle import BANK, CycleRef
from ljfpa_desktop.services.aid.paperwork import CyclePaper, PaymentPaper

_LIST_WORDS = re.compile(
    r"(发放)?(签收|公示)?(名单|花名册|汇总表|登记表|一览表|发放表|签收表|名册|表)([(（]\d+[)）])?$"
)
_EMERGENCY = "A10"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who prints and when, and the office's name; the same on all papers of one run."""

    at: str
    by: str
    office: str


def stamp(db: Database, actor: Actor) -> Stamp:
    """The stamp of this moment."""
    return Stamp(f"{dates.local(dates.now()):%Y-%m-%d %H:%M}", actor.name, office.facts(db).title)


def receipts(
    db: Database, actor: Actor, *, cycle: CycleRef | None = None, numbers: Sequence[str] = ()
) -> list[ReceiptFacts]:
    """The facts of F01: of the receipts named, voided ones too, or of all a cycle's standing payments."""
    if cycle is None and not numbers:
        raise Refused("请选择要打印领款单的批次或领款单号。")
    printed = stamp(db, actor)
    found = paperwork.of_numbers(db, numbers) if cycle is None else paperwork.of_cycle(db, cycle)
    if not found:
        raise Refused("这个批次还没有发放，没有领款单可以打印。请先办理发放。")
    return [_receipt(p, c, printed) for p, c in found]


def _receipt(p: PaymentPaper, c: CyclePaper, printed: Stamp) -> ReceiptFacts:
    return ReceiptFacts(
        serial=p.receipt_no,
        office=office.title_on(p.receipt_no, printed.office),
        document_title=_document_title(p),
        filled_on=dates.chinese(p.paid_on),
        payee=p.payee,
        id_no=p.id_no,
        household_no=p.household_no,
        category=codes.label("household_category", p.basis_category),
        phone=p.phone,
        address=p.address or divisions.short_name(p.village_code),
        reason=reason(c.name, p.aid_kind, p.goods),
        amount_fen=p.amount_fen,
        goods=p.goods if not p.amount_fen else "",
        pay_method=codes.label("pay_method", p.method),
        bank_account=" ".join(filter(None, (p.bank_name, p.account_no))),
        proxy=p.proxy_name,
        proxy_relation=codes.label("payee_relation", p.proxy_relation),
        proxy_id_no=p.proxy_id_no,
        approver=c.approver,
        reviewer=c.reviewer,
        handlers=(c.handler,) if c.handler else (),
        printed_at=printed.at,
        printed_by=printed.by,
        is_void=p.is_void,
    )


def _document_title(p: PaymentPaper) -> str:
    if not p.amount_fen:
        return "慰问品领取单"
    return "救助金领款单" if p.aid_kind == _EMERGENCY else "慰问金领款单"


def matter(cycle_name: str) -> str:
    """A cycle's name without what only names its list: 2024年春节慰问困难家庭名单(1) -> …困难家庭."""
    return _LIST_WORDS.sub("", cycle_name.strip()) or cycle_name


def reason(cycle_name: str, aid_kind: str, goods: str) -> str:
    """领款事由: what the cycle is for, with the goods that go with it."""
    words = matter(cycle_name)
    given = "慰问品" if aid_kind == "A02" else "救助金" if aid_kind == _EMERGENCY else "慰问金"
    if not words.endswith(("慰问金", "救助金", "慰问品", given)):
        words += given
    return f"{words}（{goods}）" if goods else words


def register(
    db: Database, actor: Actor, *, cycle: CycleRef, number: str = "", by_village: bool = False
) -> RegisterFacts:
    """The facts of F02: of the register named, else of the payments that are on none yet.

    Rows stand by village code, then pinyin; those of a printed register are frozen.
    """
    printed = stamp(db, actor)
    found, c, supplement = paperwork.of_register(db, cycle, number)
    if not found:
        raise Refused(f"“{c.name}”没有待打印的发放，请先办理发放，或补打已有的花名册。")
    return RegisterFacts(
        serial=number,
        title=_register_title(c.name, found) + (f"（补发{supplement}）" if supplement else ""),
        office=office.title_on(found[0].receipt_no, printed.office),
        programme=c.programme,
        document_no=c.approval_doc,
        dated=dates.chinese(max(p.paid_on for p in found)),
        rows=tuple(_row(p) for p in found),
        by_village=by_village,
        reviewer=c.reviewer,
        preparer=c.handler or printed.by,
        handlers=(c.handler,) if c.handler else (),
        printed_at=printed.at,
        printed_by=printed.by,
    )


def _register_title(cycle_name: str, found: Sequence[PaymentPaper]) -> str:
    kinds = {p.aid_kind for p in found}
    kind = kinds.pop() if len(kinds) == 1 else "A01"
    return f"{reason(cycle_name, kind, '')}发放签收花名册"


def _row(p: PaymentPaper) -> RegisterRow:
    relation = codes.label("payee_relation", p.proxy_relation)
    return RegisterRow(
        village=divisions.short_name(p.village_code),
        payee=p.payee,
        id_no=p.id_no,
        category=codes.label("household_category", p.basis_category),
        phone=p.phone,
        amount_fen=p.amount_fen,
        signed=(p.bank_ref or "银行转账") if p.method in BANK else "",
        proxy=f"{p.proxy_name} {relation}".strip(),
        note=p.goods,
        is_void=p.is_void,
    )
