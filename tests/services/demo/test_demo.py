"""The demo is deterministic, obeys the rules of real work, and covers what a clerk does in a year."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services import demo, exporting, fund, office, period, sheet
from ljfpa_desktop.services.aid import cycle
from ljfpa_desktop.services.check import check

NOW = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)
PRIVATE_TO_A_BUILD = ("id", "person_id")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo of 40 families as of 20 June 2026."""
    folder = tmp_path_factory.mktemp("demo") / "office"
    built(folder)
    return folder


def built(folder: Path, **values: Any) -> demo.DemoFacts:
    before = dates.clock
    dates.clock = lambda: NOW
    try:
        return demo.build(folder, **{"households": 40, **values})
    finally:
        dates.clock = before


@pytest.fixture
def filled(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The demo office, open on that day."""
    monkeypatch.setattr(dates, "clock", lambda: NOW)
    db, _actor, lock = office.open_office(place, demo.LOGIN, demo.PASSWORD)
    yield db
    db.close()
    lock.release()


def content(db: Database) -> dict[str, list[dict[str, Any]]]:
    return {
        kind: [
            {k: v for k, v in row.items() if k not in PRIVATE_TO_A_BUILD}
            for row in exporting.as_plain(db, kind, full=True)
        ]
        for kind in exporting.KINDS
    }


def test_the_password_lies_in_the_folder(place: Path) -> None:
    kept = json.loads((place / "demo.json").read_text("utf-8"))
    db, actor, lock = office.open_office(place, kept["login"], kept["password"])
    assert office.facts(db).is_demo
    assert actor.name == "李经办"
    db.close()
    lock.release()


def test_the_same_seed_gives_the_same_content(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = content(filled)
    for seed, same in ((1, True), (2, False)):
        built(tmp_path / str(seed), seed=seed)
        db, _actor, lock = office.open_office(tmp_path / str(seed), demo.LOGIN, demo.PASSWORD)
        found = content(db)
        assert (found == wanted) is same
        assert set(found) == set(wanted)
        db.close()
        lock.release()


def test_it_is_whole_and_sound(filled: Database) -> None:
    assert check(filled).faults == ()
    assert dates.clock() == NOW


def test_a_year_of_every_kind_of_work(filled: Database) -> None:
    found = content(filled)
    assert len(found["families"]) == 40
    held = Counter(row["category"] for row in found["categories"])
    assert held["03"] == 5
    assert held["04"] == 4
    assert held["05"] >= 6
    stages = Counter((c.year, c.stage) for c in cycle.list_all(filled))
    assert stages == {(2025, "closed"): 5, (2026, "closed"): 3, (2026, "approved"): 1}
    kinds = {row["kind"] for row in found["events"]}
    assert {"PUBLICITY", "PARENT_CLASS", "WARM", "CLINIC", "MEMBER_DAY"} <= kinds
    assert any(row["online_views"] for row in found["events"])
    assert found["materials"]
    assert len(found["sites"]) == 4
    assert len(found["honours"]) == 4
    special = {r["household_no"] for r in found["categories"] if r["category"] in ("03", "04")}
    assert special <= {r["household_no"] for r in found["visits"]}
    voided = [p for p in found["payments"] if p["voided_on"]]
    assert len(voided) == 2
    assert all(date.fromisoformat(e["held_on"]) <= NOW.date() for e in found["events"])


def test_months_are_closed_up_to_a_point_and_the_money_holds(filled: Database) -> None:
    closed = [month for month, edition, _day in period.months(filled, 2026) if edition]
    assert sorted(closed) == ["2026-01", "2026-02", "2026-03", "2026-04"]
    before = sheet.of(filled, "2026-02")
    assert any(line.same_period for line in before.lines)
    assert all(b.left_fen is None or b.left_fen >= 0 for b in fund.balances(filled))


def test_a_year_of_the_past_and_an_office_in_the_way(place: Path, tmp_path: Path) -> None:
    done = built(tmp_path / "2024", year=2024, households=24)
    assert (done.households, done.events) == (24, 21)
    with pytest.raises(Refused, match="已经有一个单位的数据"):
        built(place)
