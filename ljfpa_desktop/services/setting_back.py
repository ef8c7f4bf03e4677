"""Gives a field group the values it had before a change: what every undo of typed records does."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Table, update
from sqlalchemy.orm import Session

from ljfpa_desktop.base.capture import Change
from ljfpa_desktop.base.record import Uuid16, captured_tables
from ljfpa_desktop.models import every as every  # maps every table


@cache
def table_of(name: str) -> Table:
    """The captured table of this name."""
    return next(cast(Table, m.__table__) for m in captured_tables() if m.__tablename__ == name)


def set_back(s: Session, change: Change) -> None:
    """Write the old values of a change; the row's insert is left alone: retire it instead."""
    if change.old is None:
        return
    old: dict[str, Any] = json.loads(change.old)
    table = table_of(change.tbl)
    values = {name: _value(table.c[name], value) for name, value in old.items()}
    s.execute(update(table).where(table.c.id == change.row).values(values))


def _value(column: Column[Any], value: Any) -> Any:
    """A value of a change row as its column takes it."""
    if value is None or value == "":
        return None if value is None or isinstance(column.type, Uuid16) else value
    if isinstance(column.type, Uuid16):
        return UUID(hex=str(value))
    if isinstance(column.type, Date):
        return date.fromisoformat(str(value))
    return bool(value) if isinstance(column.type, Boolean) else value
