"""Random values of real columns: few different ones, so that two PCs often say the same."""

from __future__ import annotations

import random
from typing import Any, cast

from sqlalchemy import Boolean, Column, Date, Integer, Table

from ljfpa_desktop.base import capture
from ljfpa_desktop.base.record import Record, Uuid16, captured_tables
from tests.exchange.simulation.replica import TABLES

RECORDS: dict[str, type[Record]] = {
    str(r.__tablename__): r for r in captured_tables() if r.__tablename__ in TABLES
}
# Groups an ordinary save may change; facts and voids have their own acts.
GROUPS: dict[str, dict[str, list[Column[Any]]]] = {
    name: {
        group: columns
        for group, columns in capture.groups_of(record).items()
        if group not in (record.capture or capture.Capture()).once
        and group not in (record.capture or capture.Capture()).final
    }
    for name, record in RECORDS.items()
}
LINKS = {  # columns that name a row of another table, by foreign key or by word of mouth
    (name, c.name): next(iter(c.foreign_keys)).column.table.name
    for name, record in RECORDS.items()
    for c in cast(Table, record.__table__).columns
    if c.foreign_keys
} | {
    ("payment", "cycle_id"): "cycle",
    ("payment", "household_id"): "household",
    ("payment", "person_id"): "person",
}


def value_of(column: Column[Any], rng: random.Random) -> Any:
    """A value of a column, as stored; often empty where it may be."""
    if column.nullable and rng.random() < 0.3:
        return None
    if isinstance(column.type, Boolean):
        return rng.randrange(2)
    if isinstance(column.type, Integer):
        return rng.randrange(1, 5)
    if isinstance(column.type, Date):
        return f"2024-0{rng.randrange(1, 5)}-11"
    if isinstance(column.type, Uuid16):
        return None if column.nullable else rng.randbytes(16)
    return rng.choice("甲乙丙丁")


def new_row(
    table: str, office: bytes, rng: random.Random, parents: dict[str, list[bytes]]
) -> dict[str, Any] | None:
    """A whole new row; None when a row it must name is not there yet."""
    found: dict[str, Any] = {}
    for column in cast(Table, RECORDS[table].__table__).columns:
        link = LINKS.get((table, column.name))
        if column.name == "office_id":
            found[column.name] = office
        elif link is not None:
            if not parents.get(link):
                return None
            found[column.name] = rng.choice(parents[link])
        elif column.name != "id":
            found[column.name] = value_of(column, rng)
    found["retired_on"] = None
    if table == "payment":
        found |= {"voided_on": None, "void_why": None, "void_by": None}
    return found


def change_of(table: str, rng: random.Random, parents: dict[str, list[bytes]]) -> dict[str, Any]:
    """New values for one or two columns of one group, links included."""
    columns = rng.choice(list(GROUPS[table].values()))
    found: dict[str, Any] = {}
    for column in rng.sample(columns, min(len(columns), rng.randrange(1, 3))):
        link = LINKS.get((table, column.name))
        if column.name == "office_id":
            continue
        found[column.name] = rng.choice(parents[link]) if link else value_of(column, rng)
    return found
