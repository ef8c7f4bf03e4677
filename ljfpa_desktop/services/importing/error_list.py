"""The list of what an import found wrong, as a workbook that can be mended and imported again (F23)."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import xlsxwriter

from ljfpa_desktop.base import files
from ljfpa_desktop.services.importing.corrections import (
    BY_ROW,
    COLUMN,
    DONE,
    MENDED,
    NUMBER,
    PROBLEMS,
    ROWS,
    original_row,
)
from ljfpa_desktop.services.importing.headers import Column
from ljfpa_desktop.services.importing.hidden_marks import write_marks
from ljfpa_desktop.services.importing.meanings import code_of
from ljfpa_desktop.services.importing.parsed import Parsed, Problem
from ljfpa_desktop.services.importing.register import KIND_NAMES
from ljfpa_desktop.services.importing.rows import section_village

PROBLEM_TITLES = (NUMBER, COLUMN, "原内容", "级别", "问题", "建议", MENDED)
_WIDTHS = (8, 18, 26, 10, 60, 22, 26)
_SECTION = "村（居）"
_LEVELS = {"error": "没有导入", "warning": "请核对"}


def write_error_list(path: Path, parsed: Parsed, problems: list[Problem], heading: str = "") -> int:
    """Write the problems and, on a second sheet, the refused rows to be mended; returns the problems' number.

    What is typed under 修改后再导入, or in the rows of the second sheet, counts when the list is imported.
    The second sheet is a register like the first: with its title (``heading`` where the list went to a
    cycle of another name), so that what is mended goes to the same place. Rows of a refused row's
    family come with it. A hidden sheet keeps what each title meant.
    Everything is written as text, so that a cell that begins with = stays what it says (anomaly 55).
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
    plain = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    refused = {p.row for p in problems if p.level == "error"}
    groups = {r.group for r in parsed.rows if r.row in refused}
    numbers = [r.row for r in parsed.rows if r.group in groups]
    _problems(book.add_worksheet(PROBLEMS), parsed, problems, set(numbers), bold, plain)
    sheet = book.add_worksheet(ROWS)
    sheet.write_string(0, 0, heading or parsed.title)
    _rows(sheet, parsed, numbers, bold, plain)
    meanings = json.dumps(_meanings(parsed), ensure_ascii=False)
    write_marks(book, {"kind": parsed.kind, "register": KIND_NAMES[parsed.kind], "meanings": meanings})
    book.close()
    files.write_replacing(path, out.getvalue())
    return len(problems)


def _problems(
    page: Any, parsed: Parsed, problems: list[Problem], numbers: set[int], bold: Any, plain: Any
) -> None:
    """One line for each problem; the last column is for what the cell should say."""
    for column, (title, width) in enumerate(zip(PROBLEM_TITLES, _WIDTHS, strict=True)):
        page.write_string(0, column, title, bold)
        page.set_column(column, column, width)
    titles = {c.title: _written(parsed, c) for c in parsed.table.header.columns}
    seen = {r.row for r in parsed.rows}
    for row, p in enumerate(problems, 1):
        number = original_row(parsed, p.row) if p.row else ""
        mended = DONE if p.row in seen - numbers else BY_ROW if p.row and p.column not in titles else ""
        column = titles.get(p.column, p.column)
        texts = (number, column, p.raw, _LEVELS[p.level], p.message, p.proposal, mended)
        for place, text in enumerate(texts):
            page.write_string(row, place, text, plain)
    page.freeze_panes(1, 0)


def _columns(parsed: Parsed) -> list[Column]:
    return [c for c in parsed.table.header.columns if c.title != NUMBER]


def _meanings(parsed: Parsed) -> dict[str, str]:
    """What each title of the second sheet means, as `headers` takes it."""
    return {_written(parsed, c): code_of(c.meaning) for c in _columns(parsed) if c.meaning}


def _rows(page: Any, parsed: Parsed, numbers: list[int], bold: Any, plain: Any) -> None:
    """The refused rows under the register's own titles, to be mended and imported like the register.

    A village that headed its rows stands in a column of its own here.
    """
    table, columns = parsed.table, _columns(parsed)
    titles = [_written(parsed, c) for c in columns]
    sections = [_SECTION] if table.sections and not table.header.find("village") else []
    for place, title in enumerate((NUMBER, *titles, *sections)):
        page.write_string(1, place, title, bold)
        page.set_column(place, place, 8 if place == 0 else 16)
    for line, number in enumerate(numbers, 2):
        cells = [table.cell(number, c.index) for c in columns]
        texts = [original_row(parsed, number), *(cell.text if cell else "" for cell in cells)]
        texts += [section_village(table.sections.get(number, "")) for _ in sections]
        for place, text in enumerate(texts):
            page.write_string(line, place, text, plain)
    page.freeze_panes(2, 1)


def _written(parsed: Parsed, column: Column) -> str:
    """The column's title, with the unit where it stood above the table only."""
    unit = parsed.table.header.unit
    bare = column.meaning is not None and column.meaning.key == "amount" and not column.unit
    return f"{column.title}（{unit}）" if unit and bare else column.title
