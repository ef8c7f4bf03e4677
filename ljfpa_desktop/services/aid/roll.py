"""The approved list of a year is the register of hardship families (DOMAIN.md 2.5.7: validity = year)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from ljfpa_desktop.models.aid import Cycle, Entitlement
from ljfpa_desktop.models.household import HouseholdCategory
from ljfpa_desktop.services import office
from ljfpa_desktop.services.aid.cycle import granted

HARDSHIP = "05"


def enrol(s: Session, cycle: Cycle, on: date) -> int:
    """Give the families granted under hardship the category until the year's end, where they lack it.

    Called with the approval, whose document is the basis; returns how many families were entered.
    """
    last = date(max(cycle.year, on.year), 12, 31)
    c = HouseholdCategory
    holds = exists().where(  # on any day of the time: one category is never recognised twice at once
        c.household_id == Entitlement.household_id,
        c.category == HARDSHIP,
        c.retired_on.is_(None),
        c.valid_from <= last,
        or_(c.valid_to.is_(None), c.valid_to >= on),
    )
    lacking = (
        select(Entitlement.household_id)
        .distinct()
        .where(Entitlement.cycle_id == cycle.id, Entitlement.basis_category == HARDSHIP, granted(), ~holds)
    )
    own, found = office.office_id(s), list(s.execute(lacking).scalars())
    basis = f"{cycle.name} {cycle.approval_doc or ''}".strip()
    s.add_all(
        HouseholdCategory(
            office_id=own,
            household_id=household,
            category=HARDSHIP,
            valid_from=on,
            valid_to=last,
            basis=basis[:120],
        )
        for household in found
    )
    return len(found)
