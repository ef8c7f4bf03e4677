"""What was decided of two records of people who look alike: that they are two people."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class NotSame(Synced, Record):
    """Two people who are not one, as somebody said; taken back by retiring it.

    The row is of the office of both, so that the county's answer travels there; between two offices of the
    county, which do not know each other's people.
    """

    __tablename__ = "not_same"
    capture = Capture(once=frozenset({"fact"}))
    one_id: Mapped[UUID] = field("人员", Uuid16, kind="link", required=True, group="fact")
    other_id: Mapped[UUID] = field("另一人", Uuid16, kind="link", required=True, group="fact")
    names: Mapped[str] = field("姓名", String(125), required=True, listed=True, group="fact")
    said_on: Mapped[date] = field("认定日期", Date, kind="date", required=True, listed=True, group="fact")
    said_by: Mapped[str] = field("认定人", String(60), required=True, listed=True, group="fact")
    why: Mapped[str] = field("认定理由", String(120), required=True, listed=True, group="fact")
    __table_args__ = (Index("ix_not_same_one", "one_id"),)
