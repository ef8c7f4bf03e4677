"""Sources over days and years: what can be spent on which day, voids, names, and a ledger that adds up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.fund import FundIncome
from ljfpa_desktop.services import fund
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment, voiding
from ljfpa_desktop.services.aid.checks import NewRow
from tests import factories

TODAY = date(2024, 6, 20)
SOURCE = "县级财政"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 6, 20, 2, tzinfo=UTC))


def _income(db: Database, actor: Actor, fen: int, day: date = TODAY, **more: Any) -> UUID:
    return fund.add_income(db, actor, SOURCE, {"amount_fen": fen, "received_on": day, **more})


def _room(db: Database, day: date) -> int | None:
    with db.read() as s:
        return fund.room_in(s, fund.find_in(s, SOURCE).id, day)


def _balance(db: Database) -> fund.Balance:
    return next(b for b in fund.balances(db) if b.name == SOURCE)


def _pay(db: Database, actor: Actor, fen: int, day: date) -> str:
    name = f"批次{len(cycle.list_all(db))}"
    cycle.create(db, actor, {"programme_code": "P09E", "year": 2024, "name": name})
    family = factories.household(db, actor, head=f"林{name}")
    entitlement.add(db, actor, name, [NewRow(family, amount_fen=fen)])
    approval.approve(db, actor, name, "审批表", date(2024, 1, 2))
    return payment.pay(db, actor, name, day, "cash", SOURCE).receipts[0][1]


def test_what_can_be_spent_on_a_day_leaves_every_later_day_covered(db: Database, actor: Actor) -> None:
    _income(db, actor, 1000, date(2024, 1, 5))
    _pay(db, actor, 300, date(2024, 2, 1))
    _income(db, actor, 500, date(2024, 3, 1))
    _pay(db, actor, 900, date(2024, 3, 2))
    rooms = [_room(db, date(2024, *d)) for d in ((1, 4), (1, 5), (2, 1), (3, 1), (3, 2), (6, 20))]
    assert rooms == [0, 300, 300, 300, 300, 300]
    with pytest.raises(Refused, match=r"可用 ¥3.00，这次要发 ¥3.01，还差 ¥0.01"):
        _pay(db, actor, 301, date(2024, 1, 5))
    _pay(db, actor, 300, date(2024, 1, 5))
    assert (_room(db, TODAY), _balance(db).left_fen) == (0, 0)


def test_a_day_without_income_has_nothing_and_a_source_without_any_is_not_held_to(
    db: Database, actor: Actor
) -> None:
    assert _room(db, TODAY) is None
    _income(db, actor, 1)
    assert (_room(db, TODAY - timedelta(1)), _room(db, TODAY)) == (0, 1)


def test_voiding_the_only_income_makes_the_source_unrecorded_again(db: Database, actor: Actor) -> None:
    made = _income(db, actor, 1000, date(2024, 1, 5))
    _pay(db, actor, 1000, date(2024, 2, 1))
    fund.void_income(db, actor, made, "本来没有登记的必要")
    assert (_balance(db).left, _room(db, TODAY)) == ("未登记收入", None)


def test_an_income_that_was_spent_stays_until_another_covers_it(db: Database, actor: Actor) -> None:
    wrong, _ = _income(db, actor, 1000, date(2024, 1, 5)), _income(db, actor, 100, date(2024, 1, 6))
    number = _pay(db, actor, 700, date(2024, 2, 1))
    with pytest.raises(Refused, match=r"作废后这个来源会少 ¥6.00，不够已发放的钱"):
        fund.void_income(db, actor, wrong, "写错")
    assert _balance(db).income_fen == 1100
    _income(db, actor, 600)
    fund.void_income(db, actor, wrong, "写错")
    assert _balance(db).left_fen == 0
    voiding.void(db, actor, number, "退回")
    assert _balance(db).left_fen == 700


def test_the_ledger_names_payers_and_payees_and_marks_voids(db: Database, actor: Actor) -> None:
    made = _income(db, actor, 500, date(2024, 1, 5), payer="县财政局", document_no="连财〔2024〕1号")
    _income(db, actor, 1000, date(2024, 1, 5))
    number = _pay(db, actor, 700, date(2024, 2, 1))
    fund.void_income(db, actor, made, "重复")
    voiding.void(db, actor, number, "退回")
    found = [(x.on, x.text, x.amount_fen, x.balance_fen, x.is_void) for x in fund.ledger(db, SOURCE)]
    assert found == [
        (date(2024, 1, 5), "收入", 1000, 1000, False),
        (date(2024, 1, 5), "县财政局", 500, 1500, False),
        (date(2024, 2, 1), f"{number} 林批次0", -700, 800, False),
        (TODAY, f"{number} 林批次0", 700, 1500, True),
        (TODAY, "县财政局", -500, 1000, True),
    ]


def test_a_year_carries_the_balance_of_the_year_before(db: Database, actor: Actor) -> None:
    _income(db, actor, 1000, date(2023, 12, 31))
    _income(db, actor, 5, date(2024, 1, 1))
    assert [x.balance_fen for x in fund.ledger(db, SOURCE, 2023)] == [1000]
    assert [x.balance_fen for x in fund.ledger(db, SOURCE, 2024)] == [1005]
    assert fund.ledger(db, SOURCE, 2022) == []
    with pytest.raises(Refused, match="没有“省财政”这个资金来源"):
        fund.ledger(db, "省财政")


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"amount_fen": 0}, {"amount_fen"}),
        ({"amount_fen": -1}, {"amount_fen"}),
        ({"amount_fen": 1.5}, {"amount_fen"}),
        ({"amount_fen": "100"}, {"amount_fen"}),
        ({"amount_fen": None}, {"amount_fen"}),
        ({"received_on": TODAY + timedelta(1)}, {"received_on"}),
        ({"received_on": "2024-01-01"}, {"received_on"}),
        ({"received_on": None, "amount_fen": None}, {"received_on", "amount_fen"}),
    ],
)
def test_what_an_income_cannot_be(
    db: Database, actor: Actor, values: dict[str, Any], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as problem:
        fund.add_income(db, actor, SOURCE, {"amount_fen": 1, "received_on": TODAY, **values})
    assert set(problem.value.problems) == fields
    assert fund.ledger(db, SOURCE) == []


def test_an_income_is_a_fact_that_is_never_rewritten(db: Database, actor: Actor) -> None:
    made = _income(db, actor, 1000)
    for column in ("amount_fen = 1", "received_on = '2024-01-01'", "payer = '别人'"):
        with pytest.raises(DatabaseError, match="written once"), db.transaction(actor, "改") as s:
            s.execute(text(f"UPDATE fund_income SET {column}"))
    fund.void_income(db, actor, made, "错")
    with pytest.raises(DatabaseError), db.transaction(actor, "改") as s:
        s.execute(text("UPDATE fund_income SET voided_on = NULL, void_why = NULL"))
    assert _balance(db).left == fund.UNRECORDED


def test_words_of_an_income_are_trimmed(db: Database, actor: Actor) -> None:
    made = _income(db, actor, 1, payer=" 县财政局 ", document_no="  ", purpose="春节慰问")
    with db.read() as s:
        kept = s.get_one(FundIncome, made)
        assert (kept.payer, kept.document_no, kept.purpose) == ("县财政局", None, "春节慰问")


def test_a_source_keeps_its_money_under_another_name(db: Database, actor: Actor) -> None:
    _income(db, actor, 1000)
    source = _balance(db).id
    fund.save_source(db, actor, {"name": " 县财政专项 ", "kind": "COUNTY"}, source)
    (found,) = [b for b in fund.balances(db) if b.id == source]
    assert (found.name, found.left_fen) == ("县财政专项", 1000)
    with pytest.raises(Invalid, match="已经有“慈善总会”这个资金来源"):
        fund.save_source(db, actor, {"name": "慈善总会", "kind": "COUNTY"}, source)
    fund.save_source(db, actor, {"name": "县财政专项", "kind": "LOTTERY"}, source)


def test_who_may_touch_money(db: Database, actor: Actor) -> None:
    made = _income(db, actor, 1000)
    reader, reviewer = (Actor("x", "某", role, actor.office) for role in ("reader", "reviewer"))
    with pytest.raises(Refused, match="没有“录入”的权限"):
        _income(db, reader, 1)
    with pytest.raises(Refused, match="没有“录入”的权限"):
        fund.save_source(db, reader, {"name": "新", "kind": "OTHER"})
    with pytest.raises(Refused, match="没有“作废”的权限"):
        fund.void_income(db, reviewer, made, "错")
    with pytest.raises(Refused, match="不存在或已经作废"):
        fund.void_income(db, actor, new_id(), "错")
    with db.read() as s:
        assert s.execute(select(Act.why).order_by(Act.seq.desc()).limit(1)).scalar_one() == "登记资金收入"


MOVES = st.lists(
    st.tuples(st.sampled_from(["in", "out", "void in", "void out"]), st.integers(1, 900), st.integers(0, 60)),
    min_size=2,
    max_size=9,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_the_room_of_a_day_is_the_lowest_balance_from_then_on(
    db: Database, actor: Actor, moves: list[tuple[str, int, int]]
) -> None:
    incomes: list[UUID] = []
    receipts: list[str] = []
    refused: list[str] = []
    for kind, fen, ago in moves:
        day = TODAY - timedelta(ago)
        try:
            if kind == "in":
                incomes.append(_income(db, actor, fen, day))
            elif kind == "out":
                receipts.append(_pay(db, actor, fen, day))
            elif kind == "void in" and incomes:
                fund.void_income(db, actor, incomes.pop(), "错")
            elif kind == "void out" and receipts:
                voiding.void(db, actor, receipts.pop(), "错")
        except Refused as refusal:
            refused.append(refusal.sentence)
    assert all("还差" in said or "会少" in said for said in refused)
    lines = fund.ledger(db, SOURCE)
    for day in (TODAY, TODAY - timedelta(10), TODAY - timedelta(61)):
        ends = {line.on: line.balance_fen for line in lines}
        before = [left for on, left in ends.items() if on <= day]
        lowest = min([before[-1] if before else 0, *(left for on, left in ends.items() if on > day)])
        assert _room(db, day) in (None, lowest)
    assert _balance(db).left_fen in (None, lines[-1].balance_fen if lines else 0)
