"""What an older version of this program could not read and kept is put in place after its upgrade (2.11)."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from ljfpa_desktop.exchange.kernel import identity, state
from ljfpa_desktop.exchange.kernel.apply import Receiver
from ljfpa_desktop.exchange.kernel.identity import Me
from ljfpa_desktop.exchange.kernel.seal import seal
from ljfpa_desktop.exchange.kernel.shape import INSERTED, Shape, TableShape, Value, shape
from ljfpa_desktop.exchange.kernel.state import AGAIN, NEWER, Key, run
from ljfpa_desktop.migrations.run import NEWEST


class _Kept(NamedTuple):
    """Columns of a newer program beside the value that a group of a row shows."""

    tbl: str
    row: bytes
    grp: str
    value: Value
    version: bytes


def catch_up(s: Session, me: Me) -> None:
    """Do what an upgrade of this program leaves to do, once; before anything is sealed or taken in."""
    found = int(identity.get(s, "schema", "0"))
    if found != NEWEST:
        if found:
            after_upgrade(s, me)
        identity.put(s, "schema", str(NEWEST))


def after_upgrade(s: Session, me: Me, known: Shape | None = None) -> None:
    """Write kept columns that this version knows, seal, apply the operations that waited for it."""
    shapes = known or shape()
    own = {(row, grp) for row, grp in run(s.connection(), "SELECT row, grp FROM sync_ver")}
    for kept in _kept(s):
        table = shapes.get(kept.tbl)
        if table is not None and kept.value.keys() & table.plain_names:
            _place(s.connection(), table, kept, own)
    _sort_siblings(s.connection(), shapes)
    seal(s, me, shapes)
    Receiver(s, known=shapes).retry(reasons=(NEWER, AGAIN))


def _kept(s: Session) -> list[_Kept]:
    found = run(
        s.connection(),
        "SELECT h.tbl, x.row, x.grp, x.val, e.hash FROM sync_extra x "
        "JOIN change h ON h.row = x.row AND h.grp = '' "
        "JOIN sync_ver v ON v.row = x.row AND v.grp = x.grp JOIN sync_seg e ON e.sid = v.sid",
    ).all()
    return [_Kept(tbl, row, grp, json.loads(val), h) for tbl, row, grp, val, h in found]


def _place(c: Connection, table: TableShape, kept: _Kept, own: set[Key]) -> None:
    # Where a group shows a version of its own, what the row's insert said of it was replaced.
    groups = [g for g in table.groups if (kept.row, g) not in own] if kept.grp == INSERTED else [kept.grp]
    for group in groups:
        names = [n for n in table.groups[group] if n in kept.value]
        if names:
            _fill(c, table, kept, group, names)
    rest = table.unknown(kept.value)
    state.set_extras(c, {(kept.row, kept.grp): state.as_text(rest) if rest else None})


def _fill(c: Connection, table: TableShape, kept: _Kept, group: str, names: Sequence[str]) -> None:
    columns = ", ".join(names)
    stands = run(c, f"SELECT {columns} FROM {table.name} WHERE id = ?", (kept.row,)).one()
    before = dict(zip(names, stands, strict=True))
    edited = run(
        c, "SELECT 1 FROM change WHERE row = ? AND grp = ? AND seg IS NULL", (kept.row, group)
    ).first()
    stored = table.row(names, kept.value)
    if edited is not None:  # what a clerk typed since the upgrade stays
        stored |= {n: v for n, v in before.items() if v is not None}
    if stored == before:
        return
    run(
        c,
        "INSERT INTO change(act, tbl, row, grp, old, seg) SELECT act, ?, ?, ?, ?, ? FROM ctx",
        (table.name, kept.row, group, state.as_text(table.value(names, before)), kept.version),
    )
    marks = ", ".join(f"{n} = ?" for n in names)
    with _unlocked(c, table, group):
        run(c, f"UPDATE {table.name} SET {marks} WHERE id = ?", (*(stored[n] for n in names), kept.row))


@contextmanager
def _unlocked(c: Connection, table: TableShape, group: str) -> Generator[None]:
    """Write silently, into a fact too: what came with it was only kept elsewhere until now."""
    trigger = f"once_{table.name}_{group}"
    found = run(c, "SELECT name, sql FROM sqlite_master WHERE name = ?", (trigger,)).all()
    for name, _sql in found:
        run(c, f'DROP TRIGGER "{name}"')
    run(c, "UPDATE ctx SET applying = 1")
    yield
    run(c, "UPDATE ctx SET applying = 0")
    for _name, sql in found:
        run(c, sql)


def _sort_siblings(c: Connection, shapes: Shape) -> None:
    """Columns known now leave the values of groups they do not belong to."""
    for row, grp, sid, tbl, val in run(c, "SELECT row, grp, sid, tbl, val FROM sync_sib").all():
        table = shapes.get(tbl)
        if table is None:
            continue
        value = json.loads(val)
        kept = {k: v for k, v in value.items() if k in table.groups[grp] or k not in table.plain_names}
        if kept != value:
            run(
                c,
                "UPDATE sync_sib SET val = ? WHERE row = ? AND grp = ? AND sid = ?",
                (state.as_text(kept), row, grp, sid),
            )
