"""What the makers of the demo share: the open office, its chance, and a clock to be set."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from ljfpa_desktop.base import dates, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt
from ljfpa_desktop.base.paths import resources

T = TypeVar("T")
TOWNSHIP = "350122103"


@dataclass(slots=True)
class DemoDesk:
    """The office being filled; ``special`` and ``hard`` are families, ``numbers`` ID numbers given so far.

    ``guests`` are the people of hardship families of other townships that are registered here, too.
    """

    db: Database
    actor: Actor
    chance: Random
    township: str = TOWNSHIP
    special: list[UUID] = field(default_factory=list[UUID])
    hard: list[UUID] = field(default_factory=list[UUID])
    sites: dict[str, UUID] = field(default_factory=dict[str, UUID])
    numbers: set[str] = field(default_factory=set[str])
    guests: list[list[dict[str, Any]]] = field(default_factory=list[list[dict[str, Any]]])

    def local(self, words: str) -> str:
        """Words of the demo with this township's own name and villages in them."""
        here = _places(self.township)
        return re.sub("|".join(here), lambda found: here[found[0]], words) if here else words

    def village(self, code: str) -> str:
        """The village of this township that stands for one of the demo's."""
        return _villages(self.township)[code]


@cache
def words() -> dict[str, Any]:
    """The names and themes the demo is made of."""
    return json.loads((resources() / "demo.json").read_text("utf-8"))


@cache
def _villages(township: str) -> dict[str, str]:
    """The villages the demo speaks of -> those of this township, in turn."""
    own = [code for code, _ in divisions.villages(township)]
    told = list(words()["villages"].values())
    return {code: code if township == TOWNSHIP else own[n % len(own)] for n, code in enumerate(told)}


@cache
def _places(township: str) -> dict[str, str]:
    """The names the demo speaks of -> those of this township, longer ones first."""
    if township == TOWNSHIP:
        return {}
    full, kind = divisions.name(township), divisions.name(township)[-1]
    here = _villages(township)
    named = {said: divisions.short_name(here[code]) for said, code in words()["villages"].items()}
    demo = divisions.name(TOWNSHIP)
    of_kind = {f"镇{what}": f"{kind}{what}" for what in ("政府", "计生", "审核")}
    return {**named, demo: full, demo[:-1]: full[:-1], **of_kind}


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
