"""Builds the demo office day by day, from last year's January to today."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.demo_key import DEMO
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.services import backup, event_list, household, office, period, setting
from ljfpa_desktop.services.aid import cycle
from ljfpa_desktop.services.demo import aid_rounds, families, work
from ljfpa_desktop.services.demo.desk import TOWNSHIP, DemoDesk, agreed, standing_at, words

LOGIN, PASSWORD, NAME = "demo", "demo-lianjiang", "李经办"
EARLIEST = 2024  # programmes hold from here on
Task = tuple[date, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class DemoFacts:
    """What the demo holds."""

    folder: Path
    households: int
    persons: int
    payments: int
    events: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the demo offices of one county share: ID numbers given so far, and people known to two of them."""

    numbers: set[str] = field(default_factory=set[str])
    guests: list[list[dict[str, Any]]] = field(default_factory=list[list[dict[str, Any]]])


def build(
    folder: Path,
    households: int = 200,
    year: int | None = None,
    seed: int = 1,
    *,
    division: str = TOWNSHIP,
    neighbours: Neighbours | None = None,
) -> DemoFacts:
    """Build the demo office in ``folder``: ``year`` (this one by default) up to today, and the year before.

    The same numbers give the same content on the same day. Its password stands in demo.json.
    Raises `Refused` when the folder holds an office.
    """
    today = dates.today()
    last = min(today, date(year or today.year, 12, 31))
    begin = date(max(EARLIEST, last.year - 1), 1, 2)
    found(folder, division, begin, seed)
    db, actor, lock = office.open_office(folder, LOGIN, PASSWORD)
    known = neighbours or Neighbours()
    try:
        desk = DemoDesk(db, actor, Random(seed), division, numbers=known.numbers, guests=known.guests)
        for day, task in sorted(_calendar(desk, households, begin, last), key=lambda t: t[0]):
            if day <= last:
                with standing_at(day):
                    task()
        with standing_at(last):
            backup.daily(db, actor)
        return _facts(desk, folder)
    finally:
        db.close()
        lock.release()


def found(folder: Path, division: str, day: date, seed: int = 1) -> None:
    """Create an empty demo office on this day, with its password beside it."""
    with standing_at(day):
        office.create(folder, division, login=LOGIN, name=NAME, password=PASSWORD, demo=True)
    content = json.dumps({"login": LOGIN, "password": PASSWORD, "seed": seed}, ensure_ascii=False)
    write_replacing(folder / DEMO, content.encode())


def _calendar(desk: DemoDesk, count: int, begin: date, last: date) -> Iterator[Task]:
    most = count * 9 // 10
    yield begin, lambda: _set_up(desk, begin)
    yield begin, lambda: families.add(desk, most, 0, begin)
    rest = count - most
    step = max(1, rest // 6)
    for k, n in enumerate(range(0, rest, step)):
        day = min(date(begin.year, 2 + k % 9, 18), last)
        number, first = min(step, rest - n), most + n
        yield day, lambda number=number, first=first, day=day: families.add(desk, number, first, day)
    for year in range(begin.year, last.year + 1):
        yield from _year(desk, year, begin, last)
    yield last, lambda: aid_rounds.still_open(desk, last)


def _set_up(desk: DemoDesk, begin: date) -> None:
    names = {"handler": NAME, "reviewer": "王主任", "approver": "陈会长", "phone": "0591-26000000"}
    setting.save(desk.db, desk.actor, {f"paper.{k}": v for k, v in names.items()})
    work.sites(desk, begin)


def _year(desk: DemoDesk, year: int, begin: date, last: date) -> Iterator[Task]:
    if year > begin.year:
        yield date(year, 1, 3), lambda: families.renew(desk, year)
    yield date(year, 1, 6), lambda: aid_rounds.income(desk, year)
    yield date(year, 1, 7), lambda: aid_rounds.hardship(desk, year, last)
    for occasion, day in (("春节", date(year, 1, 25)), ("中秋", date(year, 9, 18))):
        yield (
            day - timedelta(days=aid_rounds.NOTICE),
            lambda o=occasion, d=day: aid_rounds.special(desk, year, last, occasion=o, day=d),
        )
    for month in (4, 8):
        yield date(year, month, 8), lambda m=month: aid_rounds.emergency(desk, year, m, last)
    for plan in words()["events"]:
        day = date(year, plan["month"], plan["day"])
        yield day, lambda plan=plan, day=day: work.hold(desk, plan, day)
    for n, plan in enumerate(words()["honours"]):
        day = date(year, plan["month"], plan["day"])
        yield day, lambda n=n, plan=plan, day=day: work.award(desk, plan, day, desk.hard[n])
    for month in range(1, 13):
        yield from _month(desk, year, month, last)


def _month(desk: DemoDesk, year: int, month: int, last: date) -> Iterator[Task]:
    day = date(year, month, 24 if month == 1 else 15)
    # Each special family is seen at 春节 and in turn over the year.
    yield day, lambda: work.visits(desk, day, _in_turn(desk, month))
    end = (date(year, month, 28) + timedelta(days=4)).replace(day=1)
    closing = end + timedelta(days=2)
    if closing + timedelta(days=25) <= last:
        yield closing, lambda: agreed(lambda ok: period.close(desk.db, desk.actor, f"{year}-{month:02d}", ok))


def _in_turn(desk: DemoDesk, month: int) -> list[UUID]:
    if month == 1:
        return list(desk.special)
    return [f for n, f in enumerate(desk.special) if (n + month) % 3 == 0] + desk.hard[
        month % 5 : month % 5 + 2
    ]


def _facts(desk: DemoDesk, folder: Path) -> DemoFacts:
    totals = household.summary(desk.db)
    paid = sum(c.paid_rows for c in cycle.list_all(desk.db))
    held = event_list.count(desk.db)[0]
    return DemoFacts(folder, totals.households, totals.persons, paid, held)
