"""What the county asks a township to look into: one of its own people or families, and what came of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class Duty(Synced, Record):
    """A question to the office of its row, about nobody but that office's own people (RULINGS.md 31).

    ``kind``: PAID, the same aid was given elsewhere, too; TWICE, the person is registered elsewhere, too.
    ``matter`` tells the county which of its cases it belongs to; ``closed_why`` is the answer.
    """

    __tablename__ = "duty"
    capture = Capture(once=frozenset({"fact"}))
    kind: Mapped[str] = field("类别", String(8), required=True, group="fact")
    matter: Mapped[str] = field("事项", String(32), required=True, group="fact")
    household_id: Mapped[UUID | None] = field("家庭", Uuid16, kind="link", group="fact")
    person_id: Mapped[UUID | None] = field("人员", Uuid16, kind="link", group="fact")
    text: Mapped[str] = field("要核对的事", String(300), required=True, listed=True, group="fact")
    told_on: Mapped[date] = field("交办日期", Date, kind="date", required=True, listed=True, group="fact")
    closed_on: Mapped[date | None] = field("办结日期", Date, kind="date", listed=True, group="closed")
    closed_why: Mapped[str | None] = field("处理结果", String(200), listed=True, group="closed")
    __table_args__ = (Index("ix_duty_matter", "matter"),)
