"""A change in a family's life: rehearsed to see what follows, done in one act, taken back whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.capture import INSERTED, Change
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import with_reasons
from ljfpa_desktop.models.life import FollowUp, LifeEvent
from ljfpa_desktop.services import filling, household, office, taking_back
from ljfpa_desktop.services.household.moving import require_here
from ljfpa_desktop.services.life import kinds, writing
from ljfpa_desktop.services.life.follow import Proposal, proposals
from ljfpa_desktop.services.life.kinds import Written

OPEN, DONE, DROPPED = "OPEN", "DONE", "DROPPED"
GONE = "这次家庭变动已经不在了，请刷新后再试。"
USED = "登记以后又改过或用过：{names}，不能整件撤销。请先处理这些记录，或逐项修改。"


@dataclass(frozen=True, slots=True)
class Tick:
    """What the clerk says of a proposal; unticked with a reason it is dropped, without one it waits."""

    ticked: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A rehearsal: what would be written, and what follows from it."""

    words: str
    follows: tuple[Proposal, ...]


def look(
    db: Database, actor: Actor, household_id: UUID, kind: str, values: Mapping[str, Any],
    accepted: dict[str, str] | None = None,
) -> Outlook:  # fmt: skip
    """The same work rolled back: raises what `record` raises, and tells what follows."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "试算家庭变动", keep=False) as s:
        written, found = _write(s, household_id, kind, values, accepted)
        return Outlook(written.words, tuple(found))


def record(
    db: Database, actor: Actor, household_id: UUID, kind: str, values: Mapping[str, Any],
    ticks: Mapping[str, Tick] | None = None, accepted: dict[str, str] | None = None,
) -> UUID:  # fmt: skip
    """Write the facts and carry out what is ticked, in one act; returns the event's id.

    A proposal without a `Tick` goes by its own likelihood. Raises `Invalid`, `Doubt` and `Refused`.
    """
    access.require(actor, access.WRITE)
    with db.read() as s:
        name = household.head_name_of(s, household_id)
    with db.transaction(actor, with_reasons(f"{name} 家庭变动：{kinds.NAMES[kind]}", accepted)) as s:
        written, found = _write(s, household_id, kind, values, accepted)
        event = LifeEvent(
            office_id=office.office_id(s), household_id=household_id, person_id=written.person_id,
            other_household_id=written.other, kind=kind, happened_on=_day(values), words=written.words[:300],
        )  # fmt: skip
        s.add(event)
        s.flush()
        for p in found:
            _carry(s, event, p, (ticks or {}).get(p.code) or Tick(p.is_likely))
        return event.id


def _write(
    s: Session, household_id: UUID, kind: str, values: Mapping[str, Any], accepted: dict[str, str] | None
) -> tuple[Written, list[Proposal]]:
    require_here(s, household_id)
    written = writing.write(s, kind, household_id, values, accepted)
    return written, proposals(s, kind, household_id, written, values)


def _day(values: Mapping[str, Any]) -> date:
    return values.get("on") or values["birth_date"]


def _carry(s: Session, event: LifeEvent, p: Proposal, tick: Tick) -> None:
    if tick.ticked and p.act is not None:
        p.act(s)
        return
    dropped = not tick.ticked and tick.why.strip()
    s.add(
        FollowUp(
            office_id=event.office_id, event_id=event.id, household_id=event.household_id,
            person_id=p.person_id, kind=p.code.partition(":")[0], text=p.text[:300],
            raised_on=dates.today(), state=DROPPED if dropped else OPEN,
            closed_on=dates.today() if dropped else None, closed_why=tick.why.strip()[:200] or None,
        )
    )  # fmt: skip
    s.flush()


def take_back(db: Database, actor: Actor, event_id: UUID) -> None:
    """Take a change back with all that was done with it; refused when its records were used since."""
    access.require(actor, access.WRITE)
    with db.read() as s:
        words = filling.kept(s, LifeEvent, event_id, GONE).words
    with db.transaction(actor, f"撤销家庭变动：{words}", taking_back.UNDO) as s:
        filling.kept(s, LifeEvent, event_id, GONE)
        made = select(Change.act).where(Change.row == event_id, Change.grp == INSERTED)
        taking_back.take_back_in(s, s.scalars(made).one(), USED)


