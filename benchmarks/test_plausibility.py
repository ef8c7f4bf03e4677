"""The whole plausibility run over 30,000 people, and what a single pass over them costs."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import text

from benchmarks.crowd import fill
from benchmarks.ratio import seconds
from ljfpa_desktop.base.keys import Cost
from ljfpa_desktop.services import office, plausibility
from ljfpa_desktop.services.plausibility import BY_CODE

TOWNSHIP, PASSWORD, PEOPLE, GOAL = "350122103", "Lianjiang-2024", 30_000, 10.0

PASS = text("SELECT * FROM member m JOIN person p ON p.id = m.person_id")


def test_the_whole_run_takes_seconds(tmp_path: Path) -> None:
    """Every rule over 10,000 families; prints the run, its slowest rules, and one pass over the members."""
    cost = Cost(passes=1, lanes=1, memory=64)
    folder = tmp_path / "office"
    office.create(folder, TOWNSHIP, login="clerk", name="李经办", password=PASSWORD, cost=cost)
    db, actor, lock = office.open_office(folder, "clerk", PASSWORD)
    try:
        with db.transaction(actor, "建册") as s:
            fill(s, PEOPLE)
        whole = min(seconds(lambda: plausibility.findings(db)) for _ in range(3))
        each = {
            rule: seconds(lambda r=rule: plausibility.findings(db, rules=[r])) for rule in BY_CODE
        }
        with db.read() as s:
            bare = seconds(lambda: s.execute(PASS).all())
    finally:
        db.close()
        lock.release()
    slowest = sorted(each.items(), key=lambda pair: -pair[1])[:5]
    sys.stdout.write(
        f"\nplausibility at 30,000: {whole:.2f} s for {len(each)} rules (goal {GOAL:.0f}); "
        f"one pass {bare:.2f} s; "
        + "，".join(f"{code} {took:.2f}" for code, took in slowest)
        + "\n"
    )
    assert whole < GOAL
