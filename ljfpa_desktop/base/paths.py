"""Where things lie on this computer: resources in a checkout and in an installed bundle."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def resources() -> Path:
    """The folder of fonts, icons, code tables and texts shipped with the program."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parents[2]
    return root / "resources"


def data_root() -> Path:
    """Where the offices of this computer lie: machine-wide, since township PCs are shared (RULINGS.md 24)."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")) / "ljfpa"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "ljfpa"


def office_folder(division: str) -> Path:
    """The default folder of the office of this division code."""
    return data_root() / division


def fence_path(folder: Path) -> Path:
    """Where this computer notes how far the office in ``folder`` has come: beside the folder, never in it.

    Who copies the folder, or puts an old one in its place, does not carry the note along.
    """
    place = folder.resolve()
    return place.with_name(f"{place.name}.fence.json")


def only_office() -> Path | None:
    """The folder of the one office on this computer, or None when there is none or more than one."""
    found = [p.parent for p in data_root().glob("*/office.db")]
    return found[0] if len(found) == 1 else None
