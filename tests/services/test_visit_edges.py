"""Visits at their edges: days, families that are gone, the same family twice, changes, lists."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.services import household, visit
from tests import factories

TODAY = date(2024, 6, 20)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 6, 20, 2, tzinfo=UTC))


@pytest.fixture
def families(db: Database, actor: Actor) -> list[UUID]:
    """Four families of one village."""
    return [factories.household(db, actor, head=f"林{c}") for c in "甲乙丙丁"]


def values(**more: Any) -> dict[str, Any]:
    """A visit of today."""
    return {"visited_on": TODAY, "occasion": "ROUTINE", "visitors": "李经办、陈主任", **more}


def heads(db: Database, **more: Any) -> list[str]:
    """Whose visits are listed."""
    return [line.head for line in visit.list_of(db, **more)]


@pytest.mark.parametrize(("ago", "asks"), [(0, False), (180, False), (181, True), (366, True)])
def test_a_day_half_a_year_ago_is_asked_about(
    db: Database, actor: Actor, families: list[UUID], ago: int, asks: bool
) -> None:
    given = values(household_id=families[0], visited_on=TODAY - timedelta(ago))
    if asks:
        with pytest.raises(Doubt) as doubt:
            visit.save(db, actor, given)
        assert [w.code for w in doubt.value.warnings] == ["late"]
        assert visit.list_of(db) == []
    visit.save(db, actor, given, accepted={"late": "补录"})
    assert heads(db) == ["林甲"]


def test_an_old_visit_may_be_mended_without_being_asked_again(
    db: Database, actor: Actor, families: list[UUID]
) -> None:
    old = values(household_id=families[0], visited_on=date(2023, 2, 1))
    made = visit.save(db, actor, old, accepted={"late": "补录"})
    visit.save(db, actor, {**old, "goods": "油", "goods_value_fen": 5000}, record_id=made)
    assert visit.values_of(db, made)["goods_value_fen"] == 5000


def test_a_family_picked_twice_is_visited_once(db: Database, actor: Actor, families: list[UUID]) -> None:
    picked = [families[1], families[0], families[1]]
    assert len(visit.save_many(db, actor, picked, values())) == 2
    assert sorted(heads(db)) == ["林乙", "林甲"]


def test_a_family_that_was_taken_out_is_not_visited(db: Database, actor: Actor, families: list[UUID]) -> None:
    household.retire(db, actor, families[2], "重复录入")
    for gone in (families[2], new_id()):
        with pytest.raises(Refused, match="这一户已不在册，请刷新后再试"):
            visit.save_many(db, actor, [families[0], gone], values())
    assert visit.list_of(db) == []


def test_a_family_that_moved_away_may_still_be_visited(
    db: Database, actor: Actor, families: list[UUID]
) -> None:
    household.set_status(db, actor, families[0], "MOVED_OUT", date(2024, 5, 1), "迁往马尾")
    visit.save(db, actor, values(household_id=families[0]))
    assert heads(db) == ["林甲"]


def test_a_second_visit_of_a_day_names_three_families_at_most(
    db: Database, actor: Actor, families: list[UUID]
) -> None:
    visit.save_many(db, actor, families, values())
    with pytest.raises(Doubt) as doubt:
        visit.save_many(db, actor, families, values())
    (warning,) = doubt.value.warnings
    assert warning.code == "same_day"
    assert sum(name in warning.sentence for name in ("林甲", "林乙", "林丙", "林丁")) == 3
    visit.save_many(db, actor, families[:1], values(), accepted={"same_day": "上下午各一次"})
    assert heads(db, household_id=families[0]) == ["林甲", "林甲"]


def test_a_visit_taken_back_leaves_its_day_free(db: Database, actor: Actor, families: list[UUID]) -> None:
    made = visit.save(db, actor, values(household_id=families[0]))
    visit.retire(db, actor, [made], "记错户")
    visit.save(db, actor, values(household_id=families[0]))
    with pytest.raises(Refused, match="这次走访已不在册"):
        visit.retire(db, actor, [made], "又一次")
    with pytest.raises(Refused, match="已经不在了"):
        visit.save(db, actor, values(household_id=families[0], visited_on=date(2024, 6, 1)), record_id=made)


def test_moving_a_visit_onto_another_s_day_is_asked_about(
    db: Database, actor: Actor, families: list[UUID]
) -> None:
    visit.save(db, actor, values(household_id=families[0]))
    other = visit.save(db, actor, values(household_id=families[0], visited_on=date(2024, 6, 1)))
    with pytest.raises(Doubt, match="已登记过走访，再登记会算两次"):
        visit.save(db, actor, values(household_id=families[0]), record_id=other)
    assert visit.values_of(db, other)["visited_on"] == date(2024, 6, 1)


def test_taking_back_needs_a_reason_and_takes_all_or_none(
    db: Database, actor: Actor, families: list[UUID]
) -> None:
    made = visit.save_many(db, actor, families[:2], values())
    for why in ("", "  "):
        with pytest.raises(Invalid, match="请填写撤销走访的原因"):
            visit.retire(db, actor, made, why)
    with pytest.raises(Refused):
        visit.retire(db, actor, [*made, new_id()], "误登")
    assert len(visit.list_of(db)) == 2
    visit.retire(db, actor, made, "误登")
    assert visit.list_of(db) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"goods_value_fen": -1}, "goods_value_fen"),
        ({"goods_value_fen": 80.5}, "goods_value_fen"),
        ({"visited_on": "2024-06-01"}, "visited_on"),
        ({"goods": "米" * 121}, "goods"),
        ({"visitors": ""}, "visitors"),
        ({"occasion": "春节"}, "occasion"),
    ],
)
def test_what_a_visit_cannot_say(
    db: Database, actor: Actor, families: list[UUID], wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as problem:
        visit.save(db, actor, values(household_id=families[0], **wrong))
    assert list(problem.value.problems) == [field]


@pytest.mark.parametrize("occasion", [code for code, _ in codes.choices("visit_occasion")])
def test_every_occasion_is_shown_in_words(
    db: Database, actor: Actor, families: list[UUID], occasion: str
) -> None:
    visit.save(db, actor, values(household_id=families[0], occasion=occasion))
    assert visit.list_of(db)[0].occasion == codes.label("visit_occasion", occasion)


def test_the_list_goes_from_day_to_day_both_included(
    db: Database, actor: Actor, families: list[UUID]
) -> None:
    for n, family in enumerate(families):
        visit.save(db, actor, values(household_id=family, visited_on=date(2024, 6, 1 + n)))
    assert heads(db) == ["林丁", "林丙", "林乙", "林甲"]
    assert heads(db, first=date(2024, 6, 2), last=date(2024, 6, 3)) == ["林丙", "林乙"]
    assert heads(db, first=date(2024, 6, 4)) == ["林丁"]
    assert heads(db, last=date(2024, 6, 1)) == ["林甲"]
    assert heads(db, first=date(2024, 6, 5)) == []
    assert heads(db, household_id=new_id()) == []


def test_the_last_visit_shown_follows_what_is_taken_back(
    db: Database, actor: Actor, families: list[UUID]
) -> None:
    visit.save(db, actor, values(household_id=families[0], visited_on=date(2024, 6, 1)))
    last = visit.save(db, actor, values(household_id=families[0]))
    assert household.page(db, {})[0].last_visit == TODAY
    visit.retire(db, actor, [last], "误登")
    assert household.page(db, {})[0].last_visit == date(2024, 6, 1)


def test_acts_say_whom_and_how_many(db: Database, actor: Actor, families: list[UUID]) -> None:
    made = visit.save(db, actor, values(household_id=families[0]))
    visit.save(db, actor, values(household_id=families[0], remark="好"), record_id=made)
    visit.save_many(db, actor, families[1:], values())
    with db.read() as s:
        said = s.execute(select(Act.why).order_by(Act.seq.desc()).limit(3)).scalars().all()
    assert list(said) == ["登记走访 3 户", "修改走访 林甲", "登记走访 林甲"]


def test_a_reader_records_nothing(db: Database, actor: Actor, families: list[UUID]) -> None:
    reader = Actor("guest", "来宾", "reader", actor.office)
    with pytest.raises(Refused, match="没有“录入”的权限"):
        visit.save(db, reader, values(household_id=families[0]))
    with pytest.raises(Refused, match="没有“录入”的权限"):
        visit.retire(db, reader, [], "试")
