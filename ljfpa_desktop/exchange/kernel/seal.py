"""Seals what was changed since the last seal into signed segments, one chain per scope (EXCHANGE.md 2.4)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.record import Record
from ljfpa_desktop.exchange.kernel import heads, identity, state
from ljfpa_desktop.exchange.kernel.identity import COUNTY, EVERYONE, Me
from ljfpa_desktop.exchange.kernel.shape import INSERTED, Shape, TableShape, Value, shape
from ljfpa_desktop.exchange.kernel.state import APPLIED, Key, Rows, run
from ljfpa_desktop.exchange.kernel.wire import MOST_BYTES, MOST_OPS, Body, Deed, Op, seal_body
from ljfpa_desktop.migrations.run import NEWEST

AT_ONCE = 25_000  # changes looked at together
AT_HOME = b"\0" * 32  # the mark of a change that never leaves this PC


class _Dirty(NamedTuple):
    row: bytes
    grp: str
    act: int


class _Ready(NamedTuple):
    """An operation without its act's index; ``act`` is the local act, ``row`` the id as stored."""

    op: Op
    row: bytes
    act: int
    extra: Value

    @property
    def key(self) -> Key:
        """The group it writes."""
        return self.row, self.op.grp


def seal(s: Session, me: Me, known: Shape | None = None) -> list[bytes]:
    """Seal every unsealed change; returns the hashes of the new segments.

    Runs in the caller's transaction before anything is written in it: changes of a running act
    have no words yet. Changes of local tables, and a township's of shared ones, stay at home.
    """
    shapes = known or shape()
    c, made = s.connection(), list[bytes]()
    while (until := _until(c)) is not None:
        made += _seal_some(s, me, shapes, until)
        run(c, "UPDATE change SET seg = ? WHERE seg IS NULL AND seq <= ?", (AT_HOME, until))
    return made


def _until(c: Connection) -> int | None:
    """The change up to which one look goes: a county's first year does not fit into memory at once."""
    return run(
        c, "SELECT max(seq) FROM (SELECT seq FROM change WHERE seg IS NULL ORDER BY seq LIMIT ?)", (AT_ONCE,)
    ).scalar_one()


def _seal_some(s: Session, me: Me, shapes: Shape, until: int) -> list[bytes]:
    by_table: dict[str, list[_Dirty]] = {}
    for tbl, row, grp, act in run(
        s.connection(),
        "SELECT tbl, row, grp, max(act) FROM change WHERE seg IS NULL AND seq <= ? "
        "GROUP BY tbl, row, grp ORDER BY min(seq)",
        (until,),
    ).all():
        by_table.setdefault(tbl, []).append(_Dirty(row, grp, act))
    ready: dict[str, list[_Ready]] = {}
    for name in _in_order():
        if name in by_table and name in shapes:
            for scope, ops in _operations(s, me, shapes[name], by_table[name]).items():
                ready.setdefault(scope, []).extend(ops)
    return [h for scope in sorted(ready) for h in _seal_scope(s, me, scope, ready[scope], until)]


@cache
def _in_order() -> tuple[str, ...]:
    """Tables, parents before children."""
    return tuple(str(table.name) for table in Record.metadata.sorted_tables)


def scope_of(me: Me, known: TableShape, office: bytes, offices: Mapping[bytes, str]) -> str | None:
    """The scope a row belongs to, None when it stays at home (EXCHANGE.md 2.7)."""
    if known.rules.scope == EVERYONE:
        return EVERYONE if me.role == COUNTY else None
    return offices.get(office, me.office)


def offices_of(s: Session, me: Me) -> dict[bytes, str]:
    """Division codes of the offices we deal with, by the id stored on their rows."""
    found = run(s.connection(), "SELECT DISTINCT of_office FROM installation")
    codes = {me.office, *(row[0] for row in found)}
    return {identity.office_bytes(code): code for code in codes}


def _operations(s: Session, me: Me, known: TableShape, dirty: Sequence[_Dirty]) -> dict[str, list[_Ready]]:
    inserted = {d.row for d in dirty if d.grp == INSERTED}
    staged = Rows(s, {d.row for d in dirty})
    rows, versions = staged.current(known), staged.versions()
    extras, decisions = staged.extras(), staged.decisions()
    offices = offices_of(s, me)
    moved: dict[bytes, set[str]] = {}  # a row handed to another office is written whole over its versions
    for (row, _grp), mark in versions.items():
        if row in inserted:
            moved.setdefault(row, set()).add(mark.hash.hex())
    latest: dict[bytes, int] = {}
    for d in dirty:
        if d.row in inserted:
            latest[d.row] = max(latest.get(d.row, 0), d.act)
    found: dict[str, list[_Ready]] = {}
    if not (versions or extras or decisions):
        dirty = [d for d in dirty if d.row not in inserted]
        _fresh(me, known, rows, latest, offices, found)
    for d in dirty:
        if d.grp != INSERTED and (d.row in inserted or d.grp not in known.groups):
            continue
        row = rows[d.row]
        scope = scope_of(me, known, row["office_id"], offices)
        if scope is None:
            continue
        key = (d.row, d.grp)
        names = known.columns if d.grp == INSERTED else known.groups[d.grp]
        value = known.value(names, row)
        kept = state.extra_of(extras, versions, key) if extras else None
        extra: Value = json.loads(kept) if kept else {}
        base = versions.get(key) or versions.get((d.row, INSERTED))
        op = Op(
            known.name, d.row.hex(), d.grp, {**extra, **value} if extra else value,
            base.hash.hex() if base else "",
            tuple(sorted(decisions.get(key, moved.get(d.row, ()) if d.grp == INSERTED else ()))), 0,
        )  # fmt: skip
        found.setdefault(scope, []).append(_Ready(op, d.row, latest.get(d.row, d.act), extra))
    return found


def _fresh(
    me: Me, known: TableShape, rows: Mapping[bytes, Mapping[str, Any]], latest: Mapping[bytes, int],
    offices: Mapping[bytes, str], found: dict[str, list[_Ready]],
) -> None:  # fmt: skip
    """The inserts of rows that no segment has named yet: a year typed before joining is nothing else."""
    nothing: Value = {}
    turns = [(name, known.plain.get(name)) for name in known.columns]
    for row, act in latest.items():
        stored = rows[row]
        scope = scope_of(me, known, stored["office_id"], offices)
        if scope is not None:
            filled = ((name, turn, stored[name]) for name, turn in turns)
            value = {name: turn(v) if turn else v for name, turn, v in filled if v is not None}
            op = Op(known.name, row.hex(), INSERTED, value, "", (), 0)
            found.setdefault(scope, []).append(_Ready(op, row, act, nothing))


def _seal_scope(s: Session, me: Me, scope: str, ready: Sequence[_Ready], until: int) -> list[bytes]:
    made: list[bytes] = []
    for start in range(0, len(ready), MOST_OPS):
        made += _seal_part(s, me, scope, ready[start : start + MOST_OPS], until)
    return made


def _seal_part(s: Session, me: Me, scope: str, ready: Sequence[_Ready], until: int) -> list[bytes]:
    c = s.connection()
    acts = {number: i for i, number in enumerate(sorted({r.act for r in ready}))}
    lam, no = identity.next_of(s, "lam"), identity.next_of(s, "no")
    body = Body(
        scope=scope, inst=me.inst, key=me.key_id, no=no, lam=lam,
        wall=dates.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"), schema=NEWEST,
        parents=tuple(h.hex() for h in heads.heads(c, scope)),
        acts=deeds(s, list(acts)), ops=tuple(r.op._replace(act=acts[r.act]) for r in ready),
    )  # fmt: skip
    sealed = seal_body(body, me.keys)
    if len(sealed.raw) > MOST_BYTES and len(ready) > 1:
        half = len(ready) // 2
        return [h for part in (ready[:half], ready[half:]) for h in _seal_part(s, me, scope, part, until)]
    sid = state.keep_segment(c, sealed, APPLIED)
    state.forget_versions(c, [r.row for r in ready if r.op.grp == INSERTED and r.op.resolves])
    state.set_versions(c, [(r.key, sid) for r in ready])
    # What came with the insert belongs to this value now: the next edit looks for it here.
    state.set_extras(c, {r.key: state.as_text(r.extra) for r in ready if r.extra})
    state.stamp(c, sealed.hash, [r.key for r in ready], until)
    return [sealed.hash]


def deeds(s: Session, numbers: Sequence[int]) -> tuple[Deed, ...]:
    """Acts by their local numbers, as they travel."""
    found: dict[int, Any] = {}
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        rows = s.execute(
            select(Act.seq, Act.id, Act.at, Act.actor, Act.why, Act.kind, Act.office, Act.pc).where(
                Act.seq.in_(part)
            )
        ).all()
        found |= {row.seq: row for row in rows}
    return tuple(
        Deed(r.id.hex, r.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), r.actor, r.why, r.kind, r.office, r.pc)
        for r in (found[n] for n in numbers)
    )
