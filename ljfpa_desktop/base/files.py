"""Files that leave the program: written beside, flushed, read back, then put in place."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from ljfpa_desktop.base.errors import Trouble


def write_replacing(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a cut leaves the old file or the new one, never a half."""
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        if hashlib.sha256(beside.read_bytes()).digest() != hashlib.sha256(data).digest():
            raise Trouble(f"写入“{path.name}”后读回不一致,", "请换一个U盘或磁盘再存一次。")
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as e:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise Trouble(*_words(path, e)) from e


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _words(path: Path, e: OSError) -> tuple[str, str]:
    if e.errno == 28:
        return f"磁盘空间不足,“{path.name}”没有写成,", "请清理磁盘或换一个位置再试,原来的内容没有变。"
    if e.errno in (13, 30):
        return f"“{path.parent}”不能写入,", "请换一个位置,或检查U盘是否写保护。"
    return f"“{path.name}”没有写成({e.strerror}),", "请检查磁盘或U盘后再试,原来的内容没有变。"
