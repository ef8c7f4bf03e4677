"""The list of a cycle edited as one sheet: whom a pasted line means, and all its rows saved together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, divisions, idcard
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, with_reasons
from ljfpa_desktop.base.text import clean_name
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services.aid import entitlement
from ljfpa_desktop.services.aid.checks import Finding, NewRow
from ljfpa_desktop.services.aid.cycle import CycleRef, find_in


@dataclass(frozen=True, slots=True)
class Payee:
    """A person of a family on file, as a line of a list names one."""

    household_id: UUID
    person_id: UUID
    name: str
    id_no: str
    household_no: str
    village_code: str

    @property
    def village(self) -> str:
        """The village as people say it."""
        return divisions.short_name(self.village_code)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the sheet: an old one changed (``row_id``) or a new one."""

    row: NewRow
    row_id: UUID | None = None


def find_payee(db: Database, name: str, id_no: str = "") -> Payee | str:
    """Whom a name and perhaps an id number mean; a sentence when it is nobody, or more than one."""
    wanted = clean_name(name)
    read = idcard.read_id(id_no) if id_no.strip() else None
    if read is not None and not read.value:  # a number cut short must not leave the name to decide
        return read.rules[0].sentence
    with db.read() as s:
        if read is not None:
            found = _read(s, _people().where(Person.id_no == read.value))
            if not found:
                return f"没有身份证号为“{read.value}”的人员档案，请先在“家庭”里建档。"
            if wanted and all(p.name != wanted for p in found):
                return f"这个身份证号登记的姓名是“{found[0].name}”，不是“{wanted}”，请核对。"
        elif not wanted:
            return "请填写姓名或身份证号。"
        else:
            found = _read(s, _people().where(Person.name == wanted))
    if not found:
        return f"没有“{wanted}”的家庭档案，请先在“家庭”里建档。"
    if len({p.household_id for p in found}) > 1:
        places = "、".join(sorted({p.village for p in found})[:4])
        return f"“{found[0].name}”有 {len(found)} 人（{places}），请填写身份证号。"
    return found[0]


def _people() -> Select[UUID, UUID, str, str | None, str, str]:
    return (
        select(
            Household.id, Person.id, Person.name, Person.id_no, Household.household_no, Household.village_code
        )
        .join(Member, Member.person_id == Person.id)
        .join(Household, Household.id == Member.household_id)
        .where(
            Person.retired_on.is_(None),
            Member.retired_on.is_(None),
            Member.left_on.is_(None),
            Household.retired_on.is_(None),
            Household.status != "MERGED",
        )
        .order_by(Member.relation)
        .limit(20)
    )


def _read(s: Session, query: Select[UUID, UUID, str, str | None, str, str]) -> list[Payee]:
    return [
        Payee(household, person, name, id_no or "", number, village)
        for household, person, name, id_no, number, village in s.execute(query)
    ]


def check(db: Database, ref: CycleRef, rows: Sequence[SheetRow]) -> list[Finding]:
    """What is to be said of the rows as they stand on the sheet; writes nothing.

    A family that stands on the list already is a mistake only for new rows.
    """
    _, found = entitlement.check(db, ref, [r.row for r in rows])
    return [f for f in found if f.code != "double" or rows[f.row].row_id is None]


def save(
    db: Database,
    actor: Actor,
    ref: CycleRef,
    rows: Sequence[SheetRow],
    accepted: dict[str, str] | None = None,
) -> int:
    """Save changed and new rows in one commit; returns how many.

    Raises `Invalid` keyed ``index.field`` by the rows given, `Doubt`, or `Refused` above the
    approved total.
    """
    access.require(actor, access.WRITE)
    problems: dict[str, str] = {}
    with db.transaction(actor, with_reasons("编辑名单", accepted)) as s:
        cycle = find_in(s, ref)
        for index, sheet_row in enumerate(rows):
            if sheet_row.row_id is not None:
                try:
                    entitlement.edit_in(s, sheet_row.row_id, _values(sheet_row.row), accepted)
                except Invalid as e:
                    problems |= {f"{index}.{name}": sentence for name, sentence in e.problems.items()}
        fresh = [index for index, sheet_row in enumerate(rows) if sheet_row.row_id is None]
        if fresh:
            try:
                entitlement.add_in(s, cycle.id, [rows[i].row for i in fresh], accepted)
            except Invalid as e:
                problems |= {_moved(key, fresh): sentence for key, sentence in e.problems.items()}
        if problems:
            raise Invalid(problems)
        entitlement.keep_within(s, cycle)
    return len(rows)


def _moved(key: str, places: Sequence[int]) -> str:
    number, _, name = key.partition(".")
    return f"{places[int(number)]}.{name}"


def _values(row: NewRow) -> dict[str, object]:
    return {
        "person_id": row.person_id,
        "amount_fen": row.amount_fen,
        "goods": row.goods or None,
        "basis_category": row.basis_category,
        "reason": row.reason or None,
        "remark": row.remark or None,
    }
