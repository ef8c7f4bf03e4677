"""Figures out of the indicators: month, year to date, same period, and the rows behind each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.models.event import Event
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.models.visit import Visit
from ljfpa_desktop.services import whose
from ljfpa_desktop.services.indicators import BY_CODE, Indicator, Span


@dataclass(frozen=True, slots=True)
class Row:
    """One contributing row; ``part`` is numerator or denominator for a ratio, else ''."""

    part: str
    key: UUID
    value: float
    household: UUID | None
    person: UUID | None
    office: UUID
    date: date | None
    text: str
    source: str
    record: UUID


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A contributing row as people read it: household number, names, and where it opens.

    ``place`` is the family's village, at the county with its township; of other rows the township alone.
    """

    row: Row
    household_no: str
    head: str
    village_code: str
    person_name: str
    office_code: str
    place: str


def span_of(period: str) -> Span:
    """``2024-05`` or ``2024`` as days; raises `Refused` for anything else."""
    try:
        if len(period) == 4:
            return Span(date(int(period), 1, 1), date(int(period), 12, 31))
        if len(period) != 7 or period[4] != "-":
            raise ValueError(period)
        return Span(*dates.month_range(period))
    except ValueError as e:
        raise Refused(f"期间“{period}”看不懂，请写成 2024-05 或 2024。") from e


def month_of(month: str) -> Span:
    """``2024-05`` as days; raises `Refused` for anything else, a year too."""
    if len(month) != 7:
        raise Refused(f"月份“{month}”看不懂，请写成 2024-05。")
    return span_of(month)


def year_to(month: str) -> Span:
    """From 1 January to the end of the month."""
    last = span_of(month).last
    return Span(date(last.year, 1, 1), last)


def figure(s: Session, indicator: Indicator, span: Span) -> float | None:
    """The figure: sum of value over distinct key; a ratio in percent, None without a population."""
    if indicator.denominator is None:
        return _sum(s, indicator.rows(span))
    part, whole = parts(s, indicator, span)
    return round(part * 100 / whole, 2) if whole else None


def parts(s: Session, indicator: Indicator, span: Span) -> tuple[float, float]:
    """Numerator and denominator of a ratio, counted by the database."""
    assert indicator.denominator is not None
    return _sum(s, indicator.rows(span)), _sum(s, indicator.denominator(span))


def _sum(s: Session, rows: Select[Any]) -> float:
    found = rows.subquery()
    once = select(func.max(found.c.value).label("value")).group_by(found.c.key).subquery()
    total = s.execute(select(func.coalesce(func.sum(once.c.value), 0))).scalar_one()
    return int(total) if float(total).is_integer() else float(total)


def rows_in(s: Session, indicator: Indicator, span: Span) -> list[Row]:
    """The contributing rows of an indicator in a span, in the order of their dates."""
    if indicator.denominator is None:
        return list(_rows(s, "", indicator.rows(span)))
    return [
        *_rows(s, "numerator", indicator.rows(span)),
        *_rows(s, "denominator", indicator.denominator(span)),
    ]


def _rows(s: Session, part: str, query: Select[Any]) -> Iterable[Row]:
    found = query.subquery()
    ordered = select(found).order_by(found.c.date, found.c.text, found.c.record)
    for r in s.execute(ordered):
        yield Row(
            part, r.key, r.value, r.household, r.person, r.office, r.date, r.text or "", r.source, r.record
        )


def named(s: Session, rows: Iterable[Row]) -> list[NamedRow]:
    """The rows with household numbers, heads' and persons' names and office codes."""
    rows = list(rows)
    houses = _houses(s, {r.household for r in rows if r.household})
    people = _names(s, {r.person for r in rows if r.person})
    none, of, place = ("", "", ""), whose.names(s), whose.places(s)
    return [
        NamedRow(
            r,
            *houses.get(r.household, none) if r.household else none,
            people.get(r.person, "") if r.person else "",
            whose.code_of(r.office),
            place(houses[r.household][2]) if r.household and r.household in houses else of(r.office),
        )
        for r in rows
    ]


def _houses(s: Session, ids: set[UUID]) -> dict[UUID, tuple[str, str, str]]:
    head = (
        select(Person.name)
        .join(Member, Member.person_id == Person.id)
        .where(
            Member.household_id == Household.id,
            Member.relation == "02",
            Member.retired_on.is_(None),
            Member.left_on.is_(None),
        )
        .limit(1)
        .scalar_subquery()
    )
    found: dict[UUID, tuple[str, str, str]] = {}
    for chunk in _chunks(sorted(ids)):
        query = select(Household.id, Household.household_no, head, Household.village_code)
        for id_, no, name, village in s.execute(query.where(Household.id.in_(chunk))):
            found[id_] = (no, name or "", village)
    return found


def _names(s: Session, ids: set[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for chunk in _chunks(sorted(ids)):
        found |= {r.id: r.name for r in s.execute(select(Person.id, Person.name).where(Person.id.in_(chunk)))}
    return found


def _chunks(ids: list[UUID]) -> Iterable[list[UUID]]:
    return (ids[i : i + 500] for i in range(0, len(ids), 500))


def begins(s: Session) -> date | None:
    """The first day of the month of the office's earliest fact; before it nothing was reported."""
    firsts = [
        s.execute(select(func.min(day)).where(alive)).scalar()
        for day, alive in (
            (Event.held_on, Event.retired_on.is_(None)),
            (Payment.paid_on, Payment.retired_on.is_(None)),
            (Visit.visited_on, Visit.retired_on.is_(None)),
        )
    ]
    known = [d for d in firsts if d is not None]
    return min(known).replace(day=1) if known else None


def indicator(code: str) -> Indicator:
    """The indicator of a code; raises `Refused` for one there is not."""
    if code not in BY_CODE:
        raise Refused(f"没有代码为“{code}”的指标，请对照月报上的代码。")
    return BY_CODE[code]


def rows(db: Database, code: str, period: str) -> list[NamedRow]:
    """The records behind a figure now (``rows ZB-G02 2024-05``); raises `Refused` for an unknown code."""
    with db.read() as s:
        return named(s, rows_in(s, indicator(code), span_of(period)))


@dataclass(frozen=True, slots=True)
class Coverage:
    """全覆盖: how many special families were visited, of how many, and those not yet."""

    covered: int
    total: int
    missing: list[NamedRow]


def coverage(db: Database, span: Span) -> Coverage:
    """Which special families were visited in the span and which were not (ZB-E05: 149/149)."""
    indicator_ = BY_CODE["ZB-E05"]
    assert indicator_.denominator is not None
    with db.read() as s:
        visited = {r.key for r in _rows(s, "", indicator_.rows(span))}
        everyone = {r.key: r for r in _rows(s, "", indicator_.denominator(span))}
        missing = named(s, [r for key, r in everyone.items() if key not in visited])
    missing.sort(key=lambda r: (r.village_code, r.head))
    return Coverage(len(visited), len(everyone), missing)
