"""When backups are made by themselves, where the second one goes, and which old ones are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.services import setting
from ljfpa_desktop.services.backup import making
from ljfpa_desktop.services.backup.making import DAY, FOLDER, HAND, IMPORT, SUFFIX, BackupFacts

DAYS, WEEKS, MONTHS = 7, 5, 24
UPGRADES = 3
_NAME = re.compile(r"-(\d{8}-\d{6})-(\D+?)(?:v\d+)?" + re.escape(SUFFIX) + "$")


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What the end of a day brought: the backup, the one in the second place, or why that one is missing."""

    first: BackupFacts
    second: BackupFacts | None
    second_trouble: str


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A backup file in a folder: when it was made (local time), how it came about, its bytes."""

    path: Path
    made: datetime
    kind: str
    size: int


def daily(db: Database, actor: Actor | None = None, *, always: bool = False) -> DayFacts | None:
    """The backup on close of a day, here and in the second place; None when nothing is new.

    A second place that is missing or full is told in ``second_trouble``; the first backup stands.
    Raises `Trouble` when even the first one fails.
    """
    with db.read() as s:
        last = int(s.execute(select(func.max(Act.seq)).where(Act.kind != "backup")).scalar() or 0)
        done = int(setting.value(s, "backup.act"))
        place = str(setting.value(s, "backup.second_place"))
    if last <= done and not always:
        return None
    kind = HAND if always else DAY
    # The first lies on the disk where attachments and papers lie already; only the second must hold them.
    first = making.make(db, kind=kind, whole=always)
    rotate(db.folder / FOLDER)
    second, trouble = _second(db, place, kind)
    with db.transaction(actor or Actor("", "本机", "admin"), "备份", "backup") as s:
        setting.put(s, "backup.last", first.made_at.isoformat())
        setting.put(s, "backup.act", last)
    return DayFacts(first, second, trouble)


def _second(db: Database, place: str, kind: str) -> tuple[BackupFacts | None, str]:
    if not place:
        return None, ""
    if not Path(place).is_dir():
        return None, f"备份的第二处“{place}”找不到，请插上U盘后再备份一次；本机的备份已做好。"
    try:
        made = making.make(db, Path(place), kind=kind)
        rotate(Path(place))
    except Trouble as e:
        return None, f"{e.sentence}本机的备份已做好。"
    return made, ""


def listed(folder: Path) -> list[BackupLine]:
    """The backups in a folder (an office's ``backups`` or a stick), the newest first."""
    found: list[BackupLine] = []
    for path in folder.glob(f"*{SUFFIX}"):
        name = _NAME.search(path.name)
        if name and not path.name.startswith("."):
            made = datetime.strptime(name[1], "%Y%m%d-%H%M%S").replace(tzinfo=dates.CHINA)
            found.append(BackupLine(path, made, name[2], path.stat().st_size))
    return sorted(found, key=lambda b: b.made, reverse=True)


def rotate(folder: Path) -> list[Path]:
    """Delete the backups made by themselves that are no longer kept; returns what was deleted.

    Kept are all of the newest day, the newest of each of 7 days, 5 weeks and 24 months, the
    newest 3 from before an upgrade, and every one made by hand.
    """
    lines = listed(folder)
    own = [b for b in lines if b.kind in (DAY, IMPORT)]
    keep = {b.path for b in own if b.made.date() == own[0].made.date()}
    keep |= _newest_of(own, DAYS, lambda b: b.made.date())
    keep |= _newest_of(own, WEEKS, lambda b: b.made.isocalendar()[:2])
    keep |= _newest_of(own, MONTHS, lambda b: (b.made.year, b.made.month))
    upgrades = [b for b in lines if b.kind == making.UPGRADE]
    gone = [b.path for b in own if b.path not in keep] + [b.path for b in upgrades[UPGRADES:]]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _newest_of(lines: Iterable[BackupLine], count: int, span: Callable[[BackupLine], object]) -> set[Path]:
    newest: dict[object, Path] = {}
    for line in lines:
        newest.setdefault(span(line), line.path)
    return set(list(newest.values())[:count])
