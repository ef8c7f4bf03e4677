"""Packages on a stick: found under any name, written so that it may be pulled out, set aside when refused."""

from __future__ import annotations

import hashlib
import re
import shutil
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.files import digest_of, trouble_of, write_replacing
from ljfpa_desktop.exchange.file.outer import FILE_LIMIT, MAGIC, Outer, look, reading, size_of
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused

ENDING = ".ljp"
QUARANTINE = "quarantine"
_DEEP = 2
_SPARE = 64 * 1024  # what a file system wants beside the file itself
_LONGEST_TITLE = 20
_BLOCK = 1024**2
# What FAT and Windows forbid in a name, and what a file list shows as nothing.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*{}\x00-\x1f\x7f\s._\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+')
_SYSTEM_FOLDERS = {"system volume information", "found.000", "recycler", "lost.dir"}


@dataclass(frozen=True, slots=True)
class Found:
    """A package on a stick: its file, what it says outside, and when the file was written."""

    path: Path
    outer: Outer
    mtime: datetime


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or folder that could not be read or is a spoilt package, and the sentence that says so."""

    path: Path
    sentence: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What lies on a stick: packages, newest first, and what could not be read."""

    packages: list[Found]
    unread: list[Unread]


def find_packages(folder: Path) -> Scan:
    """The packages in ``folder`` and two folders deep, known by their content, under any name.

    Raises `Trouble` when the folder itself cannot be read; what else fails is named and passed over.
    """
    scan = Scan([], [])
    try:
        paths = sorted(folder.iterdir())
    except OSError as e:
        raise Trouble(f"“{folder}”打不开，", "请检查U盘是否还插着，或重新选择文件夹。") from e
    for path in _files(paths, _DEEP, scan.unread):
        try:
            found = _found(path)
        except Trouble as e:
            found = Unread(path, e.sentence)
        if isinstance(found, Found):
            scan.packages.append(found)
        elif found:
            scan.unread.append(found)
    scan.packages.sort(key=lambda found: found.mtime, reverse=True)
    return scan


def file_name(sender: str, to: str, day: date, no: int, code: str = "{code}") -> str:
    """T12-永安_到县_20261123_0041_9554-1952-30.ljp, good on every stick however long the titles are.

    Left out, the code is put in its place by `package.write`.
    """
    return f"{_plain(sender)}_到{_plain(to)}_{day:%Y%m%d}_{no:04d}_{code}{ENDING}"


def write_file(folder: Path, name: str, *pieces: bytes | memoryview) -> Path:
    """Write a file to a stick: when this returns, the stick may be pulled out. Raises `Trouble`."""
    _require_place(folder, sum(len(piece) for piece in pieces))
    path = folder / name
    write_replacing(path, pieces)
    return path


def copy_to(source: Path, folder: Path, name: str | None = None) -> Path:
    """Copy a package from or to a stick, written as `write_file` writes. Raises `Trouble`.

    A file of this name with the same content is left as it stands.
    """
    path = folder / (name or source.name)
    with reading(source) as f:
        size = size_of(f)
        known = path.is_file() and path.stat().st_size == size and digest_of(path) == digest_of(source)
    if not known:
        _require_place(folder, size)
        write_replacing(path, _blocks(source))
    return path


def quarantine(folder: Path, path: Path, code: Code) -> Path:
    """Set a refused file aside under the office's ``folder``, named by its hash, the reason beside it.

    Of a file too big for any package only the reason is kept. Returns what was written; raises `Trouble`.
    """
    place = folder / QUARANTINE
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise trouble_of(place, e) from e
    with reading(path) as f:
        size = size_of(f)
        # The hash of a film would take minutes: its beginning and length name it well enough.
        start = hashlib.sha256(f.read(_BLOCK) + str(size).encode()).hexdigest()
        name = start if size > FILE_LIMIT else digest_of(path)
    reason = place / f"{name}.txt"
    kept = reason if size > FILE_LIMIT else copy_to(path, place, f"{name}{ENDING}")
    when = datetime.now(UTC).isoformat(timespec="seconds")
    lines = (f"文件：{path.name}", f"大小：{size}", f"原因：{PackageRefused(code)}", f"时间：{when}", "")
    write_replacing(reason, "\n".join(lines).encode("utf-8", "replace"))
    return kept


def _found(path: Path) -> Found | Unread | None:
    try:
        return Found(path, look(path), _written(path))
    except PackageRefused as e:
        return Unread(path, e.plain) if _is_meant(path) else None


def _files(paths: list[Path], deep: int, unread: list[Unread]) -> Iterator[Path]:
    """Plain files, folders opened ``deep`` deep; hidden ones, the bin and unfinished files are left alone."""
    for path in paths:
        if path.name.startswith((".", "$")) or path.name.lower() in _SYSTEM_FOLDERS:
            continue
        try:
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                yield path
            elif stat.S_ISDIR(mode) and deep:
                yield from _files(sorted(path.iterdir()), deep - 1, unread)
        except OSError:
            unread.append(Unread(path, f"“{path.name}”打不开，请检查U盘，或换一台电脑试一试。"))


def _require_place(folder: Path, size: int) -> None:
    # A stick pulled out leaves a path that could be made anew on the computer's own disk.
    if not folder.is_dir():
        raise Trouble(f"找不到“{folder}”，", "请插好U盘，再重新选择位置。")
    try:
        free = shutil.disk_usage(folder).free
    except OSError as e:
        raise trouble_of(folder, e) from e
    if free < size + _SPARE:
        wanted = (size + _SPARE - free) // 1024**2 + 1
        raise Trouble(f"“{folder}”空间不足，还差约 {wanted} MB，", "请删去上面不用的文件，或换一个U盘再试。")


def _blocks(path: Path) -> Iterator[bytes]:
    with reading(path) as f:
        while block := f.read(_BLOCK):
            yield block


def _is_meant(path: Path) -> bool:
    """Whether someone takes this file for a package: by its name, or because it begins as one."""
    with reading(path) as f:
        return ENDING in path.name.lower() or f.read(len(MAGIC)) == MAGIC


def _written(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return datetime(1980, 1, 1, tzinfo=UTC)  # the first day of FAT: the directory may hold any number


def _plain(title: str) -> str:
    text = unicodedata.normalize("NFC", title).encode("utf-8", "ignore").decode()
    return _FORBIDDEN.sub("-", text).strip("-")[:_LONGEST_TITLE].rstrip("-") or "单位"
