"""Events as clerks really enter them: hours, days, modes, grids, states, cards edited twice, lists."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act, Change
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.services import attachment, event, event_list
from ljfpa_desktop.services.event_list import Wanted
from tests.services.test_attachment import picture

TODAY = date(2024, 6, 20)
DAY = date(2024, 5, 29)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 6, 20, 2, tzinfo=UTC))


def values(**more: Any) -> dict[str, Any]:
    """A publicity event."""
    return {
        "kind": "PUBLICITY", "theme": "宣传", "held_on": DAY, "place": "广场", "offline_attendance": 10,
        **more,
    }  # fmt: skip


def kept(db: Database, made: UUID) -> dict[str, Any]:
    """The event's values as they stand."""
    return event.facts(db, made).values


@pytest.mark.parametrize(
    ("start", "end", "more", "field"),
    [
        ("09:00", "11:30", {}, ""),
        ("09:00", "09:00", {}, ""),
        ("09:00", "", {}, ""),
        ("", "11:30", {}, ""),
        ("14:00", "11:30", {}, "end_time"),
        ("14:00", "11:30", {"ended_on": DAY}, "end_time"),
        ("14:00", "11:30", {"ended_on": DAY + timedelta(1)}, ""),  # until the next morning
        ("9:00", "", {}, "start_time"),
        ("24:00", "", {}, "start_time"),
        ("09:60", "", {}, "start_time"),
        ("", "上午", {}, "end_time"),
        ("09:00:00", "", {}, "start_time"),
    ],
)
def test_hours(db: Database, actor: Actor, start: str, end: str, more: dict[str, Any], field: str) -> None:
    given_ = values(start_time=start, end_time=end, **more)
    if field:
        with pytest.raises(Invalid) as problem:
            event.save(db, actor, given_)
        assert list(problem.value.problems) == [field]
    else:
        made = event.save(db, actor, given_)
        assert (kept(db, made)["start_time"] or "", kept(db, made)["end_time"] or "") == (start, end)


@pytest.mark.parametrize(("ago", "asks"), [(0, False), (400, False), (401, True), (3660, True)])
def test_a_day_long_ago_is_asked_about_once(db: Database, actor: Actor, ago: int, asks: bool) -> None:
    given_ = values(held_on=TODAY - timedelta(ago))
    if asks:
        with pytest.raises(Doubt, match="请确认没有写错年份"):
            event.save(db, actor, given_)
    made = event.save(db, actor, given_, accepted={"old": "补录旧账"})
    assert kept(db, made)["event_no"][13:15] == f"{(TODAY - timedelta(ago)).year % 100}"


@pytest.mark.parametrize(
    ("planned", "offline", "asks"),
    [
        (20, 101, True),
        (20, 100, False),
        (21, 105, False),
        (1, 100, False),
        (None, 9000, False),
        (60, 320, True),
    ],
)
def test_many_more_than_planned_are_asked_about(
    db: Database, actor: Actor, planned: int | None, offline: int, asks: bool
) -> None:
    given_ = values(planned=planned, offline_attendance=offline)
    if asks:
        with pytest.raises(Doubt) as doubt:
            event.save(db, actor, given_)
        assert [w.code for w in doubt.value.warnings] == ["many"]
    else:
        event.save(db, actor, given_)


def test_every_problem_is_told_at_once(db: Database, actor: Actor) -> None:
    wrong = values(
        theme="", kind="X", held_on=TODAY + timedelta(1), offline_attendance=None, start_time="8点",
        session_count=0,
    )  # fmt: skip
    grids: list[dict[str, Any]] = [
        {"title": "手册", "kind": "BOOKLET", "quantity": -1},
        {"title": "", "kind": "GIFT"},
    ]
    with pytest.raises(Invalid) as problem:
        event.save(db, actor, wrong, materials=grids, attendees=[{"phone": "13850112345"}])
    assert set(problem.value.problems) == {
        "theme", "kind", "held_on", "offline_attendance", "start_time", "session_count",
        "materials.0.quantity", "materials.1.title", "materials.1.quantity", "attendees.0.name",
    }  # fmt: skip
    assert all(said.endswith("。") for said in problem.value.problems.values())
    assert event_list.count(db) == (0, 0, 0)


def test_a_planned_event_is_held_later_and_then_needs_its_people(db: Database, actor: Actor) -> None:
    ahead = values(held_on=TODAY + timedelta(9), status="PLANNED", offline_attendance=None)
    made = event.save(db, actor, ahead)
    number = kept(db, made)["event_no"]
    with pytest.raises(Invalid) as problem:
        event.save(db, actor, {**ahead, "held_on": TODAY, "status": "HELD"}, record_id=made)
    assert list(problem.value.problems) == ["offline_attendance"]
    event.save(
        db, actor, {**ahead, "held_on": TODAY, "status": "HELD", "offline_attendance": 3}, record_id=made
    )
    assert (kept(db, made)["event_no"], event_list.count(db)) == (number, (1, 1, 3))


def test_the_number_cannot_be_typed(db: Database, actor: Actor) -> None:
    made = event.save(db, actor, values(event_no="HD-1"))
    number = kept(db, made)["event_no"]
    assert number.startswith("HD-350122103-24A-00001-")
    event.save(db, actor, values(event_no="HD-2"), record_id=made)
    assert kept(db, made)["event_no"] == number


def test_names_of_those_who_watched_count_as_watching(db: Database, actor: Actor) -> None:
    who = [{"name": "林建国"}, {"name": "陈依妹"}]
    views = values(mode="ONLINE", offline_attendance=None, online_views=500)
    made = event.save(db, actor, views, attendees=who)
    assert (kept(db, made)["offline_attendance"], kept(db, made)["online_views"]) == (None, 500)
    few = event.save(db, actor, {**views, "online_views": None}, attendees=who)
    assert (kept(db, few)["offline_attendance"], kept(db, few)["online_views"]) == (None, 2)
    assert event_list.count(db)[2] == 502


def test_a_family_is_named_among_those_who_came(db: Database, actor: Actor) -> None:
    child = {"name": "陈依妹", "child_name": "林小宝", "child_months": 18, "place": "山兜村"}
    made = event.save(db, actor, values(), attendees=[child, {"name": " ", "place": ""}])
    (found,) = event.facts(db, made).attendees
    assert {name: found[name] for name in child} == child
    with pytest.raises(Invalid) as problem:
        event.save(db, actor, values(), attendees=[{**child, "child_months": -1}])
    assert list(problem.value.problems) == ["attendees.0.child_months"]


def test_lines_keep_their_ids_and_leave_their_history(db: Database, actor: Actor) -> None:
    made = event.save(db, actor, values(), materials=[{"kind": "GIFT", "title": "扇子", "quantity": 5}])
    (line,) = event.facts(db, made).materials
    event.save(db, actor, values(), materials=[{**line, "quantity": 50}], record_id=made)
    event.save(db, actor, values(), record_id=made)
    assert event.facts(db, made).materials == []
    with db.read() as s:
        groups = s.execute(select(Change.grp).where(Change.row == line["id"]).order_by(Change.seq)).scalars()
        assert [g for g in groups if g in ("", "retired")] == ["", "retired"]


def test_a_line_that_is_gone_is_not_written_again(db: Database, actor: Actor) -> None:
    made = event.save(db, actor, values(), materials=[{"kind": "GIFT", "title": "扇子", "quantity": 5}])
    (line,) = event.facts(db, made).materials
    event.save(db, actor, values(), record_id=made)
    with pytest.raises(Refused, match="这条记录已经不在了，请刷新后再试"):
        event.save(db, actor, values(theme="新"), materials=[line], record_id=made)
    assert kept(db, made)["theme"] == "宣传"


def test_an_event_that_is_gone_is_neither_changed_nor_taken_out_again(db: Database, actor: Actor) -> None:
    made = event.save(db, actor, values())
    event.retire(db, actor, made, "重复登记")
    for act in (
        lambda: event.save(db, actor, values(theme="新"), record_id=made),
        lambda: event.save(db, actor, values(), record_id=new_id()),
        lambda: event.retire(db, actor, made, "又一次"),
        lambda: event.retire(db, actor, new_id(), "没有"),
    ):
        with pytest.raises(Refused, match="已经不在了"):
            act()
    with db.read() as s:
        last = s.execute(select(Act.why).order_by(Act.seq.desc()).limit(1)).scalar_one()
    assert last == "删去错录的活动：重复登记"


def test_headings_of_a_day_are_offered_once_each(db: Database, actor: Actor) -> None:
    for heading in ("5.29系列", "母亲节", "5.29系列", "", None):
        event.save(db, actor, values(heading=heading))
    gone = event.save(db, actor, values(heading="错录"))
    event.retire(db, actor, gone, "错")
    event.save(db, actor, values(heading="别的日子", held_on=DAY + timedelta(1)))
    assert event.headings(db, DAY) == ["5.29系列", "母亲节"]
    assert event.headings(db, DAY - timedelta(1)) == []


@pytest.mark.parametrize(
    ("typed", "themes"),
    [
        ("100%", ["满意率100%"]),
        ("%", ["满意率100%"]),
        ("_", ["a_b"]),
        ("a_b", ["a_b"]),
        ("5.29", ["5.29 宣传"]),
        ("\\", []),
        ("'", []),
        ("宣传", ["5.29 宣传"]),
        ("广场", ["5.29 宣传", "a_b", "axb", "满意率100%"]),
    ],
)
def test_signs_typed_into_the_list_mean_themselves(
    db: Database, actor: Actor, typed: str, themes: list[str]
) -> None:
    for theme in ("5.29 宣传", "满意率100%", "a_b", "axb"):
        event.save(db, actor, values(theme=theme))
    assert sorted(e.theme for e in event_list.page(db, Wanted(words=typed))) == themes


def test_what_is_missing_is_filled_step_by_step(db: Database, actor: Actor) -> None:
    made = event.save(db, actor, values())
    whole = {"content": "发放资料", "host_org": "镇计生协", "recorder": "李经办"}
    for n, (name, text) in enumerate(whole.items(), 1):
        now = {**values(), **dict(list(whole.items())[:n]), name: text}
        event.save(db, actor, now, record_id=made)
        assert len(event_list.page(db)[0].missing) == 4 - n
    assert event_list.unfinished(db, 2024) == 1
    photo = attachment.add_photo(db, actor, "event", made, picture())
    assert (event_list.page(db)[0].missing, event_list.unfinished(db, 2024)) == ((), 0)
    attachment.retire(db, actor, photo if isinstance(photo, UUID) else attachment.of_record(db, made)[0].id)
    assert event_list.page(db)[0].missing == ("照片",)


def test_years_offered_are_those_with_events_and_this_one(db: Database, actor: Actor) -> None:
    assert event_list.years(db) == [2024]
    gone = event.save(db, actor, values(held_on=date(2021, 1, 1)), accepted={"old": "补"})
    event.save(db, actor, values(held_on=date(2022, 12, 31)), accepted={"old": "补"})
    event.save(db, actor, values(held_on=date(2025, 1, 1), status="PLANNED"))
    event.retire(db, actor, gone, "错")
    assert event_list.years(db) == [2025, 2024, 2022]


ROWS = st.lists(
    st.tuples(
        st.dates(date(2023, 12, 1), date(2024, 2, 28)),
        st.sampled_from(["PUBLICITY", "WARM"]),
        st.sampled_from(["HELD", "CANCELLED", "PLANNED"]),
        st.integers(1, 500),
        st.integers(1, 3),
    ),
    max_size=12,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.sampled_from(sorted(event_list.ORDERS)), st.booleans())
def test_pages_filters_and_totals_agree_with_a_plain_count(
    db: Database, actor: Actor, rows: list[tuple[date, str, str, int, int]], order: str, down: bool
) -> None:
    for line in event_list.page(db, limit=1000):
        event.retire(db, actor, line.id, "清空")
    for day, kind, status, heads, sessions in rows:
        given_ = values(held_on=day, kind=kind, status=status, status_why="雨", session_count=sessions)
        event.save(db, actor, {**given_, "offline_attendance": heads}, accepted={"old": "补"})
    for wanted in (Wanted(), Wanted(year=2024), Wanted(month="2024-01"), Wanted(kind="WARM", status="HELD")):
        fit = [r for r in rows if _fits(r, wanted)]
        held = [r for r in fit if r[2] == "HELD"]
        assert event_list.count(db, wanted) == (len(fit), sum(r[4] for r in held), sum(r[3] for r in held))
        whole = event_list.page(db, wanted, sort=(order, down), limit=1000)
        parts = [
            line
            for start in range(0, len(fit) + 5, 5)
            for line in event_list.page(db, wanted, sort=(order, down), offset=start, limit=5)
        ]
        assert [x.id for x in parts] == [x.id for x in whole]
        assert len({x.id for x in whole}) == len(fit)
    days = [x.held_on for x in event_list.page(db, limit=1000)]
    assert days == sorted(days, reverse=True)


def _fits(row: tuple[date, str, str, int, int], wanted: Wanted) -> bool:
    return (
        (not wanted.year or row[0].year == wanted.year)
        and (not wanted.month or f"{row[0]:%Y-%m}" == wanted.month)
        and (not wanted.kind or row[1] == wanted.kind)
        and (not wanted.status or row[2] == wanted.status)
    )
