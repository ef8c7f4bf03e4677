"""Drafts of a form: what was typed and not yet saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from ljfpa_desktop.services import draft
from ljfpa_desktop.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class Draft:
    """Where the draft of one form and record is kept; ``keep`` answers False when it must be asked again."""

    take: Callable[[], Mapping[str, str] | None]
    keep: Callable[[Mapping[str, str]], bool]
    drop: Callable[[], object]


def draft_of(desk: Desk, form: str, record: UUID | None = None) -> Draft:
    """The draft of a form (its name, the record or None for a new one) in the office's database."""
    return Draft(
        lambda: draft.find(desk.db, form, record),
        lambda raw: draft.save(desk.db, desk.actor, form, record, dict(raw)),
        lambda: draft.drop(desk.db, desk.actor, form, record),
    )
