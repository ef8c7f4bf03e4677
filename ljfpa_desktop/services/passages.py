"""Packages that left and came, as the log of the exchange keeps them: for screens and for the receipt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.models.sync import PackageLog, Segment

MOST = 200


@dataclass(frozen=True, slots=True)
class Passage:
    """One package that left or came: ``office`` is the other one, ``at`` when it was made or taken in.

    ``arrived`` is when the county took it in as far as we know; ``counts`` are the figures the sender
    states, ``taken`` those the receiver counted (empty while unknown). ``held`` is what of a package taken
    in waits for one before it, now; of one given, what waited when the county answered.
    """

    id: UUID
    is_ours: bool
    no: int
    code: str
    office: str
    name: str
    made: datetime
    at: datetime
    arrived: datetime | None
    counts: Mapping[str, int]
    taken: Mapping[str, int]
    new: int
    changed: int
    conflicts: int
    held: int


def by_code(db: Database, code: str) -> Passage | None:
    """The newest package of this code, given or taken in."""
    wanted = "".join(c for c in code if c.isdigit())
    return next((p for p in listed(db) if p.code.replace("-", "") == wanted), None)


def listed(db: Database, office: str = "") -> tuple[Passage, ...]:
    """The latest packages given and taken in, newest first; those of one other office when it is named."""
    with db.read() as s:
        return latest(s, office)


def latest(s: Session, office: str = "") -> tuple[Passage, ...]:
    """The same within a session."""
    query = select(PackageLog).where(PackageLog.undone_at.is_(None))
    if office:
        query = query.where(PackageLog.office == office)
    newest = query.order_by(PackageLog.at.desc(), PackageLog.no.desc()).limit(MOST)
    waiting = set(s.scalars(select(Segment.import_id).where(Segment.state == "held").distinct()))
    return tuple(_passage(row, is_waiting=row.id in waiting) for row in s.scalars(newest))


def _passage(row: PackageLog, *, is_waiting: bool) -> Passage:
    facts: dict[str, Any] = json.loads(row.facts)
    is_ours = row.way == "out"
    outcome: dict[str, Any] = facts.get("receipt", {}) if is_ours else facts
    arrived = datetime.fromisoformat(outcome["at"]) if is_ours and outcome else None
    counts = facts.get("totals" if is_ours else "stated") or facts.get("totals", {})
    taken = outcome.get("totals", {})
    new, changed, conflicts = (int(outcome.get(name, 0)) for name in ("new", "changed", "conflicts"))
    held = int(outcome.get("held", 0)) if is_ours or is_waiting else 0
    return Passage(
        row.id, is_ours, row.no, row.code, row.office, divisions.name(row.office),
        datetime.fromisoformat(row.made), row.at, arrived if is_ours else row.at, counts, taken,
        new, changed, conflicts, held,
    )  # fmt: skip
