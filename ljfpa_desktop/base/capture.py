"""Who changed what, when and why: acts, change rows, and the triggers that write them.

The triggers are generated from the models (RULINGS.md 1-5). They call no function of the
program, so any tool that writes without an act is stopped by the database itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ljfpa_desktop.base.record import Capture, Record, UtcTime, Uuid16, captured_tables

INSERTED = ""


class Act(Record):
    """One transaction, view of a restricted family, print or export; linked in a hash chain."""

    __tablename__ = "act"
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid16)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(String(60))
    why: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    office: Mapped[str] = mapped_column(String(12))
    pc: Mapped[str] = mapped_column(String(12))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    prev: Mapped[bytes] = mapped_column(LargeBinary(32))
    h: Mapped[bytes] = mapped_column(LargeBinary(32))


class Change(Record):
    """One row's one field group changed in one act; ``old`` is JSON of the group, NULL for an insert.

    ``seg`` is NULL until the change is sealed for exchange: the dirty mark (EXCHANGE.md 2.2).
    """

    __tablename__ = "change"
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    act: Mapped[int] = mapped_column(Integer)
    tbl: Mapped[str] = mapped_column(String(40))
    row: Mapped[UUID] = mapped_column(Uuid16)
    grp: Mapped[str] = mapped_column(String(20))
    old: Mapped[str | None] = mapped_column(Text)
    seg: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    __table_args__ = (
        Index("ix_change_row", "row"),
        Index("ix_change_act", "act"),
        # Its condition for PostgreSQL stands in the migration alone: here it would load that dialect.
        Index("ix_change_unsealed", "seq", sqlite_where=text("seg IS NULL")),
    )


class Context(Record):
    """The one row that tells the triggers which act is running and whether a package is applied."""

    __tablename__ = "ctx"
    k: Mapped[int] = mapped_column(Integer, primary_key=True)
    act: Mapped[int | None] = mapped_column(Integer)
    applying: Mapped[int] = mapped_column(Integer)


class Origin(NamedTuple):
    """Where a change that came in a package was made: its act's own id, words, time, office and PC."""

    id: UUID
    at: datetime
    actor: str
    why: str
    kind: str
    office: str
    pc: str


class ChangeRow(NamedTuple):
    """A change as a plain value: table, row id as bytes, field group ('' = the whole row was inserted)."""

    tbl: str
    row_bytes: bytes
    grp: str

    @property
    def row(self) -> UUID:
        """The id of the changed row; an import changes 80,000, and hardly anybody asks."""
        return UUID(bytes=self.row_bytes)


def chain(prev: bytes, digest: bytes, parts: Sequence[str]) -> bytes:
    """The hash of an act over its predecessor, its changes and its own words."""
    words = json.dumps(list(parts), ensure_ascii=False).encode()
    return hashlib.sha256(prev + digest + words).digest()


def digest_of(changes: Iterable[tuple[Any, ...]]) -> bytes:
    """SHA-256 over (tbl, row bytes, grp, old) of an act's changes in their order."""
    h = hashlib.sha256()
    for tbl, row, grp, old in changes:
        h.update(f"{tbl}\x1f{grp}\x1f{old or ''}\x1e".encode() + row)
    return h.digest()


def group_of(column: Column[Any]) -> str:
    """The field group a column is captured and merged in."""
    declared = column.info.get("field")
    return str(declared.group if declared is not None else column.info.get("group", "main"))


def groups_of(record: type[Record]) -> dict[str, list[Column[Any]]]:
    """The field groups of a table without its key: group name -> columns."""
    groups: dict[str, list[Column[Any]]] = {}
    for column in cast(Table, record.__table__).columns:
        if not column.primary_key:
            groups.setdefault(group_of(column), []).append(column)
    return groups


def trigger_statements() -> list[str]:
    """Every CREATE TRIGGER statement of the schema, for SQLite."""
    made = [
        _guard("act", "UPDATE", "the act log is never rewritten"),
        _guard("act", "DELETE", "the act log is never rewritten"),
        _guard("change", "DELETE", "history is never deleted"),
        _guard("change", "UPDATE OF seq, act, tbl, row, grp, old", "history is never rewritten"),
        _guard("ctx", "DELETE", "the context row stays"),
        _guard("period_row", "UPDATE", "a closed sheet is never rewritten"),
        _guard("period_row", "DELETE", "a closed sheet is never rewritten"),
    ]
    for record in captured_tables():
        made += _triggers_of(record)
    return made


def _guard(table: str, what: str, why: str) -> str:
    name = f"guard_{table}_{what.split()[0].lower()}"
    return f"CREATE TRIGGER {name} BEFORE {what} ON \"{table}\" BEGIN SELECT RAISE(ABORT, '{why}'); END"


def _triggers_of(record: type[Record]) -> list[str]:
    table = str(record.__tablename__)
    capture = record.capture or Capture()
    made = [
        _guard(table, "DELETE", "no hard delete: retire or void"),
        _writer(f"note_{table}_insert", f"INSERT ON {table}", "", table, INSERTED, "NULL"),
    ]
    for group, columns in groups_of(record).items():
        names = ", ".join(c.name for c in columns)
        differs = " OR ".join(f"OLD.{c.name} IS NOT NEW.{c.name}" for c in columns)
        if group in capture.once:
            made.append(_refuse(table, group, names, differs, "written once"))
            continue
        if group in capture.final:
            filled = " OR ".join(f"OLD.{c.name} IS NOT NULL" for c in columns)
            applied = "AND (SELECT applying FROM ctx) = 0"  # two PCs may void the same receipt: one is shown
            made.append(_refuse(table, group, names, f"({differs}) AND ({filled}) {applied}", "final"))
        old = "json_object(" + ", ".join(f"'{c.name}', {_plain(c)}" for c in columns) + ")"
        on = f"UPDATE OF {names} ON {table}"
        made.append(_writer(f"note_{table}_{group}", on, f"WHEN {differs} ", table, group, old))
    made.append(_refuse(table, "id", "id", "OLD.id IS NOT NEW.id", "an id never changes"))
    return made


def _plain(column: Column[Any]) -> str:
    # JSON holds no blobs: an id is written as lower-case hex.
    return f"lower(hex(OLD.{column.name}))" if isinstance(column.type, Uuid16) else f"OLD.{column.name}"


def _writer(name: str, on: str, when: str, table: str, group: str, old: str) -> str:
    # RAISE, not the column's NOT NULL: the OR IGNORE of a statement reaches into its triggers and
    # would skip the change row and keep the write.
    return (
        f"CREATE TRIGGER {name} AFTER {on} {when}BEGIN INSERT INTO change(act, tbl, row, grp, old) "
        f"SELECT coalesce(act, RAISE(ABORT, 'no act is running')), '{table}', NEW.id, '{group}', {old} "
        "FROM ctx WHERE applying = 0; END"
    )


def _refuse(table: str, group: str, names: str, when: str, why: str) -> str:
    return (
        f"CREATE TRIGGER once_{table}_{group} BEFORE UPDATE OF {names} ON {table} "
        f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{table}.{group}: {why}'); END"
    )
