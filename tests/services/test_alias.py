"""One record stands for all that were merged into it, however the merges came together."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from uuid import UUID

import pytest
from sqlalchemy import func, literal, select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.record import Uuid16, new_id
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import office
from ljfpa_desktop.services.alias import Former, formers, pointers, records_of, root, root_of

A, B, C, D = (UUID(int=n) for n in range(1, 5))


@pytest.mark.parametrize(
    ("into", "ends"),
    [
        ({}, {A: A}),
        ({A: B}, {A: B, B: B}),
        ({A: B, B: C}, {A: C, B: C, C: C}),
        ({A: B, B: A}, {A: A, B: A}),
        ({A: B, B: C, C: A}, {A: A, B: A, C: A}),
        ({D: C, C: B, B: C}, {D: B, C: B, B: B}),
        ({A: A}, {A: A}),
    ],
)
def test_every_way_ends_at_one_record(into: dict[UUID, UUID], ends: dict[UUID, UUID]) -> None:
    assert {person: root(person, into) for person in ends} == ends


def test_a_circle_ends_alike_wherever_it_is_entered() -> None:
    for one, two, three in permutations((A, B, C)):
        assert {root(p, {one: two, two: three, three: one}) for p in (A, B, C)} == {A}


def test_a_query_reads_an_alias_as_the_person_it_stands_for(db: Database, actor: Actor) -> None:
    keep, gone = new_id(), new_id()
    with db.transaction(actor, "合并") as s:
        own = office.office_id(s)
        s.add(Person(id=keep, office_id=own, name="林建国"))
        s.add(
            Person(
                id=gone, office_id=own, name="林健国", merged_into=keep, retired_on=date(2024, 5, 1),
                id_no="350122196203050013",
            )
        )  # fmt: skip
    with db.read() as s:
        assert pointers(s) == {gone: keep}
        assert set(s.scalars(records_of([keep]))) == {keep, gone}
        assert set(s.scalars(records_of([gone]))) == {gone}
        said = Former(keep, "林健国", "350122196203050013", None)
        assert formers(s, ["350122196203050013", ""], ["林健国"]) == [said]
        assert formers(s, names=["林健国", "林建国"]) == [said]
        assert formers(s, ["350122196203050030"]) == []
        found = {p: s.scalar(select(root_of(literal(p, Uuid16)))) for p in (keep, gone)}
        assert found == {keep: keep, gone: keep}
        assert s.scalar(select(func.count(root_of(Person.id).distinct()))) == 1
