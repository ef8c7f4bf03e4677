"""Who may be one person in the records of two offices: by number, by name and birth, by both offices' pay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services.alias import root_of
from ljfpa_desktop.services.identity.evidence import SLIPS, read_number
from ljfpa_desktop.services.identity.scan import not_same

_PERSON = (Person.id, Person.office_id, Person.name, func.coalesce(Person.id_no, ""))


class Someone(NamedTuple):
    """A registered person: the row's id and office, the name, the ID number or an empty text."""

    id: UUID
    office: UUID
    name: str
    id_no: str


Group = tuple[bool, list[Someone]]


def groups(s: Session) -> list[Group]:
    """People who are, certainly (True) or likely, one and the same; a person whom two offices paid alone.

    A made-up number proves nothing, and those said to be two people are not asked about again.
    """
    apart = not_same(s)
    looked_at = [*_same_number(s), *_alike(s)]
    found = [(certain, kept) for certain, group in looked_at if len(kept := _together(group, apart)) > 1]
    known = {p.id for _certain, group in found for p in group}
    return [*found, *((True, [p]) for p in _paid_by_two(s) if p.id not in known)]


def _together(group: list[Someone], apart: set[frozenset[UUID]]) -> list[Someone]:
    """The group without those who were said to be another than each of the others."""
    return [
        p for p in group if any(frozenset((p.id, o.id)) not in apart for o in group if o.id != p.id)
    ]


def _same_number(s: Session) -> Iterator[Group]:
    """People of two offices with one ID number."""
    numbers = (
        select(Person.id_no).where(Person.retired_on.is_(None), Person.id_no != "")
        .group_by(Person.id_no).having(func.count(Person.office_id.distinct()) > 1)
    )  # fmt: skip
    query = select(*_PERSON).where(Person.retired_on.is_(None), Person.id_no.in_(numbers))
    groups: dict[str, list[Someone]] = {}
    for row in s.execute(query.order_by(Person.id_no, Person.id)):
        groups.setdefault(row[3], []).append(Someone(*row))
    yield from ((True, group) for number, group in groups.items() if read_number(number).whole)


def _alike(s: Session) -> Iterator[Group]:
    """People of two offices with one name and birth date, of whose numbers one is missing or has a slip."""
    twins = (
        select(Person.name, Person.birth_date).where(Person.retired_on.is_(None))
        .where(Person.birth_date.is_not(None)).group_by(Person.name, Person.birth_date)
        .having(func.count(Person.office_id.distinct()) > 1).subquery()
    )  # fmt: skip
    same = (twins.c.name == Person.name) & (twins.c.birth_date == Person.birth_date)
    query = select(*_PERSON, Person.birth_date).join(twins, same).where(Person.retired_on.is_(None))
    groups: dict[tuple[str, date | None], list[Someone]] = {}
    for row in s.execute(query.order_by(Person.name, Person.birth_date, Person.id)):
        groups.setdefault((row[2], row[4]), []).append(Someone(*row[:4]))
    for group in groups.values():
        for n, one in enumerate(group):
            others = [o for o in group[n + 1 :] if o.office != one.office and _is_slip(one.id_no, o.id_no)]
            yield from ((False, [one, other]) for other in others)


def _is_slip(one: str, other: str) -> bool:
    """Whether two unequal numbers may be one with a slip: one is missing, or few places differ."""
    if not one or not other:
        return True
    return len(one) == len(other) and 0 < sum(a != b for a, b in zip(one, other, strict=True)) <= SLIPS


def _paid_by_two(s: Session) -> list[Someone]:
    """People whom two offices paid: their family moved from one to the other."""
    person = root_of(Payment.person_id)
    twice = (
        select(person).where(Payment.voided_on.is_(None), Payment.retired_on.is_(None))
        .group_by(person).having(func.count(Payment.office_id.distinct()) > 1)
    )  # fmt: skip
    return [Someone(*row) for row in s.execute(select(*_PERSON).where(Person.id.in_(twice)))]
