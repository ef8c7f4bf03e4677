"""A third value for a case, typed in the field's own editor, and the family page a case belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.fields import Field, fields_of
from ljfpa_desktop.base.record import captured_tables
from ljfpa_desktop.exchange.kernel.shape import Value
from ljfpa_desktop.exchange.worklist import Case
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.services.display import shown

MOST_FIELDS = 4  # more of them are better mended on the family's own page


def _fields(case: Case) -> dict[str, Field]:
    model = next(r for r in captured_tables() if str(r.__tablename__) == case.tbl)
    return {n: f for n, f in fields_of(model).items() if f.group == case.grp}


def is_private(case: Case) -> bool:
    """Whether something of it is masked until a person asks for it."""
    return any(f.private for f in _fields(case).values())


def whole_words(case: Case) -> list[str]:
    """Each value in words with nothing masked, as far as the values differ."""
    fields = _fields(case)
    names = [n for n in fields if len({str(v.value.get(n)) for v in case.values}) > 1] or list(fields)
    return [
        "，".join(shown(fields[n], _read(fields[n], v.value.get(n)), full=True) or "（空）" for n in names)
        for v in case.values
    ]


def editable(case: Case) -> dict[str, Field]:
    """The fields of the case's group that a person can type here; empty when the group is no such thing."""
    found = _fields(case)
    if len(found) > MOST_FIELDS or any(f.kind == "link" for f in found.values()):
        return {}
    return found


def shown_values(case: Case) -> dict[str, Any]:
    """What stands now, as a form shows it."""
    fields, now = editable(case), case.values[0].value
    return {n: _read(f, now.get(n)) for n, f in fields.items()}


def _read(field: Field, value: Any) -> Any:
    if field.kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return bool(value) if field.kind == "yes" and value is not None else value


def value_of(case: Case, typed: Mapping[str, Any]) -> Value:
    """The typed values as the exchange stores them, beside what else stands in the group."""
    found = dict(case.values[0].value)
    for name, value in typed.items():
        if isinstance(value, date):
            found[name] = value.isoformat()
        elif isinstance(value, bool):
            found[name] = int(value)
        else:
            found[name] = value
    return {n: v for n, v in found.items() if v is not None}


def family_of(db: Database, case: Case) -> UUID | None:
    """The family whose page shows the case's record, None for what belongs to no family."""
    if not case.household:
        return None
    with db.read() as s:
        return s.scalars(select(Household.id).where(Household.household_no == case.household)).first()
