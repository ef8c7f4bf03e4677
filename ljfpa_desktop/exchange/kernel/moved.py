"""Rows that several scopes wrote: the county shows another office's version of them (RULINGS.md 9).

A baseline of one scope takes their operations from the segments of that scope alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange.kernel import state
from ljfpa_desktop.exchange.kernel.chunk import Again
from ljfpa_desktop.exchange.kernel.identity import EVERYONE
from ljfpa_desktop.exchange.kernel.shape import INSERTED, Shape
from ljfpa_desktop.exchange.kernel.state import AGAIN, APPLIED, RESCUED, Rows, run
from ljfpa_desktop.exchange.kernel.wire import Deed, Op, Sealed

ONLY_HISTORY = "这个乡镇的资料只能从头全部再发一次，不能只发现在的样子。"


@dataclass
class Moved:
    """Which rows these are, their operations by segment, and the segments whose bytes must travel."""

    rows: set[bytes] = field(default_factory=set[bytes])
    again: list[tuple[bytes, Callable[[int], Again]]] = field(
        default_factory=list[tuple[bytes, Callable[[int], Again]]]
    )
    whole: set[bytes] = field(default_factory=set[bytes])

    def waits_itself(self, row: bytes, reason: str) -> bool:
        """Whether this wait comes about by itself when the operations are merged again."""
        return row in self.rows and reason == AGAIN


def find(s: Session, scope: str, known: Shape) -> Moved:
    """The rows of a scope that another one wrote too.

    Raises `Refused` when a record names one that only another scope has: there it would wait, here it
    does not.
    """
    c = s.connection()
    found = Moved(_rows(s, scope))
    if found.rows:
        _take_operations(s, scope, found)
    if _strays(c, scope, known) - found.rows or _named(s, scope, known, found) - found.rows:
        raise Refused(ONLY_HISTORY)
    return found


def _segments(c: Connection, scope: str) -> Iterator[Sealed]:
    names = run(
        c,
        "SELECT hash FROM sync_seg WHERE scope = ? AND state IN (?, ?) ORDER BY lam, hash",
        (scope, APPLIED, RESCUED),
    ).all()
    for (h,) in names:
        yield state.segment(c, h)


def _rows(s: Session, scope: str) -> set[bytes]:
    c = s.connection()
    ours = {h.hex() for h, _lam in state.in_order(c, scope)}
    found: set[bytes] = set()
    for sealed in _segments(c, scope):
        ops = sealed.body.ops
        found |= {bytes.fromhex(op.row) for op in ops if any(h not in ours for h in _replaced(op))}
        found |= _foreign(s, {bytes.fromhex(op.row) for op in ops}, (scope,))
    return found


def _replaced(op: Op) -> Iterator[str]:
    yield from (h for h in (op.base, *op.resolves) if h)


def _foreign(s: Session, rows: Iterable[bytes], scopes: Sequence[str]) -> set[bytes]:
    """Which of these rows show, or keep as a conflict, what none of these scopes wrote."""
    Rows(s, set(rows))
    marks = ", ".join("?" * len(scopes))
    found = run(
        s.connection(),
        "SELECT m.row FROM sync_stage g JOIN ("
        "SELECT row, sid FROM sync_ver UNION ALL SELECT row, sid FROM sync_sib"
        f") m ON m.row = g.row JOIN sync_seg e ON e.sid = m.sid WHERE e.scope NOT IN ({marks})",
        scopes,
    )
    return {row for (row,) in found}


def _take_operations(s: Session, scope: str, found: Moved) -> None:
    c = s.connection()
    waiting = {
        (h, idx)
        for h, idx in run(
            c,
            "SELECT e.hash, w.idx FROM sync_wait w JOIN sync_seg e ON e.sid = w.sid WHERE w.reason <> ?",
            (AGAIN,),
        )
    }
    begun: Counter[bytes] = Counter()
    by: dict[bytes, set[bytes]] = {}
    for sealed in _segments(c, scope):
        for idx, op in enumerate(sealed.body.ops):
            row = bytes.fromhex(op.row)
            if row not in found.rows or (sealed.hash, idx) in waiting:
                continue
            begun[row] += op.grp == INSERTED
            by.setdefault(row, set()).add(sealed.hash)
            found.again.append((sealed.hash, _again(idx, op, sealed.body.acts[op.act])))
    # Begun twice or never, some of it waits where it is merged anew.
    found.whole = {h for row, hashes in by.items() if begun[row] != 1 for h in hashes}


def _again(idx: int, op: Op, deed: Deed) -> Callable[[int], Again]:
    return partial(Again, idx=idx, op=op, deed=deed)


def _strays(c: Connection, scope: str, known: Shape) -> set[bytes]:
    """Rows beyond the scope that rows of it name."""
    found: set[bytes] = set()
    for table in known.values():
        for column in table.links if table.rules.scope != EVERYONE else ():
            named = run(
                c,
                f"SELECT DISTINCT t.{column} FROM {table.name} t "
                "JOIN sync_ver v ON v.row = t.id AND v.grp = '' JOIN sync_seg e ON e.sid = v.sid "
                f"JOIN sync_ver w ON w.row = t.{column} AND w.grp = '' JOIN sync_seg f ON f.sid = w.sid "
                "WHERE e.scope = ? AND f.scope NOT IN (?, ?)",
                (scope, scope, EVERYONE),
            )
            found |= {row for (row,) in named}
    return found


def _named(s: Session, scope: str, known: Shape, found: Moved) -> set[bytes]:
    """Rows beyond the scope that the operations of moved rows name."""
    named: set[bytes] = set()
    for _h, again in found.again:
        op = again(0).op
        links = known[op.tbl].links if op.tbl in known else ()
        named |= {bytes.fromhex(op.value[column]) for column in links if op.value.get(column)}
    return _foreign(s, named, (scope, EVERYONE))
