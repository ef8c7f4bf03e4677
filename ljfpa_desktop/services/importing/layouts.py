"""Layouts of registers that somebody explained once: known again by the words of their header."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.learned import LearnedTerm, RegisterLayout
from ljfpa_desktop.services import office
from ljfpa_desktop.services.importing.book import Sheet
from ljfpa_desktop.services.importing.headers import SEARCHED, Header, find_header, header_at
from ljfpa_desktop.services.importing.parsed import Kind
from ljfpa_desktop.services.importing.wording import plain


@dataclass(frozen=True, slots=True)
class Layout:
    """A header by its words and what stands under each title: title -> "key" or "subject.key"."""

    kind: Kind
    signature: str
    depth: int
    meanings: Mapping[str, str]
    name: str = ""


def layout_at(
    sheet: Sheet, rows: Sequence[int], kind: Kind, meanings: Mapping[str, str], name: str
) -> Layout:
    """The layout with its header in these rows; Refused when nothing stands there to know it by."""
    words = signature(sheet, rows)
    if not words:
        raise Refused(f"第{rows[0]}行没有内容，不能作表头。请换一行。")
    return Layout(kind, words, len(rows), dict(meanings), name)


def signature(sheet: Sheet, rows: Sequence[int]) -> str:
    """SHA-256 over the header's words in their order, without blanks and width; empty without words."""
    lines = [[plain(cells[c].text) for c in sorted(cells)] for cells in map(sheet.visible, rows)]
    if not any(lines):
        return ""
    text = "\x1e".join("\x1f".join(line) for line in lines)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def header_by_layout(sheets: Sequence[Sheet], layouts: Sequence[Layout]) -> tuple[Sheet, Header] | None:
    """The first sheet with a header of one of the layouts, read as that says."""
    for layout in layouts:
        for sheet in sheets:
            for row in sorted(sheet.cells)[:SEARCHED]:
                rows = list(range(row, row + layout.depth))
                if signature(sheet, rows) == layout.signature:
                    return sheet, header_at(sheet, rows, layout.kind, layout.meanings)
    return None


def likely_rows(sheet: Sheet, kind: Kind) -> list[int]:
    """Where the header may be: as the program finds it, else the first of the rows with the most words."""
    found = find_header(sheet, kind)
    if found:
        return found.rows
    rows = sorted(sheet.cells)[:SEARCHED]
    counts = {r: sum(c.kind == "text" for c in sheet.visible(r).values()) for r in rows}
    return [max(rows, key=lambda r: (counts[r], -r))] if rows else [1]


def kept_in(s: Session, kind: Kind) -> list[Layout]:
    """The layouts of this kind of register that the office has learned, the last one first."""
    query = select(RegisterLayout).where(
        RegisterLayout.office_id == office.office_id(s),
        RegisterLayout.kind == kind,
        RegisterLayout.retired_on.is_(None),
    )
    found = s.scalars(query.order_by(RegisterLayout.id.desc()))
    return [Layout(kind, x.signature, x.depth, json.loads(x.meanings), x.name) for x in found]


def remember(db: Database, actor: Actor, layout: Layout) -> None:
    """Keep a layout for the office; what was kept of the same header before is retired."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, f"“{layout.name}”的表头对应", "teach") as s:
        same = select(RegisterLayout).where(
            RegisterLayout.kind == layout.kind,
            RegisterLayout.signature == layout.signature,
            RegisterLayout.retired_on.is_(None),
        )
        for earlier in s.scalars(same):
            earlier.retired_on = dates.today()
        meanings = json.dumps(dict(layout.meanings), ensure_ascii=False)
        s.add(
            RegisterLayout(
                office_id=office.office_id(s), kind=layout.kind, signature=layout.signature,
                depth=layout.depth, name=layout.name[:200], meanings=meanings,
            )
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Learned:
    """Something the office has taught: a word and the code it stands for, or a layout and its file."""

    id: UUID
    kind: str
    term: str
    code: str


def learned(db: Database) -> list[Learned]:
    """All the office was taught, layouts (kind "layout:<register>", code JSON of the meanings) last."""
    with db.read() as s:
        own = office.office_id(s)
        terms = select(LearnedTerm).where(LearnedTerm.office_id == own, LearnedTerm.retired_on.is_(None))
        kept = select(RegisterLayout).where(RegisterLayout.office_id == own)
        kept = kept.where(RegisterLayout.retired_on.is_(None))
        found = [
            Learned(t.id, t.kind, t.term, t.code)
            for t in s.scalars(terms.order_by(LearnedTerm.kind, LearnedTerm.term))
        ]
        layouts = s.scalars(kept.order_by(RegisterLayout.kind, RegisterLayout.name))
        return found + [Learned(x.id, f"layout:{x.kind}", x.name, x.meanings) for x in layouts]


def forget(db: Database, actor: Actor, record: UUID) -> None:
    """Retire something taught, so that it is asked again; Refused when it is gone already."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "不再按记住的写法导入", "teach") as s:
        found = s.get(LearnedTerm, record) or s.get(RegisterLayout, record)
        if found is None or found.retired_on is not None:
            raise Refused("这一条已经删掉了。")
        found.retired_on = dates.today()
