"""What must be true, reckoned from the bytes of all segments alone and in another way than the merge."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import zstandard

from ljfpa_desktop.base import capture
from ljfpa_desktop.base.record import captured_tables
from tests.exchange.simulation.replica import TABLES, Replica

GROUPS = {
    str(record.__tablename__): {
        group: [c.name for c in columns] for group, columns in capture.groups_of(record).items()
    }
    for record in captured_tables()
    if record.__tablename__ in TABLES
}
FINAL = {("payment", "voided"), ("installation", "revoked")}


def name_of(line: bytes) -> bytes:
    """What a segment is called by: its content."""
    return hashlib.sha256(b"ljfpa segment\0" + line).digest()


class Written(NamedTuple):
    """One operation of one segment."""

    hash: bytes
    lam: int
    idx: int
    scope: str
    tbl: str
    row: bytes
    grp: str
    value: dict[str, Any]
    replaced: frozenset[bytes]


class Seen(NamedTuple):
    """Which segments are in effect on a PC, and which of their operations wait: (hash, index)."""

    effect: frozenset[bytes]
    waiting: frozenset[tuple[bytes, int]]


class Oracle:
    """Every operation ever sealed, and what a PC that has some of them must show."""

    def __init__(self) -> None:
        self.by_row: dict[bytes, list[Written]] = {}
        self.names: dict[bytes, int] = {}
        self.numbers: set[tuple[str, int]] = set()
        self.seen: Counter[str] = Counter()

    def learn(self, raw: bytes) -> None:
        """Read a segment's bytes as any reader in 2040 would."""
        line = raw.split(b"\n")[0]
        name = name_of(line)
        if name in self.names:
            return
        body = json.loads(line)
        self.names[name] = body["lam"]
        before = [self.names.get(bytes.fromhex(parent), 0) for parent in body["parents"]]
        assert body["lam"] > max(before, default=0), "a segment counts less than what it follows"
        self.seen["forks"] += (body["key"], body["no"]) in self.numbers
        self.numbers.add((body["key"], body["no"]))
        for idx, (tbl, row, grp, value, base, resolves, _act) in enumerate(body["ops"]):
            replaced = frozenset(bytes.fromhex(h) for h in (base, *resolves) if h and grp)
            op = Written(
                name, body["lam"], idx, body["scope"], tbl, bytes.fromhex(row), grp, value, replaced
            )
            self.by_row.setdefault(op.row, []).append(op)

    def learn_from(self, pc: Replica) -> None:
        """Read every segment a PC holds that was not read yet."""
        for (h,) in pc.rows("SELECT hash FROM sync_seg"):
            if h not in self.names:
                packed = pc.rows("SELECT body FROM sync_seg WHERE hash = ?", (h,))[0][0]
                self.learn(zstandard.ZstdDecompressor().decompress(packed))

    def in_effect(self, seen: Seen, row: bytes) -> list[Written]:
        return [
            op
            for op in self.by_row.get(row, ())
            if op.hash in seen.effect and (op.hash, op.idx) not in seen.waiting
        ]

    def check(self, pc: Replica, rows: Collection[bytes] | None = None) -> None:
        """P2, P4, P5: every group of these rows (of all) shows what it must, and keeps the rest."""
        if pc.is_old:
            return  # it cannot show what it does not know; it is checked after its upgrade
        seen = seen_by(pc)
        found = _read(pc, rows)
        for row in self.by_row if rows is None else rows:
            ops = self.in_effect(seen, row)
            stands = found.rows.get(row)
            born = [op for op in ops if op.grp == ""]
            assert (stands is not None) == bool(born), (pc.number, row.hex(), "a row lost or unborn")
            if stands is None:
                assert not ops, (pc.number, row.hex(), "an operation on no row")
                continue
            self.seen["double insert"] += len(born) > 1
            for group in GROUPS[born[0].tbl]:
                self._check_group(pc, row, group, ops, found)
        if rows is None:
            assert found.rows.keys() <= self.by_row.keys()
            assert found.dead == self._dead(seen), (pc.number, "versions to come")
            held = pc.rows(
                "SELECT e.hash, p.parent FROM sync_seg e JOIN sync_parent p ON p.child = e.hash "
                "WHERE e.state = 'held'"
            )
            lacking = {h for h, parent in held if parent not in seen.effect}
            assert {h for h, _ in held} == lacking, (pc.number, "held for nothing")
            waits = pc.rows("SELECT missing FROM sync_wait WHERE reason IN ('row', 'parent')")
            idle = [m for (m,) in waits if bytes.fromhex(m) in found.rows]
            assert not idle, (pc.number, "waits for nothing")

    def _check_group(self, pc: Replica, row: bytes, group: str, ops: list[Written], found: _Read) -> None:
        mine = [op for op in ops if op.grp in ("", group)]
        gone = {h for op in mine for h in op.replaced if op.grp == group}
        names = GROUPS[mine[0].tbl][group]
        live = {
            (op.lam, op.hash): {k: v for k, v in op.value.items() if k in names}
            for op in mine
            if op.hash not in gone
        }
        final = (mine[0].tbl, group) in FINAL
        filled = [value for value in live.values() if value]
        self.seen["void against not void"] += final and 0 < len(filled) < len(live)
        self.seen["two voids"] += final and len(filled) > 1
        top = max(live, key=lambda mark: (final and bool(live[mark]), mark))
        where = (pc.number, mine[0].tbl, row.hex(), group)
        stands = {n: v for n in names if (v := found.rows[row][n]) is not None}
        assert stands == live[top], (*where, "shown", stands, live[top])
        version = found.versions.get((row, group)) or found.versions.get((row, ""))
        assert version == top[1], (*where, "version")
        others = {mark[1]: value for mark, value in live.items() if mark != top}
        assert found.siblings.get((row, group), {}) == others, (*where, "siblings")
        self.seen["equal values"] += live[top] in others.values()

    def _dead(self, seen: Seen) -> set[tuple[bytes, str, bytes]]:
        """Versions that something in effect replaced and that are not in effect themselves."""
        found: set[tuple[bytes, str, bytes]] = set()
        for row in self.by_row:
            ops = self.in_effect(seen, row)
            here = {(op.hash, op.grp) for op in ops}
            found |= {
                (row, op.grp, h)
                for op in ops
                for h in op.replaced
                if (h, op.grp) not in here and (h, "") not in here
            }
        return found

    def money(self, pc: Replica) -> tuple[int, int]:
        """P6: how many payments stand on a PC and what they sum to; equal to what was ever paid there."""
        seen = seen_by(pc)
        paid: dict[bytes, int] = {}
        void: set[bytes] = set()
        for row in self.by_row:
            for op in self.in_effect(seen, row):
                if op.tbl == "payment" and op.grp == "":
                    assert paid.setdefault(row, op.value["amount_fen"]) == op.value["amount_fen"]
                if op.tbl == "payment" and op.value.get("voided_on"):
                    void.add(row)
        left = [amount for row, amount in paid.items() if row not in void]
        sql = "SELECT count(*), coalesce(sum(amount_fen), 0) FROM payment WHERE voided_on IS NULL"
        assert pc.rows(sql) == [(len(left), sum(left))], (pc.number, "money")
        assert pc.rows("SELECT count(*) FROM payment") == [(len(paid),)], (pc.number, "payments")
        return len(left), sum(left)


class _Read(NamedTuple):
    rows: dict[bytes, dict[str, Any]]
    versions: dict[tuple[bytes, str], bytes]
    siblings: dict[tuple[bytes, str], dict[bytes, dict[str, Any]]]
    dead: set[tuple[bytes, str, bytes]]


def seen_by(pc: Replica) -> Seen:
    """What a PC has taken in."""
    effect = pc.rows("SELECT hash FROM sync_seg WHERE state IN ('applied', 'rescued')")
    waiting = pc.rows(
        "SELECT e.hash, w.idx FROM sync_wait w JOIN sync_seg e ON e.sid = w.sid WHERE w.reason <> 'again'"
    )
    return Seen(frozenset(h for (h,) in effect), frozenset((h, idx) for h, idx in waiting))


def _read(pc: Replica, rows: Collection[bytes] | None) -> _Read:
    if rows is None:
        where, values = "", ()
    else:
        where, values = f" IN ({', '.join('?' * len(rows))})", tuple(rows)
    on_id, on_row = (f" WHERE id{where}", f" WHERE v.row{where}") if where else ("", "")
    found: dict[bytes, dict[str, Any]] = {}
    for table in TABLES:
        names = [n for columns in GROUPS[table].values() for n in columns]
        for row, *stored in pc.rows(f"SELECT id, {', '.join(names)} FROM {table}{on_id}", values):
            found[row] = dict(zip(names, _plain(stored), strict=True))
    join = "JOIN sync_seg e ON e.sid = v.sid"
    versions = pc.rows(f"SELECT v.row, v.grp, e.hash FROM sync_ver v {join}{on_row}", values)
    siblings: dict[tuple[bytes, str], dict[bytes, dict[str, Any]]] = {}
    for row, grp, h, val in pc.rows(
        f"SELECT v.row, v.grp, e.hash, v.val FROM sync_sib v {join}{on_row}", values
    ):
        siblings.setdefault((row, grp), {})[h] = json.loads(val)
    dead = set(pc.rows("SELECT row, grp, hash FROM sync_dead")) if rows is None else set()
    return _Read(found, {(r, g): h for r, g, h in versions}, siblings, dead)


def _plain(stored: Iterable[Any]) -> list[Any]:
    return [v.hex() if isinstance(v, bytes) else v for v in stored]
