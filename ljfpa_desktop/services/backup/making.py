"""Makes a backup: one file with the database, its key slots and, when whole, every attachment and paper."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from ljfpa_desktop import __version__
from ljfpa_desktop.base import dates, divisions
from ljfpa_desktop.base import db as base_db
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.files import digest_of, replacing, trouble_of
from ljfpa_desktop.base.keys import Slots
from ljfpa_desktop.base.place import ASIDE
from ljfpa_desktop.services.backup.snapshot import Tally, copy_verified

FORMAT = 1
SUFFIX = ".ljbak"
FOLDER = "backups"
VAULTS = ("attachments", "papers")
# How a backup came about, as it stands in the file's name.
HAND, DAY, IMPORT, UPGRADE = "手动", "每日", "导入前", "升级前"
DAMAGED = ("这个备份文件不完整或已损坏，", "请换另一份备份，或从原来的电脑或U盘重新拷一次。")


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """A backup that was written and read back: ``size`` in bytes, ``amount_fen`` of all payments, voided too.

    ``whole`` says whether attachments and papers are in it; without them they stay where they are.
    """

    path: Path
    made_at: datetime
    size: int
    households: int
    persons: int
    payments: int
    amount_fen: int
    files: int
    whole: bool


def make(db: Database, to: Path | None = None, *, kind: str = HAND, whole: bool = True) -> BackupFacts:
    """Write a verified backup into the folder ``to`` (else the office's ``backups``) or as the file ``to``.

    Raises `Trouble` when the place is missing, full or gives back other bytes; nothing then remains of it.
    """
    return _make(db.path, db.key, to or db.folder / FOLDER, kind, whole=whole)


def before_import(db: Database, package_bytes: int = 0) -> BackupFacts:
    """The backup taken before an import; also sees that the disk can hold the import itself."""
    need = 3 * db.path.stat().st_size + package_bytes
    if shutil.disk_usage(db.folder).free < need:
        raise Trouble("磁盘空间不足，不能导入，", f"请先腾出至少 {need // 2**20 + 1} 兆空间再试。")
    return make(db, kind=IMPORT, whole=False)


def before_upgrade(path: Path, key: bytes, version: int) -> None:
    """Keep a copy of an older database before it is migrated; without it there is no migration."""
    _make(path, key, path.parent / FOLDER, f"{UPGRADE}v{version}", whole=False)


def _make(source: Path, key: bytes, to: Path, kind: str, *, whole: bool) -> BackupFacts:
    try:
        with tempfile.TemporaryDirectory(prefix=ASIDE, dir=source.parent) as beside:
            return _make_of(source, Path(beside) / "office.db", key, to, kind, whole=whole)
    except OSError as e:
        raise trouble_of(source.parent / "office.db", e) from e


def _make_of(source: Path, copy: Path, key: bytes, to: Path, kind: str, *, whole: bool) -> BackupFacts:
    now = dates.now()
    tally = copy_verified(source, key, copy)
    code = _office_code(copy, key)
    path = to if to.suffix == SUFFIX else to / _file_name(code, now, kind)
    entries = {"office.db": copy, "slots.json": Slots(source.parent).sound}
    if whole:
        entries |= dict(_vault_files(source.parent))
    _check_room(path, entries)
    with replacing(path) as file:
        _write(file, entries, _manifest(code, now, kind, tally, whole=whole))
        read_back(file)
    return BackupFacts(
        path, now, path.stat().st_size, tally.rows["household"], tally.rows["person"], tally.rows["payment"],
        tally.sums["payment.amount_fen"], len(entries) - 2, whole,
    )  # fmt: skip


def _office_code(copy: Path, key: bytes) -> str:
    with closing(base_db.connect(copy, key)) as connection:
        row = connection.execute("SELECT value FROM setting WHERE name = 'office.code'").fetchone()
    return str(json.loads(row[0])) if row else ""


def _file_name(code: str, now: datetime, kind: str) -> str:
    stamp = dates.local(now).strftime("%Y%m%d-%H%M%S")
    return f"{divisions.name(code)}-{stamp}-{kind}{SUFFIX}"


def _vault_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for vault in VAULTS:
        for path in sorted((folder / vault).glob("??/*")):
            if not path.name.startswith("."):
                yield path.relative_to(folder).as_posix(), path


def _check_room(path: Path, entries: dict[str, Path]) -> None:
    place = path.parent
    while not place.exists() and place != place.parent:
        place = place.parent
    need = sum(p.stat().st_size for p in entries.values()) + 1_000_000
    try:
        free = shutil.disk_usage(place).free
    except OSError as e:
        raise trouble_of(path, e) from e
    if free < need:
        raise Trouble(
            f"“{path.parent}”空间不足，备份没有做成，", f"请腾出至少 {need // 2**20 + 1} 兆空间或换一个位置。"
        )


def _manifest(code: str, now: datetime, kind: str, tally: Tally, *, whole: bool) -> dict[str, Any]:
    return {
        "format": FORMAT, "program": __version__, "made": now.isoformat(), "kind": kind, "office": code,
        "whole": whole, "database": tally.plain(),
    }  # fmt: skip


def _write(file: Path, entries: dict[str, Path], manifest: dict[str, Any]) -> None:
    digests: dict[str, str] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        for name, path in entries.items():
            digests[name] = digest_of(path)
            package.write(path, name)
        content = json.dumps({**manifest, "entries": digests}, ensure_ascii=False, indent=1)
        package.writestr("manifest.json", content)


def read_back(file: Path) -> dict[str, Any]:
    """The manifest of a backup file whose every entry has its stated SHA-256; raises `Trouble` otherwise."""
    try:
        with zipfile.ZipFile(file) as package:
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in package.infolist()):
                raise Trouble(*DAMAGED)  # not written here; nothing of it is unpacked
            manifest: dict[str, Any] = json.loads(package.read("manifest.json"))
            names = set(package.namelist()) - {"manifest.json"}
            sound = names == set(manifest["entries"])
            for name, digest in manifest["entries"].items():
                with package.open(name) as entry:
                    sound = sound and _digest_of(entry) == digest
    except (zipfile.BadZipFile, RuntimeError, KeyError, ValueError, EOFError, TypeError) as e:
        raise Trouble(*DAMAGED) from e
    if not sound:
        raise Trouble(*DAMAGED)
    return manifest


def _digest_of(entry: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := entry.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()
