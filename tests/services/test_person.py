"""People as they are read from forms and registers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.services import household, person
from ljfpa_desktop.services.identity import merging
from tests import factories

NUMBER = "350122196805150024"  # a woman born on 1968-05-15


def test_the_number_fills_sex_and_birth() -> None:
    found = person.read({"name": "林 小英", "id_no": " ３５0122196805150024"}).values
    assert (found["name"], found["pinyin"]) == ("林小英", "lin xiao ying")
    assert (found["sex"], found["birth_date"], found["birth_precision"]) == ("2", date(1968, 5, 15), "YMD")
    assert (found["id_no"], found["id_type"], found["id_status"]) == (NUMBER, "01", "VALID")


def test_an_old_number_is_converted_and_kept_as_it_stood() -> None:
    found = person.read({"name": "林小英", "id_no": "350122680515002"}).values
    assert (found["id_no"], found["id_original"]) == (NUMBER, "350122680515002")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"id_no": "350122196802300021"}, "id_no"),
        ({"id_no": "35012219680515002"}, "id_no"),
        ({"id_no": "350122********0024"}, "id_no"),
        ({"birth_date": date(2999, 1, 1)}, "birth_date"),
        ({"birth_date": "三月初五"}, "birth_date"),
        ({"birth_date": date(1990, 1, 1), "death_date": date(1989, 1, 1)}, "death_date"),
        ({"death_date": date(2999, 1, 1)}, "death_date"),
        ({"phone": "12345"}, "phone"),
        ({"sex": "5"}, "sex"),
        ({"name": " "}, "name"),
        ({"occupation": "农" * 61}, "occupation"),
    ],
)
def test_what_cannot_be_saved(values: dict[str, Any], field: str) -> None:
    problems = person.read({"name": "林小英", **values}).problems
    assert list(problems) == [field]
    assert problems[field].endswith("。")


@pytest.mark.parametrize(
    ("values", "code", "kept"),
    [
        ({"id_no": NUMBER[:-1] + "5"}, "id_check", {"id_status": "CHECK_ERROR", "id_why": "已核"}),
        ({"id_no": NUMBER, "sex": "1"}, "sex_differs", {"sex": "1"}),
        ({"id_no": NUMBER, "birth_date": date(1968, 6, 15)}, "birth_differs", {"birth_why": "已核"}),
        ({"id_type": "06", "id_no": "123"}, "id_check", {"id_status": "FORMAT_ERROR", "id_why": "已核"}),
        ({"id_no": NUMBER, "disability_no": "35012219680515003X41"}, "disability_no", {}),
    ],
)
def test_what_may_be_overridden(values: dict[str, Any], code: str, kept: dict[str, Any]) -> None:
    found = person.read({"name": "林小英", **values}, {code: "已核"})
    assert [w.code for w in found.warnings][:1] == [code]
    assert found.problems == {}
    assert {name: found.values[name] for name in kept} == kept


def test_a_month_that_agrees_with_the_number_is_no_doubt() -> None:
    found = person.read({"name": "林小英", "id_no": NUMBER, "birth_date": "1968.5"})
    assert found.warnings == []
    assert found.values["birth_date"] == date(1968, 5, 15)


def test_the_precision_of_written_dates_is_kept() -> None:
    found = person.read({"name": "林小英", "birth_date": "1968年5月", "death_date": "2020"}).values
    assert (found["birth_date"], found["birth_precision"]) == (date(1968, 5, 1), "YM")
    assert (found["death_date"], found["death_precision"]) == (date(2020, 1, 1), "Y")


def test_people_without_a_number() -> None:
    found = person.read({"name": "林小宝", "birth_date": date(2024, 3, 1)}).values
    assert (found["id_no"], found["id_type"], found["id_status"]) == (None, "09", "MISSING")


def test_a_disability_certificate_tells_kind_and_grade() -> None:
    found = person.read({"name": "林小英", "id_no": NUMBER, "disability_no": NUMBER + "43"}).values
    assert (found["disability_type"], found["disability_grade"]) == ("4", "3")


def test_a_person_changes_alone(db: Database, actor: Actor) -> None:
    member = household.facts(db, factories.household(db, actor)).members[0]
    person.save(db, actor, {"phone": "13805000123"}, member.person_id)
    found = person.facts(db, member.person_id)
    assert (found["phone"], found["id_no"]) == ("13805000123", member.id_no)
    with pytest.raises(Invalid) as caught:
        person.save(db, actor, {"phone": "1"}, member.person_id)
    assert "phone" in caught.value.problems


def test_a_change_is_doubted_once(db: Database, actor: Actor) -> None:
    member = household.facts(db, factories.household(db, actor)).members[0]
    with pytest.raises(Doubt):
        person.save(db, actor, {"sex": "2"}, member.person_id)
    person.save(db, actor, {"sex": "2"}, member.person_id, {"sex_differs": "证件有误"})
    person.save(db, actor, {"occupation": "渔民"}, member.person_id)
    assert person.facts(db, member.person_id)["sex"] == "2"


def test_a_number_of_someone_else(db: Database, actor: Actor) -> None:
    one, other = (household.facts(db, factories.household(db, actor)).members[0] for _ in range(2))
    with pytest.raises(Invalid) as caught:
        person.save(db, actor, {"id_no": other.id_no}, one.person_id)
    assert "已登记为山兜村 林建国" in caught.value.problems["id_no"]


def test_known_numbers_name_their_families(db: Database, actor: Actor) -> None:
    made = household.facts(db, factories.household(db, actor))
    number = str(made.members[0].id_no)
    with db.read() as s:
        found = person.known_ids(s, [number, "", NUMBER])
    assert [k.household_id for k in found[number]] == [made.id]
    assert NUMBER not in found


def test_a_number_of_a_merged_record_is_of_the_one_it_stands_for(db: Database, actor: Actor) -> None:
    homes = [household.facts(db, factories.household(db, actor)) for _ in range(3)]
    keep, gone, other = (h.members[0] for h in homes)
    merging.merge(db, actor, keep.person_id, gone.person_id, accepted={"two_numbers": "抄错"})
    old = str(gone.id_no)
    with db.read() as s:
        found = person.known_ids(s, [old, str(keep.id_no)])
    assert [(k.person_id, k.id_no, k.former_names) for k in found[old]] == [
        (keep.person_id, keep.id_no, {"林建国"})
    ]
    assert [k.former_names for k in found[str(keep.id_no)]] == [frozenset()]
    with pytest.raises(Doubt) as caught:
        person.save(db, actor, {"id_no": old}, other.person_id)
    assert [w.code for w in caught.value.warnings] == ["id_of_merged"]
    person.save(db, actor, {"id_no": old}, other.person_id, {"id_of_merged": "号码确实是他的"})
    with db.read() as s:
        assert [k.person_id for k in person.known_ids(s, [old])[old]] == [other.person_id]
    person.save(db, actor, {"occupation": "渔民"}, other.person_id)


def test_a_person_who_is_not_there(db: Database, actor: Actor) -> None:
    with pytest.raises(Refused):
        person.facts(db, new_id())


def test_a_new_person_is_saved_in_the_callers_transaction(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "试") as s:
        made = person.save_in(s, {"name": "陈秀英", "id_no": NUMBER})
    assert person.facts(db, made)["name"] == "陈秀英"


@pytest.mark.parametrize(
    ("kind", "number", "kept"),
    [
        ("05", "h12345678", "H12345678"),
        ("06", "12345678", "12345678"),
        ("03", "e12345678", "E12345678"),
    ],
)
def test_other_documents_are_kept_as_they_are_written(kind: str, number: str, kept: str) -> None:
    found = person.read({"name": "林小英", "id_type": kind, "id_no": number, "sex": "2"})
    assert found.problems == {}
    assert found.warnings == []
    assert (found.values["id_no"], found.values["id_type"], found.values["id_status"]) == (
        kept,
        kind,
        "VALID",
    )


def test_a_childs_number_stands_in_the_household_register() -> None:
    number = factories.id_number(date(2019, 5, 6), "1")
    found = person.read({"name": "林小宝", "id_type": "02", "id_no": number}).values
    assert (found["id_type"], found["birth_date"]) == ("02", date(2019, 5, 6))


@pytest.mark.parametrize("sex", ["0", "9", None, ""])
def test_an_unknown_sex_is_taken_from_the_number(sex: str | None) -> None:
    assert person.read({"name": "林小英", "id_no": NUMBER, "sex": sex}).values["sex"] == "2"


def test_several_phones_of_one_person() -> None:
    assert person.read({"name": "林", "phone": "13805001234 13805005678"}).values["phone"] == (
        "13805001234/13805005678"
    )


def test_every_column_is_answered() -> None:
    assert set(person.read({"name": "林小英"}).values) == set(person.FIELDS)
    assert person.read({"name": "林小英", "nothing": 1}).problems == {}


def test_a_correction_of_the_number_forgets_the_reason_of_the_old_one(db: Database, actor: Actor) -> None:
    wrong = NUMBER[:-1] + "5"
    made = factories.household(
        db, actor, head={"name": "林小英", "id_no": wrong, "sex": "2"}, accepted={"id_check": "待核"}
    )
    member = household.facts(db, made).members[0]
    assert member.values["id_why"] == "待核"
    person.save(db, actor, {"id_no": NUMBER}, member.person_id)
    found = person.facts(db, member.person_id)
    assert (found["id_no"], found["id_status"], found["id_why"]) == (NUMBER, "VALID", None)
