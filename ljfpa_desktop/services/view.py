"""Views of the list of families kept under a name: saved, renamed, taken away and brought back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.text import clean_text
from ljfpa_desktop.models.view import SavedView
from ljfpa_desktop.services import office
from ljfpa_desktop.services.household.columns import LABELS, SHOWN
from ljfpa_desktop.services.household.filters import FIELDS

GONE = "这个视图已经不在了，请重新选择。"
LONGEST = 40


@dataclass(frozen=True, slots=True)
class View:
    """What a view shows: filters by name, the columns from left to right, and (column, descending)."""

    filters: Mapping[str, Any]
    columns: tuple[str, ...] = SHOWN
    sort: tuple[str, bool] | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A kept view with its id and name."""

    id: UUID
    name: str
    view: View


def listed(db: Database) -> list[Named]:
    """The views of this office by name."""
    with db.read() as s:
        rows = s.scalars(_kept(s).order_by(SavedView.name, SavedView.id))
        return [Named(row.id, row.name, _read(row.content)) for row in rows]


def named(db: Database, name: str) -> Named:
    """The view of this name; raises `Refused` and says which there are."""
    found = listed(db)
    for each in found:
        if each.name == name.strip():
            return each
    there = f"现有的视图：{'、'.join(each.name for each in found)}。" if found else "现在还没有保存过视图。"
    raise Refused(f"没有叫“{name}”的视图。{there}")


def save(db: Database, actor: Actor, name: str, view: View) -> UUID:
    """Keep a view under a name; one of the same name shows this from now on. Raises `Invalid`."""
    access.require(actor, access.WRITE)
    name = _checked(name)
    with db.transaction(actor, f"保存视图“{name}”") as s:
        row = s.scalars(_kept(s).where(SavedView.name == name)).first()
        if row is None:
            row = SavedView(office_id=office.office_id(s), name=name, content=_written(view))
            s.add(row)
        row.content = _written(view)
        s.flush()
        return row.id


def rename(db: Database, actor: Actor, view_id: UUID, name: str) -> None:
    """Give a view another name; raises `Invalid` where another view has it."""
    access.require(actor, access.WRITE)
    name = _checked(name)
    with db.transaction(actor, f"视图改名为“{name}”") as s:
        row = _row(s, view_id)
        if s.scalars(_kept(s).where(SavedView.name == name, SavedView.id != view_id)).first():
            raise Invalid({"name": f"已经有叫“{name}”的视图，请换一个名称。"})
        row.name = name


def remove(db: Database, actor: Actor, view_id: UUID) -> str:
    """Take a view out of the list; returns its name. `bring_back` undoes it."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "删除视图") as s:
        row = _row(s, view_id)
        row.retired_on = dates.today()
        return row.name


def bring_back(db: Database, actor: Actor, view_id: UUID) -> None:
    """Undo `remove`."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "恢复视图") as s:
        row = s.get(SavedView, view_id)
        if row is None:
            raise Refused(GONE)
        row.retired_on = None


def _kept(s: Session) -> Any:
    return select(SavedView).where(
        SavedView.retired_on.is_(None), SavedView.office_id == office.office_id(s)
    )


def _row(s: Session, view_id: UUID) -> SavedView:
    row = s.get(SavedView, view_id)
    if row is None or row.retired_on is not None:
        raise Refused(GONE)
    return row


def _checked(name: str) -> str:
    name = clean_text(name)
    if not name:
        raise Invalid({"name": "请给视图起个名称，比如“春节前没有走访的低保户”。"})
    if len(name) > LONGEST:
        raise Invalid({"name": f"名称最多 {LONGEST} 个字，请写短些。"})
    return name


def _written(view: View) -> str:
    kept = {k: v for k, v in view.filters.items() if k in FIELDS and v not in (None, "")}
    content = {"filters": kept, "columns": list(view.columns), "sort": view.sort}
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _read(content: str) -> View:
    """What a newer program wrote and this one does not know is left out."""
    found: dict[str, Any] = json.loads(content)
    filters = {k: v for k, v in found["filters"].items() if k in FIELDS}
    columns = tuple(c for c in found["columns"] if c in LABELS) or SHOWN
    sort = tuple(found["sort"]) if found["sort"] and found["sort"][0] in LABELS else None
    return View(filters, columns, sort)
