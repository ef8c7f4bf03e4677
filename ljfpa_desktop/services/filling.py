"""Plain values into records by their declared fields: the rules every form and import shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Session

from ljfpa_desktop.base import codes, divisions, money
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.fields import Field, fields_of
from ljfpa_desktop.base.record import Record, Synced
from ljfpa_desktop.services import office

GONE = "这条记录已经不在了，请刷新后再试。"
R = TypeVar("R", bound=Record)
Check = Callable[[Any], str]


def problems_of(model: type[Record], values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the values by the fields' own declarations: field name -> sentence.

    Text longer than its column, a missing required value, a code that is not in its table, a
    negative number or a wrong kind; only fields present in ``values`` or required are looked at.
    """
    found: dict[str, str] = {}
    for name, missing, check in _rules(model):
        value = values.get(name)
        if value is None or value == "":
            if missing:
                found[name] = missing
        elif check is not None and (sentence := check(value)):
            found[name] = sentence
    return found


@cache
def _rules(model: type[Record]) -> list[tuple[str, str, Check | None]]:
    """(name, sentence when it is not given, what looks at its value) of a model's fields."""
    found: list[tuple[str, str, Check | None]] = []
    for name, declared in fields_of(model).items():
        column = model.__table__.columns[name]
        limit = column.type.length if isinstance(column.type, String) else None
        is_needed = declared.required and column.default is None and declared.kind != "link"
        found.append((name, f"请填写{declared.label}。" if is_needed else "", _check(declared, limit)))
    return found


def _check(declared: Field, limit: int | None) -> Check | None:
    label = declared.label
    match declared.kind:
        case "choice":
            known = {c.code for c in codes.table(declared.choices) if c.name not in ("", c.code)}
            return lambda v: "" if str(v) in known else f"{label}“{v}”不在代码表里，请从列表选择。"
        case "village":
            return lambda v: "" if divisions.division(str(v)) else f"{label}“{v}”不在区划表里，请从列表选择。"
        case "number" | "money":
            return lambda v: _number(label, v)
        case "date":
            sentence = "{}“{}”看不懂，请写成 2024-05-29。"
            return lambda v: "" if isinstance(v, date) else sentence.format(label, v)
        case _:
            return None if limit is None else partial(_length, label, limit)


def _number(label: str, value: Any) -> str:
    if not isinstance(value, int) or value < 0:
        return f"{label}应填不小于 0 的数，请改正。"
    return f"{label}太大，请核对是不是多写了几位。" if value > money.MAX_FEN else ""


def _length(label: str, limit: int, value: Any) -> str:
    return f"{label}最多 {limit} 个字，请缩短。" if len(str(value)) > limit else ""


@cache
def _defaults(model: type[Record]) -> dict[str, Any]:
    """What a column that must hold something holds when it is left or made empty."""
    needed = [c for c in model.__table__.columns if not c.nullable and c.default is not None]
    return {c.key: getattr(c.default, "arg", None) for c in needed}


def fill(s: Session, model: type[R], values: Mapping[str, Any], record_id: UUID | None = None) -> R:
    """The record with the declared values set: a new one, or the one of ``record_id``.

    Names that are no field of the model are ignored; empty text becomes NULL, or the column's
    default where it must hold something.
    """
    defaults, declared = _defaults(model), fields_of(model)
    wanted = {n: defaults.get(n) if v in ("", None) else v for n, v in values.items() if n in declared}
    if record_id is None:
        record = model(office_id=office.office_id(s), **wanted)
        s.add(record)
        return record
    record = kept(s, model, record_id, GONE)
    for name, value in wanted.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
    return record


def kept(s: Session, model: type[R], record_id: UUID, gone: str) -> R:
    """The record of this id; raises `Refused(gone)` when it is not, or no longer, there."""
    record = s.get(model, record_id)
    if record is None or (isinstance(record, Synced) and record.retired_on is not None):
        raise Refused(gone)
    return record


def require_reason(why: str, sentence: str = "请填写原因。") -> None:
    """Raise `Invalid` beside ``why`` when no reason was typed."""
    if not why.strip():
        raise Invalid({"why": sentence})


def plain(record: Record) -> dict[str, Any]:
    """The record's declared values and its id, as a form takes them."""
    values: dict[str, Any] = {name: getattr(record, name) for name in fields_of(type(record))}
    return {"id": record.__dict__["id"], **values}
