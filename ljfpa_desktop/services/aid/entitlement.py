"""The list of a cycle: who is to get what; rows are added, changed, rejected, and read for the grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from ljfpa_desktop.base import access, dates, divisions, money
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, settle, with_reasons
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import office, programme
from ljfpa_desktop.services.aid import approval, checks, payment, stages
from ljfpa_desktop.services.aid.checks import Finding, NewRow
from ljfpa_desktop.services.aid.cycle import REJECTED, STOPPED, CycleRef, find_in, live_payment

_STATES = {REJECTED: "不予发放", STOPPED: "已停发", "PROPOSED": "待批准", "APPROVED": "待发放"}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a cycle's list with what became of it; sums in 分, ``number`` counts from 1."""

    id: UUID
    number: int
    household_id: UUID
    household_no: str
    village_code: str
    head: str
    person_id: UUID
    payee: str
    id_no: str
    phone: str
    basis_category: str
    amount_fen: int | None
    goods: str
    reason: str
    remark: str
    status: str
    reject_why: str
    is_dead: bool
    receipt_no: str
    paid_on: date | None
    method: str
    signed_on: date | None
    bank_ref: str
    proxy: str

    @property
    def village(self) -> str:
        """The village as people say it."""
        return divisions.short_name(self.village_code)

    @property
    def state(self) -> str:
        """What became of the row, in words."""
        if self.signed_on:
            return "已签回"
        if self.receipt_no:
            return "已发放"
        return _STATES[self.status]


def add(
    db: Database, actor: Actor, ref: CycleRef, rows: Sequence[NewRow], accepted: dict[str, str] | None = None
) -> list[UUID]:
    """Put families on a cycle's list, all or none; returns the rows' ids.

    Raises `Invalid` keyed ``row.field`` (double, dead payee, no amount, wrong category) and `Doubt`
    (cap, times, category, status).
    """
    access.require(actor, access.WRITE)
    with db.transaction(actor, with_reasons(f"加入名单 {len(rows)} 户", accepted)) as s:
        return add_in(s, find_in(s, ref).id, rows, accepted)


def add_in(
    s: Session, cycle_id: UUID, rows: Sequence[NewRow], accepted: dict[str, str] | None = None
) -> list[UUID]:
    """The same within a transaction, for an importer or the grid."""
    cycle = find_in(s, cycle_id)
    _require_open(cycle)
    filled, found = checks.examine(s, cycle, rows)
    checks.refuse_errors(found)
    settle(checks.doubts(found), accepted)
    status = "PROPOSED" if cycle.approved_on is None else "APPROVED"
    last = (
        s.execute(select(func.max(Entitlement.position)).where(Entitlement.cycle_id == cycle.id)).scalar()
        or 0
    )
    own = office.office_id(s)
    made = [_row(own, cycle, status, last + n, row) for n, row in enumerate(filled, 1)]
    s.add_all(made)
    s.flush()
    keep_within(s, cycle)
    return [row.id for row in made]


def _row(own: UUID, cycle: Cycle, status: str, position: int, row: NewRow) -> Entitlement:
    assert row.person_id is not None
    return Entitlement(
        office_id=own, cycle_id=cycle.id, household_id=row.household_id, person_id=row.person_id,
        amount_fen=row.amount_fen or None, goods=row.goods.strip() or None, basis_category=row.basis_category,
        reason=row.reason.strip() or None, remark=row.remark.strip() or None, status=status,
        position=position,
    )  # fmt: skip


def check(db: Database, ref: CycleRef, rows: Sequence[NewRow]) -> tuple[list[NewRow], list[Finding]]:
    """The rows as they would be added, and what is to be said of each; writes nothing."""
    with db.read() as s:
        return checks.examine(s, find_in(s, ref), rows)


def edit(
    db: Database,
    actor: Actor,
    row_id: UUID,
    values: Mapping[str, Any],
    accepted: dict[str, str] | None = None,
) -> None:
    """Change amount_fen, goods, person_id, reason or remark of a row not yet paid; before the approval
    also basis_category. Raises `Invalid` (field -> sentence) and `Doubt`."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, with_reasons("修改名单", accepted)) as s:
        keep_within(s, edit_in(s, row_id, values, accepted))


def edit_in(
    s: Session, row_id: UUID, values: Mapping[str, Any], accepted: dict[str, str] | None = None
) -> Cycle:
    """The same within a transaction; the caller asks `keep_within` when all is changed."""
    row, cycle = _row_and_cycle(s, row_id)
    _require_unpaid(s, row)
    if "basis_category" in values and cycle.approved_on and values["basis_category"] != row.basis_category:
        raise Invalid({"basis_category": "名单批准后不能改依据类别。"})
    wanted = {name: values.get(name, getattr(row, name)) for name in _EDITABLE}
    new = NewRow(
        row.household_id, wanted["person_id"], wanted["amount_fen"], wanted["goods"] or "",
        wanted["basis_category"], wanted["reason"] or "", wanted["remark"] or "",
    )  # fmt: skip
    (filled,), found = checks.examine(s, cycle, [new])
    found = [f for f in found if f.code != "double"]
    errors = {f.field if f.field != "person" else "person_id": f.sentence for f in found if f.is_error}
    if errors:
        raise Invalid(errors)
    # what was cleared is found again, as for a new row: else a row of nothing could be paid
    wanted |= {name: getattr(filled, name) for name in ("person_id", "amount_fen", "basis_category")}
    changed = {name for name in _EDITABLE if wanted[name] != getattr(row, name)}
    concerned = {"cap"} if "amount_fen" in changed else set[str]()
    settle([w for w in checks.doubts(found) if w.code in concerned], accepted)
    for name in changed:
        setattr(row, name, wanted[name] or None)
    s.flush()
    return cycle


_EDITABLE = ("person_id", "amount_fen", "goods", "basis_category", "reason", "remark")


def reject(db: Database, actor: Actor, row_ids: Sequence[UUID], why: str) -> None:
    """Take rows off the list with a reason: 不予发放 before the approval, 停发 after it."""
    access.require(actor, access.WRITE)
    if not why.strip():
        raise Invalid({"why": "请填写不予发放的原因。"})
    with db.transaction(actor, f"不予发放：{why}") as s:
        reject_in(s, row_ids, why)


def reject_in(s: Session, row_ids: Sequence[UUID], why: str) -> None:
    """The same within a transaction of the caller, who has asked for the reason."""
    for row_id in row_ids:
        row, cycle = _row_and_cycle(s, row_id)
        _require_unpaid(s, row)
        if row.status not in (REJECTED, STOPPED):  # said twice, it mends the reason alone
            row.status = REJECTED if cycle.approved_on is None else STOPPED
        row.reject_why = why.strip()
        s.flush()
        _follow(s, cycle)


def restore(db: Database, actor: Actor, row_ids: Sequence[UUID]) -> None:
    """Put rejected or stopped rows back on the list; refused when the family stands there again."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "恢复名单") as s:
        for row_id in row_ids:
            row, cycle = _row_and_cycle(s, row_id)
            _, found = checks.examine(s, cycle, [NewRow(row.household_id, row.person_id, row.amount_fen,
                                                        row.goods or "", row.basis_category)])  # fmt: skip
            errors = [f.sentence for f in found if f.is_error]
            if errors:
                raise Refused(errors[0])
            row.status, row.reject_why = ("PROPOSED" if cycle.approved_on is None else "APPROVED"), None
            s.flush()
            keep_within(s, cycle)


def remove(db: Database, actor: Actor, row_ids: Sequence[UUID]) -> None:
    """Take rows out of a draft as if never listed; later they can only be rejected or stopped."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "移出名单") as s:
        for row_id in row_ids:
            row, cycle = _row_and_cycle(s, row_id)
            if cycle.stage != stages.DRAFT:
                raise Refused(f"“{cycle.name}”已过拟定阶段，只能填写原因不予发放，不能移出。")
            row.retired_on = dates.today()


def _row_and_cycle(s: Session, row_id: UUID) -> tuple[Entitlement, Cycle]:
    row = s.get(Entitlement, row_id)
    if row is None or row.retired_on:
        raise Refused("名单里没有这一行，请刷新后再试。")
    cycle = find_in(s, row.cycle_id)
    _require_open(cycle)
    return row, cycle


def _require_open(cycle: Cycle) -> None:
    if cycle.stage == stages.CLOSED:
        raise Refused(f"“{cycle.name}”已办结，名单不能再改。")


def _require_unpaid(s: Session, row: Entitlement) -> None:
    paid = select(Payment.receipt_no).where(Payment.entitlement_id == row.id, live_payment())
    number = s.execute(paid).scalar()
    if number:
        raise Refused(f"这一户已发放（领款单 {number}），要改请先作废领款单。")


def keep_within(s: Session, cycle: Cycle) -> None:
    """An approved list may change, but never grow beyond what was approved."""
    if cycle.approved_total_fen is None or cycle.approved_on is None:
        return
    total = approval.sum_of(s, cycle.id)
    if total > cycle.approved_total_fen:
        raise Refused(
            f"“{cycle.name}”批准总额是 {money.show(cycle.approved_total_fen)}，"
            f"这样改后名单合计 {money.show(total)}，不能超过批准总额。"
        )


def _follow(s: Session, cycle: Cycle) -> None:
    """Where the last open row is stopped, all that was to be paid is paid."""
    facts = programme.facts_in(s, cycle.programme_code)
    if cycle.stage == stages.before_paying(facts):
        payment.settle_stage(s, cycle, facts)


def rows(db: Database, ref: CycleRef) -> list[ListRow]:
    """All rows of a cycle in their order, the rejected ones too."""
    with db.read() as s:
        return rows_in(s, find_in(s, ref).id)


def rows_in(s: Session, cycle_id: UUID) -> list[ListRow]:
    """The same within a session."""
    e, p, h, payee, head = Entitlement, Payment, Household, Person, aliased(Person)
    head_of = (
        select(head.name).join(Member, Member.person_id == head.id)
        .where(Member.household_id == e.household_id, Member.relation == "02", Member.retired_on.is_(None),
               Member.left_on.is_(None)).limit(1).scalar_subquery()
    )  # fmt: skip
    query = (
        select(e.id, e.household_id, h.household_no, h.village_code, func.coalesce(head_of, payee.name),
        e.person_id,
               payee.name, payee.id_no, func.coalesce(payee.phone, h.phone1), e.basis_category, e.amount_fen,
               e.goods,
               e.reason, e.remark, e.status, e.reject_why, payee.death_date, p.receipt_no, p.paid_on,
               p.method,
               p.signed_on, p.bank_ref, p.proxy_name)
        .join(h, h.id == e.household_id).join(payee, payee.id == e.person_id)
        .outerjoin(p, and_(p.entitlement_id == e.id, live_payment()))
        .where(e.cycle_id == cycle_id, e.retired_on.is_(None))
        .order_by(e.position, e.id)
    )  # fmt: skip
    today = dates.today()
    made: list[ListRow] = []
    for number, r in enumerate(s.execute(query).all(), 1):
        (row_id, household, no, village, head_name, person, name, id_no, phone, basis, fen, goods, reason,
        remark,
         status, why, death, receipt, paid_on, method, signed_on, ref, proxy) = r  # fmt: skip
        made.append(ListRow(
            row_id, number, household, no, village, head_name, person, name, id_no or "", phone or "", basis,
            fen,
            goods or "", reason or "", remark or "", status, why or "", death is not None and death <= today,
            receipt or "", paid_on, method or "", signed_on, ref or "", proxy or "",
        ))  # fmt: skip
    return made
