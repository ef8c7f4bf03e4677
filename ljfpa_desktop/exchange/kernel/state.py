"""Reads and writes of the exchange in sets, values as the database stores them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import zstandard
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from ljfpa_desktop.base.bulk import insert_columns
from ljfpa_desktop.exchange.kernel.merge import Mark
from ljfpa_desktop.exchange.kernel.shape import INSERTED, TableShape, Value
from ljfpa_desktop.exchange.kernel.wire import Sealed, reread

# Why an operation waits; a second insert of a row waits for groups that a later version may bring.
NO_ROW, NO_PARENT, NEWER, AGAIN, NO_RIGHT = "row", "parent", "newer", "again", "right"
HELD, APPLIED, RESCUED, PRUNED = "held", "applied", "rescued", "pruned"
IN_EFFECT = (APPLIED, RESCUED, PRUNED)
Key = tuple[bytes, str]
# CROSS: the database would rather read the other table whole, not knowing how few rows are staged.
_STAGE = "FROM sync_stage g CROSS JOIN"
_STAGED = "rows staged for the exchange"


class Rows:
    """The rows a segment touches, staged for joins; one at a time per connection."""

    def __init__(self, s: Session, rows: Collection[bytes]) -> None:
        self.c = s.connection()
        wanted = frozenset(rows)
        if s.info.get(_STAGED) == wanted:
            return  # the rights of a segment are looked at with the same rows as its merge
        s.info[_STAGED] = wanted
        run(self.c, "CREATE TEMPORARY TABLE IF NOT EXISTS sync_stage(row BLOB PRIMARY KEY) WITHOUT ROWID")
        run(self.c, "DELETE FROM sync_stage")
        insert_columns(self.c, "sync_stage", {"row": sorted(wanted)})

    def current(self, shape: TableShape) -> dict[bytes, dict[str, Any]]:
        """The staged rows of one table, by id, columns as stored."""
        names = ("id", *shape.columns)
        return {row[0]: dict(zip(names, row, strict=True)) for row in self._stored(shape)}

    def columns(self, shape: TableShape) -> dict[str, Sequence[Any]]:
        """The same, column by column; none when no staged row is of this table."""
        return dict(zip(("id", *shape.columns), zip(*self._stored(shape), strict=True), strict=False))

    def _stored(self, shape: TableShape) -> Sequence[tuple[Any, ...]]:
        columns = ", ".join(f"t.{n}" for n in ("id", *shape.columns))
        return run(self.c, f"SELECT {columns} {_STAGE} {shape.name} t ON t.id = g.row").all()

    def existing(self, table: str) -> set[bytes]:
        """Which of the staged ids are rows of this table."""
        found = run(self.c, f"SELECT t.id {_STAGE} {table} t ON t.id = g.row")
        return {row[0] for row in found}

    def not_of(self, table: str, office: bytes) -> set[bytes]:
        """Which of the staged ids are rows of this table that belong to another office."""
        found = run(
            self.c,
            f"SELECT t.id {_STAGE} {table} t ON t.id = g.row WHERE t.office_id <> ?",
            (office,),
        )
        return {row[0] for row in found}

    def versions(self) -> dict[Key, Mark]:
        """Which version each group of a staged row shows."""
        return {
            (row, grp): Mark(lam, h)
            for row, grp, lam, h in run(
                self.c,
                f"SELECT v.row, v.grp, e.lam, e.hash {_STAGE} sync_ver v ON v.row = g.row "
                "JOIN sync_seg e ON e.sid = v.sid",
            ).all()
        }

    def siblings(self) -> dict[Key, dict[Mark, tuple[str, int]]]:
        """The open conflicts of the staged rows: version -> (value as JSON text, act)."""
        found: dict[Key, dict[Mark, tuple[str, int]]] = {}
        for row, grp, lam, h, val, act in run(
            self.c,
            "SELECT b.row, b.grp, e.lam, e.hash, b.val, b.act FROM sync_stage g "
            "JOIN sync_sib b ON b.row = g.row JOIN sync_seg e ON e.sid = b.sid",
        ):
            found.setdefault((row, grp), {})[Mark(lam, h)] = (val, act)
        return found

    def extras(self) -> dict[Key, str]:
        """Columns of a newer program kept beside a group's value, as JSON text."""
        found = run(self.c, "SELECT x.row, x.grp, x.val FROM sync_stage g JOIN sync_extra x ON x.row = g.row")
        return {(row, grp): val for row, grp, val in found}

    def late(self) -> set[tuple[bytes, str, bytes]]:
        """Operations on the staged rows that wait for a row or parent: (row, group, segment's hash)."""
        found = run(
            self.c,
            "SELECT w.row, w.grp, e.hash FROM sync_stage g JOIN sync_wait w ON w.row = g.row "
            "JOIN sync_seg e ON e.sid = w.sid WHERE w.reason IN (?, ?)",
            (NO_ROW, NO_PARENT),
        )
        return {(row, grp, h) for row, grp, h in found}

    def unsealed(self) -> bool:
        """Whether a staged row holds an edit that no segment names yet; a package must not meet one."""
        found = run(
            self.c, "SELECT 1 FROM sync_stage g JOIN change h ON h.row = g.row WHERE h.seg IS NULL LIMIT 1"
        )
        return found.first() is not None

    def decisions(self) -> dict[Key, list[str]]:
        """Conflicts decided here and not sealed: the hex versions the next operation closes."""
        found: dict[Key, list[str]] = {}
        for row, grp, h in run(
            self.c,
            "SELECT d.row, d.grp, e.hash FROM sync_stage g JOIN sync_decided d ON d.row = g.row "
            "JOIN sync_seg e ON e.sid = d.sid",
        ):
            found.setdefault((row, grp), []).append(h.hex())
        return found


def run(c: Connection, sql: str, values: Sequence[Any] = ()) -> Any:
    """Run a statement in the driver's own terms: an id is 16 bytes, a date is text."""
    return c.exec_driver_sql(sql, tuple(values))


def many(c: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement for many rows at once."""
    if rows:
        c.exec_driver_sql(sql, list(rows))


def insert(
    c: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], verb: str = "INSERT"
) -> None:  # fmt: skip
    """Insert rows of a table, values in the order of ``columns``."""
    if rows:
        insert_columns(c, table, dict(zip(columns, zip(*rows, strict=True), strict=True)), verb)


def set_versions(c: Connection, versions: Iterable[tuple[Key, int]]) -> None:
    """Say which segment (sid) each group now shows."""
    rows = sorted((row, grp, sid) for (row, grp), sid in versions)
    insert(c, "sync_ver", ("row", "grp", "sid"), rows, "INSERT OR REPLACE")


def extra_of(extras: Mapping[Key, str], versions: Collection[Key], key: Key) -> str | None:
    """What a newer program added to the value a group shows: while that is the insert's, the insert's."""
    return extras.get(key) or (None if key in versions else extras.get((key[0], INSERTED)))


def as_text(value: Value) -> str:
    """A value as the exchange keeps it: JSON with sorted keys."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def stamp(c: Connection, h: bytes, keys: Collection[Key], until: int = 2**62) -> None:
    """The unsealed changes of these groups (an insert takes its row's), up to one, are in a segment now."""
    run(
        c,
        "CREATE TEMPORARY TABLE IF NOT EXISTS sync_keys(row BLOB, grp TEXT, PRIMARY KEY(row, grp)) "
        "WITHOUT ROWID",
    )
    run(c, "DELETE FROM sync_keys")
    insert(c, "sync_keys", ("row", "grp"), sorted(keys))
    run(
        c,
        "UPDATE change SET seg = ? WHERE seg IS NULL AND seq <= ? AND EXISTS (SELECT 1 FROM sync_keys k "
        "WHERE k.row = change.row AND k.grp IN ('', change.grp))",
        (h, until),
    )
    run(c, "DELETE FROM sync_decided WHERE (row, grp) IN (SELECT row, grp FROM sync_keys)")


def set_extras(c: Connection, extras: Mapping[Key, str | None]) -> None:
    """What a newer program added to the value each group shows, as JSON text; None for nothing."""
    many(c, "DELETE FROM sync_extra WHERE row = ? AND grp = ?", list(extras))
    insert(c, "sync_extra", ("row", "grp", "val"), [(*k, v) for k, v in extras.items() if v])


def forget_versions(c: Connection, rows: Collection[bytes]) -> None:
    """The groups of these rows follow their insert again."""
    many(c, "DELETE FROM sync_ver WHERE row = ?", [(row,) for row in rows])


def act_of(c: Connection, key: Key) -> int:
    """The local act under which the value that a group shows was written."""
    found = run(c, "SELECT max(act) FROM change WHERE row = ? AND grp IN (?, '')", key).scalar_one()
    return int(found or 0)


def in_effect(c: Connection, hashes: Collection[bytes]) -> set[bytes]:
    """Which of these segments have been applied here."""
    return {h for h in hashes if (state_of(c, h) or "") in IN_EFFECT}


def state_of(c: Connection, h: bytes) -> str | None:
    """The state of a segment, None when it never came here."""
    found = run(c, "SELECT state FROM sync_seg WHERE hash = ?", (h,)).first()
    return None if found is None else str(found[0])


def dead_of(c: Connection, h: bytes) -> set[Key]:
    """Groups in which the segment's value was replaced before it arrived."""
    return {(row, grp) for row, grp in run(c, "SELECT row, grp FROM sync_dead WHERE hash = ?", (h,))}


def keep_segment(c: Connection, sealed: Sealed, state: str, import_id: bytes | None = None) -> int:
    """Write a segment with its parents; returns its local number."""
    body = sealed.body
    columns = (
        "hash", "scope", "key_id", "no", "lam", "wall", "schema", "n_ops", "body", "state", "import_id",
    )  # fmt: skip
    packed = zstandard.ZstdCompressor(level=3).compress(sealed.raw)
    values = (
        sealed.hash, body.scope, body.key, body.no, body.lam, body.wall, body.schema, len(body.ops), packed,
        state, import_id,
    )  # fmt: skip
    insert(c, "sync_seg", columns, [values])
    parents = [(sealed.hash, bytes.fromhex(p)) for p in body.parents]
    insert(c, "sync_parent", ("child", "parent"), parents)
    return sid_of(c, sealed.hash)


def sid_of(c: Connection, h: bytes) -> int:
    """The local number of a segment we hold."""
    return int(run(c, "SELECT sid FROM sync_seg WHERE hash = ?", (h,)).scalar_one())


def raw_of(c: Connection, h: bytes) -> bytes:
    """The exact bytes of a segment we hold."""
    packed = run(c, "SELECT body FROM sync_seg WHERE hash = ?", (h,)).scalar_one()
    return zstandard.ZstdDecompressor().decompress(packed)


def segment(c: Connection, h: bytes) -> Sealed:
    """A segment we hold, read again."""
    return reread(raw_of(c, h))


def in_order(c: Connection, scope: str) -> Iterator[tuple[bytes, int]]:
    """The segments of a scope, (hash, lam), parents before children."""
    yield from run(
        c, "SELECT hash, lam FROM sync_seg WHERE scope = ? ORDER BY lam, hash", (scope,)
    ).all()
