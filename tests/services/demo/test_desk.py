"""The demo's words and people in another township: its own names, numbers given once, guests registered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from ljfpa_desktop.base import divisions, idcard
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import exporting, household, office
from ljfpa_desktop.services.demo import families, found
from ljfpa_desktop.services.demo.building import LOGIN, PASSWORD
from ljfpa_desktop.services.demo.desk import TOWNSHIP, DemoDesk, standing_at, words

LIAOYAN, XIAOCANG = "350122202", "350122205"
DAY = date(2024, 1, 2)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[Database, Actor]]:
    """A new demo office of 小沧畲族乡, which has five villages."""
    found(tmp_path / "office", XIAOCANG, DAY, seed=3)
    db, actor, lock = office.open_office(tmp_path / "office", LOGIN, PASSWORD)
    yield db, actor
    db.close()
    lock.release()


def desk_of(db: Database, actor: Actor, township: str) -> DemoDesk:
    return DemoDesk(db, actor, Random(1), township)


def test_the_first_demo_keeps_its_words(db: Database, actor: Actor) -> None:
    desk = desk_of(db, actor, TOWNSHIP)
    assert desk.local("琯头镇计生协在山兜村，镇政府") == "琯头镇计生协在山兜村，镇政府"
    assert [desk.village(code) for code in words()["villages"].values()] == list(words()["villages"].values())


@pytest.mark.parametrize("township", [code for code, _ in divisions.townships() if code != TOWNSHIP])
def test_every_township_has_its_own_words(db: Database, actor: Actor, township: str) -> None:
    desk = desk_of(db, actor, township)
    said = [desk.local(e["place"]) for e in words()["events"]] + [
        desk.local(s["name"]) for s in words()["sites"]
    ]
    assert not any("琯头" in place for place in said)
    own = {divisions.short_name(code) for code, _ in divisions.villages(township)}
    strange = set(words()["villages"]) - own
    assert not any(name in place for name in strange for place in said if name.endswith("村"))
    for site in words()["sites"]:
        assert desk.village(site["village_code"]).startswith(township)


def test_a_township_of_another_kind_is_named_by_it(db: Database, actor: Actor) -> None:
    desk = desk_of(db, actor, LIAOYAN)
    assert desk.local("镇政府三楼会议室") == "乡政府三楼会议室"
    assert desk.local("入户核实，镇审核") == "入户核实，乡审核"
    assert desk.local("连江县琯头镇计划生育协会") == "连江县蓼沿乡计划生育协会"
    assert desk.local("琯头中学") == "蓼沿中学"


def test_numbers_are_given_once_and_guests_are_registered(elsewhere: tuple[Database, Actor]) -> None:
    db, actor = elsewhere
    given: set[str] = set()
    desk = DemoDesk(db, actor, Random(5), XIAOCANG, numbers=given)
    guest = {"name": "谢立新", "relation": "02", "id_no": "350122196203051230", "education": "70"}
    guest["id_no"] = guest["id_no"][:17] + idcard.checksum(guest["id_no"][:17])
    desk.guests = [[guest]]
    with standing_at(DAY):
        families.add(desk, 12, 0, DAY)
    people = exporting.as_plain(db, "persons", full=True)
    assert {p["id_no"] for p in people} == {n + idcard.checksum(n) for n in given} | {guest["id_no"]}
    assert desk.guests == []
    (known,) = [p for p in people if p["id_no"] == guest["id_no"]]
    assert known["household_no"].startswith(XIAOCANG)
    assert household.count(db, {"village": XIAOCANG}) == 12
    assert len({p["household_no"][:12] for p in people}) == 5
