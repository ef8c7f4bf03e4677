"""Marriages, divorces and splitting: people go from one family to another, and what follows there."""

from __future__ import annotations

from datetime import date

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.services import household, life, plausibility
from ljfpa_desktop.services.life import heirs
from tests import factories

from .conftest import ON, Home


def test_a_spouse_comes_and_both_are_married(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, head="林建国", lives_alone=True, categories=["08"])
    home = Home(db, actor, made)
    values = {
        "member": home.member("林建国").id, "on": ON, "name": "吴玉兰", "relation": "12",
        "id_no": factories.id_number(date(1966, 1, 1), "2"),
    }  # fmt: skip
    assert home.follows("JOIN", values) == ["end:08"]
    home.happens("JOIN", values)
    assert home.relations() == {"林建国": "02", "吴玉兰": "12"}
    assert {m.values["marital"] for m in home.facts.members} == {"21"}
    assert home.told() == ["林建国与吴玉兰结婚，吴玉兰加入这一户"]


def test_a_daughter_goes_to_another_family_and_stands_in_one_alone(
    home: Home, db: Database, actor: Actor
) -> None:
    young = {"name": "黄明", "id_no": factories.id_number(date(1988, 2, 2), "1")}
    other = factories.household(db, actor, head=young)
    number = household.facts(db, other).household_no
    values = {"member": home.member("林小燕").id, "on": ON, "other": number, "relation": "12"}
    home.happens("GO", values)
    assert "林小燕" not in home.relations()
    their = Home(db, actor, other)
    assert their.relations() == {"黄明": "02", "林小燕": "12"}
    told = [f"林小燕结婚，到黄明户（{number}）"]
    assert (home.told(), their.told()) == (told, told)
    assert plausibility.findings(db) == []


@pytest.mark.parametrize("number", ["", "35012210320199999", "own"])
def test_the_other_family_must_be_there(home: Home, number: str) -> None:
    number = home.facts.household_no if number == "own" else number
    values = {"member": home.member("林小燕").id, "on": ON, "other": number, "relation": "12"}
    with pytest.raises(Invalid) as no:
        life.look(home.db, home.actor, home.id, "GO", values)
    assert set(no.value.problems) == {"other"}


def test_a_head_with_others_does_not_leave_without_an_heir(home: Home, db: Database, actor: Actor) -> None:
    other = factories.household(db, actor, head="黄明")
    values = {
        "member": home.member("林建国").id, "on": ON, "relation": "71",
        "other": household.facts(db, other).household_no,
    }  # fmt: skip
    with pytest.raises(Refused) as no:
        home.happens("GO", values)
    assert "请先在那一户更换户主" in no.value.sentence
    assert home.relations()["林建国"] == "02"


def test_someone_alone_who_marries_away_closes_the_old_family(home: Home, db: Database, actor: Actor) -> None:
    woman = {"name": "吴玉兰", "id_no": factories.id_number(date(1990, 2, 2), "2")}
    alone = factories.household(db, actor, head=woman)
    known = household.facts(db, alone).members[0]
    values = {
        "member": home.member("林小燕").id, "on": ON, "name": "吴玉兰", "relation": "28",
        "id_no": known.id_no, "sex": "2",
    }  # fmt: skip
    with pytest.raises(Doubt) as doubt:
        home.happens("JOIN", values)
    home.happens("JOIN", values, {w.code: "已核对" for w in doubt.value.warnings})
    assert household.facts(db, alone).values["status"] == "CLOSED"


def test_after_a_divorce_one_leaves_or_stays_for_a_while(home: Home) -> None:
    wife = home.member("陈美珍").id
    assert home.follows("DIVORCE", {"member": wife, "on": ON}) == ["children"]
    event = home.happens("DIVORCE", {"member": wife, "on": ON})
    assert home.relations() == {"林建国": "02", "林小燕": "30"}
    assert home.member("林建国").values["marital"] == "40"
    assert home.told() == ["陈美珍与林建国离婚，陈美珍离开这一户"]
    life.take_back(home.db, home.actor, event)
    home.happens("DIVORCE", {"member": wife, "on": ON, "stays": True})
    assert home.relations()["陈美珍"] == "99"
    with pytest.raises(Invalid):
        home.happens("DIVORCE", {"member": home.member("林建国").id, "on": ON})


def test_a_household_is_split_and_put_together_again(home: Home) -> None:
    values = {
        "on": ON, "village_code": factories.VILLAGE, "address": "新厝2号",
        "relations": {home.member("林小燕").id: "02"},
    }  # fmt: skip
    assert home.follows("SPLIT", values) == ["review"]
    event = home.happens("SPLIT", values)
    assert home.relations() == {"林建国": "02", "陈美珍": "12"}
    with home.db.read() as s:
        from ljfpa_desktop.models.life import LifeEvent

        found = s.get(LifeEvent, event)
        assert found is not None
        other = found.other_household_id
    assert other is not None
    new = Home(home.db, home.actor, other)
    assert new.relations() == {"林小燕": "02"}
    assert (new.facts.values["address"], new.facts.values["phone1"]) == ("新厝2号", "13850112345")
    assert new.told() == home.told() == [f"林小燕分户，新家庭编号 {new.facts.household_no}"]
    life.take_back(home.db, home.actor, event)
    assert home.relations() == {"林建国": "02", "陈美珍": "12", "林小燕": "30"}
    with pytest.raises(Refused):
        household.facts(home.db, other)


def test_a_split_needs_one_head_among_those_who_go(home: Home) -> None:
    base = {"on": ON, "village_code": factories.VILLAGE}
    for relations in ({}, {home.member("林小燕").id: "30"}, {home.member("林建国").id: "02"}):
        with pytest.raises(Invalid) as no:
            life.look(home.db, home.actor, home.id, "SPLIT", {**base, "relations": relations})
        assert set(no.value.problems) == {"relations"}


def test_relations_around_a_daughter_a_mother_and_a_brother(db: Database, actor: Actor) -> None:
    made = factories.household(
        db, actor, spouse="陈美珍",
        children=["林小燕", {"name": "林小妹"}],
    )  # fmt: skip
    home = Home(db, actor, made)
    household.save(
        db, actor, {}, record_id=made,
        members=[
            factories.person("林老太", "52", "2", date(1938, 1, 1)),
            factories.person("林弟", "73", "1", date(1965, 1, 1)),
            factories.person("孙某", "43", "1", date(2012, 1, 1)),
        ],
    )  # fmt: skip
    members = home.facts.members

    def after(name: str) -> dict[str, str]:
        found = heirs.around(members, home.member(name).id)
        return {m.name: found[m.id] for m in members}

    assert after("林小燕") == {
        "林小燕": "02", "林建国": "51", "陈美珍": "52", "林小妹": "70", "林老太": "62",
        "林弟": "97", "孙某": "97",
    }  # fmt: skip
    assert after("陈美珍")["林老太"] == "54"
    assert after("陈美珍")["林建国"] == "11"
    mother = after("林老太")
    assert (mother["林建国"], mother["陈美珍"], mother["林小燕"]) == ("20", "38", "42")
    assert set(after("林弟").values()) == {"02", "97"}
    assert after("林建国") == {m.name: m.relation for m in members}
    assert [m.name for m in heirs.heirs(members, ON)][:3] == ["陈美珍", "林小燕", "林小妹"]
