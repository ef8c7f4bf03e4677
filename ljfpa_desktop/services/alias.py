"""The record that stands for a person: one merged into another is read as the other (EXCHANGE.md 2.6).

What was paid stays with the record it was paid to; whoever counts or names people asks here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from ljfpa_desktop.models.person import Person


def root_of(person_id: Any) -> ColumnElement[UUID]:
    """The person a column of ids stands for, for queries: `following` keeps every alias one step away."""
    merged = aliased(Person)
    found = select(merged.merged_into).where(merged.id == person_id).scalar_subquery()
    return func.coalesce(found, person_id, type_=Person.id.type)


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
