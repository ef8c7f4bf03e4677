"""Offices by the ids on their rows, and villages with their township where several are seen."""

from __future__ import annotations

import pytest

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.record import new_id, shipped_id
from ljfpa_desktop.services import whose

HERE, ELSEWHERE = "350122103201", "350122101201"


def test_every_office_of_the_county_is_known_by_its_id() -> None:
    for code in ("350122", *(code for code, _ in divisions.townships())):
        assert whose.code_of(shipped_id("office", code)) == code
        assert whose.name_of(shipped_id("office", code)) == divisions.name(code)
    assert whose.code_of(new_id()) == ""
    assert whose.code_of(shipped_id("office", divisions.NOMINAL)) == ""


@pytest.mark.parametrize(
    ("own", "village", "said"),
    [
        ("350122103", HERE, "山兜村"),
        ("350122", HERE, "琯头镇山兜村"),
        ("350122103", ELSEWHERE, "敖江镇"),
        ("350122", "350122103", "琯头镇"),
        ("350122", "", ""),
    ],
)
def test_a_village_is_named_with_its_township_where_it_is_not_ours(own: str, village: str, said: str) -> None:
    found = whose.place(own, village)
    assert found == said or (said == "敖江镇" and found == said + divisions.short_name(village))


def test_this_offices_own_rows_need_no_name(db: Database) -> None:
    with db.read() as s:
        of, place = whose.names(s), whose.places(s)
    assert of(shipped_id("office", "350122103")) == ""
    assert of(shipped_id("office", "350122104")) == "晓澳镇"
    assert of(shipped_id("office", "350122")) == "连江县"
    assert of(new_id()) == ""
    assert place(HERE) == "山兜村"
