"""Families over the years: taken out, moved, split, joined, recognised again, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.household import HouseholdCategory
from ljfpa_desktop.services import household, search
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment, voiding
from ljfpa_desktop.services.aid.checks import NewRow
from tests import factories

TODAY = date(2024, 6, 20)
BEGUN = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 6, 20, 2, tzinfo=UTC))


def _listed(db: Database, actor: Actor, family: UUID, name: str = "救助") -> UUID:
    cycle.create(db, actor, {"programme_code": "P09E", "year": 2024, "name": name})
    return entitlement.add(db, actor, name, [NewRow(family, amount_fen=100)])[0]


def _category(db: Database, family: UUID, place: int = 0) -> household.CategoryFacts:
    return household.facts(db, family).categories[place]


def _last_why(db: Database) -> str:
    with db.read() as s:
        return s.execute(select(Act.why).order_by(Act.seq.desc()).limit(1)).scalar_one()


# taken out


def test_a_family_on_a_list_is_not_taken_out(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor)
    row = _listed(db, actor, family)
    with pytest.raises(Refused, match="这一户在“救助”的名单里，请先移出名单，再删除"):
        household.retire(db, actor, family, "重复录入")
    assert household.count(db, {}) == 1
    entitlement.remove(db, actor, [row])
    household.retire(db, actor, family, "重复录入")
    assert household.count(db, {}) == 0
    assert _last_why(db) == "删除家庭 林建国：重复录入"


def test_a_family_rejected_or_on_a_list_given_up_may_go(db: Database, actor: Actor) -> None:
    one, two = factories.household(db, actor), factories.household(db, actor, head="黄水官")
    entitlement.reject(db, actor, [_listed(db, actor, one, "甲")], "重复户")
    _listed(db, actor, two, "乙")
    cycle.discard(db, actor, "乙")
    for family in (one, two):
        household.retire(db, actor, family, "重复录入")
    assert household.count(db, {}) == 0


def test_money_keeps_a_family_unless_it_was_voided(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor)
    _listed(db, actor, family)
    approval.approve(db, actor, "救助", "文号", date(2024, 6, 1))
    ((row, number),) = payment.pay(db, actor, "救助", date(2024, 6, 3), "cash").receipts
    with pytest.raises(Refused, match="有发放记录，不能删除；迁出或亡故请改“状态”"):
        household.retire(db, actor, family, "重复录入")
    voiding.void(db, actor, number, "发错户")
    entitlement.reject(db, actor, [row], "重复户")
    household.retire(db, actor, family, "重复录入")
    assert household.count(db, {}) == 0


def test_what_is_taken_out_is_gone_for_every_act(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor, spouse="陈秀英", categories=["06"])
    held = _category(db, family)
    household.retire(db, actor, family, "重复录入")
    for act in (
        lambda: household.facts(db, family),
        lambda: household.save(db, actor, {"address": "新"}, record_id=family),
        lambda: household.set_status(db, actor, family, "MOVED_OUT", TODAY, "迁出"),
        lambda: household.add_category(db, actor, family, {"category": "05", "valid_from": TODAY}),
        lambda: household.end_category(db, actor, held.id, TODAY, "到期"),
    ):
        with pytest.raises(Refused, match="已不在册，请刷新后再试"):
            act()
    assert [hit.name for hit in search.find(db, "林建国")] == []


def test_the_numbers_of_people_taken_out_are_free_again(db: Database, actor: Actor) -> None:
    head = factories.person("林建国", "02", "1", date(1962, 3, 5))
    values = {"village_code": factories.VILLAGE}
    first = household.save(db, actor, values, members=[head])
    household.retire(db, actor, first, "重复录入")
    second = household.save(db, actor, values, members=[head])
    one, two = household.facts(db, second), head["id_no"]
    assert (one.members[0].id_no, one.household_no[-5:]) == (two, "00002")


def test_a_person_of_two_families_stays_in_the_other(db: Database, actor: Actor) -> None:
    home = factories.household(db, actor, children=["林小妹"])
    child = household.facts(db, home).members[1]
    joins = {"person_id": child.person_id, "name": "林小妹", "relation": "02", "id_no": child.id_no}
    other = household.save(
        db, actor, {"village_code": factories.VILLAGE}, members=[joins], accepted={"id_elsewhere": "立户"}
    )
    household.retire(db, actor, home, "重复录入")
    assert household.facts(db, other).head_name == "林小妹"
    assert [hit.household_id for hit in search.find(db, "林小妹")] == [other]


@pytest.mark.parametrize("why", ["", "  "])
def test_a_reason_is_needed(db: Database, actor: Actor, why: str) -> None:
    family = factories.household(db, actor, categories=["06"])
    for act in (
        lambda: household.retire(db, actor, family, why),
        lambda: household.set_status(db, actor, family, "MOVED_OUT", TODAY, why),
        lambda: household.end_category(db, actor, _category(db, family).id, TODAY, why),
    ):
        with pytest.raises(Invalid, match="请填写"):
            act()


# status


@pytest.mark.parametrize("status", ["MERGED", "GONE", ""])
def test_a_status_is_of_the_table_and_merging_is_no_choice(db: Database, actor: Actor, status: str) -> None:
    with pytest.raises(Invalid) as problem:
        household.set_status(db, actor, factories.household(db, actor), status, TODAY, "试")
    assert list(problem.value.problems) == ["status"]


def test_a_status_of_tomorrow_is_refused_and_of_today_is_not(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor)
    with pytest.raises(Invalid) as problem:
        household.set_status(db, actor, family, "CLOSED", TODAY + timedelta(1), "销户")
    assert list(problem.value.problems) == ["status_on"]
    household.set_status(db, actor, family, "CLOSED", TODAY, " 销户 ")
    values = household.facts(db, family).values
    assert (values["status"], values["status_on"], values["status_why"]) == ("CLOSED", TODAY, "销户")
    assert household.summary(db).households == 0


# categories


def test_ending_a_category_brings_its_end_forward_but_never_back(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor, categories=["05"])
    held = _category(db, family)
    assert held.valid_to == date(2024, 12, 31)
    household.end_category(db, actor, held.id, date(2024, 6, 30), "已脱困")
    assert (_category(db, family).valid_to, _category(db, family).end_why) == (date(2024, 6, 30), "已脱困")
    with pytest.raises(Invalid, match="这个类别已于 2024-06-30 终止，终止日期不能再往后改"):
        household.end_category(db, actor, held.id, date(2024, 7, 1), "又困难")
    household.end_category(db, actor, held.id, date(2024, 5, 31), "更正")
    assert _category(db, family).valid_to == date(2024, 5, 31)


def test_a_family_cannot_be_bereaved_and_disabled_by_a_late_end(db: Database, actor: Actor) -> None:
    ended = {
        "category": "04",
        "valid_from": date(2020, 1, 1),
        "valid_to": date(2023, 12, 31),
        "end_why": "死亡",
    }
    family = factories.household(db, actor, categories=[ended, {"category": "03", "valid_from": BEGUN}])
    first = _category(db, family)
    with pytest.raises(Invalid):
        household.end_category(db, actor, first.id, date(2024, 2, 1), "更正")
    with pytest.raises(Invalid, match="“失独”与“伤残”不能同时认定"):
        household.save(
            db, actor, {}, categories=[{"id": first.id, "valid_to": date(2024, 2, 1)}], record_id=family
        )
    household.save(db, actor, {"address": "新村"}, record_id=family)  # the form can still be saved


@pytest.mark.parametrize(("day", "is_right"), [(BEGUN, True), (BEGUN - timedelta(1), False)])
def test_a_category_may_last_one_day(db: Database, actor: Actor, day: date, is_right: bool) -> None:
    family = factories.household(db, actor, categories=["06"])
    held = _category(db, family)
    if is_right:
        household.end_category(db, actor, held.id, day, "认错")
        assert _category(db, family).valid_to == day
    else:
        with pytest.raises(Invalid, match="终止日期早于认定日期 2024-01-01"):
            household.end_category(db, actor, held.id, day, "认错")


def test_a_category_comes_back_after_its_end(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor, categories=["06"])
    household.end_category(db, actor, _category(db, family).id, date(2024, 3, 31), "退保")
    again = {"category": "06", "valid_from": date(2024, 3, 31)}
    with pytest.raises(Invalid, match="同一类别在同一时间认定了两次"):
        household.add_category(db, actor, family, again)
    household.add_category(db, actor, family, {**again, "valid_from": date(2024, 4, 1), "basis": "复核"})
    found = household.facts(db, family).categories
    assert [(c.valid_from, c.valid_to, c.basis) for c in found] == [
        (BEGUN, date(2024, 3, 31), ""),
        (date(2024, 4, 1), None, "复核"),
    ]


def test_hardship_written_on_any_day_ends_with_its_year(db: Database, actor: Actor) -> None:
    for n, day in enumerate((date(2024, 2, 29), date(2024, 12, 31), date(2023, 1, 1))):
        family = factories.household(
            db, actor, head=f"林{n}", categories=[{"category": "05", "valid_from": day}]
        )
        assert _category(db, family).valid_to == day.replace(month=12, day=31)


def test_a_special_category_locks_the_family_and_its_end_does_not_unlock_it(
    db: Database, actor: Actor
) -> None:
    family = factories.household(db, actor)
    assert not household.facts(db, family).is_restricted
    household.add_category(db, actor, family, {"category": "03", "valid_from": BEGUN})
    assert household.facts(db, family).is_restricted
    household.end_category(db, actor, _category(db, family).id, TODAY - timedelta(1), "收养子女")
    found = household.facts(db, family)
    assert (found.is_restricted, found.is_special) == (True, False)


CHANGES = st.lists(
    st.tuples(st.sampled_from(["03", "04", "05", "06"]), st.integers(0, 300), st.integers(0, 200)),
    min_size=1,
    max_size=7,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_whatever_is_recognised_and_ended_no_day_has_two_at_once(
    db: Database, actor: Actor, changes: list[tuple[str, int, int]]
) -> None:
    """Categories put on and ended in any order: the rules of DOMAIN.md 2.5.7 hold on every day."""
    number = household.count(db, {})
    family = factories.household(db, actor, head=f"林{number}", address=f"{number}号")
    for category, start, length in changes:
        begins = BEGUN + timedelta(start)
        try:
            household.add_category(db, actor, family, {"category": category, "valid_from": begins})
        except Invalid:
            continue
        made = max(household.facts(db, family).categories, key=lambda c: c.id)
        if length % 2 and begins + timedelta(length) <= (made.valid_to or date.max):
            household.end_category(db, actor, made.id, begins + timedelta(length), "到期")
    held = household.facts(db, family).categories
    for n in range(520):
        day = BEGUN + timedelta(n)
        today = [c.category for c in held if c.valid_from <= day <= (c.valid_to or date.max)]
        assert len(today) == len(set(today))
        assert not {"03", "04"} <= set(today)
        with_sql = _held_by_sql(db, family, day) if n % 130 == 0 else sorted(today)
        assert with_sql == sorted(today)


def _held_by_sql(db: Database, family: UUID, day: date) -> list[str]:
    with db.read() as s:
        found = s.execute(
            text(
                "SELECT category FROM household_category WHERE household_id = :h AND retired_on IS NULL "
                "AND valid_from <= :d AND ifnull(valid_to, '9999-12-31') >= :d ORDER BY category"
            ),
            {"h": family.bytes, "d": str(day)},
        ).scalars()
        listed = household.categories_in(s, [family], day).get(family, [])
        kept = list(found)
    assert sorted(listed) == kept
    return kept


# heads and members


def test_a_head_who_dies_hands_over_and_the_list_follows(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor, spouse="陈秀英", children=["林小妹"])
    man, wife, child = household.facts(db, family).members
    household.save(db, actor, {}, members=[{"id": man.id, "death_date": date(2024, 6, 1)}], record_id=family)
    assert household.page(db, {})[0].persons == 2
    household.change_head(db, actor, family, {man.id: "11", wife.id: "02", child.id: "30"})
    found = household.facts(db, family)
    assert (found.head_name, [m.relation for m in found.members]) == ("陈秀英", ["02", "11", "30"])
    assert household.page(db, {})[0].head == "陈秀英"
    assert [hit.is_head for hit in search.find(db, "林建国")] == [False]


@pytest.mark.parametrize("relations", [("11", "12", "30"), ("02", "02", "30"), ()])
def test_a_new_head_is_just_one(db: Database, actor: Actor, relations: tuple[str, ...]) -> None:
    family = factories.household(db, actor, spouse="陈秀英", children=["林小妹"])
    ids = [m.id for m in household.facts(db, family).members]
    with pytest.raises(Invalid, match="请选一名新的户主"):
        household.change_head(db, actor, family, dict(zip(ids, relations, strict=False)))
    assert household.facts(db, family).head_name == "林建国"


def test_naming_another_head_without_moving_the_first_is_refused(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor, spouse="陈秀英")
    wife = household.facts(db, family).members[1]
    with pytest.raises(Invalid, match=r"有 2 个户主（(陈秀英、林建国|林建国、陈秀英)）"):
        household.change_head(db, actor, family, {wife.id: "02"})


def test_a_second_wife_is_asked_about_and_a_widower_s_is_not(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor, spouse="陈秀英")
    wife = household.facts(db, family).members[1]
    second = factories.person("黄美珠", "12", "2", date(1970, 2, 2))
    with pytest.raises(Doubt) as doubt:
        household.save(db, actor, {}, members=[second], record_id=family)
    assert [w.code for w in doubt.value.warnings] == ["two_spouses"]
    household.save(db, actor, {}, members=[{"id": wife.id, "death_date": date(2020, 1, 1)}], record_id=family)
    household.save(db, actor, {}, members=[second], record_id=family)
    assert [m.name for m in household.facts(db, family).persons] == ["林建国", "黄美珠"]


def test_a_stranger_s_row_is_not_taken_out_with_this_family(db: Database, actor: Actor) -> None:
    mine = factories.household(db, actor, spouse="陈秀英")
    other = factories.household(db, actor, head="黄水官", spouse="郑美钗", categories=["06"])
    theirs = household.facts(db, other)
    household.save(
        db, actor, {}, gone=[theirs.members[1].id, theirs.categories[0].id, new_id()], record_id=mine
    )
    after = household.facts(db, other)
    assert (len(after.members), len(after.categories)) == (2, 1)
    with db.read() as s:
        assert s.execute(select(HouseholdCategory.retired_on)).scalars().all() == [None]


def test_two_of_a_family_with_one_number_are_told_apart(db: Database, actor: Actor) -> None:
    values: dict[str, Any] = factories.person("林建国", "02", "1", date(1962, 3, 5))
    twin = {**values, "name": "林建军", "relation": "20"}
    with pytest.raises(Invalid) as problem:
        household.save(db, actor, {"village_code": factories.VILLAGE}, members=[values, twin])
    assert problem.value.problems["members.1.id_no"] == "身份证号与林建国的相同，请核对。"
