"""The list of events: filters, order, totals, and what is still missing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import attachment, event, event_list
from ljfpa_desktop.services.event_list import Wanted, wanted_of
from tests.services.books import OLD
from tests.services.test_attachment import picture
from tests.services.test_event import minute

COMPLETE = {"content": "宣传", "host_org": "镇计生协", "recorder": "李经办"}


@pytest.fixture
def three(db: Database, actor: Actor) -> None:
    """Three events of two years."""
    for values in (
        minute(held_on=date(2026, 5, 29), offline_attendance=10, place="广场"),
        minute(
            held_on=date(2026, 3, 8),
            offline_attendance=30,
            kind="PARENT_CLASS",
            theme="家长课堂",
            place="中学",
        ),
        minute(
            held_on=date(2024, 5, 29), offline_attendance=20, session_count=2, online_views=5, place="村部"
        ),
    ):
        event.save(db, actor, values, accepted=OLD)
    event.save(db, actor, minute(status="CANCELLED", status_why="台风", theme="取消的"))


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ({}, ["琯头文化广场", "广场", "中学", "村部"]),
        ({"year": 2026}, ["琯头文化广场", "广场", "中学"]),
        ({"month": "2026-03"}, ["中学"]),
        ({"kind": "PARENT_CLASS"}, ["中学"]),
        ({"state": "CANCELLED"}, ["琯头文化广场"]),
        ({"state": "LACKING"}, ["广场", "中学", "村部"]),
        ({"text": " 广场 ", "year": "2026"}, ["琯头文化广场", "广场"]),
        ({"text": "HD-350122103-24A"}, ["村部"]),
        ({"text": "没有"}, []),
    ],
)
def test_filters(db: Database, filters: dict[str, Any], places: list[str]) -> None:
    wanted = wanted_of(filters)
    assert sorted(e.place for e in event_list.page(db, wanted)) == sorted(places)
    assert event_list.count(db, wanted)[0] == len(places)


@pytest.mark.usefixtures("three")
def test_totals_take_held_events_only(db: Database) -> None:
    assert event_list.count(db) == (4, 4, 65)
    assert event_list.count(db, Wanted(status="CANCELLED")) == (1, 0, 0)
    assert event_list.years(db) == sorted({2026, 2024, dates.today().year}, reverse=True)


@pytest.mark.usefixtures("three")
def test_order_and_windows(db: Database) -> None:
    held = Wanted(status="HELD")
    assert [e.place for e in event_list.page(db, held)] == ["广场", "中学", "村部"]
    assert [e.attendance for e in event_list.page(db, held, sort=("attendance", False))] == [10, 25, 30]
    assert [e.attendance for e in event_list.page(db, held, sort=("attendance", True))] == [30, 25, 10]
    assert [e.place for e in event_list.page(db, held, sort=("nonsense", True))] == ["广场", "中学", "村部"]
    assert [e.place for e in event_list.page(db, held, offset=1, limit=1)] == ["中学"]


def test_missing_agrees_between_the_line_and_the_filter(db: Database, actor: Actor) -> None:
    recent = dates.today() - timedelta(days=5)
    saved = event.save(db, actor, minute(held_on=recent))
    event.save(db, actor, minute(held_on=recent.replace(year=recent.year - 1, day=1)))
    assert event_list.unfinished(db, recent.year) == 1
    (line,) = event_list.page(db, Wanted(month=dates.month_of(recent)))
    assert line.missing == ("活动内容", "主办单位", "记录人", "照片")
    event.save(db, actor, {**minute(held_on=recent), **COMPLETE}, record_id=saved)
    assert event_list.page(db, Wanted(month=dates.month_of(recent)))[0].missing == ("照片",)
    assert event_list.unfinished(db, recent.year) == 1
    attachment.add_photo(db, actor, "event", saved, picture())
    assert event_list.page(db, Wanted(month=dates.month_of(recent)))[0].missing == ()
    assert event_list.unfinished(db, recent.year) == 0
    with db.read() as s:
        assert event_list.unfinished_in(s, date(2020, 1, 1), dates.today()) == 1


def test_online_events_want_their_screenshot(db: Database, actor: Actor) -> None:
    event.save(db, actor, {**minute(online_views=50), **COMPLETE})
    assert event_list.page(db)[0].missing == ("照片", "线上截图")


def test_planned_and_cancelled_events_miss_nothing(db: Database, actor: Actor) -> None:
    event.save(db, actor, minute(status="PLANNED"))
    event.save(db, actor, minute(status="CANCELLED", status_why="台风"))
    assert [e.missing for e in event_list.page(db)] == [(), ()]
    assert [e.status for e in event_list.page(db)] == ["已取消", "计划中"]
