"""Families as a machine: births, deaths, moves, marriages and mistakes in any order leave one true register.

A plain model says who lives where; list, index, counts and history must say the same.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services import household, person, search
from ljfpa_desktop.services import office as offices
from tests import factories
from tests.conftest import PASSWORD

VILLAGES = ("350122103201", "350122103202")
SURNAMES, GIVEN = "林陈黄郑", ("建国", "秀英", "美珍", "依妹", "宝金", "小明")
TODAY = date(2024, 6, 20)
PLACES = st.integers(0, 30)
NAMES = st.builds(lambda s, g: s + g, st.sampled_from(SURNAMES), st.sampled_from(GIVEN))
ANYTHING: dict[str, str] = dict.fromkeys(
    ("id_elsewhere", "two_spouses", "relation_sex", "child_older", "mother_age", "category", "twin",
     "same_name", "same_name_village"), "已核",
)  # fmt: skip


@dataclass(eq=False)
class Someone:
    """A person of the model."""

    name: str
    sex: str
    is_dead: bool = False


@dataclass(eq=False)
class Home:
    """A family of the model: who lives there, the head first."""

    id: UUID
    village: str
    people: list[Someone] = field(default_factory=list[Someone])
    status: str = "ACTIVE"
    is_special: bool = False

    @property
    def living(self) -> list[Someone]:
        return [p for p in self.people if not p.is_dead]


class Village(RuleBasedStateMachine):
    """A clerk at the register of two villages."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(dir=self.folder.parent))
        shutil.copytree(self.folder, self.place / "office")
        self.db, self.actor, self.lock = offices.open_office(self.place / "office", "clerk", PASSWORD)
        self.homes: list[Home] = []
        self.made = [0, 0]

    def teardown(self) -> None:
        self.db.close()
        self.lock.release()
        shutil.rmtree(self.place)

    def home(self, place: int) -> Home:
        return self.homes[place % len(self.homes)]

    def facts(self, home: Home) -> household.HouseholdFacts:
        return household.facts(self.db, home.id)

    def save(self, home: Home, *members: dict[str, object]) -> None:
        household.save(self.db, self.actor, {}, members=members, record_id=home.id, accepted=ANYTHING)

    # what a clerk does

    @initialize(names=st.lists(NAMES, min_size=1, max_size=2))
    def begin(self, names: list[str]) -> None:
        for n, name in enumerate(names):
            self.found_family(n, name)

    @precondition(lambda self: len(self.homes) < 6)
    @rule(place=PLACES, name=NAMES)
    def found_family(self, place: int, name: str) -> None:
        village = place % 2
        self.made[village] += 1
        head = factories.person(name, "02", "1", date(1960 + self.made[village], 3, 5))
        made = household.save(
            self.db, self.actor, {"village_code": VILLAGES[village], "address": f"{sum(self.made)}号"},
            members=[head], accepted=ANYTHING,
        )  # fmt: skip
        self.homes.append(Home(made, VILLAGES[village], [Someone(name, "1")]))
        assert self.facts(self.homes[-1]).household_no[-4:] == f"{self.made[village]:04d}"

    @precondition(lambda self: self.homes)
    @rule(place=PLACES, name=NAMES, sex=st.sampled_from("12"))
    def bear_child(self, place: int, name: str, sex: str) -> None:
        home = self.home(place)
        child = factories.person(name, "20" if sex == "1" else "30", sex, date(2020, 1, 1) + timedelta(place))
        self.save(home, child)
        home.people.append(Someone(name, sex))

    @precondition(lambda self: self.homes)
    @rule(place=PLACES, who=PLACES)
    def die(self, place: int, who: int) -> None:
        home = self.home(place)
        index = who % len(home.people)
        members = self._present(home)
        self.save(home, {"id": members[index].id, "death_date": date(2024, 6, 1)})
        home.people[index].is_dead = True

    def _present(self, home: Home) -> list[household.MemberFacts]:
        """The members who have not left, in the model's order."""
        found = [m for m in self.facts(home).members if m.left_on is None]
        by_name = {id(p): [m for m in found if m.name == p.name and m.sex == p.sex] for p in home.people}
        taken: list[household.MemberFacts] = []
        for p in home.people:
            fit = next(m for m in by_name[id(p)] if m not in taken and bool(m.death_date) == p.is_dead)
            taken.append(fit)
        return taken

    @precondition(lambda self: any(len(h.people) > 1 for h in self.homes))
    @rule(place=PLACES, who=PLACES)
    def leave(self, place: int, who: int) -> None:
        home = next(h for h in self.homes[place % len(self.homes) :] + self.homes if len(h.people) > 1)
        index = 1 + who % (len(home.people) - 1)
        self.save(home, {"id": self._present(home)[index].id, "left_on": TODAY, "left_why": "外出"})
        home.people.pop(index)

    @precondition(lambda self: self.homes)
    @rule(place=PLACES, who=PLACES, name=NAMES)
    def rename(self, place: int, who: int, name: str) -> None:
        home = self.home(place)
        index = who % len(home.people)
        person.save(self.db, self.actor, {"name": name}, self._present(home)[index].person_id)
        home.people[index].name = name

    @precondition(lambda self: any(len(h.people) > 1 for h in self.homes))
    @rule(place=PLACES, who=PLACES)
    def hand_over(self, place: int, who: int) -> None:
        home = next(h for h in self.homes[place % len(self.homes) :] + self.homes if len(h.people) > 1)
        index = 1 + who % (len(home.people) - 1)
        present = self._present(home)
        relations = {m.id: "99" for m in present} | {present[index].id: "02"}
        household.change_head(self.db, self.actor, home.id, relations, ANYTHING)
        home.people.insert(0, home.people.pop(index))

    @precondition(lambda self: self.homes)
    @rule(place=PLACES, status=st.sampled_from(["ACTIVE", "MOVED_OUT", "CLOSED"]))
    def move(self, place: int, status: str) -> None:
        home = self.home(place)
        household.set_status(self.db, self.actor, home.id, status, TODAY, "迁徙")
        home.status = status

    @precondition(lambda self: any(not h.is_special for h in self.homes))
    @rule(place=PLACES)
    def recognise(self, place: int) -> None:
        home = next(h for h in self.homes[place % len(self.homes) :] + self.homes if not h.is_special)
        held = {"category": "04", "valid_from": date(2024, 1, 1)}
        household.add_category(self.db, self.actor, home.id, held, ANYTHING)
        home.is_special = True

    @precondition(lambda self: self.homes)
    @rule(place=PLACES)
    def take_out(self, place: int) -> None:
        home = self.home(place)
        household.retire(self.db, self.actor, home.id, "重复录入")
        self.homes.remove(home)

    @precondition(lambda self: self.homes)
    @rule(place=PLACES)
    def spoil_and_undo(self, place: int) -> None:
        """An act that breaks off leaves nothing behind."""
        try:
            with self.db.transaction(self.actor, "试") as s:
                household.save_in(
                    s, household.Entry({"address": "别处"}), record_id=self.home(place).id, accepted=ANYTHING
                )
                raise Refused("断电。")
        except Refused:
            assert self.facts(self.home(place)).values["address"] != "别处"

    # what must hold after every act

    @invariant()
    def the_register_says_who_lives_where(self) -> None:
        lines = {line.id: line for line in household.page(self.db, {})}
        assert set(lines) == {h.id for h in self.homes}
        for home in self.homes:
            line = lines[home.id]
            assert (line.head, line.persons) == (home.people[0].name, len(home.living))
            assert ("特殊" in line.categories) is home.is_special
            found = self.facts(home)
            assert sorted(m.name for m in found.persons) == sorted(p.name for p in home.living)
            assert found.head_name == home.people[0].name

    @invariant()
    def counts_agree(self) -> None:
        active = [h for h in self.homes if h.status == "ACTIVE"]
        found = household.summary(self.db)
        assert (found.households, found.persons, found.special) == (
            len(active),
            sum(len(h.living) for h in active),
            sum(h.is_special for h in active),
        )
        assert household.totals(self.db, {})["persons"] == sum(len(h.living) for h in self.homes)
        for village in VILLAGES:
            there = sum(h.village == village for h in self.homes)
            assert household.count(self.db, {"village": village}) == there

    @invariant()
    def everybody_is_found_by_name(self) -> None:
        with self.db.read() as s:
            assert search.differences(s) == []
        wanted = {(p.name, h.id) for h in self.homes for p in h.people}
        for name in {name for name, _ in wanted}:
            hits = {(x.name, x.household_id) for x in search.find(self.db, name, limit=200) if not x.is_near}
            assert {pair for pair in wanted if pair[0] == name} == {h for h in hits if h[0] == name}

    @invariant()
    def nobody_is_without_a_family_and_no_number_twice(self) -> None:
        orphans = """SELECT count(*) FROM person p WHERE p.retired_on IS NULL AND NOT EXISTS
            (SELECT 1 FROM member m WHERE m.person_id = p.id AND m.retired_on IS NULL)"""
        twice = """SELECT count(*) FROM (SELECT id_no FROM person WHERE retired_on IS NULL
            AND id_no IS NOT NULL GROUP BY id_no HAVING count(*) > 1)"""
        heads = """SELECT count(*) FROM household h WHERE h.retired_on IS NULL AND 1 <> (SELECT count(*)
            FROM member m WHERE m.household_id = h.id AND m.relation = '02' AND m.retired_on IS NULL)"""
        numbers = "SELECT count(*) - count(DISTINCT household_no) FROM household"
        with self.db.read() as s:
            assert [s.execute(text(q)).scalar() for q in (orphans, twice, heads, numbers)] == [0] * 4


def test_the_register_is_true_whatever_happens(office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 6, 20, 2, tzinfo=UTC))

    class Bound(Village):
        folder = office_folder

    run_state_machine_as_test(
        Bound,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
