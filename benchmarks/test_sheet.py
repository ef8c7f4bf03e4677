"""The monthly sheet over 60,000 facts against the same figures as SQL written by hand, in the same file."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.ratio import compare
from ljfpa_desktop.base.db import Database, connect
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.migrations.run import migrate
from ljfpa_desktop.models import every as every
from ljfpa_desktop.services import sheet

HOUSES, PAYMENTS, VISITS, EVENTS, MATERIALS = 10_000, 40_000, 10_000, 5_000, 5_000
SPANS = (("2025-05-01", "2025-05-31"), ("2025-01-01", "2025-05-31"), ("2024-01-01", "2024-05-31"))
DAYS = "BETWEEN :a AND :b"
HELD = f"status = 'HELD' AND retired_on IS NULL AND held_on {DAYS}"
HEADS = "ifnull(offline_attendance, 0) + ifnull(online_views, 0)"
PAID = f"retired_on IS NULL AND voided_on IS NULL AND paid_on {DAYS}"
STOCK = """SELECT count(DISTINCT c.household_id)
    FROM household_category c JOIN household h ON h.id = c.household_id
    WHERE c.retired_on IS NULL AND h.retired_on IS NULL AND h.status = 'ACTIVE' AND c.category IN ({})
    AND c.valid_from <= :b AND (c.valid_to IS NULL OR c.valid_to >= :b)"""
SEEN = f"""SELECT v.household_id FROM visit v WHERE v.retired_on IS NULL AND v.visited_on {DAYS}
    AND EXISTS (SELECT 1 FROM household_category c WHERE c.household_id = v.household_id
    AND c.retired_on IS NULL AND c.category IN ('03', '04') AND c.valid_from <= v.visited_on
    AND (c.valid_to IS NULL OR c.valid_to >= v.visited_on))
    UNION SELECT household_id FROM payment WHERE {PAID} AND basis_category IN ('03', '04')"""


def _given(kinds: str) -> str:
    return f"""SELECT sum(m.quantity) FROM material_issue m JOIN event e ON e.id = m.event_id
        WHERE m.retired_on IS NULL AND e.retired_on IS NULL AND e.status = 'HELD' AND e.kind = 'PUBLICITY'
        AND e.held_on {DAYS} AND m.kind IN ({kinds})"""


RAW = (
    f"SELECT sum(session_count) FROM event WHERE kind = 'PUBLICITY' AND {HELD}",
    _given("'BOOKLET', 'LEAFLET'"),
    _given("'GIFT'"),
    f"SELECT sum({HEADS}) FROM event WHERE kind = 'PUBLICITY' AND {HELD}",
    f"SELECT sum(session_count) FROM event WHERE {HELD} AND ',' || tags || ',' LIKE '%,529,%'",
    f"SELECT sum(session_count) FROM event WHERE kind = 'PARENT_CLASS' AND {HELD}",
    STOCK.format("'03', '04'"),
    STOCK.format("'03'"),
    STOCK.format("'04'"),
    f"SELECT count(*) FROM ({SEEN})",
    f"SELECT count(*) FROM ({SEEN}) s JOIN household_category c ON c.household_id = s.household_id"
    " WHERE c.category IN ('03', '04') AND c.valid_to IS NULL",
    STOCK.format("'03', '04'"),
    "SELECT sum(amount_fen) FROM payment"
    f" WHERE aid_kind = 'A01' AND basis_category IN ('03', '04') AND {PAID}",
    STOCK.format("'05'"),
    "SELECT count(DISTINCT household_id) FROM payment"
    f" WHERE aid_kind IN ('A01', 'A02') AND basis_category = '05' AND {PAID}",
    f"SELECT sum(amount_fen) FROM payment WHERE aid_kind = 'A01' AND basis_category = '05' AND {PAID}",
    f"SELECT count(DISTINCT household_id) FROM payment WHERE aid_kind = 'A10' AND {PAID}",
    f"SELECT count(DISTINCT household_id) FROM payment WHERE {PAID}",
)


def test_monthly_sheet(tmp_path: Path) -> None:
    """PERFORMANCE.md: at most three times the raw form."""
    with _office(tmp_path / "office.db") as (db, raw):

        def ours() -> None:
            lines = {x.indicator.code: x for x in sheet.of(db, "2025-05").lines}
            assert (lines["ZB-P02"].month or 0) > 0

        def by_hand() -> None:
            for sql in RAW:
                for first, last in SPANS:
                    raw.execute(sql, {"a": first, "b": last}).fetchone()

        assert compare("monthly sheet of 60,000 facts", ours, by_hand, 3.0) > 0


@contextmanager
def _office(path: Path) -> Iterator[tuple[Database, Any]]:
    key = os.urandom(32)
    migrate(path, key, list, lambda _version: None)  # without triggers: only the figures are timed
    raw = connect(path, key)
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("BEGIN")
    _fill(raw, random.Random(7))
    raw.execute("COMMIT")
    raw.execute("ANALYZE")
    db = Database(path, key)
    try:
        yield db, raw
    finally:
        raw.close()
        db.close()


class _Filler:
    """Writes rows of the tables straight into the file."""

    def __init__(self, raw: Any, chance: random.Random) -> None:
        self.raw, self.chance, self.own = raw, chance, new_id().bytes

    def day(self) -> str:
        return str(date(2024, 1, 1) + timedelta(self.chance.randrange(510)))

    def row(self, **values: Any) -> dict[str, Any]:
        return {"id": new_id().bytes, "office_id": self.own, **values}

    def write(self, table: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = list(rows[0])
        marks = ", ".join(f":{n}" for n in names)
        self.raw.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
        return rows


def _fill(raw: Any, chance: random.Random) -> None:
    f = _Filler(raw, chance)
    shared = {"village_code": "350122103201", "status": "ACTIVE", "privacy_level": "NORMAL"}
    families = f.write("household", [f.row(household_no=f"{n:017d}", **shared) for n in range(HOUSES)])
    houses = [h["id"] for h in families]
    kinds = ["03", "04", *["05"] * 4]
    held = [f.row(household_id=h, category=chance.choice(kinds), valid_from="2023-06-01") for h in houses]
    f.write("household_category", held)
    basis = {h["household_id"]: h["category"] for h in held}
    paid = enumerate(chance.choices(houses, k=PAYMENTS))
    f.write("payment", [_payment(f, n, house, basis[house]) for n, house in paid])
    seen = chance.choices(houses, k=VISITS)
    visit = {"occasion": "SPRING", "visitors": "x"}
    f.write("visit", [f.row(household_id=h, visited_on=f.day(), **visit) for h in seen])
    events = f.write("event", [_event(f, n) for n in range(EVENTS)])
    given = [
        f.row(event_id=e["id"], kind=chance.choice(("BOOKLET", "GIFT")), title="x", quantity=9)
        for e in chance.choices(events, k=MATERIALS)
    ]
    f.write("material_issue", given)


def _payment(f: _Filler, number: int, house: bytes, basis: str) -> dict[str, Any]:
    kind, fen = f.chance.choice(("A01", "A02", "A10")), f.chance.randrange(100_000)
    record = {"entitlement_id": f.own, "cycle_id": f.own, "person_id": f.own, "household_id": house}
    paid = {"aid_kind": kind, "basis_category": basis, "amount_fen": fen, "paid_on": f.day()}
    return f.row(
        **record, **paid, programme_code="X", payee_name="x", method="1", receipt_no=f"LK-{number}"
    )


def _event(f: _Filler, number: int) -> dict[str, Any]:
    kind, tags = f.chance.choice(("PUBLICITY", "PARENT_CLASS", "WARM")), f.chance.choice((None, "529"))
    counted = {"session_count": 1, "offline_attendance": f.chance.randrange(300)}
    said = {"theme": "x", "place": "x", "mode": "OFFLINE", "status": "HELD"}
    return f.row(event_no=str(number), kind=kind, held_on=f.day(), tags=tags, **counted, **said)
