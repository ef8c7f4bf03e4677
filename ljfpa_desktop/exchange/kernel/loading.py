"""Takes a baseline in on a PC that has nothing of the scope yet; later segments go on from it (2.9)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, TypeVar

import zstandard
from sqlalchemy.orm import Session

from ljfpa_desktop.base.db import act_of_origin
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel import identity, state
from ljfpa_desktop.exchange.kernel.apply import Receiver, origin_of
from ljfpa_desktop.exchange.kernel.batch import Batch, Tally
from ljfpa_desktop.exchange.kernel.chunk import Again, Chunk, Item, Made, Named, Row, Wait, in_turn
from ljfpa_desktop.exchange.kernel.shape import INSERTED, Shape, TableShape, shape
from ljfpa_desktop.exchange.kernel.state import AGAIN, APPLIED, HELD, PRUNED, Rows, run
from ljfpa_desktop.exchange.kernel.wire import Body, Deed, Op, Sealed, reread

PARTLY = (
    "本机已经有一部分资料，这个数据包是给没有资料的新电脑的，没有接收。"
    "请先在本机生成一个数据包交给对方，对方收到后会补发缺的部分。"
)  # fmt: skip
_T = TypeVar("_T")


def load(
    s: Session, chunks: Iterable[Chunk], known: Shape | None = None, tally: Tally | None = None
) -> Tally:
    """Write the rows of a baseline with their versions and conflicts; its segments count as in effect.

    The chunks are verified, their writer has the right. Raises `PackageRefused` (DAMAGED) for an
    incomplete baseline, `Refused` when one of its segments is in effect here already.
    """
    loader = _Loader(s, known or shape(), tally or Tally())
    for chunk in in_turn(chunks):
        for kind, items in groupby(chunk.items, key=type):
            loader.take(chunk, kind, list(items))
    receiver = Receiver(s, known=loader.known)
    receiver.tally = loader.tally
    receiver.settle()
    receiver.retry()
    if run(s.connection(), "PRAGMA foreign_key_check").first() is not None:
        raise PackageRefused(Code.DAMAGED)
    return loader.tally


class _Loader:
    """The items of one baseline on their way into the tables."""

    def __init__(self, s: Session, known: Shape, tally: Tally) -> None:
        self.s, self.c = s, s.connection()
        self.known, self.tally = known, tally
        self.names: list[Named] = []
        self.sids: list[int] = []
        self.acts: list[int] = []

    def take(self, chunk: Chunk, kind: type[Item], items: Sequence[Any]) -> None:
        """Write items of one kind; segments and acts come before what names them."""
        if kind is Named:
            self._name(chunk.scope, items)
        elif kind is Made:
            self.acts += [act_of_origin(self.s, origin_of(made.deed)) for made in _of(Made, items)]
        elif kind is Row:
            for table, rows in groupby(_of(Row, items), key=lambda row: row.tbl):
                self._insert(chunk.scope, self.known[table], list(rows))
        elif kind is Again:
            for seg, ops in groupby(_of(Again, items), key=lambda again: again.seg):
                self._merge(chunk.scope, seg, list(ops))
        else:
            self._wait(_of(Wait, items))

    def _name(self, scope: str, items: Sequence[Named]) -> None:
        for named in items:
            h = bytes.fromhex(named.hash)
            if named.raw and reread(named.raw.encode()).hash != h:
                raise PackageRefused(Code.DAMAGED)
            found = state.state_of(self.c, h)
            if found not in (None, HELD):
                raise Refused(PARTLY)
            if found is None:
                self._keep(scope, h, named)
            else:  # held here, since what it follows was missing: its bytes stay
                run(self.c, "UPDATE sync_seg SET state = ? WHERE hash = ?", (APPLIED, h))
            self.names.append(named)
            self.sids.append(state.sid_of(self.c, h))
        identity.reach(self.s, "lam", max(named.lam for named in items))
        self.tally.segments += len(items)

    def _keep(self, scope: str, h: bytes, named: Named) -> None:
        body = zstandard.ZstdCompressor(level=3).compress(named.raw.encode()) if named.raw else b""
        columns = (
            "hash", "scope", "key_id", "no", "lam", "wall", "schema", "n_ops", "body", "state",
        )  # fmt: skip
        values = (
            h, scope, named.key, named.no, named.lam, named.wall, named.schema, named.ops, body,
            (APPLIED if named.state == PRUNED else named.state) if named.raw else PRUNED,
        )  # fmt: skip
        state.insert(self.c, "sync_seg", columns, [values])
        parents = [(h, bytes.fromhex(p)) for p in named.parents]
        state.insert(self.c, "sync_parent", ("child", "parent"), parents)

    def _insert(self, scope: str, known: TableShape, rows: Sequence[Row]) -> None:
        c, names = self.c, ("id", *known.columns)
        here = Rows(self.s, [bytes.fromhex(row.row) for row in rows]).existing(known.name)
        both = [(id_, row) for row in rows if (id_ := bytes.fromhex(row.row)) not in here]
        stored = {id_: {"id": id_, **known.row(known.columns, row.value)} for id_, row in both}
        run(c, "UPDATE ctx SET applying = 1")
        state.insert(c, known.name, names, [tuple(r[n] for n in names) for r in stored.values()])
        run(c, "UPDATE ctx SET applying = 0")
        self._note(known, both, stored)
        if here:
            self._join(scope, known, [row for row in rows if bytes.fromhex(row.row) in here])
        self.tally.new += len(both)
        self.tally.tables[known.name] = self.tally.tables.get(known.name, 0) + len(both)

    def _note(
        self, known: TableShape, rows: Sequence[tuple[bytes, Row]], stored: dict[bytes, dict[str, Any]]
    ) -> None:
        """Versions, conflicts and history of the rows; of their past, only who wrote what they show."""
        c = self.c
        state.set_versions(
            c, [((id_, grp), self.sids[seg]) for id_, row in rows for grp, seg, _ in row.shown]
        )
        changes = [
            (self._act(act), known.name, id_, grp, _old(known, grp, stored[id_]), self._hash(seg))
            for id_, row in rows
            for grp, seg, act in row.shown
        ]
        state.insert(c, "change", ("act", "tbl", "row", "grp", "old", "seg"), changes)
        siblings = [
            (id_, grp, self.sids[seg], known.name, val, self._act(act))
            for id_, row in rows
            for grp, seg, val, act in row.siblings
        ]
        state.insert(c, "sync_sib", ("row", "grp", "sid", "tbl", "val", "act"), siblings)
        dead = [(id_, grp, bytes.fromhex(h)) for id_, row in rows for grp, h in row.dead]
        state.insert(c, "sync_dead", ("row", "grp", "hash"), dead)
        state.set_extras(c, {(id_, grp): val for id_, row in rows for grp, val in row.extras.items()})
        self.tally.conflicts += len(siblings)

    def _hash(self, seg: int) -> bytes:
        return bytes.fromhex(self.names[seg].hash)

    def _act(self, place: int) -> int:
        return self.acts[place] if place >= 0 else int(run(self.c, "SELECT act FROM ctx").scalar_one())

    def _join(self, scope: str, known: TableShape, rows: Sequence[Row]) -> None:
        """Rows this PC began too, as each does with its funds: what lives there and here lives on."""
        by_seg: dict[int, list[Op]] = {}
        for row in rows:
            shown = {grp: (seg, act) for grp, seg, act in row.shown}
            for grp, names in known.groups.items():
                seg, act = shown.get(grp) or shown[INSERTED]
                extra = row.extras.get(grp if grp in shown else INSERTED, "{}")
                value = json.loads(extra) | {n: row.value[n] for n in names if n in row.value}
                by_seg.setdefault(seg, []).append(Op(known.name, row.row, grp, value, "", (), act))
            for grp, seg, val, act in row.siblings:
                by_seg.setdefault(seg, []).append(Op(known.name, row.row, grp, json.loads(val), "", (), act))
        for seg, ops in sorted(by_seg.items()):
            self._batch(scope, seg, [(0, op) for op in ops], self._act)
        dead = [(bytes.fromhex(row.row), grp, bytes.fromhex(h)) for row in rows for grp, h in row.dead]
        state.many(self.c, "INSERT OR IGNORE INTO sync_dead(row, grp, hash) VALUES (?, ?, ?)", dead)

    def _merge(self, scope: str, seg: int, ops: Sequence[Again]) -> None:
        """Merge operations of one segment, as when it comes itself."""
        acts: dict[Deed, int] = {}

        def act(index: int) -> int:
            deed = ops[index].deed
            if deed not in acts:
                acts[deed] = act_of_origin(self.s, origin_of(deed))
            return acts[deed]

        self._batch(scope, seg, [(a.idx, a.op._replace(act=n)) for n, a in enumerate(ops)], act)

    def _batch(self, scope: str, seg: int, ops: Sequence[tuple[int, Op]], act: Callable[[int], int]) -> None:
        named = self.names[seg]
        body = Body(
            scope=scope, inst="", key=named.key, no=named.no, lam=named.lam, wall=named.wall,
            schema=named.schema, parents=named.parents, acts=(), ops=(),
        )  # fmt: skip
        sealed = Sealed(self._hash(seg), body, b"")
        batch = Batch(self.s, sealed, self.sids[seg], self.known, act, self.tally)
        batch.take(ops, {})
        batch.write()

    def _wait(self, items: Sequence[Wait]) -> None:
        rows = [
            (self.sids[w.seg], w.idx, bytes.fromhex(w.row), w.grp, w.reason, w.missing) for w in items
        ]
        state.insert(self.c, "sync_wait", ("sid", "idx", "row", "grp", "reason", "missing"), rows)
        self.tally.waiting += sum(w.reason != AGAIN for w in items)


def _of(kind: type[_T], items: Sequence[Any]) -> list[_T]:
    return [item for item in items if isinstance(item, kind)]


def _old(known: TableShape, grp: str, stored: dict[str, Any]) -> str | None:
    """What an edit is noted with whose former value nobody knows any more: as if it changed nothing."""
    if grp == INSERTED:
        return None
    plain = {n: v.hex() if isinstance(v := stored[n], bytes) else v for n in known.groups.get(grp, ())}
    return state.as_text(plain)
