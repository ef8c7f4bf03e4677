"""``kill -9`` in the midst of saving, numbering and importing: nothing committed lost, nothing half done."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import backup, household, office
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.check import check
from ljfpa_desktop.services.importing import intake
from tests import factories
from tests.conftest import PASSWORD

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9"),
]
RUNS = 200 if os.environ.get("LJFPA_TORTURE") else 20
ROWS = 60
REGISTER = next((Path(__file__).parents[1] / "data" / "registers").glob("*台账*(最终版).xlsx"))
Work = Callable[[Database, Actor, Callable[[str], None]], None]


def killed(folder: Path, work: Work, delay: float) -> list[str]:
    """What a process had acknowledged when it was killed this many seconds after it began to work."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _child(folder, work, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        assert told.readline() == "ready\n"
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [line.rstrip("\n") for line in told if line.endswith("\n")]


def _child(folder: Path, work: Work, writing: int) -> None:
    """In the forked process: open, work until killed; never returns."""
    try:
        db, actor, _lock = office.open_office(folder, "clerk", PASSWORD)

        def acknowledge(words: str) -> None:
            os.write(writing, f"{words}\n".encode())

        acknowledge("ready")
        work(db, actor, acknowledge)
        time.sleep(60)
    finally:
        os._exit(1)


@pytest.fixture
def copy_of(tmp_path: Path) -> Iterator[Callable[[Path], Path]]:
    """A fresh copy of an office for each run."""
    made: list[Path] = []

    def copy(template: Path) -> Path:
        made.append(tmp_path / f"run{len(made)}")
        shutil.copytree(template, made[-1])
        return made[-1]

    yield copy
    for folder in made:
        shutil.rmtree(folder)


def after(folder: Path) -> Database:
    """The office opened again, found sound."""
    db, _actor, lock = office.open_office(folder, "clerk", PASSWORD)
    lock.release()
    assert check(db).faults == ()
    return db


def column(db: Database, sql: str) -> list[str]:
    with db.read() as s:
        return [str(v) for v in s.execute(text(sql)).scalars()]


def chances(most: float) -> Iterator[float]:
    """The moments of the kills, spread over the work; another set on each day of torture."""
    chance = random.Random(time.time_ns() if RUNS > 20 else 20)  # noqa: S311
    return (chance.uniform(0.0, most) for _ in range(RUNS))


def save_families(db: Database, actor: Actor, acknowledge: Callable[[str], None]) -> None:
    for n in range(500):
        made = factories.household(
            db, actor, head=f"林{n}", spouse=f"陈{n}", children=(f"林小{n}",), categories=("01",)
        )
        acknowledge(household.facts(db, made).household_no)


def test_saving(template: tuple[Path, str], copy_of: Callable[[Path], Path]) -> None:
    # One save here first: what the program loads once must not eat the time until the kill.
    db, actor, lock = office.open_office(copy_of(template[0]), "clerk", PASSWORD)
    factories.household(db, actor, head="林建国", categories=("01",))
    db.close()
    lock.release()
    seen = 0
    for delay in chances(0.5):
        folder = copy_of(template[0])
        told = killed(folder, save_families, delay)
        db = after(folder)
        kept = column(db, "SELECT household_no FROM household ORDER BY household_no")
        assert len(kept) == len(set(kept))
        assert set(told) <= set(kept)
        assert len(kept) - len(told) in (0, 1)
        per_family = "SELECT DISTINCT count(*) FROM member GROUP BY household_id"
        assert column(db, per_family) in (["3"], [])
        assert len(column(db, "SELECT id FROM household_category")) == len(kept)
        assert len(column(db, "SELECT id FROM person")) == 3 * len(kept)
        last = column(db, "SELECT last FROM number_series WHERE kind = 'household'")
        assert last in ([str(len(kept))], [])
        db.close()
        seen += len(told)
    assert seen > RUNS


@pytest.fixture(scope="module")
def approved(template: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with an approved emergency list of 60 families."""
    folder = tmp_path_factory.mktemp("approved") / "office"
    shutil.copytree(template[0], folder)
    db, actor, lock = office.open_office(folder, "clerk", PASSWORD)
    made = cycle.create(db, actor, {"programme_code": "P09E", "year": 2024, "name": "救助"})
    rows = [
        NewRow(factories.household(db, actor, head=f"林{n}"), amount_fen=1000_00 + n, reason="重病")
        for n in range(ROWS)
    ]
    entitlement.add(db, actor, made, rows)
    approval.approve(db, actor, made, "3号", date(2024, 5, 6), handler="甲", reviewer="乙", approver="丙")
    db.close()
    lock.release()
    return folder


def pay_one_by_one(db: Database, actor: Actor, acknowledge: Callable[[str], None]) -> None:
    for row in entitlement.rows(db, "救助"):
        done = payment.pay(db, actor, "救助", date(2024, 5, 8), "cash", "县级财政", [row.id])
        acknowledge(done.receipts[0][1])


def test_numbering(approved: Path, copy_of: Callable[[Path], Path]) -> None:
    seen = 0
    for delay in chances(0.5):
        folder = copy_of(approved)
        told = killed(folder, pay_one_by_one, delay)
        db = after(folder)
        kept = column(db, "SELECT receipt_no FROM payment ORDER BY receipt_no")
        assert kept[: len(told)] == told
        assert len(kept) - len(told) in (0, 1)
        assert [int(n.split("-")[3]) for n in kept] == list(range(1, len(kept) + 1))
        assert column(db, "SELECT last FROM number_series WHERE kind = 'LK'") in ([str(len(kept))], [])
        db.close()
        db, actor, lock = office.open_office(folder, "clerk", PASSWORD)
        if len(kept) < ROWS:  # the work goes on where it stopped
            rest = payment.pay(db, actor, "救助", date(2024, 5, 9), "cash", "县级财政")
            assert int(rest.receipts[0][1].split("-")[3]) == len(kept) + 1
        numbers = column(db, "SELECT receipt_no FROM payment")
        assert len(numbers) == len(set(numbers)) == ROWS
        db.close()
        lock.release()
        seen += len(told)
    assert seen > RUNS


def import_register(db: Database, actor: Actor, acknowledge: Callable[[str], None]) -> None:
    review = intake.open_register(db, REGISTER, "families")
    backup.before_import(db, REGISTER.stat().st_size)
    acknowledge(intake.commit(db, actor, review).batch)


def imported_whole(folder: Path) -> int:
    """How many families the register holds when nothing cuts its import."""
    db, actor, lock = office.open_office(folder, "clerk", PASSWORD)
    import_register(db, actor, lambda _words: None)
    count = len(column(db, "SELECT id FROM household"))
    db.close()
    lock.release()
    return count


def test_importing(template: tuple[Path, str], copy_of: Callable[[Path], Path]) -> None:
    whole, outcomes = imported_whole(copy_of(template[0])), set[int]()
    for delay in chances(1.6):
        folder = copy_of(template[0])
        told = killed(folder, import_register, delay)
        db = after(folder)
        families = len(column(db, "SELECT id FROM household"))
        batches = column(db, "SELECT status FROM import_batch")
        assert (families, batches) in ((0, []), (whole, ["DONE"])), (families, batches)
        assert not told or families
        assert not list(folder.glob(".backup-*"))
        assert not list(folder.glob("backups/.*"))
        for file in (folder / "backups").glob("*"):
            assert backup.inspect(file).households == 0
        outcomes.add(families)
        db.close()
    assert 0 in outcomes
