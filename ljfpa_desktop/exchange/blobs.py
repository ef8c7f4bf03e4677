"""Photos and scans travel beside the rows that name them: content by hash, a part of the package each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.vault import Vault
from ljfpa_desktop.exchange.kernel.state import Rows, run, segment
from ljfpa_desktop.models.sync import PackageLog
from ljfpa_desktop.services.attachment import FOLDER

KIND = "blob"
MOST_BYTES = 96 * 1024 * 1024  # of one package; the rest goes with the next ones
_TABLE = "attachment"


def due(db: Database, s: Session, office: bytes, target: str, *, again: bool = False) -> list[str]:
    """Hashes of the photos of an office's rows that ``target`` has not confirmed, least often sent first.

    Confirmed by its receipt, not by our sending: what is lost on the way goes again. ``again`` sends those
    confirmed, too: who confirmed them may be lost.
    """
    kept, sent = set[str](), Counter[str]()
    for way, facts in s.execute(
        select(PackageLog.way, PackageLog.facts).where(PackageLog.office == target)
    ):  # fmt: skip
        said = json.loads(facts)
        names = said.get("blobs", ())
        if way == "in" or "receipt" in said:
            kept.update(names)
        sent.update(names)
    rows = run(
        s.connection(),
        "SELECT sha256, size FROM attachment WHERE office_id = ? AND retired_on IS NULL ORDER BY id",
        (office,),
    ).all()
    waiting = [(sha, size) for sha, size in rows if again or sha not in kept]
    return _within(db, sorted(waiting, key=lambda row: sent[row[0]]))


def of_office(db: Database, s: Session, office: bytes) -> list[str]:
    """Hashes of the photos of all rows of an office, for a computer that has nothing yet."""
    rows = run(
        s.connection(),
        "SELECT sha256, size FROM attachment WHERE office_id = ? AND retired_on IS NULL ORDER BY id",
        (office,),
    ).all()
    return _within(db, rows)


def of_segments(db: Database, s: Session, hashes: Collection[bytes]) -> list[str]:
    """Hashes of the photos whose rows these segments bring."""
    c = s.connection()
    ids = {
        bytes.fromhex(op.row)
        for h in hashes
        for op in segment(c, h).body.ops
        if op.tbl == _TABLE and op.grp == ""
    }
    if not ids:
        return []
    Rows(s, ids)
    found = run(
        c,
        "SELECT a.sha256, a.size FROM sync_stage g JOIN attachment a ON a.id = g.row "
        "WHERE a.retired_on IS NULL ORDER BY a.id",
    ).all()
    return _within(db, found)


def _within(db: Database, rows: Sequence[tuple[str, int]]) -> list[str]:
    """Those of (hash, size) that are here, as many as one package takes."""
    vault, room = Vault(db.folder / FOLDER, db.key), MOST_BYTES
    chosen: dict[str, None] = {}
    for sha, size in rows:
        if sha not in chosen and size <= room and vault.has(sha):
            chosen[sha] = None
            room -= size
    return list(chosen)


def contents(db: Database, hashes: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The photos to send, (hash, content); a damaged one stays at home and stops nobody."""
    vault = Vault(db.folder / FOLDER, db.key)
    for sha in hashes:
        try:
            yield sha, vault.get(sha)
        except Trouble:
            continue


def keep(db: Database, parts: Iterable[bytes]) -> None:
    """Keep the photos of a package, each under the hash of what it is; raises `Trouble` of the disk."""
    vault = Vault(db.folder / FOLDER, db.key)
    for content in parts:
        vault.put(content)
