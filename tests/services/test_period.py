"""Month end: what is missing, closing, reopening, and corrections that explain themselves."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.models.aid import Cycle
from ljfpa_desktop.models.period import Period
from ljfpa_desktop.services import event, office, period, sheet
from ljfpa_desktop.services import household as households
from ljfpa_desktop.services.period import Difference, Month
from tests.services.books import OLD, Books, issue

ALL: dict[str, str] = dict.fromkeys(("events", "unsigned", "cycles", "gap", "early"), "县里催报")
JAN = date(2024, 1, 20)
KEPT = "；放行原因：补录旧账"  # the reason an old event was let through


@pytest.fixture
def books(db: Database, actor: Actor) -> Books:
    """Books to write facts into."""
    return Books(db, actor)


def explained(books: Books, month: str = "2024-02") -> list[tuple[str, str, float | None, float | None, str]]:
    """The annex of a month: code, month, was, now, why."""
    return [(d.code, d.month, d.was, d.now, d.why) for d in period.differences(books.db, month)]


def adjusted(books: Books, code: str, month: str = "2024-02") -> float | None:
    """调整上月 of one indicator."""
    return next(x.adjustment for x in sheet.of(books.db, month).lines if x.indicator.code == code)


def test_a_month_without_gaps_misses_nothing(db: Database) -> None:
    assert period.missing(db, "2024-01") == []


def test_what_is_missing_is_said_with_its_page(books: Books) -> None:
    books.event(JAN)
    books.event(JAN, content="x", host_org="x", recorder="x")
    books.pay(books.family("05"), JAN)
    signed = books.pay(books.family("05"), JAN)
    books.sign(signed, JAN)
    with books.db.transaction(books.actor, "批次") as s:
        s.add(
            Cycle(
                office_id=office.office_id(s),
                name="春节",
                programme_code="HARDSHIP",
                year=2024,
                stage="approved",
                approved_on=JAN,
            )
        )
    assert [(m.code, m.sentence, m.page) for m in period.missing(books.db, "2024-01")] == [
        ("events", "2 场活动的内容、照片等还没有补全。", "events"),
        ("unsigned", "1 笔发放还没有登记签字。", "aid"),
        ("cycles", "1 个批次已批准、还没有发放。", "aid"),
    ]
    assert [m.code for m in period.missing(books.db, "2023-12")] == []


def test_closing_with_gaps_needs_a_reason_for_each(books: Books) -> None:
    books.event(JAN)
    with pytest.raises(Doubt) as doubt:
        period.close(books.db, books.actor, "2024-01")
    assert [w.code for w in doubt.value.warnings] == ["events"]
    digest = period.close(books.db, books.actor, "2024-01", {"events": "照片在路上"})
    assert sheet.of(books.db, "2024-01").sheet_hash == digest


def test_closing_early_is_doubted_and_a_month_ahead_refused(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 5, 30, 4, tzinfo=UTC))
    with pytest.raises(Doubt, match="还没有过完"):
        period.close(books.db, books.actor, "2024-05")
    period.close(books.db, books.actor, "2024-05", {"early": "县里要求30日报"})
    with pytest.raises(Refused, match="还没有到"):
        period.close(books.db, books.actor, "2024-06")


def test_a_month_closes_once_and_in_its_order(books: Books) -> None:
    books.event(JAN, **DONE)
    books.event(date(2024, 2, 2), **DONE)
    with pytest.raises(Doubt) as doubt:
        period.close(books.db, books.actor, "2024-02", {"events": "稍后补"})
    assert [w.code for w in doubt.value.warnings] == ["gap"]
    period.close(books.db, books.actor, "2024-01", ALL)
    with pytest.raises(Refused, match="已经结账"):
        period.close(books.db, books.actor, "2024-01", ALL)
    period.close(books.db, books.actor, "2024-02", {"events": "稍后补"})
    with pytest.raises(Refused, match="从最后结账的月份起"):
        period.reopen(books.db, books.actor, "2024-01", "漏了一场")
    period.reopen(books.db, books.actor, "2024-02", "漏了一场")
    period.reopen(books.db, books.actor, "2024-01", "漏了一场")
    period.close(books.db, books.actor, "2024-02", ALL)
    with pytest.raises(Refused, match="2024-02 已经结账"):
        period.close(books.db, books.actor, "2024-01", ALL)


DONE: dict[str, Any] = {"content": "宣传", "host_org": "镇计生协", "recorder": "李经办"}


def test_reopening_makes_a_second_edition_with_the_correction(books: Books) -> None:
    books.event(JAN, heads=40)
    first = period.close(books.db, books.actor, "2024-01", ALL)
    with pytest.raises(Invalid):
        period.reopen(books.db, books.actor, "2024-01", "  ")
    period.reopen(books.db, books.actor, "2024-01", "漏了一场活动")
    books.event(JAN, heads=60)
    second = period.close(books.db, books.actor, "2024-01", ALL)
    found = sheet.of(books.db, "2024-01")
    assert (found.edition, found.sheet_hash, first != second) == (2, second, True)
    assert next(x.month for x in found.lines if x.indicator.code == "ZB-B04") == 100
    assert explained(books) == []
    with pytest.raises(Refused, match="没有结账"):
        period.reopen(books.db, books.actor, "2024-03", "看看")


def test_the_same_records_close_with_the_same_hash(books: Books) -> None:
    books.event(JAN)
    first = period.close(books.db, books.actor, "2024-01", ALL)
    period.reopen(books.db, books.actor, "2024-01", "再核一遍")
    assert period.close(books.db, books.actor, "2024-01", ALL) == first


def test_a_void_after_the_close_is_an_adjustment_with_who_and_why(books: Books) -> None:
    families = [books.family("05") for _ in range(3)]
    paid = [books.pay(f, JAN, 50_000) for f in families]
    books.pay(families[0], date(2024, 1, 25), 20_000)
    period.close(books.db, books.actor, "2024-01", ALL)
    books.void(paid[0], date(2024, 2, 5))
    books.void(paid[1], date(2024, 2, 5), "已迁出")
    assert adjusted(books, "ZB-G03") == -100_000
    assert adjusted(books, "ZB-G02") == -1  # the first family still has its other payment
    assert adjusted(books, "ZB-P02") == -1
    lines = {x.indicator.code: x for x in sheet.of(books.db, "2024-02").lines}
    assert (lines["ZB-G03"].month, lines["ZB-G03"].year_to_date) == (0, 70_000)
    annex = [d for d in period.differences(books.db, "2024-02") if d.code == "ZB-G03"]
    assert {(d.was, d.now, d.who, d.why) for d in annex} == {
        (50_000, None, "李经办", "作废领款单：金额写错"),
        (50_000, None, "李经办", "作废领款单：已迁出"),
    }
    assert all(
        d.month == "2024-01" and "LK-350122103" in d.text and d.name == "困难家庭慰问资金" for d in annex
    )


def test_a_late_entry_a_changed_head_count_and_a_changed_material_explain_themselves(books: Books) -> None:
    changed = books.event(JAN, heads=40, materials=[issue("GIFT", 30)])
    period.close(books.db, books.actor, "2024-01", ALL)
    late = books.event(date(2024, 1, 28), heads=7)
    facts = event.facts(books.db, changed)
    gift = {**facts.materials[0], "quantity": 50}
    event.save(
        books.db,
        books.actor,
        {**facts.values, "offline_attendance": 45},
        materials=[gift],
        record_id=changed,
        accepted=OLD,
    )
    theme, late_theme = facts.values["theme"], event.facts(books.db, late).values["theme"]
    assert sorted(explained(books), key=lambda d: (d[0], d[4])) == sorted(
        [
            ("ZB-B01", "2024-01", None, 1, f"登记活动 {late_theme}{KEPT}"),
            ("ZB-B03", "2024-01", 30, 50, f"修改活动 {theme}{KEPT}"),
            ("ZB-B04", "2024-01", None, 7, f"登记活动 {late_theme}{KEPT}"),
            ("ZB-B04", "2024-01", 40, 45, f"修改活动 {theme}{KEPT}"),
        ],
        key=lambda d: (d[0], d[4]),
    )
    assert adjusted(books, "ZB-B04") == 12


def test_a_family_that_moved_away_is_explained_by_its_own_change(books: Books) -> None:
    family = books.family("03")
    books.visit(family, JAN)
    period.close(books.db, books.actor, "2024-01", ALL)
    households.set_status(books.db, books.actor, family, "MOVED_OUT", date(2024, 1, 10), "迁往县城")
    gone = [d for d in period.differences(books.db, "2024-02") if d.code == "ZB-E01"]
    assert [(d.was, d.now, d.who) for d in gone] == [(1, None, "李经办")]
    assert gone[0].why.endswith("已迁出")


def test_in_january_the_closed_december_is_still_watched(books: Books) -> None:
    paid = books.pay(books.family("05"), date(2024, 12, 20), 50_000)
    period.close(books.db, books.actor, "2024-12", ALL)
    books.void(paid, date(2025, 1, 6))
    assert adjusted(books, "ZB-G03", "2025-01") == -50_000
    assert [d for d in explained(books, "2025-01") if d[0] == "ZB-G03"] == [
        ("ZB-G03", "2024-12", 50_000, None, "作废领款单：金额写错")
    ]


def test_nothing_is_adjusted_before_a_month_was_closed(books: Books) -> None:
    books.event(JAN)
    assert period.differences(books.db, "2024-02") == list[Difference]()
    assert adjusted(books, "ZB-B01") is None


def test_the_months_tell_their_editions(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 3, 5, 4, tzinfo=UTC))
    assert [m.month for m in period.months(books.db)] == ["2024-03", "2024-02", "2024-01"]
    assert period.due(books.db) == "2024-03", "nothing was recorded before this month"
    books.event(date(2023, 12, 9))
    assert period.due(books.db) == "2024-02"
    assert [m.month for m in period.months(books.db)][-1] == "2023-12"
    period.close(books.db, books.actor, "2023-12", ALL)
    period.close(books.db, books.actor, "2024-01", ALL)
    known = {m.month: (m.edition, m.closed_on) for m in period.months(books.db)}
    assert known["2024-01"] == (1, date(2024, 3, 5))
    assert known["2024-02"] == (0, None)
    assert period.due(books.db) == "2024-02"


def test_when_all_is_closed_this_month_is_due(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 1, 31, 4, tzinfo=UTC))
    assert period.due(books.db) == "2024-01"
    period.close(books.db, books.actor, "2024-01", ALL)
    assert period.due(books.db) == "2024-01"


def test_a_month_is_closed_once_however_often_it_is_pressed(books: Books) -> None:
    books.event(JAN)
    told: list[str] = []

    def press() -> None:
        try:
            period.close(books.db, books.actor, "2024-01", ALL)
        except Refused as e:
            told.append(e.sentence)

    hands = [threading.Thread(target=press) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert told == ["2024-01 已经结账，要改请先重新打开。"] * 3
    with books.db.read() as s:
        assert [p.edition for p in s.scalars(select(Period))] == [1]


def test_a_clock_far_behind_its_records_still_names_a_month(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books.event(JAN)
    monkeypatch.setattr(dates, "clock", lambda: datetime(2009, 1, 1, 4, tzinfo=UTC))
    assert period.due(books.db) == "2009-01"
    assert period.months(books.db, 2024) == list[Month]()


@pytest.mark.parametrize("month", ["2024", "2024-13", "2024/01", "", "２０２４"])
def test_only_a_month_is_closed(books: Books, month: str) -> None:
    with pytest.raises(Refused, match="看不懂"):
        period.close(books.db, books.actor, month, ALL)


def test_who_may_not_close_is_told_so(db: Database) -> None:
    with pytest.raises(Refused, match="结账"):
        period.close(db, Actor("r", "只读", "reader"), "2024-01")
    with pytest.raises(Refused, match="结账"):
        period.reopen(db, Actor("r", "只读", "reader"), "2024-01", "看看")
