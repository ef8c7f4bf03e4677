"""What of each table travels: columns, field groups, links and how a value is written (EXCHANGE.md 2.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, cast

from sqlalchemy import Column, Integer, Numeric, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import Boolean

from ljfpa_desktop.base import capture
from ljfpa_desktop.base.record import Capture, Record, Uuid16, captured_tables
from ljfpa_desktop.models import every as every  # maps every table

INSERTED = capture.INSERTED
Value = dict[str, Any]


@dataclass(frozen=True)
class TableShape:
    """One table as the exchange sees it; values are read and written as the database stores them."""

    name: str
    table: Table
    columns: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    links: Mapping[str, str]
    rules: Capture

    @cached_property
    def plain_names(self) -> frozenset[str]:
        """The columns as a set."""
        return frozenset(self.columns)

    @cached_property
    def plain(self) -> dict[str, Callable[[Any], Any]]:
        """Columns whose stored value is no JSON value -> what turns it into one."""
        return {c.name: f for c in self._mine() if (f := _to_json(c)) is not None}

    @cached_property
    def stored(self) -> dict[str, Callable[[Any], Any]]:
        """Columns whose JSON value is not what the database stores -> what turns it back."""
        return {c.name: f for c in self._mine() if (f := _from_json(c)) is not None}

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """What stands in a column that an older program did not have and that may not be empty."""
        given = {c.name: c.default for c in self._mine() if not c.nullable}
        return {
            name: int(default.arg) if isinstance(default.arg, bool) else default.arg
            for name, default in given.items()
            if isinstance(default, ScalarElementColumnDefault)
        }

    def _mine(self) -> list[Column[Any]]:
        return [c for c in self.table.columns if c.name in self.columns or c.name == "id"]

    def value(self, names: Sequence[str], row: Mapping[str, Any]) -> Value:
        """The named columns of a stored row as a JSON value; empty ones are left out."""
        found: Value = {}
        for name in names:
            kept = row[name]
            if kept is not None:
                turn = self.plain.get(name)
                found[name] = turn(kept) if turn else kept
        return found

    def many_values(self, stored: Mapping[str, Sequence[Any]]) -> list[Value]:
        """The values of stored rows, given column by column; a row that fills no column is none."""
        columns: dict[str, Sequence[Any]] = {}
        gaps = False
        for name, column in stored.items():
            empty = column.count(None)
            if name != "id" and empty < len(column):
                turn = self.plain.get(name)
                columns[name] = [v if v is None else turn(v) for v in column] if turn else column
                gaps = gaps or empty > 0
        values = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        if not gaps:
            return values
        return [{n: v for n, v in value.items() if v is not None} for value in values]

    def row(self, names: Sequence[str], value: Value) -> dict[str, Any]:
        """A JSON value as the stored values of the named columns; what it lacks is NULL."""
        found: dict[str, Any] = dict.fromkeys(names)
        for name, given in value.items():
            if given is not None and name in found:
                turn = self.stored.get(name)
                found[name] = turn(given) if turn else given
        for name, given in self.defaults.items():
            if name in found and name not in value:
                found[name] = given
        return found

    def many_rows(self, rows: Sequence[bytes], values: Sequence[Value]) -> dict[str, Sequence[Any]]:
        """The stored values of new rows that fill the same columns, column by column."""
        filled: dict[str, Sequence[Any]] = {}
        for name in values[0]:
            if name in self.plain_names:
                column, turn = [value[name] for value in values], self.stored[name]
                kinds = set(map(type, column))
                if turn is not _text or kinds != {str}:
                    column = [None if v is None else turn(v) for v in column]
                filled[name] = column
        for name, given in self.defaults.items():
            if name not in filled:
                filled[name] = [given] * len(rows)
        return {"id": rows, **filled}

    def unknown(self, value: Value) -> Value:
        """What a value of a newer program holds beyond this table's columns."""
        return {k: v for k, v in value.items() if k not in self.plain_names}


Shape = Mapping[str, TableShape]


def _to_json(column: Column[Any]) -> Callable[[Any], Any] | None:
    if isinstance(column.type, Uuid16):
        return bytes.hex
    # No floats in signed bytes: two programs need not print one alike.
    return repr if isinstance(column.type, Numeric) else None


def _from_json(column: Column[Any]) -> Callable[[Any], Any] | None:
    kind = column.type
    if isinstance(kind, Uuid16):
        return bytes.fromhex
    if isinstance(kind, Numeric):
        return float
    if isinstance(kind, Integer | Boolean):
        return int
    return _text


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"no text: {value!r:.40}")
    return value


@cache
def shape() -> Shape:
    """Every exchanged table of this program by name; local tables stay at home."""
    return {
        str(record.__tablename__): table_shape(record)
        for record in captured_tables()
        if record.capture is not None and record.capture.scope != "local"
    }


def table_shape(record: type[Record], without: frozenset[str] = frozenset()) -> TableShape:
    """The shape of one table; ``without`` leaves out columns, as an older program would."""
    table = cast(Table, record.__table__)
    # Plain text: SQLAlchemy names are a str of their own, which JSON does not write.
    columns = tuple(str(c.name) for c in table.columns if c.name != "id" and c.name not in without)
    groups = {
        group: kept
        for group, members in capture.groups_of(record).items()
        if (kept := tuple(n for c in members if (n := str(c.name)) in columns))
    }
    links = {
        str(c.name): str(next(iter(c.foreign_keys)).column.table.name)
        for c in table.columns
        if c.foreign_keys and c.name in columns
    }
    return TableShape(str(table.name), table, columns, groups, links, record.capture or Capture())
