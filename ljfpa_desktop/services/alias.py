"""The record that stands for a person: one merged into another is read as the other (EXCHANGE.md 2.6).

What was paid stays with the record it was paid to; whoever counts or names people asks here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from ljfpa_desktop.models.person import Person

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Former:
    """What a merged record says of the person ``root`` that it stands for: papers may go on saying it."""

    root: UUID
    name: str
    id_no: str
    birth: date | None


def root_of(person_id: Any) -> ColumnElement[UUID]:
    """The person a column of ids stands for, for queries: `following` keeps every alias one step away."""
    merged = aliased(Person)
    found = select(merged.merged_into).where(merged.id == person_id).scalar_subquery()
    return func.coalesce(found, person_id, type_=Person.id.type)


def records_of(people: Any) -> Select[Any]:
    """The records that stand for these people (ids or a query of them): their own and those merged."""
    return select(Person.id).where(Person.id.in_(people) | Person.merged_into.in_(people))


def pointers(s: Session) -> dict[UUID, UUID]:
    """What each merged record points to, as it is written."""
    query = select(Person.id, Person.merged_into).where(Person.merged_into.is_not(None))
    return {person: into for person, into in s.execute(query) if into is not None}


def root(person: UUID, into: Mapping[UUID, UUID]) -> UUID:
    """The end of the way; where two offices merged in opposite directions, the same one of them everywhere.

    Ids are no order in time: the least is only what every office chooses alike.
    """
    way: list[UUID] = []
    while person in into and person not in way:
        way.append(person)
        person = into[person]
    return min(way[way.index(person) :]) if person in way else person


def formers(s: Session, numbers: Iterable[str] = (), names: Iterable[str] = ()) -> list[Former]:
    """The merged records that carry one of these numbers or names."""
    found: dict[UUID, Former] = {}
    for column, wanted in ((Person.id_no, numbers), (Person.name, names)):
        values = sorted({n for n in wanted if n})
        for start in range(0, len(values), _CHUNK):
            said = column.in_(values[start : start + _CHUNK])
            found.update(_formers(s, said))
    return [found[record] for record in sorted(found)]


def _formers(s: Session, said: ColumnElement[bool]) -> Iterator[tuple[UUID, Former]]:
    query = select(Person.id, Person.merged_into, Person.name, Person.id_no, Person.birth_date)
    for record, into, name, number, birth in s.execute(query.where(Person.merged_into.is_not(None), said)):
        if into is not None:
            yield record, Former(into, name, number or "", birth)
