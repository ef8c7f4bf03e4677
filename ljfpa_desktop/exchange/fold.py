"""Fold compare: do the tables still say what the signed segments say? Other tools' edits show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import zstandard
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from ljfpa_desktop.base.db import Database
from ljfpa_desktop.exchange import registry
from ljfpa_desktop.exchange.file.refusal import PackageRefused
from ljfpa_desktop.exchange.kernel import state
from ljfpa_desktop.exchange.kernel.seal import AT_HOME
from ljfpa_desktop.exchange.kernel.shape import INSERTED, Shape, TableShape, shape
from ljfpa_desktop.exchange.kernel.state import Key, run
from ljfpa_desktop.exchange.kernel.wire import Op, open_segment, signer_of
from ljfpa_desktop.services.history import WORDS

_CHUNK = 500


def faults(db: Database) -> list[str]:
    """Sentences for what does not agree; nothing before the office joined. Reads every segment once."""
    with db.read() as s:
        spoilt, different = _compare(s, shape())
    found: list[str] = []
    if spoilt:
        found.append(f"有 {spoilt} 段封存的记录被改动过或已损坏，请不要改动数据，把这句话告诉县里。")
    if different:
        what = "、".join(f"{WORDS.get(t, '记录')} {n} 处" for t, n in sorted(different.items()))
        found.append(f"有资料与封存的记录不一样，可能被别的程序改过：{what}。请打电话告诉县里。")
    return found


def _compare(s: Session, known: Shape) -> tuple[int, Counter[str]]:
    c = s.connection()
    shown: dict[int, set[Key]] = {}
    own_groups: set[Key] = set()
    for row, grp, sid in run(c, "SELECT row, grp, sid FROM sync_ver"):
        shown.setdefault(sid, set()).add((row, grp))
        if grp != INSERTED:
            own_groups.add((row, grp))
    # Not sealed yet, or never to be: such a group may differ, and did so through our triggers.
    unsealed = run(c, "SELECT row, grp FROM change WHERE seg IS NULL OR seg = ?", (AT_HOME,))
    open_: set[Key] = {(row, grp) for row, grp in unsealed}
    spoilt = 0
    different: Counter[str] = Counter()
    for sid, name in run(c, "SELECT sid, hash FROM sync_seg WHERE state <> 'pruned' ORDER BY sid").all():
        ops = _signed_ops(s, c, name)
        if ops is None:
            spoilt += 1
            continue
        mine = [op for op in ops if (bytes.fromhex(op.row), op.grp) in shown.get(sid, ()) and op.tbl in known]
        for op, row in _with_rows(c, known, mine):
            groups = known[op.tbl].groups if op.grp == INSERTED else (op.grp,)
            different[op.tbl] += sum(
                not _agrees(known[op.tbl], g, op, row)
                for g in groups
                if (row["id"], g) not in open_ and (row["id"], INSERTED) not in open_
                and (op.grp != INSERTED or (row["id"], g) not in own_groups)
            )  # fmt: skip
    return spoilt, +different


def _signed_ops(s: Session, c: Connection, name: bytes) -> Sequence[Op] | None:
    try:
        raw = state.raw_of(c, name)
        writer = registry.by_key(s, signer_of(raw))
        sealed = open_segment(raw, writer.keys) if writer else None
    except (PackageRefused, ValueError, zstandard.ZstdError):
        return None
    return sealed.body.ops if sealed is not None and sealed.hash == name else None


def _with_rows(
    c: Connection, known: Shape, ops: Sequence[Op]
) -> Iterator[tuple[Op, Mapping[str, Any]]]:
    """Each operation with the row it is shown in; a row that is gone counts as an empty one."""
    by_table: dict[str, list[Op]] = {}
    for op in ops:
        by_table.setdefault(op.tbl, []).append(op)
    for table, mine in by_table.items():
        names = ("id", *known[table].columns)
        for start in range(0, len(mine), _CHUNK):
            part = mine[start : start + _CHUNK]
            ids = [bytes.fromhex(op.row) for op in part]
            marks = ", ".join("?" * len(ids))
            found = run(c, f"SELECT {', '.join(names)} FROM {table} WHERE id IN ({marks})", ids)
            rows = {row[0]: dict(zip(names, row, strict=True)) for row in found}
            for op, row_id in zip(part, ids, strict=True):
                yield op, rows.get(row_id, {**dict.fromkeys(names), "id": row_id})


def _agrees(known: TableShape, group: str, op: Op, row: Mapping[str, Any]) -> bool:
    stored = known.row(known.groups[group], op.value)
    return all(row[n] == v for n, v in stored.items())
