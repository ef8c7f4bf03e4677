"""The steps of a cycle on paper: reviewed, approved, publicised, closed (DOMAIN.md 1, approval chain).

Handler, reviewer and approver are names on the cycle; the signed papers are the evidence. Only
where the setting aid.roles_by_account is on must each step be taken by an account of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates, money
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Warn, settle, with_reasons
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.services import programme, setting
from ljfpa_desktop.services.aid import roll, stages
from ljfpa_desktop.services.aid.cycle import (
    BANK,
    STOPPED,
    CycleRef,
    find_in,
    granted,
    is_explained,
    live_payment,
)
from ljfpa_desktop.services.programme import ProgrammeFacts

LEAST_WORKDAYS, LEAST_DAYS = 5, 7  # 公示: 5 working days or 7 days (DOMAIN.md 1)
_TITLES = {"handler": "经办人", "reviewer": "审核人", "approver": "审批人"}


@dataclass(frozen=True, slots=True)
class Closing:
    """What a closed cycle came to; sums in 分."""

    rows: int
    total_fen: int
    stopped: int


def review(db: Database, actor: Actor, ref: CycleRef, on: date, reviewer: str = "") -> None:
    """Record the township's review; raises `Invalid`, or `Refused` saying what is missing."""
    access.require(actor, access.APPROVE)
    with db.transaction(actor, "乡镇审核") as s:
        cycle = _at(s, ref, stages.REVIEWED)
        _require_rows(s, cycle)
        _require_day("on", "审核日期", on)
        _record_names(s, actor, cycle, {"reviewer": reviewer}, stages.REVIEWED)
        cycle.reviewed_on, cycle.stage = on, stages.REVIEWED


def approve(
    db: Database,
    actor: Actor,
    ref: CycleRef,
    doc: str,
    on: date,
    *,
    handler: str = "",
    reviewer: str = "",
    approver: str = "",
    total_fen: int | None = None,
    accepted: dict[str, str] | None = None,
) -> int:
    """Record the approval by its paper; returns the approved total in 分 (the rows' sum unless given).

    The paper of the county carries the township's review: a draft is taken as reviewed with it,
    unless steps go by account. Names not given come from the settings; those given must differ.
    Raises `Invalid`, `Refused`, and `Doubt` total_differs when the paper's total is not the rows' sum.
    """
    access.require(actor, access.APPROVE)
    with db.transaction(actor, with_reasons(f"批准 {doc}", accepted)) as s:
        cycle, facts = _for_approval(s, ref)
        _require_rows(s, cycle)
        _require_day("on", "批准日期", on)
        if cycle.reviewed_on and on < cycle.reviewed_on:
            day = dates.chinese(cycle.reviewed_on)
            raise Invalid({"on": f"批准日期早于审核日期（{day}），请改正。"})
        if not doc.strip():
            raise Invalid({"doc": "请填写批准文号。"})
        names = {"handler": handler, "reviewer": reviewer, "approver": approver}
        _record_names(s, actor, cycle, names, stages.APPROVED)
        listed = sum_of(s, cycle.id)
        total = listed if total_fen is None else total_fen
        if total < 0:
            raise Invalid({"total_fen": "批准总额不能小于0，请改正。"})
        settle(_differs(listed, total), accepted)
        if stages.REVIEWED in facts.stages and cycle.reviewed_on is None:
            cycle.reviewed_on = on
        cycle.approval_doc, cycle.approved_on = doc.strip(), on
        cycle.approved_total_fen, cycle.stage = total, stages.APPROVED
        rows = select(Entitlement).where(Entitlement.cycle_id == cycle.id, granted())
        for row in s.execute(rows).scalars():
            row.status = "APPROVED"
        roll.enrol(s, cycle, on)
        return total


def _for_approval(s: Session, ref: CycleRef) -> tuple[Cycle, ProgrammeFacts]:
    cycle = find_in(s, ref)
    facts = programme.facts_in(s, cycle.programme_code)
    if cycle.stage == stages.DRAFT and not setting.value(s, "aid.roles_by_account"):
        return cycle, facts
    stages.require_before(cycle, facts, stages.APPROVED)
    return cycle, facts


def _differs(listed: int, total: int) -> list[Warn]:
    if listed == total:
        return []
    words = (
        f"名单合计 {money.show(listed)}，批准总额 {money.show(total)}，相差 {money.show(abs(total - listed))}"
    )
    return [Warn("total_differs", "total_fen", f"{words}。请核对；不改也可以先批准，但要一致才能办结。")]


def publicise(
    db: Database,
    actor: Actor,
    ref: CycleRef,
    first: date,
    last: date,
    accepted: dict[str, str] | None = None,
) -> None:
    """Record the days of publicity; `Doubt` public_short below 5 working days and 7 days."""
    access.require(actor, access.APPROVE)
    with db.transaction(actor, with_reasons("公示", accepted)) as s:
        cycle = _at(s, ref, stages.PUBLICISED)
        if last < first:
            raise Invalid({"last": "公示结束日期早于开始日期，请改正。"})
        settle(_publicity_doubts(cycle, first, last), accepted)
        cycle.public_from, cycle.public_to, cycle.stage = first, last, stages.PUBLICISED


def _publicity_doubts(cycle: Cycle, first: date, last: date) -> list[Warn]:
    found: list[Warn] = []
    days = (last - first).days + 1
    worked = workdays(first, last)
    if worked < LEAST_WORKDAYS and days < LEAST_DAYS:
        least = f"{LEAST_WORKDAYS} 个工作日或 {LEAST_DAYS} 天"
        said = f"公示只有 {days} 天（{worked} 个工作日），应不少于 {least}。请改结束日期，或说明原因。"
        found.append(Warn("public_short", "last", said))
    if cycle.approved_on and first < cycle.approved_on:
        found.append(Warn("public_early", "first", "公示开始早于批准日期，请核对，或说明原因。"))
    return found


def workdays(first: date, last: date) -> int:
    """Mondays to Fridays from the first to the last day; public holidays are not known here."""
    return sum((first + timedelta(n)).weekday() < 5 for n in range((last - first).days + 1))


def close(
    db: Database, actor: Actor, ref: CycleRef, on: date | None = None, accepted: dict[str, str] | None = None
) -> Closing:
    """Close a cycle: rows and approved total equal to the 分, each row paid or stopped with a reason.

    Raises `Refused` naming who is not paid, `Doubt` unsigned / no_bank_ref for papers not yet back.
    """
    access.require(actor, access.WRITE)
    day = on or dates.today()
    _require_day("on", "办结日期", day)
    with db.transaction(actor, with_reasons("批次办结", accepted)) as s:
        cycle = find_in(s, ref)
        facts = programme.facts_in(s, cycle.programme_code)
        if cycle.stage != stages.CLOSED and stages.has_passed(
            facts, cycle.stage, stages.before_paying(facts)
        ):
            _require_all_paid(s, cycle)
        stages.require_before(cycle, facts, stages.CLOSED)
        stopped = sum_of(s, cycle.id, stopped=True)
        total, approved = sum_of(s, cycle.id), cycle.approved_total_fen or 0
        if not is_explained(approved, total, stopped):
            listed = total if total > approved else total + stopped
            raise Refused(
                f"名单合计 {money.show(listed)} 与批准总额 {money.show(approved)} 不一致，"
                f"相差 {money.show(abs(approved - listed))}，不能办结。请核对名单或批准总额。"
            )
        settle(_papers_out(s, cycle.id), accepted)
        cycle.stage, cycle.closed_on = stages.CLOSED, day
        rows = s.execute(
            select(func.count()).select_from(Payment).where(Payment.cycle_id == cycle.id, live_payment())
        )
        held = select(func.count()).select_from(Entitlement)
        held = held.where(Entitlement.cycle_id == cycle.id, Entitlement.status == STOPPED)
        return Closing(rows.scalar_one(), total, s.execute(held).scalar_one())


def correct_total(db: Database, actor: Actor, ref: CycleRef, total_fen: int, why: str) -> None:
    """Correct a mistyped approved total before the close, with a reason."""
    access.require(actor, access.APPROVE)
    if not why.strip():
        raise Invalid({"why": "请填写更正批准总额的原因。"})
    with db.transaction(actor, f"更正批准总额：{why}") as s:
        cycle = find_in(s, ref)
        if cycle.approved_on is None or cycle.stage == stages.CLOSED:
            raise Refused(f"“{cycle.name}”不在批准以后、办结以前，不能更正批准总额。")
        if total_fen < sum_of(s, cycle.id):
            raise Invalid({"total_fen": "批准总额不能少于名单合计，请先停发多出的户。"})
        cycle.approved_total_fen = total_fen


def unpaid(s: Session, cycle_id: UUID) -> Sequence[Entitlement]:
    """The rows that are to be paid and have no standing payment."""
    paid = select(Payment.entitlement_id).where(Payment.cycle_id == cycle_id, live_payment())
    query = select(Entitlement).where(
        Entitlement.cycle_id == cycle_id, granted(), Entitlement.id.not_in(paid)
    )
    return s.execute(query.order_by(Entitlement.position, Entitlement.id)).scalars().all()


def _require_all_paid(s: Session, cycle: Cycle) -> None:
    from ljfpa_desktop.services.aid.families import payee_names

    left = unpaid(s, cycle.id)
    if left:
        names = "、".join(payee_names(s, [row.person_id for row in left[:5]]))
        more = "等" if len(left) > 5 else ""
        raise Refused(f"还有 {len(left)} 户没有发放：{names}{more}。请先发放，或填写停发原因。")


def _papers_out(s: Session, cycle_id: UUID) -> list[Warn]:
    live = select(func.count()).select_from(Payment).where(Payment.cycle_id == cycle_id, live_payment())
    unsigned = s.execute(live.where(Payment.signed_on.is_(None), Payment.method.not_in(BANK))).scalar_one()
    no_slip = s.execute(live.where(Payment.bank_ref.is_(None), Payment.method.in_(BANK))).scalar_one()
    found: list[Warn] = []
    if unsigned:
        found.append(Warn("unsigned", "signed", f"还有 {unsigned} 户没有签回。请先签回，或说明原因。"))
    if no_slip:
        found.append(
            Warn("no_bank_ref", "bank_ref", f"还有 {no_slip} 笔转账没有回单号。请先填写，或说明原因。")
        )
    return found


def sum_of(s: Session, cycle_id: UUID, *, stopped: bool = False) -> int:
    """The sum of a cycle's rows in 分: those that count, or those stopped after the approval."""
    which = (Entitlement.status == STOPPED) & Entitlement.retired_on.is_(None) if stopped else granted()
    total = select(func.coalesce(func.sum(Entitlement.amount_fen), 0)).where(
        Entitlement.cycle_id == cycle_id, which
    )
    return int(s.execute(total).scalar_one() or 0)


def _at(s: Session, ref: CycleRef, act: str) -> Cycle:
    cycle = find_in(s, ref)
    stages.require_before(cycle, programme.facts_in(s, cycle.programme_code), act)
    return cycle


def _require_rows(s: Session, cycle: Cycle) -> None:
    found = s.execute(
        select(Entitlement.id).where(Entitlement.cycle_id == cycle.id, granted()).limit(1)
    ).first()
    if found is None:
        raise Refused(f"“{cycle.name}”的名单里还没有人，请先加入名单。")


def _require_day(name: str, words: str, day: date) -> None:
    if day > dates.today():
        raise Invalid({name: f"{words}不能晚于今天，请改正。"})


def _record_names(s: Session, actor: Actor, cycle: Cycle, given: dict[str, str], step: str) -> None:
    by_account = bool(setting.value(s, "aid.roles_by_account"))
    own = "reviewer" if step == stages.REVIEWED else "approver"
    for role, name in given.items():
        default = str(setting.value(s, f"paper.{role}") or "")
        chosen = name.strip() or getattr(cycle, role) or default
        if by_account:
            chosen = actor.name if role == own else getattr(cycle, role)
        setattr(cycle, role, chosen or None)
    seen: dict[str, str] = {}
    for role in _TITLES:
        name = getattr(cycle, role)
        if name and name in seen:
            raise Invalid({role: f"“{name}”不能既是{_TITLES[seen[name]]}又是{_TITLES[role]}，请分开填写。"})
        if name:
            seen[name] = role
