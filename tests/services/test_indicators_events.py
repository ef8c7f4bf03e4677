"""Each indicator's own definition, event by event and day by day: publicity, materials, heads, tags."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from ljfpa_desktop.base import codes
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import event, figures
from ljfpa_desktop.services.indicators import BY_CODE, INDICATORS
from tests.services.books import OLD, Books, issue

FIRST, LAST = date(2024, 5, 1), date(2024, 5, 31)
BEFORE, AFTER = date(2024, 4, 30), date(2024, 6, 1)
EVENT_FIGURES = ("ZB-B01", "ZB-B02", "ZB-B03", "ZB-B04", "ZB-B05", "ZB-B06")


@pytest.fixture
def books(db: Database, actor: Actor) -> Books:
    """Books to write facts into."""
    return Books(db, actor)


def value(books: Books, code: str, period: str = "2024-05") -> Any:
    """A figure now."""
    with books.db.read() as s:
        return figures.figure(s, BY_CODE[code], figures.span_of(period))


def records(books: Books, code: str, period: str = "2024-05") -> list[UUID]:
    """The records behind a figure."""
    return [r.row.record for r in figures.rows(books.db, code, period)]


def values(**more: Any) -> dict[str, Any]:
    """A publicity event in May."""
    return {
        "kind": "PUBLICITY", "theme": "宣传", "held_on": FIRST, "place": "广场", "offline_attendance": 10,
        **more,
    }  # fmt: skip


def change(books: Books, made: UUID, **more: Any) -> None:
    """Save the event again with other values."""
    event.save(books.db, books.actor, values(**more), record_id=made, accepted=OLD)


def test_codes_names_and_units_are_each_said_once() -> None:
    assert list(BY_CODE) == [i.code for i in INDICATORS]
    assert len({i.name for i in INDICATORS if not i.name.startswith("其中")}) == len(INDICATORS) - 2
    assert {i.unit for i in INDICATORS} == {"场次", "份", "人次", "户", "%", "元", "万元"}
    assert {i.code for i in INDICATORS if i.is_money} == {"ZB-E13", "ZB-G03"}
    assert {i.code for i in INDICATORS if i.denominator} == {"ZB-E05"}
    assert {i.code for i in INDICATORS if i.aggregation == "K"} == {"ZB-E01", "ZB-E02", "ZB-E03", "ZB-G01"}


# ZB-B01 宣传活动场次


@pytest.mark.parametrize(("day", "counts"), [(BEFORE, 0), (FIRST, 1), (LAST, 1), (AFTER, 0)])
def test_b01_counts_the_first_and_the_last_day_of_the_month(books: Books, day: date, counts: int) -> None:
    books.event(day)
    assert value(books, "ZB-B01") == counts
    assert value(books, "ZB-B01", "2024") == 1


def test_b01_sums_sessions(books: Books) -> None:
    books.event(FIRST, session_count=2)
    books.event(LAST)
    books.event(LAST, session_count=3)
    assert value(books, "ZB-B01") == 6
    assert len(records(books, "ZB-B01")) == 3


@pytest.mark.parametrize("kind", [code for code, _ in codes.choices("event_kind")])
def test_b01_takes_publicity_and_b06_parents_classes_and_nothing_else(books: Books, kind: str) -> None:
    books.event(FIRST, kind)
    assert value(books, "ZB-B01") == (kind == "PUBLICITY")
    assert value(books, "ZB-B06") == (kind == "PARENT_CLASS")


def test_b01_leaves_out_what_was_planned_or_cancelled(books: Books) -> None:
    planned = books.event(FIRST, status="PLANNED")
    books.event(FIRST, status="CANCELLED", status_why="台风")
    assert value(books, "ZB-B01") == 0
    change(books, planned, status="HELD")
    assert records(books, "ZB-B01") == [planned]
    change(books, planned, status="CANCELLED", status_why="补录有误")
    assert [value(books, code) for code in EVENT_FIGURES] == [0] * 6


def test_b01_leaves_out_what_was_entered_by_mistake(books: Books) -> None:
    made = books.event(FIRST, materials=[issue("BOOKLET", 5), issue("GIFT", 3)], tags="529")
    assert [value(books, code) for code in EVENT_FIGURES] == [1, 5, 3, 100, 1, 0]
    event.retire(books.db, books.actor, made, "重复登记")
    assert [value(books, code) for code in EVENT_FIGURES] == [0] * 6


def test_b01_counts_an_event_of_several_days_once_on_its_first(books: Books) -> None:
    books.event(LAST, ended_on=date(2024, 6, 3))
    assert (value(books, "ZB-B01"), value(books, "ZB-B01", "2024-06")) == (1, 0)


def test_b01_counts_several_of_one_heading_each_once(books: Books) -> None:
    for theme in ("舞台", "义诊咨询", "发放资料"):
        books.event(FIRST, heading="5.29系列活动", theme=theme)
    books.event(FIRST, "CLINIC", heading="5.29系列活动")
    assert value(books, "ZB-B01") == 3


def test_b01_follows_a_corrected_day_and_kind(books: Books) -> None:
    made = books.event(FIRST)
    change(books, made, held_on=BEFORE)
    assert (value(books, "ZB-B01"), value(books, "ZB-B01", "2024-04")) == (0, 1)
    change(books, made, kind="PARENT_CLASS")
    assert (value(books, "ZB-B01"), value(books, "ZB-B06")) == (0, 1)


def test_a_co_host_does_not_count_again(books: Books) -> None:
    books.event(FIRST, co_orgs="镇卫生院、镇妇联")
    assert value(books, "ZB-B01") == 1


# ZB-B02, ZB-B03 发放宣传册、宣传品


@pytest.mark.parametrize("kind", [code for code, _ in codes.choices("material_kind")])
def test_b02_takes_booklets_and_leaflets_and_b03_gifts(books: Books, kind: str) -> None:
    books.event(FIRST, materials=[issue(kind, 7)])
    assert value(books, "ZB-B02") == (7 if kind in ("BOOKLET", "LEAFLET") else 0)
    assert value(books, "ZB-B03") == (7 if kind == "GIFT" else 0)


def test_b02_sums_lines_of_one_event_and_of_many(books: Books) -> None:
    one = books.event(
        FIRST, materials=[issue("BOOKLET", 5, "健康手册"), issue("LEAFLET", 200, "倡议书"), issue("GIFT", 9)]
    )
    other = books.event(LAST, materials=[issue("BOOKLET", 5, "健康手册")])
    assert (value(books, "ZB-B02"), value(books, "ZB-B03")) == (210, 9)
    assert sorted(records(books, "ZB-B02")) == sorted([one, one, other])


def test_b02_of_other_events_is_not_publicity(books: Books) -> None:
    books.event(FIRST, "PARENT_CLASS", materials=[issue("BOOKLET", 5)])
    books.event(FIRST, status="PLANNED", materials=[issue("BOOKLET", 5)])
    assert value(books, "ZB-B02") == 0


def test_b02_goes_by_the_day_of_the_event(books: Books) -> None:
    books.event(BEFORE, materials=[issue("BOOKLET", 5)])
    books.event(AFTER, materials=[issue("BOOKLET", 6)])
    assert [value(books, "ZB-B02", m) for m in ("2024-04", "2024-05", "2024-06", "2024")] == [5, 0, 6, 11]


def test_b02_follows_lines_changed_and_left_out(books: Books) -> None:
    made = books.event(FIRST, materials=[issue("BOOKLET", 5, "甲"), issue("BOOKLET", 7, "乙")])
    first, second = event.facts(books.db, made).materials
    kept = [{**first, "quantity": 6}, issue("GIFT", 1, "扇子")]
    event.save(books.db, books.actor, values(), materials=kept, record_id=made, accepted=OLD)
    assert (value(books, "ZB-B02"), value(books, "ZB-B03")) == (6, 1)
    assert second["id"] not in {r.row.key for r in figures.rows(books.db, "ZB-B02", "2024-05")}


def test_b02_of_nothing_given_is_nothing(books: Books) -> None:
    books.event(FIRST, materials=[issue("BOOKLET", 0)])
    assert value(books, "ZB-B02") == 0


# ZB-B04 宣传服务


@pytest.mark.parametrize(
    ("offline", "online", "mode", "heads"),
    [
        (40, None, "OFFLINE", 40),
        (None, 500, "ONLINE", 500),
        (40, 500, "HYBRID", 540),
        (0, 500, "HYBRID", 500),
        (40, 0, "HYBRID", 40),
    ],
)
def test_b04_adds_heads_there_and_views(
    books: Books, offline: int | None, online: int | None, mode: str, heads: int
) -> None:
    given = values(offline_attendance=offline, online_views=online, mode=mode)
    event.save(books.db, books.actor, given, accepted=OLD)
    assert value(books, "ZB-B04") == heads


def test_b04_counts_a_person_at_every_event(books: Books) -> None:
    who = [{"name": "林建国"}, {"name": "陈依妹"}, {"name": ""}]
    for day in (FIRST, LAST):
        event.save(
            books.db, books.actor, values(held_on=day, offline_attendance=None), attendees=who, accepted=OLD
        )
    assert value(books, "ZB-B04") == 4


def test_b04_takes_the_stated_heads_before_the_named_ones(books: Books) -> None:
    event.save(
        books.db, books.actor, values(offline_attendance=300), attendees=[{"name": "林建国"}], accepted=OLD
    )
    assert value(books, "ZB-B04") == 300


def test_b04_is_not_multiplied_by_sessions(books: Books) -> None:
    books.event(FIRST, heads=80, session_count=2)
    assert (value(books, "ZB-B01"), value(books, "ZB-B04")) == (2, 80)


def test_b04_leaves_out_staff_volunteers_and_the_planned(books: Books) -> None:
    books.event(FIRST, heads=80, staff_count=6, volunteer_count=10, planned=200, family_groups=30)
    assert value(books, "ZB-B04") == 80


# ZB-B05 5.29会员活动日活动


@pytest.mark.parametrize(
    ("tags", "counts"),
    [
        ("529", 1),
        ("MOTHERS_DAY,529", 1),
        ("529,MOTHERS_DAY", 1),
        ("A,529,B", 1),
        ("5290", 0),
        ("1529", 0),
        ("A529,B", 0),
        ("52,9", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_b05_takes_the_tag_whole(books: Books, tags: str | None, counts: int) -> None:
    books.event(FIRST, tags=tags)
    assert value(books, "ZB-B05") == counts


def test_b05_takes_any_kind_on_any_day(books: Books) -> None:
    books.event(date(2024, 5, 29), "MEMBER_DAY")  # without the tag it is not one of them
    books.event(date(2024, 6, 2), "CLINIC", tags="529", session_count=2)
    assert (value(books, "ZB-B05"), value(books, "ZB-B05", "2024-06")) == (0, 2)


def test_b05_and_b01_count_the_same_event_each(books: Books) -> None:
    made = books.event(FIRST, tags="529")
    assert records(books, "ZB-B01") == records(books, "ZB-B05") == [made]


# rows behind


def test_rows_of_events_carry_day_theme_and_what_they_open(books: Books) -> None:
    late = books.event(LAST, heads=7, theme="世界人口日")
    early = books.event(FIRST, heads=5, theme="母亲节")
    rows = [r.row for r in figures.rows(books.db, "ZB-B04", "2024-05")]
    assert [(r.record, r.date, r.text, r.value, r.source) for r in rows] == [
        (early, FIRST, "母亲节", 5, "event"),
        (late, LAST, "世界人口日", 7, "event"),
    ]
    assert {(r.household, r.person, r.part) for r in rows} == {(None, None, "")}


@pytest.mark.parametrize("code", EVENT_FIGURES)
def test_months_of_events_add_up_to_the_year(books: Books, code: str) -> None:
    for month in (1, 2, 2, 7, 12):
        materials = [issue("BOOKLET", month), issue("GIFT", month * 2)]
        books.event(date(2024, month, 28), heads=month * 3, materials=materials, tags="529")
        books.event(date(2024, month, 1), "PARENT_CLASS")
    assert sum(value(books, code, f"2024-{m:02d}") for m in range(1, 13)) == value(books, code, "2024") > 0
