"""上报: the package and the newest backup on one stick, so that a lost PC is a new PC plus that stick."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.exchange.pack import Packed, pack
from ljfpa_desktop.services import backup


@dataclass(frozen=True, slots=True)
class Given:
    """The package written, and the backup beside it; without one the sentence why."""

    packed: Packed
    backup: Path | None
    trouble: str


def give(db: Database, actor: Actor, folder: Path, *, everything: bool = False) -> Given:
    """Write the package for the county and a fresh encrypted backup into ``folder``.

    The package comes first and stays when there is no room for the backup. Raises what `pack` raises.
    """
    packed = pack(db, actor, folder, everything=everything)
    try:
        return Given(packed, backup.make(db, folder).path, "")
    except Failure as failure:
        return Given(packed, None, failure.sentence)
