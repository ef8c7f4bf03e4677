"""A family that is moving away from this office is only read here (EXCHANGE.md 2.7)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.transfer import Transfer
from ljfpa_desktop.services import office

UNDER_WAY = ("OFFERED", "DECLINED", "ACCEPTED")


def moving_to(s: Session, household_id: UUID) -> str | None:
    """The code of the township a family of ours is moving or has moved to; None when it is here."""
    return moving_of(s, [household_id]).get(household_id)


def moving_of(s: Session, households: Sequence[UUID]) -> dict[UUID, str]:
    """The same for several families at once: those that are not here, each with the township's code."""
    rows = s.execute(
        select(Transfer.household_id, Transfer.to_office).where(
            Transfer.household_id.in_(households),
            Transfer.way == "OUT",
            Transfer.state.in_(UNDER_WAY),
            Transfer.office_id == office.office_id(s),
        )
    )
    return {row.household_id: row.to_office for row in rows}


def require_here(s: Session, household_id: UUID) -> None:
    """Raise `Refused` for a family that is moving away from this office or has moved: it is read only."""
    to = moving_to(s, household_id)
    if to is not None:
        raise Refused(f"这一户已办理迁往{divisions.name(to)}，不能再改；要改请先撤回迁出。")
