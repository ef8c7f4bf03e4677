"""What befalls a family, what is to be done then, and odd facts that a person has explained."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class LifeEvent(Synced, Record):
    """A birth, a death, a marriage ... of a family on a day, in words; the facts have their own records."""

    __tablename__ = "life_event"
    capture = Capture(once=frozenset({"fact"}))
    household_id: Mapped[UUID] = field("家庭", Uuid16, kind="link", required=True, group="fact")
    person_id: Mapped[UUID | None] = field("人员", Uuid16, kind="link", group="fact")
    other_household_id: Mapped[UUID | None] = field("另一户", Uuid16, kind="link", group="fact")
    kind: Mapped[str] = field("变动", String(12), required=True, listed=True, group="fact")
    happened_on: Mapped[date] = field("变动日期", Date, kind="date", required=True, listed=True, group="fact")
    words: Mapped[str] = field("经过", String(300), required=True, listed=True, group="fact")
    __table_args__ = (
        Index("ix_life_event_household", "household_id"),
        Index("ix_life_event_other", "other_household_id"),
    )


class FollowUp(Synced, Record):
    """What follows from an event: open, done, or dropped with the reason in ``closed_why``."""

    __tablename__ = "follow_up"
    capture = Capture(once=frozenset({"fact"}))
    event_id: Mapped[UUID] = field("变动", Uuid16, kind="link", required=True, group="fact")
    household_id: Mapped[UUID] = field("家庭", Uuid16, kind="link", required=True, group="fact")
    person_id: Mapped[UUID | None] = field("人员", Uuid16, kind="link", group="fact")
    kind: Mapped[str] = field("后续", String(20), required=True, group="fact")
    text: Mapped[str] = field("要办的事", String(300), required=True, listed=True, group="fact")
    raised_on: Mapped[date] = field("提出日期", Date, kind="date", required=True, listed=True, group="fact")
    state: Mapped[str] = field("状态", String(8), required=True, listed=True, group="state", default="OPEN")
    closed_on: Mapped[date | None] = field("办结日期", Date, kind="date", listed=True, group="state")
    closed_why: Mapped[str | None] = field("结果", String(200), listed=True, group="state")
    __table_args__ = (
        Index("ix_follow_up_household", "household_id"),
        Index("ix_follow_up_state", "state", "raised_on"),
    )


class Excuse(Synced, Record):
    """An odd fact that is right all the same; ``facts`` is a digest of what was found: a change asks anew."""

    __tablename__ = "excuse"
    capture = Capture(once=frozenset({"fact"}))
    rule: Mapped[str] = field("规则", String(30), required=True, group="fact")
    subject_id: Mapped[UUID] = field("记录", Uuid16, kind="link", required=True, group="fact")
    facts: Mapped[str] = field("情况", String(32), required=True, group="fact")
    why: Mapped[str] = field("说明", String(200), required=True, listed=True, group="fact")
    excused_on: Mapped[date] = field("说明日期", Date, kind="date", required=True, listed=True, group="fact")
    excused_by: Mapped[str] = field("说明人", String(60), required=True, listed=True, group="fact")
    __table_args__ = (Index("ix_excuse_subject", "rule", "subject_id"),)
