"""The columns of the list of families as everybody names them, and the list as it leaves the program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ljfpa_desktop.base import masking, money
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.services.household import listing
from ljfpa_desktop.services.household.filters import Filters

LABELS = {
    "head": "户主", "village": "村居", "persons": "人口", "categories": "类别", "last_visit": "上次走访",
    "aid_fen": "今年帮扶", "household_no": "家庭编号", "address": "家庭住址", "phone": "联系电话",
    "status": "状态",
}  # fmt: skip
SHOWN = ("head", "village", "persons", "categories", "last_visit", "aid_fen")
_STEP = 500


def as_rows(
    db: Database, filters: Filters, columns: Sequence[str], sort: listing.Sort, limit: int | None = None
) -> list[list[str]]:
    """The header and the rows of these columns in words, phones masked: what a view shows."""
    places = [listing.Line._fields.index(name) for name in columns]
    rows = [[LABELS[name] for name in columns]]
    left = listing.count(db, filters) if limit is None else limit
    for offset in range(0, left, _STEP):
        for line in listing.page(db, filters, sort, offset, min(_STEP, left - offset)):
            rows.append([_words(name, line[at]) for name, at in zip(columns, places, strict=True)])
    return rows


def _words(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    match name:
        case "categories":
            return "、".join(value)
        case "aid_fen":
            return money.show(value) if value else ""
        case "phone":
            return masking.mask_phone(value)
        case _:
            return str(value)
