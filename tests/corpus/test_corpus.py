"""The corpus: every seeded fault is caught at its row with its rule, and nothing else is said."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import cast

from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import exporting
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Result, Review
from ljfpa_desktop.services.importing.parsed import Kind
from tests.corpus.generator import Made, generate, ids_of
from tests.corpus.seeds import DIRT, FAULTS

SEED = 20240315
SECONDS = 60


def _wrong(made: Made, review: Review, result: Result) -> list[str]:
    """What was not said, said of the wrong row, or said without reason."""
    said: dict[int | None, set[tuple[str, int]]] = {}
    for p in result.problems:
        said.setdefault(p.row, set()).add((p.level, p.rule))
    out: list[str] = []
    for row, seed in made.seeded.items():
        got = said.pop(row, set())
        level = "error" if any(lv == "error" for lv, _ in got) else "warning" if got else ""
        rules = {rule for _, rule in got}
        if level != seed.level or not rules & seed.rules or rules - seed.rules:
            out.append(f"{made.name} 第{row}行 {seed.name}: {seed.level} {set(seed.rules)} != {got}")
    for row, rule in made.of_file:
        if ("warning", rule) not in said.pop(row, set()):
            out.append(f"{made.name} 第{row}行: {rule} missing")
    out += [f"{made.name} 第{row}行: no reason for {got}" for row, got in said.items()]
    rows = {r.parsed.row: r.state for r in review.rows}
    lost = [row for row in made.quiet if rows.get(row) != "new"]
    out += [f"{made.name} 第{row}行: {rows.get(row)}" for row in lost]
    if result.refused != made.refused:
        out.append(f"{made.name}: {result.refused} refused, {made.refused} expected")
    return out


def test_every_fault_is_caught_at_its_row_and_nothing_else_is_said(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    start = process_time()
    wrong: list[str] = []
    numbers: dict[str, set[str]] = {}
    seen: set[str] = set()
    count = 0
    for made in generate(tmp_path, SEED):
        review = intake.open_register(db, made.path, cast(Kind, made.kind))
        result = intake.commit(db, actor, review)
        wrong += _wrong(made, review, result)
        numbers[made.kind] = numbers.get(made.kind, set()) | set(ids_of(made))
        seen |= {s.name for s in made.seeded.values()}
        count += 1
    assert not wrong, "\n".join(wrong)
    assert count >= 60
    assert {s.name for s in FAULTS} <= seen
    for kind in ("members", "volunteers"):
        rolled = {row["id_no"] for row in exporting.as_plain(db, kind, full=True)}
        assert numbers.pop(kind) <= rolled
    with db.read() as s:
        people = set(s.scalars(select(Person.id_no)))
    assert set[str]().union(*numbers.values()) <= people
    assert process_time() - start < SECONDS


def test_one_seed_makes_one_corpus_and_a_file_twice_is_told(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    folders = [tmp_path / "一", tmp_path / "二"]
    for folder in folders:
        folder.mkdir()
    first, second = (next(generate(folder, SEED)) for folder in folders)
    intake.commit(db, actor, intake.open_register(db, first.path, "families"))
    again = intake.open_register(db, second.path, "families")
    assert "已于" in again.again
    assert intake.commit(db, actor, again).created == {}


def test_every_dirt_is_somewhere_in_the_corpus(tmp_path: Path) -> None:
    """Dirt must pass without a word: it does so in files of several forms."""
    rows = sum(len(made.quiet) for made in generate(tmp_path, SEED))
    assert rows > 8 * 60
    assert len(DIRT) >= 15
