"""Closed months: the sheet as it was handed in, with the rows behind each figure."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class Period(Synced, Record):
    """One edition of a closed month; reopening ends it and the next close makes 第2版 (RULINGS.md 16)."""

    __tablename__ = "period"
    capture = Capture(once=frozenset({"fact"}), final=frozenset({"reopened"}))
    month: Mapped[str] = field("月份", String(7), required=True, listed=True, group="fact")
    edition: Mapped[int] = field("版次", Integer, kind="number", required=True, group="fact")
    closed_on: Mapped[date] = field("结账日期", Date, kind="date", required=True, group="fact", listed=True)
    sheet_hash: Mapped[str] = field("月报校验", String(64), required=True, group="fact")
    audit_head: Mapped[str] = field("记录校验", String(64), required=True, group="fact")
    heads: Mapped[str | None] = field("封存点", Text, group="fact")
    reopened_on: Mapped[date | None] = field("重开日期", Date, kind="date", group="reopened")
    reopen_why: Mapped[str | None] = field("重开原因", String(200), group="reopened")


class PeriodFigure(Synced, Record):
    """One figure of a closed sheet: this month, the year to date, the same period last year."""

    __tablename__ = "period_figure"
    capture = Capture(once=frozenset({"main"}))
    period_id: Mapped[UUID] = field(
        "月报",
        Uuid16,
        ForeignKey("period.id", deferrable=True, initially="DEFERRED"),
        kind="link",
        required=True,
    )
    code: Mapped[str] = field("指标代码", String(10), required=True)
    month_value: Mapped[float | None] = field("本月", Numeric(20, 4, asdecimal=False))
    year_value: Mapped[float | None] = field("本年累计", Numeric(20, 4, asdecimal=False))
    same_value: Mapped[float | None] = field("上年同期", Numeric(20, 4, asdecimal=False))
    adjustment: Mapped[float | None] = field("调整上月", Numeric(20, 4, asdecimal=False))
    __table_args__ = (Index("ix_period_figure_period", "period_id"),)


class PeriodRow(Record):
    """A contributing row frozen with its figure; not exchanged: the sheet's hash stands for it."""

    __tablename__ = "period_row"
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    period_id: Mapped[UUID] = mapped_column(Uuid16)
    code: Mapped[str] = mapped_column(String(10))
    of_year: Mapped[bool] = mapped_column(Boolean)
    part: Mapped[str] = mapped_column(String(12))
    key: Mapped[UUID] = mapped_column(Uuid16)
    value: Mapped[float] = mapped_column(Numeric(20, 4, asdecimal=False))
    household: Mapped[UUID | None] = mapped_column(Uuid16)
    person: Mapped[UUID | None] = mapped_column(Uuid16)
    office: Mapped[UUID] = mapped_column(Uuid16)
    source: Mapped[str] = mapped_column(String(40))
    record: Mapped[UUID] = mapped_column(Uuid16)
    day: Mapped[date | None] = mapped_column(Date)
    text: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index("ix_period_row_period", "period_id", "code"),)
