"""Finds records of people that may be one, in a township and across townships (DOMAIN.md 8.3, 36-40).

People are gathered under keys that one person's two records share; only those of one key are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base.bulk import collector_paused
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.name_variants import blurred
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.identity import NotSame
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import alias
from ljfpa_desktop.services.identity.evidence import Look, compare

Key = tuple[Any, ...]
CROWD = 200  # under one key: more than can be one person; the first is compared with the others
_TAIL = 4
_LOOK = (
    Person.id, Person.office_id, Person.name, Person.former_name, Person.pinyin, Person.sex,
    Person.birth_date, Person.birth_precision, Person.id_no, Person.id_type,
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two records that may be one person, and why; ``is_certain`` when the number says so."""

    one: Look
    other: Look
    is_certain: bool
    reason: str


def pairs(db: Database) -> list[Pair]:
    """Every pair not yet said to be two people: certain ones first, those of one family together."""
    with collector_paused(), db.read() as s:  # hundreds of thousands of keys, none of them in a circle
        return find(people(s), not_same(s))


def people(s: Session, some: Sequence[UUID] | None = None) -> list[Look]:
    """The registered people, or ``some`` of them, each with one family it lives in."""
    homes: dict[UUID, tuple[Any, ...]] = {}
    here = (
        select(
            Member.person_id, Household.id, Household.household_no, Household.village_code, Member.relation
        )
        .join(Household, Household.id == Member.household_id)
        .where(Member.retired_on.is_(None), Household.retired_on.is_(None))
        .order_by(Member.left_on.is_not(None), Household.status != "ACTIVE", Household.household_no)
    )
    query = select(*_LOOK).where(Person.retired_on.is_(None)).order_by(Person.id)
    if some is not None:
        here, query = here.where(Member.person_id.in_(some)), query.where(Person.id.in_(some))
    for person, *home in s.execute(here):
        homes.setdefault(person, tuple(home))
    return [_look(row, homes.get(row[0], ())) for row in s.execute(query)]


def _look(row: Any, home: tuple[Any, ...]) -> Look:
    id_, office, name, former, spelled, sex, birth, precision, id_no, id_type = row
    words = (former or "", (spelled or "").partition("\0")[0], sex or "")
    return Look(id_, office, name, *words, birth, precision or "", id_no or "", id_type or "", *home)


def not_same(s: Session) -> set[frozenset[UUID]]:
    """The pairs that were said to be two people, also of records merged since."""
    into = alias.pointers(s)
    query = select(NotSame.one_id, NotSame.other_id).where(NotSame.retired_on.is_(None))
    return {frozenset((alias.root(one, into), alias.root(other, into))) for one, other in s.execute(query)}


def find(everyone: Sequence[Look], apart: set[frozenset[UUID]]) -> list[Pair]:
    """The pairs among these people, without those of ``apart``."""
    found: list[Pair] = []
    for a, b in _candidates(everyone):
        one, other = everyone[a], everyone[b]
        said = compare(one, other)
        if said is not None and frozenset((one.id, other.id)) not in apart:
            found.append(Pair(*_in_order(one, other), *said))
    return sorted(found, key=lambda p: (not p.is_certain, p.one.household_no, p.one.name, p.one.id.bytes))


def _in_order(one: Look, other: Look) -> tuple[Look, Look]:
    """The one who lives in a family first, then the one with a number, then by family number."""
    ranked = sorted(
        (one, other), key=lambda p: (not p.household_no, not p.number.whole, p.household_no, p.id.bytes)
    )
    return ranked[0], ranked[1]


def _candidates(everyone: Sequence[Look]) -> Iterator[tuple[int, int]]:
    """Each pair of places once that share a key."""
    blocks: defaultdict[Key, list[int]] = defaultdict(list)
    coarse: defaultdict[Key, list[int]] = defaultdict(list)
    for n, p in enumerate(everyone):
        for key in _keys(p):
            blocks[key].append(n)
        if p.birth is not None:
            for name in _names(p):
                coarse[name, p.birth.year].append(n)
    seen: set[tuple[int, int]] = set()
    for a, b in (*_within(blocks.values()), *_around_coarse(everyone, coarse.values())):
        if (a, b) not in seen:
            seen.add((a, b))
            yield a, b


def _within(blocks: Iterable[list[int]]) -> Iterator[tuple[int, int]]:
    for block in blocks:
        if len(block) > CROWD:
            yield from ((block[0], n) for n in block[1:])
        elif len(block) > 1:
            yield from combinations(block, 2)


def _around_coarse(everyone: Sequence[Look], years: Iterable[list[int]]) -> Iterator[tuple[int, int]]:
    """Pairs of which one birth is known to the month or year alone."""
    for block in years:
        rough = [n for n in block if not everyone[n].is_exact] if len(block) > 1 else []
        for n in islice(rough, CROWD):
            yield from ((min(n, m), max(n, m)) for m in islice(block, CROWD) if m != n)


def _names(p: Look) -> tuple[Key, ...]:
    keys = {("s", p.sound), ("b", p.blurred), ("b", blurred(p.former_name))}
    return tuple(key for key in keys if key[1])


def _keys(p: Look) -> Iterator[Key]:
    """What another record of the same person has in common with this one."""
    if p.number.whole:
        yield ("i", p.number.whole)
    for name in _names(p):
        if p.is_exact:
            yield (name, p.birth)
        if p.number.known:
            yield (name, p.number.known[-_TAIL:])
            yield (name, p.number.known[:14])
        if p.household_id is not None:
            yield (name, p.household_id)
