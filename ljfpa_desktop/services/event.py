"""Events: saved within a minute with kind, date, place and people; the rest later (待补)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Warn, settle, with_reasons
from ljfpa_desktop.base.fields import fields_of
from ljfpa_desktop.base.record import Record
from ljfpa_desktop.models.event import Event, EventAttendee, MaterialIssue
from ljfpa_desktop.services import filling, number

GONE = "这场活动已经不在了，请刷新列表。"
Values = Mapping[str, Any]
FIELDS = fields_of(Event)
MATERIAL = fields_of(MaterialIssue)
ATTENDEE = fields_of(EventAttendee)
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One event with its materials and named attendees, as forms and papers take them."""

    values: dict[str, Any]
    materials: list[dict[str, Any]]
    attendees: list[dict[str, Any]]


def save(
    db: Database,
    actor: Actor,
    values: Values,
    *,
    materials: Sequence[Values] = (),
    attendees: Sequence[Values] = (),
    record_id: UUID | None = None,
    accepted: dict[str, str] | None = None,
) -> UUID:
    """Save an event with its materials and attendees; rows left out are retired.

    Raises `Invalid` (field -> sentence; grid rows as ``materials.0.title``) and `Doubt`.
    """
    access.require(actor, access.WRITE)
    _check(values, materials, attendees)
    settle(_doubts(values), accepted)
    why = with_reasons(f"{'修改' if record_id else '登记'}活动 {values['theme']}", accepted)
    with db.transaction(actor, why) as s:
        return save_in(s, values, materials, attendees, record_id)


def save_in(
    s: Session,
    values: Values,
    materials: Sequence[Values],
    attendees: Sequence[Values],
    record_id: UUID | None = None,
) -> UUID:
    """The same within a running transaction, for values already checked."""
    named = sum(1 for a in attendees if str(a.get("name") or "").strip())
    wanted = dict(values)
    heads = "online_views" if wanted.get("mode") == "ONLINE" else "offline_attendance"
    if named and not wanted.get(heads):
        wanted[heads] = named
    if record_id is None:
        wanted["event_no"] = number.take(s, "HD", values["held_on"].year)
    else:
        wanted.pop("event_no", None)
    event = filling.fill(s, Event, wanted, record_id)
    s.flush()
    _lines(s, MaterialIssue, event.id, [m for m in materials if str(m.get("title") or "").strip()])
    _lines(s, EventAttendee, event.id, [a for a in attendees if str(a.get("name") or "").strip()])
    return event.id


def _lines(
    s: Session, model: type[MaterialIssue] | type[EventAttendee], event_id: UUID, rows: list[Values]
) -> None:
    kept: set[UUID] = set()
    for row in rows:
        line = filling.fill(s, model, {**row, "event_id": event_id}, row.get("id"))
        s.flush()
        kept.add(line.id)
    gone = s.execute(select(model).where(model.event_id == event_id, model.retired_on.is_(None))).scalars()
    for line in gone:
        if line.id not in kept:
            line.retired_on = dates.today()


def _check(values: Values, materials: Sequence[Values], attendees: Sequence[Values]) -> None:
    problems = filling.problems_of(Event, {**values, "event_no": "-"})
    problems |= _time_problems(values)
    heads = [values.get(n) for n in ("offline_attendance", "online_views")]
    named = any(str(a.get("name") or "").strip() for a in attendees)
    if not any(heads) and not named and (values.get("status") or "HELD") == "HELD":
        problems["offline_attendance"] = "请填写参加人数（线下或线上至少一项）。"
    if values.get("status") == "CANCELLED" and not values.get("status_why"):
        problems["status_why"] = "请填写取消原因。"
    problems |= _grid_problems("materials", MaterialIssue, materials)
    problems |= _grid_problems("attendees", EventAttendee, attendees)
    if problems:
        raise Invalid(problems)


def _time_problems(values: Values) -> dict[str, str]:
    problems: dict[str, str] = {}
    held = values.get("held_on")
    if isinstance(held, date) and held > dates.today() and (values.get("status") or "HELD") == "HELD":
        problems["held_on"] = "活动日期在今天之后，请改日期，或把状态改为“计划”。"
    ended = values.get("ended_on")
    if isinstance(ended, date) and isinstance(held, date) and ended < held:
        problems["ended_on"] = "结束日期早于开始日期，请改正。"
    if values.get("session_count") == 0:
        problems["session_count"] = "场次至少是 1。"
    for name in ("start_time", "end_time"):
        if values.get(name) and not TIME.fullmatch(str(values[name])):
            problems[name] = "时间请写成 09:30。"
    begun, over = values.get("start_time") or "", values.get("end_time") or "99"
    if not problems and ended in (None, held) and over < begun:
        problems["end_time"] = "结束时间早于开始时间，请改正。"
    return problems


def _grid_problems(grid: str, model: type[Record], rows: Sequence[Values]) -> dict[str, str]:
    found: dict[str, str] = {}
    for i, row in enumerate(rows):
        found |= {f"{grid}.{i}.{name}": text for name, text in _line_problems(model, row).items()}
    return found


def material_problems(row: Values) -> dict[str, str]:
    """What is wrong with one line of materials, for the grid as it is typed; a blank line is right."""
    return _line_problems(MaterialIssue, row)


def attendee_problems(row: Values) -> dict[str, str]:
    """What is wrong with one named attendee, for the grid as it is typed; a blank line is right."""
    return _line_problems(EventAttendee, row)


def _line_problems(model: type[Record], row: Values) -> dict[str, str]:
    if all(v in (None, "") for name, v in row.items() if name != "id"):
        return {}
    return filling.problems_of(model, row)


def _doubts(values: Values) -> list[Warn]:
    found: list[Warn] = []
    held = values.get("held_on")
    if isinstance(held, date) and (dates.today() - held).days > 400:
        found.append(Warn("old", "held_on", f"活动日期 {held} 是一年多以前，请确认没有写错年份。"))
    planned, offline = values.get("planned"), values.get("offline_attendance")
    if planned and offline and offline > planned * 5 and offline > 100:
        found.append(
            Warn("many", "offline_attendance", f"实到 {offline} 人，是计划 {planned} 人的 5 倍以上，请确认。")
        )
    return found


def facts(db: Database, event_id: UUID) -> EventFacts:
    """One event with everything that belongs to it; raises `Refused` when it is gone."""
    with db.read() as s:
        event = filling.kept(s, Event, event_id, GONE)
        return EventFacts(
            filling.plain(event),
            [filling.plain(m) for m in _of(s, MaterialIssue, event_id)],
            [filling.plain(a) for a in _of(s, EventAttendee, event_id)],
        )


def _of(
    s: Session, model: type[MaterialIssue] | type[EventAttendee], event_id: UUID
) -> Sequence[MaterialIssue | EventAttendee]:
    query = select(model).where(model.event_id == event_id, model.retired_on.is_(None)).order_by(model.id)
    return s.execute(query).scalars().all()


def by_number(db: Database, event_no: str) -> UUID:
    """The event of this number; raises `Refused` when there is none."""
    with db.read() as s:
        found = s.execute(
            select(Event.id).where(Event.event_no == event_no, Event.retired_on.is_(None))
        ).scalar()
    if found is None:
        raise Refused(f"没有编号为“{event_no}”的活动，请检查编号。")
    return found


def retire(db: Database, actor: Actor, event_id: UUID, why: str) -> None:
    """Take an event entered by mistake out of every list and figure; its history stays."""
    access.require(actor, access.WRITE)
    filling.require_reason(why)
    with db.transaction(actor, f"删去错录的活动：{why}") as s:
        event = filling.kept(s, Event, event_id, GONE)
        event.retired_on = dates.today()


def headings(db: Database, day: date) -> list[str]:
    """The headings already used on a day, so that the next event can join one."""
    with db.read() as s:
        query = select(Event.heading).where(
            Event.held_on == day, Event.heading.is_not(None), Event.retired_on.is_(None)
        )
        return sorted({h for h in s.execute(query).scalars() if h})
