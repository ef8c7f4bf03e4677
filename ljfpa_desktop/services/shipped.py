"""The rows every office is shipped with: programmes, rates and usual fund sources, from resources/codes."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base.paths import resources
from ljfpa_desktop.base.record import shipped_id
from ljfpa_desktop.models.fund import FundSource
from ljfpa_desktop.models.programme import Programme, Rate


def write(s: Session, office_id: UUID, valid_from: date) -> None:
    """Write the shipped rows of a new office; their ids follow from their codes (RULINGS.md 10)."""
    content: dict[str, list[dict[str, Any]]] = json.loads(
        (resources() / "codes" / "programmes.json").read_text("utf-8")
    )
    for row in content["programmes"]:
        s.add(
            Programme(
                id=shipped_id("programme", row["code"]), office_id=office_id, valid_from=valid_from, **row
            )
        )
    for row in content["rates"]:
        key = f"{row['programme_code']}:{row['label']}"
        s.add(
            Rate(
                id=shipped_id("rate", key), office_id=office_id, valid_from=valid_from, is_local=False, **row
            )
        )
    for row in content["fund_sources"]:
        # Each office's own: it may rename them, and its incomes and payments point at them.
        key = f"{office_id.hex}:{row['name']}"
        s.add(FundSource(id=shipped_id("fund_source", key), office_id=office_id, **row))
