"""The search: name, pinyin, initials, id tail, phone tail, household number, village; as you type."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ljfpa_desktop.base.capture import ChangeRow


def follow(s: Session, changes: Sequence[ChangeRow]) -> None:
    """Keep the index true after the changes of an act, within its transaction."""
