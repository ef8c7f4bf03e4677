"""Payments as their papers need them: the fact, the family's place, the cycle's approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.aid import Cycle, Payment
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import programme
from ljfpa_desktop.services.aid import families, register
from ljfpa_desktop.services.aid.cycle import CycleRef, find_in, live_payment


@dataclass(frozen=True, slots=True)
class CyclePaper:
    """What papers say of a cycle."""

    id: UUID
    name: str
    programme: str
    approval_doc: str
    handler: str
    reviewer: str
    approver: str


@dataclass(frozen=True, slots=True)
class PaymentPaper:
    """What papers say of a payment; the amount is in 分."""

    id: UUID
    receipt_no: str
    payee: str
    id_no: str
    household_no: str
    village_code: str
    address: str
    phone: str
    basis_category: str
    aid_kind: str
    amount_fen: int
    goods: str
    method: str
    paid_on: date
    bank_name: str
    account_no: str
    bank_ref: str
    proxy_name: str
    proxy_relation: str
    proxy_id_no: str
    is_void: bool


def of_cycle(db: Database, ref: CycleRef) -> list[tuple[PaymentPaper, CyclePaper]]:
    """The standing payments of a cycle in the register's order."""
    with db.read() as s:
        cycle = find_in(s, ref)
        query = select(Payment).where(Payment.cycle_id == cycle.id, live_payment())
        payments = register.ordered(s, s.execute(query).scalars().all())
        said = cycle_paper(s, cycle)
        return [(p, said) for p in _papers(s, payments)]


def of_numbers(db: Database, numbers: Sequence[str]) -> list[tuple[PaymentPaper, CyclePaper]]:
    """The payments of these receipt numbers in this order, voided ones too; raises `Refused`."""
    with db.read() as s:
        found: dict[str, Payment] = {}
        for start in range(0, len(numbers), 500):
            query = select(Payment).where(Payment.receipt_no.in_(numbers[start : start + 500]))
            found.update((p.receipt_no, p) for p in s.execute(query).scalars())
        unknown = [number for number in numbers if number not in found]
        if unknown:
            raise Refused(f"没有编号为“{unknown[0]}”的领款单，请核对编号。")
        payments = [found[number] for number in numbers]
        cycles = {i: cycle_paper(s, find_in(s, i)) for i in {p.cycle_id for p in payments}}
        return [(paper, cycles[p.cycle_id]) for p, paper in zip(payments, _papers(s, payments), strict=True)]


def of_register(db: Database, ref: CycleRef, number: str) -> tuple[list[PaymentPaper], CyclePaper, int]:
    """The rows of a register (or those waiting for one), the cycle, and which 补发 it is (0: the first)."""
    with db.read() as s:
        cycle = find_in(s, ref)
        if not number:
            waiting = register.waiting_in(s, cycle.id)
            return _papers(s, waiting), cycle_paper(s, cycle), register.count_in(s, cycle.id)
        found = register.find_register(s, number)
        return _papers(s, register.rows_of(s, found.id)), cycle_paper(s, cycle), found.is_supplement


def cycle_paper(s: Session, cycle: Cycle) -> CyclePaper:
    """What papers say of the cycle."""
    name = programme.facts_in(s, cycle.programme_code).name
    words = (cycle.approval_doc, cycle.handler, cycle.reviewer, cycle.approver)
    return CyclePaper(cycle.id, cycle.name, name, *(word or "" for word in words))


def _papers(s: Session, payments: Sequence[Payment]) -> list[PaymentPaper]:
    houses = _houses(s, [p.household_id for p in payments])
    phones = _phones(s, [p.person_id for p in payments])
    return [_paper(p, houses[p.household_id], phones.get(p.person_id) or "") for p in payments]


def _paper(p: Payment, house: tuple[str, str, str, str], phone: str) -> PaymentPaper:
    number, village, address, family_phone = house
    return PaymentPaper(
        p.id, p.receipt_no, p.payee_name, p.payee_id_no or "", number, village, address,
        phone or family_phone,
        p.basis_category, p.aid_kind, p.amount_fen, p.goods or "", p.method, p.paid_on, p.bank_name or "",
        p.account_no or "", p.bank_ref or "", p.proxy_name or "", p.proxy_relation or "", p.proxy_id_no or "",
        p.voided_on is not None,
    )  # fmt: skip


def _houses(s: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str, str, str]]:
    h = Household
    found: dict[UUID, tuple[str, str, str, str]] = {}
    for chunk in families.chunks(list(dict.fromkeys(ids))):
        query = select(h.id, h.household_no, h.village_code, h.address, h.phone1).where(h.id.in_(chunk))
        for household, number, village, address, phone in s.execute(query):
            found[household] = (number, village, address or "", phone or "")
    return found


def _phones(s: Session, ids: Sequence[UUID]) -> dict[UUID, str | None]:
    found: dict[UUID, str | None] = {}
    kept = aliased(Person)
    for chunk in families.chunks(list(dict.fromkeys(ids))):
        query = (
            select(Person.id, kept.phone).join(kept, kept.id == func.coalesce(Person.merged_into, Person.id))
            .where(Person.id.in_(chunk))
        )  # fmt: skip
        found.update((person, phone) for person, phone in s.execute(query))
    return found
