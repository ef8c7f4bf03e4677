"""The year ahead, the lines of a family, and the terms an office adds."""

from __future__ import annotations

from datetime import date

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.services import support
from ljfpa_desktop.services.aid import cycle
from ljfpa_desktop.services.support.terms import on_day
from tests import factories


def sixty(db: Database, actor: Actor, year: int, head: str = "林建国") -> None:
    """A rural man with one daughter who reaches 60 in the year."""
    born = {"name": head, "id_no": factories.id_number(date(year - 60, 7, 1), "1")}
    factories.household(db, actor, head=born, children=[head[0] + "小燕"], hukou_kind="3")


def test_who_reaches_the_age_in_the_year_with_what_is_missing(db: Database, actor: Actor) -> None:
    for year, head in ((2026, "林建国"), (2027, "黄明"), (2028, "陈强")):
        sixty(db, actor, year, head)
    (found,) = support.of_year(db, 2027)
    assert (found.verdict.person, found.verdict.kind, found.verdict.when) == ("黄明", "R01", date(2027, 7, 1))
    assert found.verdict.missing == ("农村居民身份的证明",)
    assert found.village == "山兜村"
    assert support.of_year(db, 2027, village="350122103202") == []
    assert support.of_year(db, 2030) == []


def test_the_bereaved_couple_comes_with_the_wife_s_birthday(db: Database, actor: Actor) -> None:
    factories.household(
        db, actor, spouse={"name": "陈美珍", "id_no": factories.id_number(date(1978, 3, 3), "2")},
        children=[{"name": "林小燕", "death_date": date(2020, 1, 1),
                   "id_no": factories.id_number(date(2001, 1, 1), "2")}],
        categories=["03"],
    )  # fmt: skip
    found = support.of_year(db, 2027)
    assert [(c.verdict.person, c.verdict.kind, c.verdict.when) for c in found] == [
        ("林建国", "R02", date(2027, 3, 3)), ("陈美珍", "R02", date(2027, 3, 3)),
    ]  # fmt: skip


def test_who_gets_it_already_is_not_announced(db: Database, actor: Actor) -> None:
    born = {"name": "林建国", "id_no": factories.id_number(date(1967, 7, 1), "1")}
    factories.household(
        db, actor, head=born, children=["林小燕"], hukou_kind="1", categories=["10"]
    )
    assert support.of_year(db, 2027) == []


def test_the_lines_of_a_family_hold_support_programmes_and_open_lists(db: Database, actor: Actor) -> None:
    home = factories.household(
        db, actor, spouse="陈美珍", children=["林小燕"], categories=["05"], hukou_kind="1"
    )
    year = dates.today().year
    cycle.create(db, actor, {"programme_code": "P09", "year": year, "name": "春节慰问"})
    found = support.lines_of(db, home, dates.today())
    assert [(x.who, x.what) for x in found[:3]] == [
        ("林建国", "特别扶助（死亡）"), ("林建国", "特别扶助（伤残）"), ("林建国", "农村奖励扶助"),
    ]  # fmt: skip
    of = {x.what: x for x in found}
    assert (of["计生特殊家庭慰问"].state, of["临时救助"].state) == ("不符合", "可列入")
    assert (of["春节慰问"].who, of["春节慰问"].state) in [("全户", "可列入"), ("全户", "不能列入")]
    assert all(x.words.endswith("。") and x.why for x in found)
    assert [day for day, _ in support.days()][1:] == [date(year, 12, 31), date(year + 1, 12, 31)]


def test_terms_are_those_of_the_day_and_an_unverified_amount_is_not_guessed(db: Database) -> None:
    every = support.listed(db)
    assert on_day(every, "R02", date(2013, 1, 1)).amount_fen == 13500
    now = on_day(every, "R02", date(2024, 1, 1))
    assert (now.age, now.born_from, now.amount_fen) == (49, date(1933, 1, 1), None)
    assert on_day(every, "R03", date(2017, 1, 1)).grade_most == 3
    assert on_day(every, "R01", date(1999, 1, 1)).age == 60


def test_a_county_adds_a_year_and_takes_it_back(db: Database, actor: Actor) -> None:
    sixty(db, actor, 2027)
    values = {"kind": "R01", "valid_from": date(2026, 1, 1), "amount_fen": 10000, "source": "榕卫〔2026〕1号"}
    first = support.save(db, actor, values)
    (found,) = support.of_year(db, 2027)
    assert "每人每月 100.00 元（2026年起）" in found.verdict.words
    second = support.save(db, actor, {**values, "age": 61})
    assert support.of_year(db, 2027) == []
    assert [t.id for t in support.listed(db) if t.id] == [second]
    support.retire(db, actor, second)
    with pytest.raises(Refused):
        support.retire(db, actor, first)
    assert len(support.of_year(db, 2027)) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "A01", "valid_from": date(2026, 1, 1), "age": 50}, "kind"),
        ({"kind": "R01", "age": 50}, "valid_from"),
        ({"kind": "R01", "valid_from": date(2026, 1, 1)}, "amount_fen"),
        ({"kind": "R01", "valid_from": date(2026, 1, 1), "age": -1}, "age"),
    ],
)
def test_terms_that_say_nothing_are_not_saved(
    db: Database, actor: Actor, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as no:
        support.save(db, actor, values)
    assert set(no.value.problems) == {field}
    with pytest.raises(Refused):
        support.save(db, Actor("r", "看客", "reader", actor.office), values)
