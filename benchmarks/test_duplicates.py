"""The scan for duplicates over 30,000 persons of one township, some hundred of them registered twice."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from benchmarks import crowd
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.keys import Cost
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import office
from ljfpa_desktop.services.identity import scan

TOWNSHIP, PASSWORD = "350122103", "Lianjiang-2024"
PEOPLE, TWICE, LIMIT = 30_000, 300, 10.0


def test_scan_of_a_township(tmp_path: Path) -> None:
    """Prints how long it takes and what it finds: every person who stands twice, in less than ten seconds."""
    cost = Cost(passes=1, lanes=1, memory=64)
    folder = tmp_path / "office"
    office.create(folder, TOWNSHIP, login="clerk", name="李经办", password=PASSWORD, cost=cost)
    db, actor, lock = office.open_office(folder, "clerk", PASSWORD)
    try:
        with db.transaction(actor, "导入名册") as s:
            crowd.fill(s, PEOPLE)
        with db.transaction(actor, "又导入一次") as s:
            copies = _copies(db)
            s.add_all(copies)
        began = time.perf_counter()
        found = scan.pairs(db)
        took = time.perf_counter() - began
    finally:
        db.close()
        lock.release()
    twice = {p.other.id for p in found} | {p.one.id for p in found}
    sys.stdout.write(f"\nscan of {PEOPLE + TWICE:,} persons: {took:.2f} s, {len(found):,} pairs\n")
    assert {c.id for c in copies} <= twice
    assert len(found) < TWICE * 1.2
    assert took < LIMIT


def _copies(db: Database) -> list[Person]:
    """People typed a second time: the whole number, none, or one that Excel has spoilt."""
    chance = random.Random(11)
    with db.read() as s:
        everyone = scan.people(s)
    made: list[Person] = []
    for n, p in enumerate(chance.sample(everyone, TWICE)):
        number = (p.id_no, None, f"{p.id_no[:15]}000")[n % 3]
        made.append(
            Person(
                id=new_id(), office_id=p.office_id, name=p.name, pinyin=p.spelled, sex=p.sex,
                birth_date=p.birth_date, birth_precision="YMD", id_no=number,
            )
        )  # fmt: skip
    return made
