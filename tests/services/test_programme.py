"""Programmes as data and the township's own rates laid over the county's."""

from __future__ import annotations

from datetime import date

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.services import programme

DAY = date(2024, 2, 1)


def _rates(db: Database, day: date = DAY) -> list[tuple[str, int, bool]]:
    return [(r.label, r.amount_fen, r.is_local) for r in programme.rates(db, "P09", day)]


def _save(db: Database, actor: Actor, fen: int, begins: date, label: str = "一般困难") -> None:
    values = {"programme_code": "P09", "label": label, "amount_fen": fen, "valid_from": begins}
    programme.save_rate(db, actor, values)


def test_the_shipped_programmes(db: Database) -> None:
    found = {p.code: p for p in programme.list_all(db, DAY)}
    assert found["P09"].stages == ("draft", "reviewed", "approved", "publicised", "paid", "closed")
    assert "publicised" not in found["P06"].stages
    assert found["P09E"].stages == ("draft", "approved", "paid", "closed")
    assert (found["P06"].categories, found["P06"].is_for("04"), found["P06"].is_for("05")) == (
        ("03", "04"), True, False,
    )  # fmt: skip
    assert found["P09E"].is_for("99")
    assert programme.list_all(db, date(2020, 1, 1)) == []


def test_a_local_rate_stands_in_for_the_countys_from_its_day(db: Database, actor: Actor) -> None:
    shipped = [("一般困难", 60000, False), ("特别困难", 120000, False)]
    assert _rates(db) == shipped
    _save(db, actor, 80000, date(2024, 2, 1))
    _save(db, actor, 90000, date(2024, 3, 1))
    assert _rates(db, date(2024, 1, 31)) == shipped
    assert _rates(db)[0] == ("一般困难", 80000, True)
    assert _rates(db, date(2024, 3, 1))[0] == ("一般困难", 90000, True)


def test_a_new_label_is_added_and_taken_back(db: Database, actor: Actor) -> None:
    _save(db, actor, 30000, date(2024, 1, 1), "慰问品折款")
    local = programme.rates(db, "P09", DAY)[0]
    assert (local.label, local.is_local) == ("慰问品折款", True)
    programme.retire_rate(db, actor, local.id)
    assert len(_rates(db)) == 2
    with pytest.raises(Refused, match="县里的标准不能取消"):
        programme.retire_rate(db, actor, programme.rates(db, "P09", DAY)[0].id)


def test_a_correction_from_the_same_day_replaces_the_mistake(db: Database, actor: Actor) -> None:
    _save(db, actor, 800000, date(2024, 2, 1))
    _save(db, actor, 80000, date(2024, 2, 1))
    assert _rates(db)[0] == ("一般困难", 80000, True)


def test_what_a_rate_needs(db: Database, actor: Actor) -> None:
    with pytest.raises(Invalid) as problem:
        programme.save_rate(db, actor, {"programme_code": "P09", "label": " ", "amount_fen": 0})
    assert set(problem.value.problems) == {"label", "amount_fen", "valid_from"}
    with pytest.raises(Refused, match="没有代码为“P99”"):
        programme.save_rate(
            db, actor, {"programme_code": "P99", "label": "甲", "amount_fen": 1, "valid_from": DAY}
        )
