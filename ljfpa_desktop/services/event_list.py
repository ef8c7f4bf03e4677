"""The list of events: filters, order, totals, and what is still to be added (待补)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, extract, func, or_, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.models.attachment import Attachment
from ljfpa_desktop.models.event import Event
from ljfpa_desktop.services import whose

HEADS = func.coalesce(Event.offline_attendance, 0) + func.coalesce(Event.online_views, 0)
ORDERS: dict[str, Any] = {
    "held_on": Event.held_on,
    "kind": Event.kind,
    "theme": Event.theme,
    "place": Event.place,
    "sessions": Event.session_count,
    "attendance": HEADS,
    "event_no": Event.event_no,
}


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as the list shows it, in words; ``missing`` is what is still to be added."""

    id: UUID
    held_on: date
    kind: str
    theme: str
    place: str
    heading: str
    sessions: int
    offline: int
    online: int
    status: str
    missing: tuple[str, ...]

    @property
    def attendance(self) -> int:
        """人次: offline heads and online views."""
        return self.offline + self.online


def missing_of(event: Event, has_photo: bool) -> tuple[str, ...]:
    """What is still to be added to a held event (待补), as words."""
    if event.status != "HELD":
        return ()
    wanted = {
        "活动内容": event.content,
        "主办单位": event.host_org,
        "记录人": event.recorder,
        "照片": has_photo,
    }
    if event.online_views and not has_photo:
        wanted["线上截图"] = False
    return tuple(word for word, there in wanted.items() if not there)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events a list shows; ``lacking`` those that still miss something."""

    year: int | None = None
    month: str = ""
    kind: str = ""
    status: str = ""
    words: str = ""
    lacking: bool = False


ALL = Wanted()


def page(
    db: Database,
    wanted: Wanted = ALL,
    *,
    sort: tuple[str, bool] | None = None,
    offset: int = 0,
    limit: int = 100,
) -> list[EventLine]:
    """A window of the list, newest first unless ``sort`` (a key of `ORDERS`, descending) says otherwise."""
    order: list[Any] = [Event.held_on.desc(), Event.event_no.desc()]
    if sort is not None and sort[0] in ORDERS:
        order.insert(0, ORDERS[sort[0]].desc() if sort[1] else ORDERS[sort[0]].asc())
    query = select(Event).where(*_filters(wanted)).order_by(*order)
    with db.read() as s:
        events = s.execute(query.offset(offset).limit(limit)).scalars().all()
        photos = _with_photos(s, [e.id for e in events])
        of = whose.names(s)  # at the county the township stands before the place
        return [_line(e, f"{of(e.office_id)} {e.place}".strip(), e.id in photos) for e in events]


def count(db: Database, wanted: Wanted = ALL) -> tuple[int, int, int]:
    """How many events, sessions and person-times the filtered list holds; only held ones count."""
    held = Event.status == "HELD"
    with db.read() as s:
        row = s.execute(
            select(
                func.count(),
                func.coalesce(func.sum(Event.session_count).filter(held), 0),
                func.coalesce(func.sum(HEADS).filter(held), 0),
            ).where(*_filters(wanted))
        ).one()
    return int(row[0]), int(row[1]), int(row[2])


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Event.retired_on.is_(None)]
    if wanted.year:
        found.append(Event.held_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.month:
        found.append(Event.held_on.between(*dates.month_range(wanted.month)))
    if wanted.kind:
        found.append(Event.kind == wanted.kind)
    if wanted.status:
        found.append(Event.status == wanted.status)
    if wanted.words.strip():
        columns = (Event.theme, Event.place, Event.heading, Event.event_no)
        found.append(or_(*(c.contains(wanted.words.strip(), autoescape=True) for c in columns)))
    if wanted.lacking:
        found.append(_lacks())
    return found


def _lacks() -> ColumnElement[bool]:
    """The same as `missing_of`, for the database."""
    photo = exists().where(Attachment.owner_id == Event.id, Attachment.retired_on.is_(None))
    empty = [func.coalesce(c, "") == "" for c in (Event.content, Event.host_org, Event.recorder)]
    return and_(Event.status == "HELD", or_(*empty, ~photo))


def _line(e: Event, place: str, has_photo: bool) -> EventLine:
    return EventLine(
        e.id,
        e.held_on,
        codes.label("event_kind", e.kind),
        e.theme,
        place,
        e.heading or "",
        e.session_count,
        e.offline_attendance or 0,
        e.online_views or 0,
        codes.label("event_status", e.status),
        missing_of(e, has_photo),
    )


def _with_photos(s: Session, ids: list[UUID]) -> set[UUID]:
    query = select(Attachment.owner_id).where(Attachment.owner_id.in_(ids), Attachment.retired_on.is_(None))
    return set(s.execute(query).scalars())


def unfinished_in(s: Session, first: date, last: date) -> int:
    """How many events held in these days still miss something."""
    query = select(func.count()).where(
        Event.retired_on.is_(None), Event.held_on.between(first, last), _lacks()
    )
    return int(s.execute(query).scalar_one())


def unfinished(db: Database, year: int) -> int:
    """How many events of a year still miss something: the same on 工作台 and on 活动."""
    with db.read() as s:
        return unfinished_in(s, date(year, 1, 1), date(year, 12, 31))


def years(db: Database) -> list[int]:
    """The years with events, newest first."""
    with db.read() as s:
        query = select(extract("year", Event.held_on)).where(Event.retired_on.is_(None)).distinct()
        found = s.execute(query).scalars()
        return sorted({int(y) for y in found} | {dates.today().year}, reverse=True)


def wanted_of(filters: Mapping[str, Any]) -> Wanted:
    """The filters of a list (year, month, kind, state, text) as `Wanted`; state ``LACKING`` means 待补."""
    state = str(filters.get("state") or "")
    return Wanted(
        year=int(filters["year"]) if filters.get("year") else None,
        month=str(filters.get("month") or ""),
        kind=str(filters.get("kind") or ""),
        status="" if state == "LACKING" else state,
        words=str(filters.get("text") or ""),
        lacking=state == "LACKING",
    )
