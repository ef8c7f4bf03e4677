"""What was done lately, by whom: the last acts in words, for 工作台."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.db import Database


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act: when (UTC), who, and what in words; ``kind`` is save, print, export, view, account ..."""

    seq: int
    at: datetime
    actor: str
    words: str
    kind: str


def acts(db: Database, limit: int = 12, words: str = "") -> list[ActLine]:
    """The last acts that have words, the newest first; only those in which ``words`` stand, if any."""
    query = (
        select(Act.seq, Act.at, Act.actor, Act.why, Act.kind)
        .where(Act.why != "", Act.why.contains(words, autoescape=True))
        .order_by(Act.seq.desc())
        .limit(limit)
    )
    with db.read() as s:
        return [ActLine(a.seq, a.at, a.actor, a.why, a.kind) for a in s.execute(query)]
