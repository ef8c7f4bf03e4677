"""The same person in two townships: paid the same aid twice, or registered twice (DOMAIN.md 8.3 rule 38).

Only the county sees it. What it sends tells each township of its own person alone: no names travel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.models.duty import Duty
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.programme import Programme
from ljfpa_desktop.services import office, same_person, setting, whose
from ljfpa_desktop.services.alias import records_of, root_of
from ljfpa_desktop.services.duty import PAID, TWICE
from ljfpa_desktop.services.same_person import Someone

NOT_COUNTY = "只有县里能核对各乡镇之间的重复。"


@dataclass(frozen=True, slots=True)
class Party:
    """One township's side of a case: its person and family, and what it paid, in 分.

    ``told_on`` is when the county asked it; ``answer`` what it answered.
    """

    office_id: UUID
    office: str
    person_id: UUID
    name: str
    household_id: UUID | None
    household_no: str
    village: str
    paid_fen: int
    paid_on: tuple[date, ...]
    receipts: tuple[str, ...]
    matter: str
    told_on: date | None
    answered_on: date | None
    answer: str


@dataclass(frozen=True, slots=True)
class Case:
    """One person in two townships or more; ``programme`` and ``year`` are empty for kind TWICE.

    ``is_certain``: the ID numbers are equal; else name and birth date are, and the numbers nearly.
    ``people`` counts those of the family who are registered twice with this one.
    """

    id: str
    kind: str
    programme: str
    year: int
    is_certain: bool
    parties: tuple[Party, ...]
    people: int

    @property
    def is_sent(self) -> bool:
        """Whether every township concerned was asked."""
        return all(p.told_on for p in self.parties)

    @property
    def is_answered(self) -> bool:
        """Whether every township concerned has answered."""
        return all(p.answered_on for p in self.parties)

    @property
    def name(self) -> str:
        """The person, as the first township writes the name."""
        return self.parties[0].name


class _Home(NamedTuple):
    household: UUID
    number: str
    village: str
    relation: str
    is_here: bool


def cases(db: Database) -> list[Case]:
    """Every case the county's records show, those not sent yet first, certain ones before likely ones."""
    if not office.facts(db).is_county:
        raise Refused(NOT_COUNTY)
    with db.read() as s:
        found = list(_cases(s))
    return sorted(found, key=lambda c: (c.is_answered, c.is_sent, not c.is_certain, c.kind, c.name, c.id))


def unsent_in(s: Session) -> int:
    """How many certain cases wait for the county to ask the townships; none at a township."""
    if divisions.is_township(str(setting.value(s, "office.code"))):
        return 0
    return sum(c.is_certain and not c.is_sent for c in _cases(s))


def send(db: Database, actor: Actor, case_id: str) -> int:
    """Ask each township concerned about its own person; returns how many were asked now.

    It travels with the next package. Raises `Refused` for a case that no longer stands.
    """
    access.require(actor, access.WRITE)
    case = next((c for c in cases(db) if c.id == case_id), None)
    if case is None:
        raise Refused("这件重复的事已经不在了，请刷新。")
    waiting = [p for p in case.parties if p.told_on is None]
    with db.transaction(actor, "交办核对重复") as s:  # the words travel to each of them: no name in them
        for p in waiting:
            s.add(
                Duty(
                    office_id=p.office_id, kind=case.kind, matter=p.matter, household_id=p.household_id,
                    person_id=p.person_id, text=_words(case, p), told_on=dates.today(),
                )
            )  # fmt: skip
    return len(waiting)


def _words(case: Case, p: Party) -> str:
    more = f"等 {case.people} 人" if case.people > 1 else ""
    who = f"{p.name}（家庭编号 {p.household_no}）{more}" if p.household_no else f"{p.name}{more}"
    if case.kind == PAID:
        aid = f"{case.year}年“{case.programme}”"
        return f"{who}的{aid}，另一个乡镇也发放过。请核对是否重复，填写处理结果。"
    return f"{who}在另一个乡镇也登记着。请核对：已迁走的办理迁出，登记错的改正，再填写处理结果。"


class _Records:
    """What the county's records say of the people looked at."""

    def __init__(self, s: Session, people: dict[UUID, Someone]) -> None:
        self.people, self.place = people, whose.places(s)
        self.homes, self.paid, self.asked = _homes(s, people), _payments(s, people), _asked(s)

    def party(self, person: UUID, office_id: UUID, kind: str, about: str, rows: Sequence[Any] = ()) -> Party:
        """One township's side of a case."""
        home = self.homes.get(person)
        matter = _digest(kind, about, person.hex, office_id.hex)
        return Party(
            office_id, whose.name_of(office_id), person, self.people[person].name,
            home.household if home else None, home.number if home else "",
            self.place(home.village) if home else "", sum(r.amount_fen for r in rows),
            tuple(r.paid_on for r in rows), tuple(r.receipt_no for r in rows), matter,
            *self.asked.get(matter, (None, None, "")),
        )  # fmt: skip

    def by_aid(self, group: Sequence[Someone]) -> dict[tuple[str, int], dict[tuple[UUID, UUID], list[Any]]]:
        """What a group was paid: (programme, year) -> (person, office) -> payments."""
        found: dict[tuple[str, int], dict[tuple[UUID, UUID], list[Any]]] = {}
        for p in group:
            for row in self.paid.get(p.id, ()):
                sides = found.setdefault((row.programme_code, row.paid_on.year), {})
                sides.setdefault((p.id, row.office_id), []).append(row)
        return found

    def here(self, group: Sequence[Someone]) -> list[Someone]:
        """Those of a group who live in a kept family."""
        return [p for p in group if p.id in self.homes and self.homes[p.id].is_here]


def _cases(s: Session) -> Iterator[Case]:
    groups = same_person.groups(s)
    known = _Records(s, {p.id: p for _certain, group in groups for p in group})
    programmes = {p.code: p.name for p in s.execute(select(Programme.code, Programme.name))}
    for certain, group in groups:
        for (code, year), sides in known.by_aid(group).items():
            if len({office_id for _person, office_id in sides}) > 1:
                parties = [known.party(*side, PAID, f"{code}/{year}", rows) for side, rows in sides.items()]
                yield _case(PAID, programmes.get(code, code), year, certain, parties)
    yield from _families(known, groups)


def _families(known: _Records, groups: Sequence[tuple[bool, list[Someone]]]) -> Iterator[Case]:
    """People registered twice, those of one family as one case that names the first of them."""
    families: dict[tuple[UUID, ...], list[tuple[bool, list[Someone]]]] = {}
    for certain, group in groups:
        here = known.here(group)
        if len({p.office for p in here}) > 1:
            houses = tuple(sorted({known.homes[p.id].household for p in here}))
            families.setdefault(houses, []).append((certain, here))
    for found in families.values():
        certain, here = min(found, key=lambda each: (not each[0], known.homes[each[1][0].id].relation))
        parties = [known.party(p.id, p.office, TWICE, "") for p in here]
        yield _case(TWICE, "", 0, certain, parties, len(found))


def _case(
    kind: str, programme: str, year: int, certain: bool, parties: Iterable[Party], people: int = 1
) -> Case:
    ordered = tuple(sorted(parties, key=lambda p: (whose.code_of(p.office_id), p.household_no, p.matter)))
    return Case(_digest(*(p.matter for p in ordered)), kind, programme, year, certain, ordered, people)


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:32]


_HOME = (Household.id, Household.household_no, Household.village_code)


def _homes(s: Session, people: Iterable[UUID]) -> dict[UUID, _Home]:
    """The family a person is in, a kept one before others."""
    found: dict[UUID, _Home] = {}
    for some in _chunks(people):
        here = (Household.status == "ACTIVE") & Member.left_on.is_(None)
        query = (
            select(Member.person_id, *_HOME, Member.relation, here)
            .join(Household, Household.id == Member.household_id)
            .where(Member.person_id.in_(some), Member.retired_on.is_(None), Household.retired_on.is_(None))
            .order_by(~here, Household.household_no)
        )
        for row in s.execute(query):
            found.setdefault(row[0], _Home(row[1], row[2], row[3], row[4], bool(row[5])))
    return found


def _payments(s: Session, people: Iterable[UUID]) -> dict[UUID, list[Any]]:
    p = Payment
    found: dict[UUID, list[Any]] = {}
    for some in _chunks(people):
        who = root_of(p.person_id).label("person_id")
        query = select(who, p.office_id, p.programme_code, p.paid_on, p.amount_fen, p.receipt_no).where(
            p.person_id.in_(records_of(some)), p.voided_on.is_(None), p.retired_on.is_(None)
        )
        for row in s.execute(query.order_by(p.paid_on, p.receipt_no)):
            found.setdefault(row.person_id, []).append(row)
    return found


def _asked(s: Session) -> dict[str, tuple[date | None, date | None, str]]:
    """What was asked already: matter -> (asked, answered, answer)."""
    d = Duty
    query = select(d.matter, d.told_on, d.closed_on, d.closed_why).where(d.retired_on.is_(None))
    return {matter: (told, closed, why or "") for matter, told, closed, why in s.execute(query)}


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    every = list(ids)
    return (every[i : i + 500] for i in range(0, len(every), 500))
