"""Many new rows at once, past the identity map: what an import and the search index write."""

from __future__ import annotations

import gc
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from ljfpa_desktop.base.record import Record


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
    """Insert rows of one table by one statement; a column that is empty in all of them is left out.

    The values are turned into the driver's own column by column: a statement with its values as
    mappings costs several times more than the database needs for the rows.
    """
    if not rows:
        return
    table, connection = cast(Table, model.__table__), s.connection()
    filled: dict[str, list[Any]] = {}
    for column in table.columns:
        values = [row.get(column.name) for row in rows]
        if any(value is not None for value in values):
            convert = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
            filled[column.name] = [convert(v) for v in values] if convert else values
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(filled))
    connection.exec_driver_sql(str(statement), list(zip(*filled.values(), strict=True)))
