"""The log of packages in plain values: counts, outcome, the newest first."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.sync import PackageLog
from ljfpa_desktop.services import passages

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
TOTALS = {"households": 3, "persons": 9, "payments": 1, "amount_fen": 60_000, "events": 0}


def put(db: Database, actor: Actor, **values: Any) -> None:
    given = {
        "id": new_id(), "way": "out", "digest": b"\1" * 32, "code": "1234-5678-90", "inst": new_id(),
        "office": "350122", "no": 1, "made": "2026-11-20T03:59:00.000000Z", "at": NOON, "heads": "{}",
        "facts": json.dumps({"totals": TOTALS}), **values,
    }  # fmt: skip
    with db.transaction(actor, "测试", "exchange") as s:
        s.add(PackageLog(**given))


def test_a_package_sent_waits_for_its_receipt(db: Database, actor: Actor) -> None:
    put(db, actor)
    (found,) = passages.listed(db)
    assert (found.is_ours, found.name, found.at, found.arrived) == (True, "连江县", NOON, None)
    assert (dict(found.counts), dict(found.taken), found.new) == (TOTALS, {}, 0)


def test_a_receipt_tells_when_it_arrived_and_what_it_did(db: Database, actor: Actor) -> None:
    receipt = {"at": "2026-11-21T02:00:00+00:00", "totals": TOTALS, "new": 13, "changed": 2, "conflicts": 1}
    put(db, actor, facts=json.dumps({"totals": TOTALS, "receipt": receipt}))
    (found,) = passages.listed(db)
    assert found.arrived == datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    assert (found.new, found.changed, found.conflicts, found.held) == (13, 2, 1, 0)
    assert dict(found.taken) == TOTALS


def test_a_package_taken_in_has_arrived_and_may_state_other_figures(db: Database, actor: Actor) -> None:
    stated = {**TOTALS, "persons": 8}
    put(db, actor, way="in", office="350122104", facts=json.dumps({"totals": TOTALS, "stated": stated}))
    (found,) = passages.listed(db)
    assert (found.is_ours, found.name, found.arrived) == (False, "晓澳镇", NOON)
    assert (found.counts["persons"], found.taken["persons"]) == (8, 9)


def test_the_newest_stands_first_and_one_taken_back_nowhere(db: Database, actor: Actor) -> None:
    put(db, actor, no=1)
    put(db, actor, no=2, code="2222-2222-22", at=NOON + timedelta(hours=1), office="350122104")
    put(db, actor, no=3, code="3333-3333-33", at=NOON + timedelta(hours=2), undone_at=NOON)
    assert [p.no for p in passages.listed(db)] == [2, 1]
    assert [p.no for p in passages.listed(db, "350122104")] == [2]


def test_a_package_is_found_by_its_code_however_it_is_typed(db: Database, actor: Actor) -> None:
    put(db, actor)
    for typed in ("1234-5678-90", "1234567890", "1234 5678 90"):
        found = passages.by_code(db, typed)
        assert found is not None
        assert found.no == 1
    assert passages.by_code(db, "") is None
    assert passages.by_code(db, "1234-5678-91") is None
