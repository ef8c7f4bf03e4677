"""Merges the operations of one segment into the tables: read in sets, decided one by one, written in sets."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from ljfpa_desktop.base.bulk import insert_columns
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel import state
from ljfpa_desktop.exchange.kernel.merge import Mark, Outcome, arrive
from ljfpa_desktop.exchange.kernel.shape import INSERTED, Shape, TableShape, Value
from ljfpa_desktop.exchange.kernel.state import AGAIN, NEWER, NO_PARENT, NO_ROW, Key, Rows
from ljfpa_desktop.exchange.kernel.wire import Op, Sealed

TWO_FACTS = "数据包里有一张单据与本机已有的不一样（同一编号两种内容），没有接收，请打电话告诉县里。"


@dataclass
class Tally:
    """What a package did: counts of segments, rows and groups; ``tables`` counts new rows by table."""

    segments: int = 0
    known: int = 0
    new: int = 0
    changed: int = 0
    conflicts: int = 0
    waiting: int = 0
    tables: dict[str, int] = field(default_factory=dict[str, int])


class Batch:
    """One segment's operations on their way into the tables."""

    def __init__(
        self, s: Session, sealed: Sealed, sid: int, known: Shape, act: Callable[[int], int], tally: Tally
    ) -> None:
        self.s, self.c = s, s.connection()
        self.mark, self.sid, self.known, self.act, self.tally = (
            Mark(sealed.body.lam, sealed.hash), sid, known, act, tally,
        )  # fmt: skip
        self.inserts: dict[str, dict[bytes, dict[str, Any]]] = {}
        self.plain: dict[tuple[str, tuple[str, ...]], list[tuple[bytes, int, Value]]] = {}
        self.updates: dict[tuple[str, str], dict[bytes, dict[str, Any]]] = {}
        self.changes: list[tuple[Any, ...]] = []
        self.new_versions: dict[Key, Mark] = {}
        self.new_siblings: list[tuple[Any, ...]] = []
        self.gone_siblings: list[tuple[Any, ...]] = []
        self.new_dead: list[tuple[Any, ...]] = []
        self.gone_dead: list[tuple[Any, ...]] = []
        self.new_extras: dict[Key, str | None] = {}
        self.waiting: list[tuple[Any, ...]] = []

    def take(self, ops: Sequence[tuple[int, Op]], merged: Mapping[int, Collection[str]]) -> None:
        """Read what stands in the touched rows, then decide operation by operation.

        ``merged`` names the groups of an insert that an older version of this program has merged.
        """
        rows = [bytes.fromhex(op.row) for _, op in ops]
        self._read(ops, rows)
        for row, (idx, op) in zip(rows, ops, strict=True):
            known = self.known.get(op.tbl)
            if known is None or (op.grp and op.grp not in known.groups):
                self._wait(idx, op, NEWER, "")
            elif known.links and (missing := _missing_parent(known, op.value, self.parents)):
                self._wait(idx, op, NO_PARENT, missing)
            elif row in self.rows[op.tbl]:
                self._take_known(known, row, idx, op, merged.get(idx, ()))
            elif op.grp == INSERTED:
                self._insert(known, row, op)
            else:
                self._wait(idx, op, NO_ROW, op.row)

    def _take_known(self, known: TableShape, row: bytes, idx: int, op: Op, merged: Collection[str]) -> None:
        if op.grp != INSERTED:
            replaced = [bytes.fromhex(h) for h in (op.base, *op.resolves) if h]
            self._arrive(known, (row, op.grp), op, replaced)
            return
        replaced = [bytes.fromhex(h) for h in op.resolves]  # of a row that moved to another office
        for grp in known.groups:
            if grp not in merged:
                self._arrive(known, (row, grp), op, replaced)
        # A second insert of this row: in groups that an upgrade brings, it meets the first one then.
        self._wait(idx, op, AGAIN, " ".join(known.groups))

    def _read(self, ops: Sequence[tuple[int, Op]], rows: Sequence[bytes]) -> None:
        self.again = {row for row, n in Counter(rows).items() if n > 1}
        self.fresh = {row for row, (_, op) in zip(rows, ops, strict=True) if op.grp == INSERTED}
        parents = _parents_of(ops, self.known)
        replaced = {bytes.fromhex(h) for _, op in ops for h in (op.base, *op.resolves) if h}
        self.held = state.in_effect(self.c, replaced)
        self.dead = state.dead_of(self.c, self.mark.hash)
        staged = Rows(self.s, set(rows))
        tables = {op.tbl for _, op in ops} & self.known.keys()
        if staged.unsealed():
            raise RuntimeError("a package is applied over unsealed changes: seal first")
        self.late = staged.late()
        self.rows = {name: staged.current(self.known[name]) for name in tables}
        self.versions, self.siblings, self.extras = staged.versions(), staged.siblings(), staged.extras()
        self.parents = defaultdict[str, set[bytes]](set)
        for table, ids in parents.items():
            self.parents[table] |= self._existing(table, ids)

    def _existing(self, table: str, ids: set[bytes]) -> set[bytes]:
        """Which of these rows are here; those the segment itself inserts are added when they are."""
        if table not in self.known:
            return ids
        read = self.rows.get(table, {})
        here = {row for row in ids if row in read}
        elsewhere = ids - here - self.fresh
        return here | Rows(self.s, elsewhere).existing(table) if elsewhere else here

    def _insert(self, known: TableShape, row: bytes, op: Op) -> None:
        if op.resolves:
            moved = [bytes.fromhex(h) for h in op.resolves]
            self.new_dead += [
                (row, grp, h) for grp in known.groups for h in moved if self._is_to_come((row, grp), h)
            ]
        self.parents[known.name].add(row)
        act = self.act(op.act)
        if row not in self.again:  # nothing else of this segment looks at the row
            self.plain.setdefault((known.name, tuple(op.value)), []).append((row, act, op.value))
            return
        stored = {"id": row, **known.row(known.columns, op.value)}
        self.rows[known.name][row] = stored
        self.inserts.setdefault(known.name, {})[row] = stored
        self.new_versions[row, INSERTED] = self.versions[row, INSERTED] = self.mark
        self.changes.append((act, known.name, row, INSERTED, None, self.mark.hash))
        extra = known.unknown(op.value)
        if extra:
            self.new_extras[row, INSERTED] = state.as_text(extra)

    def _arrive(self, known: TableShape, key: Key, op: Op, replaced: Sequence[bytes]) -> None:
        row, grp = key
        shown = self.versions.get(key) or self.versions.get((row, INSERTED))
        self.new_dead += [(row, grp, h) for h in replaced if self._is_to_come(key, h)]
        if key in self.dead:
            self.gone_dead.append((row, grp, self.mark.hash))
        value = {k: v for k, v in op.value.items() if k in known.groups[grp] or k not in known.plain_names}
        if grp in known.rules.once and not self._stands(known, key, value):
            raise PackageRefused(Code.FORGED, TWO_FACTS)
        siblings = self.siblings.setdefault(key, {})
        values = {mark: json.loads(text) for mark, (text, _) in siblings.items()} | {self.mark: value}
        if shown is not None:
            values[shown] = self._value(known, key)
        out = arrive(
            self.mark, replaced, shown, siblings.keys(),
            is_dead=key in self.dead, elect=_elect(known, grp, values),
        )  # fmt: skip
        if out is None:
            return
        self._note_siblings(known, key, out, values, op)
        if out.shown != shown:
            self._show(known, key, values[out.shown], op)
            self.versions[key] = self.new_versions[key] = out.shown

    def _is_to_come(self, key: Key, h: bytes) -> bool:
        """Whether the operation of this segment on this group was not merged here yet."""
        row, grp = key
        return h not in self.held or (row, grp, h) in self.late or (row, INSERTED, h) in self.late

    def _stands(self, known: TableShape, key: Key, value: Value) -> bool:
        current = self.rows[known.name][key[0]]
        stored = known.row(known.groups[key[1]], value)
        return all(current[n] == v for n, v in stored.items())

    def _value(self, known: TableShape, key: Key) -> Value:
        """The value that stands in the row now, with what a newer program added to it."""
        row, grp = key
        value = known.value(known.groups[grp], self.rows[known.name][row])
        return json.loads(state.extra_of(self.extras, self.versions, key) or "{}") | value

    def _note_siblings(
        self, known: TableShape, key: Key, out: Outcome, values: Mapping[Mark, Value], op: Op
    ) -> None:
        row, grp = key
        before = self.siblings[key]
        for gone in before.keys() - out.siblings:
            self.gone_siblings.append((row, grp, gone.hash))
            del before[gone]
        for mark in out.siblings - before.keys():
            act = self.act(op.act) if mark == self.mark else state.act_of(self.c, key)
            before[mark] = (state.as_text(values[mark]), act)
            self.new_siblings.append((row, grp, mark.hash, known.name, *before[mark]))
            self.tally.conflicts += 1

    def _show(self, known: TableShape, key: Key, value: Value, op: Op) -> None:
        row, grp = key
        names = known.groups[grp]
        stored = known.row(names, value)
        current = self.rows[known.name][row]
        extra = known.unknown(value)
        if extra or key in self.extras:
            self.new_extras[key] = state.as_text(extra) if extra else None
        if self._stands(known, key, value):
            return
        old = {n: current[n].hex() if isinstance(current[n], bytes) else current[n] for n in names}
        self.changes.append((self.act(op.act), known.name, row, grp, state.as_text(old), self.mark.hash))
        self.updates.setdefault((known.name, grp), {})[row] = stored
        current.update(stored)
        self.tally.changed += 1

    def _wait(self, idx: int, op: Op, reason: str, missing: str) -> None:
        self.waiting.append((self.sid, idx, bytes.fromhex(op.row), op.grp, reason, missing))
        self.tally.waiting += reason != AGAIN

    def write(self) -> set[bytes]:
        """Write everything decided, triggers silent; returns the new rows."""
        c = self.c
        state.run(c, "UPDATE ctx SET applying = 1")
        for table, rows in self.inserts.items():
            names = ("id", *self.known[table].columns)
            state.insert(c, table, names, [tuple(r[n] for n in names) for r in rows.values()])
        for (table, _), new in self.plain.items():
            _write_new(c, self.known[table], new, self.mark.hash, self.sid)
            if self.known[table].unknown(new[0][2]):
                for row, _, value in new:
                    self.new_extras[row, INSERTED] = state.as_text(self.known[table].unknown(value))
        for (table, grp), rows in self.updates.items():
            names = self.known[table].groups[grp]
            marks = ", ".join(f"{n} = ?" for n in names)
            values = [(*(r[n] for n in names), row) for row, r in rows.items()]
            state.many(c, f"UPDATE {table} SET {marks} WHERE id = ?", values)
        state.insert(c, "change", ("act", "tbl", "row", "grp", "old", "seg"), self.changes)
        state.run(c, "UPDATE ctx SET applying = 0")
        self._write_marks()
        plain = ((table, [row for row, _, _ in new]) for (table, _), new in self.plain.items())
        found: set[bytes] = set()
        for table, rows in (*self.inserts.items(), *plain):
            found.update(rows)
            self.tally.new += len(rows)
            self.tally.tables[table] = self.tally.tables.get(table, 0) + len(rows)
        return found

    def _write_marks(self) -> None:
        c = self.c
        sids = {h: state.sid_of(c, h) for h in {m.hash for m in self.new_versions.values()}}
        state.set_versions(c, [(key, sids[m.hash]) for key, m in self.new_versions.items()])
        by_hash = "(SELECT sid FROM sync_seg WHERE hash = ?)"
        state.many(
            c,
            "INSERT OR REPLACE INTO sync_sib(row, grp, sid, tbl, val, act) "
            f"VALUES (?, ?, {by_hash}, ?, ?, ?)",
            self.new_siblings,
        )
        state.many(
            c, f"DELETE FROM sync_sib WHERE row = ? AND grp = ? AND sid = {by_hash}", self.gone_siblings
        )
        state.many(c, "INSERT OR IGNORE INTO sync_dead(row, grp, hash) VALUES (?, ?, ?)", self.new_dead)
        state.many(c, "DELETE FROM sync_dead WHERE row = ? AND grp = ? AND hash = ?", self.gone_dead)
        state.insert(c, "sync_wait", ("sid", "idx", "row", "grp", "reason", "missing"), self.waiting)
        state.set_extras(c, self.new_extras)


def _write_new(
    c: Connection, known: TableShape, new: Sequence[tuple[bytes, int, Value]], h: bytes, sid: int
) -> None:  # fmt: skip
    """Insert rows that fill the same columns, each with its history and its version, column by column."""
    rows, acts, values = zip(*new, strict=True)
    size = len(rows)
    insert_columns(c, known.name, known.many_rows(rows, values))
    noted = {"act": acts, "tbl": [known.name] * size, "row": rows, "grp": [INSERTED] * size}
    before = state.run(c, "SELECT coalesce(max(seq), 0) FROM change").scalar_one()
    insert_columns(c, "change", noted | {"seg": [h] * size})
    versions = "INSERT OR REPLACE INTO sync_ver(row, grp, sid) SELECT row, grp, ? FROM change WHERE seq > ?"
    state.run(c, versions, (sid, before))


def _parents_of(ops: Sequence[tuple[int, Op]], shapes: Shape) -> dict[str, set[bytes]]:
    """What the operations point to, by table."""
    found: dict[str, set[str]] = {}
    for name, some in groupby(ops, key=lambda each: each[1].tbl):
        values = [op.value for _, op in some]
        for column, table in shapes[name].links.items() if name in shapes else ():
            found.setdefault(table, set()).update([v[column] for v in values if v.get(column)])
    return {table: set(map(bytes.fromhex, ids)) for table, ids in found.items()}


def _missing_parent(known: TableShape, value: Value, parents: Mapping[str, Collection[bytes]]) -> str:
    for column, table in known.links.items():
        link = value.get(column)
        if link and bytes.fromhex(link) not in parents[table]:
            return str(link)
    return ""


def _elect(
    known: TableShape, grp: str, values: Mapping[Mark, Value]
) -> Callable[[Collection[Mark]], Mark]:
    """The latest version; of a final group a filled one first: once void, always void."""
    if grp not in known.rules.final:
        return max
    return lambda live: max(live, key=lambda mark: (bool(values[mark]), mark))
