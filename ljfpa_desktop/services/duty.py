"""What the county asks this office to look into: the open questions, and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.models.duty import Duty
from ljfpa_desktop.services import filling, office, whose
from ljfpa_desktop.services.alias import root_of

PAID, TWICE = "PAID", "TWICE"
KINDS = {PAID: "别处也发放过", TWICE: "别处也登记着"}
GONE = "这件核对的事已经不在了，请刷新后再试。"
MOST = 200  # characters of an answer


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A question as lists show it; ``office`` names the township at the county, empty for our own."""

    id: UUID
    kind: str
    office: str
    household_id: UUID | None
    person_id: UUID | None
    text: str
    told_on: date
    closed_on: date | None
    closed_why: str

    @property
    def kind_name(self) -> str:
        """The kind in words."""
        return KINDS.get(self.kind, self.kind)


def lines(db: Database, *, open_only: bool = True) -> list[DutyLine]:
    """The questions to this office, at the county those to every township, too; the oldest first."""
    query = select(Duty, root_of(Duty.person_id)).where(Duty.retired_on.is_(None))
    query = query.order_by(Duty.told_on, Duty.text, Duty.id)
    if open_only:
        query = query.where(Duty.closed_on.is_(None))
    with db.read() as s:
        of = whose.names(s)
        return [
            DutyLine(
                d.id, d.kind, of(d.office_id), d.household_id, person, d.text, d.told_on, d.closed_on,
                d.closed_why or "",
            )
            for d, person in s.execute(query)
        ]  # fmt: skip


def open_in(s: Session) -> int:
    """How many questions wait for an answer of this office."""
    query: Any = select(func.count()).where(
        Duty.retired_on.is_(None), Duty.closed_on.is_(None), Duty.office_id == office.office_id(s)
    )
    return int(s.execute(query).scalar_one())


def close(db: Database, actor: Actor, duty_id: UUID, why: str) -> None:
    """Answer a question; the answer goes to the county with the next package. Raises `Invalid`, `Refused`."""
    access.require(actor, access.WRITE)
    answer = why.strip()
    if not answer or len(answer) > MOST:
        wrong = f"处理结果最多 {MOST} 个字，请缩短。" if answer else "请填写处理结果。"
        raise Invalid({"closed_why": wrong})
    with db.transaction(actor, f"办结核对事项：{answer}") as s:
        found = filling.kept(s, Duty, duty_id, GONE)
        if found.closed_on is not None:
            raise Refused("这件事已经办结，请刷新。")
        found.closed_on, found.closed_why = dates.today(), answer
