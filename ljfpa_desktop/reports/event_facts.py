"""What the sign-in sheet (F08) and the event record (F09) say, out of an event's records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.reports.event_record import EventFacts, Photo
from ljfpa_desktop.reports.signin import Attendee, SigninFacts
from ljfpa_desktop.services import attachment, event, fund, office

MOST_PHOTOS = 6


def record(db: Database, actor: Actor, event_id: UUID) -> EventFacts:
    """The facts of F09; photos come from the vault, at most six."""
    facts, own = event.facts(db, event_id), office.facts(db)
    v = facts.values
    photos = [
        Photo(
            data=attachment.content(db, p.sha256),
            caption=p.caption,
            taken_at=f"{p.taken_on:%Y-%m-%d}" if p.taken_on else "",
        )
        for p in attachment.of_record(db, event_id)[:MOST_PHOTOS]
    ]
    issued = [(m["kind"], f"{m['title']} × {m['quantity']}") for m in facts.materials]
    speaker = " ".join(x for x in (v["speaker"], v["speaker_org"]) if x)
    return EventFacts(
        event_no=v["event_no"],
        office=office.title_on(v["event_no"], own.title),
        name=v["theme"],
        kind=codes.label("event_kind", v["kind"]),
        held_at=held_at(v),
        place=v["place"],
        host=v["host_org"] or office.title_on(v["event_no"], own.title),
        co_hosts=_text(v["co_orgs"]),
        speaker=speaker,
        audience=_text(v["audience"]),
        planned=_text(v["planned"]),
        offline_attendance=_text(v["offline_attendance"]),
        online_views=_text(v["online_views"]),
        family_groups=_text(v["family_groups"]),
        materials=tuple(text for kind, text in issued if kind != "GIFT"),
        gifts=tuple(text for kind, text in issued if kind == "GIFT"),
        volunteers=_text(v["volunteer_count"]),
        volunteer_hours=_text(v["volunteer_hours"]),
        fund_source=fund.name_of(db, v["fund_source_id"]) if v["fund_source_id"] else "",
        cost_fen=v["cost_fen"],
        description=_text(v["content"]),
        outcome=_text(v["effect"]),
        photos=tuple(photos),
        recorder=_text(v["recorder"]),
        responsible=_text(v["principal"]),
        printed_at=f"{dates.local(dates.now()):%Y-%m-%d %H:%M}",
        printed_by=actor.name,
    )


def signin(db: Database, actor: Actor, event_id: UUID, *, shows_phone: bool = True) -> SigninFacts:
    """The facts of F08, with the named attendees filled in; a parenting event has the child's columns."""
    facts, own = event.facts(db, event_id), office.facts(db)
    v = facts.values
    attendees = [
        Attendee(
            name=a["name"],
            unit=_text(a["place"]),
            phone=_text(a["phone"]) if shows_phone else "",
            child=_text(a["child_name"]),
            child_months=_text(a["child_months"]),
        )
        for a in facts.attendees
    ]
    return SigninFacts(
        event_no=v["event_no"],
        office=office.title_on(v["event_no"], own.title),
        event_name=v["theme"],
        held_at=held_at(v),
        place=v["place"],
        host=v["host_org"] or office.title_on(v["event_no"], own.title),
        presenter=_text(v["speaker"]),
        attendees=tuple(attendees),
        with_children=v["kind"] == "PARENTING",
        shows_phone=shows_phone,
        printed_at=f"{dates.local(dates.now()):%Y-%m-%d %H:%M}",
        printed_by=actor.name,
    )


def held_at(values: Mapping[str, Any]) -> str:
    """When an event was held: one day or from a day to a day, with its hours."""
    first: date = values["held_on"]
    last: date | None = values["ended_on"]
    days = dates.chinese(first) + (f"至{dates.chinese(last)}" if last and last != first else "")
    hours = "-".join(x for x in (values["start_time"], values["end_time"]) if x)
    return f"{days} {hours}".strip()


def _text(value: object) -> str:
    return "" if value is None else str(value)
