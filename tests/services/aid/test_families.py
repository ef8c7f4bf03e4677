"""What aid knows of families: who takes the money, which category holds on which day, how often helped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.models.aid import Cycle
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import household
from ljfpa_desktop.services.aid import cycle, eligibility, entitlement, families, listing
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.aid.families import Family, Relative
from tests import factories

from .conftest import TODAY, Office

HEAD = Relative(uuid4(), "林建国", "02", "", date(1962, 3, 5), None)
WIFE = Relative(uuid4(), "陈秀英", "12", "", date(1964, 8, 20), None)
SON = Relative(uuid4(), "林小弟", "20", "", date(1990, 6, 1), None)
CHILD = Relative(uuid4(), "林小宝", "41", "", date(2015, 6, 1), None)
UNKNOWN = Relative(uuid4(), "林外婆", "60", "", None, None)


def _family(*members: Relative) -> Family:
    return Family(uuid4(), "35012210320100001", "350122103201", "ACTIVE", list(members))


def _dead(member: Relative, day: date) -> Relative:
    return replace(member, death=day)


@pytest.mark.parametrize(
    ("members", "payee"),
    [
        ((HEAD, WIFE, SON), "林建国"),
        ((SON, WIFE, HEAD), "林建国"),
        ((_dead(HEAD, TODAY), WIFE, SON), "陈秀英"),
        ((_dead(HEAD, TODAY + timedelta(1)), WIFE), "林建国"),
        ((_dead(HEAD, TODAY), _dead(WIFE, TODAY), SON), "林小弟"),
        ((_dead(HEAD, TODAY), SON, CHILD), "林小弟"),
        ((_dead(HEAD, TODAY), CHILD), None),
        ((_dead(HEAD, TODAY), CHILD, UNKNOWN), "林外婆"),
        ((), None),
    ],
)
def test_who_takes_the_money(members: tuple[Relative, ...], payee: str | None) -> None:
    found = _family(*members).payee_on(TODAY)
    assert (found.name if found else None) == payee


def test_a_child_takes_it_from_the_eighteenth_birthday_on() -> None:
    grown = replace(CHILD, birth=date(2006, 2, 20))
    assert _family(grown).payee_on(TODAY) == grown
    assert _family(grown).payee_on(TODAY - timedelta(1)) is None


@pytest.mark.parametrize("relation", ["10", "11", "12"])
def test_any_spouse_goes_before_the_grown_children(relation: str) -> None:
    spouse = replace(WIFE, relation=relation)
    assert _family(SON, spouse, _dead(HEAD, TODAY)).payee_on(TODAY) == spouse


def test_the_head_s_name_stands_for_the_family_also_after_death() -> None:
    assert _family(WIFE, _dead(HEAD, TODAY)).head == "林建国"
    assert _family(WIFE).head == "陈秀英"
    assert _family().head == "35012210320100001"


DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))


@given(DAYS, st.integers(0, 400), st.booleans(), DAYS, st.integers(0, 400))
def test_a_category_holds_when_one_day_is_shared(
    begins: date, lasts: int, is_open: bool, first: date, span: int
) -> None:
    ends, last = begins + timedelta(lasts), first + timedelta(span)
    family = _family(HEAD)
    family.categories.append(("05", begins, None if is_open else ends))
    shared = any(
        begins <= first + timedelta(n) and (is_open or first + timedelta(n) <= ends) for n in range(span + 1)
    )
    assert family.holds(first, last) == (["05"] if shared else [])


def test_the_weightiest_category_comes_first_and_each_once() -> None:
    family = _family(HEAD)
    for code in ("99", "01", "06", "05", "04", "05", "14"):
        family.categories.append((code, date(2024, 1, 1), None))
    assert family.holds(TODAY, TODAY) == ["04", "05", "06", "01", "14", "99"]


@pytest.mark.parametrize(
    ("year", "span"),
    [
        (2023, (date(2023, 1, 1), date(2023, 12, 31))),
        (2024, (TODAY, TODAY)),
        (2025, (TODAY, TODAY)),
    ],
)
def test_a_past_year_counts_whole_this_year_counts_today(year: int, span: tuple[date, date]) -> None:
    assert families.span_of(Cycle(name="x", programme_code="P09", year=year, stage="draft")) == span


def _loaded(office: Office, *ids: UUID) -> dict[UUID, Family]:
    with office.db.read() as s:
        return families.load(s, ids)


def test_only_those_who_are_there_are_loaded(office: Office) -> None:
    kept = factories.household(
        office.db, office.actor, spouse="陈秀英", children=["林小妹"], categories=["05"]
    )
    gone = factories.household(office.db, office.actor, head="黄水官")
    household.retire(office.db, office.actor, gone, "重复")
    _, wife, child = household.facts(office.db, kept).members
    household.save(
        office.db, office.actor, {}, members=[{"id": child.id, "left_on": date(2023, 1, 1)}], record_id=kept
    )
    found = _loaded(office, kept, gone, kept, uuid4())
    assert set(found) == {kept}
    assert [m.name for m in found[kept].members] == ["林建国", "陈秀英"]
    assert found[kept].categories == [("05", date(2024, 1, 1), date(2024, 12, 31))]
    assert found[kept].member(wife.person_id) is not None
    assert found[kept].member(child.person_id) is None


def test_more_families_than_one_statement_carries(office: Office) -> None:
    ids = [uuid4() for _ in range(1201)]
    assert [len(part) for part in families.chunks(ids)] == [500, 500, 201]
    assert [x for part in families.chunks(ids, 7) for x in part] == ids
    kept = office.families(2)
    assert set(_loaded(office, *ids, *kept)) == set(kept)


def _stand(office: Office, family: UUID, name: str, programme: str = "P09", year: int = 2024) -> UUID:
    made = cycle.create(office.db, office.actor, {"programme_code": programme, "year": year, "name": name})
    why = {"category": "试", "times": "试"}
    return entitlement.add(office.db, office.actor, made, [NewRow(family, amount_fen=100)], why)[0]


def _times(office: Office, ref: str, family: UUID) -> int:
    with office.db.read() as s:
        return families.times_in_year(s, cycle.find_in(s, ref), [family]).get(family, 0)


def test_times_count_other_lists_of_programme_and_year_that_stand(office: Office) -> None:
    (family,) = office.families(1)
    cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": "这次"})
    assert _times(office, "这次", family) == 0
    first, second = _stand(office, family, "第一次"), _stand(office, family, "第二次")
    _stand(office, family, "上年", year=2023)
    _stand(office, family, "急", "P09E")
    assert _times(office, "这次", family) == 2
    assert _times(office, "第一次", family) == 1
    entitlement.reject(office.db, office.actor, [first], "不符")
    assert _times(office, "这次", family) == 1
    entitlement.remove(office.db, office.actor, [second])
    assert _times(office, "这次", family) == 0


def test_a_family_listed_twice_in_one_cycle_counts_once(office: Office) -> None:
    (family,) = office.families(1)
    cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": "这次"})
    row = _stand(office, family, "第一次")
    entitlement.reject(office.db, office.actor, [row], "不符")
    entitlement.add(office.db, office.actor, "第一次", [NewRow(family, amount_fen=200)])
    assert _times(office, "这次", family) == 1
    cycle.discard(office.db, office.actor, "第一次")
    assert _times(office, "这次", family) == 0


def test_why_not_is_said_in_full(office: Office) -> None:
    made = cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": "这次"})
    dead = {"name": "黄水官", "death_date": date(2023, 5, 1), "death_precision": "YMD"}
    alone = factories.household(office.db, office.actor, head=dead, categories=["05"])
    moved = factories.household(office.db, office.actor, head="郑美钗", categories=["05"], address="九号")
    household.set_status(office.db, office.actor, moved, "MOVED_OUT", date(2024, 1, 5), "迁往马尾")
    often = factories.household(office.db, office.actor, head="张玉珠", categories=["05"], address="十号")
    for n in range(3):
        _stand(office, often, f"第{n}次")
    later = {"category": "05", "valid_from": date(2024, 3, 1)}
    ahead = factories.household(office.db, office.actor, head="吴宝金", categories=[later], address="七号")
    found = {c.household_id: c for c in eligibility.candidates(office.db, made)}
    assert {i: (c.is_eligible, c.reasons) for i, c in found.items()} == {
        alone: (False, ("没有在世的成年成员可以领款",)),
        moved: (False, ("已迁出",)),
        often: (False, ("今年已列入 3 次，每年不超过 3 次",)),
        ahead: (False, ("没有登记为计生困难家庭",)),
    }
    assert (found[alone].person_id, found[alone].payee) == (None, "")
    assert eligibility.candidates(office.db, made, eligible_only=True) == []


def test_any_household_can_be_asked_about(office: Office) -> None:
    made = cycle.create(office.db, office.actor, {"programme_code": "P06", "year": 2024, "name": "这次"})
    plain = factories.household(office.db, office.actor, head="黄水官")
    (found,) = eligibility.of_households(office.db, made, [plain, uuid4()])
    assert (found.is_eligible, found.reasons) == (
        False,
        ("没有登记为计生特殊家庭（失独）、计生特殊家庭（伤残）",),
    )
    assert (found.amount_fen, found.basis_category) == (100000, "")  # the only rate of the programme


def test_the_usual_amount_is_the_cycle_s_standard_or_the_only_rate(office: Office) -> None:
    (family,) = office.families(1)
    for values, fen in (
        ({"programme_code": "P09", "standard_fen": 80000}, 80000),
        ({"programme_code": "P09"}, None),  # two rates: the clerk must choose
        ({"programme_code": "P06"}, 100000),
        ({"programme_code": "P09E"}, None),
    ):
        made = cycle.create(office.db, office.actor, {**values, "year": 2024})
        assert eligibility.of_households(office.db, made, [family])[0].amount_fen == fen


def test_death_is_looked_up_when_the_list_is_made(office: Office) -> None:
    made = office.listed(1)
    (row,) = office.rows(made)
    with office.db.transaction(office.actor, "死亡") as s:
        s.get_one(Person, row.person_id).death_date = TODAY
    (again,) = office.rows(made)
    assert again.is_dead
    (found,) = entitlement.check(office.db, made, [NewRow(row.household_id, row.person_id, 100)])[1][1:]
    assert (found.field, found.code, found.is_error) == ("person", "dead", True)


@pytest.mark.parametrize("number", ["350122", "35012219620305001", "350122********0018", "身份证丢失"])
def test_a_number_cut_short_does_not_leave_the_name_to_decide(office: Office, number: str) -> None:
    office.families(1)
    assert isinstance(listing.find_payee(office.db, "林秀钦"), listing.Payee)
    said = listing.find_payee(office.db, "林秀钦", number)
    assert isinstance(said, str)
    assert said.endswith("。")
