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


class _Ready(NamedTuple):
    """An operation without its act's index; ``act`` is the local act, ``key`` the group it writes."""

    op: Op
    key: Key
    act: int
    extra: Value


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
    by_table: dict[str, dict[Key, int]] = {}  # table -> group -> the last act that changed it
    for tbl, row, grp, act in run(
        s.connection(),
        "SELECT tbl, row, grp, act FROM change WHERE seg IS NULL AND seq <= ? ORDER BY seq",
        (until,),
    ).all():
        by_table.setdefault(tbl, {})[row, grp] = act
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


def _operations(
    s: Session, me: Me, known: TableShape, dirty: Mapping[Key, int]
) -> dict[str, list[_Ready]]:  # fmt: skip
    inserted = {row for row, grp in dirty if grp == INSERTED}
    latest: dict[bytes, int] = {}
    for (row, _grp), act in dirty.items():
        if row in inserted:
            latest[row] = max(latest.get(row, 0), act)
    staged = Rows(s, {row for row, _grp in dirty})
    versions, extras, decisions = staged.versions(), staged.extras(), staged.decisions()
    offices = offices_of(s, me)
    found: dict[str, list[_Ready]] = {}
    if inserted and not (versions or extras or decisions):
        _fresh(me, known, staged, latest, offices, found)
        dirty = {key: act for key, act in dirty.items() if key[0] not in inserted}
    moved: dict[bytes, set[str]] = {}  # a row handed to another office is written whole over its versions
    for (row, _grp), mark in versions.items():
        if row in inserted:
            moved.setdefault(row, set()).add(mark.hash.hex())
    rows = staged.current(known) if dirty else {}
    for key, act in dirty.items():
        row, grp = key
        if grp != INSERTED and (row in inserted or grp not in known.groups):
            continue
        scope = scope_of(me, known, rows[row]["office_id"], offices)
        if scope is None:
            continue
        value = known.value(known.columns if grp == INSERTED else known.groups[grp], rows[row])
        kept = state.extra_of(extras, versions, key) if extras else None
        extra: Value = json.loads(kept) if kept else {}
        base = versions.get(key) or versions.get((row, INSERTED))
        op = Op(
            known.name, row.hex(), grp, {**extra, **value} if extra else value,
            base.hash.hex() if base else "",
            tuple(sorted(decisions.get(key, moved.get(row, ()) if grp == INSERTED else ()))), 0,
        )  # fmt: skip
        found.setdefault(scope, []).append(_Ready(op, key, latest.get(row, act), extra))
    return found


def _fresh(
    me: Me, known: TableShape, staged: Rows, latest: Mapping[bytes, int], offices: Mapping[bytes, str],
    found: dict[str, list[_Ready]],
) -> None:  # fmt: skip
    """The inserts of rows that no segment has named yet: a year typed before joining is nothing else."""
    stored, nothing = staged.columns(known), Value()
    values = zip(stored["office_id"], known.many_values(stored), strict=True)
    found_by_row = dict(zip(stored["id"], values, strict=True))
    for row, act in latest.items():
        office, value = found_by_row[row]
        scope = scope_of(me, known, office, offices)
        if scope is not None:
            op = Op(known.name, row.hex(), INSERTED, value, "", (), 0)
            found.setdefault(scope, []).append(_Ready(op, (row, INSERTED), act, nothing))


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
        acts=deeds(s, list(acts)), ops=tuple(Op(*r.op[:-1], acts[r.act]) for r in ready),
    )  # fmt: skip
    sealed = seal_body(body, me.keys)
    if len(sealed.raw) > MOST_BYTES and len(ready) > 1:
        half = len(ready) // 2
        return [h for part in (ready[:half], ready[half:]) for h in _seal_part(s, me, scope, part, until)]
    sid = state.keep_segment(c, sealed, APPLIED)
    state.forget_versions(c, [r.key[0] for r in ready if r.op.resolves and r.op.grp == INSERTED])
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
