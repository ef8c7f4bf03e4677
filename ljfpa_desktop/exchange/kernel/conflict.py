"""Open conflicts: two values of one group that nobody replaced, and a person's decision (EXCHANGE.md 2.5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import access
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange.kernel.shape import Shape, TableShape, Value, shape
from ljfpa_desktop.exchange.kernel.state import run

DECIDED = "核对两处不一样"
STAYS_VOID = "已经作废的单据不能恢复，请选择其中一个作废原因；要重新发放，请另开一张。"
GONE = "这处不一样已经有人处理过了，请刷新。"


@dataclass(frozen=True)
class Said:
    """One of the values: the columns it sets, who typed it, when, in which office, on which PC."""

    version: str
    value: Value
    by: str
    at: str
    office: str
    pc: str
    why: str


@dataclass(frozen=True)
class Conflict:
    """One group of one row with the value shown first and the others after it; ``id`` names it."""

    tbl: str
    row: UUID
    grp: str
    values: tuple[Said, ...]

    @property
    def id(self) -> str:
        """How the command line names it: table, group and record."""
        return f"{self.tbl}.{self.grp}.{self.row.hex}"


def open_conflicts(s: Session, known: Shape | None = None) -> list[Conflict]:
    """Every open conflict whose values differ, oldest row first; equal values are nothing to decide.

    Values that differ only in columns of a newer program wait, unseen, for this one's upgrade.
    """
    shapes = known or shape()
    found: dict[tuple[str, bytes, str], list[Said]] = {}
    for tbl, row, grp, h, val, *who in run(
        s.connection(),
        "SELECT b.tbl, b.row, b.grp, e.hash, b.val, a.actor, a.at, a.office, a.pc, a.why FROM sync_sib b "
        "JOIN sync_seg e ON e.sid = b.sid LEFT JOIN act a ON a.seq = b.act "
        "ORDER BY b.tbl, b.row, b.grp, e.lam DESC, e.hash DESC",
    ):
        if tbl in shapes:
            value = {n: v for n, v in json.loads(val).items() if n in shapes[tbl].groups[grp]}
            said = Said(h.hex(), value, *(str(w or "") for w in who))
            found.setdefault((tbl, row, grp), []).append(said)
    return [
        Conflict(tbl, UUID(bytes=row), grp, (shown, *others))
        for (tbl, row, grp), others in found.items()
        for shown in [_shown(s, shapes[tbl], row, grp)]
        if any(o.value != shown.value for o in others)
    ]


def _shown(s: Session, known: TableShape, row: bytes, grp: str) -> Said:
    names = known.groups[grp]
    c = s.connection()
    stands = run(c, f"SELECT {', '.join(names)} FROM {known.name} WHERE id = ?", (row,)).one()
    value = known.value(names, dict(zip(names, stands, strict=True)))
    who: Sequence[Any] = run(
        c,
        "SELECT a.actor, a.at, a.office, a.pc, a.why FROM change h JOIN act a ON a.seq = h.act "
        "WHERE h.row = ? AND h.grp IN (?, '') ORDER BY h.act DESC LIMIT 1",
        (row, grp),
    ).first() or ("",) * 5
    return Said("", value, *(str(w or "") for w in who))


def resolve(db: Database, actor: Actor, conflict: Conflict, value: Value, why: str = DECIDED) -> None:
    """Decide a conflict: ``value`` stands from now on, and with the next package everywhere."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, why) as s:
        decide(s, conflict, value)


def decide(s: Session, conflict: Conflict, value: Value, known: Shape | None = None) -> None:
    """Write the value decided and remember which versions it closes; raises `Refused` when closed before."""
    table = (known or shape())[conflict.tbl]
    c = s.connection()
    row, names = conflict.row.bytes, table.groups[conflict.grp]
    closed = run(c, "SELECT sid FROM sync_sib WHERE row = ? AND grp = ?", (row, conflict.grp)).all()
    if not closed:
        raise Refused(GONE)
    stored = table.row(names, value)
    stands = run(c, f"SELECT {', '.join(names)} FROM {table.name} WHERE id = ?", (row,)).one()
    if conflict.grp in table.rules.final and not any(v is not None for v in stored.values()):
        raise Refused(STAYS_VOID)
    # Noted by hand: a decision for the value that stands must travel too, and of two reasons of a void
    # receipt either may be kept.
    old = {n: v.hex() if isinstance(v, bytes) else v for n, v in zip(names, stands, strict=True)}
    run(
        c,
        "INSERT INTO change(act, tbl, row, grp, old) SELECT act, ?, ?, ?, ? FROM ctx",
        (table.name, row, conflict.grp, json.dumps(old, ensure_ascii=False)),
    )
    marks = ", ".join(f"{n} = ?" for n in names)
    run(c, "UPDATE ctx SET applying = 1")
    run(c, f"UPDATE {table.name} SET {marks} WHERE id = ?", (*stored.values(), row))
    run(c, "UPDATE ctx SET applying = 0")
    for (sid,) in closed:
        run(c, "INSERT OR IGNORE INTO sync_decided(row, grp, sid) VALUES (?, ?, ?)", (row, conflict.grp, sid))
    run(c, "DELETE FROM sync_sib WHERE row = ? AND grp = ?", (row, conflict.grp))
