"""Drafts of forms: kept a second after typing stops, taken up again after a cut; they leave no act."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.draft import Draft


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft waiting: of which form, of which record (None: a new one), since when (UTC)."""

    form: str
    record: UUID | None
    at: datetime


def save(db: Database, actor: Actor, form: str, record: UUID | None, content: dict[str, Any]) -> bool:
    """Keep what was typed; False when something long is being written just now, so ask again later."""
    if db.is_busy:
        return False  # the window must not wait for an import
    with db.transaction(actor, "") as s:
        s.execute(_of(form, record))
        written = json.dumps(content, ensure_ascii=False)
        s.add(Draft(form=form, record=_key(record), content=written, at=dates.now()))
    return True


def find(db: Database, form: str, record: UUID | None) -> dict[str, Any] | None:
    """What was typed and not saved, or None."""
    with db.read() as s:
        found = s.scalars(
            select(Draft.content).where(Draft.form == form, Draft.record == _key(record))
        ).one_or_none()
    return None if found is None else json.loads(found)


def drop(db: Database, actor: Actor, form: str, record: UUID | None) -> None:
    """Forget a draft: its form was saved, or its clerk does not want it."""
    with db.transaction(actor, "") as s:
        s.execute(_of(form, record))


def waiting(db: Database) -> list[DraftLine]:
    """All drafts, the newest first."""
    with db.read() as s:
        rows = s.execute(select(Draft.form, Draft.record, Draft.at).order_by(Draft.at.desc())).all()
    return [DraftLine(r.form, UUID(hex=r.record) if r.record else None, r.at) for r in rows]


def _of(form: str, record: UUID | None) -> Any:
    return delete(Draft).where(Draft.form == form, Draft.record == _key(record))


def _key(record: UUID | None) -> str:
    return record.hex if record else ""
