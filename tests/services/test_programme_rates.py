"""The township's own standards over time, whatever order a clerk enters them in; shipped rows."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from ljfpa_desktop.base.capture import Change
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.paths import resources
from ljfpa_desktop.base.record import new_id, shipped_id
from ljfpa_desktop.models.fund import FundSource
from ljfpa_desktop.models.programme import Programme, Rate
from ljfpa_desktop.services import fund, programme
from ljfpa_desktop.services import office as offices

DAY = date(2024, 2, 1)
LABEL = "一般困难"


def _save(db: Database, actor: Actor, begins: date, fen: int, label: str = LABEL, code: str = "P09") -> None:
    programme.save_rate(
        db, actor, {"programme_code": code, "label": label, "amount_fen": fen, "valid_from": begins}
    )


def _rate(db: Database, day: date, label: str = LABEL) -> programme.RateLine:
    return next(r for r in programme.rates(db, "P09", day) if r.label == label)


def test_a_standard_for_next_year_survives_a_correction_of_this_year_s(db: Database, actor: Actor) -> None:
    _save(db, actor, date(2025, 1, 1), 90000)
    _save(db, actor, date(2024, 1, 1), 70000)
    assert (_rate(db, date(2024, 12, 31)).amount_fen, _rate(db, date(2025, 1, 1)).amount_fen) == (
        70000,
        90000,
    )
    assert _rate(db, date(2024, 6, 1)).valid_to == date(2024, 12, 31)


def test_a_standard_put_between_two_holds_just_until_the_later_one(db: Database, actor: Actor) -> None:
    _save(db, actor, date(2024, 1, 1), 70000)
    _save(db, actor, date(2024, 9, 1), 90000)
    _save(db, actor, date(2024, 5, 1), 80000)
    days = (date(2024, 4, 30), date(2024, 5, 1), date(2024, 8, 31), date(2024, 9, 1))
    assert [_rate(db, day).amount_fen for day in days] == [70000, 80000, 80000, 90000]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.dates(date(2024, 1, 2), date(2024, 3, 31)), st.integers(1, 10**9)),
        min_size=1,
        max_size=8,
    )
)
def test_on_every_day_the_latest_begun_standard_holds(
    db: Database, actor: Actor, entered: list[tuple[date, int]]
) -> None:
    label = f"档次{len(programme.rates(db, 'P09', date(2024, 12, 31)))}"
    for begins, fen in entered:
        _save(db, actor, begins, fen, label)
    last = dict(entered)  # of two entered for one day the second holds
    for day in {begins + timedelta(n) for begins in last for n in (-1, 0)}:
        begun = [b for b in last if b <= day]
        found = [r.amount_fen for r in programme.rates(db, "P09", day) if r.label == label]
        assert found == ([last[max(begun)]] if begun else [])


def test_other_labels_and_programmes_are_left_alone(db: Database, actor: Actor) -> None:
    _save(db, actor, DAY, 70000)
    _save(db, actor, DAY, 110000, "每户每次", "P06")
    assert _rate(db, DAY, "特别困难").amount_fen == 120000
    assert [(r.amount_fen, r.is_local) for r in programme.rates(db, "P06", DAY)] == [(110000, True)]


def test_the_countys_holds_again_after_the_local_one_is_taken_back(db: Database, actor: Actor) -> None:
    _save(db, actor, DAY, 70000)
    programme.retire_rate(db, actor, _rate(db, DAY).id)
    assert (_rate(db, DAY).amount_fen, _rate(db, DAY).is_local) == (60000, False)
    for gone in (new_id(), _rate(db, DAY).id):
        with pytest.raises(Refused, match="县里的标准不能取消"):
            programme.retire_rate(db, actor, gone)


def test_the_countys_row_is_never_touched(db: Database, actor: Actor) -> None:
    with db.read() as s:
        before = s.execute(select(Rate.id, Rate.amount_fen, Rate.valid_to).where(~Rate.is_local)).all()
    _save(db, actor, date(2020, 1, 1), 1)
    _save(db, actor, date(2030, 1, 1), 2)
    with db.read() as s:
        after = s.execute(select(Rate.id, Rate.amount_fen, Rate.valid_to).where(~Rate.is_local)).all()
    assert sorted(before) == sorted(after)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"amount_fen": 0}, {"amount_fen"}),
        ({"amount_fen": -1}, {"amount_fen"}),
        ({"amount_fen": None}, {"amount_fen"}),
        ({"amount_fen": 600.5}, {"amount_fen"}),
        ({"amount_fen": "60000"}, {"amount_fen"}),
        ({"valid_from": "2024-01-01"}, {"valid_from"}),
        ({"valid_from": None, "label": "\t"}, {"valid_from", "label"}),
    ],
)
def test_what_a_standard_cannot_be(
    db: Database, actor: Actor, change: dict[str, object], fields: set[str]
) -> None:
    values = {"programme_code": "P09", "label": LABEL, "amount_fen": 1, "valid_from": DAY, **change}
    with pytest.raises(Invalid) as problem:
        programme.save_rate(db, actor, values)
    assert set(problem.value.problems) == fields
    assert _rate(db, DAY).amount_fen == 60000


def test_a_reader_sets_no_standard(db: Database, actor: Actor) -> None:
    reader = Actor("guest", "来宾", "reader", actor.office)
    with pytest.raises(Refused, match="没有“录入”的权限"):
        _save(db, reader, DAY, 1)
    with pytest.raises(Refused, match="没有“录入”的权限"):
        programme.retire_rate(db, reader, new_id())


def test_the_shipped_rows_are_those_of_the_file_with_ids_of_their_codes(db: Database) -> None:
    content = json.loads((resources() / "codes" / "programmes.json").read_text("utf-8"))
    with db.read() as s:
        codes = {p.code: p.id for p in s.execute(select(Programme)).scalars()}
        sources = {f.name: f.id for f in s.execute(select(FundSource)).scalars()}
        rates = s.execute(select(func.count()).select_from(Rate)).scalar_one()
    assert codes == {row["code"]: shipped_id("programme", row["code"]) for row in content["programmes"]}
    own = shipped_id("office", "350122103").hex
    assert sources == {
        row["name"]: shipped_id("fund_source", f"{own}:{row['name']}") for row in content["fund_sources"]
    }
    assert rates == len(content["rates"])


def test_every_shipped_programme_walks_a_known_way(db: Database) -> None:
    known = ("draft", "reviewed", "approved", "publicised", "paid", "closed")
    for found in programme.list_all(db, DAY):
        places = [known.index(stage) for stage in found.stages]
        assert places == sorted(set(places))
        assert {"draft", "approved", "paid", "closed"} <= set(found.stages)
        assert found.is_public == ("publicised" in found.stages)
        assert (found.cap_fen or 0) > 0
        assert (found.times_per_year or 0) > 0
        assert found.name
        assert found.aid_kind in ("A01", "A10")


def test_a_programme_out_of_its_days_is_not_offered(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "停办") as s:
        found = s.get_one(Programme, shipped_id("programme", "P09"))
        found.valid_from, found.valid_to = date(2024, 1, 2), date(2024, 1, 3)
    for day, offered in ((1, False), (2, True), (3, True), (4, False)):
        codes = {p.code for p in programme.list_all(db, date(2024, 1, day))}
        assert ("P09" in codes) is offered
    with db.read() as s:
        assert programme.facts_in(s, "P09").code == "P09"  # its cycles can still be finished
    with db.transaction(actor, "删") as s:
        s.get_one(Programme, shipped_id("programme", "P09")).retired_on = DAY
    with db.read() as s, pytest.raises(Refused, match="没有代码为“P09”的帮扶项目"):
        programme.facts_in(s, "P09")


def test_a_source_no_longer_in_use_keeps_its_name_for_old_papers(db: Database, actor: Actor) -> None:
    (found,) = [b for b in fund.balances(db) if b.name == "慈善总会"]
    with db.transaction(actor, "停用") as s:
        s.get_one(FundSource, found.id).retired_on = DAY
    assert fund.name_of(db, found.id) == "慈善总会"
    assert fund.name_of(db, new_id()) == ""
    assert "慈善总会" not in {b.name for b in fund.balances(db)}
    with pytest.raises(Refused, match="没有“慈善总会”这个资金来源，现有："):
        fund.ledger(db, "慈善总会")
    fund.save_source(db, actor, {"name": "慈善总会", "kind": "CHARITY"})  # the name is free again


def test_what_the_set_up_wrote_is_in_the_history(db: Database) -> None:
    with db.read() as s:
        rows = set(s.execute(select(Change.row).where(Change.tbl == "programme")).scalars())
        ids = set(s.execute(select(Programme.id)).scalars())
        assert {p.office_id for p in s.execute(select(Programme)).scalars()} == {offices.office_id(s)}
    assert rows == ids
