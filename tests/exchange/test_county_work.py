"""The county at work on its townships' records: corrections, its own events, questions and their answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.exchange.kernel import conflict
from ljfpa_desktop.services import (
    double_benefit,
    duty,
    event,
    figures,
    fund,
    household,
    person,
    sheet,
    todo,
    whose,
)
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.demo.desk import agreed
from tests.exchange.offices import FIRST, OTHER, Offices, Pc
from tests.factories import id_number
from tests.factories import person as someone

BORN = date(1962, 3, 5)


def carry(here: Pc, there: Pc, stick: Path, target: str = "") -> None:
    """One package from here to there."""
    there.take(here.pack(stick, target).path)


def known_twice(offices: Offices, stick: Path) -> str:
    """林建国 of the first township, whom the other registered as 林健国; returns the number."""
    number = id_number(BORN, "1")
    offices.first.family({"name": "林建国", "id_no": number})
    offices.other.family({"name": "林健国", "id_no": number})
    for pc in (offices.first, offices.other):
        carry(pc, offices.county, stick)
    return number


def test_a_case_goes_to_those_concerned_and_their_answers_come_back(offices: Offices, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    number = known_twice(offices, stick)
    county = offices.county
    (case,) = double_benefit.cases(county.db)
    assert double_benefit.send(county.db, county.actor, case.id) == 2
    for pc, code in ((offices.first, FIRST), (offices.second, FIRST), (offices.other, OTHER)):
        carry(county, pc, stick, code)
    for pc, mine, theirs in ((offices.first, "林建国", "林健国"), (offices.other, "林健国", "林建国")):
        (asked,) = duty.lines(pc.db)
        assert asked.text.startswith(mine)
        assert [t.count for t in todo.overview(pc.db).todos if t.code == "duties"] == [1]
        assert theirs not in json.dumps(pc.dump(), default=str, ensure_ascii=False)
        assert pc.rows("SELECT count(*) FROM person WHERE id_no = ?", number) == [(1,)]
        duty.close(pc.db, pc.actor, asked.id, f"{mine}：已迁走")
        carry(pc, county, stick)
    (case,) = double_benefit.cases(county.db)
    assert case.is_answered
    assert {p.answer for p in case.parties} == {"林建国：已迁走", "林健国：已迁走"}
    carry(county, offices.second, stick, FIRST)
    assert duty.lines(offices.second.db) == []


def test_two_answers_from_one_township_are_a_case_to_decide(offices: Offices, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    known_twice(offices, stick)
    county = offices.county
    double_benefit.send(county.db, county.actor, double_benefit.cases(county.db)[0].id)
    for pc in (offices.first, offices.second):
        carry(county, pc, stick, FIRST)
        duty.close(pc.db, pc.actor, duty.lines(pc.db)[0].id, f"{pc.folder.name}说不重复")
    for pc in (offices.first, offices.second):
        carry(pc, county, stick)
    with county.db.read() as s:
        (open_case,) = conflict.open_conflicts(s)
    assert {v.value["closed_why"] for v in open_case.values} == {"first说不重复", "second说不重复"}


def test_what_the_county_adds_to_a_family_travels_to_its_township(offices: Offices, tmp_path: Path) -> None:
    stick, county, first = tmp_path / "stick", offices.county, offices.first
    family = first.family("林建国")
    carry(first, county, stick)
    household.save(
        county.db, county.actor, {"phone1": "13705910001"}, record_id=family,
        members=[someone("林小妹", "30", "2", date(1990, 6, 1))],
        categories=[{"category": "02", "valid_from": date(2024, 1, 1), "basis": "县里核实"}],
    )  # fmt: skip
    carry(county, first, stick, FIRST)
    carry(county, offices.other, stick, OTHER)
    facts = household.facts(first.db, family)
    assert [m.name for m in facts.members] == ["林建国", "林小妹"]
    assert [c.category for c in facts.categories] == ["02"]
    assert first.phone(family) == "13705910001"
    assert offices.other.heads() == []


def test_the_county_may_correct_one_of_two_people_with_one_number(offices: Offices, tmp_path: Path) -> None:
    number = known_twice(offices, tmp_path / "stick")
    county = offices.county
    ids = [row[0] for row in county.rows("SELECT household_id FROM member ORDER BY id")]
    for raw in ids:
        family = UUID(bytes=raw)
        (head,) = household.facts(county.db, family).members
        household.save(county.db, county.actor, {"address": "新村路1号"}, record_id=family)
        person.save(county.db, county.actor, {"occupation": "渔民"}, head.person_id)
    assert county.rows("SELECT count(*) FROM person WHERE occupation = '渔民'") == [(2,)]
    with pytest.raises(Refused, match="由所在乡镇登记"):  # a family of its own would stand in no register
        county.family("陈明", village="350122104201")
    outsider = offices.first.family("陈明")
    carry(offices.first, county, tmp_path / "stick")
    (head,) = household.facts(county.db, outsider).members
    with pytest.raises(Invalid) as e:  # a third person may not take the number
        person.save(county.db, county.actor, {"id_no": number}, head.person_id)
    assert set(e.value.problems) == {"id_no"}


def test_the_countys_own_events_count_beside_the_townships(offices: Offices, tmp_path: Path) -> None:
    stick, county, first = tmp_path / "stick", offices.county, offices.first
    values = {
        "kind": "PUBLICITY", "theme": "计生惠民政策进村", "held_on": date(2024, 2, 3), "status": "HELD",
        "place": "广场", "mode": "OFFLINE", "offline_attendance": 100,
    }  # fmt: skip
    for pc in (county, first):
        agreed(lambda ok, pc=pc: event.save(pc.db, pc.actor, values, accepted=ok))
    carry(first, county, stick)
    carry(county, first, stick, FIRST)
    found = figures.rows(county.db, "ZB-B04", "2024-02")
    assert {r.office_code for r in found} == {"350122", FIRST}
    line = next(x for x in sheet.of(county.db, "2024-02").lines if x.indicator.code == "ZB-B04")
    assert (line.month, line.year_to_date) == (200, 200)
    assert [r.office_code for r in figures.rows(first.db, "ZB-B04", "2024-02")] == [FIRST]


def test_cycles_and_sources_named_alike_do_not_meet(offices: Offices, tmp_path: Path) -> None:
    stick, county = tmp_path / "stick", offices.county
    made = None
    for pc in (offices.first, offices.other, county):
        values = {"programme_code": "P09", "year": 2024, "name": "2024年春节慰问"}
        made = cycle.create(pc.db, pc.actor, values)
        fund.save_source(pc.db, pc.actor, {"name": "爱心企业", "kind": "COMPANY"})
        if pc is not county:
            carry(pc, county, stick)
    assert cycle.view(county.db, "2024年春节慰问").line.id == made
    titles = {c.title for c in cycle.list_all(county.db)}
    assert titles == {"2024年春节慰问", "琯头镇 2024年春节慰问", "晓澳镇 2024年春节慰问"}
    with county.db.read() as s:
        assert whose.code_of(fund.find_in(s, "爱心企业").office_id) == "350122"
    names = [b.name for b in fund.balances(county.db) if "爱心企业" in b.name]
    assert names[0] == "爱心企业"
    assert set(names[1:]) == {"晓澳镇爱心企业", "琯头镇爱心企业"}
    with pytest.raises(Invalid):
        fund.save_source(county.db, county.actor, {"name": "爱心企业", "kind": "COMPANY"})
    waiting = [t.count for t in todo.overview(county.db).todos if t.code == "cycles"]
    assert waiting == [1]  # its own; those of the townships are theirs to finish


def test_the_county_does_not_pay_for_a_township(offices: Offices, tmp_path: Path) -> None:
    stick, county, first = tmp_path / "stick", offices.county, offices.first
    family = first.family("林建国", categories=["05"])
    ref = cycle.create(first.db, first.actor, {"programme_code": "P09", "year": 2024, "name": "春节慰问"})
    agreed(lambda ok: entitlement.add(first.db, first.actor, ref, [NewRow(family, amount_fen=60_000)], ok))
    agreed(lambda ok: approval.approve(first.db, first.actor, ref, "1号", date(2024, 1, 9), accepted=ok))
    first_day = date(2024, 1, 10)
    agreed(lambda ok: approval.publicise(first.db, first.actor, ref, first_day, date(2024, 1, 18), ok))
    carry(first, county, stick)
    with pytest.raises(Refused, match="是琯头镇的批次，请由琯头镇发放"):
        payment.pay(county.db, county.actor, ref, date(2024, 1, 20), "cash", None)
    assert county.rows("SELECT count(*) FROM payment") == [(0,)]
    agreed(lambda ok: payment.pay(first.db, first.actor, ref, date(2024, 1, 20), "cash", None, accepted=ok))
