"""Every figure of the sheet equals plain SQL over what `export` wrote, done by another database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import demo, exporting, household, office, sheet

TODAY = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)
HELD = "status = 'HELD' AND held_on BETWEEN :first AND :last"
PAID = "voided_on IS NULL AND paid_on BETWEEN :first AND :last"
KEPT = "f.status = 'ACTIVE' OR f.status_on > :last"
AT_END = "c.valid_from <= :last AND (c.valid_to IS NULL OR c.valid_to >= :last)"
STOCK = (
    "SELECT count(DISTINCT c.household_no) FROM categories c JOIN families f USING (household_no) "
    f"WHERE c.category IN ({{}}) AND {AT_END} AND ({KEPT})"
)
SPECIAL = "('03', '04')"
VISITED = (
    "SELECT v.household_no FROM visits v JOIN categories c USING (household_no) "
    f"WHERE c.category IN {SPECIAL} AND v.visited_on BETWEEN :first AND :last "
    "AND c.valid_from <= v.visited_on AND (c.valid_to IS NULL OR c.valid_to >= v.visited_on) "
    f"UNION SELECT household_no FROM payments WHERE basis_category IN {SPECIAL} AND {PAID}"
)
TO_COVER = (
    "SELECT c.household_no FROM categories c JOIN families f USING (household_no) "
    f"WHERE c.category IN {SPECIAL} AND {AT_END} AND ({KEPT}) "
    f"UNION SELECT c.household_no FROM categories c WHERE c.category IN {SPECIAL} "
    f"AND c.valid_to BETWEEN :year AND :last AND c.household_no IN ({VISITED})"
)
MATERIAL = (
    "SELECT sum(quantity) FROM materials m WHERE event_no IN "
    f"(SELECT event_no FROM events WHERE kind = 'PUBLICITY' AND {HELD}) AND m.kind IN "
)
FEN = f"SELECT sum(amount_fen) FROM payments WHERE {PAID} AND aid_kind = 'A01' AND basis_category IN "
FAMILIES = f"SELECT count(DISTINCT household_no) FROM payments WHERE {PAID}"
QUERIES = {
    "ZB-B01": f"SELECT sum(session_count) FROM events WHERE kind = 'PUBLICITY' AND {HELD}",
    "ZB-B02": f"{MATERIAL}('BOOKLET', 'LEAFLET')",
    "ZB-B03": f"{MATERIAL}('GIFT')",
    "ZB-B04": "SELECT sum(coalesce(offline_attendance, 0) + coalesce(online_views, 0)) FROM events "
    f"WHERE kind = 'PUBLICITY' AND {HELD}",
    "ZB-B05": f"SELECT sum(session_count) FROM events WHERE tags LIKE '%529%' AND {HELD}",
    "ZB-B06": f"SELECT sum(session_count) FROM events WHERE kind = 'PARENT_CLASS' AND {HELD}",
    "ZB-E01": STOCK.format("'03', '04'"),
    "ZB-E02": STOCK.format("'03'"),
    "ZB-E03": STOCK.format("'04'"),
    "ZB-E04": f"SELECT count(*) FROM ({VISITED})",
    "ZB-E05": f"SELECT round(100.0 * (SELECT count(*) FROM ({TO_COVER} INTERSECT SELECT * FROM ({VISITED}))) "
    f"/ (SELECT count(*) FROM ({TO_COVER})), 2)",
    "ZB-E13": f"{FEN} {SPECIAL}",
    "ZB-G01": STOCK.format("'05'"),
    "ZB-G02": f"{FAMILIES} AND aid_kind IN ('A01', 'A02') AND basis_category = '05'",
    "ZB-G03": f"{FEN} ('05')",
    "ZB-G04": f"{FAMILIES} AND aid_kind = 'A10'",
    "ZB-P02": FAMILIES,
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo of 60 families; one special family's category has ended, one hardship family moved away."""
    folder = tmp_path_factory.mktemp("figures") / "office"
    before = dates.clock
    dates.clock = lambda: TODAY
    try:
        demo.build(folder, households=60)
        db, actor, lock = office.open_office(folder, demo.LOGIN, demo.PASSWORD)
        _changes(db, actor)
        db.close()
        lock.release()
    finally:
        dates.clock = before
    return folder


def _changes(db: Database, actor: Actor) -> None:
    held = {c["category"]: c for c in exporting.as_plain(db, "categories")}
    ended = household_of(db, held["03"]["household_no"])
    facts = household.facts(db, ended)
    category = next(c for c in facts.categories if c.category == "03")
    household.end_category(db, actor, category.id, date(2026, 6, 10), "迁出")
    household.set_status(
        db, actor, household_of(db, held["05"]["household_no"]), "MOVED_OUT", date(2026, 6, 12), "迁往县城"
    )


def household_of(db: Database, number: str) -> Any:
    from ljfpa_desktop.services import history

    return history.find_record(db, number)[1]


@pytest.fixture
def opened(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Database, Actor]]:
    """The office open on that day."""
    monkeypatch.setattr(dates, "clock", lambda: TODAY)
    db, actor, lock = office.open_office(place, demo.LOGIN, demo.PASSWORD)
    yield db, actor
    db.close()
    lock.release()


def loaded(db: Database, actor: Actor, folder: Path) -> sqlite3.Connection:
    """The exports as tables of a plain database."""
    plain = sqlite3.connect(":memory:")
    for kind in ("families", "categories", "payments", "visits", "events", "materials"):
        exporting.export(db, actor, kind, folder / f"{kind}.json")
        rows: list[dict[str, Any]] = json.loads((folder / f"{kind}.json").read_text("utf-8"))
        names = list(rows[0])
        plain.execute(f"CREATE TABLE {kind} ({', '.join(names)})")
        holes = ", ".join("?" for _ in names)
        plain.executemany(f"INSERT INTO {kind} VALUES ({holes})", [[r[n] for n in names] for r in rows])
    return plain


def test_every_figure(opened: tuple[Database, Actor], tmp_path: Path) -> None:
    db, actor = opened
    seen: dict[str, float] = {}
    with closing(loaded(db, actor, tmp_path)) as plain:
        for month in range(1, 7):
            first = date(2026, month, 1)
            last = date(2026, month + 1, 1).toordinal() - 1
            span = {"first": str(first), "last": str(date.fromordinal(last)), "year": "2026-01-01"}
            found = sheet.of(db, f"2026-{month:02d}")
            assert {line.indicator.code for line in found.lines} == set(QUERIES)
            for line in found.lines:
                code = line.indicator.code
                for value, begin in ((line.month, span["first"]), (line.year_to_date, "2026-01-01")):
                    wanted = plain.execute(QUERIES[code], {**span, "first": begin}).fetchone()[0] or 0
                    assert value == pytest.approx(wanted, abs=0.01), (code, month, begin)
                    seen[code] = max(seen.get(code, 0), wanted)
    assert all(seen.values()), seen
