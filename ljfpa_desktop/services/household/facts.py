"""A family read from the database as plain values, for pages, papers and other services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import whose
from ljfpa_desktop.services.household.rules import HEAD, RESTRICTING, SPECIAL
from ljfpa_desktop.services.household.write import known_entry

SHORT = {
    "01": "独生子女", "02": "二女户", "03": "特殊", "04": "特殊", "05": "困难", "06": "低保",
    "07": "退役军人", "08": "独居", "09": "高龄", "10": "奖扶", "11": "特扶", "12": "流动", "13": "婴幼儿",
    "14": "多孩", "15": "会员", "99": "其他",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member: ``id`` is the membership, ``values`` every value of person and membership."""

    id: UUID
    person_id: UUID
    relation: str
    name: str
    sex: str | None
    birth_date: date | None
    id_no: str | None
    phone: str | None
    death_date: date | None
    left_on: date | None
    values: Mapping[str, Any]

    @property
    def relation_label(self) -> str:
        """The relation in words: 户主, 妻, 长女."""
        return codes.label("relation", self.relation)

    @property
    def age(self) -> int | None:
        """Completed years today (or at death), None without a birth date."""
        if self.birth_date is None:
            return None
        return dates.age_on(self.birth_date, self.death_date or dates.today())


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """A category with its days and basis; ``holds`` says whether it is held today."""

    id: UUID
    category: str
    label: str
    valid_from: date
    valid_to: date | None
    basis: str
    approver: str
    end_why: str

    @property
    def holds(self) -> bool:
        """Whether the category is held today."""
        return self.valid_from <= dates.today() <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """A family with its members and categories of all times; ``values`` is every value of the household."""

    id: UUID
    household_no: str
    village_code: str
    village: str
    values: Mapping[str, Any]
    members: tuple[MemberFacts, ...]
    categories: tuple[CategoryFacts, ...]

    @property
    def head(self) -> MemberFacts | None:
        """The member with relation 02 (RULINGS.md 13)."""
        return next((m for m in self.members if m.relation == HEAD), None)

    @property
    def head_name(self) -> str:
        """The head's name; empty for a family without one."""
        return self.head.name if self.head else ""

    @property
    def persons(self) -> tuple[MemberFacts, ...]:
        """The members who live and have not left: 人口."""
        return tuple(m for m in self.members if m.left_on is None and m.death_date is None)

    @property
    def is_restricted(self) -> bool:
        """Whether views of this family are logged and it stays off shared screens and public lists."""
        return self.values["privacy_level"] == "RESTRICTED"

    @property
    def is_special(self) -> bool:
        """Whether a special category is held today."""
        return any(c.category in SPECIAL and c.holds for c in self.categories)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a family as lists and payments need it."""

    person_id: UUID
    name: str
    id_no: str
    phone: str


def facts_in(s: Session, household_id: UUID) -> HouseholdFacts:
    """A family within a session; raises `Refused` when it is no longer kept."""
    entry = known_entry(s, household_id)
    values = entry.values
    return HouseholdFacts(
        id=household_id,
        household_no=str(values["household_no"]),
        village_code=str(values["village_code"]),
        village=whose.places(s)(str(values["village_code"])),
        values=values,
        members=tuple(_member(row) for row in entry.members),
        categories=tuple(_category(row) for row in entry.categories),
    )


def _member(row: Mapping[str, Any]) -> MemberFacts:
    names = (
        "id", "person_id", "relation", "name", "sex", "birth_date", "id_no", "phone", "death_date", "left_on",
    )  # fmt: skip
    return MemberFacts(**{name: row[name] for name in names}, values=row)


def _category(row: Mapping[str, Any]) -> CategoryFacts:
    return CategoryFacts(
        id=row["id"],
        category=row["category"],
        label=codes.label("household_category", row["category"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        basis=row["basis"] or "",
        approver=row["approver"] or "",
        end_why=row["end_why"] or "",
    )


def facts(db: Database, household_id: UUID) -> HouseholdFacts:
    """A family, read on its own; raises `Refused` when it is no longer kept."""
    with db.read() as s:
        return facts_in(s, household_id)


def view(db: Database, actor: Actor, household_id: UUID) -> HouseholdFacts:
    """A family for a person to look at: of a restricted one the view is recorded (DOMAIN.md 2.1)."""
    found = facts(db, household_id)
    if found.is_restricted:
        db.note(actor, f"查看受限家庭 {found.household_no}", "view")
    return found


def heads_in(s: Session, household_ids: Iterable[UUID]) -> dict[UUID, Head]:
    """The heads of families: household id -> head."""
    wanted, found = list(dict.fromkeys(household_ids)), dict[UUID, Head]()
    for start in range(0, len(wanted), 500):
        rows = s.execute(
            select(Member.household_id, Person.id, Person.name, Person.id_no, Person.phone, Household.phone1)
            .join(Person, Person.id == Member.person_id)
            .join(Household, Household.id == Member.household_id)
            .where(
                Member.household_id.in_(wanted[start : start + 500]),
                Member.relation == HEAD,
                Member.retired_on.is_(None),
            )
        )
        found.update({r[0]: Head(r[1], r[2], r[3] or "", r[4] or r[5] or "") for r in rows})
    return found


def head_name_of(s: Session, household_id: UUID) -> str:
    """The head's name; empty when there is none."""
    head = heads_in(s, [household_id]).get(household_id)
    return head.name if head else ""


def categories_in(s: Session, household_ids: Iterable[UUID], day: date) -> dict[UUID, list[str]]:
    """The category codes each family holds on a day, restricting ones first: household id -> codes."""
    wanted, found = list(dict.fromkeys(household_ids)), dict[UUID, list[str]]()
    for start in range(0, len(wanted), 500):
        rows = s.execute(
            select(HouseholdCategory.household_id, HouseholdCategory.category)
            .where(HouseholdCategory.household_id.in_(wanted[start : start + 500]), *held_on(day))
            .order_by(HouseholdCategory.category)
        )
        for household_id, category in rows:
            found.setdefault(household_id, []).append(category)
    for held in found.values():
        held.sort(key=lambda c: (c not in RESTRICTING, c))
    return found


def held_on(day: date) -> tuple[Any, ...]:
    """The conditions under which a category row is held on a day."""
    return (
        HouseholdCategory.retired_on.is_(None),
        HouseholdCategory.valid_from <= day,
        HouseholdCategory.valid_to.is_(None) | (HouseholdCategory.valid_to >= day),
    )


def short_labels(held: Iterable[str]) -> tuple[str, ...]:
    """Category codes as the pills of lists: 特殊, 困难, 二女户; each once."""
    return tuple(dict.fromkeys(SHORT.get(c, c) for c in held))
