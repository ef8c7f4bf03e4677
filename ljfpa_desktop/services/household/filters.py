"""What the list of families may be narrowed by: one registry, compiled to SQL, for page, view and export."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import Session

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.models.programme import Programme
from ljfpa_desktop.models.visit import Visit
from ljfpa_desktop.services import search
from ljfpa_desktop.services.household.facts import held_on
from ljfpa_desktop.services.household.rules import SPECIAL

Filters = Mapping[str, Any]
Condition = ColumnElement[bool]
YES, NO = "YES", "NO"
# What the codes of these filters mean: they are no tables of a standard.
WORDS = {
    "given": [(YES, "已享受"), (NO, "没有享受")],
    "has_phone": [(YES, "有联系电话"), (NO, "没有联系电话")],
    "alone": [(YES, "独居或空巢"), (NO, "不独居")],
}
ALONE = "08"


@dataclass(frozen=True, slots=True)
class ListFilter:
    """One thing to narrow by: its fields in a form, and its condition where one of them is set.

    ``said`` puts the values into words: a value's own words, in the order of the fields.
    """

    fields: Mapping[str, Field]
    condition: Callable[[Session, Filters], Condition]
    said: Callable[[Sequence[str]], str]


def narrowed(s: Session, query: Select[Any], filters: Filters) -> Select[Any]:
    """The query over `Household` with every filter that is set; families taken out are never in it."""
    query = query.where(Household.retired_on.is_(None))
    for each in FILTERS:
        if any(filters.get(name) not in (None, "") for name in each.fields):
            query = query.where(each.condition(s, filters))
    return query.where(Household.id.in_(filters["ids"])) if "ids" in filters else query


def choices(db: Database) -> dict[str, list[tuple[str, str]]]:
    """(code, label) of every table the filters' fields choose from, that is none of `base.codes`."""
    query = select(Programme.code, Programme.name).where(Programme.retired_on.is_(None)).distinct()
    with db.read() as s:
        programmes = [(code, name) for code, name in s.execute(query.order_by(Programme.code))]
    special = [("special", "特殊家庭"), *codes.choices("household_category")]
    return {**WORDS, "filter_programme": programmes, "filter_category": special}


def in_words(db: Database, filters: Filters, place: Callable[[str], str]) -> str:
    """The filters as a clerk reads them: 类别：低保；3 个月没有走访. ``place`` names a village."""
    labels = choices(db)
    parts: list[str] = []
    for each in FILTERS:
        values = [filters.get(name) for name in each.fields]
        if any(v not in (None, "") for v in values):
            told = [_told(f, v, labels, place) for f, v in zip(each.fields.values(), values, strict=True)]
            parts.append(each.said(told))
    return "；".join(parts)


def _told(
    declared: Field, value: Any, labels: Mapping[str, list[tuple[str, str]]], place: Callable[[str], str]
) -> str:
    if value in (None, ""):
        return ""
    if declared.kind == "village":
        return place(str(value))
    if declared.choices in labels:
        return dict(labels[declared.choices]).get(str(value), str(value))
    return codes.label(declared.choices, str(value)) if declared.choices else str(value)


def _named(label: str) -> Callable[[Sequence[str]], str]:
    return lambda told: f"{label}：{told[0]}"


def lives_here() -> tuple[Condition, ...]:
    """Of a member joined with its person: it belongs to the family today and lives."""
    return (Member.retired_on.is_(None), Member.left_on.is_(None), Person.death_date.is_(None))


def _text(s: Session, filters: Filters) -> Condition:
    return Household.id.in_(search.households_in(s, str(filters["text"])))


def _village(_s: Session, filters: Filters) -> Condition:
    first = str(filters["village"])  # a township's code is the beginning of its villages' codes
    return Household.village_code.between(first, first + ":")


def _category(_s: Session, filters: Filters) -> Condition:
    wanted = SPECIAL if filters["category"] == "special" else {str(filters["category"])}
    held = HouseholdCategory.category.in_(wanted)
    return Household.id.in_(select(HouseholdCategory.household_id).where(held, *held_on(dates.today())))


def _status(_s: Session, filters: Filters) -> Condition:
    return Household.status == filters["status"]


def _age(_s: Session, filters: Filters) -> Condition:
    today = dates.today()
    least, most = filters.get("age_from"), filters.get("age_to")
    born: list[Condition] = [Person.birth_date.is_not(None)]
    if least not in (None, ""):
        born.append(Person.birth_date <= _years_before(today, int(least)))
    if most not in (None, ""):
        born.append(Person.birth_date > _years_before(today, int(most) + 1))
    return Household.id.in_(_with_member(*born))


def _years_before(day: date, years: int) -> date:
    year = max(day.year - years, 1)
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def _with_member(*conditions: Condition) -> Select[Any]:
    query = select(Member.household_id).join(Person, Person.id == Member.person_id)
    return query.where(*lives_here(), *conditions)


def _aid(_s: Session, filters: Filters) -> Condition:
    query = select(Payment.household_id).where(Payment.voided_on.is_(None), Payment.retired_on.is_(None))
    if filters.get("programme"):
        query = query.where(Payment.programme_code == filters["programme"])
    if filters.get("aid_year"):
        year = int(filters["aid_year"])
        query = query.where(Payment.paid_on.between(date(year, 1, 1), date(year, 12, 31)))
    return Household.id.not_in(query) if filters.get("given") == NO else Household.id.in_(query)


def _not_visited(_s: Session, filters: Filters) -> Condition:
    today = dates.today()
    back = dates.shift_month(dates.month_of(today), -int(filters["not_visited_months"]))
    first, last = dates.month_range(back)
    since = first.replace(day=min(today.day, last.day))
    seen = select(Visit.household_id).where(Visit.visited_on >= since, Visit.retired_on.is_(None))
    return Household.id.not_in(seen)


def _phone(_s: Session, filters: Filters) -> Condition:
    own = or_(func.coalesce(Household.phone1, "") != "", func.coalesce(Household.phone2, "") != "")
    has = or_(own, Household.id.in_(_with_member(func.coalesce(Person.phone, "") != "")))
    return has if filters["has_phone"] == YES else ~has


def _alone(_s: Session, filters: Filters) -> Condition:
    held = select(HouseholdCategory.household_id).where(
        HouseholdCategory.category == ALONE, *held_on(dates.today())
    )
    alone = or_(func.coalesce(Household.lives_alone, false()) == true(), Household.id.in_(held))
    return alone if filters["alone"] == YES else ~alone


def _said_age(told: Sequence[str]) -> str:
    least, most = told
    if least and most:
        return f"有 {least} 至 {most} 岁的成员"
    return f"有满 {least} 岁的成员" if least else f"有 {most} 岁以下（含）的成员"


def _said_aid(told: Sequence[str]) -> str:
    given, programme, year = told
    return f"{year + '年' if year else ''}{given or '已享受'}{programme or '帮扶'}"


# The next filter goes here.
FILTERS: tuple[ListFilter, ...] = (
    ListFilter({"text": Field("查找")}, _text, lambda told: f"查找“{told[0]}”"),
    ListFilter({"village": Field("村（居）", "village")}, _village, lambda told: told[0]),
    ListFilter(
        {"category": Field("类别", "choice", choices="filter_category")}, _category, lambda told: told[0]
    ),
    ListFilter({"status": Field("状态", "choice", choices="household_status")}, _status, _named("状态")),
    ListFilter(
        {
            "age_from": Field("成员年龄从", "number", note="周岁，家里有一人合就算"),
            "age_to": Field("成员年龄到", "number", note="周岁，包含这一岁"),
        },
        _age,
        _said_age,
    ),
    ListFilter(
        {
            "given": Field("享受帮扶", "choice", choices="given"),
            "programme": Field("帮扶项目", "choice", choices="filter_programme", note="不选是任何项目"),
            "aid_year": Field("帮扶年份", "number", note="不填是任何年份"),
        },
        _aid,
        _said_aid,
    ),
    ListFilter(
        {"not_visited_months": Field("几个月没有走访", "number", note="如 3")},
        _not_visited,
        lambda told: f"{told[0]} 个月没有走访",
    ),
    ListFilter(
        {"has_phone": Field("联系电话", "choice", choices="has_phone")}, _phone, lambda told: told[0]
    ),
    ListFilter({"alone": Field("独居", "choice", choices="alone")}, _alone, lambda told: told[0]),
)
FIELDS: dict[str, Field] = {name: f for each in FILTERS for name, f in each.fields.items()}
