"""A small county: three townships joined, their year moved by real packages, the county's figures theirs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ljfpa_desktop.base import dates, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.record import shipped_id
from ljfpa_desktop.exchange import demo_county
from ljfpa_desktop.models.aid import Register
from ljfpa_desktop.models.event import Event
from ljfpa_desktop.models.sync import PackageLog
from ljfpa_desktop.reports import aid_facts, event_facts, month_facts
from ljfpa_desktop.services import (
    double_benefit,
    duty,
    exporting,
    figures,
    household,
    office,
    period,
    search,
    sheet,
    transfer,
    whose,
)
from ljfpa_desktop.services.aid import cycle
from ljfpa_desktop.services.check import check
from ljfpa_desktop.services.indicators import INDICATORS

Desk = tuple[Database, Actor]
TOWNSHIPS = ("350122100", "350122101", "350122102")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> demo_county.CountyFacts:
    """Three townships of 24 families and their county."""
    said: list[str] = []
    facts = demo_county.build(tmp_path_factory.mktemp("county"), 2024, 3, 24, say=said.append)
    assert said == [
        "正在生成凤城镇（1/3）", "正在生成敖江镇（2/3）", "正在生成东岱镇（3/3）", "正在发送县里的答复",
    ]  # fmt: skip
    return facts


@pytest.fixture(scope="module")
def desks(built: demo_county.CountyFacts) -> Iterator[dict[str, Desk]]:
    """The four offices, open."""
    place, opened = built.folder.parent, {}
    for code in ("350122", *TOWNSHIPS):
        known = json.loads((place / code / "demo.json").read_text("utf-8"))
        opened[code] = office.open_office(place / code, known["login"], known["password"])
    yield {code: (db, actor) for code, (db, actor, _lock) in opened.items()}
    for db, _actor, lock in opened.values():
        db.close()
        lock.release()


def county(desks: dict[str, Desk]) -> Database:
    return desks["350122"][0]


def one(db: Database, sql: str, *values: object) -> int:
    with db.read() as s:
        return s.connection().exec_driver_sql(sql, values).scalar_one()


def test_everything_is_there_and_sound(built: demo_county.CountyFacts, desks: dict[str, Desk]) -> None:
    assert (built.townships, built.households) == (TOWNSHIPS, 72)
    for db, _actor in desks.values():
        assert check(db).faults == ()
        assert office.facts(db).is_demo
    db = county(desks)
    assert household.count(db, {}) == 72
    assert household.totals(db, {})["persons"] == built.persons
    assert one(db, "SELECT count(*) FROM event") == built.events
    assert one(db, "SELECT count(*) FROM payment WHERE voided_on IS NULL") == built.payments


def test_ids_and_numbers_of_two_offices_differ(desks: dict[str, Desk]) -> None:
    seen: set[bytes] = set()
    for code in TOWNSHIPS:
        with desks[code][0].read() as s:
            ids = {r[0] for r in s.connection().exec_driver_sql("SELECT id FROM payment")}
        assert ids
        assert not ids & seen
        seen |= ids
    twice = "SELECT count(*) FROM (SELECT id_no FROM person GROUP BY id_no HAVING count(*) > 1)"
    assert one(county(desks), twice) == 3  # the one family that two townships know


def test_receipts_came_back(desks: dict[str, Desk]) -> None:
    for code in TOWNSHIPS:
        with desks[code][0].read() as s:
            sent = s.scalars(select(PackageLog).where(PackageLog.way == "out")).all()
        (receipt,) = [json.loads(p.facts)["receipt"] for p in sent]
        assert receipt["conflicts"] == 0
        assert receipt["totals"]["households"] == 24


@pytest.mark.parametrize("month", ["2024-01", "2024-09", "2024-12"])
def test_the_countys_sheet_is_the_sum_of_the_townships(desks: dict[str, Desk], month: str) -> None:
    at_county = sheet.of(county(desks), month)
    assert not at_county.is_closed
    parts = [sheet.of(desks[code][0], month) for code in TOWNSHIPS]
    assert parts[0].is_closed is (month != "2024-12")
    seen = 0
    for n, line in enumerate(at_county.lines):
        if line.indicator.aggregation == "R":
            continue
        theirs = [p.lines[n] for p in parts]
        assert line.month == sum(x.month or 0 for x in theirs), line.indicator
        assert line.year_to_date == sum(x.year_to_date or 0 for x in theirs), line.indicator
        assert (line.same_period, line.adjustment) == (None, None)
        seen += bool(line.year_to_date)
    assert seen >= 12


def test_distinct_counts_and_ratios_are_counted_anew(desks: dict[str, Desk]) -> None:
    db = county(desks)
    found = {line.indicator.code: line for line in sheet.of(db, "2024-12").lines}
    paid = "SELECT count(DISTINCT household_id) FROM payment WHERE voided_on IS NULL AND retired_on IS NULL"
    year = " AND paid_on BETWEEN '2024-01-01' AND '2024-12-31'"
    assert found["ZB-P02"].year_to_date == one(db, paid + year)
    hard = " AND basis_category = '05' AND aid_kind IN ('A01', 'A02')"
    assert found["ZB-G02"].year_to_date == one(db, paid + year + hard)
    special = (
        "SELECT count(DISTINCT v.household_id) FROM visit v JOIN household_category c "
        "ON c.household_id = v.household_id AND c.category IN ('03', '04') AND c.retired_on IS NULL "
        "WHERE v.retired_on IS NULL AND v.visited_on BETWEEN '2024-01-01' AND '2024-12-31'"
    )
    assert found["ZB-E04"].year_to_date == one(db, special) == 27
    assert found["ZB-E05"].year_to_date == 100
    assert found["ZB-E01"].month == 27


def test_rows_name_the_office_and_add_up(desks: dict[str, Desk]) -> None:
    db = county(desks)
    for indicator in INDICATORS:
        found = figures.rows(db, indicator.code, "2024")
        assert {r.office_code for r in found} <= set(TOWNSHIPS), indicator
        assert all(r.place.startswith(divisions.name(r.office_code)) for r in found)
        for code in TOWNSHIPS:
            mine = [r.row.record for r in found if r.office_code == code]
            theirs = [r.row.record for r in figures.rows(desks[code][0], indicator.code, "2024")]
            assert sorted(mine) == sorted(theirs)


def test_lists_and_search_name_the_township(desks: dict[str, Desk]) -> None:
    db = county(desks)
    lines = household.page(db, {"village": "350122101"}, limit=100)
    assert len(lines) == 24 == household.count(db, {"village": "350122101"})
    assert all(line.village.startswith("敖江镇") for line in lines)
    assert {line.village for line in household.page(desks["350122101"][0], {"village": "350122101"})} == {
        line.village.removeprefix("敖江镇") for line in lines
    }
    someone = lines[0]
    hits = search.find(db, someone.household_no)
    assert [h.village for h in hits if h.is_head] == [someone.village]
    assert household.facts(db, someone.id).village == someone.village
    cycles = cycle.list_all(db, 2024)
    assert len(cycles) == 18
    assert {c.office for c in cycles} == {"凤城镇", "敖江镇", "东岱镇"}
    with pytest.raises(Refused, match="敖江镇2024年春节慰问计生困难家庭"):
        cycle.view(db, "2024年春节慰问计生困难家庭")
    assert all(c.office == "" for c in cycle.list_all(desks["350122101"][0]))


def test_exports_hold_every_township(desks: dict[str, Desk]) -> None:
    for kind in exporting.KINDS:
        at_county = exporting.as_plain(county(desks), kind, full=True)
        theirs = [row for code in TOWNSHIPS for row in exporting.as_plain(desks[code][0], kind, full=True)]
        moved = {r["household_no"] for r in exporting.as_plain(county(desks), "families")}
        assert {r["id"] for r in at_county} == {r["id"] for r in theirs}, kind
        assert len(moved) == 72


def test_a_list_for_people_names_the_township(desks: dict[str, Desk], tmp_path: Path) -> None:
    for code, begins in (("350122", {"凤城镇", "敖江镇", "东岱镇"}), ("350122101", set[str]())):
        db, actor = desks[code]
        file = tmp_path / f"{code}.csv"
        assert exporting.export(db, actor, "families", file) == (72 if begins else 25)  # one is arriving
        said = [row["村（居）"] for row in csv.DictReader(file.read_text("utf-8-sig").splitlines())]
        assert begins <= {s[:3] for s in said}
        assert sum("镇" in s for s in said) == (72 if begins else 1)


def test_papers_of_a_township_keep_its_name_at_the_county(desks: dict[str, Desk]) -> None:
    db, actor = desks["350122"]
    ref = next(c.id for c in cycle.list_all(db, 2024) if c.office == "敖江镇" and c.paid_rows)
    title = "连江县敖江镇计划生育协会"
    assert {r.office for r in aid_facts.receipts(db, actor, cycle=ref)} == {title}
    with db.read() as s:
        number = s.scalars(select(Register.number).where(Register.cycle_id == ref)).one()
        held = s.scalars(select(Event.id).where(Event.office_id == shipped_id("office", "350122101"))).first()
    assert aid_facts.register(db, actor, cycle=ref, number=number).office == title
    assert held is not None
    assert event_facts.signin(db, actor, held).office == title
    assert month_facts.collect(db, actor, "2024-02").office == "连江县计划生育协会"


def test_the_demo_speaks_of_its_own_places(desks: dict[str, Desk]) -> None:
    for code in TOWNSHIPS[1:]:
        db = desks[code][0]
        words = json.dumps(
            [exporting.as_plain(db, k) for k in ("events", "sites", "honours", "categories", "families")],
            ensure_ascii=False, default=str,
        )  # fmt: skip
        assert "琯头" not in words
        name = office.facts(db).township
        assert f"{name}计划生育协会" in words
        villages = {r["village_code"][:9] for r in exporting.as_plain(db, "sites")}
        assert villages == {code}


def test_people_known_twice_were_asked_about(desks: dict[str, Desk]) -> None:
    found = [c for c in double_benefit.cases(county(desks)) if c.is_certain]
    assert [(c.kind, c.programme, c.year, c.people) for c in found] == [
        (duty.PAID, "计生困难家庭春节慰问", 2024, 1), (duty.TWICE, "", 0, 3),
    ]  # fmt: skip
    assert all(c.is_sent and not c.is_answered for c in found)
    for code in TOWNSHIPS:
        asked = duty.lines(desks[code][0])
        assert len(asked) == (0 if code == TOWNSHIPS[2] else 2)
        for line in asked:
            assert line.household_id is not None
            facts = household.facts(desks[code][0], line.household_id)
            assert facts.household_no in line.text
            assert "另一个乡镇" in line.text
            assert "凤城" not in line.text
            assert "敖江" not in line.text


def test_moving_families_stand_on_both_sides(desks: dict[str, Desk]) -> None:
    first, third = desks[TOWNSHIPS[0]][0], desks[TOWNSHIPS[2]][0]
    (gone,) = transfer.lines(first, transfer.OUT)
    assert (gone.to_name, gone.words) == ("敖江镇", "县里已转交")
    (come,) = transfer.lines(desks[TOWNSHIPS[1]][0], transfer.IN)
    assert (come.household_id, come.from_name) == (gone.household_id, "凤城镇")
    (offered,) = transfer.lines(third, transfer.OUT)
    assert offered.words == "等县里转交"
    waiting = transfer.lines(county(desks), transfer.OUT, (transfer.OFFERED,))
    assert [m.household_id for m in waiting] == [offered.household_id]


def test_the_county_closes_its_own_month(desks: dict[str, Desk]) -> None:
    db, actor = desks["350122"]
    assert [m.edition for m in period.months(db, 2024)] == [0] * 12
    accepted = {"events": "x", "unsigned": "x", "cycles": "x", "gap": "x"}
    period.close(db, actor, "2024-01", accepted)
    closed = sheet.of(db, "2024-01")
    assert (closed.edition, closed.office) == (1, "350122")
    assert closed.period_id is not None
    with db.read() as s:
        kept = sheet.frozen_rows(s, closed.period_id, "ZB-E01", of_year=False)
    assert {whose.code_of(r.office) for r in kept} == set(TOWNSHIPS)
    assert period.due(db) == "2024-02"
    period.reopen(db, actor, "2024-01", "试算")


def test_wrong_numbers_and_a_full_folder_are_refused(
    built: demo_county.CountyFacts, tmp_path: Path
) -> None:
    for wrong, field in (
        ({"townships": 0}, "townships"), ({"townships": 23}, "townships"), ({"year": 2023}, "year"),
        ({"year": dates.today().year + 1}, "year"), ({"households": 5}, "households"),
    ):  # fmt: skip
        values: dict[str, Any] = {"townships": 1, **wrong}
        with pytest.raises(Invalid) as e:
            demo_county.build(tmp_path / "x", **values)
        assert set(e.value.problems) == {field}
    assert not (tmp_path / "x").exists()
    with pytest.raises(Refused, match="已经有一个单位的数据"):
        demo_county.build(built.folder.parent, townships=1)
