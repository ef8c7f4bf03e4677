"""A second set of books in plain Python: list, receipts and source as they ought to stand."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import text

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import office as offices
from ljfpa_desktop.services.aid import cycle
from tests.conftest import PASSWORD

FIRST = date(2024, 3, 1)


@dataclass(eq=False)
class Line:
    """A row of the list as the model keeps it."""

    id: UUID
    family: UUID
    fen: int
    status: str
    receipt: Receipt | None = None

    @property
    def counts(self) -> bool:
        return self.status in ("PROPOSED", "APPROVED")


@dataclass(eq=False)
class Receipt:
    """A receipt as the model keeps it; ``replaced_on`` is the day of the one issued in its place."""

    number: str
    line: Line
    fen: int
    day: date
    voided_on: date | None = None
    replaced_on: date | None = None
    is_signed: bool = False


@dataclass
class Income:
    """Money that came in."""

    id: UUID
    fen: int
    day: date
    voided_on: date | None = None


@dataclass
class Ledger:
    """The source's movements by day."""

    moves: dict[date, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, day: date, fen: int) -> None:
        self.moves[day] += fen

    def lowest_from(self, day: date) -> int:
        """The lowest balance on any day from this one on."""
        running, lows = 0, list[int]()
        for on in sorted({*self.moves, day}):
            running += self.moves.get(on, 0)
            if on >= day:
                lows.append(running)
        return min(lows)


class Model(RuleBasedStateMachine):
    """The books a second time: one emergency cycle and one source whose income is recorded."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(dir=self.folder.parent))
        shutil.copytree(self.folder, self.place / "office")
        self.db, self.actor, self.lock = offices.open_office(self.place / "office", "clerk", PASSWORD)
        self.today: date = FIRST
        self.set_clock()
        with self.db.read() as s:
            found = s.execute(text("SELECT id FROM household ORDER BY household_no")).scalars()
            self.families = [UUID(bytes=raw) for raw in found]
        self.ref = cycle.create(self.db, self.actor, {"programme_code": "P09E", "year": 2024, "name": "救助"})
        self.lines: list[Line] = []
        self.receipts: list[Receipt] = []
        self.incomes: list[Income] = []
        self.stage, self.approved, self.approved_on = "draft", 0, FIRST

    def set_clock(self) -> None:
        now = datetime(self.today.year, self.today.month, self.today.day, 2, tzinfo=UTC)
        dates.clock = lambda: now

    def teardown(self) -> None:
        self.db.close()
        self.lock.release()
        shutil.rmtree(self.place)

    # what the model knows

    def listed(self, *, without: Line | None = None) -> int:
        return sum(x.fen for x in self.lines if x.counts and x is not without)

    def open_lines(self) -> list[Line]:
        return [x for x in self.lines if x.counts and x.receipt is None]

    def standing(self, *, without: Receipt | None = None) -> int:
        return sum(r.fen for r in self.receipts if r.voided_on is None and r is not without)

    def ledger(self, *, reissued: tuple[Receipt, date] | None = None) -> Ledger:
        found = Ledger()
        for i in self.incomes:
            found.add(i.day, i.fen)
            if i.voided_on:
                found.add(i.voided_on, -i.fen)
        for r in self.receipts:
            found.add(r.day, -r.fen)
            again = reissued[1] if reissued and reissued[0] is r else r.replaced_on
            voided = self.today if reissued and reissued[0] is r else r.voided_on
            if voided:
                found.add(min(voided, max(again or voided, r.day)), r.fen)
        return found

    def wish(self, act: Callable[[], Any], *, granted: bool) -> Any:
        """Do it; what the model foretold must happen, and a refusal says a whole sentence."""
        if granted:
            return act()
        with pytest.raises(Failure, match="。$"):
            act()
        return None

    def fits(self, fen: int, *, without: Line | None = None) -> bool:
        return self.stage == "draft" or self.listed(without=without) + fen <= self.approved

    def settle(self) -> None:
        self.stage = "approved" if self.open_lines() else "paid"
