"""An exported list that comes back changed: what differs, cell by cell, from what is registered now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.household import Member
from ljfpa_desktop.services import household, whose
from ljfpa_desktop.services.display import shown
from ljfpa_desktop.services.exporting.carried import KEPT, KEY
from ljfpa_desktop.services.exporting.kinds import KINDS, Column, Kind
from ljfpa_desktop.services.exporting.typed import read_cell
from ljfpa_desktop.services.importing.book import Book, Sheet
from ljfpa_desktop.services.importing.hidden_marks import SHEET, take_marks

_CHUNK = 500
Cells = dict[str, list[tuple[Column, str, str]]]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that was changed: as it left, as it stands in the file, as it is registered now.

    ``problem`` says why it cannot be taken; ``is_clash`` that the record has been changed meanwhile.
    """

    record: UUID
    household: UUID
    row: int
    who: str
    name: str
    title: str
    before: str
    after: str
    now: str
    value: Any = None
    problem: str = ""
    is_clash: bool = False


@dataclass(slots=True)
class Returned:
    """What came back: the changes in the order of the file, and what is told of rows but never done."""

    kind: str
    file: str
    changes: list[Change] = field(default_factory=list[Change])
    new_rows: list[int] = field(default_factory=list[int])
    missing: int = 0
    gone: list[int] = field(default_factory=list[int])

    @property
    def told(self) -> str:
        """A sentence on each thing that is not done."""
        out = "" if self.changes else "表里没有改动。"
        if self.new_rows:
            rows = "、".join(f"第{r}行" for r in self.new_rows[:5]) + ("等" if len(self.new_rows) > 5 else "")
            out += f"{rows}共 {len(self.new_rows)} 行是新加的，没有登记；新的家庭请用名册导入。"
        if self.missing:
            out += f"表里少了 {self.missing} 行，程序里的没有删。"
        if self.gone:
            out += f"有 {len(self.gone)} 行已不在册，没有改。"
        return out


def is_returned(book: Book) -> bool:
    """Whether the book is an exported list that carries its ids."""
    names = {s.name for s in book.sheets}
    return SHEET in names and KEPT in names


def compare(db: Database, book: Book, file: str) -> Returned:
    """The changed cells of an exported list; Refused when its hidden parts were taken out or are not ours."""
    kind = KINDS.get(take_marks(book).get("export", "families"))
    if kind is None:
        raise Refused(f"“{file}”是另一版本的程序导出的，本机认不出。请用本机的程序重新导出再改。")
    kept = next(s for s in book.sheets if s.name == KEPT)
    page = next((s for s in book.sheets if not s.hidden and s.name == kind.title), None)
    places = {c.text.strip(): n for n, c in page.cells.get(1, {}).items()} if page else {}
    if page is None or KEY not in places:
        raise Refused(f"“{file}”里的“{KEY}”一列被删掉了，认不出每一行是谁。请重新导出再改。")
    before = {kept.text(r, 1): r for r in sorted(kept.cells) if r > 1}
    columns = [c for c in kind.columns if c.field.kind != "link"]
    out = Returned(kind.name, file)
    seen: dict[str, int] = {}
    for row in sorted(r for r in page.cells if r > 1):
        key = page.text(row, places[KEY])
        if key in before and key not in seen:
            seen[key] = row
        elif any(page.text(row, n).strip() for t, n in places.items() if t != KEY):
            out.new_rows.append(row)
    out.missing = len(before.keys() - seen.keys())
    changed: Cells = {}
    for key, row in seen.items():
        cells = list(_changed(page, row, places, kept, before[key], columns))
        if cells:
            changed[key] = cells
    _against(db, kind, out, seen, changed)
    return out


def _changed(
    page: Sheet, row: int, places: dict[str, int], kept: Sheet, base: int, columns: Sequence[Column]
) -> list[tuple[Column, str, str]]:
    """The cells of a row that do not say what they said when they left; a column taken out says nothing."""
    out: list[tuple[Column, str, str]] = []
    for n, column in enumerate(columns, 2):
        place = places.get(column.field.label)
        if place is None:
            continue
        before, after = kept.text(base, n).strip(), page.text(row, place).strip()
        if before != after:
            out.append((column, before, after))
    return out


def _against(db: Database, kind: Kind, out: Returned, seen: dict[str, int], changed: Cells) -> None:
    """Hold the changed cells against what is registered now."""
    if not changed:
        return
    wanted = [UUID(key) for key in changed]
    now: dict[str, dict[str, Any]] = {}
    homes: dict[UUID, UUID] = {}
    names = [c.name for c in kind.columns]
    with db.read() as s:
        place = whose.places(s)
        for start in range(0, len(wanted), _CHUNK):
            some = wanted[start : start + _CHUNK]
            rows = s.execute(kind.rows.where(kind.columns[0].source.in_(some)))
            now |= {row[0].hex: dict(zip(names, row, strict=True)) for row in map(tuple, rows)}
            if kind.name == "persons":
                query = select(Member.id, Member.household_id).where(Member.id.in_(some))
                homes.update((row[0], row[1]) for row in s.execute(query))
    for key, cells in changed.items():
        if key not in now:
            out.gone.append(seen[key])
            continue
        for cell in cells:
            found = _change(kind.name, UUID(key), now[key], cell, place)
            if found:
                home = homes.get(found.record, found.record)
                out.changes.append(replace(found, row=seen[key], household=home))


def _change(
    kind: str,
    record: UUID,
    values: dict[str, Any],
    cell: tuple[Column, str, str],
    place: Callable[[str], str],
) -> Change | None:
    """A changed cell with what is registered now; None when that is what the cell says."""
    column, before, after = cell
    held = values[column.name]
    if column.field.kind == "village" and held:
        held = place(str(held))
    texts = [shown(column.field, held, full=full) for full in (False, True)]
    if after in texts:
        return None
    who = str(values.get("name") or values.get("head_name") or values.get("household_no") or "")
    value, problem = read_cell(kind, column, after)
    if not problem and after and value == values[column.name]:
        return None
    now = before if before in texts else texts[0]
    return Change(
        record, record, 0, who, column.name, column.field.label, before, after, now, value, problem,
        before not in texts,
    )  # fmt: skip


def take(
    db: Database, actor: Actor, kind: str, change: Change, accepted: dict[str, str] | None = None
) -> None:
    """Write one change through the family's own rules; raises what `household.save` raises."""
    if change.problem:
        raise Refused(change.problem)
    values = {change.name: change.value if change.value is not None else ""}
    if kind == "persons":
        members = [{"id": change.record, **values}]
        household.save(db, actor, {}, members=members, record_id=change.household, accepted=accepted)
    else:
        household.save(db, actor, values, record_id=change.record, accepted=accepted)
