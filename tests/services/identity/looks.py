"""Records of people as the tests of identity compare them."""

from __future__ import annotations

from datetime import date
from typing import Any

from ljfpa_desktop.base.record import new_id, shipped_id
from ljfpa_desktop.services.identity.evidence import Look
from tests.factories import VILLAGE, id_number

BORN = date(1962, 3, 5)
NUMBER = id_number(BORN, "1", 40)
HERE, THERE = shipped_id("office", "350122103"), shipped_id("office", "350122104")


def look(name: str = "林建国", id_no: str = "", birth: date | None = BORN, **values: Any) -> Look:
    """A person in a family of its own in one village; without a number unless one is given."""
    given = {
        "former_name": "", "spelled": "", "sex": "1", "birth_precision": "", "relation": "02",
        "id_type": "01" if id_no else "09", "household_id": new_id(), "household_no": "35012210320100001",
        "village": VILLAGE, "office_id": HERE,
    }  # fmt: skip
    return Look(id=new_id(), name=name, birth_date=birth, id_no=id_no, **{**given, **values})
