"""Members and volunteers: entered, changed, listed, found in their families, taken off the roll."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.services import association, household
from ljfpa_desktop.services.association import Roll
from ljfpa_desktop.services.history import find_record
from tests import factories
from tests.services.importing.samples import number

VILLAGE = "350122103201"
MAN = number("19680515", 3)


def member(**more: Any) -> dict[str, Any]:
    """A member as the form gives it."""
    return {"name": "林勇", "kind": "PERSON", "village_code": VILLAGE, "status": "ACTIVE", **more}


def test_a_member_is_entered_listed_and_changed(db: Database, actor: Actor) -> None:
    given = member(group_name="第一小组", post="GROUP_LEADER", cert_no="HY001", joined_on=date(2015, 3, 1))
    record = association.save(db, actor, "members", given)
    (line,) = association.page(db, "members")
    assert (line.id, line.name, line.place, line.group, line.post) == (
        record, "林勇", "山兜村", "第一小组", "小组长",
    )  # fmt: skip
    assert (line.status, line.cert_no, line.joined_on) == ("在册", "HY001", date(2015, 3, 1))
    association.save(db, actor, "members", member(phone="13805912345"), record_id=record)
    facts = association.facts(db, "members", record)
    assert (facts["phone"], facts["group_name"]) == ("13805912345", "第一小组")
    assert association.roll_of(db, record) == "members"


def test_the_number_of_a_volunteer_says_sex_and_birth(db: Database, actor: Actor) -> None:
    typed = f"{MAN[:6]} {MAN[6:14]} {MAN[14:]}"
    values = {"name": "林勇", "id_no": typed, "sex": "2", "status": "ACTIVE", "skills": "医疗", "hours": 36}
    record = association.save(db, actor, "volunteers", values)
    facts = association.facts(db, "volunteers", record)
    assert (facts["id_no"], facts["sex"], facts["birth_date"]) == (MAN, "1", date(1968, 5, 15))
    assert association.roll_of(db, record) == "volunteers"
    assert association.page(db, "volunteers")[0].skills == "医疗"


def test_a_registered_number_links_to_the_person_and_its_family(db: Database, actor: Actor) -> None:
    home = factories.household(db, actor, village=VILLAGE)
    facts = household.facts(db, home)
    head = facts.head
    assert head is not None
    values = member(name=head.values["name"], id_no=head.values["id_no"], post="COUNCIL")
    record = association.save(db, actor, "members", values)
    volunteer = {"name": head.values["name"], "id_no": head.values["id_no"], "hours": 12, "status": "ACTIVE"}
    association.save(db, actor, "volunteers", volunteer)
    parts = association.of_family(db, home)
    assert [(p.roll, p.person_id, p.words) for p in parts] == [
        ("members", head.person_id, "会员，理事"),
        ("volunteers", head.person_id, "志愿者，服务 12 小时"),
    ]
    left = {**values, "status": "LEFT", "left_on": date(2024, 1, 5)}
    association.save(db, actor, "members", left, record_id=record)
    assert [p.roll for p in association.of_family(db, home)] == ["volunteers"]


def test_a_day_known_to_the_month_is_said_so(db: Database, actor: Actor) -> None:
    home = factories.household(db, actor)
    head = household.facts(db, home).head
    assert head is not None
    given = {
        "name": head.values["name"], "id_no": head.values["id_no"], "joined_on": date(2015, 3, 1),
        "joined_precision": "YM", "status": "ACTIVE",
    }  # fmt: skip
    association.save(db, actor, "members", given)
    assert [p.words for p in association.of_family(db, home)] == ["会员，2015-03 入会"]


def test_a_day_typed_anew_is_known_to_the_day(db: Database, actor: Actor) -> None:
    given = member(joined_on=date(2015, 3, 1), joined_precision="YM")
    record = association.save(db, actor, "members", given)
    precisions: list[str | None] = []
    for day in (date(2015, 3, 1), date(2015, 3, 20), None):
        association.save(db, actor, "members", member(joined_on=day), record_id=record)
        precisions.append(association.facts(db, "members", record)["joined_precision"])
    assert precisions == ["YM", "YMD", None]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "X"}, "kind"),
        ({"id_no": "350122196805150025"}, "id_no"),
        ({"id_no": "12345"}, "id_no"),
        ({"joined_on": dates.today() + timedelta(days=2)}, "joined_on"),
        ({"birth_date": dates.today() + timedelta(days=2)}, "birth_date"),
        ({"status": "LEFT"}, "left_on"),
        ({"status": "LEFT", "left_on": date(2010, 1, 1), "joined_on": date(2015, 1, 1)}, "left_on"),
        ({"group_name": "组" * 61}, "group_name"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    db: Database, actor: Actor, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as told:
        association.save(db, actor, "members", member(**change))
    assert list(told.value.problems) == [field]
    assert association.page(db, "members") == []


def test_the_lists_are_narrowed(db: Database, actor: Actor) -> None:
    for name, village, group in (("林勇", VILLAGE, "一组"), ("吴美", "350122103211", "二组")):
        association.save(db, actor, "members", member(name=name, village_code=village, group_name=group))
    left = member(name="陈三", status="LEFT", left_on=date(2024, 1, 1))
    association.save(db, actor, "members", left)

    def names(**given: str) -> list[str]:
        return sorted(x.name for x in association.page(db, "members", **given))

    assert names() == ["吴美", "林勇", "陈三"]
    assert names(words="二组") == ["吴美"]
    assert names(words="_") == []
    assert names(village=VILLAGE) == ["林勇", "陈三"]
    assert names(status="LEFT") == ["陈三"]
    assert association.totals(db) == {"members": 2, "volunteers": 0}


@pytest.mark.parametrize("roll", ["members", "volunteers"])
def test_a_mistake_is_taken_off_with_its_reason(db: Database, actor: Actor, roll: Roll) -> None:
    record = association.save(db, actor, roll, {"name": "林勇", "kind": "PERSON", "status": "ACTIVE"})
    with pytest.raises(Invalid):
        association.retire(db, actor, roll, record, " ")
    association.retire(db, actor, roll, record, "重复登记")
    assert association.page(db, roll) == []
    for act in (association.facts, lambda d, r, i: association.retire(d, actor, r, i, "再来")):
        with pytest.raises(Refused):
            act(db, roll, record)
    with pytest.raises(Refused):
        association.roll_of(db, uuid4())


def test_the_form_has_no_ids_and_no_precision() -> None:
    assert list(association.form_fields("members"))[:3] == ["name", "kind", "sex"]
    hidden = {"person_id", "birth_precision", "joined_precision"}
    for roll in ("members", "volunteers"):
        assert not hidden & set(association.form_fields(roll))


def test_its_history_is_found(db: Database, actor: Actor) -> None:
    record = association.save(db, actor, "members", member())
    assert find_record(db, record.hex) == ("association_member", record)
