"""Times two ways of doing a job in turn and prints their ratio: the machine drifts, the ratio stays."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable


def seconds(do: Callable[[], object]) -> float:
    """How long one call takes."""
    gc.collect()
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def compare(
    name: str, ours: Callable[[], object], raw: Callable[[], object], goal: float, rounds: int = 5
) -> float:
    """Run both in pairs, print medians and the ratio ours/raw beside its goal; returns the ratio."""
    pairs = [(seconds(ours), seconds(raw)) for _ in range(rounds)]
    mine = statistics.median(p[0] for p in pairs)
    base = statistics.median(p[1] for p in pairs)
    ratio = statistics.median(a / b for a, b in pairs)
    sys.stdout.write(
        f"\n{name}: {mine * 1000:.0f} ms, raw {base * 1000:.0f} ms, ratio {ratio:.2f} (goal {goal})\n"
    )
    return ratio
