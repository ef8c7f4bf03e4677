"""A list as it stands on the screen, as a workbook or CSV: what is masked stays masked, and it is logged."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.files import write_replacing

_FORMULA = tuple("=+-@\t\r＝＋－＠")
_WIDEST = 60


def save(db: Database, actor: Actor, path: Path, title: str, rows: Sequence[Sequence[str]]) -> int:
    """Write the list (the first row names the columns) to ``path``; how many rows went out.

    Raises `Refused` for another ending than .xlsx and .csv.
    """
    write = {".xlsx": _xlsx, ".csv": _csv}.get(path.suffix.lower())
    if write is None:
        raise Refused(f"不认识“{path.suffix}”这种文件，请用 .xlsx 或 .csv。")
    write_replacing(path, write(title, rows))
    count = len(rows) - 1
    db.note(actor, f"导出{title} {count} 行到“{path.name}”", "export")
    return count


def _csv(_title: str, rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(
        [f"'{t}" if t.startswith(_FORMULA) and not _is_number(t) else t for t in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig")


def _xlsx(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page: Any = book.add_worksheet()
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
    page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for place, name in enumerate(rows[0]):
        page.write_string(2, place, name, bold)
        widest = max(sum(2 if ord(c) > 255 else 1 for c in row[place]) for row in rows)
        page.set_column(place, place, min(_WIDEST, widest + 3))
    for number, row in enumerate(rows[1:], 3):
        for place, text in enumerate(row):
            if _is_number(text):
                page.write_number(number, place, float(text.replace(",", "")))
            else:
                page.write_string(number, place, text)
    page.freeze_panes(3, 0)
    book.close()
    return out.getvalue()


def _is_number(text: str) -> bool:
    """Whether a cell is a figure; codes and id numbers (leading 0, many digits) stay text."""
    bare = text.replace(",", "").lstrip("-")
    if not bare or len(bare) > 15 or (bare[0] == "0" and bare[1:2] not in ("", ".")):
        return False
    return bare.replace(".", "", 1).isdecimal() and bare.isascii()
