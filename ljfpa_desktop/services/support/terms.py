"""The terms of each kind of support by the day they begin: shipped ones, and those an office adds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, codes, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid
from ljfpa_desktop.base.fields import fields_of
from ljfpa_desktop.base.paths import resources
from ljfpa_desktop.models.policy import PolicyTerm
from ljfpa_desktop.services import filling

REWARD, BEREAVED, DISABLED = "R01", "R02", "R03"
KINDS = (BEREAVED, DISABLED, REWARD)
FIELDS = fields_of(PolicyTerm)
GONE = "这条待遇标准已经不在了，请刷新后再试。"


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds from a day on; money in 分 for one person and month. ``id`` is None for shipped terms.

    An empty age, birth limit or grade is as before; an empty amount is not known.
    """

    kind: str
    name: str
    valid_from: date
    age: int | None
    born_from: date | None
    grade_most: int | None
    amount_fen: int | None
    source: str
    id: UUID | None = None


@cache
def _shipped() -> tuple[Terms, ...]:
    read: dict[str, Any] = json.loads((resources() / "codes" / "policies.json").read_text("utf-8"))
    return tuple(
        Terms(
            row["kind"], row["name"], date.fromisoformat(row["valid_from"]), row.get("age"),
            date.fromisoformat(row["born_from"]) if row.get("born_from") else None, row.get("grade_most"),
            row.get("amount_fen"), row["source"],
        )
        for row in read["policies"]
    )  # fmt: skip


def name_of(kind: str) -> str:
    """What clerks call a kind of support."""
    return next((t.name for t in _shipped() if t.kind == kind), codes.label("aid_kind", kind))


def all_in(s: Session) -> list[Terms]:
    """Every term in the order of kind and day; an office's own stands in for the shipped one of its day."""
    found = {(t.kind, t.valid_from): t for t in _shipped()}
    query = select(PolicyTerm).where(PolicyTerm.retired_on.is_(None)).order_by(PolicyTerm.id)
    for p in s.scalars(query):
        found[p.kind, p.valid_from] = Terms(
            p.kind, name_of(p.kind), p.valid_from, p.age, p.born_from, p.grade_most, p.amount_fen,
            p.source or "", p.id,
        )  # fmt: skip
    return sorted(found.values(), key=lambda t: (KINDS.index(t.kind) if t.kind in KINDS else 9, t.valid_from))


def listed(db: Database) -> list[Terms]:
    """The same, read on its own."""
    with db.read() as s:
        return all_in(s)


def on_day(every: list[Terms], kind: str, day: date) -> Terms:
    """The terms of a kind on a day: what a term leaves empty is as in the one before, but the amount."""
    own = [t for t in every if t.kind == kind]
    past = [t for t in own if t.valid_from <= day] or own[:1]
    last = past[-1]

    def known(name: str) -> Any:
        return next((v for t in reversed(past) if (v := getattr(t, name)) is not None), None)

    return Terms(
        kind, last.name, last.valid_from, known("age"), known("born_from"), known("grade_most"),
        last.amount_fen, last.source, last.id,
    )  # fmt: skip


def save(db: Database, actor: Actor, values: Mapping[str, Any]) -> UUID:
    """Add the terms of a kind from a day on, in place of an office's own of that day; raises `Invalid`."""
    access.require(actor, access.WRITE)
    problems = filling.problems_of(PolicyTerm, values)
    if values.get("kind") not in (None, "", *KINDS):
        problems["kind"] = f"请选择{'、'.join(name_of(k) for k in KINDS)}。"
    wanted = ("age", "born_from", "grade_most", "amount_fen")
    if not problems and not any(values.get(name) for name in wanted):
        problems["amount_fen"] = "请填写变了的条件或标准，没有变的留空。"
    if problems:
        raise Invalid(problems)
    why = f"设定{name_of(values['kind'])} {values['valid_from']} 起的条件和标准"
    with db.transaction(actor, why) as s:
        query = select(PolicyTerm).where(
            PolicyTerm.kind == values["kind"], PolicyTerm.valid_from == values["valid_from"],
            PolicyTerm.retired_on.is_(None),
        )  # fmt: skip
        for before in s.scalars(query):
            before.retired_on = dates.today()
        made = filling.fill(s, PolicyTerm, values)
        s.flush()
        return made.id


def retire(db: Database, actor: Actor, term_id: UUID) -> None:
    """Take back terms that an office added; raises `Refused` when they are gone."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "取消本地待遇标准") as s:
        filling.kept(s, PolicyTerm, term_id, GONE).retired_on = dates.today()
