"""Paying the rows of a list: a write-once fact with its receipt number, taken in the same commit.

Paying is issuing (RULINGS.md 12): the number is taken here, whether or not the receipt is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, codes, dates, money
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Warn, settle, with_reasons
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.models.fund import FundSource
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services import fund as funds
from ljfpa_desktop.services import number, office, programme, sheet
from ljfpa_desktop.services.aid import approval, families, proxy, stages
from ljfpa_desktop.services.aid.cycle import BANK, CycleRef, find_in, live_payment, require_own
from ljfpa_desktop.services.aid.proxy import Proxy
from ljfpa_desktop.services.programme import ProgrammeFacts

METHODS = {"cash": "1", "transfer": "2"}  # what the command line says
CONSOLATION, GOODS, IN_KIND = "A01", "A02", "5"


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid: (row, receipt number) in the list's order; ``held`` are rows left out, with reasons."""

    receipts: tuple[tuple[UUID, str], ...]
    total_fen: int
    held: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class Order:
    """One wish to pay: when, how, from which source, and who collects for whom."""

    paid_on: date
    method: str
    source: FundSource | None
    proxies: Mapping[UUID, Proxy] = field(default_factory=dict[UUID, Proxy])
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Payable:
    """A row that can be paid, its payee and the account a transfer would go to."""

    row: Entitlement
    person: Person
    account: BankAccount | None


def pay(
    db: Database,
    actor: Actor,
    ref: CycleRef,
    paid_on: date,
    method: str,
    fund: str | UUID | None = None,
    rows: Sequence[UUID] | None = None,
    proxies: Mapping[UUID, Proxy] | None = None,
    accepted: dict[str, str] | None = None,
) -> Paid:
    """Pay rows of a cycle (all that are open when ``rows`` is None), in one commit.

    ``method`` is a code of pay_method, or cash / transfer; ``fund`` a source's name or id, else the
    cycle's. Of all open rows those whose payee has died are left out and named in ``held`` (rule
    47); a row asked for by id is refused. Raises `Refused` (stage, balance, closed month, paid
    already, above the approved total), `Invalid`, `Doubt` (public_running, account_name, cadre, status).
    """
    access.require(actor, access.WRITE)
    with db.transaction(actor, with_reasons(f"发放 {paid_on}", accepted)) as s:
        cycle = find_in(s, ref)
        facts = programme.facts_in(s, cycle.programme_code)
        stages.require_before(cycle, facts, stages.PAID)
        order = order_of(s, cycle, paid_on, method, fund, proxies)
        found, held = open_rows(s, cycle, order, rows)
        settle(_doubts(s, cycle, order, found), accepted)
        receipts = issue(s, facts, order, found)
        settle_stage(s, cycle, facts)
        total = sum(p.row.amount_fen or 0 for p in found)
        return Paid(tuple(receipts), total, tuple(held), tuple(order.notes))


def order_of(
    s: Session,
    cycle: Cycle,
    paid_on: date,
    method: str,
    fund: str | UUID | None,
    proxies: Mapping[UUID, Proxy] | None = None,
) -> Order:
    """The wish with method, day and source checked; raises `Refused` for another office's cycle."""
    require_own(s, cycle)
    code = METHODS.get(method, method)
    if code not in dict(codes.choices("pay_method")):
        raise Invalid({"method": "请选择发放方式。"})
    check_day(s, paid_on)
    if cycle.approved_on and paid_on < cycle.approved_on:
        day = dates.chinese(cycle.approved_on)
        raise Invalid({"paid_on": f"发放日期早于批准日期（{day}），请改正。"})
    wanted = fund or cycle.fund_source_id
    return Order(paid_on, code, funds.find_in(s, wanted) if wanted else None, proxies or {})


def check_day(s: Session, paid_on: date) -> None:
    """A payment is dated today or earlier, in a month that is not closed (DOMAIN.md 3.4)."""
    if paid_on > dates.today():
        raise Invalid({"paid_on": "发放日期不能晚于今天，请改正。"})
    if sheet.closed_in(s, paid_on):
        month = f"{paid_on.year}年{paid_on.month}月"
        raise Refused(
            f"{month}的月报已结账，不能再登记{month}的发放。请改发放日期，或先重新打开{month}的月报。"
        )


def open_rows(
    s: Session, cycle: Cycle, order: Order, rows: Sequence[UUID] | None
) -> tuple[list[Payable], list[str]]:
    """What can be paid of the rows asked for (None: all), and why others of them are held back."""
    entitlements = approval.unpaid(s, cycle.id) if rows is None else _asked_for(s, cycle, rows)
    found = payables_of(s, entitlements)
    dead = {p.row.id: _dead(p, order.paid_on) for p in found}
    held = [sentence for sentence in dead.values() if sentence]
    if rows is not None and held:
        raise Invalid({f"{rows.index(row)}.person_id": said for row, said in dead.items() if said})
    found = [p for p in found if not dead[p.row.id]]
    if not found:
        raise Refused(held[0] if held else f"“{cycle.name}”没有等待发放的户。")
    return found, held


def _dead(p: Payable, paid_on: date) -> str:
    death = p.person.death_date
    if death is None or death > paid_on:
        return ""
    return f"“{p.person.name}”已于{dates.chinese(death)}去世，不能发放。请改领款人，或停发这一户。"


def _asked_for(s: Session, cycle: Cycle, rows: Sequence[UUID]) -> list[Entitlement]:
    waiting = {row.id: row for row in approval.unpaid(s, cycle.id)}
    for row_id in rows:
        if row_id in waiting:
            continue
        paid = select(Payment.payee_name, Payment.receipt_no).where(
            Payment.entitlement_id == row_id, live_payment()
        )
        twice = s.execute(paid).first()
        if twice:
            raise Refused(f"“{twice[0]}”已经发放过（领款单 {twice[1]}），不能重复发放。")
        raise Refused("所选的户不在本批次等待发放的名单里，请刷新后再选。")
    return [waiting[row_id] for row_id in dict.fromkeys(rows)]


def payables_of(s: Session, rows: Sequence[Entitlement]) -> list[Payable]:
    """The rows with their payees and each payee's latest account."""
    people: dict[UUID, Person] = {}
    accounts: dict[UUID, BankAccount] = {}
    for chunk in families.chunks([row.person_id for row in rows]):
        people.update({p.id: p for p in s.execute(select(Person).where(Person.id.in_(chunk))).scalars()})
        held = select(BankAccount).where(BankAccount.person_id.in_(chunk), BankAccount.retired_on.is_(None))
        accounts.update({a.person_id: a for a in s.execute(held.order_by(BankAccount.id)).scalars()})
    return [Payable(row, people[row.person_id], accounts.get(row.person_id)) for row in rows]


def _doubts(s: Session, cycle: Cycle, order: Order, found: Sequence[Payable]) -> list[Warn]:
    warnings: list[Warn] = []
    if cycle.public_to and order.paid_on <= cycle.public_to:
        day = dates.chinese(cycle.public_to)
        said = f"公示到{day}才结束，请改为以后的日期，或说明原因。"
        warnings.append(Warn("public_running", "paid_on", said))
    check_money(s, cycle, order, sum(p.row.amount_fen or 0 for p in found))
    order.proxies = check_proxies(order.proxies, found)
    warnings += proxy.doubts(s, cycle.id, order.proxies)
    return warnings + _no_longer_here(s, found) + check_accounts(order, found)


def _no_longer_here(s: Session, found: Sequence[Payable]) -> list[Warn]:
    """A family may have moved away or been struck off since the list was approved."""
    known = families.load(s, [p.row.household_id for p in found])
    gone = [(n, known[p.row.household_id]) for n, p in enumerate(found) if p.row.household_id in known]
    gone = [(n, family) for n, family in gone if family.status != "ACTIVE"]
    if not gone:
        return []
    number, first = gone[0]
    more = f"另有 {len(gone) - 1} 户也是这样。" if len(gone) > 1 else ""
    said = f"“{first.head}”户{codes.label('household_status', first.status)}，请核对，或说明原因。{more}"
    return [Warn("status", f"{number}.household", said)]


def check_money(s: Session, cycle: Cycle, order: Order, wanted: int, reissued: Payment | None = None) -> None:
    """Neither above what was approved nor above what the source still holds, where that is known.

    The money of a receipt that is ``reissued`` may go out again on any day.
    """
    paid = s.execute(
        select(func.coalesce(func.sum(Payment.amount_fen), 0)).where(
            Payment.cycle_id == cycle.id, live_payment()
        )
    ).scalar_one()
    approved = cycle.approved_total_fen or 0
    if paid + wanted > approved:
        raise Refused(
            f"已发放 {money.show(paid)}，这次 {money.show(wanted)}，会超过批准总额 {money.show(approved)}。"
            "请核对名单金额。"
        )
    if order.source is None:
        order.notes.append("没有注明资金来源。")
        return
    left = funds.room_in(s, order.source.id, order.paid_on, reissued)
    if left is None:
        order.notes.append(f"“{order.source.name}”{funds.UNRECORDED}，没有核对结余。")
    elif wanted > left:
        raise Refused(
            f"“{order.source.name}”可用 {money.show(max(left, 0))}，这次要发 {money.show(wanted)}，"
            f"还差 {money.show(wanted - left)}。请登记收入，或换一个资金来源。"
        )


def check_proxies(proxies: Mapping[UUID, Proxy], found: Sequence[Payable]) -> dict[UUID, Proxy]:
    """The proxies of the rows to be paid, cleaned; raises `Invalid` keyed ``index.proxy.field``."""
    problems: dict[str, str] = {}
    clean: dict[UUID, Proxy] = {}
    for index, p in enumerate(found):
        if p.row.id in proxies:
            clean[p.row.id], wrong = proxy.checked(proxies[p.row.id], p.person.name, f"{index}.proxy.")
            problems |= wrong
    if problems:
        raise Invalid(problems)
    return clean


def check_accounts(order: Order, found: Sequence[Payable]) -> list[Warn]:
    """For transfers: whose account bears another name (a doubt), who has none (a note)."""
    if order.method not in BANK:
        return []
    missing = [p.person.name for p in found if p.account is None and p.row.amount_fen]
    if missing:
        more = "等" if len(missing) > 3 else ""
        order.notes.append(f"{len(missing)} 人没有登记银行账号：{'、'.join(missing[:3])}{more}。")
    other = [
        (p.person.name, p.account.account_name)
        for p in found
        if p.account and p.account.account_name not in (p.person.name, _proxy_name(order, p))
    ]
    if not other:
        return []
    said = f"“{other[0][0]}”的银行户名是“{other[0][1]}”，与领款人不同"
    more = f"另有 {len(other) - 1} 人也是这样。" if len(other) > 1 else ""
    return [Warn("account_name", "method", f"{said}，请核对账号，或登记代领人。{more}")]


def _proxy_name(order: Order, p: Payable) -> str:
    return order.proxies[p.row.id].name if p.row.id in order.proxies else ""


def issue(
    s: Session, facts: ProgrammeFacts, order: Order, found: Sequence[Payable]
) -> list[tuple[UUID, str]]:
    """Write the payments and take their numbers, in the caller's transaction: (row, number) of each."""
    numbers = number.take_many(s, "LK", order.paid_on.year, len(found))
    own, replaced = office.office_id(s), _voided_before(s, [p.row.id for p in found])
    for p, receipt_no in zip(found, numbers, strict=True):
        payment = Payment(
            office_id=own, receipt_no=receipt_no, replaces_id=replaced.get(p.row.id), **_fact(facts, order, p)
        )
        proxy.put(payment, order.proxies.get(p.row.id))
        s.add(payment)
    s.flush()
    return [(p.row.id, receipt_no) for p, receipt_no in zip(found, numbers, strict=True)]


def _fact(facts: ProgrammeFacts, order: Order, p: Payable) -> dict[str, Any]:
    row, fen = p.row, p.row.amount_fen or 0
    account = p.account if order.method in BANK and fen else None
    return {
        "entitlement_id": row.id,
        "cycle_id": row.cycle_id,
        "programme_code": facts.code,
        "aid_kind": GOODS if not fen and facts.aid_kind == CONSOLATION else facts.aid_kind,
        "basis_category": row.basis_category,
        "household_id": row.household_id,
        "person_id": row.person_id,
        "payee_name": p.person.name,
        "payee_id_no": p.person.id_no,
        "amount_fen": fen,
        "goods": row.goods,
        "method": order.method if fen else IN_KIND,
        "paid_on": order.paid_on,
        "fund_source_id": order.source.id if order.source else None,
        "bank_name": account.bank_name if account else None,
        "account_no": account.account_no if account else None,
    }


def _voided_before(s: Session, row_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The last voided payment of each row, which a new one replaces."""
    found: dict[UUID, UUID] = {}
    for chunk in families.chunks(row_ids):
        query = select(Payment.entitlement_id, Payment.id).where(
            Payment.entitlement_id.in_(chunk), Payment.voided_on.is_not(None)
        )
        for row, payment in s.execute(query.order_by(Payment.receipt_no)):
            found[row] = payment
    return found


def settle_stage(s: Session, cycle: Cycle, facts: ProgrammeFacts) -> None:
    """A cycle stands at paid while no row is open; a void brings it back to where it can be paid."""
    stage = stages.before_paying(facts) if approval.unpaid(s, cycle.id) else stages.PAID
    if cycle.stage != stage:
        cycle.stage, cycle.closed_on = stage, None
