"""A field of a record, declared once on its column; forms, lists, imports and history follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy.orm import MappedColumn, mapped_column

Kind = Literal[
    "text",
    "note",
    "number",
    "money",
    "date",
    "choice",
    "yes",
    "id_card",
    "phone",
    "account",
    "village",
    "link",
]


@dataclass(frozen=True, slots=True)
class Field:
    """What people and programs need to know of one column.

    ``choices`` names a code table of `base.codes`; ``group`` is the unit that merges and is
    captured as one (EXCHANGE.md 0.4); ``private`` values are masked until asked for;
    ``aliases`` are the column titles under which registers carry it.
    """

    label: str
    kind: Kind = "text"
    required: bool = False
    choices: str = ""
    listed: bool = False
    private: bool = False
    group: str = "main"
    width: int = 120
    note: str = ""
    aliases: tuple[str, ...] = ()


def field(  # the ten attributes of Field, and the column's own
    label: str,
    type_: Any = None,
    *column_args: Any,
    kind: Kind = "text",
    required: bool = False,
    choices: str = "",
    listed: bool = False,
    private: bool = False,
    group: str = "main",
    width: int = 120,
    note: str = "",
    aliases: Sequence[str] = (),
    **column: Any,
) -> MappedColumn[Any]:
    """A mapped column that carries its `Field`; a field that is not required may be NULL."""
    declared = Field(label, kind, required, choices, listed, private, group, width, note, tuple(aliases))
    column.setdefault("nullable", not required)
    args = column_args if type_ is None else (type_, *column_args)
    return mapped_column(*args, info={"field": declared}, **column)


@cache
def fields_of(record: type[Any]) -> dict[str, Field]:
    """The declared fields of a model class in the order of their columns: name -> Field."""
    return {c.key: c.info["field"] for c in record.__table__.columns if "field" in c.info}
