"""The list of what an import found wrong, as a workbook that can be mended and imported again (F23)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import xlsxwriter

from ljfpa_desktop.base import files
from ljfpa_desktop.services.importing.headers import Column
from ljfpa_desktop.services.importing.parsed import Parsed, Problem

PROBLEM_TITLES = ("原行号", "列", "原内容", "级别", "问题", "修改后再导入")
_WIDTHS = (8, 18, 26, 8, 60, 26)
_LEVELS = {"error": "没有导入", "warning": "请核对"}


def write_error_list(path: Path, parsed: Parsed, problems: list[Problem], heading: str = "") -> int:
    """Write the problems and, on a second sheet, the refused rows to be mended; returns the problems' number.

    The second sheet is a register like the first: with its title (``heading`` where the list went to a
    cycle of another name), so that what is mended goes to the same place. Rows of a refused row's
    family come with it.
    Everything is written as text, so that a cell that begins with = stays what it says (anomaly 55).
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
    plain = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    page: Any = book.add_worksheet("错误清单")
    for column, (title, width) in enumerate(zip(PROBLEM_TITLES, _WIDTHS, strict=True)):
        page.write_string(0, column, title, bold)
        page.set_column(column, column, width)
    for row, p in enumerate(problems, 1):
        texts = (str(p.row or ""), p.column, p.raw, _LEVELS[p.level], p.message, p.proposal)
        for column, text in enumerate(texts):
            page.write_string(row, column, text, plain)
    page.freeze_panes(1, 0)
    refused = {p.row for p in problems if p.level == "error"}
    groups = {r.group for r in parsed.rows if r.row in refused}
    sheet = book.add_worksheet("待修改的行")
    sheet.write_string(0, 0, heading or parsed.title)
    _rows(sheet, parsed, [r.row for r in parsed.rows if r.group in groups], bold, plain)
    book.close()
    files.write_replacing(path, out.getvalue())
    return len(problems)


def _rows(page: Any, parsed: Parsed, numbers: list[int], bold: Any, plain: Any) -> None:
    """The refused rows under the register's own titles, to be mended and imported like the register."""
    columns = parsed.table.header.columns
    unit = parsed.table.header.unit
    titles = [f"{c.title}（{unit}）" if unit and _bare_amount(c) else c.title for c in columns]
    for place, title in enumerate(("原行号", *titles)):
        page.write_string(1, place, title, bold)
        page.set_column(place, place, 8 if place == 0 else 16)
    for line, number in enumerate(numbers, 2):
        page.write_string(line, 0, str(number), plain)
        for place, column in enumerate(columns, 1):
            cell = parsed.table.cell(number, column.index)
            page.write_string(line, place, cell.text if cell else "", plain)
    page.freeze_panes(2, 1)


def _bare_amount(column: Column) -> bool:
    """Whether this is an amount whose unit stands above the table only."""
    return column.meaning is not None and column.meaning.key == "amount" and not column.unit
