"""Families as they are entered and changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from ljfpa_desktop.base.capture import Act, Change
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import household
from ljfpa_desktop.services.identity import merging
from tests import factories

OTHER_VILLAGE = "350122103202"


def members(*extra: dict[str, Any]) -> list[dict[str, Any]]:
    return [factories.person("陈建国", "02", "1", date(1962, 3, 5)), *extra]


def save(db: Database, actor: Actor, **more: Any) -> Any:
    return household.save(db, actor, {"village_code": factories.VILLAGE}, **{"members": members(), **more})


def test_a_new_family_takes_the_next_number_of_its_village(db: Database, actor: Actor) -> None:
    numbers = [household.facts(db, factories.household(db, actor)).household_no for _ in range(2)]
    elsewhere = household.facts(db, factories.household(db, actor, village=OTHER_VILLAGE)).household_no
    assert numbers == ["35012210320100001", "35012210320100002"]
    assert elsewhere == "35012210320200001"


def test_a_family_is_read_back_as_it_was_saved(db: Database, actor: Actor) -> None:
    made = factories.household(
        db, actor, head="林 国", spouse="陈秀英", children=["林小妹"], categories=["01"],
        address=" 山兜 1 号 ", phone1="１３８０５０００１２３ / 0591-26221234",
    )  # fmt: skip
    found = household.facts(db, made)
    assert found.head_name == "林国"
    assert [(m.name, m.relation_label, m.sex) for m in found.members] == [
        ("林国", "户主", "1"), ("陈秀英", "妻", "2"), ("林小妹", "女", "2"),
    ]  # fmt: skip
    assert (found.values["phone1"], found.values["phone2"]) == ("13805000123", "0591-26221234")
    assert found.values["address"] == "山兜 1 号"
    assert [(c.label, c.valid_from, c.holds) for c in found.categories] == [
        ("独生子女家庭", date(2024, 1, 1), True)
    ]
    assert found.village == "山兜村"
    assert not found.is_restricted


def test_special_families_are_restricted_and_hardship_ends_with_its_year(db: Database, actor: Actor) -> None:
    found = household.facts(db, factories.household(db, actor, categories=["04", "05"]))
    assert found.is_restricted
    assert found.is_special
    assert {c.category: c.valid_to for c in found.categories} == {"04": None, "05": date(2024, 12, 31)}


def test_what_is_missing_or_wrong_is_named_by_field(db: Database, actor: Actor) -> None:
    wrong = [
        factories.person("", "02", "1", date(1962, 3, 5)),
        {"name": "陈秀英", "relation": "", "id_no": "12"},
    ]
    with pytest.raises(Invalid) as caught:
        household.save(
            db, actor, {"village_code": "350122100001", "phone1": "123"}, members=wrong,
            categories=[{"category": "77", "valid_from": "看不懂"}],
        )  # fmt: skip
    assert set(caught.value.problems) == {
        "village_code", "phone1", "members.0.name", "members.1.relation", "members.1.id_no",
        "categories.0.category", "categories.0.valid_from",
    }  # fmt: skip
    assert household.count(db, {}) == 0


@pytest.mark.parametrize("relations", [[], ["02"]])
def test_a_family_has_exactly_one_head(db: Database, actor: Actor, relations: list[str]) -> None:
    given = [factories.person("陈秀英", r, "2", date(1964, 1, 1)) for r in ["12", *relations]]
    given += members() if relations else []
    with pytest.raises(Invalid) as caught:
        save(db, actor, members=given)
    assert "户主" in caught.value.problems["members"]


def test_doubts_are_saved_with_a_reason_only(db: Database, actor: Actor) -> None:
    wrong = factories.id_number(date(1962, 3, 5), "1", 7)
    wrong = wrong[:-1] + ("0" if wrong[-1] != "0" else "1")
    given = [{"name": "陈建国", "relation": "02", "id_no": wrong}]
    with pytest.raises(Doubt) as caught:
        save(db, actor, members=given)
    assert [(w.code, w.field) for w in caught.value.warnings] == [("id_check", "members.0.id_no")]
    made = save(db, actor, members=given, accepted={"id_check": "公安已核"})
    found = household.facts(db, made).members[0].values
    assert (found["id_status"], found["id_why"]) == ("CHECK_ERROR", "公安已核")
    household.save(db, actor, {"address": "新址"}, record_id=made)  # what was accepted is not asked again


def test_only_what_is_given_changes(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, spouse="陈秀英", address="一号", phone1="13805000123")
    before = household.facts(db, made)
    spouse = before.members[1]
    household.save(
        db, actor, {"address": "二号"}, members=[{"id": spouse.id, "phone": "13805000999"}], record_id=made
    )
    after = household.facts(db, made)
    assert after.values["address"] == "二号"
    assert after.values["phone1"] == "13805000123"
    assert after.members[1].phone == "13805000999"
    assert (after.members[1].id_no, after.members[0]) == (spouse.id_no, before.members[0])
    with db.read() as s:
        act = s.scalar(select(func.max(Act.seq)))
        changed = s.execute(select(Change.tbl, Change.grp).where(Change.act == act)).all()
    assert sorted(tuple(row) for row in changed) == [("household", "place"), ("person", "contact")]


def test_members_join_and_mistaken_ones_go(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, spouse="陈秀英")
    spouse = household.facts(db, made).members[1]
    child = factories.person("林小妹", "30", "2", date(1990, 1, 1))
    household.save(db, actor, {}, members=[child], gone=[spouse.id], record_id=made)
    assert [m.name for m in household.facts(db, made).members] == ["林建国", "林小妹"]
    with db.read() as s:
        gone = s.get(Person, spouse.person_id)
        assert gone is not None
        assert gone.retired_on is not None


def test_the_only_head_cannot_go(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor)
    head = household.facts(db, made).members[0]
    with pytest.raises(Invalid):
        household.save(db, actor, {}, gone=[head.id], record_id=made)


def test_the_same_number_twice_in_one_family(db: Database, actor: Actor) -> None:
    head = members()[0]
    with pytest.raises(Invalid) as caught:
        save(db, actor, members=[head, {**head, "relation": "12", "name": "陈秀英"}])
    assert caught.value.problems["members.1.id_no"] == "身份证号与陈建国的相同，请核对。"


def test_a_number_of_someone_else_is_refused_with_the_family_it_is_in(db: Database, actor: Actor) -> None:
    first = household.facts(db, factories.household(db, actor, head="林建国"))
    with pytest.raises(Invalid) as caught:
        save(db, actor, members=[{"name": "王五", "relation": "02", "id_no": first.members[0].id_no}])
    assert caught.value.problems["members.0.id_no"] == (
        f"这个身份证号已登记为山兜村 林建国（家庭编号 {first.household_no}），请核对。"
    )


def test_a_number_of_a_merged_record_joins_whom_it_stands_for(db: Database, actor: Actor) -> None:
    homes = [household.facts(db, factories.household(db, actor, children=["林小妹"])) for _ in range(2)]
    keep, gone = (h.members[1] for h in homes)
    merging.merge(db, actor, keep.person_id, gone.person_id, accepted={"two_numbers": "抄错"})
    given = {"name": "林小妹", "relation": "02", "id_no": gone.id_no, "education": "20"}
    with pytest.raises(Doubt) as caught:
        save(db, actor, members=[given])
    assert (caught.value.warnings[0].code, "号码不改" in caught.value.warnings[0].sentence) == (
        "id_elsewhere", True,
    )  # fmt: skip
    made = save(db, actor, members=[given], accepted={"id_elsewhere": "已出嫁"})
    joined = household.facts(db, made).members[0]
    assert (joined.person_id, joined.id_no, joined.values["education"]) == (keep.person_id, keep.id_no, "20")
    with pytest.raises(Invalid) as twice:
        household.save(db, actor, {}, members=[given], record_id=homes[0].id)
    assert "已经是这一户的成员" in twice.value.problems["members.0.id_no"]
    other = {"name": "陈美玉", "relation": "02", "id_no": gone.id_no}
    with pytest.raises(Doubt) as caught:
        save(db, actor, members=[other])
    assert [w.code for w in caught.value.warnings] == ["id_of_merged"]
    fresh = household.facts(db, save(db, actor, members=[other], accepted={"id_of_merged": "是她的"}))
    assert (fresh.members[0].name, fresh.members[0].id_no) == ("陈美玉", gone.id_no)


def test_a_person_of_another_family_joins_as_the_same_person(db: Database, actor: Actor) -> None:
    first = household.facts(db, factories.household(db, actor, children=["林小妹"]))
    child = first.members[1]
    given = {"name": "林小妹", "relation": "02", "id_no": child.id_no}
    with pytest.raises(Doubt) as caught:
        save(db, actor, members=[given])
    assert caught.value.warnings[0].code == "id_elsewhere"
    made = save(db, actor, members=[given], accepted={"id_elsewhere": "已出嫁"})
    assert household.facts(db, made).members[0].person_id == child.person_id
    with pytest.raises(Invalid):  # but not twice in one family
        household.save(db, actor, {}, members=[{**given, "relation": "30"}], record_id=made)


def test_a_registered_person_joins_by_id_and_loses_nothing(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, children=[{"name": "林小妹", "phone": "13805000777"}])
    child = household.facts(db, made).members[1]
    row = {"person_id": child.person_id, "name": "林小妹", "relation": "02", "id_no": child.id_no}
    other = household.facts(db, save(db, actor, members=[row]))
    assert other.members[0].person_id == child.person_id
    assert other.members[0].phone == "13805000777"


def test_many_families_are_written_at_once(db: Database, actor: Actor) -> None:
    ready = [
        household.read(household.Entry({"village_code": v}, members()), "350122103")
        for v in (factories.VILLAGE, OTHER_VILLAGE, factories.VILLAGE)
    ]
    with db.transaction(actor, "导入", "import") as s:
        ids = household.insert_many(s, ready)
    assert [household.facts(db, i).household_no for i in ids] == [
        "35012210320100001", "35012210320200001", "35012210320100002",
    ]  # fmt: skip
    with db.read() as s:
        for model in (Household, Person, Member):
            assert s.scalar(select(func.count()).select_from(model)) == 3
        inserted = s.scalar(
            select(func.count()).select_from(Change).where(Change.grp == "", Change.tbl == "person")
        )
        assert inserted == 3
        assert s.scalar(select(func.count()).select_from(HouseholdCategory)) == 0


def test_nothing_is_half_saved(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, address="一号")
    wrong = factories.person("林小妹", "30", "2", date(1990, 1, 1), death_date=date(1980, 1, 1))
    with pytest.raises(Invalid):
        household.save(db, actor, {"address": "二号"}, members=[wrong], record_id=made)
    assert household.facts(db, made).values["address"] == "一号"


def test_a_reader_saves_nothing(db: Database) -> None:
    with pytest.raises(Refused):
        save(db, Actor("r", "王读", "reader"))


def test_a_family_that_is_gone(db: Database, actor: Actor) -> None:
    with pytest.raises(Refused):
        household.save(db, actor, {"address": "二号"}, record_id=new_id())
