"""Where the money comes from: sources, what came in, and what is left (DOMAIN.md 1 P20).

A balance is held to only where the income of the source is recorded; elsewhere it says 未登记收入.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from ljfpa_desktop.base import access, codes, dates, money
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.models.fund import FundIncome, FundSource
from ljfpa_desktop.services import office, whose

UNRECORDED = "未登记收入"


@dataclass(frozen=True, slots=True)
class Balance:
    """A source with its sums in 分; ``left_fen`` is None where no income is recorded."""

    id: UUID
    name: str
    kind: str
    income_fen: int
    paid_fen: int
    left_fen: int | None

    @property
    def left(self) -> str:
        """What is left, for people."""
        return UNRECORDED if self.left_fen is None else money.show(self.left_fen)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of a source's ledger: money in is positive, money out negative; ``balance_fen`` runs along."""

    on: date
    text: str
    amount_fen: int
    balance_fen: int
    record: UUID
    is_void: bool


def find_in(s: Session, name_or_id: str | UUID) -> FundSource:
    """The source of this name or id; raises `Refused` when there is none."""
    query = select(FundSource).where(FundSource.retired_on.is_(None))
    query = query.where(
        FundSource.id == name_or_id if isinstance(name_or_id, UUID) else FundSource.name == name_or_id
    )
    own = FundSource.office_id == office.office_id(s)
    found = s.execute(query.order_by(~own)).scalars().first()
    if found is None:
        names = select(FundSource.name).where(FundSource.retired_on.is_(None), own)
        known = "、".join(s.execute(names).scalars())
        raise Refused(f"没有“{name_or_id}”这个资金来源，现有：{known}。请选择一个，或先登记新的来源。")
    return found


def name_of(db: Database, source: UUID) -> str:
    """The name of a source, also of one no longer in use; empty when unknown."""
    with db.read() as s:
        return s.execute(select(FundSource.name).where(FundSource.id == source)).scalar() or ""


def save_source(db: Database, actor: Actor, values: Mapping[str, Any], record_id: UUID | None = None) -> UUID:
    """Save a source with name, kind (code table fund_source) and remark; raises `Invalid`."""
    access.require(actor, access.WRITE)
    name, kind = str(values.get("name") or "").strip(), str(values.get("kind") or "")
    with db.transaction(actor, f"保存资金来源 {name}") as s:
        problems: dict[str, str] = {}
        own = office.office_id(s)
        twin = select(FundSource.id).where(
            FundSource.name == name, FundSource.retired_on.is_(None), FundSource.office_id == own
        )
        if not name:
            problems["name"] = "请填写资金来源的名称。"
        elif s.execute(twin).scalar() not in (None, record_id):
            problems["name"] = f"已经有“{name}”这个资金来源。"
        if kind not in {code for code, _ in codes.choices("fund_source")}:
            problems["kind"] = "请选择来源类别。"
        if problems:
            raise Invalid(problems)
        source = s.get(FundSource, record_id) if record_id else None
        if source is None:
            source = FundSource(office_id=own)
            s.add(source)
        source.name, source.kind, source.remark = name, kind, str(values.get("remark") or "").strip() or None
        s.flush()
        return source.id


def add_income(db: Database, actor: Actor, fund: str | UUID, values: Mapping[str, Any]) -> UUID:
    """Record money that came in: amount_fen, received_on, payer, document_no, purpose; raises `Invalid`."""
    access.require(actor, access.WRITE)
    amount, received = values.get("amount_fen"), values.get("received_on")
    problems: dict[str, str] = {}
    if not isinstance(amount, int) or amount <= 0:
        problems["amount_fen"] = "到账金额要大于0，请重新填写。"
    if not isinstance(received, date):
        problems["received_on"] = "请填写到账日期。"
    elif received > dates.today():
        problems["received_on"] = "到账日期不能晚于今天，请重新填写。"
    if problems:
        raise Invalid(problems)
    words = {
        name: str(values.get(name) or "").strip() or None for name in ("payer", "document_no", "purpose")
    }
    with db.transaction(actor, "登记资金收入") as s:
        income = FundIncome(
            office_id=office.office_id(s), fund_source_id=find_in(s, fund).id, amount_fen=amount,
            received_on=received, **words,
        )  # fmt: skip
        s.add(income)
        s.flush()
        return income.id


def void_income(db: Database, actor: Actor, income_id: UUID, why: str) -> None:
    """Void a wrong income; refused when what remains recorded no longer covers what was paid."""
    access.require(actor, access.VOID)
    if not why.strip():
        raise Invalid({"why": "请填写作废原因。"})
    with db.transaction(actor, f"作废资金收入：{why}") as s:
        income = s.get(FundIncome, income_id)
        if income is None or income.voided_on:
            raise Refused("这笔收入不存在或已经作废。")
        income.voided_on, income.void_why = dates.today(), why.strip()
        s.flush()
        left = room_in(s, income.fund_source_id, dates.today())
        if left is not None and left < 0:
            raise Refused(
                f"作废后这个来源会少 {money.show(-left)}，不够已发放的钱。请先登记正确的收入，再作废这一笔。"
            )


def room_in(s: Session, source: UUID, day: date, reissued: Payment | None = None) -> int | None:
    """The most that can be paid on ``day`` so that no later day goes below nothing; None: 未登记收入.

    ``reissued`` is a payment just voided whose money goes out again on that day.
    """
    if not _has_income(s, source):
        return None
    by_day: dict[date, int] = defaultdict(int)
    lines = _movements(source).subquery()
    for on, fen in s.execute(select(lines.c.on, func.sum(lines.c.fen)).group_by(lines.c.on)):
        by_day[on] += int(fen)
    if reissued is not None and reissued.voided_on and reissued.fund_source_id == source:
        by_day[reissued.voided_on] -= reissued.amount_fen
        by_day[min(max(day, reissued.paid_on), reissued.voided_on)] += reissued.amount_fen
    running, lowest = 0, None
    for on in sorted({*by_day, day}):
        running += by_day.get(on, 0)
        if on >= day:
            lowest = running if lowest is None else min(lowest, running)
    return lowest


def _has_income(s: Session, source: UUID) -> bool:
    query = select(FundIncome.id).where(
        FundIncome.fund_source_id == source, FundIncome.voided_on.is_(None), FundIncome.retired_on.is_(None)
    )
    return s.execute(query.limit(1)).first() is not None


def _movements(source: UUID) -> Select[Any]:
    """Every fact that moves the source; a void is a fact of its own day (DOMAIN.md 3.4).

    Money of a receipt that was issued anew has not come back: it counts from the new receipt's day.
    """
    i, p, new = FundIncome, Payment, aliased(Payment)
    given_on = (
        select(func.min(new.paid_on)).where(new.replaces_id == p.id, new.retired_on.is_(None))
        .scalar_subquery()
    )  # fmt: skip
    back_on = case((given_on < p.paid_on, p.paid_on), (given_on < p.voided_on, given_on), else_=p.voided_on)
    parts = [
        select(i.received_on.label("on"), i.amount_fen.label("fen"), i.id.label("record"),
               i.payer.label("text"), literal(False).label("is_void")),
        select(i.voided_on, -i.amount_fen, i.id, i.payer, literal(True)).where(i.voided_on.is_not(None)),
        select(p.paid_on, -p.amount_fen, p.id, p.receipt_no + " " + p.payee_name, literal(False)),
        select(back_on, p.amount_fen, p.id, p.receipt_no + " " + p.payee_name, literal(True)).where(
            p.voided_on.is_not(None)
        ),
    ]  # fmt: skip
    alive = [
        part.where((i if n < 2 else p).fund_source_id == source, (i if n < 2 else p).retired_on.is_(None))
        for n, part in enumerate(parts)
    ]
    return select(union_all(*alive).subquery())


def balances(db: Database) -> list[Balance]:
    """Every source in use with income, payments and what is left."""
    with db.read() as s:
        income = _sums(s, FundIncome, FundIncome.fund_source_id)
        paid = _sums(s, Payment, Payment.fund_source_id)
        sources = s.execute(
            select(FundSource)
            .where(FundSource.retired_on.is_(None))
            .order_by(
                FundSource.office_id != office.office_id(s), FundSource.kind, FundSource.name,
                FundSource.office_id,
            )
        ).scalars()
        of = whose.names(s)
        return [
            Balance(f.id, of(f.office_id) + f.name, f.kind, income.get(f.id, 0), paid.get(f.id, 0),
                    income[f.id] - paid.get(f.id, 0) if f.id in income else None)
            for f in sources
        ]  # fmt: skip


def _sums(s: Session, table: type[FundIncome] | type[Payment], key: Any) -> dict[UUID, int]:
    query = select(key, func.sum(table.amount_fen)).where(
        key.is_not(None), table.voided_on.is_(None), table.retired_on.is_(None)
    )
    return {source: int(fen) for source, fen in s.execute(query.group_by(key))}


def ledger(db: Database, fund: str | UUID, year: int | None = None) -> list[LedgerLine]:
    """The lines of a source by day, with the running balance; of one year, the balance carried in."""
    with db.read() as s:
        lines = _movements(find_in(s, fund).id).subquery()
        found = s.execute(select(lines).order_by(lines.c.on, lines.c.fen.desc(), lines.c.record)).all()
    running, made = 0, list[LedgerLine]()
    for on, fen, record, text, is_void in found:
        running += fen
        if year is None or on.year == year:
            made.append(LedgerLine(on, text or "收入", fen, running, record, bool(is_void)))
    return made
