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
from ljfpa_desktop import models as models
from ljfpa_desktop.base.db import Database, connect
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.migrations.run import migrate
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
    migrate(path, key, (), lambda _version: None)  # without triggers: only the figures are timed
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


def _fill(raw: Any, chance: random.Random) -> None:
    own = new_id().bytes
    houses = [new_id().bytes for _ in range(HOUSES)]

    def day() -> str:
        return str(date(2024, 1, 1) + timedelta(chance.randrange(510)))

    def write(table: str, rows: list[dict[str, Any]]) -> None:
        names = list(rows[0])
        marks = ", ".join(f":{n}" for n in names)
        raw.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)

    def stamp(**values: Any) -> dict[str, Any]:
        return {"id": new_id().bytes, "office_id": own, **values}

    write(
        "household",
        [
            {**stamp(household_no=f"{n:017d}", village_code="350122103201", status="ACTIVE"), "id": house}
            | {"privacy_level": "NORMAL"}
            for n, house in enumerate(houses)
        ],
    )
    kinds = ["03", "04", *["05"] * 4]
    held = [stamp(household_id=h, category=chance.choice(kinds), valid_from="2023-06-01") for h in houses]
    write("household_category", held)
    basis = {h["household_id"]: h["category"] for h in held}
    payments = [
        stamp(
            entitlement_id=own,
            cycle_id=own,
            programme_code="X",
            aid_kind=chance.choice(("A01", "A02", "A10")),
            basis_category=basis[house],
            household_id=house,
            person_id=own,
            payee_name="x",
            amount_fen=chance.randrange(100_000),
            method="1",
            paid_on=day(),
            receipt_no=f"LK-{n}",
        )
        for n, house in enumerate(chance.choices(houses, k=PAYMENTS))
    ]
    write("payment", payments)
    visits = [
        stamp(household_id=house, visited_on=day(), occasion="SPRING", visitors="x")
        for house in chance.choices(houses, k=VISITS)
    ]
    write("visit", visits)
    events = [
        stamp(
            event_no=str(n),
            kind=chance.choice(("PUBLICITY", "PARENT_CLASS", "WARM")),
            theme="x",
            held_on=day(),
            session_count=1,
            mode="OFFLINE",
            place="x",
            status="HELD",
            offline_attendance=chance.randrange(300),
            tags=chance.choice((None, "529")),
        )
        for n in range(EVENTS)
    ]
    write("event", events)
    given = [
        stamp(event_id=e["id"], kind=chance.choice(("BOOKLET", "GIFT")), title="x", quantity=9)
        for e in chance.choices(events, k=MATERIALS)
    ]
    write("material_issue", given)
