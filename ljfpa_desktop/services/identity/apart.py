"""Two people who look like one: said once with the reason, and not asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.duty import Duty
from ljfpa_desktop.models.identity import NotSame
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import alias, filling, office
from ljfpa_desktop.services.duty import TWICE
from ljfpa_desktop.services.identity.plan import GONE


@dataclass(frozen=True)
class Said:
    """That two people are not one: who said so, when and why."""

    id: UUID
    names: str
    said_on: date
    said_by: str
    why: str


def say(db: Database, actor: Actor, one: UUID, other: UUID, why: str) -> UUID:
    """Keep that these are two people; raises `Invalid` without a reason. It travels with the next package.

    What the county says of two people of one township goes there; of two townships' people it stays at
    the county, and what those were asked is closed.
    """
    access.require(actor, access.WRITE)
    filling.require_reason(why)
    with db.read() as s:
        names = "、".join(filling.kept(s, Person, i, GONE).name for i in (one, other))
    if one == other:
        raise Refused("这是同一条记录，请选两个人。")
    with db.transaction(actor, f"认定不是同一人：{names}") as s:
        both = [filling.kept(s, Person, i, GONE) for i in (one, other)]
        offices = {p.office_id for p in both}
        row = NotSame(
            office_id=offices.pop() if len(offices) == 1 else office.office_id(s), one_id=one, other_id=other,
            names=names, said_on=dates.today(), said_by=actor.name, why=why.strip()[:120],
        )  # fmt: skip
        s.add(row)
        if both[0].office_id != both[1].office_id:
            _close_questions(s, both, why)
        s.flush()
        return row.id


def _close_questions(s: Session, both: list[Person], why: str) -> None:
    asked = select(Duty).where(
        Duty.kind == TWICE, Duty.person_id.in_(alias.records_of([p.id for p in both])),
        Duty.closed_on.is_(None), Duty.retired_on.is_(None),
    )  # fmt: skip
    for question in s.scalars(asked):
        question.closed_on, question.closed_why = dates.today(), f"县里核定不是同一人：{why.strip()}"[:200]


def take_back(db: Database, actor: Actor, said: UUID) -> None:
    """Ask again: the pair is listed as before."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "撤回“不是同一人”的认定") as s:
        filling.kept(s, NotSame, said, filling.GONE).retired_on = dates.today()


def everything_said(db: Database) -> list[Said]:
    """The pairs said to be two people, the latest first."""
    kept = select(NotSame).where(NotSame.retired_on.is_(None))
    query = kept.order_by(NotSame.said_on.desc(), NotSame.names)
    with db.read() as s:
        return [Said(r.id, r.names, r.said_on, r.said_by, r.why) for r in s.scalars(query)]
