"""Month end: what is still missing, closing with a frozen sheet, reopening, and explained differences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.capture import Act, Change
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Warn, settle, with_reasons
from ljfpa_desktop.models.aid import Cycle, Payment
from ljfpa_desktop.models.period import Period, PeriodFigure, PeriodRow
from ljfpa_desktop.models.sync import Parent, Segment
from ljfpa_desktop.services import event_list, figures, frozen, office, sheet
from ljfpa_desktop.services.aid.cycle import BANK
from ljfpa_desktop.services.figures import Row
from ljfpa_desktop.services.indicators import BY_CODE, INDICATORS


@dataclass(frozen=True, slots=True)
class Missing:
    """Something still open in a month: the sentence, and the page where it is settled."""

    code: str
    sentence: str
    page: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of a closed figure that later changed: what was, what is, who changed it and why."""

    code: str
    name: str
    month: str
    text: str
    was: float | None
    now: float | None
    who: str
    why: str


def missing(db: Database, month: str) -> list[Missing]:
    """What a clerk would want to settle before closing the month; empty when all is there."""
    with db.read() as s:
        return missing_in(s, month)


def missing_in(s: Session, month: str) -> list[Missing]:
    """The same within a session."""
    span = figures.span_of(month)
    found: list[Missing] = []
    open_events = event_list.unfinished_in(s, span.first, span.last)
    if open_events:
        found.append(Missing("events", f"{open_events} 场活动的内容、照片等还没有补全。", "events"))
    unsigned = s.execute(
        select(func.count()).where(
            Payment.retired_on.is_(None),
            Payment.voided_on.is_(None),
            Payment.signed_on.is_(None),
            Payment.method.not_in(BANK),
            Payment.paid_on.between(span.first, span.last),
        )
    ).scalar_one()
    if unsigned:
        found.append(Missing("unsigned", f"{unsigned} 笔发放还没有登记签字。", "aid"))
    waiting = s.execute(
        select(func.count()).where(
            Cycle.retired_on.is_(None),
            Cycle.stage.in_(("approved", "publicised")),
            Cycle.approved_on <= span.last,
        )
    ).scalar_one()
    if waiting:
        found.append(Missing("cycles", f"{waiting} 个批次已批准、还没有发放。", "aid"))
    return found


def close(db: Database, actor: Actor, month: str, accepted: dict[str, str] | None = None) -> str:
    """Close a month: freeze its figures and the rows behind them; returns the sheet's hash.

    Raises `Refused` for a month that is closed or lies ahead, `Doubt` for what is missing or for
    closing before the month's last day.
    """
    access.require(actor, access.CLOSE)
    span, today = figures.month_of(month), dates.today()
    if span.first > today:
        raise Refused(f"{month} 还没有到，不能结账。")
    with db.transaction(actor, with_reasons(f"结账 {month}", accepted), "close") as s:
        if sheet.closed_period(s, month) is not None:
            raise Refused(f"{month} 已经结账，要改请先重新打开。")
        later = _closed_after(s, month)
        if later:
            raise Refused(f"{later} 已经结账，请先重新打开 {later}，再结 {month}。")
        settle(_doubts(s, month, early=today < span.last), accepted)
        return _freeze(s, month, today)


def _doubts(s: Session, month: str, *, early: bool) -> list[Warn]:
    doubts = [Warn(m.code, "", m.sentence) for m in missing_in(s, month)]
    gap = _open_before(s, month)
    if gap:
        said = f"{gap} 还没有结账，请先结 {gap}；现在结 {month} 以后，要重开才能补结。"
        doubts.append(Warn("gap", "", said))
    if early:
        doubts.append(Warn("early", "", f"{month} 还没有过完，现在结账以后的记录要到下月调整。"))
    return doubts


def _closed_after(s: Session, month: str) -> str | None:
    later = select(Period.month).where(Period.month > month, *sheet.closed_here(s))
    return s.execute(later.order_by(Period.month)).scalar()


def _open_before(s: Session, month: str) -> str:
    """The month before, when it has records of its own or follows a closed one and is still open; else ''."""
    before, begins = dates.shift_month(month, -1), figures.begins(s)
    if begins is None or dates.month_of(begins) > before or sheet.closed_period(s, before) is not None:
        return ""
    return before


def _freeze(s: Session, month: str, today: date) -> str:
    lines = sheet.live(s, month)
    spans = ((False, figures.span_of(month)), (True, figures.year_to(month)))
    rows = [
        (i.code, of_year, r)
        for i in INDICATORS
        for of_year, span in spans
        for r in figures.rows_in(s, i, span)
    ]
    figures_ = [(x.indicator.code, x.month, x.year_to_date, x.same_period, x.adjustment) for x in lines]
    behind = [(code, of_year, r.part, r.key, r.value, r.record, str(r.date)) for code, of_year, r in rows]
    digest = frozen.digest(month, figures_, behind)
    head = s.execute(select(Act.h).order_by(Act.seq.desc()).limit(1)).scalar() or b""
    own = office.office_id(s)
    made = select(func.count()).where(Period.month == month, Period.office_id == own)
    edition = s.execute(made).scalar_one() + 1
    period = Period(
        office_id=own, month=month, edition=edition, closed_on=today, sheet_hash=digest,
        audit_head=head.hex(), heads=_heads(s),
    )  # fmt: skip
    s.add(period)
    s.flush()
    for line in lines:
        s.add(
            PeriodFigure(
                office_id=own,
                period_id=period.id,
                code=line.indicator.code,
                month_value=line.month,
                year_value=line.year_to_date,
                same_value=line.same_period,
                adjustment=line.adjustment,
            )
        )
    if rows:
        s.execute(insert(PeriodRow), [_stored(period.id, *r) for r in rows])
    return digest


def _heads(s: Session) -> str | None:
    """What was sealed when the sheet was made, by scope: from it the sheet can be computed again for ever."""
    there = ("applied", "rescued", "pruned")
    after = select(Parent.parent).join(Segment, Segment.hash == Parent.child)
    followed = after.where(Segment.state.in_(there))
    found: dict[str, list[str]] = {}
    for scope, name in s.execute(
        select(Segment.scope, Segment.hash)
        .where(Segment.state.in_(there), Segment.hash.not_in(followed))
        .order_by(Segment.scope, Segment.hash)
    ):
        found.setdefault(scope, []).append(name.hex())
    return json.dumps(found) if found else None


def _stored(period_id: UUID, code: str, of_year: bool, r: Row) -> dict[str, Any]:
    return {
        "period_id": period_id,
        "code": code,
        "of_year": of_year,
        "part": r.part,
        "key": r.key,
        "value": r.value,
        "household": r.household,
        "person": r.person,
        "office": r.office,
        "source": r.source,
        "record": r.record,
        "day": r.date,
        "text": r.text,
    }


def reopen(db: Database, actor: Actor, month: str, why: str) -> None:
    """Open a closed month again with a reason; its frozen edition stays, the next close makes a new one."""
    access.require(actor, access.CLOSE)
    if not why.strip():
        raise Invalid({"why": "请填写重新打开的原因。"})
    with db.transaction(actor, f"重新打开 {month}：{why}", "reopen") as s:
        period = sheet.closed_period(s, month)
        if period is None:
            raise Refused(f"{month} 没有结账，不用重新打开。")
        later = _closed_after(s, month)
        if later:
            raise Refused(f"{later} 已经结账，请从最后结账的月份起逐月重新打开。")
        period.reopened_on, period.reopen_why = dates.today(), why.strip()


def differences(db: Database, month: str) -> list[Difference]:
    """What changed since in the year up to the last closed month before ``month`` (the sheet's annex)."""
    with db.read() as s:
        before = sheet.last_closed(s, month)
        if before is None:
            return []
        found: list[Difference] = []
        closed = s.execute(select(func.min(Change.act)).where(Change.row == before.id)).scalar() or 0
        for indicator in INDICATORS:
            was = {(r.part, r.key): r for r in sheet.frozen_rows(s, before.id, indicator.code, of_year=True)}
            now = {(r.part, r.key): r for r in figures.rows_in(s, indicator, figures.year_to(before.month))}
            changed = [k for k in {**was, **now} if _value(was.get(k)) != _value(now.get(k))]
            found += [_difference(s, indicator.code, was.get(k), now.get(k), closed) for k in changed]
        return found


def _value(row: Row | None) -> float | None:
    return None if row is None else float(row.value)


def _difference(s: Session, code: str, was: Row | None, now: Row | None, closed: int) -> Difference:
    row = was or now
    assert row is not None
    who, why = _cause(s, row, closed)
    (named,) = figures.named(s, [row])
    text = f"{named.head or named.person_name} {row.text}".strip()
    return Difference(
        code,
        BY_CODE[code].name,
        f"{row.date:%Y-%m}" if row.date else "",
        text,
        _value(was),
        _value(now),
        who,
        why,
    )


def _cause(s: Session, row: Row, closed: int) -> tuple[str, str]:
    """Who changed a row after the close and why: its record, else its key (a material), else its family."""
    for changed in (row.record, row.key, row.household):
        found = s.execute(
            select(Act.actor, Act.why)
            .join(Change, Change.act == Act.seq)
            .where(Change.row == changed, Act.seq > closed)
            .order_by(Act.seq.desc())
            .limit(1)
        ).first()
        if found:
            return found.actor, found.why
    return "", ""


class Month(NamedTuple):
    """A month of the office: its closed edition (0 while open) and the day it was closed."""

    month: str
    edition: int
    closed_on: date | None


def months(db: Database, year: int | None = None) -> list[Month]:
    """The months from the office's first records (or this year's January) to today, newest first."""
    today = dates.today()
    with db.read() as s:
        first = figures.begins(s)
        closed = {p.month: p for p in s.execute(select(Period).where(*sheet.closed_here(s))).scalars()}
    month = dates.month_of(today)  # the first records lie after it where the clock is wrong
    start = min([month, dates.month_of(first) if first else f"{today.year}-01", *closed])
    found: list[Month] = []
    while month >= start:
        period = closed.get(month)
        found.append(Month(month, period.edition if period else 0, period.closed_on if period else None))
        month = dates.shift_month(month, -1)
    return [m for m in found if year is None or m.month[:4] == str(year)]


def due(db: Database) -> str:
    """The month a clerk works on: the first open one after the last closed, else last month with records."""
    known = months(db)
    closed = [m.month for m in known if m.edition]
    if closed:
        return min(dates.shift_month(closed[0], 1), known[0].month)
    with db.read() as s:
        begins = figures.begins(s)
    last = known[1].month if len(known) > 1 else known[0].month
    return last if begins is not None and f"{begins:%Y-%m}" <= last else known[0].month
