"""Conflicts as a clerk sees them: which family, which item, both values, who typed them (SCREEN.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates, money
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.fields import Field, fields_of
from ljfpa_desktop.base.record import Record, captured_tables
from ljfpa_desktop.exchange.kernel import conflict
from ljfpa_desktop.exchange.kernel.conflict import Conflict, Said
from ljfpa_desktop.exchange.kernel.shape import Value, shape
from ljfpa_desktop.exchange.kernel.state import run
from ljfpa_desktop.services import filling
from ljfpa_desktop.services.display import shown
from ljfpa_desktop.services.history import WORDS

NO_FAMILY = "不属于家庭的记录"


@dataclass(frozen=True)
class Choice:
    """One of the values to choose from, in words, with who typed it, when, where and why."""

    value: Value
    words: str
    by: str
    at: str
    office: str
    why: str


@dataclass(frozen=True)
class Case:
    """One conflict: the family it concerns (number and name), what differs, and the values, ours first."""

    id: str
    tbl: str
    row: UUID
    grp: str
    household: str
    family: str
    title: str
    values: tuple[Choice, ...]
    conflict: Conflict


def cases(db: Database) -> list[Case]:
    """The conflicts to decide, grouped by family: those of one family follow one another."""
    models = {str(r.__tablename__): r for r in captured_tables()}
    with db.read() as s:
        found = [_case(s, c, models[c.tbl]) for c in conflict.open_conflicts(s)]
    return sorted(found, key=lambda c: (c.household == "", c.household, c.tbl, c.row.bytes, c.grp))


def _case(s: Session, found: Conflict, model: type[Record]) -> Case:
    number, family = _family(s, found)
    fields = {n: f for n, f in fields_of(model).items() if f.group == found.grp}
    differing = [n for n in fields if len({str(v.value.get(n)) for v in found.values}) > 1]
    labels = "、".join(fields[n].label for n in differing or fields) or "是否撤下"
    values = tuple(_choice(s, v, fields, differing or list(fields)) for v in found.values)
    what = WORDS.get(found.tbl, "记录")
    return Case(
        found.id, found.tbl, found.row, found.grp, number, family, f"{family} {what}：{labels}", values, found
    )


def _choice(s: Session, said: Said, fields: dict[str, Field], names: list[str]) -> Choice:
    words = "，".join(_words(fields[n], said.value.get(n)) for n in names)
    if not names:
        words = _kept_or_not(s, said.value)
    local = ""
    if said.at:
        local = dates.local(dates.moment(said.at)).strftime("%Y-%m-%d %H:%M")
    return Choice(said.value, words, said.by, local, said.office, said.why)


def _kept_or_not(s: Session, value: Value) -> str:
    into, day = value.get("merged_into"), value.get("retired_on")
    if into:
        kept = run(s.connection(), "SELECT name FROM person WHERE id = ?", (bytes.fromhex(into),)).scalar()
        return f"并入{kept or '另一条记录'}"
    return f"{day} 撤下" if day else "保留"


def _words(field: Field, value: object) -> str:
    if isinstance(value, str) and field.kind == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        value = date.fromisoformat(value)
    return shown(field, value) or "（空）"


def _family(s: Session, found: Conflict) -> tuple[str, str]:
    c, row = s.connection(), found.row.bytes
    columns = shape()[found.tbl].columns
    if found.tbl == "household":
        home = row
    elif "household_id" in columns:
        home = run(c, f"SELECT household_id FROM {found.tbl} WHERE id = ?", (row,)).scalar()
    elif found.tbl == "person" or "person_id" in columns:
        person = row
        if found.tbl != "person":
            person = run(c, f"SELECT person_id FROM {found.tbl} WHERE id = ?", (row,)).scalar()
        home = run(
            c, "SELECT household_id FROM member WHERE person_id = ? AND retired_on IS NULL", (person,)
        ).scalar()
    else:
        return "", NO_FAMILY
    head = run(
        c,
        "SELECT h.household_no, p.name FROM household h LEFT JOIN member m ON m.household_id = h.id "
        "AND m.relation = '02' AND m.left_on IS NULL AND m.retired_on IS NULL "
        "LEFT JOIN person p ON p.id = m.person_id WHERE h.id = ?",
        (home,),
    ).first()
    return (head[0], f"{head[1] or '（没有户主）'}户") if head else ("", NO_FAMILY)


def choice(case: Case, take: str) -> Value:
    """The value of ``mine`` (shown now), ``theirs`` (the other), or ``栏名=值``; `Refused` when unclear."""
    if take in ("mine", "theirs"):
        return case.values[0 if take == "mine" else 1].value
    model = next(r for r in captured_tables() if str(r.__tablename__) == case.tbl)
    fields = {n: f for n, f in fields_of(model).items() if f.group == case.grp}
    name, found, typed = take.partition("=")
    if not found and len(fields) == 1:
        name, typed = next(iter(fields)), take
    column = next((n for n, f in fields.items() if name in (n, f.label)), None)
    if column is None:
        labels = "、".join(f.label for f in fields.values())
        raise Refused(f"看不懂“{take}”，请写 mine、theirs，或 栏名=值（可用的栏名：{labels}）。")
    value = _typed(fields[column], typed.strip())
    problem = filling.problems_of(model, {column: value}).get(column)
    if problem:
        raise Refused(problem)
    stored = value.isoformat() if isinstance(value, date) else value
    return {**case.values[0].value, column: stored}


def _typed(field: Field, typed: str) -> Any:
    """What a person wrote, as the field holds it; `Refused` when it is no such thing."""
    if not typed:
        return None
    if field.kind == "money":
        return money.parse_fen(typed)
    if field.kind in ("number", "yes"):
        if not typed.isdigit():
            raise Refused(f"{field.label}应填数字，不能写成“{typed}”。")
        return int(typed)
    if field.kind == "date":
        read = dates.read_date(typed)
        if read.value is None:
            raise Refused(f"{field.label}“{typed}”看不懂，请写成 2024-05-29。")
        return read.value
    return typed


def decide(db: Database, actor: Actor, case: Case, value: Value) -> None:
    """Decide a case; the decision travels with the next package."""
    conflict.resolve(db, actor, case.conflict, {k: v for k, v in value.items() if v is not None})
