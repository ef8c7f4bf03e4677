"""Whatever happens to the records, the sheets of a year agree with each other (RULINGS.md 15, 16)."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import event, period, sheet
from ljfpa_desktop.services.indicators import INDICATORS
from ljfpa_desktop.services.sheet import Cell, Sheet
from tests.services.books import Books
from tests.services.test_period import ALL

SUMS = {i.code for i in INDICATORS if i.aggregation == "S"}
CELLS: tuple[tuple[Cell, str], ...] = (("month", "month"), ("year", "year_to_date"))


class Year:
    """A year of random work: each month some facts, corrections of earlier ones, then it is closed."""

    def __init__(self, books: Books, seed: int) -> None:
        self.books, self.chance = books, random.Random(seed)
        self.families = [books.family("05") for _ in range(3)] + [books.family("03") for _ in range(2)]
        self.paid: list[UUID] = []
        self.events: list[UUID] = []

    def day(self, month: int) -> date:
        return date(2024, month, self.chance.randrange(1, 29))

    def pay(self, month: int) -> None:
        family = self.chance.choice(self.families)
        basis = "03" if family in self.families[3:] else "05"
        self.paid.append(
            self.books.pay(family, self.day(month), self.chance.randrange(1, 90_000), basis=basis)
        )

    def hold(self, month: int) -> None:
        self.events.append(self.books.event(self.day(month), heads=self.chance.randrange(1, 400)))

    def see(self, month: int) -> None:
        self.books.visit(self.chance.choice(self.families), self.day(month))

    def void(self, month: int) -> None:
        if self.paid:
            self.books.void(self.paid.pop(self.chance.randrange(len(self.paid))), self.day(month))

    def take_out(self, _month: int) -> None:
        if self.events:
            gone = self.events.pop(self.chance.randrange(len(self.events)))
            event.retire(self.books.db, self.books.actor, gone, "重复登记")

    def late(self, month: int) -> None:
        self.hold(self.chance.randrange(1, month + 1))

    def work(self, month: int) -> None:
        acts: list[Callable[[int], None]] = [
            self.pay,
            self.hold,
            self.see,
            self.void,
            self.take_out,
            self.late,
        ]
        for _ in range(6):
            self.chance.choice(acts)(month)


def added(db: Database, code: str, month: str, cell: Cell) -> float:
    """The sum of value over distinct key of the rows behind a cell, ratios in percent."""
    rows = [r.row for r in sheet.rows(db, code, month, cell)]
    up, down, plain = (
        sum({r.key: r.value for r in rows if r.part == part}.values())
        for part in ("numerator", "denominator", "")
    )
    return round(up * 100 / down, 2) if down else plain


def agrees_with_its_rows(db: Database, found: Sheet) -> None:
    """Every cell of a sheet is what its rows add up to."""
    for line in found.lines:
        for cell, name in CELLS:
            assert (getattr(line, name) or 0) == added(db, line.indicator.code, found.month, cell), line


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_frozen_year_and_month_and_adjustment_make_the_year_to_date(
    db: Database, actor: Actor, seed: int
) -> None:
    year = Year(Books(db, actor), seed)
    before: Sheet | None = None
    for month in range(1, 6):
        year.work(month)
        now = sheet.of(db, f"2024-{month:02d}")
        agrees_with_its_rows(db, now)
        if before is not None:
            was = {x.indicator.code: x.year_to_date for x in before.lines}
            for line in now.lines:
                if line.indicator.code in SUMS:
                    parts = (was[line.indicator.code], line.month, line.adjustment)
                    assert line.year_to_date == sum(p for p in parts if p is not None), line
            explained = sum(
                (d.now or 0) - (d.was or 0) for d in period.differences(db, now.month) if d.code == "ZB-G03"
            )
            assert explained == next(x.adjustment for x in now.lines if x.indicator.code == "ZB-G03")
        period.close(db, actor, now.month, ALL)
        before = sheet.of(db, now.month)
        assert [x.year_to_date for x in before.lines] == [x.year_to_date for x in now.lines]
        agrees_with_its_rows(db, before)


def test_closed_sheets_never_change_whatever_follows(db: Database, actor: Actor) -> None:
    year = Year(Books(db, actor), 7)
    kept: dict[str, Sheet] = {}
    for month in range(1, 5):
        year.work(month)
        period.close(db, actor, f"2024-{month:02d}", ALL)
        kept[f"2024-{month:02d}"] = sheet.of(db, f"2024-{month:02d}")
        for closed, was in kept.items():
            assert sheet.of(db, closed) == was
            agrees_with_its_rows(db, was)
