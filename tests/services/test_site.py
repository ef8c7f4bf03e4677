"""Sites: saved, doubled, listed, changed and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.services import site


def house(**more: Any) -> dict[str, Any]:
    """A children's house of the township."""
    return {
        "name": "琯头向日葵亲子小屋",
        "kind": "SUNFLOWER",
        "level": "COUNTY",
        "village_code": "350122103201",
        "opened_on": date(2023, 6, 1),
        "principal": "王丽琴",
        **more,
    }


def test_a_site_is_listed_with_words_for_its_codes(db: Database, actor: Actor) -> None:
    saved = site.save(db, actor, house())
    (line,) = site.page(db)
    assert (line.id, line.kind, line.level, line.status) == (saved, "向日葵亲子小屋", "县级", "已挂牌")
    assert line.village
    assert line.opened_on == date(2023, 6, 1)
    assert site.facts(db, saved)["principal"] == "王丽琴"


@pytest.mark.parametrize(
    ("change", "field", "word"),
    [
        ({"name": ""}, "name", "请填写名称"),
        ({"kind": "NOSUCH"}, "kind", "代码表"),
        ({"village_code": "999999999999"}, "village_code", "区划表"),
        ({"area_m2": -3}, "area_m2", "不小于 0"),
        ({"opened_on": date(2999, 1, 1)}, "opened_on", "创建中"),
        ({"closed_on": date(2020, 1, 1)}, "closed_on", "早于启用日期"),
        ({"closed_on": "明年"}, "closed_on", "看不懂"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    db: Database, actor: Actor, change: dict[str, Any], field: str, word: str
) -> None:
    with pytest.raises(Invalid) as refused:
        site.save(db, actor, house(**change))
    assert word in refused.value.problems[field]
    assert site.page(db) == []


def test_a_site_in_preparation_may_open_later(db: Database, actor: Actor) -> None:
    ahead = dates.today() + timedelta(days=30)
    site.save(db, actor, house(opened_on=ahead, status="PREPARING"))
    assert [x.status for x in site.page(db)] == ["创建中"]


def test_a_second_site_of_the_same_name_and_kind_is_doubted(db: Database, actor: Actor) -> None:
    first = site.save(db, actor, house())
    site.save(db, actor, house(area_m2=60), record_id=first)  # itself is no twin
    with pytest.raises(Doubt) as doubt:
        site.save(db, actor, house())
    assert [w.code for w in doubt.value.warnings] == ["twin"]
    site.save(db, actor, house(kind="WARM_HOME"))
    site.save(db, actor, house(), accepted={"twin": "两处同名"})
    assert len(site.page(db)) == 3
    assert site.facts(db, first)["area_m2"] == 60


def test_the_list_is_filtered_by_kind_and_words(db: Database, actor: Actor) -> None:
    site.save(db, actor, house())
    site.save(db, actor, house(name="塘头暖心家园", kind="WARM_HOME"))
    assert [x.name for x in site.page(db, kind="WARM_HOME")] == ["塘头暖心家园"]
    assert [x.name for x in site.page(db, words="琯头")] == ["琯头向日葵亲子小屋"]
    assert site.page(db, kind="WARM_HOME", words="琯头") == []
    assert site.page(db, words="%") == []


def test_a_site_entered_by_mistake_is_taken_out_with_a_reason(db: Database, actor: Actor) -> None:
    saved = site.save(db, actor, house())
    with pytest.raises(Invalid):
        site.retire(db, actor, saved, "")
    site.retire(db, actor, saved, "重复")
    assert site.page(db) == []
    with pytest.raises(Refused):
        site.facts(db, saved)
    with pytest.raises(Refused):
        site.retire(db, actor, uuid4(), "重复")


def test_a_reader_may_not_write(db: Database) -> None:
    reader = Actor("r", "只读", "reader")
    with pytest.raises(Refused, match="录入"):
        site.save(db, reader, house())
    with pytest.raises(Refused, match="录入"):
        site.retire(db, reader, uuid4(), "重复")
