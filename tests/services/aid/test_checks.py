"""The checks of a list, row by row: what stops it, what is asked, what is filled in, and for how many."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Invalid
from ljfpa_desktop.services import household
from ljfpa_desktop.services.aid import checks, cycle, entitlement
from ljfpa_desktop.services.aid.checks import Finding, NewRow
from tests import factories

from .conftest import Office

CAP = 500_000  # P09, one payment


@pytest.fixture
def ref(office: Office) -> UUID:
    """A draft of the spring list with a standard of 600 yuan."""
    values = {"programme_code": "P09", "year": 2024, "name": "春节", "standard_fen": 60000}
    return cycle.create(office.db, office.actor, values)


def _family(office: Office, head: Any = "林秀钦", *categories: Any, **more: Any) -> UUID:
    return factories.household(office.db, office.actor, head=head, categories=categories, **more)


def _said(office: Office, ref: UUID, *rows: NewRow) -> list[tuple[int, str, str, bool]]:
    _, found = entitlement.check(office.db, ref, rows)
    return [(f.row, f.field, f.code, f.is_error) for f in found]


def _filled(office: Office, ref: UUID, row: NewRow) -> NewRow:
    ((filled,), _) = entitlement.check(office.db, ref, [row])
    return filled


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (1, []),
        (CAP, []),
        (CAP + 1, [(0, "amount_fen", "cap", False)]),
        (10**12, [(0, "amount_fen", "cap", False)]),
        (0, [(0, "amount_fen", "amount", True)]),
        (-1, [(0, "amount_fen", "amount", True)]),
        (-CAP - 1, [(0, "amount_fen", "amount", True)]),
        (None, []),  # the cycle's standard
    ],
)
def test_amounts(office: Office, ref: UUID, fen: int | None, said: list[Any]) -> None:
    assert _said(office, ref, NewRow(_family(office, "林秀钦", "05"), amount_fen=fen)) == said


def test_goods_stand_in_for_an_amount_but_not_for_a_wrong_one(office: Office, ref: UUID) -> None:
    family = _family(office, "林秀钦", "05")
    assert _said(office, ref, NewRow(family, goods="大米")) == []
    assert _filled(office, ref, NewRow(family, goods="大米")).amount_fen is None
    assert _said(office, ref, NewRow(family, amount_fen=0, goods="大米")) == []
    assert _said(office, ref, NewRow(family, amount_fen=-5, goods="大米")) == [
        (0, "amount_fen", "amount", True)
    ]
    assert _filled(office, ref, NewRow(family, goods="   ")).amount_fen == 60000


@pytest.mark.parametrize(
    ("held", "basis", "said"),
    [
        (["05"], "05", []),
        (["05"], "", []),
        (["01", "05"], "", []),
        (["01"], "", [(0, "basis_category", "category", False)]),
        ([], "", [(0, "basis_category", "category", False)]),
        (["03"], "03", [(0, "basis_category", "basis", True)]),
        (["05"], "99", [(0, "basis_category", "basis", True)]),
        (["05"], "zz", [(0, "basis_category", "basis", True)]),
    ],
)
def test_what_it_is_granted_under(
    office: Office, ref: UUID, held: list[str], basis: str, said: list[Any]
) -> None:
    family = _family(office, "林秀钦", *held)
    row = NewRow(family, amount_fen=100, basis_category=basis)
    assert _said(office, ref, row) == said
    assert _filled(office, ref, row).basis_category == (basis or "05")


def test_emergency_aid_is_granted_under_what_the_family_is_or_under_nothing(office: Office) -> None:
    made = cycle.create(office.db, office.actor, {"programme_code": "P09E", "year": 2024, "name": "急"})
    for head, held, basis in (("林甲", ["01", "03"], "03"), ("林乙", [], "99"), ("林丙", ["14"], "14")):
        row = NewRow(_family(office, head, *held), amount_fen=100)
        assert (_filled(office, made, row).basis_category, _said(office, made, row)) == (basis, [])


@pytest.mark.parametrize(
    ("begins", "ends", "is_asked"),
    [
        (date(2024, 2, 20), None, False),
        (date(2024, 2, 21), None, True),
        (date(2023, 1, 1), date(2024, 2, 20), False),
        (date(2023, 1, 1), date(2024, 2, 19), True),
    ],
)
def test_the_category_must_hold_today(
    office: Office, ref: UUID, begins: date, ends: date | None, is_asked: bool
) -> None:
    held = {"category": "05", "valid_from": begins, "valid_to": ends, "end_why": "到期"}
    said = _said(office, ref, NewRow(_family(office, "林秀钦", held), amount_fen=100))
    assert [code for _, _, code, _ in said] == (["category"] if is_asked else [])


def test_a_list_of_last_year_asks_for_last_year(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    family = _family(office, "林秀钦", {"category": "05", "valid_from": date(2024, 3, 1)})
    monkeypatch.setattr(dates, "clock", lambda: datetime(2025, 1, 8, 2, tzinfo=UTC))
    for year, codes in ((2024, []), (2025, ["category"]), (2023, ["category"])):
        made = cycle.create(office.db, office.actor, {"programme_code": "P09", "year": year})
        said = _said(office, made, NewRow(family, amount_fen=100))
        assert [code for _, _, code, _ in said] == codes


@pytest.mark.parametrize("status", ["MOVED_OUT", "DECEASED_ALL", "CLOSED"])
def test_families_off_the_register_are_asked_about(office: Office, ref: UUID, status: str) -> None:
    family = _family(office, "林秀钦", "05")
    household.set_status(office.db, office.actor, family, status, date(2024, 2, 1), "原因")
    assert _said(office, ref, NewRow(family, amount_fen=100)) == [(0, "household", "status", False)]
    entitlement.add(office.db, office.actor, ref, [NewRow(family, amount_fen=100)], {"status": "年前已定"})
    assert len(office.rows(ref)) == 1


def test_a_child_is_not_found_as_payee_but_may_be_named(office: Office, ref: UUID) -> None:
    dead = {"name": "林秀钦", "death_date": date(2023, 1, 1), "death_precision": "YMD"}
    child = {"name": "林小宝", "id_no": factories.id_number(date(2012, 6, 1), "2")}
    family = _family(office, dead, "05", children=[child])
    assert _said(office, ref, NewRow(family, amount_fen=100)) == [(0, "person", "payee", True)]
    orphan = household.facts(office.db, family).members[1]
    assert _said(office, ref, NewRow(family, orphan.person_id, 100)) == []


def test_one_who_left_is_no_payee(office: Office, ref: UUID) -> None:
    family = _family(office, "林秀钦", "05", spouse="陈秀英")
    wife = household.facts(office.db, family).members[1]
    household.save(
        office.db, office.actor, {}, members=[{"id": wife.id, "left_on": date(2024, 1, 1)}], record_id=family
    )
    assert _said(office, ref, NewRow(family, wife.person_id, 100)) == [(0, "person", "payee", True)]


def test_a_family_without_a_file_stops_only_its_row(office: Office, ref: UUID) -> None:
    gone = _family(office, "黄水官", "05")
    household.retire(office.db, office.actor, gone, "重复")
    family = _family(office, "林秀钦", "05")
    rows = [NewRow(uuid4(), amount_fen=1), NewRow(family, amount_fen=1), NewRow(gone, amount_fen=1)]
    filled, found = entitlement.check(office.db, ref, rows)
    assert [(f.row, f.code) for f in found] == [(0, "household"), (2, "household")]
    assert filled[0] == rows[0]
    assert filled[1].person_id is not None


def test_three_of_one_family_in_a_paste_are_one_and_two_mistakes(office: Office, ref: UUID) -> None:
    family = _family(office, "林秀钦", "05")
    said = _said(office, ref, *[NewRow(family, amount_fen=100)] * 3)
    assert said == [(1, "household", "double", True), (2, "household", "double", True)]


def test_everything_wrong_with_a_row_is_said(office: Office, ref: UUID) -> None:
    family = _family(office, "林秀钦", "03")
    entitlement.add(office.db, office.actor, ref, [NewRow(family, amount_fen=1)], {"category": "补"})
    household.set_status(office.db, office.actor, family, "MOVED_OUT", date(2024, 2, 1), "迁出")
    row = NewRow(family, uuid4(), CAP + 1, basis_category="03")
    assert {code for _, _, code, _ in _said(office, ref, row)} == {
        "double",
        "status",
        "payee",
        "cap",
        "basis",
    }


def test_checking_writes_nothing(office: Office, ref: UUID) -> None:
    family = _family(office, "林秀钦", "05")
    for _ in range(2):
        assert _said(office, ref, NewRow(family, amount_fen=100)) == []
    assert office.rows(ref) == []


# what is done with findings


CODES = st.sampled_from(["cap", "category", "times", "status"])
FINDINGS = st.lists(
    st.builds(
        Finding,
        st.integers(0, 9),
        st.sampled_from(["amount_fen", "person"]),
        CODES,
        st.just("说明。"),
        st.booleans(),
    ),
    max_size=12,
)


@given(FINDINGS)
def test_each_doubt_is_asked_once_and_counts_its_rows(found: list[Finding]) -> None:
    asked = checks.doubts(found)
    open_ = [f for f in found if not f.is_error]
    assert [w.code for w in asked] == list(dict.fromkeys(f.code for f in open_))
    for warning in asked:
        same = [f for f in open_ if f.code == warning.code]
        assert warning.field == f"{same[0].row}.{same[0].field}"
        assert warning.sentence.startswith(same[0].sentence)
        assert (f"另有 {len(same) - 1} 户" in warning.sentence) is (len(same) > 1)


@given(FINDINGS)
def test_errors_stop_and_are_told_by_row_and_field(found: list[Finding]) -> None:
    errors = {f"{f.row}.{f.field}" for f in found if f.is_error}
    if not errors:
        checks.refuse_errors(found)
        return
    with pytest.raises(Invalid) as problem:
        checks.refuse_errors(found)
    assert set(problem.value.problems) == errors


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([None, 0, 1, 60000, CAP + 1])), max_size=6))
def test_a_list_is_taken_whole_or_not_at_all(office: Office, asked: list[tuple[int, int | None]]) -> None:
    name = f"批次{len(cycle.list_all(office.db))}"
    values = {"programme_code": "P09E", "year": 2024, "name": name}
    made = cycle.create(office.db, office.actor, values)
    known = household.page(office.db, {})
    families = [line.id for line in known[:3]] or [_family(office, f"林{n}", "05") for n in range(3)]
    rows = [NewRow(families[i], amount_fen=fen) for i, fen in asked]
    doubled = len({i for i, _ in asked}) < len(asked)
    wrong = any(not fen for _, fen in asked)
    accepted = {"times": "试", "cap": "试"}
    if doubled or wrong:
        with pytest.raises(Invalid):
            entitlement.add(office.db, office.actor, made, rows, accepted)
        assert office.rows(made) == []
    else:
        entitlement.add(office.db, office.actor, made, rows, accepted)
        assert [r.amount_fen for r in office.rows(made)] == [fen for _, fen in asked]
