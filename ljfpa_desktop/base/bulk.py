"""Many new rows at once, past the identity map: what an import and the search index write."""

from __future__ import annotations

import gc
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, cast

from sqlalchemy import Table, insert
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
    """Insert rows of one table at once; a column that is empty in all of them is left out.

    The values are turned into the driver's own column by column: a statement with its values as
    mappings costs several times more than the database needs for the rows. Many rows go into one
    statement: the triggers make the database keep a journal of each statement, not of each row.
    """
    if not rows:
        return
    table, connection = cast(Table, model.__table__), s.connection()
    filled: dict[str, list[Any]] = {}
    for column in table.columns:
        name = column.name
        values = [row.get(name) for row in rows]
        if values.count(None) < len(values):
            convert = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
            filled[name] = [convert(v) for v in values] if convert else values
    statement = str(insert(table).compile(dialect=connection.dialect, column_keys=list(filled)))
    ready = list(zip(*filled.values(), strict=True))
    whole = len(ready) - len(ready) % _AT_ONCE
    if whole:
        further = f", ({', '.join('?' * len(filled))})" * (_AT_ONCE - 1)
        sets = [tuple(chain(*ready[i : i + _AT_ONCE])) for i in range(0, whole, _AT_ONCE)]
        connection.exec_driver_sql(statement + further, sets)
    if whole < len(ready):
        connection.exec_driver_sql(statement, ready[whole:])
