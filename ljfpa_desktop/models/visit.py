"""Visits to families."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16
from ljfpa_desktop.models import household as household  # its foreign keys point there


class Visit(Synced, Record):
    """One visit to one family; money given on it is a payment of its own (DOMAIN.md 1 P06, P21)."""

    __tablename__ = "visit"
    capture = Capture()
    household_id: Mapped[UUID] = field(
        "家庭",
        Uuid16,
        ForeignKey("household.id", deferrable=True, initially="DEFERRED"),
        kind="link",
        required=True,
    )
    person_id: Mapped[UUID | None] = field("走访对象", Uuid16, kind="link")
    visited_on: Mapped[date] = field("走访日期", Date, kind="date", required=True, listed=True)
    occasion: Mapped[str] = field(
        "走访事由", String(20), kind="choice", choices="visit_occasion", required=True, listed=True
    )
    visitors: Mapped[str] = field("走访人", String(120), required=True, listed=True)
    goods: Mapped[str | None] = field("慰问品", String(120), group="goods")
    goods_value_fen: Mapped[int | None] = field("慰问品价值", BigInteger, kind="money", group="goods")
    state: Mapped[str | None] = field("身体和情绪", Text, kind="note", private=True, group="account")
    needs: Mapped[str | None] = field("困难和需求", Text, kind="note", private=True, group="account")
    remark: Mapped[str | None] = field("备注", Text, kind="note", group="account")
    __table_args__ = (
        Index("ix_visit_household", "household_id"),
        Index("ix_visit_figure", "visited_on", "household_id"),
    )
