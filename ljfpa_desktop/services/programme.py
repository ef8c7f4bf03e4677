"""Programmes of aid as data: stages, limits, who they are for, and their rates with the local overlay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.models.programme import Programme, Rate
from ljfpa_desktop.services import office

ANY = "*"


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """A programme as cycles follow it; ``categories`` is ``("*",)`` where any family may be helped."""

    code: str
    name: str
    aid_kind: str
    stages: tuple[str, ...]
    categories: tuple[str, ...]
    documents: str
    cap_fen: int | None
    times_per_year: int | None
    is_public: bool

    def is_for(self, category: str) -> bool:
        """Whether a family of this category may be helped by it."""
        return ANY in self.categories or category in self.categories


@dataclass(frozen=True, slots=True)
class RateLine:
    """A standard amount as it holds on a day; ``is_local`` marks the township's own."""

    id: UUID
    programme_code: str
    label: str
    amount_fen: int
    valid_from: date
    valid_to: date | None
    is_local: bool


def facts_in(s: Session, code: str) -> ProgrammeFacts:
    """The programme of a code; raises `Refused` when there is none in use."""
    found = s.execute(
        select(Programme).where(Programme.code == code, Programme.retired_on.is_(None))
    ).scalar_one_or_none()
    if found is None:
        raise Refused(f"没有代码为“{code}”的帮扶项目，请从列表里选择。")
    return _facts(found)


def list_all(db: Database, day: date | None = None) -> list[ProgrammeFacts]:
    """The programmes in use on a day (today), in the order of their codes."""
    day = day or dates.today()
    with db.read() as s:
        query = (
            select(Programme)
            .where(
                Programme.retired_on.is_(None),
                Programme.valid_from <= day,
                or_(Programme.valid_to.is_(None), Programme.valid_to >= day),
            )
            .order_by(Programme.code)
        )
        return [_facts(p) for p in s.execute(query).scalars()]


def _facts(p: Programme) -> ProgrammeFacts:
    return ProgrammeFacts(
        p.code, p.name, p.aid_kind, tuple(p.stages.split(",")), tuple(p.categories.split(",")),
        p.documents or "",
        p.cap_fen, p.times_per_year, p.is_public,
    )  # fmt: skip


def rates_in(s: Session, code: str, day: date) -> list[RateLine]:
    """The standards of a programme on a day; a local one stands in for the shipped one of its name."""
    query = (
        select(Rate)
        .where(
            Rate.programme_code == code,
            Rate.retired_on.is_(None),
            Rate.valid_from <= day,
            or_(Rate.valid_to.is_(None), Rate.valid_to >= day),
        )
        .order_by(Rate.is_local, Rate.valid_from)
    )
    by_label = {r.label: _line(r) for r in s.execute(query).scalars()}
    return sorted(by_label.values(), key=lambda r: (r.amount_fen, r.label))


def rates(db: Database, code: str, day: date | None = None) -> list[RateLine]:
    """The standards of a programme on a day (today), the lowest first."""
    with db.read() as s:
        return rates_in(s, code, day or dates.today())


def _line(r: Rate) -> RateLine:
    return RateLine(r.id, r.programme_code, r.label, r.amount_fen, r.valid_from, r.valid_to, r.is_local)


def save_rate(db: Database, actor: Actor, values: Mapping[str, Any]) -> UUID:
    """Set the township's own standard: programme_code, label, amount_fen, valid_from (RULINGS.md 10).

    The shipped row stays; the local one stands in for it from its day on, and an earlier local
    one of the same name ends the day before. Raises `Invalid`.
    """
    access.require(actor, access.WRITE)
    label, amount = str(values.get("label") or "").strip(), values.get("amount_fen")
    begins = values.get("valid_from")
    problems: dict[str, str] = {}
    if not label:
        problems["label"] = "请填写标准的档次名称，例如“一般困难”。"
    if not isinstance(amount, int) or amount <= 0:
        problems["amount_fen"] = "标准金额要大于0，请重新填写。"
    if not isinstance(begins, date):
        problems["valid_from"] = "请填写启用日期。"
    if problems or not isinstance(begins, date):
        raise Invalid(problems)
    with db.transaction(actor, f"设定本地标准 {label}") as s:
        programme = facts_in(s, str(values.get("programme_code") or ""))
        ends = _end_earlier(s, programme.code, label, begins)
        rate = Rate(
            office_id=office.office_id(s), programme_code=programme.code, label=label, amount_fen=amount,
            valid_from=begins, valid_to=ends, is_local=True,
        )  # fmt: skip
        s.add(rate)
        s.flush()
        return rate.id


def _end_earlier(s: Session, code: str, label: str, begins: date) -> date | None:
    """End or replace what held on the day; returns the last day before a later standard, if there is one."""
    later: list[date] = []
    query = select(Rate).where(
        Rate.programme_code == code, Rate.label == label, Rate.is_local, Rate.retired_on.is_(None),
        or_(Rate.valid_to.is_(None), Rate.valid_to >= begins),
    )  # fmt: skip
    for earlier in s.execute(query).scalars():
        if earlier.valid_from > begins:
            later.append(earlier.valid_from)
        elif earlier.valid_from == begins:
            earlier.retired_on = dates.today()
        else:
            earlier.valid_to = begins - timedelta(days=1)
    return min(later) - timedelta(days=1) if later else None


def retire_rate(db: Database, actor: Actor, rate_id: UUID) -> None:
    """Take a local standard back, so that the county's holds again; the county's own stays."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "取消本地标准") as s:
        rate = s.get(Rate, rate_id)
        if rate is None or not rate.is_local or rate.retired_on:
            raise Refused("县里的标准不能取消，只能用本地标准代替。")
        rate.retired_on = dates.today()
