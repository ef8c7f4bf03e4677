"""Makes a baseline: what a scope holds at its heads, in place of its whole history (EXCHANGE.md 2.9).

Later segments merge upon it exactly as upon the history: versions, open conflicts and versions to come
are in it. At the county, rows that moved between offices stand as another scope wrote them; of these
the scope's own operations travel instead (`moved`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.record import Record, new_id
from ljfpa_desktop.exchange.kernel import heads, moved, state
from ljfpa_desktop.exchange.kernel.chunk import Head, Item, Made, Named, Row, Wait, chunks
from ljfpa_desktop.exchange.kernel.identity import COUNTY, EVERYONE, Me
from ljfpa_desktop.exchange.kernel.merge import Mark
from ljfpa_desktop.exchange.kernel.moved import Moved
from ljfpa_desktop.exchange.kernel.seal import deeds
from ljfpa_desktop.exchange.kernel.shape import INSERTED, Shape, TableShape, shape
from ljfpa_desktop.exchange.kernel.state import IN_EFFECT, RESCUED, Key, Rows, run
from ljfpa_desktop.migrations.run import NEWEST
from ljfpa_desktop.models.sync import Installation, Peer

_PAGE = 2000
_OF_SCOPE = (
    "JOIN sync_ver v ON v.row = {} AND v.grp = '' JOIN sync_seg e ON e.sid = v.sid WHERE e.scope = ?"
)
_ACTS = """
    SELECT h.row, h.grp, max(h.act) FROM sync_stage g CROSS JOIN change h ON h.row = g.row
    GROUP BY h.row, h.grp
"""
_DEAD = (
    "SELECT d.row, d.grp, d.hash FROM sync_stage g JOIN sync_dead d ON d.row = g.row "
    "ORDER BY d.row, d.grp, d.hash"
)


def make(s: Session, me: Me, scope: str, known: Shape | None = None) -> Iterator[bytes]:
    """The signed chunks of an office's scope as it stands, everything sealed before.

    Raises `Refused` for a scope that only its history tells (`moved.find`).
    """
    shapes = known or shape()
    there = moved.find(s, scope, shapes) if me.role == COUNTY else Moved(whole=_unconfirmed(s, scope))
    head = Head(
        base=new_id().hex, scope=scope, inst=me.inst, key=me.key_id,
        wall=dates.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"), schema=NEWEST,
    )  # fmt: skip
    return chunks(head, _Maker(s, scope, shapes, there).items(), me.keys)


def _unconfirmed(s: Session, scope: str) -> set[bytes]:
    """What the county never said it has: the new computer must be able to hand it on."""
    county = select(Installation.id).where(Installation.role == COUNTY)
    said = [json.loads(have) for have in s.scalars(select(Peer.have).where(Peer.inst.in_(county)))]
    words = [word for have in said for word in have.get(scope, ())]
    return set(heads.missing_for(s.connection(), scope, words))


class _Maker:
    """Reads one scope, a page of rows at a time."""

    def __init__(self, s: Session, scope: str, shapes: Shape, there: Moved) -> None:
        self.s, self.c = s, s.connection()
        self.scope, self.shapes, self.there = scope, shapes, there
        self.places: dict[bytes, int] = {}
        self.acts: dict[int, int] = {}

    def items(self) -> Iterator[Item]:
        """Segments and acts first, since rows name them by their places."""
        yield from self._named()
        yield from self._made()
        for table in Record.metadata.sorted_tables:
            shape = self.shapes.get(str(table.name))
            if shape is not None and shape.rules.scope != EVERYONE:
                yield from self._rows(shape)
        for h, again in self.there.again:
            yield again(self.places[h])
        yield from self._waits()

    def _named(self) -> Iterator[Named]:
        waiting = {sid for (sid,) in run(self.c, "SELECT DISTINCT sid FROM sync_wait")}
        found = run(
            self.c,
            "SELECT sid, hash, lam, key_id, no, wall, schema, n_ops, state FROM sync_seg "
            "WHERE scope = ? AND state IN (?, ?, ?) ORDER BY lam, hash",
            (self.scope, *IN_EFFECT),
        ).all()
        for sid, h, lam, key, no, wall, schema, ops, at in found:
            self.places[h] = len(self.places)
            whole = sid in waiting or at == RESCUED or h in self.there.whole
            parents = tuple(sorted(p.hex() for p in heads.parents(self.c, h)))
            raw = state.raw_of(self.c, h).decode() if whole else ""
            yield Named(h.hex(), lam, key, no, wall, schema, ops, parents, at, raw)

    def _made(self) -> Iterator[Made]:
        found = run(
            self.c,
            "SELECT DISTINCT act FROM (SELECT max(h.act) AS act FROM change h "
            f"{_OF_SCOPE.format('h.row')} GROUP BY h.row, h.grp UNION SELECT act FROM sync_sib) "
            "WHERE act > 0 ORDER BY act",
            (self.scope,),
        ).all()
        numbers = [number for (number,) in found]
        self.acts = {number: place for place, number in enumerate(numbers)}
        for start in range(0, len(numbers), _PAGE):
            for deed in deeds(self.s, numbers[start : start + _PAGE]):
                yield Made(deed)

    def _rows(self, known: TableShape) -> Iterator[Row]:
        last = b""
        while True:
            page = run(
                self.c,
                f"SELECT t.id FROM {known.name} t {_OF_SCOPE.format('t.id')} "
                f"AND t.id > ? ORDER BY t.id LIMIT {_PAGE}",
                (self.scope, last),
            ).all()
            if not page:
                return
            yield from self._page(known, [row for (row,) in page if row not in self.there.rows])
            last = page[-1][0]

    def _page(self, known: TableShape, ids: list[bytes]) -> Iterator[Row]:
        staged = Rows(self.s, ids)
        if staged.unsealed():
            raise RuntimeError("a baseline is made over unsealed changes: seal first")
        current = staged.current(known)
        shown = _by_row(staged.versions())
        siblings, extras = _by_row(staged.siblings()), _by_row(staged.extras())
        acts = {(row, grp): act for row, grp, act in run(self.c, _ACTS)}
        dead: dict[bytes, list[tuple[str, str]]] = {}
        for row, grp, h in run(self.c, _DEAD):
            dead.setdefault(row, []).append((grp, h.hex()))
        for row in ids:
            yield Row(
                known.name, row.hex(), known.value(known.columns, current[row]),
                tuple(
                    (grp, self.places[mark.hash], self._act(acts, row, grp))
                    for grp, mark in sorted(shown[row].items())
                ),
                extras.get(row, {}), tuple(self._siblings(siblings.get(row, {}))), tuple(dead.get(row, ())),
            )  # fmt: skip

    def _act(self, acts: dict[Key, int], row: bytes, grp: str) -> int:
        number = acts.get((row, grp)) or acts.get((row, INSERTED), 0)
        return self.acts.get(number, -1)

    def _siblings(
        self, found: dict[str, dict[Mark, tuple[str, int]]]
    ) -> Iterator[tuple[str, int, str, int]]:  # fmt: skip
        for grp, values in sorted(found.items()):
            for mark, (val, act) in sorted(values.items()):
                yield grp, self.places[mark.hash], val, self.acts.get(act, -1)

    def _waits(self) -> Iterator[Wait]:
        for h, idx, row, grp, reason, missing in run(
            self.c,
            "SELECT e.hash, w.idx, w.row, w.grp, w.reason, w.missing FROM sync_wait w "
            "JOIN sync_seg e ON e.sid = w.sid WHERE e.scope = ? ORDER BY w.sid, w.idx",
            (self.scope,),
        ).all():
            if not self.there.waits_itself(row, reason):
                yield Wait(self.places[h], idx, row.hex(), grp, reason, missing)


def _by_row(found: dict[Key, Any]) -> dict[bytes, dict[str, Any]]:
    rows: dict[bytes, dict[str, Any]] = {}
    for (row, grp), value in found.items():
        rows.setdefault(row, {})[grp] = value
    return rows


def history_bytes(s: Session, scope: str) -> int:
    """What the segments of a scope weigh here, compressed as they are kept."""
    found = run(
        s.connection(),
        "SELECT coalesce(sum(length(body)), 0) FROM sync_seg WHERE scope = ? AND state IN (?, ?)",
        (scope, *IN_EFFECT[:2]),
    )
    return int(found.scalar_one())
