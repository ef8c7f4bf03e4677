"""Honours and their certificates (证书登记簿)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, codes, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.fields import fields_of
from ljfpa_desktop.models.honour import Honour
from ljfpa_desktop.services import filling, number

GONE = "这项荣誉已经不在了，请刷新列表。"
FIELDS = fields_of(Honour)
REVOKED = "REVOKED"
# What stands on the certificate itself.
PRINTED = (
    "title", "kind", "level", "grantor", "granted_on", "status", "recipient_kind", "recipient_name", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HonourLine:
    """An honour as the register of certificates shows it."""

    id: UUID
    granted_on: date
    title: str
    level: str
    recipient: str
    grantor: str
    certificate_no: str
    status: str


def save(db: Database, actor: Actor, values: Mapping[str, Any], *, record_id: UUID | None = None) -> UUID:
    """Save an honour; raises `Invalid`. The certificate's number is taken when it is first issued."""
    access.require(actor, access.WRITE)
    problems = filling.problems_of(Honour, values)
    granted = values.get("granted_on")
    if isinstance(granted, date) and granted > dates.today():
        problems["granted_on"] = "授予日期在今天之后，请改正。"
    if values.get("status") == REVOKED and (record_id is None or facts(db, record_id)["status"] != REVOKED):
        problems["status"] = "作废要用“作废证书”，并写明原因。"
    if problems:
        raise Invalid(problems)
    with db.transaction(actor, f"{'修改' if record_id else '登记'}荣誉 {values['title']}") as s:
        wanted = {k: v for k, v in values.items() if k != "certificate_no"}
        _refuse_other_words(s, wanted, record_id)
        honour = filling.fill(s, Honour, wanted, record_id)
        s.flush()
        return honour.id


def _refuse_other_words(s: Session, wanted: Mapping[str, Any], record_id: UUID | None) -> None:
    """An issued certificate keeps its words: what stands on it cannot change any more."""
    honour = s.get(Honour, record_id) if record_id else None
    if honour is None or not honour.certificate_no:
        return
    for name in PRINTED:
        if name in wanted and (wanted[name] or None) != getattr(honour, name):
            label = FIELDS[name].label
            raise Refused(f"证书 {honour.certificate_no} 已经签发，“{label}”不能再改。请作废后重新登记。")


def issue(db: Database, actor: Actor, honour_id: UUID) -> str:
    """Give the certificate its number, once; returns it. A revoked one only keeps the number it had."""
    access.require(actor, access.WRITE)
    known = facts(db, honour_id)["certificate_no"]
    if known:
        return str(known)
    with db.transaction(actor, "签发证书") as s:
        return take_certificate_no(s, honour_id)


def revoke(db: Database, actor: Actor, honour_id: UUID, why: str) -> None:
    """Void an issued certificate: its number stays used and further copies say 作废 (DOMAIN.md 3.4)."""
    access.require(actor, access.VOID)
    filling.require_reason(why, "请填写作废原因。")
    with db.transaction(actor, f"作废证书：{why.strip()}") as s:
        honour = s.get(Honour, honour_id)
        if honour is None or honour.retired_on or not honour.certificate_no:
            raise Refused("这张证书还没有签发，不用作废；错录的请用“删去错录”。")
        if honour.status == REVOKED:
            raise Refused(f"证书 {honour.certificate_no} 已经作废。")
        honour.status = REVOKED
        honour.remark = "\n".join(x for x in (honour.remark, f"作废：{why.strip()}") if x)


def require_awarded(values: Mapping[str, Any]) -> None:
    """Raise `Refused` for an honour that is only recommended: it has no certificate yet."""
    if values["status"] == "RECOMMENDED":
        raise Refused("这项荣誉还没有授予，不能打印证书。")


def take_certificate_no(s: Session, honour_id: UUID) -> str:
    """The certificate's number (ZS), taken once at first issue."""
    honour = filling.kept(s, Honour, honour_id, GONE)
    require_awarded({"status": honour.status})
    if not honour.certificate_no:
        honour.certificate_no = number.take(s, "ZS", honour.granted_on.year)
    return honour.certificate_no


def page(db: Database, *, words: str = "", year: int | None = None) -> list[HonourLine]:
    """The honours, newest first."""
    query = select(Honour).where(Honour.retired_on.is_(None)).order_by(Honour.granted_on.desc(), Honour.title)
    if words.strip():
        columns = (Honour.title, Honour.recipient_name, Honour.certificate_no)
        query = query.where(or_(*(c.contains(words.strip(), autoescape=True) for c in columns)))
    if year:
        query = query.where(Honour.granted_on.between(date(year, 1, 1), date(year, 12, 31)))
    with db.read() as s:
        return [_line(h) for h in s.execute(query).scalars()]


def _line(h: Honour) -> HonourLine:
    return HonourLine(
        h.id,
        h.granted_on,
        h.title,
        codes.label("honour_level", h.level),
        h.recipient_name,
        h.grantor,
        h.certificate_no or "",
        codes.label("honour_status", h.status),
    )


def facts(db: Database, honour_id: UUID) -> dict[str, Any]:
    """The honour's values as a form takes them; raises `Refused` when it is gone."""
    with db.read() as s:
        honour = filling.kept(s, Honour, honour_id, GONE)
        return filling.plain(honour)


def retire(db: Database, actor: Actor, honour_id: UUID, why: str) -> None:
    """Take an honour entered by mistake out; refused once its certificate was issued."""
    access.require(actor, access.WRITE)
    filling.require_reason(why)
    with db.transaction(actor, f"删去错录的荣誉：{why}") as s:
        honour = filling.kept(s, Honour, honour_id, GONE)
        if honour.certificate_no:
            raise Refused(f"证书 {honour.certificate_no} 已经签发，不能删去，请作废证书。")
        honour.retired_on = dates.today()
