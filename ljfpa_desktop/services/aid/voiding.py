"""Voiding a receipt and issuing another in its place: the old number stays used, nothing is edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, settle, with_reasons
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.services import programme
from ljfpa_desktop.services.aid import entitlement, payment, proxy, stages
from ljfpa_desktop.services.aid.cycle import find_in
from ljfpa_desktop.services.aid.proxy import Proxy, by_receipt


def void(db: Database, actor: Actor, receipt_no: str, why: str) -> None:
    """Void a receipt with a reason; its row can be paid again. Raises `Invalid`, `Refused`.

    The void is a fact of today even where the payment's month is closed: the open month shows it
    as 调整上月 (DOMAIN.md 3.4).
    """
    access.require(actor, access.VOID)
    with db.transaction(actor, f"作废 {receipt_no}：{why.strip()}", "void") as s:
        old, cycle = _void_in(s, actor, receipt_no, why)
        payment.settle_stage(s, cycle, programme.facts_in(s, old.programme_code))


def _void_in(s: Session, actor: Actor, receipt_no: str, why: str) -> tuple[Payment, Cycle]:
    if not why.strip():
        raise Invalid({"why": "请填写作废原因。"})
    old = by_receipt(s, receipt_no)
    if old.voided_on:
        raise Refused(f"领款单 {old.receipt_no} 已于{dates.chinese(old.voided_on)}作废，不能再次作废。")
    old.voided_on, old.void_why, old.void_by = dates.today(), why.strip(), actor.name
    s.flush()
    return old, find_in(s, old.cycle_id)


def reissue(
    db: Database,
    actor: Actor,
    receipt_no: str,
    why: str,
    changes: Mapping[str, Any] | None = None,
    accepted: dict[str, str] | None = None,
) -> str:
    """Void a receipt and issue another that names it, in one commit; returns the new number.

    ``changes``: amount_fen, goods, person_id, reason of the row; paid_on, method, fund, proxy of
    the payment; what is left out stays. A payment of a closed month is reissued as of today.
    """
    access.require(actor, access.VOID)
    given = dict(changes or {})
    words = with_reasons(f"作废重开 {receipt_no}：{why.strip()}", accepted)
    with db.transaction(actor, words, "void") as s:
        old, cycle = _void_in(s, actor, receipt_no, why)
        facts = programme.facts_in(s, old.programme_code)
        payment.settle_stage(s, cycle, facts)
        stages.require_before(cycle, facts, stages.PAID)
        row_changes = {k: given[k] for k in ("amount_fen", "goods", "person_id", "reason") if k in given}
        if row_changes:
            entitlement.keep_within(s, entitlement.edit_in(s, old.entitlement_id, row_changes, accepted))
        order = payment.order_of(
            s, cycle, given.get("paid_on") or _day(s, old.paid_on), given.get("method") or old.method,
            given.get("fund") or old.fund_source_id, _proxies(old, given),
        )  # fmt: skip
        row = s.get_one(Entitlement, old.entitlement_id)
        found, _ = payment.open_rows(s, cycle, order, [row.id])
        payment.check_money(s, cycle, order, row.amount_fen or 0, old)
        order.proxies = payment.check_proxies(order.proxies, found)
        warnings = proxy.doubts(s, cycle.id, order.proxies) + payment.check_accounts(order, found)
        settle(warnings, accepted)
        ((_, new),) = payment.issue(s, facts, order, found[:1])
        payment.settle_stage(s, cycle, facts)
        return new


def _day(s: Session, paid_on: date) -> date:
    from ljfpa_desktop.services import sheet

    return dates.today() if sheet.closed_in(s, paid_on) else paid_on


def _proxies(old: Payment, given: Mapping[str, Any]) -> dict[UUID, Proxy]:
    if "proxy" in given:
        return {old.entitlement_id: given["proxy"]} if given["proxy"] else {}
    if old.proxy_name is None:
        return {}
    kept = Proxy(
        old.proxy_name,
        old.proxy_relation or "",
        old.proxy_id_no or "",
        old.proxy_phone or "",
        old.proxy_why or "",
    )
    return {old.entitlement_id: kept}
