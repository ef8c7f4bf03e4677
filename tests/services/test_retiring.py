"""What was taken out by mistake of entry is gone once: a second try says so, and the first day stands."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import text

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services import attachment, event, honour, site

DAY = date(2024, 5, 29)
HELD = {"kind": "PUBLICITY", "theme": "宣传", "held_on": DAY, "place": "广场", "offline_attendance": 3}
GIVEN = {
    "title": "优秀会员", "kind": "HONOUR", "level": "COUNTY", "grantor": "连江县计划生育协会",
    "granted_on": DAY, "recipient_kind": "PERSON", "recipient_name": "林秀钦",
}  # fmt: skip


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG")
    return out.getvalue()


def a_site(db: Database, actor: Actor) -> tuple[UUID, str, Callable[[UUID], None]]:
    made = site.save(db, actor, {"name": "暖心家园", "kind": "WARM_HOME"})
    return made, "site", lambda x: site.retire(db, actor, x, "重复登记")


def an_event(db: Database, actor: Actor) -> tuple[UUID, str, Callable[[UUID], None]]:
    return event.save(db, actor, HELD), "event", lambda x: event.retire(db, actor, x, "重复登记")


def an_honour(db: Database, actor: Actor) -> tuple[UUID, str, Callable[[UUID], None]]:
    return honour.save(db, actor, GIVEN), "honour", lambda x: honour.retire(db, actor, x, "重复登记")


def a_photo(db: Database, actor: Actor) -> tuple[UUID, str, Callable[[UUID], None]]:
    owner = event.save(db, actor, HELD)
    made = attachment.add_photo(db, actor, "event", owner, picture())
    return made, "attachment", lambda x: attachment.retire(db, actor, x)


@pytest.mark.parametrize("make", [a_site, an_event, an_honour, a_photo])
def test_a_second_retiring_is_refused_and_changes_nothing(
    db: Database,
    actor: Actor,
    make: Callable[[Database, Actor], tuple[UUID, str, Callable[[UUID], None]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 6, 3, 2, tzinfo=UTC))
    record, table, retire = make(db, actor)
    retire(record)
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 7, 9, 2, tzinfo=UTC))
    with pytest.raises(Refused, match="已经不在了"):
        retire(record)
    with db.read() as s:
        days = s.execute(text(f"SELECT retired_on FROM {table}")).scalars().all()
    assert days == ["2024-06-03"]
