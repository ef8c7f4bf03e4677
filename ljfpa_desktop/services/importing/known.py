"""The office's own records a register is held against: people by number and name, and their families."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services import alias
from ljfpa_desktop.services.alias import Former
from ljfpa_desktop.services.household import moving
from ljfpa_desktop.services.importing.births import same_day
from ljfpa_desktop.services.importing.parsed import Parsed

COUPLE = frozenset({"01", "02", "10", "11", "12"})
_CHUNK = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A person's place in a family."""

    household: UUID
    village: str
    relation: str


@dataclass(slots=True)
class KnownPerson:
    """A registered person with the families it belongs to; ``facts`` are its columns by name."""

    id: UUID
    name: str
    facts: dict[str, Any]
    places: list[Place] = field(default_factory=list[Place])
    former: list[Former] = field(default_factory=list[Former])
    """What records merged into this one say of it."""

    @property
    def numbers(self) -> list[str]:
        """Its own number and those of the records merged into it."""
        return [n for n in (self.id_no, *(f.id_no for f in self.former)) if n]

    def may_be_born(self, day: date, precision: str) -> bool:
        """Whether it, or a record merged into it, was born then as far as known."""
        births = [self.birth, *(f.birth for f in self.former if f.birth)]
        return any(not b or same_day(day, precision, b) for b in births)

    @property
    def id_no(self) -> str:
        """The number, empty when there is none."""
        return str(self.facts["id_no"] or "")

    @property
    def birth(self) -> date | None:
        """The day of birth as far as known."""
        return self.facts["birth_date"]


@dataclass(slots=True)
class KnownHousehold:
    """A registered family: its columns, its members and the categories it holds on the day."""

    id: UUID
    facts: dict[str, Any]
    members: dict[UUID, str] = field(default_factory=dict[UUID, str])
    categories: set[str] = field(default_factory=set[str])
    living_couple: int = 0

    @property
    def has_head(self) -> bool:
        """Whether one of the members is the head."""
        return "02" in self.members.values()


@dataclass(slots=True)
class Known:
    """What was looked up for one register."""

    by_number: dict[str, list[KnownPerson]] = field(default_factory=dict[str, list[KnownPerson]])
    by_name: dict[str, list[KnownPerson]] = field(default_factory=dict[str, list[KnownPerson]])
    by_former: dict[str, list[KnownPerson]] = field(default_factory=dict[str, list[KnownPerson]])
    """The people by the numbers of records merged into them."""
    households: dict[UUID, KnownHousehold] = field(default_factory=dict[UUID, KnownHousehold])
    accounts: set[tuple[UUID, str]] = field(default_factory=set[tuple[UUID, str]])
    away: dict[UUID, str] = field(default_factory=dict[UUID, str])
    """The families that are moving or have moved away from here, with the code of the township."""


_FACTS = (
    "id_no", "birth_date", "birth_precision", "sex", "phone", "health", "disability_no", "disability_type",
    "disability_grade", "education", "ethnicity", "marital", "political", "occupation", "support_kind",
    "support_from", "death_date",
)  # fmt: skip


def look_up(s: Session, parsed: Parsed, day: date) -> Known:
    """The registered people whose number or name stands in the register, and their families."""
    people = [p for r in parsed.rows for p in r.people]
    found: dict[UUID, KnownPerson] = {}
    numbers, names = {p.id_no for p in people if p.id_no}, {p.name for p in people if p.name}
    for some in _chunks(sorted(numbers)):
        _people(s, _select().where(Person.id_no.in_(some)), found)
    for some in _chunks(sorted(names)):
        _people(s, _select().where(Person.name.in_(some)), found)
    _formers(s, alias.formers(s, numbers, names), found)
    known = Known()
    for person in found.values():
        for name in dict.fromkeys((person.name, *(f.name for f in person.former))):
            known.by_name.setdefault(name, []).append(person)
        if person.id_no:
            known.by_number.setdefault(person.id_no, []).append(person)
        for number in dict.fromkeys(f.id_no for f in person.former if f.id_no):
            known.by_former.setdefault(number, []).append(person)
    _households(s, known, {pl.household for p in found.values() for pl in p.places}, day)
    for some in _chunks(sorted(known.households)):
        known.away |= moving.moving_of(s, some)
    for some in _chunks(sorted(found)):
        accounts = select(BankAccount.person_id, BankAccount.account_no)
        rows = s.execute(accounts.where(BankAccount.person_id.in_(some), BankAccount.retired_on.is_(None)))
        known.accounts.update((r.person_id, r.account_no) for r in rows)
    return known


def _chunks(values: Sequence[T]) -> Iterable[Sequence[T]]:
    return (values[i : i + _CHUNK] for i in range(0, len(values), _CHUNK))


def _select() -> Select[Any]:
    facts = [getattr(Person, name) for name in _FACTS]
    columns: list[Any] = [
        Person.id,
        Person.name,
        *facts,
        Household.id,
        Household.village_code,
        Member.relation,
    ]
    query = cast("Select[Any]", select(*columns))
    here = Member.retired_on.is_(None) & Member.left_on.is_(None)
    return (
        query.select_from(Person)
        .outerjoin(Member, (Member.person_id == Person.id) & here)
        .outerjoin(Household, (Household.id == Member.household_id) & Household.retired_on.is_(None))
        .where(Person.retired_on.is_(None))
    )


def _people(s: Session, query: Select[Any], found: dict[UUID, KnownPerson]) -> None:
    fresh: dict[UUID, KnownPerson] = {}
    for row in s.execute(query):
        values: list[Any] = list(row)
        person_id: UUID = values[0]
        if person_id in found:
            continue
        facts: dict[str, Any] = dict(zip(_FACTS, values[2:], strict=False))
        person = fresh.setdefault(person_id, KnownPerson(person_id, str(values[1]), facts))
        if values[-3] is not None:
            person.places.append(Place(values[-3], str(values[-2]), str(values[-1])))
    found.update(fresh)


def _formers(s: Session, former: Sequence[Former], found: dict[UUID, KnownPerson]) -> None:
    for some in _chunks(sorted({f.root for f in former} - set(found))):
        _people(s, _select().where(Person.id.in_(some)), found)
    for one in former:
        if one.root in found:
            found[one.root].former.append(one)


def _households(s: Session, known: Known, ids: set[UUID], day: date) -> None:
    for some in _chunks(sorted(ids)):
        for found in s.scalars(select(Household).where(Household.id.in_(some))):
            facts = {c.key: getattr(found, c.key) for c in Household.__table__.columns}
            known.households[found.id] = KnownHousehold(found.id, facts)
        members = (
            select(Member.household_id, Member.person_id, Member.relation, Person.death_date)
            .join(Person, Person.id == Member.person_id)
            .where(Member.household_id.in_(some), Member.retired_on.is_(None), Member.left_on.is_(None))
        )
        for household, person, relation, death in s.execute(members):
            known.households[household].members[person] = relation
            known.households[household].living_couple += relation in COUPLE and death is None
        held = select(HouseholdCategory.household_id, HouseholdCategory.category).where(
            HouseholdCategory.household_id.in_(some),
            HouseholdCategory.retired_on.is_(None),
            HouseholdCategory.valid_to.is_(None) | (HouseholdCategory.valid_to >= day),
        )
        for household, category in s.execute(held):
            known.households[household].categories.add(category)
