"""What a set of segments carries, in figures both sides count the same way (CLI.md, unpack result)."""

from __future__ import annotations

from ljfpa_desktop.exchange.kernel.shape import INSERTED
from ljfpa_desktop.exchange.kernel.wire import Body

COUNTED = {"household": "households", "person": "persons", "payment": "payments", "event": "events"}


def none() -> dict[str, int]:
    """New households, persons, payments with their money in fen, and events: nothing yet."""
    return {"households": 0, "persons": 0, "payments": 0, "amount_fen": 0, "events": 0}


def add(found: dict[str, int], body: Body) -> None:
    """Count what one segment inserts."""
    for op in body.ops:
        if op.grp == INSERTED and op.tbl in COUNTED:
            found[COUNTED[op.tbl]] += 1
            if op.tbl == "payment":
                found["amount_fen"] += int(op.value.get("amount_fen", 0))
