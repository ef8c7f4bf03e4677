"""Does the simulation bite? Every wrong merge of `mutants` is told within a bounded number of seeds."""

from __future__ import annotations

import os

import pytest

from tests.exchange.simulation import fate, mutants

MOST_SEEDS = 400


def told_at(mutant: mutants.Mutant, most: int) -> int | None:
    """The first seed at which the simulation fails with this mutant; a crash tells of it, too."""
    for seed in range(most):
        with pytest.MonkeyPatch.context() as m:
            mutant(m)
            try:
                fate.live(seed)
            except Exception:  # noqa: BLE001 - whatever it says, the mutant is found
                return seed
    return None


@pytest.mark.parametrize("mutant", mutants.QUICK, ids=lambda f: f.__name__)
def test_a_wrong_merge_is_told(mutant: mutants.Mutant) -> None:
    assert told_at(mutant, 10) is not None, mutant.__doc__


@pytest.mark.torture
@pytest.mark.skipif("LJFPA_TORTURE" not in os.environ, reason="takes minutes")
@pytest.mark.parametrize("mutant", mutants.RARE, ids=lambda f: f.__name__)
def test_a_rarely_wrong_merge_is_told(mutant: mutants.Mutant) -> None:
    assert told_at(mutant, MOST_SEEDS) is not None, mutant.__doc__
