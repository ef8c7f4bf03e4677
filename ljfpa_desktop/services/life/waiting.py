"""What is still to be done after changes: listed, counted, and settled with the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.models.life import FollowUp, LifeEvent
from ljfpa_desktop.services import filling, household, office, whose
from ljfpa_desktop.services.life.deed import DONE, OPEN

GONE = "这件事已经不在了，请刷新后再试。"
MOST = 200  # characters of an outcome


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do after a change of a family."""

    id: UUID
    household_id: UUID
    head: str
    village: str
    text: str
    event: str
    raised_on: date


def open_in(s: Session) -> int:
    """How many things this office still has to do."""
    return s.execute(
        select(func.count()).where(
            FollowUp.retired_on.is_(None), FollowUp.state == OPEN, FollowUp.office_id == office.office_id(s)
        )
    ).scalar_one()


def lines(db: Database) -> list[Waiting]:
    """What is still to be done, the oldest first."""
    query = (
        select(FollowUp, LifeEvent.words, Household.village_code)
        .join(LifeEvent, LifeEvent.id == FollowUp.event_id)
        .join(Household, Household.id == FollowUp.household_id)
        .where(FollowUp.retired_on.is_(None), FollowUp.state == OPEN)
        .order_by(FollowUp.raised_on, FollowUp.id)
    )
    with db.read() as s:
        found = s.execute(query).all()
        heads = household.heads_in(s, [f.household_id for f, _, _ in found])
        place = whose.places(s)
        return [
            Waiting(
                f.id, f.household_id, heads[f.household_id].name if f.household_id in heads else "",
                place(village), f.text, words, f.raised_on,
            )
            for f, words, village in found
        ]  # fmt: skip


def settle(db: Database, actor: Actor, follow_up_id: UUID, outcome: str) -> None:
    """Say what came of it; raises `Invalid` without words, `Refused` when it is settled or gone."""
    access.require(actor, access.WRITE)
    said = outcome.strip()
    if not said or len(said) > MOST:
        wrong = f"结果最多 {MOST} 个字，请缩短。" if said else "请写明结果，例如“已上门”“已追回”。"
        raise Invalid({"why": wrong})
    with db.transaction(actor, f"办结后续事项：{said}") as s:
        found = filling.kept(s, FollowUp, follow_up_id, GONE)
        if found.state != OPEN:
            raise Refused("这件事已经办结，请刷新。")
        found.state, found.closed_on, found.closed_why = DONE, dates.today(), said
