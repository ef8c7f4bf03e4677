"""The import itself, in the worker's thread: the backup, then the one transaction."""

from __future__ import annotations

from typing import Any

from ljfpa_desktop.services import backup
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Result, Review
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.worker import Progress


def take_in(desk: Desk, review: Review, progress: Progress) -> Result:
    """Back up and import; a cancel before the commit rolls everything back (`Cancelled`)."""
    progress.step(0, 3, "正在备份……")
    backup.before_import(desk.db)
    progress.step(1, 3, f"正在写入 {len(review.rows)} 行……")

    def on_commit(*_: Any) -> None:
        progress.step(2, 3, "正在保存……")

    desk.db.before_commit.append(on_commit)
    try:
        return intake.commit(desk.db, desk.actor, review)
    finally:
        desk.db.before_commit.remove(on_commit)
