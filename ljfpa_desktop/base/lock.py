"""One process per office folder: an operating-system lock that a crash lets go of by itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from ljfpa_desktop.base.errors import Refused, Trouble


class OfficeLock:
    """Holds the lock file of an office folder until released; raises `Refused` when taken.

    A folder that cannot be written raises `Trouble`.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._file: BinaryIO | None = (folder / "office.lock").open("a+b")
        except OSError as e:
            raise Trouble(f"“{folder}”不能写入，", "请检查文件夹的权限，或磁盘是否写保护。") from e
        try:
            _lock(self._file)
        except OSError as e:
            self._file.close()
            self._file = None
            raise Refused("这个单位的数据已经在另一个窗口打开，请用已打开的窗口，或先把它关掉。") from e

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


CLOUD_WORDS = (
    "onedrive", "dropbox", "坚果云", "nutstore", "百度网盘", "baidunetdisk", "wps网盘", "wps云", "icloud",
    "google drive", "腾讯微云", "weiyun", "阿里云盘", "wechat files", "115网盘",
)  # fmt: skip
NETWORK_SYSTEMS = (
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "sshfs", "fuse.sshfs", "fuse.rclone", "davfs", "9p",
)  # fmt: skip
MOUNTS = Path("/proc/mounts")


def refuse_shared_place(folder: Path) -> None:
    """Raise `Refused` for a network share or a cloud-synchronised folder: both corrupt databases."""
    place = str(folder.absolute())
    named = next((w for w in CLOUD_WORDS if w in place.lower()), "")
    if named:
        raise Refused(f"“{place}”在网盘或微信的同步文件夹里，数据会被改坏，请换到本机磁盘的普通文件夹。")
    if place.startswith(("\\\\", "//")) or _is_remote(folder):
        raise Refused(f"“{place}”在网络共享上，数据会被改坏，请换到本机磁盘。")


def _is_remote(folder: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        return ctypes.windll.kernel32.GetDriveTypeW(str(folder.absolute().drive) + "\\") == 4
    if not MOUNTS.exists():
        return False
    best, system = "", ""
    for line in MOUNTS.read_text("utf-8", "replace").splitlines():
        _device, point, kind, *_rest = line.split(" ")
        point = point.replace("\\040", " ")
        if folder.resolve().is_relative_to(point) and len(point) >= len(best):
            best, system = point, kind
    return system in NETWORK_SYSTEMS
