"""Merges of people travel: whatever two computers do at once, one record stands for the person everywhere."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange import worklist
from ljfpa_desktop.services import double_benefit, duty, history, household, person, visit
from ljfpa_desktop.services.identity import apart, merging, scan
from tests.exchange.offices import FIRST, Offices, Pc
from tests.factories import id_number

BORN = date(1962, 3, 5)
ANYWAY = {"two_numbers": "旧号", "two_births": "登错"}
SEEN = {"visited_on": dates.today(), "occasion": "SPRING", "visitors": "李经办"}


def exchange(offices: Offices, stick: Path, rounds: int = 2) -> None:
    """Both computers of the township and the county hand each other all they have."""
    for _ in range(rounds):
        for pc in (offices.first, offices.second):
            offices.county.take(pc.pack(stick).path)
        for pc in (offices.first, offices.second):
            pc.take(offices.county.pack(stick, FIRST).path)


def heads(offices: Offices, stick: Path, count: int) -> tuple[list[UUID], list[UUID]]:
    """Families of 林建国, known to all: (families, heads in the order of their ids)."""
    families = [offices.first.family({"name": "林建国", "id_no": id_number(BORN, "1")}) for _ in range(count)]
    exchange(offices, stick, 1)
    people = [household.facts(offices.first.db, f).members[0].person_id for f in families]
    return families, sorted(people)


def standing(pc: Pc) -> dict[str, list[Any]]:
    """What every office must agree on: people with what they were merged into, and what names them."""
    return {
        "person": sorted(pc.rows("SELECT id, retired_on, merged_into, phone FROM person")),
        "member": sorted(pc.rows("SELECT id, retired_on, person_id, relation FROM member")),
        "visit": sorted(pc.rows("SELECT id, retired_on, person_id FROM visit")),
        "not_same": sorted(pc.rows("SELECT id, retired_on, one_id, other_id, why FROM not_same")),
    }


def agree(offices: Offices) -> dict[str, list[Any]]:
    """That all three agree, and that nothing is left to decide; returns what they agree on."""
    pcs = (offices.county, offices.first, offices.second)
    for one, other in combinations(pcs, 2):
        assert standing(one) == standing(other)
    for pc in pcs:
        assert worklist.cases(pc.db) == []
        people = {row[0]: row[2] for row in standing(pc)["person"]}
        assert all(into is None or people[into] is None for into in people.values())
        assert all((row[1] is None) == (row[2] is None) for row in standing(pc)["person"])
    return standing(offices.county)


def live(found: dict[str, list[Any]]) -> list[bytes]:
    return [row[0] for row in found["person"] if row[1] is None]


def see(pc: Pc, family: UUID, who: UUID) -> None:
    visit.save(pc.db, pc.actor, {**SEEN, "household_id": family, "person_id": who})


def test_a_merge_travels_with_all_that_moved(offices: Offices, stick: Path) -> None:
    families, (a, b) = heads(offices, stick, 2)
    see(offices.first, families[0], a)
    merging.merge(offices.first.db, offices.first.actor, b, a, accepted=ANYWAY)
    exchange(offices, stick)
    found = agree(offices)
    assert live(found) == [b.bytes]
    assert {row[2] for row in found["member"] + found["visit"]} == {b.bytes}
    for pc in (offices.county, offices.second):
        assert {m.person_id for f in families for m in household.facts(pc.db, f).members} == {b}
        assert any("并入的林建国" in row.record for row in history.of_record(pc.db, b))
        assert [(m.gone, m.keep) for m in merging.merges(pc.db)] == [(a, b)]


def test_what_another_computer_wrote_for_the_merged_record_follows(offices: Offices, stick: Path) -> None:
    families, (a, b) = heads(offices, stick, 2)
    merging.merge(offices.first.db, offices.first.actor, b, a, accepted=ANYWAY)
    see(offices.second, families[0], a)
    exchange(offices, stick)
    found = agree(offices)
    assert [row[2] for row in found["visit"]] == [b.bytes]
    merging.undo(offices.first.db, offices.first.actor, a)
    exchange(offices, stick)
    found = agree(offices)
    assert [row[2] for row in found["visit"]] == [a.bytes]
    assert set(live(found)) == {a.bytes, b.bytes}


def test_opposite_merges_end_at_one_record_everywhere(offices: Offices, stick: Path) -> None:
    families, (a, b) = heads(offices, stick, 2)
    see(offices.first, families[0], a)
    see(offices.second, families[1], b)
    exchange(offices, stick, 1)
    merging.merge(offices.first.db, offices.first.actor, b, a, accepted=ANYWAY)
    merging.merge(offices.second.db, offices.second.actor, a, b, accepted=ANYWAY)
    exchange(offices, stick, 3)
    found = agree(offices)
    assert live(found) == [a.bytes]
    assert {row[2] for row in found["member"] + found["visit"]} == {a.bytes}
    before = found
    exchange(offices, stick)
    assert agree(offices) == before
    merging.undo(offices.first.db, offices.first.actor, b)
    exchange(offices, stick)
    found = agree(offices)
    assert set(live(found)) == {a.bytes, b.bytes}
    assert sorted(row[2] for row in found["visit"]) == [a.bytes, b.bytes]
    assert {m.person_id for m in household.facts(offices.county.db, families[0]).members} == {a}


def test_two_memberships_in_one_family_stay_one_after_opposite_merges(offices: Offices, stick: Path) -> None:
    home = offices.first.family({"name": "林建国", "id_no": id_number(BORN, "1")})
    double = {"name": "林建国", "id_no": "", "relation": "97", "birth_date": BORN, "sex": "1"}
    household.save(offices.first.db, offices.first.actor, {}, members=[double], record_id=home)
    exchange(offices, stick, 1)
    a, b = (m.person_id for m in household.facts(offices.first.db, home).members)
    merging.merge(offices.first.db, offices.first.actor, b, a)
    merging.merge(offices.second.db, offices.second.actor, a, b)
    exchange(offices, stick, 3)
    found = agree(offices)
    kept = [row for row in found["member"] if row[1] is None]
    assert [(row[2], row[3]) for row in kept] == [(min(a, b).bytes, "02")]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_chains_made_in_two_places_end_at_one_record(
    offices: Offices, stick: Path, order: tuple[int, int, int]
) -> None:
    families, people = heads(offices, stick, 3)
    a, b, c = (people[n] for n in order)
    merging.merge(offices.first.db, offices.first.actor, b, a, accepted=ANYWAY)
    merging.merge(offices.second.db, offices.second.actor, c, b, accepted=ANYWAY)
    see(offices.second, families[0], a)
    exchange(offices, stick, 3)
    found = agree(offices)
    assert live(found) == [c.bytes]
    assert {row[2] for row in found["member"] + found["visit"]} == {c.bytes}


def test_a_circle_of_three_ends_at_one_record(offices: Offices, stick: Path) -> None:
    _families, people = heads(offices, stick, 3)
    a, b, c = people
    for pc, keep, gone in ((offices.first, b, a), (offices.second, c, b), (offices.county, a, c)):
        merging.merge(pc.db, pc.actor, keep, gone, accepted=ANYWAY)
    exchange(offices, stick, 3)
    (kept,) = live(agree(offices))
    assert kept in {p.bytes for p in people}


def test_the_same_merge_in_two_places_is_one(offices: Offices, stick: Path) -> None:
    _families, (a, b) = heads(offices, stick, 2)
    for pc in (offices.first, offices.second):
        merging.merge(pc.db, pc.actor, b, a, accepted=ANYWAY)
    exchange(offices, stick)
    assert live(agree(offices)) == [b.bytes]


def test_one_record_merged_into_two_is_decided_by_a_person(offices: Offices, stick: Path) -> None:
    _families, (a, b, c) = heads(offices, stick, 3)
    merging.merge(offices.first.db, offices.first.actor, b, a, accepted=ANYWAY)
    person.save(offices.second.db, offices.second.actor, {"name": "林见国"}, c)
    merging.merge(offices.second.db, offices.second.actor, c, a, accepted=ANYWAY)
    exchange(offices, stick)
    (case,) = (x for x in worklist.cases(offices.first.db) if x.tbl == "person")
    assert {v.words for v in case.values} == {"并入林建国", "并入林见国"}
    for case in worklist.cases(offices.first.db):
        worklist.decide(offices.first.db, offices.first.actor, case, case.values[0].value)
    exchange(offices, stick)
    assert len(live(agree(offices))) == 2


def test_what_the_county_says_of_two_people_of_a_township_goes_there(offices: Offices, stick: Path) -> None:
    for _ in range(2):
        bare = {"name": "林建国", "id_no": "", "birth_date": "1962-03-05", "sex": "1"}
        offices.first.family(bare)
    exchange(offices, stick, 1)
    (pair,) = scan.pairs(offices.county.db)
    apart.say(offices.county.db, offices.county.actor, pair.one.id, pair.other.id, "堂兄弟")
    exchange(offices, stick)
    agree(offices)
    for pc in (offices.county, offices.first, offices.second):
        assert scan.pairs(pc.db) == []
        assert [(x.said_by, x.why) for x in apart.everything_said(pc.db)] == [("李经办", "堂兄弟")]


def test_across_townships_the_county_closes_the_question_and_names_nobody(
    offices: Offices, stick: Path
) -> None:
    number = id_number(BORN, "1")
    offices.first.family({"name": "林建国", "id_no": number})
    offices.other.family({"name": "林建国", "id_no": number})
    county = offices.county
    for pc in (offices.first, offices.other):
        county.take(pc.pack(stick).path)
    (case,) = double_benefit.cases(county.db)
    double_benefit.send(county.db, county.actor, case.id)
    (pair,) = scan.pairs(county.db)
    with pytest.raises(Refused, match="两个乡镇"):
        merging.merge(county.db, county.actor, pair.one.id, pair.other.id)
    apart.say(county.db, county.actor, pair.one.id, pair.other.id, "号码登错")
    assert double_benefit.cases(county.db) == []
    offices.first.take(county.pack(stick, FIRST).path)
    (asked,) = duty.lines(offices.first.db, open_only=False)
    assert asked.closed_why == "县里核定不是同一人：号码登错"
    assert offices.first.rows("SELECT count(*) FROM not_same") == [(0,)]
