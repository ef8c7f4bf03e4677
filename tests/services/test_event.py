"""Events: a minute's entry, grids, headings, what is missing, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.services import event, event_list
from ljfpa_desktop.services.event_list import Wanted

DAY = date(2026, 5, 29)


def minute(**more: Any) -> dict[str, Any]:
    """What a clerk types in the first minute."""
    return {
        "kind": "PUBLICITY",
        "theme": "5.29会员活动日宣传",
        "held_on": DAY,
        "place": "琯头文化广场",
        "offline_attendance": 320,
        **more,
    }


def test_an_event_needs_only_kind_date_place_and_people(db: Database, actor: Actor) -> None:
    saved = event.save(db, actor, minute())
    (line,) = event_list.page(db)
    assert (line.id, line.held_on, line.place, line.attendance) == (saved, DAY, "琯头文化广场", 320)
    assert line.missing == ("活动内容", "主办单位", "记录人", "照片")
    assert event.facts(db, saved).values["event_no"].startswith("HD-350122103-26A-00001-")


@pytest.mark.parametrize(
    ("change", "field", "word"),
    [
        ({"theme": ""}, "theme", "活动名称"),
        ({"place": None}, "place", "地点"),
        ({"kind": "NOSUCH"}, "kind", "代码表"),
        ({"offline_attendance": None}, "offline_attendance", "人数"),
        ({"offline_attendance": -1}, "offline_attendance", "不小于 0"),
        ({"session_count": 0}, "session_count", "至少是 1"),
        ({"ended_on": DAY - timedelta(days=1)}, "ended_on", "早于"),
        ({"status": "CANCELLED"}, "status_why", "取消原因"),
        ({"theme": "长" * 121}, "theme", "最多 120"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    db: Database, actor: Actor, change: dict[str, Any], field: str, word: str
) -> None:
    with pytest.raises(Invalid) as refused:
        event.save(db, actor, minute(**change))
    assert word in refused.value.problems[field]
    assert event_list.count(db) == (0, 0, 0)


def test_a_held_event_cannot_lie_ahead_but_a_planned_one_may(db: Database, actor: Actor) -> None:
    ahead = dates.today() + timedelta(days=3)
    with pytest.raises(Invalid, match="今天之后"):
        event.save(db, actor, minute(held_on=ahead))
    event.save(db, actor, minute(held_on=ahead, status="PLANNED", offline_attendance=None))
    assert event_list.count(db) == (1, 0, 0)


def test_an_old_date_is_doubted_until_a_reason_is_given(db: Database, actor: Actor) -> None:
    old = minute(held_on=dates.today() - timedelta(days=800))
    with pytest.raises(Doubt) as doubt:
        event.save(db, actor, old)
    assert [w.code for w in doubt.value.warnings] == ["old"]
    event.save(db, actor, old, accepted={"old": "补录旧账"})
    assert event_list.count(db)[0] == 1


def test_grids_are_saved_and_rows_left_out_are_retired(db: Database, actor: Actor) -> None:
    books = {"kind": "BOOKLET", "title": "健康素养66条", "quantity": 200}
    gifts = {"kind": "GIFT", "title": "环保袋", "quantity": 100}
    saved = event.save(
        db, actor, minute(), materials=[books, gifts, {"title": ""}], attendees=[{"name": "陈依妹"}]
    )
    facts = event.facts(db, saved)
    assert [(m["title"], m["quantity"]) for m in facts.materials] == [("健康素养66条", 200), ("环保袋", 100)]
    assert [a["name"] for a in facts.attendees] == ["陈依妹"]
    kept = {**facts.materials[0], "quantity": 250}
    event.save(db, actor, facts.values, materials=[kept], attendees=facts.attendees, record_id=saved)
    assert [m["quantity"] for m in event.facts(db, saved).materials] == [250]
    assert len(event.facts(db, saved).attendees) == 1


def test_a_wrong_grid_row_is_named_by_its_place(db: Database, actor: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        event.save(db, actor, minute(), materials=[{"kind": "GIFT", "title": "环保袋", "quantity": None}])
    assert list(refused.value.problems) == ["materials.0.quantity"]


def test_named_attendees_count_when_no_number_was_typed(db: Database, actor: Actor) -> None:
    people = [{"name": n} for n in ("林依弟", "郑美钗", "黄水官")]
    event.save(db, actor, minute(offline_attendance=None), attendees=people)
    assert event_list.count(db) == (1, 1, 3)


def test_several_events_of_a_day_share_a_heading_and_each_counts_once(db: Database, actor: Actor) -> None:
    head = "5.29会员活动日系列活动"
    event.save(db, actor, minute(heading=head))
    event.save(
        db, actor, minute(heading=head, kind="PARENT_CLASS", theme="家长公益课堂", offline_attendance=40)
    )
    assert event.headings(db, DAY) == [head]
    assert event_list.count(db, Wanted(year=2026)) == (2, 2, 360)
    assert event_list.count(db, Wanted(kind="PARENT_CLASS")) == (1, 1, 40)
    assert [e.theme for e in event_list.page(db, Wanted(words="家长"))] == ["家长公益课堂"]


def test_a_retired_event_leaves_every_list_but_keeps_its_number(db: Database, actor: Actor) -> None:
    first = event.save(db, actor, minute())
    number = event.facts(db, first).values["event_no"]
    assert event.by_number(db, number) == first
    with pytest.raises(Invalid):
        event.retire(db, actor, first, " ")
    event.retire(db, actor, first, "重复登记")
    with pytest.raises(Refused):
        event.facts(db, first)
    with pytest.raises(Refused):
        event.by_number(db, number)
    second = event.save(db, actor, minute())
    assert event.facts(db, second).values["event_no"] != number


def test_a_reader_may_not_write(db: Database) -> None:
    with pytest.raises(Refused, match="录入"):
        event.save(db, Actor("r", "只读", "reader"), minute())
