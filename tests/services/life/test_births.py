"""Births and adoptions: the child joins, and what a second or third child ends and begins."""

from __future__ import annotations

from datetime import date

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid
from ljfpa_desktop.services import household, life, person
from ljfpa_desktop.services.life import Tick
from tests import factories

from .conftest import ON, Home, born


def test_the_rehearsal_writes_nothing_and_the_deed_writes_all(db: Database, actor: Actor) -> None:
    made = factories.household(
        db, actor, spouse={"name": "陈美珍", "id_no": factories.id_number(date(1990, 1, 1), "2")},
        children=[{"name": "林小燕", "id_no": factories.id_number(date(2018, 1, 1), "2")}],
        categories=["01", "02"], born_daughters=1, living_daughters=1, accepted={"category": "试"},
    )  # fmt: skip
    home = Home(db, actor, made)
    looked = life.look(db, actor, made, "BIRTH", born())
    assert looked.words == "林小宝出生，为林建国的子"
    assert [p.text for p in looked.follows] == [
        "终止“独生子女家庭”", "终止“农村二女户”", "认定“0–3岁婴幼儿家庭”",
    ]  # fmt: skip
    assert "林小宝" not in home.relations()
    home.happens("BIRTH", born())
    assert home.relations()["林小宝"] == "20"
    assert home.member("林小宝").values["joined_on"] == ON
    assert home.held() == {"13"}
    assert home.told() == ["林小宝出生，为林建国的子"]
    assert (home.facts.values["born_sons"], home.facts.values["living_daughters"]) == (None, 1)


def test_a_stated_number_of_children_goes_up(db: Database, actor: Actor) -> None:
    made = factories.household(
        db, actor, spouse={"name": "陈美珍", "id_no": factories.id_number(date(1990, 1, 1), "2")},
        born_sons=0, living_sons=0,
    )  # fmt: skip
    home = Home(db, actor, made)
    home.happens("BIRTH", born())
    assert (home.facts.values["born_sons"], home.facts.values["living_sons"]) == (1, 1)
    home.happens("BIRTH", born("林二宝", "1", date(2024, 5, 7)))
    home.happens("BIRTH", born("林三宝", "2", date(2024, 5, 8)))
    assert "14" in home.held()


def test_a_new_child_stops_the_special_support(db: Database, actor: Actor) -> None:
    made = factories.household(
        db, actor,
        spouse={"name": "陈美珍", "id_no": factories.id_number(date(1984, 1, 1), "2"), "support_kind": "R02",
                "support_from": date(2023, 1, 1)},
        categories=["03", "11"],
    )  # fmt: skip
    home = Home(db, actor, made)
    adopted = born("林念", "2", date(2023, 4, 4), relation="37", on=ON)
    follows = life.look(db, actor, made, "ADOPTION", adopted).follows
    assert {p.text for p in follows} == {
        "终止“计生特殊家庭（失独）”", "终止“特扶对象家庭”", "陈美珍停止享受特扶（死亡）",
        "认定“0–3岁婴幼儿家庭”",
    }  # fmt: skip
    home.happens("ADOPTION", adopted)
    assert home.held() == {"13"}
    assert home.member("陈美珍").values["support_kind"] is None
    assert home.told() == ["收养林念"]


def test_what_is_not_ticked_waits_or_is_dropped_with_the_reason(home: Home) -> None:
    values = born("林小宝", "1", date(2014, 3, 3), on=ON, relation="27")
    home.happens("ADOPTION", values, end_01=Tick(False, "证还没有收回"))
    assert home.held() == {"01"}
    assert life.lines(home.db) == []
    again = born("林二宝", "1", date(2014, 3, 4), on=ON, relation="27")
    home.happens("ADOPTION", again, end_01=Tick(False))
    (waits,) = life.lines(home.db)
    assert (waits.text, waits.head, waits.event) == ("终止“独生子女家庭”", "林建国", "收养林二宝")


def test_a_person_of_another_family_comes_after_a_look(home: Home, db: Database, actor: Actor) -> None:
    other = factories.household(db, actor, head="黄明", children=["黄小妹"])
    child = next(m for m in household.facts(db, other).members if m.name == "黄小妹")
    values = born("黄小妹", "2", child.birth_date or ON, id_no=child.id_no, relation="37", on=ON)
    with pytest.raises(Doubt) as doubt:
        life.look(db, actor, home.id, "ADOPTION", values)
    assert [(w.code, w.field) for w in doubt.value.warnings if w.code == "id_elsewhere"] == [
        ("id_elsewhere", "id_no")
    ]
    home.happens("ADOPTION", values, {w.code: "协议收养" for w in doubt.value.warnings})
    moved = next(m for m in household.facts(db, other).members if m.name == "黄小妹")
    assert (moved.left_on, moved.values["left_why"]) == (ON, "到林建国户")
    assert home.member("黄小妹").person_id == child.person_id
    with db.read() as s:
        assert person.values_in(s, child.person_id)["name"] == "黄小妹"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": ""}, "name"), ({"birth_date": None}, "birth_date"), ({"relation": ""}, "relation"),
     ({"id_no": "12345"}, "id_no"), ({"birth_date": "五月"}, "birth_date")],
)  # fmt: skip
def test_what_is_missing_stands_beside_its_field(home: Home, values: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as no:
        life.look(home.db, home.actor, home.id, "BIRTH", born() | values)
    assert set(no.value.problems) == {field}
    assert home.told() == []
