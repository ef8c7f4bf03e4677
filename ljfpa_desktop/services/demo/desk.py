"""What the makers of the demo share: the open office, its chance, and a clock to be set."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt
from ljfpa_desktop.base.paths import resources

T = TypeVar("T")
TOWNSHIP = "350122103"


@dataclass(slots=True)
class DemoDesk:
    """The office being filled; ``special`` and ``hard`` are families, ``numbers`` ID numbers given so far."""

    db: Database
    actor: Actor
    chance: Random
    special: list[UUID] = field(default_factory=list[UUID])
    hard: list[UUID] = field(default_factory=list[UUID])
    sites: dict[str, UUID] = field(default_factory=dict[str, UUID])
    numbers: set[str] = field(default_factory=set[str])


@cache
def words() -> dict[str, Any]:
    """The names and themes the demo is made of."""
    return json.loads((resources() / "demo.json").read_text("utf-8"))


@contextmanager
def standing_at(day: date) -> Generator[None]:
    """Let the program believe that it is this day, from nine on; each look is a second later."""
    before = dates.clock
    moment = datetime.combine(day, time(9), dates.CHINA)

    def clock() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=1)
        return moment

    dates.clock = clock
    try:
        yield
    finally:
        dates.clock = before


def agreed(act: Callable[[dict[str, str]], T]) -> T:
    """Run ``act`` with its doubts accepted: the demo's clerk has looked."""
    accepted: dict[str, str] = {}
    for _ in range(6):
        try:
            return act(accepted)
        except Doubt as doubt:
            accepted |= {w.code: "已核对" for w in doubt.warnings}
    return act(accepted)
