"""The same people in shapes drawn by chance are the same families, without a false word."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services.importing.parsed import Parsed
from ljfpa_desktop.services.importing.undo import undo
from tests.services.importing.samples import parsed, problems_of
from tests.services.importing.shapes import Family, draw, people
from tests.services.importing.taking import snapshot, take

MAY_BE_SAID = {27, 31}


def _families(register: Parsed) -> list[Family]:
    """What was read, family by family."""
    found: list[Family] = []
    for group in dict.fromkeys(r.group for r in register.rows):
        rows = [r for r in register.rows if r.group == group]
        first = rows[0]
        couple = [(p.name, p.id_no) for p in first.people if p.role != "child"]
        children = [(p.name, p.id_no) for r in rows for p in r.people if p.role == "child"]
        category = first.categories[0] if first.categories else ""
        fen = first.amount_fen or 0
        pair = [*couple, ("", "")][:2]
        found.append(
            Family(first.village_code, pair[0], pair[1], children, category, first.facts["phone1"], fen)
        )
    return found


@pytest.mark.parametrize("seed", range(40))
def test_families_read_the_same_in_any_shape(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    truth = people(chance, 12)
    shape = draw(chance, tmp_path, "families", truth)
    register = parsed(shape.path, "families")
    read = _families(register)
    expected = [Family(f.village, f.husband, f.wife, f.children, f.category, f.phone, 0) for f in truth]
    assert read == expected, shape.drawn
    assert [p for p in problems_of(register) if p.rule not in MAY_BE_SAID] == [], shape.drawn


@pytest.mark.parametrize("seed", range(40, 60))
def test_relief_lists_read_the_same_in_any_shape(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    truth = people(chance, 12)
    shape = draw(chance, tmp_path, "relief", truth)
    register = parsed(shape.path, "relief")
    read = _families(register)
    expected = [Family(f.village, f.husband, ("", ""), [], "", f.phone, f.fen) for f in truth]
    assert read == expected, shape.drawn
    assert problems_of(register) == [], shape.drawn
    assert sum(r.amount_fen or 0 for r in register.rows) == sum(f.fen for f in truth)


@pytest.mark.parametrize("seed", range(70, 76))
def test_the_same_people_in_another_shape_change_nothing(
    db: Database, actor: Actor, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    truth = people(chance, 12)
    folders = [tmp_path / name for name in ("一", "二", "三")]
    for folder in folders:
        folder.mkdir()
    first = take(db, actor, draw(chance, folders[0], "families", truth).path, "families")
    persons = sum(2 + len(f.children) for f in truth)
    assert first.created == {"household": len(truth), "person": persons}
    before = snapshot(db)
    shape = draw(chance, folders[1], "families", truth)
    again = take(db, actor, shape.path, "families")
    assert (again.created, again.updated, again.refused) == ({}, {}, 0), shape.drawn
    assert snapshot(db) == before
    shape = draw(chance, folders[2], "relief", truth)
    listed = take(db, actor, shape.path, "relief")
    assert listed.created == {"cycle": 1, "entitlement": len(truth)}, shape.drawn
    assert listed.amount_total_fen == sum(f.fen for f in truth)
    undo(db, actor, listed.batch)
    assert snapshot(db) == before


@pytest.mark.parametrize("seed", range(80, 84))
def test_a_shape_is_undone_whole(db: Database, actor: Actor, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    before = snapshot(db)
    result = take(db, actor, draw(chance, tmp_path, "families", people(chance, 8)).path, "families")
    assert snapshot(db) != before
    undo(db, actor, result.batch)
    assert snapshot(db) == before
