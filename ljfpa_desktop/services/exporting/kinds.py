"""What is exported: each kind's rows, their order, and their columns, which follow from the fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.fields import Field, fields_of
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.models.association import AssociationMember, Volunteer
from ljfpa_desktop.models.event import Event, EventAttendee, MaterialIssue
from ljfpa_desktop.models.fund import FundSource
from ljfpa_desktop.models.honour import Honour
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.models.site import Site
from ljfpa_desktop.models.visit import Visit
from ljfpa_desktop.services.household import held_on


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: its name in JSON, its field, and where it comes from."""

    name: str
    field: Field
    source: Any


@dataclass(frozen=True, slots=True)
class Kind:
    """An export: ``rows`` is a select of its columns in a fixed order."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Select[Any]


head_member = aliased(Member, name="head_member")
head = aliased(Person, name="head")
NUMBER = Column("household_no", Field("家庭编号"), Household.household_no)
VILLAGE = Column("village_code", Field("村（居）", "village"), Household.village_code)
HEAD = Column("head_name", Field("户主姓名"), head.name)
HEAD_ID = Column("head_id_no", Field("户主身份证号", "id_card", private=True), head.id_no)
CYCLE = Column("cycle", Field("批次"), Cycle.name)
PAYEE = Column("payee", Field("领款人"), Person.name)
PAYEE_ID = Column("payee_id_no", Field("领款人身份证号", "id_card", private=True), Person.id_no)
PERSON = Column("person_name", Field("走访对象"), Person.name)
EVENT_NO = Column("event_no", Field("活动编号"), Event.event_no)


def _own(model: type[Any], *skip: str) -> tuple[Column, ...]:
    """The declared columns of a table, without the ids of other records."""
    return tuple(
        Column(name, declared, getattr(model, name))
        for name, declared in fields_of(model).items()
        if declared.kind != "link" and name not in skip
    )


def _today() -> Any:
    """The day a list is written, not the day the program was started."""
    return bindparam("today", callable_=dates.today, type_=Date)


def _id(name: str, source: Any) -> Column:
    return Column(name, Field(name, "link"), source)


def _head(query: Any) -> Any:
    """Join the head of the family, where there is one."""
    h, m = Household, head_member
    of_head = (m.household_id == h.id) & (m.relation == "02") & m.retired_on.is_(None) & m.left_on.is_(None)
    return query.outerjoin(m, of_head).outerjoin(head, head.id == m.person_id)


def _with_head(query: Any, household: Any) -> Any:
    return _head(query.join(Household, Household.id == household))


def _made(
    name: str,
    title: str,
    model: type[Any],
    columns: Sequence[Column],
    order: Sequence[Any],
    join: Callable[[Any], Any] = lambda query: query,
) -> Kind:
    every = (_id("id", model.id), *columns)
    query = join(select(*(c.source.label(f"c{n}") for n, c in enumerate(every))).select_from(model))
    # The id comes last, so that the order is total and two exports of the same records are equal.
    return Kind(name, title, every, query.where(model.retired_on.is_(None)).order_by(*order, model.id))


def _families() -> Kind:
    c = HouseholdCategory
    held = (
        select(func.aggregate_strings(c.category, ",").aggregate_order_by(c.category))
        .where(c.household_id == Household.id, *held_on(_today()))
        .correlate(Household)
        .scalar_subquery()
    )
    m, p = aliased(Member), aliased(Person)
    people = (
        select(func.count())
        .select_from(m)
        .join(p, p.id == m.person_id)
        .where(
            m.household_id == Household.id,
            m.retired_on.is_(None),
            m.left_on.is_(None),
            p.death_date.is_(None),
        )
        .correlate(Household)
        .scalar_subquery()
    )
    columns = (
        NUMBER, VILLAGE, HEAD, HEAD_ID,
        Column("categories", Field("现有类别", "choice", choices="household_category"), held),
        Column("persons", Field("人数", "number"), people),
        *_own(Household, "household_no", "village_code"),
    )  # fmt: skip
    return _made("families", "家庭", Household, columns, [Household.household_no], _head)


def _persons() -> Kind:
    columns = (_id("person_id", Person.id), NUMBER, VILLAGE, *_own(Member), *_own(Person))

    def join(query: Any) -> Any:
        query = query.join(Household, Household.id == Member.household_id)
        return query.join(Person, Person.id == Member.person_id).where(
            Household.retired_on.is_(None), Person.retired_on.is_(None)
        )

    order = [Household.household_no, Member.relation, Person.birth_date, Person.name]
    return _made("persons", "家庭成员", Member, columns, order, join)


def _categories() -> Kind:
    c = HouseholdCategory
    columns = (NUMBER, VILLAGE, HEAD, HEAD_ID, *_own(c))
    order = [Household.household_no, c.valid_from, c.category]
    return _made("categories", "家庭类别", c, columns, order, lambda q: _with_head(q, c.household_id))


def _entitlements() -> Kind:
    e = Entitlement
    columns = (CYCLE, NUMBER, VILLAGE, HEAD, PAYEE, PAYEE_ID, *_own(e))

    def join(query: Any) -> Any:
        query = _with_head(query, e.household_id).join(Cycle, Cycle.id == e.cycle_id)
        return query.join(Person, Person.id == e.person_id)

    return _made("entitlements", "名单", e, columns, [Cycle.year, Cycle.name, e.position], join)


def _payments() -> Kind:
    p = Payment
    columns = (
        CYCLE, NUMBER, VILLAGE, HEAD, _id("person_id", p.person_id), *_own(p),
        Column("fund_source", Field("资金来源"), FundSource.name),
    )  # fmt: skip

    def join(query: Any) -> Any:
        query = _with_head(query, p.household_id).join(Cycle, Cycle.id == p.cycle_id)
        return query.outerjoin(FundSource, FundSource.id == p.fund_source_id)

    return _made("payments", "发放", p, columns, [p.paid_on, p.receipt_no], join)


def _visits() -> Kind:
    v = Visit
    columns = (NUMBER, VILLAGE, HEAD, PERSON, *_own(v))

    def join(query: Any) -> Any:
        return _with_head(query, v.household_id).outerjoin(Person, Person.id == v.person_id)

    return _made("visits", "走访", v, columns, [v.visited_on, Household.household_no], join)


def _events() -> Kind:
    site = aliased(Site)
    columns = (*_own(Event), Column("site", Field("阵地"), site.name))

    def join(query: Any) -> Any:
        return query.outerjoin(site, site.id == Event.site_id)

    return _made("events", "活动", Event, columns, [Event.held_on, Event.event_no], join)


def _of_event(name: str, title: str, model: type[Any]) -> Kind:
    columns = (EVENT_NO, Column("held_on", Field("日期", "date"), Event.held_on), *_own(model))

    def join(query: Any) -> Any:
        return query.join(Event, Event.id == model.event_id).where(Event.retired_on.is_(None))

    return _made(name, title, model, columns, [Event.held_on, Event.event_no], join)


def _roll(name: str, title: str, model: type[AssociationMember] | type[Volunteer]) -> Kind:
    """A roll under the titles of its register, so that it can be taken in again; its persons by their id."""
    columns = (_id("person_id", model.person_id), *_own(model))
    return _made(name, title, model, columns, [model.village_code, model.name])


@cache
def _kinds() -> dict[str, Kind]:
    made = (
        _families(), _persons(), _categories(), _entitlements(), _payments(), _visits(), _events(),
        _of_event("materials", "发放资料", MaterialIssue), _of_event("attendees", "参加人", EventAttendee),
        _made("sites", "阵地", Site, _own(Site), [Site.kind, Site.name]),
        _made("honours", "荣誉", Honour, _own(Honour), [Honour.granted_on, Honour.title]),
        _roll("members", "会员", AssociationMember), _roll("volunteers", "志愿者", Volunteer),
    )  # fmt: skip
    return {k.name: k for k in made}


KINDS = _kinds()
