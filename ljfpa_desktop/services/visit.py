"""Visits to families: recorded, listed, taken back (DOMAIN.md 1 P06, P21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, codes, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Warn, settle, with_reasons
from ljfpa_desktop.base.fields import fields_of
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.models.visit import Visit
from ljfpa_desktop.services import filling
from ljfpa_desktop.services.household import head_name_of, heads_in

FIELDS = fields_of(Visit)
LATE_DAYS = 180  # older visits are asked about: mostly a slip in the year


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit as lists show it; the value of goods in 分."""

    id: UUID
    household_id: UUID
    head: str
    visited_on: date
    occasion: str
    visitors: str
    goods: str
    goods_value_fen: int | None


def save(
    db: Database,
    actor: Actor,
    values: Mapping[str, Any],
    *,
    record_id: UUID | None = None,
    accepted: dict[str, str] | None = None,
) -> UUID:
    """Record a visit to a family, or change one; raises `Invalid` and `Doubt` (late, same_day)."""
    return save_many(db, actor, [values["household_id"]], values, record_id=record_id, accepted=accepted)[0]


def save_many(
    db: Database,
    actor: Actor,
    household_ids: Sequence[UUID],
    values: Mapping[str, Any],
    *,
    record_id: UUID | None = None,
    accepted: dict[str, str] | None = None,
) -> list[UUID]:
    """Record the same visit to several families, one row for each; raises `Invalid`, `Doubt`, `Refused`."""
    access.require(actor, access.WRITE)
    _check(values)
    why = with_reasons(_why(db, household_ids, changed=record_id is not None), accepted)
    with db.transaction(actor, why) as s:
        wanted = list(dict.fromkeys(household_ids))
        _require_kept(s, wanted)
        settle(_doubts(s, wanted, values, record_id), accepted)
        rows = [filling.fill(s, Visit, {**values, "household_id": i}, record_id) for i in wanted]
        s.flush()
        return [row.id for row in rows]


def _require_kept(s: Session, household_ids: Sequence[UUID]) -> None:
    kept = select(func.count()).where(Household.id.in_(household_ids), Household.retired_on.is_(None))
    if s.scalar(kept) != len(household_ids):
        raise Refused("这一户已不在册，请刷新后再试。")


def _why(db: Database, household_ids: Sequence[UUID], *, changed: bool) -> str:
    with db.read() as s:
        whom = head_name_of(s, household_ids[0]) if len(household_ids) == 1 else f"{len(household_ids)} 户"
    return f"{'修改' if changed else '登记'}走访 {whom}"


def _check(values: Mapping[str, Any]) -> None:
    problems = filling.problems_of(Visit, values)
    day = values.get("visited_on")
    if isinstance(day, date) and day > dates.today():
        problems["visited_on"] = f"走访日期 {day} 还没有到，请核对。"
    if problems:
        raise Invalid(problems)


def _doubts(
    s: Session, household_ids: Sequence[UUID], values: Mapping[str, Any], record_id: UUID | None
) -> list[Warn]:
    day: date = values["visited_on"]
    found: list[Warn] = []
    if record_id is None and (dates.today() - day).days > LATE_DAYS:
        found.append(Warn("late", "visited_on", f"走访日期 {day} 已过去半年以上，请核对年份。"))
    query = select(Visit.household_id).where(
        Visit.household_id.in_(household_ids), Visit.visited_on == day, Visit.retired_on.is_(None)
    )
    if record_id is not None:
        query = query.where(Visit.id != record_id)
    again = list(dict.fromkeys(s.scalars(query)))
    if again:
        names = "、".join(head.name for head in list(heads_in(s, again).values())[:3])
        found.append(Warn("same_day", "visited_on", f"{names}家 {day} 已登记过走访，再登记会算两次。"))
    return found


def values_of(db: Database, visit_id: UUID) -> dict[str, Any]:
    """A visit's values as a form takes them; raises `Refused` when it is no longer kept."""
    with db.read() as s:
        return filling.plain(_kept(s, visit_id))


def retire(db: Database, actor: Actor, visit_ids: Sequence[UUID], why: str) -> None:
    """Take visits back that were recorded by mistake; raises `Invalid` without a reason."""
    access.require(actor, access.WRITE)
    if not why.strip():
        raise Invalid({"why": "请填写撤销走访的原因。"})
    with db.transaction(actor, f"撤销走访：{why}") as s:
        for visit_id in visit_ids:
            _kept(s, visit_id).retired_on = dates.today()


def _kept(s: Session, visit_id: UUID) -> Visit:
    found = s.get(Visit, visit_id)
    if found is None or found.retired_on is not None:
        raise Refused("这次走访已不在册，请刷新后再试。")
    return found


def list_of(
    db: Database, first: date | None = None, last: date | None = None, household_id: UUID | None = None
) -> list[VisitLine]:
    """The visits between two days (or of all times), of one family if given, the newest first."""
    query = (
        select(Visit)
        .join(Household, Household.id == Visit.household_id)
        .where(Visit.retired_on.is_(None))
        .order_by(Visit.visited_on.desc(), Household.household_no)
    )
    if household_id is not None:
        query = query.where(Visit.household_id == household_id)
    if first is not None:
        query = query.where(Visit.visited_on >= first)
    if last is not None:
        query = query.where(Visit.visited_on <= last)
    with db.read() as s:
        found = s.scalars(query).all()
        heads = heads_in(s, [v.household_id for v in found])
        return [
            VisitLine(
                v.id,
                v.household_id,
                heads[v.household_id].name if v.household_id in heads else "",
                v.visited_on,
                codes.label("visit_occasion", v.occasion),
                v.visitors,
                v.goods or "",
                v.goods_value_fen,
            )
            for v in found
        ]
