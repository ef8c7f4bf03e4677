"""Who may be one person: numbers equal or with a slip, one name and birth, two offices that paid."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.record import new_id, shipped_id
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import same_person
from ljfpa_desktop.services.identity import apart
from tests.factories import id_number

BORN = date(1962, 3, 5)
TOWNS = [shipped_id("office", code) for code in ("350122103", "350122104", "350122106")]


@pytest.fixture
def people(db: Database, actor: Actor) -> list[UUID]:
    """林建国 in three offices, with a number, a slip in it, and none; a namesake, a retired one, a twin."""
    number = id_number(BORN, "1", 40)
    slip = number[:15] + ("9" if number[15] != "9" else "8") + number[16:]
    rows = [
        (0, "林建国", number, BORN, None),
        (1, "林建国", slip, BORN, None),
        (2, "林建国", None, BORN, None),
        (1, "林建国", id_number(BORN, "1", 299), BORN, None),
        (2, "林建国", number, BORN, date(2024, 1, 1)),
        (0, "陈明", id_number(date(1970, 1, 1), "1", 7), date(1970, 1, 1), None),
        (0, "陈明", id_number(date(1970, 1, 1), "1", 7), date(1970, 1, 1), None),
    ]
    made = [new_id() for _ in rows]
    with db.transaction(actor, "收到") as s:
        for id_, (town, name, number_, born, retired) in zip(made, rows, strict=True):
            s.add(
                Person(
                    id=id_, office_id=TOWNS[town], name=name, id_no=number_, birth_date=born,
                    retired_on=retired,
                )
            )  # fmt: skip
    return made


def found(db: Database) -> set[tuple[bool, frozenset[UUID]]]:
    with db.read() as s:
        return {(certain, frozenset(p.id for p in group)) for certain, group in same_person.groups(s)}


def test_pairs_of_two_offices_that_may_be_one(db: Database, people: list[UUID]) -> None:
    number, slip, none, other = people[:4]
    assert found(db) == {
        (False, frozenset({number, slip})),
        (False, frozenset({number, none})),
        (False, frozenset({slip, none})),
        (False, frozenset({none, other})),
    }


def test_one_number_in_three_offices_is_one_group(db: Database, actor: Actor) -> None:
    number, made = id_number(BORN, "1", 41), [new_id() for _ in TOWNS]
    with db.transaction(actor, "收到") as s:
        for id_, town, name in zip(made, TOWNS, ("林建国", "林健国", "林建囯"), strict=True):
            s.add(Person(id=id_, office_id=town, name=name, id_no=number, birth_date=BORN))
    assert found(db) == {(True, frozenset(made))}
    with db.read() as s:
        ((_, group),) = same_person.groups(s)
    assert {p.office for p in group} == set(TOWNS)
    assert {p.id_no for p in group} == {number}


def test_people_of_one_office_are_its_own_affair(db: Database, people: list[UUID]) -> None:
    assert not any({people[5], people[6]} & group for _certain, group in found(db))
    assert not any(people[4] in group for _certain, group in found(db))


def test_a_made_up_number_in_two_offices_proves_nothing(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "收到") as s:
        for town, name in zip(TOWNS, ("林建国", "陈明", "王强"), strict=True):
            s.add(Person(office_id=town, name=name, id_no="000000196203050000"))
    assert found(db) == set()


def test_those_said_to_be_two_people_are_not_asked_about(
    db: Database, actor: Actor, people: list[UUID]
) -> None:
    number, slip, none, other = people[:4]
    apart.say(db, actor, number, slip, "堂兄弟")
    apart.say(db, actor, slip, none, "堂兄弟")
    assert found(db) == {(False, frozenset({number, none})), (False, frozenset({none, other}))}


def test_one_of_three_who_is_another_stays_while_it_may_be_the_third(db: Database, actor: Actor) -> None:
    number, made = id_number(BORN, "1", 41), [new_id() for _ in TOWNS]
    with db.transaction(actor, "收到") as s:
        for id_, town in zip(made, TOWNS, strict=True):
            s.add(Person(id=id_, office_id=town, name="林建国", id_no=number))
    apart.say(db, actor, made[0], made[1], "两个人")
    assert found(db) == {(True, frozenset(made))}
    apart.say(db, actor, made[2], made[1], "两个人")
    assert found(db) == {(True, frozenset({made[0], made[2]}))}
