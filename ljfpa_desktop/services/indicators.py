"""The indicators, each declared once: code, 名称, unit, and the select of its contributing rows.

A figure is the sum of ``value`` over distinct ``key`` of those rows (RULINGS.md 15); a ratio has
two parts over one population. Definitions: DOMAIN.md 5. An indicator stands here only when its
records can be entered.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from sqlalchemy import Select, and_, case, exists, func, literal, null, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from ljfpa_desktop.base.paths import resources
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.models.event import Event, MaterialIssue
from ljfpa_desktop.models.household import Household, HouseholdCategory
from ljfpa_desktop.models.visit import Visit
from ljfpa_desktop.services.alias import root_of

Rows = Select[*tuple[Any, ...]]
CARE, HARD = "特殊家庭关怀", "困难帮扶"
SPECIAL = ("03", "04")
HARDSHIP = ("05",)
CONSOLATION = ("A01",)
MONEY_OR_GOODS = ("A01", "A02")
EMERGENCY = ("A10",)


@dataclass(frozen=True, slots=True)
class Span:
    """The days a figure covers, both included; stocks look at the last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the sheet; ``aggregation`` as in DOMAIN.md 5, ``money`` figures are in 分."""

    code: str
    name: str
    unit: str
    group: str
    aggregation: Literal["S", "C", "DH", "DP", "K", "R"]
    rows: Callable[[Span], Rows]
    denominator: Callable[[Span], Rows] | None = None
    is_money: bool = False

    @property
    def definition(self) -> str:
        """The definition as the clerk reads it, from resources/codes/indicators.json."""
        return _definitions()[self.code]


@cache
def _definitions() -> dict[str, str]:
    return json.loads((resources() / "codes" / "indicators.json").read_text("utf-8"))


def _columns(
    key: Any,
    value: Any,
    record: Any,
    source: str,
    office: Any,
    day: Any,
    text: Any,
    *,
    household: Any = None,
    person: Any = None,
) -> Rows:
    """The columns every contributing row has, in their fixed order."""
    columns: list[Any] = [
        key.label("key"),
        value.label("value"),
        (null() if household is None else household).label("household"),
        (null() if person is None else person).label("person"),
        office.label("office"),
        day.label("date"),
        text.label("text"),
        literal(source).label("source"),
        record.label("record"),
    ]
    return select(*columns)


def _events(span: Span, value: Any, *where: ColumnElement[bool]) -> Rows:
    rows = _columns(Event.id, value, Event.id, "event", Event.office_id, Event.held_on, Event.theme)
    return rows.where(
        Event.retired_on.is_(None),
        Event.status == "HELD",
        Event.held_on.between(span.first, span.last),
        *where,
    )


def _sessions(*where: ColumnElement[bool]) -> Callable[[Span], Rows]:
    return lambda span: _events(span, Event.session_count, *where)


def _heads(*where: ColumnElement[bool]) -> Callable[[Span], Rows]:
    heads = func.coalesce(Event.offline_attendance, 0) + func.coalesce(Event.online_views, 0)
    return lambda span: _events(span, heads, *where)


def _materials(event_kind: str, *kinds: str) -> Callable[[Span], Rows]:
    def rows(span: Span) -> Rows:
        m = MaterialIssue
        found = _columns(m.id, m.quantity, Event.id, "event", m.office_id, Event.held_on, m.title)
        return found.join(Event, Event.id == m.event_id).where(
            m.retired_on.is_(None),
            Event.retired_on.is_(None),
            Event.status == "HELD",
            Event.kind == event_kind,
            Event.held_on.between(span.first, span.last),
            m.kind.in_(kinds),
        )

    return rows


def _payments(span: Span, kinds: tuple[str, ...], bases: tuple[str, ...], key: Any, value: Any) -> Rows:
    p = Payment
    rows = _columns(
        key,
        value,
        p.id,
        "payment",
        p.office_id,
        p.paid_on,
        p.receipt_no,
        household=p.household_id,
        person=root_of(p.person_id),
    )
    where = [p.retired_on.is_(None), p.voided_on.is_(None), p.paid_on.between(span.first, span.last)]
    if kinds:
        where.append(p.aid_kind.in_(kinds))
    if bases:
        where.append(p.basis_category.in_(bases))
    return rows.where(*where)


def _households(kinds: tuple[str, ...], bases: tuple[str, ...]) -> Callable[[Span], Rows]:
    return lambda span: _payments(span, kinds, bases, Payment.household_id, literal(1))


def _amount(kinds: tuple[str, ...], bases: tuple[str, ...]) -> Callable[[Span], Rows]:
    return lambda span: _payments(span, kinds, bases, Payment.id, Payment.amount_fen)


def holds(categories: tuple[str, ...], day: Any) -> ColumnElement[bool]:
    """That a `HouseholdCategory` row is one of the categories and valid on the day."""
    c = HouseholdCategory
    return and_(
        c.retired_on.is_(None),
        c.category.in_(categories),
        c.valid_from <= day,
        or_(c.valid_to.is_(None), c.valid_to >= day),
    )


def registered(day: Any) -> ColumnElement[bool]:
    """That a `Household` was on the register on the day."""
    h = Household
    gone = and_(h.status != "ACTIVE", h.status_on.is_not(None), h.status_on <= day)
    return and_(h.retired_on.is_(None), or_(h.status == "ACTIVE", and_(h.status_on.is_not(None), ~gone)))


def _stock(*categories: str) -> Callable[[Span], Rows]:
    def rows(span: Span) -> Rows:
        c = HouseholdCategory
        found = _columns(
            c.household_id,
            literal(1),
            c.id,
            "household_category",
            c.office_id,
            c.valid_from,
            func.coalesce(c.basis, ""),
            household=c.household_id,
        )
        return found.join(Household, Household.id == c.household_id).where(
            holds(categories, span.last), registered(span.last)
        )

    return rows


def _special_visits(span: Span) -> Rows:
    """Visits to families special on that day, and payments granted under it (ZB-E04)."""
    v, c = Visit, HouseholdCategory
    special = exists().where(c.household_id == v.household_id, holds(SPECIAL, v.visited_on))
    visits = _columns(
        v.household_id,
        literal(1),
        v.id,
        "visit",
        v.office_id,
        v.visited_on,
        v.visitors,
        household=v.household_id,
        person=v.person_id,
    )
    visits = visits.where(v.retired_on.is_(None), v.visited_on.between(span.first, span.last), special)
    both = union_all(visits, _payments(span, (), SPECIAL, Payment.household_id, literal(1))).subquery()
    return select(both)


def _special_to_cover(span: Span) -> Rows:
    """Special families at the end of the span, and those that left it this year after being visited."""
    c, h = HouseholdCategory, Household
    visited = _special_visits(span).subquery()
    gone_on = case((h.status != "ACTIVE", h.status_on), else_=null())
    ended = case((c.valid_to < func.coalesce(gone_on, date.max), c.valid_to), else_=gone_on)
    left_visited = and_(
        c.retired_on.is_(None),
        h.retired_on.is_(None),
        c.category.in_(SPECIAL),
        ended.between(date(span.last.year, 1, 1), span.last),
        exists().where(visited.c.household == c.household_id, visited.c.date <= ended),
    )
    rows = _columns(
        c.household_id,
        literal(1),
        c.id,
        "household_category",
        c.office_id,
        c.valid_from,
        func.coalesce(c.basis, ""),
        household=c.household_id,
    )
    return rows.join(h, h.id == c.household_id).where(
        or_(and_(holds(SPECIAL, span.last), registered(span.last)), left_visited)
    )


def _special_covered(span: Span) -> Rows:
    cover = _special_to_cover(span).subquery()
    visits = _special_visits(span).subquery()
    return select(visits).where(exists().where(cover.c.household == visits.c.household))


TAG_529 = (literal(",") + func.coalesce(Event.tags, "") + ",").like("%,529,%")
PUBLICITY = Event.kind == "PUBLICITY"

# fmt: off
INDICATORS: tuple[Indicator, ...] = (
    Indicator("ZB-B01", "宣传活动场次", "场次", "宣传", "S", _sessions(PUBLICITY)),
    Indicator("ZB-B02", "发放宣传册（材料）", "份", "宣传", "S",
              _materials("PUBLICITY", "BOOKLET", "LEAFLET")),
    Indicator("ZB-B03", "发放宣传品", "份", "宣传", "S", _materials("PUBLICITY", "GIFT")),
    Indicator("ZB-B04", "宣传服务", "人次", "宣传", "S", _heads(PUBLICITY)),
    Indicator("ZB-B05", "5.29会员活动日活动", "场次", "宣传", "S", _sessions(TAG_529)),
    Indicator("ZB-B06", "家长公益课堂", "场次", "宣传", "S", _sessions(Event.kind == "PARENT_CLASS")),
    Indicator("ZB-E01", "计生特殊家庭", "户", CARE, "K", _stock(*SPECIAL)),
    Indicator("ZB-E02", "其中：失独", "户", CARE, "K", _stock("03")),
    Indicator("ZB-E03", "其中：伤残", "户", CARE, "K", _stock("04")),
    Indicator("ZB-E04", "慰问特殊家庭", "户", CARE, "DH", _special_visits),
    Indicator("ZB-E05", "特殊家庭慰问覆盖率", "%", CARE, "R", _special_covered, _special_to_cover),
    Indicator("ZB-E13", "特殊家庭慰问金", "元", CARE, "S", _amount(CONSOLATION, SPECIAL), None, True),
    Indicator("ZB-G01", "在册计生困难家庭", "户", HARD, "K", _stock(*HARDSHIP)),
    Indicator("ZB-G02", "慰问计生困难家庭", "户", HARD, "DH", _households(MONEY_OR_GOODS, HARDSHIP)),
    Indicator("ZB-G03", "困难家庭慰问资金", "万元", HARD, "S", _amount(CONSOLATION, HARDSHIP), None, True),
    Indicator("ZB-G04", "临时救助", "户", HARD, "DH", _households(EMERGENCY, ())),
    Indicator("ZB-P02", "受益家庭", "户", "汇总", "DH", _households((), ())),
)
# fmt: on

BY_CODE = {i.code: i for i in INDICATORS}
