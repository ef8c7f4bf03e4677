"""The families of the demo: made-up people with valid numbers, categories, and nine special families."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ljfpa_desktop.base import divisions, idcard
from ljfpa_desktop.services import household
from ljfpa_desktop.services.demo.desk import DemoDesk, agreed, words

SPECIAL = 9
HARDSHIP = "05"
BASIS, APPROVER = "入户核实，镇审核", "王主任"
ONE_IN_HARD, FIRST_HARD = 9, range(10, 14)


def add(desk: DemoDesk, number: int, first: int, day: date) -> None:
    """Register ``number`` families on this day; the counting goes on from ``first``."""
    for n in range(first, first + number):
        _add_one(desk, n, day)


def _add_one(desk: DemoDesk, n: int, day: date) -> None:
    chance = desk.chance
    villages = divisions.villages(desk.township)
    village = villages[n % len(villages)][0] if n < len(villages) else chance.choice(villages)[0]
    special = "03" if n in range(0, SPECIAL, 2) else "04" if n in range(1, SPECIAL, 2) else ""
    hard = not special and (n % ONE_IN_HARD == 0 or n in FIRST_HARD)
    people = desk.guests.pop() if hard and desk.guests else list(_people(desk, special, day))
    daughters = [p for p in people if p["relation"] in ("32", "33")]
    held = [special] if special else ["02" if len(daughters) == 2 else "01"]
    held += ["15"] if chance.random() < 0.3 else []
    values = _values(desk, village, hard=hard)
    since = day - timedelta(days=chance.randrange(200, 2000))
    found = {"basis": desk.local(BASIS), "approver": APPROVER}
    categories = [{**found, "category": c, "valid_from": since} for c in held]
    if hard:
        categories.append({**found, "category": HARDSHIP, "valid_from": date(day.year, 1, 1)})
    made = agreed(
        lambda accepted: household.save(
            desk.db, desk.actor, values, members=people, categories=categories, accepted=accepted
        )
    )
    if special:
        desk.special.append(made)
    if hard:
        desk.hard.append(made)


def renew(desk: DemoDesk, year: int) -> None:
    """Recognise the hardship families again: the category holds for a year at a time."""
    for family in desk.hard:
        found = {"basis": desk.local(BASIS), "approver": APPROVER}
        values = {**found, "category": HARDSHIP, "valid_from": date(year, 1, 1)}
        agreed(lambda ok, f=family, v=values: household.add_category(desk.db, desk.actor, f, v, ok))


def _values(desk: DemoDesk, village: str, *, hard: bool) -> dict[str, Any]:
    chance = desk.chance
    road = chance.choice(words()["roads"])
    values: dict[str, Any] = {
        "village_code": village,
        "address": f"{divisions.short_name(village)}{road}{chance.randrange(1, 180)}号",
        "phone1": f"13{chance.choice('5689')}{chance.randrange(10**7, 10**8)}",
        "hukou_kind": chance.choice("113"),
    }
    if hard:
        values |= {
            "hardship_reason": chance.choice("12345"),
            "annual_income_fen": chance.randrange(60, 240) * 10_000,
            "housing": "自建房",
        }
    return values


def _people(desk: DemoDesk, special: str, day: date) -> Iterator[dict[str, Any]]:
    chance = desk.chance
    surname = chance.choice(words()["surnames"])
    older = 52 if special else 34
    age = chance.randrange(older, older + 22)
    born = date(day.year - age, chance.randrange(1, 13), chance.randrange(1, 29))
    yield _person(desk, surname, "02", "1", born)
    wife = chance.choice(words()["surnames"])
    yield _person(desk, wife, "12", "2", born + timedelta(days=chance.randrange(200, 1500)))
    two = not special and chance.random() < 0.35
    for i in range(2 if two else 1):
        sex = "2" if two or chance.random() < 0.5 else "1"
        relation = ("32", "33")[i] if two else "31" if sex == "2" else "21"
        child = _person(desk, surname, relation, sex, _birth_of(desk, born, i))
        if special == "03":
            child |= {"death_date": day - timedelta(days=chance.randrange(900, 4000))}
        if special == "04":
            child |= {
                "disability_type": "4",
                "disability_grade": "2",
                "disability_no": f"{child['id_no']}42",
            }
        yield child


def _birth_of(desk: DemoDesk, born: date, i: int) -> date:
    return date(born.year + 24 + 3 * i, desk.chance.randrange(1, 13), desk.chance.randrange(1, 29))


def _person(desk: DemoDesk, surname: str, relation: str, sex: str, birth: date) -> dict[str, Any]:
    given = desk.chance.choice(words()["male" if sex == "1" else "female"])
    return {
        "name": surname + given,
        "relation": relation,
        "id_no": _id_number(desk, birth, sex),
        "education": desk.chance.choice(("70", "60", "40")),
    }


def _id_number(desk: DemoDesk, birth: date, sex: str) -> str:
    while True:
        serial = desk.chance.randrange(50, 490) * 2 + (1 if sex == "1" else 0)
        first = f"350122{birth:%Y%m%d}{serial:03d}"
        if first not in desk.numbers:
            desk.numbers.add(first)
            return first + idcard.checksum(first)
