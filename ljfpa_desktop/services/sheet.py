"""The monthly sheet: live for an open month, as frozen for a closed one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.models.period import Period, PeriodFigure, PeriodRow
from ljfpa_desktop.services import figures, office, setting
from ljfpa_desktop.services.figures import NamedRow, Row
from ljfpa_desktop.services.indicators import BY_CODE, INDICATORS, Indicator, Span

Value = float | None
Cell = Literal["month", "year", "same"]


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the sheet; money is in 分, ratios in percent; None prints blank (未报).

    ``adjustment`` is what later corrections changed in the year up to the last closed month.
    """

    indicator: Indicator
    month: Value
    year_to_date: Value
    same_period: Value
    adjustment: Value

    @property
    def change_percent(self) -> Value:
        """(累计 − 同期) ÷ 同期 in percent with one decimal; None when there is nothing to compare."""
        if self.year_to_date is None or self.same_period is None:
            return None
        if self.same_period == 0:
            return 0.0 if self.year_to_date == 0 else None
        return round((self.year_to_date - self.same_period) * 100 / self.same_period, 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A month's sheet; ``edition`` is 0 while the month is open."""

    month: str
    office: str
    edition: int
    closed_on: date | None
    sheet_hash: str
    lines: tuple[Line, ...]
    period_id: UUID | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the month is closed and its figures frozen."""
        return self.edition > 0


def closed_period(s: Session, month: str) -> Period | None:
    """The edition of the month that this office has closed, None while it is open."""
    return s.execute(select(Period).where(Period.month == month, *closed_here(s))).scalars().first()


def closed_here(s: Session) -> tuple[ColumnElement[bool], ...]:
    """That a `Period` is closed, and this office's own: the county keeps those of its townships, too."""
    own = Period.office_id == office.office_id(s)
    return (own, Period.reopened_on.is_(None), Period.retired_on.is_(None))


def closed_in(s: Session, day: date) -> bool:
    """Whether the day lies in a closed month."""
    return closed_period(s, f"{day:%Y-%m}") is not None


def of(db: Database, month: str) -> Sheet:
    """The sheet of a month (``2024-02``); raises `Refused` for anything but a month."""
    figures.month_of(month)
    with db.read() as s:
        code = str(setting.value(s, "office.code"))
        period = closed_period(s, month)
        if period is None:
            return Sheet(month, code, 0, None, "", tuple(live(s, month)))
        lines = tuple(_frozen(s, period))
        return Sheet(month, code, period.edition, period.closed_on, period.sheet_hash, lines, period.id)


def live(s: Session, month: str) -> list[Line]:
    """The lines of a month computed from the records as they are now."""
    span, to_date = figures.span_of(month), figures.year_to(month)
    before = last_closed(s, month)
    begins = figures.begins(s)
    return [_line(s, i, span, to_date, begins, before) for i in INDICATORS]


def _line(
    s: Session, i: Indicator, span: Span, to_date: Span, begins: date | None, before: Period | None
) -> Line:
    stock = i.aggregation == "K"
    month = figures.figure(s, i, span)
    return Line(
        i,
        month,
        month if stock else figures.figure(s, i, to_date),
        _same(s, i, to_date, begins),
        _adjustment(s, i, before) if before is not None else None,
    )


def _same(s: Session, i: Indicator, to_date: Span, begins: date | None) -> Value:
    before = last_year(dates.month_of(to_date.last))
    if begins is None or before.last < begins:
        return None
    return figures.figure(s, i, before)


def last_closed(s: Session, month: str) -> Period | None:
    """The latest closed month before this one; January looks at the year that ended."""
    query = select(Period).where(Period.month < month, *closed_here(s)).order_by(Period.month.desc())
    return s.execute(query).scalars().first()


def _adjustment(s: Session, i: Indicator, before: Period) -> Value:
    # The year up to the last closed month, as the records say now, less what was frozen then:
    # for sums this is RULINGS.md 16, and it stays true for distinct counts, which do not add up.
    was = s.execute(
        select(PeriodFigure.year_value).where(
            PeriodFigure.period_id == before.id, PeriodFigure.code == i.code
        )
    ).scalar()
    now = figures.figure(s, i, figures.year_to(before.month))
    if was is None or now is None:
        return None
    return round(now - was, 4)


def _frozen(s: Session, period: Period) -> list[Line]:
    found = {
        f.code: f
        for f in s.execute(select(PeriodFigure).where(PeriodFigure.period_id == period.id)).scalars()
        if f.code in BY_CODE
    }
    return [
        Line(i, _number(f.month_value), _number(f.year_value), _number(f.same_value), _number(f.adjustment))
        for i in INDICATORS
        if (f := found.get(i.code)) is not None
    ]


def _number(value: float | None) -> Value:
    return int(value) if value is not None and float(value).is_integer() else value


def rows(db: Database, code: str, month: str, cell: Cell = "month") -> list[NamedRow]:
    """The rows behind a cell of the sheet: frozen for a closed month, else as they are now.

    The same period of last year is always read anew. Raises `Refused` for an unknown code.
    """
    indicator = figures.indicator(code)
    with db.read() as s:
        period = closed_period(s, month)
        if cell == "same":
            return figures.named(s, figures.rows_in(s, indicator, last_year(month)))
        if period is not None:
            return figures.named(s, frozen_rows(s, period.id, code, of_year=cell == "year"))
        span = figures.year_to(month) if cell == "year" else figures.span_of(month)
        return figures.named(s, figures.rows_in(s, indicator, span))


def last_year(month: str) -> Span:
    """The same period of the year before: from January to this month."""
    return figures.year_to(dates.previous_year(month))


def frozen_rows(s: Session, period_id: UUID, code: str, *, of_year: bool) -> list[Row]:
    """The rows a figure was closed with."""
    r = PeriodRow
    query = select(r).where(r.period_id == period_id, r.code == code, r.of_year == of_year).order_by(r.seq)
    return [
        Row(x.part, x.key, x.value, x.household, x.person, x.office, x.day, x.text, x.source, x.record)
        for x in s.execute(query).scalars()
    ]
