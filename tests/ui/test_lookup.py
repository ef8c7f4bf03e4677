"""The villages forms choose from, and what lists are narrowed to: a township's own, at the county all."""

from __future__ import annotations

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import choices_of, places, villages

MANY = 280


def desk_of(db: Database, office: str) -> Desk:
    return Desk(db, Actor("clerk", "李经办", "clerk", office))


def test_a_township_chooses_among_its_villages(db: Database, actor: Actor) -> None:
    found = villages(desk_of(db, "350122103"))
    assert [v[0] for v in found] == [code for code, _ in divisions.villages("350122103")]
    assert ("350122103201", "山兜村", *divisions.initials("350122103201")) in found
    words, narrowed = places(desk_of(db, "350122103"))
    assert words == "全部村居"
    assert [name for _, name in narrowed][:2] == ["琯头街社区", "琯福社区"]


def test_the_county_chooses_among_all_named_with_their_township(db: Database, actor: Actor) -> None:
    desk = desk_of(db, "350122")
    found = {v[0]: v[1] for v in choices_of(desk)("village")}
    assert len(found) > MANY - 20
    assert found["350122103201"] == "琯头镇山兜村"
    assert not any(code.startswith(divisions.NOMINAL) for code in found)
    assert len(set(found.values())) == len(found)
    words, narrowed = places(desk)
    assert words == "全部乡镇"
    assert narrowed == divisions.townships()
