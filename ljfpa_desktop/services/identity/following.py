"""What belonged to a merged record follows to the one that stands for the person, also what comes late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import alias
from ljfpa_desktop.services.identity.links import SAME, Link, better, links

Fate = Literal["moves", "joins", "stays"]


@dataclass(frozen=True)
class Step:
    """What becomes of one row that names a merged record; ``joins``: another row says the same already.

    ``gives_way`` is that other row where this one is the better: the row that is retired.
    """

    link: Link
    row: Mapping[str, Any]
    fate: Fate
    gives_way: UUID | None = None


def steps(s: Session, gone: UUID, keep: UUID) -> Iterator[Step]:
    """What merging ``gone`` into ``keep`` does with each row that names it."""
    for link in links():
        key = SAME.get(str(link.table.name), ())
        rivals = {tuple(r[n] for n in key): r for r in _rows(s, link, keep)} if key else {}
        for row in _rows(s, link, gone):
            rival = rivals.get(tuple(row[name] for name in key)) if key else None
            if link.stays:
                yield Step(link, row, "stays")
            elif rival is None:
                yield Step(link, row, "moves")
            elif better(str(link.table.name), row) < better(str(link.table.name), rival):
                yield Step(link, row, "moves", rival["id"])
            else:
                yield Step(link, row, "joins", row["id"])


def _rows(s: Session, link: Link, person: UUID) -> list[dict[str, Any]]:
    """The kept rows that name one person, by the names of their columns."""
    found = s.execute(link.rows([person]).order_by(link.table.c.id))
    names = [str(n) for n in found.keys()]  # noqa: SIM118
    return [dict(zip(names, row, strict=True)) for row in found]


def carry_out(s: Session, found: Iterator[Step], keep: UUID) -> None:
    """Write the steps: rows are pointed to ``keep``, those that say the same twice are retired."""
    for step in list(found):
        table = step.link.table
        if step.fate == "moves":
            moved = {str(step.link.column.name): keep}
            s.execute(update(table).where(table.c.id == step.row["id"]).values(moved))
        if step.gives_way is not None:
            retired = {"retired_on": dates.today()}
            s.execute(update(table).where(table.c.id == step.gives_way).values(retired))


def settle(s: Session) -> None:
    """After a package: merges that met are one, and what still names a merged record follows.

    Every office does the same with the same records, so nothing is left to decide between them.
    """
    into = alias.pointers(s)
    if not into:
        return
    named = _named(s)
    here = set(s.scalars(select(Person.id).where(Person.id.in_([*into, *into.values()]))))
    for person in into:
        root = alias.root(person, into)
        if root not in here:
            continue  # it comes with a later package
        if root == person:
            _set(s, person, None)
            continue
        if into[person] != root:
            _set(s, person, root)
        if person in named:
            carry_out(s, steps(s, person, root), root)


def _named(s: Session) -> set[UUID]:
    """The merged records that some row still names: one look at each table, however many were merged."""
    merged = select(Person.id).where(Person.merged_into.is_not(None))
    found: set[UUID] = set()
    for link in links():
        if not link.stays:
            kept = (link.column.in_(merged), link.table.c.retired_on.is_(None))
            found |= set(s.scalars(select(link.column).where(*kept).distinct()))
    return found


def _set(s: Session, person: UUID, into: UUID | None) -> None:
    found = s.get_one(Person, person)
    found.merged_into = into
    found.retired_on = None if into is None else found.retired_on or dates.today()
    s.flush()
