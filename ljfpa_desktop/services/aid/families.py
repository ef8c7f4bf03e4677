"""What aid needs to know of families, read for many at once: members, categories, earlier aid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.models.aid import Cycle, Entitlement
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services.aid.cycle import granted

_ADULT = 18
_PAYEE_ORDER = {"02": 0, "01": 1, "10": 2, "11": 2, "12": 2}  # the head, then the spouse, then others
_BASIS_ORDER = ("03", "04", "05", "06", "02", "01")


@dataclass(frozen=True, slots=True)
class Relative:
    """A member of a family as a payee."""

    person_id: UUID
    name: str
    relation: str
    id_no: str
    birth: date | None
    death: date | None

    def is_dead_on(self, day: date) -> bool:
        """Whether the person had died by the day (rule 47)."""
        return self.death is not None and self.death <= day


@dataclass(slots=True)
class Family:
    """A household with its living arrangements as aid sees them."""

    id: UUID
    household_no: str
    village_code: str
    status: str
    members: list[Relative] = field(default_factory=list)
    categories: list[tuple[str, date, date | None]] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The head's name, or the first member's."""
        heads = [m.name for m in self.members if m.relation == "02"]
        return (heads or [m.name for m in self.members] or [self.household_no])[0]

    def member(self, person_id: UUID) -> Relative | None:
        """The member of this id, None for somebody else."""
        return next((m for m in self.members if m.person_id == person_id), None)

    def payee_on(self, day: date) -> Relative | None:
        """Who takes the money: the head, else the spouse, else the first living adult."""
        living = [m for m in self.members if not m.is_dead_on(day)]
        grown = [m for m in living if m.birth is None or dates.age_on(m.birth, day) >= _ADULT]
        return min(grown, key=lambda m: (_PAYEE_ORDER.get(m.relation, 9), m.relation), default=None)

    def holds(self, first: date, last: date) -> list[str]:
        """The categories that hold on a day between the two, the weightiest for aid first."""
        held = {
            c for c, begins, ends in self.categories if begins <= last and (ends is None or ends >= first)
        }
        return sorted(held, key=lambda c: (_BASIS_ORDER.index(c) if c in _BASIS_ORDER else 9, c))


def span_of(cycle: Cycle) -> tuple[date, date]:
    """The days on which a category counts for a cycle: today, or its year when that is past."""
    today = dates.today()
    if cycle.year >= today.year:
        return today, today
    return date(cycle.year, 1, 1), date(cycle.year, 12, 31)


def load(s: Session, household_ids: Iterable[UUID]) -> dict[UUID, Family]:
    """The families of these ids; unknown and retired ones are left out."""
    found: dict[UUID, Family] = {}
    for chunk in chunks(list(dict.fromkeys(household_ids))):
        houses = select(Household.id, Household.household_no, Household.village_code, Household.status)
        for row in s.execute(houses.where(Household.id.in_(chunk), Household.retired_on.is_(None))):
            found[row.id] = Family(row.id, row.household_no, row.village_code, row.status)
        _load_members(s, chunk, found)
        _load_categories(s, chunk, found)
    return found


def _load_members(s: Session, chunk: Sequence[UUID], found: dict[UUID, Family]) -> None:
    query = (
        select(Member.household_id, Person.id, Person.name, Member.relation, Person.id_no, Person.birth_date,
               Person.death_date)
        .join(Person, Person.id == Member.person_id)
        .where(Member.household_id.in_(chunk), Member.retired_on.is_(None), Member.left_on.is_(None),
               Person.retired_on.is_(None))
        .order_by(Member.relation, Member.id)
    )  # fmt: skip
    for household, person, name, relation, id_no, birth, death in s.execute(query):
        if household in found:
            found[household].members.append(Relative(person, name, relation, id_no or "", birth, death))


def _load_categories(s: Session, chunk: Sequence[UUID], found: dict[UUID, Family]) -> None:
    c = HouseholdCategory
    query = select(c.household_id, c.category, c.valid_from, c.valid_to)
    for household, category, begins, ends in s.execute(
        query.where(c.household_id.in_(chunk), c.retired_on.is_(None))
    ):
        if household in found:
            found[household].categories.append((category, begins, ends))


def times_in_year(s: Session, cycle: Cycle, household_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many other cycles of the programme and year each household stands in."""
    times: dict[UUID, int] = defaultdict(int)
    for chunk in chunks(list(dict.fromkeys(household_ids))):
        query = (
            select(Entitlement.household_id, func.count(Entitlement.cycle_id.distinct()))
            .join(Cycle, Cycle.id == Entitlement.cycle_id)
            .where(
                granted(), Entitlement.household_id.in_(chunk), Cycle.retired_on.is_(None),
                Cycle.id != cycle.id,
                Cycle.programme_code == cycle.programme_code, Cycle.year == cycle.year,
            )
            .group_by(Entitlement.household_id)
        )  # fmt: skip
        times.update((household, count) for household, count in s.execute(query))
    return times


def ever_held(s: Session, categories: Sequence[str], village: str) -> list[UUID]:
    """The households that hold or held one of the categories (``*``: any in use), in register order."""
    h, c = Household, HouseholdCategory
    query = select(h.id).where(h.retired_on.is_(None), h.village_code.startswith(village))
    if "*" in categories:
        query = query.where(h.status == "ACTIVE")
    else:
        query = query.where(
            h.id.in_(select(c.household_id).where(c.retired_on.is_(None), c.category.in_(categories)))
        )
    return list(s.execute(query.order_by(h.village_code, h.household_no)).scalars())


def in_cycle(s: Session, cycle_id: UUID, household_ids: Iterable[UUID]) -> set[UUID]:
    """Which of the households stand in the cycle's list already."""
    there: set[UUID] = set()
    for chunk in chunks(list(dict.fromkeys(household_ids))):
        query = select(Entitlement.household_id).where(
            Entitlement.cycle_id == cycle_id, granted(), Entitlement.household_id.in_(chunk)
        )
        there.update(s.execute(query).scalars())
    return there


def payee_names(s: Session, person_ids: Sequence[UUID]) -> list[str]:
    """The names of people in the order of their ids."""
    found: dict[UUID, str] = {}
    for chunk in chunks(person_ids):
        query = select(Person.id, Person.name).where(Person.id.in_(chunk))
        found.update((person, name) for person, name in s.execute(query))
    return [found[person] for person in person_ids if person in found]


def chunks(ids: Sequence[UUID], size: int = 500) -> Iterator[Sequence[UUID]]:
    """The ids in portions a statement can carry."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
