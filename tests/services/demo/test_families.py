"""The people of the demo are made up, but whole: numbers that check, families that could live."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from ljfpa_desktop.base import codes, divisions, idcard
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import exporting, household
from ljfpa_desktop.services.demo import families
from ljfpa_desktop.services.demo.desk import DemoDesk, agreed, standing_at, words

DAY = date(2026, 1, 2)


@pytest.fixture
def people(db: Database, actor: Actor) -> list[dict[str, Any]]:
    """The members of 40 families of the demo."""
    desk = DemoDesk(db, actor, Random(4))
    with standing_at(DAY):
        families.add(desk, 30, 0, DAY)
        families.add(desk, 10, 30, DAY)
    assert len(desk.special) == families.SPECIAL
    assert len(desk.hard) >= 5
    return exporting.as_plain(db, "persons", full=True)


def test_numbers_check_and_are_unique(people: list[dict[str, Any]]) -> None:
    numbers = [p["id_no"] for p in people]
    assert len(numbers) == len(set(numbers)) > 100
    for person in people:
        number = person["id_no"]
        assert number[-1] == idcard.checksum(number[:17])
        assert number[6:14] == person["birth_date"].replace("-", "")
        assert (int(number[16]) % 2 == 1) is (person["sex"] == "1")
        assert number.startswith("350122")


def test_families_could_live(people: list[dict[str, Any]], db: Database) -> None:
    by_family: dict[str, list[dict[str, Any]]] = {}
    for person in people:
        by_family.setdefault(person["household_no"], []).append(person)
    assert len(by_family) == 40
    for members in by_family.values():
        head, wife, *children = sorted(members, key=lambda m: m["relation"])
        assert (head["relation"], wife["relation"]) == ("02", "12")
        assert 1 <= len(children) <= 2
        for child in children:
            assert int(child["birth_date"][:4]) - int(wife["birth_date"][:4]) >= 18
            assert child["name"][0] == head["name"][0]
    villages = {number[:12] for number in by_family}
    assert villages <= {code for code, _ in divisions.villages("350122103")}
    assert len(villages) == 28


def test_special_and_hardship_families_are_what_they_say(people: list[dict[str, Any]], db: Database) -> None:
    held = exporting.as_plain(db, "categories")
    bereaved = {c["household_no"] for c in held if c["category"] == "03"}
    disabled = {c["household_no"] for c in held if c["category"] == "04"}
    assert (len(bereaved), len(disabled)) == (5, 4)
    for person in people:
        is_child = person["relation"] not in ("02", "12")
        assert bool(person["death_date"]) is (is_child and person["household_no"] in bereaved)
        assert bool(person["disability_grade"]) is (is_child and person["household_no"] in disabled)
    hard = [c for c in held if c["category"] == "05"]
    assert {c["valid_from"] for c in hard} == {"2026-01-01"}
    assert not bereaved & {c["household_no"] for c in hard}


def test_hardship_is_recognised_again_each_year(db: Database, actor: Actor) -> None:
    desk = DemoDesk(db, actor, Random(4))
    with standing_at(DAY):
        families.add(desk, 20, 0, DAY)
    with standing_at(date(2027, 1, 3)):
        families.renew(desk, 2027)
    spans = [
        [c.valid_from.year for c in household.facts(db, f).categories if c.category == families.HARDSHIP]
        for f in desk.hard
    ]
    assert spans
    assert all(sorted(s) == [2026, 2027] for s in spans)


def test_the_clock_stands_and_goes_back() -> None:
    from ljfpa_desktop.base import dates

    before = dates.clock
    with standing_at(date(2025, 5, 29)):
        first = dates.now()
        assert dates.today() == date(2025, 5, 29)
        assert dates.now() > first
        with standing_at(date(2025, 6, 1)):
            assert dates.today() == date(2025, 6, 1)
        assert dates.today() == date(2025, 5, 29)
    assert dates.clock is before


def test_doubts_are_agreed_to_and_refusals_are_not() -> None:
    from ljfpa_desktop.base.errors import Doubt, Refused, Warn

    def act(accepted: dict[str, str]) -> str:
        for code in ("first", "second"):
            if code not in accepted:
                raise Doubt([Warn(code, "", code)])
        return "done"

    assert agreed(act) == "done"

    def never(_accepted: dict[str, str]) -> None:
        raise Refused("不行")

    with pytest.raises(Refused, match="不行"):
        agreed(never)


def test_the_words_are_codes() -> None:
    tables = {"events": "event_kind", "sites": "site_kind", "honours": "certificate_kind"}
    for part, table in tables.items():
        assert {row["kind"] for row in words()[part]} <= {c.code for c in codes.table(table)}
    kinds = {m[0] for e in words()["events"] for m in e.get("materials", ())}
    assert kinds <= {c.code for c in codes.table("material_kind")}
    for plan in words()["events"]:
        assert date(2024, plan["month"], plan["day"])
