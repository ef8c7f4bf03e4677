"""The fence: a note beside the office's folder that tells a restored or copied database (EXCHANGE.md 2.1)."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.files import write_replacing

Verdict = Literal["normal", "new", "copied", "restored"]

_LONGEST = 4096
_SYSTEM_ID = Path("/etc/machine-id")


class Fence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How far this computer (``inst``, ``machine``) knows its database to have come: generation ``gen``.

    ``former`` is what it was before its keys were changed.
    """

    inst: UUID
    gen: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    machine: str
    former: UUID | None = None


def write(path: Path, fence: Fence) -> None:
    """Put the note in place: after the commit, before a package leaves the hand. Raises `Trouble`."""
    write_replacing(path, msgspec.json.encode(fence))


def read(path: Path) -> Fence | None:
    """The note, or None when there is none or it is damaged.

    Raises `Trouble` when it stands there and the system does not let it be read: that is no new computer.
    """
    try:
        with path.open("rb") as f:
            content = f.read(_LONGEST + 1)
    except PermissionError as e:
        raise Trouble(f"读不到本机的标记文件“{path.name}”，", "请稍等片刻再打开，或检查文件夹的权限。") from e
    except OSError:
        return None
    try:
        return msgspec.json.decode(content, type=Fence) if len(content) <= _LONGEST else None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def verdict(fence: Fence | None, inst: UUID, gen: int, machine: str) -> Verdict:
    """What the note says of a database of installation ``inst`` at generation ``gen`` on this ``machine``.

    The generation rises by one in each sealing transaction, the note follows after the commit: one ahead
    is a cut between the two. Further ahead, the note itself is older than the database, put back by someone
    or left behind by a database that went on elsewhere. This computer cannot vouch for what it numbered in
    between, so that is "restored" too: a new series of receipts, everything else stays. Another
    installation's note is "copied": these data came over the ones that were at home here.
    """
    if fence is None:
        return "new"
    if fence.machine != machine or fence.inst != inst:
        return "copied"
    return "normal" if fence.gen <= gen <= fence.gen + 1 else "restored"


def machine_id(fence_file: Path) -> str:
    """32 hex digits that name this computer, the same after each start, telling nothing else about it.

    Where the system has no id of its own, a random one is kept beside the fence; `Trouble` when the
    place cannot be written.
    """
    found = _system_id() or _kept_id(fence_file.with_name("machine-id"))
    return hashlib.sha256(b"ljfpa machine\0" + found.encode()).hexdigest()[:32]


def _system_id() -> str:
    if sys.platform == "win32":
        import winreg

        try:
            access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
            with winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography", 0, access
            ) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0]).strip()
        except OSError:
            return ""
    return _hex_of(_SYSTEM_ID)


def _kept_id(path: Path) -> str:
    if not _hex_of(path):
        write_replacing(path, os.urandom(16).hex().encode() + b"\n")
    return _hex_of(path)


def _hex_of(path: Path) -> str:
    """The 32 hex digits in a file; empty when there is no file or something else ("uninitialized") in it."""
    try:
        text = path.read_text("ascii").strip()
        return text if len(text) == 32 and int(text, 16) else ""
    except (OSError, ValueError):
        return ""
