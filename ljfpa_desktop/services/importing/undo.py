"""Takes a whole import back: its rows are retired, what it changed gets its old values (RULINGS.md 23)."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import access
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.importing import ImportBatch
from ljfpa_desktop.services import taking_back
from ljfpa_desktop.services.importing.intake import DONE, UNDONE

USED = "导入后又改过或用过：{names}，不能整批撤销。请先处理这些记录，或逐户修改。"


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What was taken back: rows retired and rows set back, by table."""

    batch: str
    file: str
    retired: dict[str, int] = field(default_factory=dict[str, int])
    restored: dict[str, int] = field(default_factory=dict[str, int])


def undo(db: Database, actor: Actor, batch: str | UUID) -> UndoResult:
    """Take the import back; Refused when it is unknown, undone, or its rows were used or edited since."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "撤销导入", taking_back.UNDO) as s:
        found = _batch(s, batch)
        done = taking_back.take_back_in(s, found.act, USED)
        found.status = UNDONE
        return UndoResult(str(found.id), found.file_name, done.retired, done.restored)


def _batch(s: Session, batch: str | UUID) -> ImportBatch:
    try:
        key = batch if isinstance(batch, UUID) else UUID(batch)
    except ValueError:
        raise Refused(f"没有编号为“{batch}”的导入。") from None
    found = s.get(ImportBatch, key)
    if found is None:
        raise Refused(f"没有编号为“{batch}”的导入。")
    if found.status != DONE:
        raise Refused(f"“{found.file_name}”的导入已经撤销过了。")
    return found
