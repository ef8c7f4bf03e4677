"""The scan finds every pair once, compares only what shares a key, and remembers who are two."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.identity import NotSame
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import household, office
from ljfpa_desktop.services.identity import scan
from tests import factories
from tests.factories import id_number
from tests.services.identity.looks import BORN, NUMBER, THERE, look


def found(db: Database) -> list[tuple[set[str], bool]]:
    return [({p.one.name, p.other.name}, p.is_certain) for p in scan.pairs(db)]


def add(db: Database, actor: Actor, name: str, id_no: str | None = None, **values: object) -> UUID:
    """A person past the forms: what an old register or a package brings."""
    person = new_id()
    with db.transaction(actor, "收到") as s:
        own = {"office_id": office.office_id(s), "birth_date": BORN}
        s.add(Person(id=person, name=name, id_no=id_no, **{**own, **values}))
    return person


def test_a_register_of_different_people_has_no_pair(db: Database, actor: Actor) -> None:
    factories.household(db, actor, spouse="陈秀英", children=["林小燕", "林小芳"])
    factories.household(db, actor, head="王大明", spouse="李丽")
    assert scan.pairs(db) == []


def test_pairs_of_one_office_and_of_two_are_found_once_the_certain_first(db: Database, actor: Actor) -> None:
    home = factories.household(db, actor, head={"name": "林建国", "id_no": NUMBER})
    add(db, actor, "林健国")
    add(db, actor, "林建国", NUMBER, office_id=THERE)
    (first, *others) = scan.pairs(db)
    assert (first.one.name, first.is_certain, first.one.household_id) == ("林建国", True, home)
    assert first.other.office_id == THERE
    assert len({frozenset((p.one.id, p.other.id)) for p in (first, *others)}) == len(others) + 1
    assert [p.is_certain for p in others] == [False] * len(others)


def test_a_person_with_two_keys_in_common_is_one_pair(db: Database, actor: Actor) -> None:
    add(db, actor, "林建国", NUMBER)
    add(db, actor, "林建国", NUMBER)
    assert found(db) == [({"林建国"}, True)]


def test_a_birth_known_to_the_month_meets_one_known_to_the_day(db: Database, actor: Actor) -> None:
    head = {"name": "林建国", "id_no": "", "birth_date": date(1962, 3, 1), "birth_precision": "YM"}
    factories.household(db, actor, head=head, accepted={"head_id": "没有"})
    factories.household(db, actor, head={"name": "林建国", "id_no": id_number(BORN, "1", 77)})
    ((pair, certain),) = found(db)
    assert (pair, certain) == ({"林建国"}, False)


def test_people_taken_out_and_merged_ones_are_not_looked_at(db: Database, actor: Actor) -> None:
    keep = add(db, actor, "林建国", NUMBER)
    add(db, actor, "林建国", NUMBER, retired_on=date(2024, 1, 1))
    add(db, actor, "林建国", NUMBER, retired_on=date(2024, 1, 1), merged_into=keep)
    assert scan.pairs(db) == []


def test_those_said_to_be_two_people_stay_apart_also_when_one_is_merged(db: Database, actor: Actor) -> None:
    one, other, third = (add(db, actor, name, NUMBER) for name in ("林建国", "林健国", "林见国"))
    with db.transaction(actor, "认定") as s:
        words = {"names": "林建国、林健国", "said_by": "李经办", "why": "不同人", "said_on": date(2024, 5, 1)}
        s.add(NotSame(office_id=office.office_id(s), one_id=one, other_id=other, **words))
    left = [pair for pair, _ in found(db)]
    assert len(left) == 2
    assert {"林建国", "林健国"} not in left
    with db.transaction(actor, "合并") as s:
        merged = s.get_one(Person, other)
        merged.merged_into, merged.retired_on = third, date(2024, 5, 2)
    assert scan.pairs(db) == []


def test_everyone_has_the_family_they_live_in_before_one_they_left(db: Database, actor: Actor) -> None:
    left = factories.household(db, actor, spouse="陈秀英")
    wife = next(m for m in household.facts(db, left).members if m.name == "陈秀英")
    new = factories.household(db, actor, head="王大明")
    member = {"person_id": wife.person_id, "name": "陈秀英", "id_no": "", "relation": "12"}
    household.save(db, actor, {}, members=[member], record_id=new, accepted={"id_elsewhere": "再婚"})
    row = {"id": wife.id, "left_on": date(2024, 5, 1), "left_why": "离婚"}
    household.save(db, actor, {}, members=[row], record_id=left)
    with db.read() as s:
        (seen,) = scan.people(s, [wife.person_id])
    assert (seen.household_id, seen.relation, seen.village) == (new, "12", factories.VILLAGE)


def test_a_crowd_under_one_key_is_not_compared_each_with_each() -> None:
    crowd = [look(id_no=NUMBER) for _ in range(scan.CROWD + 1)]
    found = scan.find(crowd, set())
    assert len(found) == scan.CROWD
    assert all(crowd[0].id in (p.one.id, p.other.id) for p in found)


def test_the_one_who_lives_in_a_family_stands_first() -> None:
    alone, home = look(household_id=None, household_no=""), look()
    (pair,) = scan.find([alone, home], set())
    assert pair.one is home
    numbered, bare = look(id_no=NUMBER), look()
    (pair,) = scan.find([bare, numbered], set())
    assert pair.one is numbered


def test_a_name_that_cannot_be_read_makes_no_key() -> None:
    assert scan.find([look("□□"), look("▯▯")], set()) == []
