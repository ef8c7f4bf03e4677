"""Families as eligibility looks at them, read for a whole register at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services.household.rules import CHILDREN, HEAD, SPOUSES

Held = tuple[str, date, date | None, str]  # category, first and last day, basis


@dataclass(frozen=True, slots=True)
class Kin:
    """One member."""

    person_id: UUID
    name: str
    relation: str
    sex: str
    birth: date | None
    precision: str
    death: date | None
    marital: str
    grade: str
    certificate: str
    certificate_to: date | None
    support_kind: str
    support_from: date | None


@dataclass(slots=True)
class House:
    """A registered family with its members and the categories it held or holds."""

    id: UUID
    household_no: str
    village_code: str
    hukou: str
    born_sons: int
    born_daughters: int
    kin: list[Kin] = field(default_factory=list[Kin])
    held: list[Held] = field(default_factory=list[Held])

    @property
    def couple(self) -> list[Kin]:
        """The head and the spouse."""
        return [k for k in self.kin if k.relation == HEAD or k.relation in SPOUSES]

    @property
    def children(self) -> list[Kin]:
        """All children, the dead ones and the adopted too."""
        return [k for k in self.kin if k.relation in CHILDREN]

    def basis(self, category: str, day: date) -> str | None:
        """The basis of a category held on a day ("" when none is written), None when it is not held."""
        for code, begins, ends, basis in self.held:
            if code == category and begins <= day <= (ends or date.max):
                return basis
        return None


def read(s: Session, household_id: UUID | None = None) -> Iterator[House]:
    """The families in the register by village and number, or the one of this id."""
    h = Household
    query = select(
        h.id, h.household_no, h.village_code, h.hukou_kind, h.born_sons, h.born_daughters
    ).where(h.retired_on.is_(None), h.status == "ACTIVE").order_by(h.village_code, h.household_no)
    if household_id is not None:
        query = query.where(h.id == household_id)
    found = {
        row.id: House(row.id, row.household_no, row.village_code, row.hukou_kind or "", row.born_sons or 0,
                      row.born_daughters or 0)
        for row in s.execute(query)
    }  # fmt: skip
    for house_id, kin in _kin(s, household_id):
        if house_id in found:
            found[house_id].kin.append(kin)
    c = HouseholdCategory
    held: Any = _of(select(c.household_id, c.category, c.valid_from, c.valid_to, c.basis), c, household_id)
    rows: Any = s.execute(held.where(c.retired_on.is_(None)))
    for house_id, category, begins, ends, basis in rows:
        if house_id in found:
            found[house_id].held.append((category, begins, ends, basis or ""))
    yield from found.values()


def _of(query: Any, model: Any, household_id: UUID | None) -> Any:
    return query if household_id is None else query.where(model.household_id == household_id)


def _kin(s: Session, household_id: UUID | None) -> Iterator[tuple[UUID, Kin]]:
    m, p = Member, Person
    query = (
        select(
            m.household_id, p.id, p.name, m.relation, p.sex, p.birth_date, p.birth_precision, p.death_date,
            p.marital, p.disability_grade, p.disability_no, p.disability_to, p.support_kind, p.support_from,
        )
        .join(p, p.id == m.person_id)
        .where(m.retired_on.is_(None), m.left_on.is_(None), p.retired_on.is_(None))
        .order_by(m.relation != HEAD, m.relation, m.id)
    )  # fmt: skip
    for house, *row in s.execute(_of(query, m, household_id)):
        person, name, relation, sex, birth, precision, death, marital, grade, card, card_to, kind, since = row
        yield house, Kin(
            person, name, relation, sex or "", birth, precision or "YMD", death, marital or "", grade or "",
            card or "", card_to, kind or "", since,
        )  # fmt: skip
