"""The merge rule, alone: which values of one field group live, and which of them is shown (EXCHANGE.md 2.5).

Live values are all written ones less the replaced ones: a difference of sets, so neither order nor
repetition matters. The one shown is the greatest by (Lamport counter, hash): one total order.
Every simplification must pass the simulator of the tests first; equal values stay siblings, too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple


class Mark(NamedTuple):
    """A version: the Lamport counter and the hash of the segment that wrote it; compared in this order."""

    lam: int
    hash: bytes


class Outcome(NamedTuple):
    """After an operation: the version shown, and the others that live on as open conflicts."""

    shown: Mark
    siblings: frozenset[Mark]


def arrive(
    dot: Mark,
    replaced: Collection[bytes],
    shown: Mark | None,
    siblings: Collection[Mark],
    *,
    is_dead: bool,
    elect: Callable[[Collection[Mark]], Mark] = max,
) -> Outcome | None:
    """What lives after an operation ``dot`` that replaces the versions ``replaced``.

    ``is_dead`` says that a successor of ``dot`` arrived before it. ``elect`` chooses the one shown by a
    total order. None when nothing lives: then what stands stays.
    """
    live = {m for m in siblings if m.hash not in replaced}
    if shown is not None and shown.hash not in replaced:
        live.add(shown)
    if not is_dead:
        live.add(dot)
    if not live:
        return None
    top = elect(live)
    return Outcome(top, frozenset(live - {top}))
