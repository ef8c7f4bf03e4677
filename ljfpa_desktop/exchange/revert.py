"""Takes a package back: what it changed gets its former value, what it brought is retired (EXCHANGE.md 2.10).

An ordinary change like any other, so it travels; what was edited or used since stays and is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange.enrol import joined
from ljfpa_desktop.exchange.file import phone_code
from ljfpa_desktop.exchange.kernel.identity import COUNTY, EVERYONE
from ljfpa_desktop.exchange.kernel.shape import INSERTED, Shape, TableShape, shape
from ljfpa_desktop.exchange.kernel.state import Key, Rows, run
from ljfpa_desktop.models.sync import PackageLog
from ljfpa_desktop.services.history import WORDS

UNKNOWN = "没有核对码是“{}”的已接收数据包，请核对后再试。"
UNDONE = "这个数据包已经撤回过了。"
EDITED, USED, PAID, SHARED, FINAL = "后来改过", "还有记录在用", "发放要由原单位作废", "由县里统一", "不能恢复"
_WHOLE = ("household", "person")
_NAMES = ("household_no", "receipt_no", "event_no", "certificate_no", "name")


@dataclass(frozen=True)
class Reverted:
    """What was taken back: groups set back, rows retired, and what stays, in words."""

    package: str
    restored: int
    retired: int
    kept: tuple[str, ...]


@dataclass(frozen=True)
class _Was:
    """A group a package changed: its table and the value before, as stored."""

    tbl: str
    old: dict[str, Any]


@dataclass(frozen=True)
class _Import:
    """What one package wrote here, and what was written to the same rows by others since."""

    new: dict[bytes, str]
    changed: dict[Key, _Was]
    since: frozenset[Key]


def revert(db: Database, actor: Actor, code: str) -> Reverted:
    """Take the package of this code back; raises `Refused` when none is known or it was taken back before."""
    access.require(actor, access.WRITE)
    known = shape()
    with db.transaction(actor, f"撤回数据包 {code}", "undo") as s:
        me = joined(s)
        log = _log_of(s, code)
        done = _read(s, log.id)
        kept: dict[bytes, tuple[str, str]] = {}
        for row, tbl in done.new.items():
            if reason := _reason(known, tbl, me.role, is_edited=any(r == row for r, _ in done.since)):
                kept[row] = (tbl, reason)
        _keep_used(s, known, done.new, kept)
        retired = _retire(s, {r: t for r, t in done.new.items() if r not in kept})
        restored = _restore(s, known, me.role, done, kept)
        log.undone_at = dates.now()
        words = tuple(sorted({_words(s, known, row, *found) for row, found in kept.items()}))
    return Reverted(log.code, restored, retired, words)


def _log_of(s: Session, code: str) -> PackageLog:
    found = s.scalars(select(PackageLog).where(PackageLog.way == "in").order_by(PackageLog.at.desc()))
    same = [log for log in found if phone_code.same_code(code, log.code)]
    if not same:
        raise Refused(UNKNOWN.format(code))
    if same[0].undone_at is not None:
        raise Refused(UNDONE)
    return same[0]


def _read(s: Session, import_id: UUID) -> _Import:
    c = s.connection()
    new, changed, last = dict[bytes, str](), dict[Key, _Was](), dict[Key, int]()
    ours = {h for (h,) in run(c, "SELECT hash FROM sync_seg WHERE import_id = ?", (import_id.bytes,))}
    for seq, tbl, row, grp, old in run(
        c,
        "SELECT h.seq, h.tbl, h.row, h.grp, h.old FROM sync_seg e JOIN change h ON h.seg = e.hash "
        "WHERE e.import_id = ? ORDER BY h.seq",
        (import_id.bytes,),
    ).all():
        last[row, grp] = seq
        if grp == INSERTED:
            new[row] = tbl
        elif row not in new:
            changed.setdefault((row, grp), _Was(tbl, json.loads(old or "{}")))
    since = set[Key]()
    Rows(s, {row for row, _ in last})
    for row, grp, seq, seg in run(
        c, "SELECT h.row, h.grp, h.seq, h.seg FROM sync_stage g CROSS JOIN change h ON h.row = g.row"
    ):
        is_later = seq > last.get((row, grp), last.get((row, INSERTED), seq))
        if seg not in ours and is_later:
            since.add((row, grp))
    return _Import(new, changed, frozenset(since))


def _reason(known: Shape, tbl: str, role: str, *, is_edited: bool) -> str:
    """Why a row the package brought stays, "" when it may go."""
    rules = known[tbl].rules
    if rules.scope == EVERYONE and role != COUNTY:
        return SHARED
    if rules.kind == "ledger":
        return PAID
    return EDITED if is_edited else ""


def _keep_used(s: Session, known: Shape, new: dict[bytes, str], kept: dict[bytes, tuple[str, str]]) -> None:
    """What a row that stays points to stays, too, and a family or person that stays does so whole."""
    while True:
        going = {row: tbl for row, tbl in new.items() if row not in kept}
        used = set[bytes]()
        for table in known.values():
            for column in table.links:
                used |= _pointed_at(s, table, column, going)
                if table.links[column] in _WHOLE:
                    used |= _belonging(s, table, column, going, kept)
        if not used:
            return
        kept |= {row: (new[row], USED) for row in used}


def _pointed_at(s: Session, table: TableShape, column: str, going: dict[bytes, str]) -> set[bytes]:
    """Which of the rows that shall go a row that stays names in this column."""
    target = table.links[column]
    mine = {row for row, tbl in going.items() if tbl == target}
    if not mine:
        return set()
    Rows(s, mine)
    found = run(
        s.connection(),
        f"SELECT t.id, t.{column} FROM sync_stage g JOIN {table.name} t ON t.{column} = g.row "
        "WHERE t.retired_on IS NULL",
    )
    return {to for row, to in found if row not in going}


def _belonging(
    s: Session, table: TableShape, column: str, going: dict[bytes, str], kept: dict[bytes, tuple[str, str]]
) -> set[bytes]:
    """Which rows belong to a family or person that the package brought and that stays."""
    roots = {row for row, (tbl, _) in kept.items() if tbl == table.links[column]}
    if not roots or table.name not in going.values():
        return set()
    Rows(s, roots)
    found = run(
        s.connection(), f"SELECT t.id FROM sync_stage g JOIN {table.name} t ON t.{column} = g.row"
    )
    return {row for (row,) in found if row in going}


def _retire(s: Session, going: dict[bytes, str]) -> int:
    today, retired = dates.today().isoformat(), 0
    for tbl in sorted(set(going.values())):
        Rows(s, {row for row, name in going.items() if name == tbl})
        done = run(
            s.connection(),
            f"UPDATE {tbl} SET retired_on = ? WHERE retired_on IS NULL "
            "AND id IN (SELECT row FROM sync_stage)",
            (today,),
        )
        retired += int(done.rowcount)
    return retired


def _restore(
    s: Session, known: Shape, role: str, done: _Import, kept: dict[bytes, tuple[str, str]]
) -> int:  # fmt: skip
    restored = 0
    for key, was in done.changed.items():
        row, grp = key
        table = known[was.tbl]
        reason = SHARED if table.rules.scope == EVERYONE and role != COUNTY else ""
        if key in done.since:
            reason = EDITED
        elif grp in table.rules.final:
            reason = FINAL
        if reason:
            kept[row] = (was.tbl, reason)
            continue
        names = table.groups[grp]
        values = [_stored(table, n, was.old.get(n)) for n in names]
        marks = ", ".join(f"{n} = ?" for n in names)
        run(s.connection(), f"UPDATE {was.tbl} SET {marks} WHERE id = ?", (*values, row))
        restored += 1
    return restored


def _stored(table: TableShape, name: str, old: Any) -> Any:
    """A value of the history as the database stores it; an id that was empty stands there as no text."""
    turn = table.stored.get(name)
    if old is None or (old == "" and table.plain.get(name) is bytes.hex):
        return None
    return bytes.fromhex(old) if turn is bytes.fromhex else old


def _words(s: Session, known: Shape, row: bytes, tbl: str, reason: str) -> str:
    columns: Iterable[str] = [n for n in _NAMES if n in known[tbl].columns]
    name = ""
    for column in columns:
        name = name or str(
            run(s.connection(), f"SELECT {column} FROM {tbl} WHERE id = ?", (row,)).scalar() or ""
        )
    return f"{WORDS.get(tbl, '记录')}{f'“{name}”' if name else ''}没有撤回：{reason}。"
