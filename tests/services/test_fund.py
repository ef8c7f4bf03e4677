"""Sources, what came in, what is left; a balance that is known never goes below nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.services import fund


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 2, 20, 2, tzinfo=UTC))


def _income(db: Database, actor: Actor, fen: int, day: date = date(2024, 1, 5), **more: str) -> Any:
    return fund.add_income(db, actor, "慈善总会", {"amount_fen": fen, "received_on": day, **more})


def _left(db: Database) -> int | None:
    return next(b.left_fen for b in fund.balances(db) if b.name == "慈善总会")


def test_sources_are_shipped_and_can_be_added(db: Database, actor: Actor) -> None:
    given = {"name": "企业捐赠（海洋渔业）", "kind": "COMPANY", "remark": "2024年"}
    made = fund.save_source(db, actor, given)
    assert {b.name: b.left for b in fund.balances(db)}["企业捐赠（海洋渔业）"] == "未登记收入"
    fund.save_source(db, actor, {"name": "海洋渔业", "kind": "COMPANY"}, made)
    assert {b.name for b in fund.balances(db)} == {"县级财政", "乡镇财政", "慈善总会", "海洋渔业"}


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"name": "", "kind": "COUNTY"}, {"name"}),
        ({"name": "慈善总会", "kind": "CHARITY"}, {"name"}),
        ({"name": "新", "kind": "BANK"}, {"kind"}),
    ],
)
def test_a_source_needs_a_name_of_its_own_and_a_kind(
    db: Database, actor: Actor, values: dict[str, str], problems: set[str]
) -> None:
    with pytest.raises(Invalid) as problem:
        fund.save_source(db, actor, values)
    assert set(problem.value.problems) == problems


def test_income_is_checked(db: Database, actor: Actor) -> None:
    for values in (
        {"amount_fen": 0, "received_on": None},
        {"amount_fen": -5, "received_on": date(2024, 2, 21)},
    ):
        with pytest.raises(Invalid) as problem:
            fund.add_income(db, actor, "慈善总会", values)
        assert set(problem.value.problems) == {"amount_fen", "received_on"}
    assert _left(db) is None


def test_the_ledger_runs_along_and_can_be_narrowed_to_a_year(db: Database, actor: Actor) -> None:
    _income(db, actor, 300, date(2023, 5, 1), payer="慈善总会")
    wrong = _income(db, actor, 200)
    fund.void_income(db, actor, wrong, "重复登记")
    assert [(x.on, x.text, x.amount_fen, x.balance_fen) for x in fund.ledger(db, "慈善总会")] == [
        (date(2023, 5, 1), "慈善总会", 300, 300),
        (date(2024, 1, 5), "收入", 200, 500),
        (date(2024, 2, 20), "收入", -200, 300),
    ]
    assert [x.balance_fen for x in fund.ledger(db, "慈善总会", 2024)] == [500, 300]
    assert _left(db) == 300


def test_a_void_needs_a_reason_and_happens_once(db: Database, actor: Actor) -> None:
    made = _income(db, actor, 100)
    with pytest.raises(Invalid):
        fund.void_income(db, actor, made, "")
    fund.void_income(db, actor, made, "错")
    with pytest.raises(Refused, match="已经作废"):
        fund.void_income(db, actor, made, "错")
    assert _left(db) is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 10**12), st.booleans()), min_size=1, max_size=8))
def test_balance_ledger_and_sums_agree(db: Database, actor: Actor, moves: list[tuple[int, bool]]) -> None:
    name = f"来源{len(fund.balances(db))}"
    fund.save_source(db, actor, {"name": name, "kind": "OTHER"})
    kept = 0
    for fen, is_void in moves:
        made = fund.add_income(db, actor, name, {"amount_fen": fen, "received_on": date(2024, 2, 1)})
        if is_void:
            fund.void_income(db, actor, made, "错")
        else:
            kept += fen
    (balance,) = [b for b in fund.balances(db) if b.name == name]
    assert fund.ledger(db, name)[-1].balance_fen == kept
    assert balance.left_fen == (kept if kept else None)
    with db.read() as s:
        assert fund.room_in(s, balance.id, date(2024, 2, 20)) == balance.left_fen
        before = fund.room_in(s, balance.id, date(2024, 1, 31))
    assert before == (0 if kept else None)
