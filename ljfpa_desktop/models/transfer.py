"""Families on their way from one township to another (EXCHANGE.md 2.7)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class Transfer(Synced, Record):
    """One move, as the office it leaves (``way`` OUT) or the office it reaches (IN) keeps it.

    States: OFFERED, WITHDRAWN, DECLINED, ACCEPTED by the county; RECEIVED there, or REFUSED; ENDED when it
    came back.
    """

    __tablename__ = "transfer"
    capture = Capture(once=frozenset({"fact"}))
    household_id: Mapped[UUID] = field("家庭", Uuid16, kind="link", required=True, group="fact")
    way: Mapped[str] = field("迁入迁出", String(3), required=True, group="fact")
    household_no: Mapped[str] = field("家庭编号", String(20), required=True, group="fact", listed=True)
    head_name: Mapped[str] = field("户主", String(60), required=True, group="fact", listed=True)
    people: Mapped[int] = field("人数", Integer, kind="number", required=True, group="fact")
    from_office: Mapped[str] = field("迁出单位", String(12), required=True, group="fact", listed=True)
    to_office: Mapped[str] = field("迁入单位", String(12), required=True, group="fact", listed=True)
    moved_on: Mapped[date] = field("迁出日期", Date, kind="date", required=True, group="fact", listed=True)
    why: Mapped[str | None] = field("原因", String(120), group="fact")
    state: Mapped[str] = field("进度", String(10), required=True, group="answer", listed=True)
    answered_on: Mapped[date | None] = field("答复日期", Date, kind="date", group="answer")
    answer_why: Mapped[str | None] = field("答复", String(120), group="answer")
    __table_args__ = (Index("ix_transfer_household", "household_id"),)
