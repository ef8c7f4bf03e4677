"""Papers coming back: 全部已签,除…; bank slips for transfers; who has not signed yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.models.aid import Payment, Register
from ljfpa_desktop.services.aid import stages
from ljfpa_desktop.services.aid.cycle import BANK, CycleRef, find_in, live_payment
from ljfpa_desktop.services.aid.proxy import by_receipt
from ljfpa_desktop.services.aid.register import rows_of, waiting_in

SELF, PROXY, BANK_SLIP = "1", "3", "4"


@dataclass(frozen=True, slots=True)
class Signed:
    """How many were signed back now, and which are still open (row numbers on the register)."""

    signed: int
    open_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A receipt not yet signed back; ``row`` is its line on the register, 0 before one is printed."""

    receipt_no: str
    row: int
    payee: str
    amount_fen: int
    paid_on: date
    cycle_id: UUID
    household_id: UUID


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of a register; ``state`` is 已签回, 未签回, 等回单 or 已作废."""

    receipt_no: str
    payee: str
    amount_fen: int
    state: str


def sign(
    db: Database,
    actor: Actor,
    ref: CycleRef,
    except_rows: Sequence[int] = (),
    on: date | None = None,
    *,
    register: str = "",
    only_rows: Sequence[int] | None = None,
    way: str = SELF,
) -> Signed:
    """All rows of the cycle, or of the ``register`` named, are signed except those with these numbers.

    Rows are numbered as on the register (see `numbered_in`). ``only_rows`` narrows to a page.
    Transfers are left out: their slip stands for the signature. Raises `Invalid` for a row number
    that is not there.
    """
    access.require(actor, access.WRITE)
    day = on or dates.today()
    with db.transaction(actor, "签回") as s:
        numbered = numbered_in(s, find_in(s, ref).id, register)
        _check_numbers(numbered, [*except_rows, *(only_rows or ())])
        wanted = {n: p for n, p in numbered.items() if n not in except_rows and p.method not in BANK}
        if only_rows is not None:
            wanted = {n: p for n, p in wanted.items() if n in only_rows}
        fresh = [p for p in wanted.values() if p.signed_on is None and p.voided_on is None]
        _check_day(fresh, day)
        for p in fresh:
            p.signed_on, p.signing = day, PROXY if p.proxy_name else way
        s.flush()
        still = [n for n, p in numbered.items() if p.signed_on is None and p.voided_on is None]
        return Signed(len(fresh), tuple(n for n in still if numbered[n].method not in BANK))


def numbered_in(s: Session, cycle_id: UUID, register: str = "") -> dict[int, Payment]:
    """The payments by their line on the register named; without a name all of the cycle.

    All of them count on: the first register's lines keep their numbers, those of 补发 registers
    follow, then the payments that are on none yet, as they would be printed.
    """
    query = select(Register).where(Register.cycle_id == cycle_id, Register.retired_on.is_(None))
    query = query.order_by(Register.is_supplement)
    printed = s.execute(query.where(Register.number == register) if register else query).scalars().all()
    if register:
        if not printed:
            raise Refused(f"没有编号为“{register}”的花名册，请核对编号。")
        return {p.register_row or 0: p for p in rows_of(s, printed[0].id)}
    all_of_them = [p for one in printed for p in rows_of(s, one.id)] + waiting_in(s, cycle_id)
    return dict(enumerate(all_of_them, 1))


def lines(db: Database, ref: CycleRef, register: str = "") -> dict[int, RegisterRow]:
    """The register's lines with what came back of each, as `sign` numbers them."""
    with db.read() as s:
        numbered = numbered_in(s, find_in(s, ref).id, register)
        return {
            n: RegisterRow(p.receipt_no, p.payee_name, p.amount_fen, _state(p)) for n, p in numbered.items()
        }


def _state(p: Payment) -> str:
    if p.voided_on:
        return "已作废"
    if p.signed_on:
        return "已签回"
    return "等回单" if p.method in BANK else "未签回"


def _check_numbers(numbered: Mapping[int, Payment], asked: Sequence[int]) -> None:
    unknown = sorted(set(asked) - set(numbered))
    if unknown:
        said = "、".join(map(str, unknown))
        raise Invalid({"except_rows": f"花名册上没有第 {said} 行（共 {len(numbered)} 行），请核对行号。"})


def _check_day(payments: Sequence[Payment], day: date) -> None:
    if day > dates.today():
        raise Invalid({"on": "签回日期不能晚于今天，请改正。"})
    early = [p.payee_name for p in payments if day < p.paid_on]
    if early:
        raise Invalid({"on": f"签回日期早于“{early[0]}”的发放日期，请改正。"})


def sign_one(db: Database, actor: Actor, receipt_no: str, on: date | None = None, way: str = SELF) -> None:
    """One receipt is signed back; ``way`` is a code of the table signing."""
    access.require(actor, access.WRITE)
    day = on or dates.today()
    with db.transaction(actor, f"签回 {receipt_no}") as s:
        p = _open_receipt(s, receipt_no)
        _check_day([p], day)
        p.signed_on, p.signing = day, PROXY if p.proxy_name and way == SELF else way


def take_back(db: Database, actor: Actor, receipt_nos: Sequence[str], why: str) -> None:
    """Undo a sign-back noted by mistake, or a transfer that the bank sent back (DOMAIN.md 4.13).

    A cycle that was closed stands at paid again: it is closed anew when the paper is back.
    """
    access.require(actor, access.WRITE)
    if not why.strip():
        raise Invalid({"why": "请填写取消签回的原因。"})
    with db.transaction(actor, f"取消签回：{why}") as s:
        for receipt_no in receipt_nos:
            p = by_receipt(s, receipt_no)
            p.signed_on, p.signing, p.bank_ref = None, None, None
            cycle = find_in(s, p.cycle_id)
            if cycle.stage == stages.CLOSED:
                cycle.stage, cycle.closed_on = stages.PAID, None


def bank_ref(db: Database, actor: Actor, refs: Mapping[str, str], on: date | None = None) -> int:
    """Note the bank's slip numbers, receipt number -> 回单号: they stand for the signatures."""
    access.require(actor, access.WRITE)
    day = on or dates.today()
    with db.transaction(actor, "登记银行回单号") as s:
        for receipt_no, ref in refs.items():
            p = _open_receipt(s, receipt_no)
            if p.method not in BANK:
                raise Refused(f"领款单 {receipt_no} 不是转账，请用签回登记。")
            if not ref.strip():
                raise Invalid({"bank_ref": f"请填写领款单 {receipt_no} 的回单号。"})
            _check_day([p], day)
            p.bank_ref, p.signed_on, p.signing = ref.strip(), day, BANK_SLIP
    return len(refs)


def _open_receipt(s: Session, receipt_no: str) -> Payment:
    p = by_receipt(s, receipt_no)
    if p.voided_on:
        raise Refused(f"领款单 {receipt_no} 已作废，不能签回。")
    return p


def unsigned(db: Database, ref: CycleRef | None = None) -> list[Unsigned]:
    """The receipts not yet signed back, of one cycle or all, the oldest first; transfers left out."""
    with db.read() as s:
        p = Payment
        query = select(
            p.receipt_no,
            func.coalesce(p.register_row, 0),
            p.payee_name,
            p.amount_fen,
            p.paid_on,
            p.cycle_id,
            p.household_id,
        )
        query = query.where(live_payment(), p.signed_on.is_(None), p.method.not_in(BANK))
        if ref is not None:
            query = query.where(p.cycle_id == find_in(s, ref).id)
        found = s.execute(query.order_by(p.paid_on, p.register_row, p.receipt_no)).all()
        return [Unsigned(*row) for row in found]
