"""Collecting for another (代领): who, in what relation, why; and a cadre who collects for many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, codes, contacts, idcard
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Warn, settle, with_reasons
from ljfpa_desktop.base.text import clean_name, clean_text
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.services.aid.cycle import live_payment

CADRE = codes.code_of("payee_relation", "CADRE")
MANY = 3  # DOMAIN.md 3.4: a cadre collecting for this many households is flagged


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who collects for the payee; ``relation`` is of the code table payee_relation."""

    name: str
    relation: str
    id_no: str
    phone: str
    why: str


def checked(proxy: Proxy, payee: str, key: str = "") -> tuple[Proxy, dict[str, str]]:
    """The proxy cleaned, and what is wrong with it: ``key`` + field -> sentence (DOMAIN.md 3.4)."""
    clean = Proxy(
        clean_name(proxy.name),
        proxy.relation,
        clean_text(proxy.id_no),
        clean_text(proxy.phone),
        proxy.why.strip(),
    )
    problems: dict[str, str] = {}
    if not clean.name:
        problems["name"] = f"请填写“{payee}”的代领人姓名。"
    elif clean.name == payee:
        problems["name"] = f"代领人和领款人“{payee}”同名，本人领款不用填代领人。"
    if clean.relation not in dict(codes.choices("payee_relation")):
        problems["relation"] = f"请选择代领人与“{payee}”的关系。"
    read = idcard.read_id(clean.id_no)
    if not read.value or read.status != "VALID":
        problems["id_no"] = f"“{payee}”的代领人身份证号不对，请按身份证填写。"
    phones, _ = contacts.read_phones(clean.phone)
    if not phones:
        problems["phone"] = f"请填写“{payee}”的代领人的电话（手机11位或带区号的座机）。"
    if not clean.why:
        problems["why"] = f"请填写“{payee}”由人代领的原因。"
    settled = Proxy(clean.name, clean.relation, read.value or clean.id_no, (phones or [""])[0], clean.why)
    return settled, {key + name: sentence for name, sentence in problems.items()}


def doubts(s: Session, cycle_id: UUID, proxies: Mapping[UUID, Proxy]) -> list[Warn]:
    """A village cadre who would collect for three households or more of a cycle."""
    found: list[Warn] = []
    cadres = {p.id_no: p.name for p in proxies.values() if p.relation == CADRE}
    for id_no, name in cadres.items():
        before = select(func.count(Payment.household_id.distinct())).where(
            Payment.cycle_id == cycle_id,
            Payment.proxy_id_no == id_no,
            live_payment(),
            Payment.id.not_in(proxies),
        )
        count = s.execute(before).scalar_one() + sum(p.id_no == id_no for p in proxies.values())
        if count >= MANY:
            said = f"村干部“{name}”在这一批次代领 {count} 户，3 户以上要说明原因"
            found.append(Warn("cadre", "proxy", f"{said}，并请本人尽量到场领款。"))
    return found


def put(payment: Payment, proxy: Proxy | None) -> None:
    """Write the proxy on the payment; None says that the payee takes the money."""
    payment.proxy_name = proxy.name if proxy else None
    payment.proxy_relation = proxy.relation if proxy else None
    payment.proxy_id_no = proxy.id_no if proxy else None
    payment.proxy_phone = proxy.phone if proxy else None
    payment.proxy_why = proxy.why if proxy else None


def record(
    db: Database, actor: Actor, receipt_no: str, proxy: Proxy | None, accepted: dict[str, str] | None = None
) -> None:
    """Record afterwards who collected for the payee, until the receipt is signed; None takes it back."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, with_reasons(f"登记代领 {receipt_no}", accepted)) as s:
        payment = by_receipt(s, receipt_no)
        if payment.voided_on or payment.signed_on:
            state = "作废" if payment.voided_on else "签回"
            raise Refused(f"领款单 {receipt_no} 已{state}，不能再改代领人。")
        if proxy is not None:
            proxy, problems = checked(proxy, payment.payee_name)
            if problems:
                raise Invalid(problems)
            settle(doubts(s, payment.cycle_id, {payment.id: proxy}), accepted)
        put(payment, proxy)


def by_receipt(s: Session, receipt_no: str) -> Payment:
    """The payment of a receipt number; raises `Refused` when there is none."""
    query = select(Payment).where(Payment.receipt_no == receipt_no.strip(), Payment.retired_on.is_(None))
    found = s.execute(query).scalars().first()
    if found is None:
        raise Refused(f"没有编号为“{receipt_no}”的领款单，请核对编号。")
    return found
