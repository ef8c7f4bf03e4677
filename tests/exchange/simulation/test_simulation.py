"""Offices live through chance: whatever files, disks, clocks and power do, nothing is lost (P1 to P7, P13).

A seed that fails fails again: `fate.live(seed, steps)`. Such seeds stay in FAILED for ever.
"""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from tests.exchange.simulation import fate, skew

TORTURE = "LJFPA_TORTURE" in os.environ
SEEDS = 50_000 if TORTURE else 300
SETS = 200 if TORTURE else 2
STEPS = fate.STEPS if TORTURE else 80
SKEWED = 50 if TORTURE else 30
FAILED = (31,)


def _base() -> int:
    """Other seeds for every commit; the same ones for all workers of a run."""
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=Path(__file__).parent, capture_output=True, text=True, timeout=20, check=False,
        ).stdout  # fmt: skip
    except OSError:
        found = ""
    return int(found.strip() or "41", 16)


@pytest.fixture(scope="module")
def base() -> int:
    return _base()


def _live_through(module: ModuleType, base: int, least: int, steps: int) -> None:
    """Live ``least`` seeds, then more until every rule has fired: one that never does proves nothing.

    The rarest fires in about one life of twenty, so ten times as many lives cannot miss it by chance.
    """
    seen: Counter[str] = Counter()
    for count, seed in enumerate(fate.seeds(base, max(10 * least, 400))):
        if count >= least and all(seen[rule] for rule in module.RULES):
            return
        try:
            seen += module.live(seed, steps).seen
        except BaseException as e:
            e.add_note(f"{module.__name__}.live({seed}, {steps})")
            raise
    assert [rule for rule in module.RULES if not seen[rule]] == []


@pytest.mark.torture
@pytest.mark.parametrize("number", range(SETS))
def test_nothing_is_lost_whatever_happens(number: int, base: int) -> None:
    _live_through(fate, base + number, SEEDS // SETS, STEPS)


@pytest.mark.parametrize("seed", FAILED)
def test_a_seed_that_failed_once_holds(seed: int) -> None:
    fate.live(seed)


@pytest.mark.torture
@pytest.mark.parametrize("number", range(SETS // 2))
def test_two_versions_of_the_program_in_one_county_lose_nothing(number: int, base: int) -> None:
    _live_through(skew, base - number, SKEWED, skew.STEPS)


def test_a_seed_gives_the_same_run_again() -> None:
    first, second = fate.live(5), fate.live(5)
    assert first.seen == second.seen
    assert first.oracle.names == second.oracle.names
    assert len(first.oracle.names) > 10
