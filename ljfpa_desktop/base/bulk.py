"""Many new rows at once, past the identity map: what an import and the search index write."""

from __future__ import annotations

import gc
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, cast

from sqlalchemy import Connection, Table
from sqlalchemy.orm import Session

from ljfpa_desktop.base.record import Record

_AT_ONCE = 100  # rows of 40 columns are 4,000 values; the database takes 32,766 in a statement


@contextmanager
def collector_paused() -> Generator[None]:
    """Big work without the garbage collector, which would look through all its rows again and again.

    It takes a quarter of the time of an import, and finds nothing: rows are no cycles.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def insert_rows(s: Session, model: type[Record], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of one table at once, their values turned into the driver's own column by column."""
    if not rows:
        return
    table, connection = cast(Table, model.__table__), s.connection()
    columns: dict[str, Sequence[Any]] = {}
    for column in table.columns:
        values = [row.get(column.name) for row in rows]
        convert = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        columns[column.name] = [convert(v) for v in values] if convert else values
    insert_columns(connection, table.name, columns)


def insert_columns(
    c: Connection, table: str, columns: Mapping[str, Sequence[Any]], verb: str = "INSERT"
) -> None:  # fmt: skip
    """Insert rows of a table, given column by column in the driver's own terms.

    Many go into one statement: a table with triggers keeps a journal of each statement, not of each row.
    The driver looks for a converter of every None and of all bytes, which costs ten times what the value
    does: a column that is empty in all rows is left out, and ids are given as what it takes as it is.
    """
    filled = {n: _ready(v) for n, v in columns.items() if v.count(None) < len(v)}
    rows = list(zip(*filled.values(), strict=True))
    marks = f"({', '.join('?' * len(filled))})"
    statement = f"{verb} INTO {table}({', '.join(filled)}) VALUES {marks}"
    whole = len(rows) - len(rows) % _AT_ONCE
    if whole:
        sets = [tuple(chain.from_iterable(rows[i : i + _AT_ONCE])) for i in range(0, whole, _AT_ONCE)]
        c.exec_driver_sql(statement + f", {marks}" * (_AT_ONCE - 1), sets)
    if whole < len(rows):
        c.exec_driver_sql(statement, rows[whole:])


def _ready(values: Sequence[Any]) -> Sequence[Any]:
    kinds = set(map(type, values))
    if kinds == {bytes}:
        return list(map(bytearray, values))
    return [bytearray(v) if isinstance(v, bytes) else v for v in values] if bytes in kinds else values
