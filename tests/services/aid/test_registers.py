"""Signature registers and what comes back: numbers, supplements, voided lines, pages, slips, mistakes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from ljfpa_desktop.base import checkdigit, dates
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.services.aid import cycle, payment, register, signing, voiding

from .conftest import TODAY, Office

PAID_ON = date(2024, 2, 9)


def _paid(office: Office, count: int, method: str = "cash") -> tuple[UUID, list[str]]:
    made = office.approved(count)
    paid = payment.pay(office.db, office.actor, made, PAID_ON, method)
    return made, [number for _, number in paid.receipts]


def _signed(office: Office) -> dict[str, tuple[date | None, str | None]]:
    with office.db.read() as s:
        return {p.receipt_no: (p.signed_on, p.signing) for p in s.execute(select(Payment)).scalars()}


def _states(office: Office, ref: UUID, number: str = "") -> list[str]:
    return [line.state for line in signing.lines(office.db, ref, number).values()]


def test_a_register_s_number_is_of_the_year_of_its_payments(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = _paid(office, 1)
    monkeypatch.setattr(dates, "clock", lambda: datetime(2025, 1, 6, 2, tzinfo=UTC))
    number = register.issue(office.db, office.actor, made)
    assert number.startswith("HZ-350122103-24A-00001-")
    assert number[-1] == checkdigit.number_check(number[:-2])
    (line,) = register.list_of(office.db, made)
    assert (line.printed_on, line.number, line.supplement) == (date(2025, 1, 6), number, 0)


def test_a_register_of_voided_lines_alone_counts_nothing(office: Office) -> None:
    made, numbers = _paid(office, 2)
    number = register.issue(office.db, office.actor, made)
    for receipt in numbers:
        voiding.void(office.db, office.actor, receipt, "钱款退回")
    (line,) = register.list_of(office.db, made)
    assert (line.rows, line.total_fen) == (0, 0)
    assert _states(office, made, number) == ["已作废", "已作废"]
    assert signing.sign(office.db, office.actor, made) == signing.Signed(0, ())
    with pytest.raises(Refused, match="发放的户都已在花名册上"):
        register.issue(office.db, office.actor, made)


def test_registers_of_a_cycle_sum_to_what_was_paid(office: Office) -> None:
    made = office.approved(6)
    rows = [r.id for r in office.rows(made)]
    for part in (rows[:1], rows[1:4], rows[4:]):
        payment.pay(office.db, office.actor, made, PAID_ON, "cash", rows=part)
        register.issue(office.db, office.actor, made)
    lines = register.list_of(office.db, made)
    assert [(x.supplement, x.rows) for x in lines] == [(0, 1), (1, 3), (2, 2)]
    assert sum(x.total_fen for x in lines) == cycle.view(office.db, made).line.paid_fen == 360000


def test_the_registers_of_another_cycle_are_not_ours(office: Office) -> None:
    office.name = "第一批"
    first, _ = _paid(office, 1)
    number = register.issue(office.db, office.actor, first)
    office.name = "第二批"
    second, _ = _paid(office, 1)
    assert register.list_of(office.db, second) == []
    with pytest.raises(Refused, match=f"没有编号为“{number}”的花名册"):
        signing.sign(office.db, office.actor, second, register=number)
    assert register.issue(office.db, office.actor, second)[-7:-2] == "00002"


def test_lines_tell_what_came_back(office: Office) -> None:
    made = office.approved(4)
    rows = [r.id for r in office.rows(made)]
    payment.pay(office.db, office.actor, made, PAID_ON, "transfer", rows=rows[:1])
    payment.pay(office.db, office.actor, made, PAID_ON, "cash")
    numbers = {r.payee: r.receipt_no for r in office.rows(made)}
    register.issue(office.db, office.actor, made)
    signing.sign_one(office.db, office.actor, numbers["陈依妹"])
    voiding.void(office.db, office.actor, numbers["单雪梅"], "退回")
    found = {line.payee: line.state for line in signing.lines(office.db, made).values()}
    assert found == {"林秀钦": "等回单", "郑琯英": "未签回", "陈依妹": "已签回", "单雪梅": "已作废"}


def test_a_voided_line_is_passed_over_but_keeps_its_place(office: Office) -> None:
    made, numbers = _paid(office, 3)
    register.issue(office.db, office.actor, made)
    voiding.void(office.db, office.actor, numbers[1], "退回")
    assert signing.sign(office.db, office.actor, made, except_rows=[2, 3]) == signing.Signed(1, (3,))
    assert _signed(office)[numbers[1]] == (None, None)


def test_rows_excepted_and_rows_of_the_page_must_stand_on_the_register(office: Office) -> None:
    made, _ = _paid(office, 2)
    for asked in ({"except_rows": [0]}, {"only_rows": [3]}, {"except_rows": [1], "only_rows": [-1]}):
        with pytest.raises(Invalid, match=r"花名册上没有第 (0|3|-1) 行（共 2 行）"):
            signing.sign(office.db, office.actor, made, **asked)  # pyright: ignore[reportArgumentType]
    assert {day for day, _ in _signed(office).values()} == {None}
    assert signing.sign(office.db, office.actor, made, only_rows=[]).signed == 0


def test_a_second_sign_back_leaves_the_first_day(office: Office) -> None:
    made, numbers = _paid(office, 2)
    signing.sign(office.db, office.actor, made, except_rows=[2], on=date(2024, 2, 10))
    signing.sign(office.db, office.actor, made, on=date(2024, 2, 12))
    assert [_signed(office)[n][0] for n in numbers] == [date(2024, 2, 10), date(2024, 2, 12)]


def test_one_early_row_stops_the_whole_page(office: Office) -> None:
    made = office.approved(2)
    rows = [r.id for r in office.rows(made)]
    payment.pay(office.db, office.actor, made, PAID_ON, "cash", rows=rows[:1])
    payment.pay(office.db, office.actor, made, date(2024, 2, 12), "cash")
    with pytest.raises(Invalid, match="签回日期早于“陈依妹”的发放日期"):
        signing.sign(office.db, office.actor, made, on=date(2024, 2, 11))
    assert {day for day, _ in _signed(office).values()} == {None}


def test_methods_whose_slip_signs_are_left_out(office: Office) -> None:
    made = office.approved(7)
    for row, method in zip(office.rows(made), ("1", "2", "3", "4", "6", "7", "9"), strict=True):
        payment.pay(office.db, office.actor, made, PAID_ON, method, rows=[row.id])
    assert cycle.view(office.db, made).line.unsigned == 4
    assert len(signing.unsigned(office.db)) == 4
    assert signing.sign(office.db, office.actor, made).signed == 4
    waiting = {r.method: r.receipt_no for r in office.rows(made) if not r.signed_on}
    assert set(waiting) == {"2", "3", "4"}
    assert signing.bank_ref(office.db, office.actor, {no: f"回单{m}" for m, no in waiting.items()}) == 3
    assert {r.state for r in office.rows(made)} == {"已签回"}


def test_slips_are_all_noted_or_none(office: Office) -> None:
    _, numbers = _paid(office, 2, "transfer")
    for refs in ({numbers[0]: "881", numbers[1]: ""}, {numbers[0]: "881", "LK-0": "882"}):
        with pytest.raises((Invalid, Refused)):
            signing.bank_ref(office.db, office.actor, refs)
    assert {day for day, _ in _signed(office).values()} == {None}
    with pytest.raises(Invalid, match="不能晚于今天"):
        signing.bank_ref(office.db, office.actor, {numbers[0]: "881"}, date(2024, 2, 21))
    assert signing.bank_ref(office.db, office.actor, {numbers[0]: " 881 "}) == 1
    assert _signed(office)[numbers[0]] == (TODAY, "4")
    assert signing.bank_ref(office.db, office.actor, {}) == 0


def test_a_slip_taken_back_is_gone_with_its_number(office: Office) -> None:
    made, (number,) = _paid(office, 1, "transfer")
    signing.bank_ref(office.db, office.actor, {number: "881"})
    signing.take_back(office.db, office.actor, [number], "退票")
    row = office.rows(made)[0]
    assert (row.signed_on, row.bank_ref, row.state) == (None, "", "已发放")


def test_taking_back_needs_every_receipt_to_be_there(office: Office) -> None:
    made, numbers = _paid(office, 2)
    signing.sign(office.db, office.actor, made)
    with pytest.raises(Refused, match="没有编号为“LK-0”的领款单"):
        signing.take_back(office.db, office.actor, [numbers[0], "LK-0"], "看错行")
    assert _signed(office)[numbers[0]][0] == TODAY


def test_the_unsigned_of_all_cycles_stand_the_oldest_first(office: Office) -> None:
    office.name = "第一批"
    first, _ = _paid(office, 1)
    office.name = "第二批"
    second = office.approved(1)
    payment.pay(office.db, office.actor, second, date(2024, 2, 12), "cash")
    found = signing.unsigned(office.db)
    assert [(u.cycle_id, u.row, u.paid_on) for u in found] == [
        (first, 0, PAID_ON),
        (second, 0, date(2024, 2, 12)),
    ]
    register.issue(office.db, office.actor, second)
    assert [u.row for u in signing.unsigned(office.db, "第二批")] == [1]


def test_the_fact_is_untouched_by_all_that_comes_back(office: Office) -> None:
    made, numbers = _paid(office, 2)
    fact = (
        "SELECT receipt_no, payee_name, amount_fen, paid_on, method, goods FROM payment ORDER BY receipt_no"
    )

    def facts() -> list[tuple[object, ...]]:
        with office.db.read() as s:
            return [tuple(row) for row in s.execute(text(fact))]

    before = facts()
    register.issue(office.db, office.actor, made)
    signing.sign(office.db, office.actor, made, way="2")
    signing.take_back(office.db, office.actor, numbers, "看错行")
    voiding.void(office.db, office.actor, numbers[0], "退回")
    assert facts() == before


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.integers(1, 6), max_size=6), min_size=1, max_size=4))
def test_pages_signed_in_any_order_leave_just_those_never_named(
    office: Office, pages: list[set[int]]
) -> None:
    office.name = f"批次{len(cycle.list_all(office.db))}"
    made, _ = _paid(office, 6)
    register.issue(office.db, office.actor, made)
    for page in pages:
        left = set(range(1, 7)) - page
        signing.sign(office.db, office.actor, made, except_rows=sorted(left))
    named = set[int]().union(*pages)
    still = tuple(sorted(set(range(1, 7)) - named))
    assert signing.sign(office.db, office.actor, made, only_rows=[]).open_rows == still
    assert [u.row for u in signing.unsigned(office.db, made)] == list(still)
