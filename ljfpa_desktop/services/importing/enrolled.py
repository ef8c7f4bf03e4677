"""Who already stands on a roll, and whether a row speaks of the same person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ljfpa_desktop.services import association, filling
from ljfpa_desktop.services.association import Roll
from ljfpa_desktop.services.importing.births import same_day

_CHUNK = 400
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One entry of the roll, registered (``record``) or brought by an earlier row of the file (``row``)."""

    values: Values
    record: UUID | None = None
    row: int = 0


@dataclass(slots=True)
class Standing:
    """The entries by name: nobody is the same under another name, unless the number is."""

    by_name: dict[str, list[Enrolled]] = field(default_factory=dict[str, list[Enrolled]])
    by_number: dict[str, list[Enrolled]] = field(default_factory=dict[str, list[Enrolled]])

    def add(self, entry: Enrolled) -> None:
        """Put an entry where it is found by name and number."""
        self.by_name.setdefault(entry.values["name"], []).append(entry)
        if entry.values.get("id_no"):
            self.by_number.setdefault(entry.values["id_no"], []).append(entry)

    def replace(self, old: Enrolled, new: Enrolled) -> None:
        """An entry that a row of the file has claimed is that row from now on."""
        self.by_name[old.values["name"]].remove(old)
        if old.values.get("id_no"):
            self.by_number[old.values["id_no"]].remove(old)
        self.add(new)

    def same(self, values: Values) -> list[Enrolled]:
        """The entries that speak of this person: by number, else by name where nothing contradicts.

        One with another number is the same where both numbers are of one registered person.
        """
        number, named = values.get("id_no") or "", self.by_name.get(values["name"], [])
        who = values.get("person_id") if number else None
        return (
            self.by_number.get(number, [])
            or [e for e in named if who is not None and e.values.get("person_id") == who]
            or [e for e in named if _agree(e.values, values)]
        )


def look_up(s: Session, roll: Roll, rows: list[dict[str, Any]]) -> Standing:
    """The registered entries of the names and numbers of the rows."""
    model = association.MODELS[roll]
    names = sorted({r["name"] for r in rows if r.get("name")})
    numbers = sorted({r["id_no"] for r in rows if r.get("id_no")})
    found: dict[UUID, Values] = {}
    for some_names, some_numbers in _chunks(names, numbers):
        query = select(model).where(
            model.retired_on.is_(None), or_(model.name.in_(some_names), model.id_no.in_(some_numbers))
        )
        found |= {x.id: filling.plain(x) for x in s.scalars(query.order_by(model.id))}
    standing = Standing()
    for record, values in found.items():
        standing.add(Enrolled(values, record))
    return standing


def _chunks(names: list[str], numbers: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    for start in range(0, max(len(names), len(numbers)), _CHUNK):
        yield names[start : start + _CHUNK], numbers[start : start + _CHUNK]


def _agree(a: Values, b: Values) -> bool:
    """Whether two entries of one name may be one person: no number, birth, sex or village speaks against it.

    A card number of the association is given anew now and then; it counts unless the births agree.
    """
    if _differ(a, b, "id_no") or _differ(a, b, "sex") or _differ(a, b, "village_code"):
        return False
    births = a.get("birth_date"), b.get("birth_date")
    if births[0] and births[1]:
        return _same_birth(a, b)
    return not _differ(a, b, "cert_no") and not _differ(a, b, "phone")


def _differ(a: Values, b: Values, key: str) -> bool:
    return bool(a.get(key) and b.get(key) and a[key] != b[key])


def _same_birth(a: Values, b: Values) -> bool:
    """Whether the births agree as far as the less exact one is known."""
    widths = {"Y": 1, "YM": 2}
    less, more = sorted((a, b), key=lambda v: widths.get(v.get("birth_precision") or "", 3))
    day: date = less["birth_date"]
    return same_day(day, less.get("birth_precision") or "", more["birth_date"])
