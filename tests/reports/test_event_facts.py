"""What the sign-in sheet and the event record say of an event."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.reports import catalogue, event_facts
from ljfpa_desktop.services import attachment, event, event_list, fund
from tests.services.test_attachment import picture
from tests.services.test_event import DAY, minute


def full(db: Database, actor: Actor) -> UUID:
    """An event with everything a clerk can enter."""
    source = next(b for b in fund.balances(db))
    values = minute(
        ended_on=date(2026, 5, 30),
        start_time="09:00",
        end_time="11:30",
        host_org="琯头镇政府",
        co_orgs="镇卫生院",
        speaker="陈医生",
        speaker_org="县医院主任医师",
        audience="会员群众",
        planned=300,
        online_views=120,
        platform="微信",
        family_groups=12,
        volunteer_count=8,
        volunteer_hours=24,
        cost_fen=123_450,
        fund_source_id=source.id,
        content="宣传新型婚育文化。",
        effect="群众反映好。",
        recorder="李经办",
        principal="陈主任",
    )
    materials = [
        {"kind": "BOOKLET", "title": "健康素养66条", "quantity": 200},
        {"kind": "GIFT", "title": "环保袋", "quantity": 90},
    ]
    people = [
        {
            "name": "林依弟",
            "place": "山兜村",
            "phone": "13805900001",
            "child_name": "林小宝",
            "child_months": 18,
        },
        {"name": "郑美钗"},
    ]
    return event.save(db, actor, values, materials=materials, attendees=people)


def test_the_record_says_what_was_entered(db: Database, actor: Actor) -> None:
    saved = full(db, actor)
    attachment.add_photo(db, actor, "event", saved, picture(taken="2026:05:29 10:00:00"), caption="会场")
    for colour in ("red", "blue", "green", "white", "black", "navy"):
        attachment.add_photo(db, actor, "event", saved, picture(colour=colour))
    f = event_facts.record(db, actor, saved)
    assert (f.name, f.kind, f.place, f.office) == (
        "5.29会员活动日宣传",
        "宣传活动",
        "琯头文化广场",
        "连江县琯头镇计划生育协会",
    )
    assert f.held_at == "2026年5月29日至2026年5月30日 09:00-11:30"
    assert (f.host, f.co_hosts, f.speaker) == ("琯头镇政府", "镇卫生院", "陈医生 县医院主任医师")
    assert (f.planned, f.offline_attendance, f.online_views, f.family_groups) == ("300", "320", "120", "12")
    assert (f.materials, f.gifts) == (("健康素养66条 × 200",), ("环保袋 × 90",))
    assert (f.cost_fen, f.fund_source, f.volunteers, f.volunteer_hours) == (
        123_450,
        fund.balances(db)[0].name,
        "8",
        "24",
    )
    assert (f.description, f.outcome, f.recorder, f.responsible) == (
        "宣传新型婚育文化。",
        "群众反映好。",
        "李经办",
        "陈主任",
    )
    assert len(f.photos) == event_facts.MOST_PHOTOS
    assert (f.photos[0].caption, f.photos[0].taken_at) == ("会场", "2026-05-29")
    assert f.photos[1].taken_at == ""
    assert catalogue.render("F09", [f]).startswith(b"%PDF")


def test_what_was_not_entered_stays_empty_and_never_says_none(db: Database, actor: Actor) -> None:
    saved = event.save(db, actor, minute())
    for facts, code in (
        (event_facts.record(db, actor, saved), "F09"),
        (event_facts.signin(db, actor, saved), "F08"),
    ):
        assert "None" not in repr(facts).replace("cost_fen=None", "")
        assert facts.host == facts.office
        assert catalogue.render(code, [facts]).startswith(b"%PDF")


def test_the_sign_in_sheet_names_the_invited(db: Database, actor: Actor) -> None:
    f = event_facts.signin(db, actor, full(db, actor))
    assert [(a.name, a.unit, a.phone, a.child, a.child_months) for a in f.attendees] == [
        ("林依弟", "山兜村", "13805900001", "林小宝", "18"),
        ("郑美钗", "", "", "", ""),
    ]
    assert (f.presenter, f.with_children, f.shows_phone) == ("陈医生", False, True)
    hidden = event_facts.signin(db, actor, event_list.page(db)[0].id, shows_phone=False)
    assert [a.phone for a in hidden.attendees] == ["", ""]
    assert not hidden.shows_phone


def test_a_parenting_event_has_the_childs_columns(db: Database, actor: Actor) -> None:
    saved = event.save(db, actor, minute(kind="PARENTING"))
    assert event_facts.signin(db, actor, saved).with_children


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "2026年5月29日"),
        ({"start_time": "09:00"}, "2026年5月29日 09:00"),
        ({"ended_on": DAY}, "2026年5月29日"),
        (
            {"ended_on": date(2026, 6, 1), "start_time": "09:00", "end_time": "17:00"},
            "2026年5月29日至2026年6月1日 09:00-17:00",
        ),
    ],
)
def test_when_it_was_held(values: dict[str, Any], words: str) -> None:
    empty = {"held_on": DAY, "ended_on": None, "start_time": None, "end_time": None}
    assert event_facts.held_at({**empty, **values}) == words
