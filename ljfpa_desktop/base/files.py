"""Files that leave the program: written beside, flushed, read back, then put in place."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Generator, Iterable
from pathlib import Path

from ljfpa_desktop.base.errors import Trouble

# Windows: access denied, sharing violation, lock violation. A virus scanner holds a new file for a moment.
_HELD = (5, 32, 33)
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)


def write_replacing(path: Path, data: bytes | Iterable[bytes | memoryview]) -> None:
    """Write ``data``, or its pieces, to ``path``: a cut leaves the old file or the new one, never a half.

    Raises `Trouble` when the place is full, write-protected or gives back other bytes.
    """
    with replacing(path) as beside:
        if _written(beside, (data,) if isinstance(data, bytes) else data) != digest_of(beside):
            raise Trouble(f"写入“{path.name}”后读回不一致，", "请换一个U盘或磁盘再存一次。")


@contextlib.contextmanager
def replacing(path: Path) -> Generator[Path]:
    """A file beside ``path`` to write to; it takes the place of ``path`` when the block ends well.

    Raises `Trouble` with a sentence for what the disk refuses; the old file then stands unchanged.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        with beside.open("rb+") as f:
            os.fsync(f.fileno())
        _replace(beside, path)
        sync_folder(path.parent)
    except OSError as e:
        raise trouble_of(path, e) from e
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def require_writable(path: Path) -> None:
    """Raise `Trouble` for a place that takes no file, before the work whose result goes there is done."""
    place = path.parent
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "folder")
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as e:
        raise trouble_of(path, e) from e


def make_folder(folder: Path) -> None:
    """Make a folder for files that leave the program; raises `Trouble` where there can be none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as e:
        raise Trouble(f"“{folder}”是一个文件，不是文件夹，", "请换一个文件夹再试。") from e
    except OSError as e:
        raise Trouble(f"文件夹“{folder}”建不成，", "请换一个位置，或检查U盘是否插好、是否写保护。") from e


def digest_of(path: Path) -> str:
    """SHA-256 of a file in hex, read in pieces."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _written(path: Path, pieces: Iterable[bytes | memoryview]) -> str:
    """The SHA-256 of what was written, which now lies on the disk itself."""
    digest = hashlib.sha256()
    with path.open("wb") as f:
        for piece in pieces:
            digest.update(piece)
            f.write(piece)
        f.flush()
        os.fsync(f.fileno())
        if sys.platform == "linux":
            # What is read back shall come from the stick, not from memory.
            os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return digest.hexdigest()


def _replace(beside: Path, path: Path) -> None:
    for wait in _WAITS:
        try:
            beside.replace(path)
            return
        except OSError as e:
            if getattr(e, "winerror", None) not in _HELD:
                raise
            time.sleep(wait)
    beside.replace(path)


def trouble_of(path: Path, e: OSError) -> Trouble:
    """What the disk refused while ``path`` was written, as a sentence with what to do."""
    return Trouble(*_words(path, e))


def _words(path: Path, e: OSError) -> tuple[str, str]:
    if e.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘空间不足，“{path.name}”没有写成，", "请清理磁盘或换一个位置再试，原来的内容没有变。"
    if e.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"“{path.parent}”不能写入，", "请换一个位置，或检查U盘是否写保护。"
    if e.errno in (errno.EISDIR, errno.ENOTDIR):
        return f"“{path}”写不成文件，那里有同名的文件夹或文件，", "请换一个文件名或位置再试。"
    if e.errno in (errno.ENOENT, errno.ENODEV, errno.EIO, errno.ENXIO):
        return f"“{path.parent}”读写不了，", "请检查U盘是否还插着，或换一个位置再试。"
    return f"“{path.name}”没有写成（{e.strerror}），", "请检查磁盘或U盘后再试，原来的内容没有变。"
