"""Writes an export as a workbook, CSV or JSON: masked unless asked in full with a reason, and logged."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import xlsxwriter

from ljfpa_desktop.base import access, dates, money
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.services import office, whose
from ljfpa_desktop.services.display import shown
from ljfpa_desktop.services.exporting.carried import RETURNING, Carried
from ljfpa_desktop.services.exporting.kinds import KINDS, Kind

# What a spreadsheet program would take for a formula.
_FORMULA = tuple("=+-@\t\r＝＋－＠")
Rows = Iterator[Sequence[Any]]


def export(db: Database, actor: Actor, kind: str, path: Path, *, full: bool = False, why: str = "") -> int:
    """Write the kind's rows to ``path`` (.xlsx, .csv, .json); returns their number.

    Private values are masked unless ``full``, which needs the right to it and a reason. Raises
    `Refused` for an unknown kind or ending, `Invalid` without a reason, `Trouble` for the disk.
    """
    found = KINDS.get(kind)
    if found is None:
        raise Refused(f"不能导出“{kind}”，可以导出的有：{'、'.join(KINDS)}。")
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise Refused(f"不认识“{path.suffix}”这种文件，请用 .xlsx、.csv 或 .json。")
    if full:
        access.require(actor, access.EXPORT_FULL)
        if not why.strip():
            raise Invalid({"why": "导出完整证件号要写明用途（--why）。"})
    note = _note(db, actor, found, why) if path.suffix.lower() == ".xlsx" else ""
    with db.read() as s:
        rows = (tuple(r) for r in s.execute(found.rows.execution_options(yield_per=1000)))
        if write is not _json:
            rows = _placed(found, rows, whose.places(s))
        data, count = write(found, rows, full, note)
    write_replacing(path, data)
    words = f"导出{found.title} {count} 行到“{path.name}”"
    db.note(actor, f"{words}，含完整证件号，用途：{why.strip()}" if full else words, "export")
    return count


def as_plain(db: Database, kind: str, *, full: bool = False) -> list[dict[str, Any]]:
    """The rows as JSON holds them: codes as codes, money in fen, dates ISO, ids in hex."""
    found = KINDS[kind]
    with db.read() as s:
        return [_plain_row(found, tuple(row), full) for row in s.execute(found.rows)]


def _placed(kind: Kind, rows: Rows, place: Callable[[str], str]) -> Rows:
    """The rows with villages as people name them, at the county with their township; JSON keeps codes."""
    villages = {n for n, c in enumerate(kind.columns) if c.field.kind == "village"}
    for row in rows:
        yield [place(str(v)) if n in villages and v else v for n, v in enumerate(row)]


def _note(db: Database, actor: Actor, kind: Kind, why: str) -> str:
    made = dates.local(dates.now()).strftime("%Y-%m-%d %H:%M")
    return f"{office.facts(db).title} {kind.title} 导出人：{actor.name} {made} {why.strip()}".strip()


def _plain_row(kind: Kind, row: Sequence[Any], full: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, value in zip(kind.columns, row, strict=True):
        if column.field.private and not full:
            values[column.name] = shown(column.field, value) or None
        elif isinstance(value, UUID):
            values[column.name] = value.hex
        else:
            values[column.name] = value.isoformat() if isinstance(value, date) else value
    return values


def _json(kind: Kind, rows: Rows, full: bool, _note: str) -> tuple[bytes, int]:
    found = [_plain_row(kind, row, full) for row in rows]
    return json.dumps(found, ensure_ascii=False, indent=1).encode(), len(found)


def _csv(kind: Kind, rows: Rows, full: bool, _note: str) -> tuple[bytes, int]:
    out = io.StringIO()
    writer = csv.writer(out)
    shown_columns = _for_people(kind)
    writer.writerow([kind.columns[n].field.label for n in shown_columns])
    count = 0
    for row in rows:
        texts = (shown(kind.columns[n].field, row[n], full=full) for n in shown_columns)
        writer.writerow([f"'{t}" if t.startswith(_FORMULA) else t for t in texts])
        count += 1
    return out.getvalue().encode("utf-8-sig"), count


def _xlsx(kind: Kind, rows: Rows, full: bool, note: str) -> tuple[bytes, int]:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": True})
    page: Any = book.add_worksheet(kind.title)
    about: Any = book.add_worksheet("导出说明")
    about.write_string(0, 0, note)
    about.hide()
    shown_columns = _for_people(kind)
    carried = Carried(book, page, kind.name, len(shown_columns)) if kind.name in RETURNING else None
    count = _fill(book, page, kind, rows, full, carried)
    page.freeze_panes(1, 0)
    page.set_footer(f"&L{note.replace('&', '&&')}&R第&P页，共&N页")
    book.close()
    return out.getvalue(), count


def _fill(book: Any, page: Any, kind: Kind, rows: Rows, full: bool, carried: Carried | None) -> int:
    """The titles and the rows; how many rows there were."""
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
    amount = book.add_format({"num_format": "#,##0.00"})
    shown_columns = _for_people(kind)
    for place, n in enumerate(shown_columns):
        declared = kind.columns[n].field
        page.set_column(place, place, max(8, declared.width / 8))
        page.write_string(0, place, declared.label, bold)
    count = 0
    for count, row in enumerate(rows, 1):
        for place, n in enumerate(shown_columns):
            _cell(page, (count, place), kind.columns[n].field, row[n], full, amount)
        if carried:
            carried.add(count, row[0])
            for place, n in enumerate(shown_columns, 1):
                _cell(carried.copy, (count, place), kind.columns[n].field, row[n], full, amount)
    return count


def _cell(page: Any, at: tuple[int, int], declared: Any, value: Any, full: bool, amount: Any) -> None:
    if value is None:
        return
    if declared.kind == "money":
        page.write_number(*at, float(money.plain(value)), amount)
    elif declared.kind == "number":
        page.write_number(*at, value)
    else:
        page.write_string(*at, shown(declared, value, full=full))


def _for_people(kind: Kind) -> list[int]:
    """The columns people read: all but ids."""
    return [n for n, c in enumerate(kind.columns) if c.field.kind != "link"]


_WRITERS: dict[str, Callable[[Kind, Rows, bool, str], tuple[bytes, int]]] = {
    ".json": _json, ".csv": _csv, ".xlsx": _xlsx,
}  # fmt: skip
