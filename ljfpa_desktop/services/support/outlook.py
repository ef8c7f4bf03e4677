"""Eligibility asked: of one family as of a day, and of the whole register for a year ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services import whose
from ljfpa_desktop.services.support import houses, terms
from ljfpa_desktop.services.support.judging import Verdict, judge


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who reaches the age in the year and otherwise fulfils the conditions."""

    household_id: UUID
    household_no: str
    village_code: str
    village: str
    verdict: Verdict


def of_family(db: Database, household_id: UUID, day: date) -> list[Verdict]:
    """Every kind of support for the head and the spouse as of a day; `Refused` when not in the register."""
    with db.read() as s:
        every = terms.all_in(s)
        found = list(houses.read(s, household_id))
    if not found:
        raise Refused("这一户不在册，待遇按在册的家庭计算。")
    (house,) = found
    return [
        judge(house, who, terms.on_day(every, kind, day), day)
        for who in house.couple
        if who.death is None or who.death > day
        for kind in terms.KINDS
    ]


def of_year(db: Database, year: int, *, village: str = "") -> list[Coming]:
    """Who reaches 49 or 60 in the year and has what else it takes, evidence perhaps missing; by village.

    The terms are those at the end of the year, which is the reference of the yearly confirmation.
    """
    last = date(year, 12, 31)
    with db.read() as s:
        every, place = terms.all_in(s), whose.places(s)
        of_kind = [terms.on_day(every, kind, last) for kind in terms.KINDS]
        return [
            Coming(house.id, house.household_no, house.village_code, place(house.village_code), verdict)
            for house in houses.read(s)
            if house.village_code.startswith(village)
            for who in house.couple
            for of in of_kind
            for verdict in (judge(house, who, of, last),)
            if verdict.state == "YES" and verdict.when is not None and verdict.when.year == year
        ]
