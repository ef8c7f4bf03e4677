"""A copy of an open database that was opened again, checked and counted before anyone relies on it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from ljfpa_desktop.base import db as base_db
from ljfpa_desktop.base.errors import Trouble


@dataclass(frozen=True, slots=True)
class Tally:
    """What a copy must agree in: rows of each table, sums of each money column in fen, last act."""

    version: int
    rows: dict[str, int]
    sums: dict[str, int]
    head: str

    def plain(self) -> dict[str, Any]:
        """For the manifest."""
        return asdict(self)


def copy_verified(source: Path, key: bytes, to: Path) -> Tally:
    """Copy the database at one moment to ``to`` and prove the copy; raises `Trouble` when they differ."""
    with base_db.sentences(), closing(base_db.connect(source, key)) as original:
        # The read transaction holds the moment: what is written meanwhile is in neither count nor copy.
        original.execute("BEGIN")
        wanted = tally(original)
        with closing(sqlcipher.connect(str(to), isolation_level=None)) as copy:
            copy.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            original.backup(copy)
        original.execute("ROLLBACK")
    verify(to, key, wanted)
    return wanted


def verify(path: Path, key: bytes, wanted: Tally) -> None:
    """Open the copy, check every page and reference, and compare it; raises `Trouble` with a sentence."""
    with base_db.sentences(), closing(base_db.connect(path, key)) as copy:
        faults = checks(copy)
        if not faults and tally(copy) != wanted:
            faults = ["the counts differ"]
        if not faults:
            copy.execute("PRAGMA journal_mode = DELETE").fetchone()  # one file, no log beside it
    if faults:
        raise Trouble("备份核对时发现和原数据不一致，", "这份备份没有保留，请换一个磁盘再备份一次。")


def checks(connection: Any) -> list[str]:
    """What SQLite and SQLCipher find wrong with the file: nothing when it is sound."""
    faults = [str(r[0]) for r in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
    if not faults:
        faults += [str(r[0]) for r in connection.execute("PRAGMA integrity_check") if r[0] != "ok"]
    if not faults:
        faults += [f"{r[0]} -> {r[2]}" for r in connection.execute("PRAGMA foreign_key_check").fetchall()]
    return faults


def tally(connection: Any) -> Tally:
    """Count the rows of every table and add up every money column."""
    tables = [
        str(r[0])
        for r in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND name NOT LIKE 'search_words%' ORDER BY name"
        )
    ]
    rows: dict[str, int] = {}
    sums: dict[str, int] = {}
    for table in tables:
        columns = [str(c[1]) for c in connection.execute(f'PRAGMA table_info("{table}")')]
        money = [c for c in columns if c.endswith("_fen")]
        parts = ", ".join(["count(*)", *(f"coalesce(sum({c}), 0)" for c in money)])
        count, *totals = connection.execute(f'SELECT {parts} FROM "{table}"').fetchone()
        rows[table] = int(count)
        sums.update({f"{table}.{c}": int(t) for c, t in zip(money, totals, strict=True)})
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    head = connection.execute("SELECT hex(h) FROM act ORDER BY seq DESC LIMIT 1").fetchone()
    return Tally(version, rows, sums, str(head[0]).lower() if head else "")
