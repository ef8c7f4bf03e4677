"""``kill -9`` while a package is made or taken in: all of it or nothing, and the work goes on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ljfpa_desktop.exchange import fencing, unpack
from ljfpa_desktop.exchange.file.stick import find_packages
from ljfpa_desktop.services.check import check
from tests.exchange import offices as made
from tests.exchange.offices import Offices, Pc

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9"),
]
RUNS = 200 if os.environ.get("LJFPA_TORTURE") else 20
FAMILIES = 30
Work = Callable[[Pc], None]


def killed(folder: Path, work: Work, delay: float) -> bool:
    """Whether a process had ended its work when it was killed this many seconds after it began."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            pc = made.open_pc(folder)
            os.write(writing, b"ready\n")
            work(pc)
            os.write(writing, b"done\n")
            time.sleep(60)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        assert told.readline() == b"ready\n"
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return told.readline() == b"done\n"


def chances(most: float) -> Iterator[float]:
    chance = random.Random(time.time_ns() if RUNS > 20 else 20)  # noqa: S311
    return (chance.uniform(0.0, most) for _ in range(RUNS))


@pytest.fixture(scope="module")
def typed(joined: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The offices with families typed in one of them, not packed yet."""
    place = tmp_path_factory.mktemp("typed") / "o"
    with made.copied(joined, place) as offices:
        for n in range(FAMILIES):
            offices.other.family(f"林{n}", spouse=f"陈{n}")
    return place


def again(template: Path, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(template, place)
    return place


def measured(work: Callable[[], object]) -> float:
    """How long the work takes here, with what is loaded once loaded before."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1.2


def test_a_package_is_made_whole_or_not_at_all(typed: Path, tmp_path: Path) -> None:
    place, stick = tmp_path / "o", tmp_path / "stick"
    with made.copied(typed, place) as offices:
        most = measured(lambda: offices.other.pack(stick))
    ended = cut = 0
    for delay in chances(most):
        shutil.rmtree(stick, ignore_errors=True)
        stick.mkdir()
        is_done = killed(again(typed, place) / "other", lambda pc: pc.pack(stick) and None, delay)
        offices = Offices(place)
        try:
            assert fencing.check(offices.other.db, offices.other.actor) == ""
            assert check(offices.other.db).faults == ()
            found = find_packages(stick)
            assert found.unread == []
            assert len(found.packages) <= 1
            assert not is_done or found.packages
            for package in found.packages:  # whatever lies there under its name is whole
                assert offices.county.take(package.path).totals["households"] == FAMILIES
            sent = offices.other.pack(stick)  # the work goes on where it stopped
            assert sent.totals["households"] == FAMILIES
            done = offices.county.take(sent.path)
            assert done.already_had == bool(found.packages)
            assert len(offices.county.heads()) == 2 * FAMILIES
        finally:
            offices.close()
        ended, cut = ended + is_done, cut + (not found.packages)
    assert cut


def test_a_package_is_taken_in_whole_or_not_at_all(typed: Path, tmp_path: Path) -> None:
    place, sent_from = tmp_path / "o", tmp_path / "packed"
    with made.copied(typed, sent_from) as offices:
        file = offices.other.pack(tmp_path / "stick").path
        before = offices.county.dump()
        most = measured(lambda: offices.county.take(file))
        whole = {name: len(rows) for name, rows in offices.county.dump().items()}
    outcomes = set[int]()
    for delay in chances(most):
        is_done = killed(
            again(typed, place) / "county",
            lambda pc: unpack.unpack(pc.db, pc.actor, file) and None,  # type: ignore[func-returns-value]
            delay,
        )
        offices = Offices(place)
        try:
            assert fencing.check(offices.county.db, offices.county.actor) == ""
            assert check(offices.county.db).faults == ()
            found = len(offices.county.heads())
            assert found in (0, 2 * FAMILIES)
            assert not is_done or found
            dump = offices.county.dump()
            if found:
                assert {name: len(rows) for name, rows in dump.items()} == whole
            else:
                changed = {name for name in dump if dump[name] != before[name]}
                assert changed <= {"sync_self"}  # the opening counted on
            assert offices.county.take(file).already_had == bool(found)
            assert len(offices.county.heads()) == 2 * FAMILIES
            outcomes.add(found)
        finally:
            offices.close()
    assert 0 in outcomes
