"""The list of families in pages: filters, order, and what a row shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.capture import INSERTED, Act, Change
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.models.visit import Visit
from ljfpa_desktop.services import whose
from ljfpa_desktop.services.household.facts import categories_in, heads_in, held_on, short_labels
from ljfpa_desktop.services.household.filters import Filters, lives_here, narrowed
from ljfpa_desktop.services.household.rules import HEAD, SPECIAL

Sort = tuple[str, bool] | None


class Line(NamedTuple):
    """A family in the list, its id first; money is 分 given in this calendar year."""

    id: UUID
    head: str
    village: str
    persons: int
    categories: tuple[str, ...]
    last_visit: date | None
    aid_fen: int
    household_no: str
    address: str
    phone: str
    status: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts above the list: kept families, their living members, special ones, new this month."""

    households: int
    persons: int
    special: int
    new_this_month: int


def page(db: Database, filters: Filters, sort: Sort = None, offset: int = 0, limit: int = 200) -> list[Line]:
    """A window of the list; ``sort`` is a column of `Line` and whether it descends, else register order.

    Filters are those of `filters.FILTERS`, and ``ids``; ones left out do not filter.
    """
    with db.read() as s:
        query = (
            narrowed(s, select(Household.id), filters).order_by(*_order(sort)).offset(offset).limit(limit)
        )
        return _lines(s, list(s.scalars(query)))


def count(db: Database, filters: Filters) -> int:
    """How many families the filters leave."""
    with db.read() as s:
        return int(s.scalar(narrowed(s, select(func.count()).select_from(Household), filters)) or 0)


def totals(db: Database, filters: Filters) -> dict[str, int]:
    """Sums over the filtered families: persons, and money given this year in 分."""
    with db.read() as s:
        ids = narrowed(s, select(Household.id), filters)
        persons = s.scalar(
            select(func.count())
            .select_from(Member)
            .join(Person, Person.id == Member.person_id)
            .where(Member.household_id.in_(ids), *lives_here())
        )
        aid = s.scalar(
            select(func.sum(Payment.amount_fen)).where(Payment.household_id.in_(ids), *_this_year())
        )
        return {"persons": int(persons or 0), "aid_fen": int(aid or 0)}


def summary(db: Database) -> Summary:
    """The counts above the list, over the families in status 在册."""
    today = dates.today()
    kept = (Household.retired_on.is_(None), Household.status == "ACTIVE")
    with db.read() as s:
        special = select(HouseholdCategory.household_id).where(
            HouseholdCategory.category.in_(SPECIAL), *held_on(today)
        )
        members = (
            select(func.count())
            .select_from(Member)
            .join(Person, Person.id == Member.person_id)
            .join(Household, Household.id == Member.household_id)
        )
        return Summary(
            _count(s, *kept),
            int(s.scalar(members.where(*kept, *lives_here())) or 0),
            _count(s, *kept, Household.id.in_(special)),
            _count(s, *kept, Household.id.in_(_made_since(today.replace(day=1)))),
        )


def _count(s: Session, *conditions: ColumnElement[bool]) -> int:
    return int(s.scalar(select(func.count()).select_from(Household).where(*conditions)) or 0)


def _made_since(day: date) -> Select[Any]:
    """The families registered since the beginning of a day: acts tell when, ids never do."""
    begin = datetime.combine(day, time(), dates.CHINA)
    query = select(Change.row).join(Act, Act.seq == Change.act)
    return query.where(Change.tbl == "household", Change.grp == INSERTED, Act.at >= begin)


def _order(sort: Sort) -> Sequence[ColumnElement[Any]]:
    register = Household.household_no
    if sort is None:
        return (register.asc(),)
    columns: dict[str, Any] = {
        "head": _head(Person.pinyin),
        "village": Household.village_code,
        "persons": _persons(),
        "last_visit": _last_visit(),
        "aid_fen": func.coalesce(_aid(), 0),
        "household_no": Household.household_no,
        "address": Household.address,
        "phone": Household.phone1,
        "status": Household.status,
    }
    column = columns[sort[0]]
    return (column.desc() if sort[1] else column.asc(), register.asc())


def _this_year() -> tuple[ColumnElement[bool], ...]:
    year = dates.today().year
    return (
        Payment.voided_on.is_(None),
        Payment.retired_on.is_(None),
        Payment.paid_on.between(date(year, 1, 1), date(year, 12, 31)),
    )


def _head(column: Any) -> ScalarSelect[Any]:
    return (
        select(column)
        .join(Member, Member.person_id == Person.id)
        .where(Member.household_id == Household.id, Member.relation == HEAD, Member.retired_on.is_(None))
        .limit(1)
        .scalar_subquery()
    )


def _persons() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(Member)
        .join(Person, Person.id == Member.person_id)
        .where(Member.household_id == Household.id, *lives_here())
        .scalar_subquery()
    )


def _last_visit() -> ScalarSelect[Any]:
    return (
        select(func.max(Visit.visited_on))
        .where(Visit.household_id == Household.id, Visit.retired_on.is_(None))
        .scalar_subquery()
    )


def _aid() -> ScalarSelect[Any]:
    return (
        select(func.sum(Payment.amount_fen))
        .where(Payment.household_id == Household.id, *_this_year())
        .scalar_subquery()
    )


def _lines(s: Session, ids: Sequence[UUID]) -> list[Line]:
    """The rows of these families in their order: one query for each kind of fact."""
    rows = s.execute(
        select(
            Household.id,
            Household.village_code,
            _persons(),
            _last_visit(),
            _aid(),
            Household.household_no,
            Household.address,
            Household.phone1,
            Household.status,
        ).where(Household.id.in_(ids))
    )
    of = {row[0]: row for row in rows}
    place = whose.places(s)
    heads, held = heads_in(s, ids), categories_in(s, ids, dates.today())
    found: list[Line] = []
    for household_id in ids:
        _, village, persons, visited, aid, number, address, phone, status = of[household_id]
        head = heads.get(household_id)
        found.append(
            Line(
                household_id,
                head.name if head else "",
                place(village),
                persons,
                short_labels(held.get(household_id, ())),
                visited,
                int(aid or 0),
                number,
                address or "",
                phone or (head.phone if head else ""),
                codes.label("household_status", status),
            )
        )
    return found
