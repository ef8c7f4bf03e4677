"""Everything that points to a person, found in the models: a table of tomorrow moves with a merge, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, Select, Table, and_, select
from sqlalchemy.sql.elements import ColumnElement

from ljfpa_desktop.base.capture import group_of
from ljfpa_desktop.base.record import Capture, Record, captured_tables
from ljfpa_desktop.models import every as every  # maps every table

# Two rows that say the same of one person: one of them is enough.
SAME: Mapping[str, tuple[str, ...]] = {
    "member": ("household_id",), "event_attendee": ("event_id",), "bank_account": ("account_no",),
}  # fmt: skip
_HEAD = "02"


@dataclass(frozen=True)
class Link:
    """A column that names a person; ``stays``: it was written once and is read through the alias."""

    model: type[Record]
    column: Column[Any]
    stays: bool
    owner: str = ""  # of a table that belongs to rows of several tables, the column that says whose

    @property
    def table(self) -> Table:
        """The table the column is of."""
        return cast(Table, self.model.__table__)

    def rows(self, people: Sequence[UUID]) -> Select[Any]:
        """The kept rows that name one of the people."""
        kept = self.table.c.retired_on.is_(None)
        return select(self.table).where(kept, self._names(people))

    def _names(self, people: Sequence[UUID]) -> ColumnElement[bool]:
        found = self.column.in_(people)
        return and_(found, self.table.c[self.owner] == "person") if self.owner else found


@cache
def links() -> tuple[Link, ...]:
    """Every link to a person, by table; what `not_same` names is read through the alias where it is asked."""
    found: list[Link] = []
    for model in captured_tables():
        written_once = (model.capture or Capture()).once
        for column in cast(Table, model.__table__).columns:
            if names_person(column):
                found.append(Link(model, column, group_of(column) in written_once))
            elif column.name == "owner_id" and "owner_table" in model.__table__.columns:
                found.append(Link(model, column, group_of(column) in written_once, "owner_table"))
    return tuple(found)


def names_person(column: Column[Any]) -> bool:
    """Whether a column points to a person: by its foreign key, or by its name where there is none."""
    name = str(column.name)
    points = any(key.column.table.name == "person" for key in column.foreign_keys)
    return points or name == "person_id" or name.endswith("_person_id")


def better(table: str, row: Mapping[str, Any]) -> tuple[bool, bool, bytes]:
    """What of two rows that say the same is kept: the least; the same one in every office."""
    is_member = table == "member"
    left = is_member and row["left_on"] is not None
    row_id: UUID = row["id"]
    return is_member and row["relation"] != _HEAD, left, row_id.bytes
