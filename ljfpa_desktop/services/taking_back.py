"""An act taken back: its new rows are retired, what it changed gets its old values, nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Table, select, union, update
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import INSERTED, Act, Change
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.record import Record, captured_tables
from ljfpa_desktop.models.importing import ImportBatch
from ljfpa_desktop.models.life import LifeEvent
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import household
from ljfpa_desktop.services.setting_back import set_back, table_of

T = TypeVar("T")
UNDO = "undo"
_LINKS = ("household_id", "person_id", "cycle_id", "entitlement_id")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Rows retired and rows set back, by table."""

    retired: dict[str, int] = field(default_factory=dict[str, int])
    restored: dict[str, int] = field(default_factory=dict[str, int])


def take_back_in(s: Session, act: int, used: str) -> TakenBack:
    """Take the act back within a transaction of kind `UNDO`.

    Raises `Refused` with the sentence ``used`` (``{names}`` says whose) when its rows were changed or
    leant on since.
    """
    changes = _changes(s, act)
    inserted = {(c.tbl, c.row) for c in changes if c.grp == INSERTED}
    _refuse_if_used(s, act, {(c.tbl, c.row) for c in changes}, inserted, used)
    result = TakenBack()
    for change in reversed(changes):
        if (change.tbl, change.row) not in inserted:
            set_back(s, change)
            result.restored[change.tbl] = result.restored.get(change.tbl, 0) + 1
    _retire(s, inserted, result)
    s.expire_all()  # the rows were changed beneath what the session holds
    return result


def _changes(s: Session, act: int) -> list[Change]:
    query = select(Change).where(Change.act == act, Change.tbl != ImportBatch.__tablename__)
    return list(s.scalars(query.order_by(Change.seq)))


def _tables() -> dict[str, type[Record]]:
    return {str(m.__tablename__): m for m in captured_tables()}


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[i : i + 500] for i in range(0, len(values), 500))


def _refuse_if_used(
    s: Session, act: int, touched: set[tuple[str, UUID]], inserted: set[tuple[str, UUID]], sentence: str
) -> None:
    used = [*_edited_since(s, act, touched), *_leaning(s, inserted)]
    names = list(dict.fromkeys(n for n in (_name(s, tbl, row) for tbl, row in used) if n))
    if used:
        shown = "、".join(names[:_SHOWN]) + (f"等{len(names)}个" if len(names) > _SHOWN else "")
        raise Refused(sentence.format(names=shown or "这些记录"))


def _edited_since(s: Session, act: int, touched: set[tuple[str, UUID]]) -> list[tuple[str, UUID]]:
    """Its rows that a later act changed; acts that were undone, and undoing, do not count."""
    void = _undone()
    undoing = select(Act.seq).where(Act.kind == UNDO)
    found: list[tuple[str, UUID]] = []
    for some in _chunks(sorted({row for _, row in touched})):
        query = select(Change.tbl, Change.row).where(
            Change.act > act, Change.row.in_(some), Change.act.not_in(void), Change.act.not_in(undoing)
        )
        found += [(tbl, row) for tbl, row in s.execute(query) if (tbl, row) in touched]
    return found


def _undone() -> Any:
    """The acts of imports and of events of a family's life that were taken back."""
    events = select(Change.act).join(LifeEvent, LifeEvent.id == Change.row).where(
        Change.grp == INSERTED, LifeEvent.retired_on.is_not(None)
    )
    return union(select(ImportBatch.act).where(ImportBatch.status == "UNDONE"), events)


def _leaning(s: Session, inserted: set[tuple[str, UUID]]) -> Iterable[tuple[str, UUID]]:
    """Later rows that point to one of its new rows: a payment, a visit, a membership."""
    ids = sorted({row for _, row in inserted})
    for name, model in _tables().items():
        if name == ImportBatch.__tablename__:
            continue
        table = cast(Table, model.__table__)
        for link in (c for c in table.columns if c.name in _LINKS):
            for some in _chunks(ids):
                query = select(table.c.id).where(link.in_(some), table.c.retired_on.is_(None))
                yield from ((name, row) for row in s.scalars(query) if (name, row) not in inserted)


def _name(s: Session, tbl: str, row: UUID) -> str:
    """Whose row it is, by the head's or the person's name."""
    record = s.get(_tables()[tbl], row)
    if record is None:
        return ""
    if tbl == "household":
        return household.head_name_of(s, row)
    own = getattr(record, "name", None) or getattr(record, "payee_name", None)
    if own:
        return str(own)
    family: UUID | None = getattr(record, "household_id", None)
    if family is not None:
        return household.head_name_of(s, family)
    person = s.get(Person, getattr(record, "person_id", None) or row)
    return person.name if person else ""


def _retire(s: Session, inserted: set[tuple[str, UUID]], result: TakenBack) -> None:
    for tbl in dict.fromkeys(t for t, _ in sorted(inserted, key=lambda pair: pair[0])):
        table, rows = table_of(tbl), sorted(r for t, r in inserted if t == tbl)
        for some in _chunks(rows):
            s.execute(update(table).where(table.c.id.in_(some)).values(retired_on=dates.today()))
        result.retired[tbl] = len(rows)
