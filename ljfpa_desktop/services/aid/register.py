"""Signature registers: numbered and frozen at their first print; what comes later goes on a 补发 register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates, pinyin
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.aid import Cycle, Payment, Register
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.services import number, office
from ljfpa_desktop.services.aid import families
from ljfpa_desktop.services.aid.cycle import CycleRef, find_in, live_payment


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A register as printed; ``supplement`` 0 is the cycle's first, 1 the first 补发."""

    id: UUID
    number: str
    printed_on: date
    supplement: int
    rows: int
    total_fen: int


def issue(db: Database, actor: Actor, ref: CycleRef) -> str:
    """Number the register of the payments not yet on one and freeze its rows; returns the HZ number.

    Called at the first print. Raises `Refused` when every payment stands on a register already.
    """
    access.require(actor, access.WRITE)
    with db.transaction(actor, "花名册编号", "print") as s:
        return issue_in(s, find_in(s, ref)).number


def issue_in(s: Session, cycle: Cycle) -> Register:
    """The same within a transaction."""
    rows = waiting_in(s, cycle.id)
    if not rows:
        before = s.execute(select(Register.id).where(Register.cycle_id == cycle.id).limit(1)).first()
        said = "发放的户都已在花名册上，请补打原来的花名册" if before else "还没有发放，请先办理发放"
        raise Refused(f"“{cycle.name}”{said}。")
    register = Register(
        office_id=office.office_id(s), cycle_id=cycle.id, printed_on=dates.today(),
        number=number.take(s, "HZ", max(p.paid_on for p in rows).year),
        is_supplement=count_in(s, cycle.id),
    )  # fmt: skip
    s.add(register)
    s.flush()
    for line, payment in enumerate(rows, 1):
        payment.register_id, payment.register_row = register.id, line
    s.flush()
    return register


def count_in(s: Session, cycle_id: UUID) -> int:
    """How many registers the cycle has."""
    return s.execute(
        select(func.count()).select_from(Register).where(Register.cycle_id == cycle_id)
    ).scalar_one()


def is_waiting(db: Database, ref: CycleRef) -> bool:
    """Whether payments of the cycle are on no register yet."""
    with db.read() as s:
        return bool(waiting_in(s, find_in(s, ref).id))


def waiting_in(s: Session, cycle_id: UUID) -> list[Payment]:
    """The standing payments that are on no register yet, in the register's order."""
    query = select(Payment).where(Payment.cycle_id == cycle_id, live_payment(), Payment.register_id.is_(None))
    return ordered(s, s.execute(query).scalars().all())


def rows_of(s: Session, register_id: UUID) -> list[Payment]:
    """The frozen rows of a register, voided ones too."""
    query = select(Payment).where(Payment.register_id == register_id).order_by(Payment.register_row)
    return list(s.execute(query).scalars())


def ordered(s: Session, payments: Sequence[Payment]) -> list[Payment]:
    """Payments by village code, then by the payee's pinyin (DOMAIN.md 4.5)."""
    villages = villages_of(s, [p.household_id for p in payments])
    return sorted(
        payments,
        key=lambda p: (villages[p.household_id], pinyin.pinyin_key(p.payee_name), p.receipt_no),
    )


def villages_of(s: Session, household_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The village code of each household."""
    found: dict[UUID, str] = {}
    for chunk in families.chunks(list(dict.fromkeys(household_ids))):
        query = select(Household.id, Household.village_code).where(Household.id.in_(chunk))
        found.update((household, village) for household, village in s.execute(query))
    return found


def list_of(db: Database, ref: CycleRef) -> list[RegisterLine]:
    """The registers of a cycle; sums are of the rows that stand."""
    with db.read() as s:
        cycle = find_in(s, ref)
        rows = func.count(Payment.id)
        total = func.coalesce(func.sum(Payment.amount_fen), 0)
        query = (
            select(Register.id, Register.number, Register.printed_on, Register.is_supplement, rows, total)
            .outerjoin(Payment, (Payment.register_id == Register.id) & live_payment())
            .where(Register.cycle_id == cycle.id, Register.retired_on.is_(None))
            .group_by(Register.id)
            .order_by(Register.is_supplement)
        )
        return [RegisterLine(*row) for row in s.execute(query).all()]


def find_register(s: Session, number_: str) -> Register:
    """The register of an HZ number; raises `Refused` when there is none."""
    found = s.execute(select(Register).where(Register.number == number_.strip())).scalars().first()
    if found is None:
        raise Refused(f"没有编号为“{number_}”的花名册，请核对编号。")
    return found
