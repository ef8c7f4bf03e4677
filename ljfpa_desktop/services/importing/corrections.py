"""An error list that comes back: what was typed beside a problem goes into the cell it speaks of."""

from __future__ import annotations

import json

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.importing.book import Book, Cell, Sheet
from ljfpa_desktop.services.importing.hidden_marks import take_marks
from ljfpa_desktop.services.importing.parsed import Kind, Parsed
from ljfpa_desktop.services.importing.wording import spaceless

PROBLEMS, ROWS = "错误清单", "待修改的行"
NUMBER, COLUMN, MENDED = "原行号", "列", "修改后再导入"
DONE, BY_ROW = "已导入，请在程序里改", "请改第二页"
"""What stands in the column 修改后再导入 where nothing typed there could be taken."""


def take_corrections(book: Book, kind: Kind) -> dict[str, str]:
    """Put what was typed in 修改后再导入 into the rows below their numbers; returns what each title means.

    Any other book is left as it is, and nothing is returned. Refused for the error list of another kind of
    register, and for a list exported to be changed: its changes are looked at one by one.
    """
    marks = take_marks(book)
    if "export" in marks:
        raise Refused(
            "这是从程序导出的家庭表，不作名册导入。请在窗口里点“导入名册”打开它，改动会逐条列出来。"
        )
    if marks.get("kind", kind) != kind:
        raise Refused(f"这是{marks.get('register', '')}的错误清单，请把名册种类换成它再打开。")
    sheets = {s.name: s for s in book.sheets}
    if PROBLEMS in sheets and ROWS in sheets:
        _put(sheets[PROBLEMS], sheets[ROWS])
    return json.loads(marks.get("meanings", "{}"))


def _put(problems: Sheet, rows: Sheet) -> None:
    places = {c.text: n for n, c in problems.cells.get(1, {}).items()}
    if not {NUMBER, COLUMN, MENDED} <= set(places):
        return
    top = next((r for r in sorted(rows.cells) if rows.text(r, 1) == NUMBER), 0)
    titles = {spaceless(c.text): n for n, c in rows.cells.get(top, {}).items()}
    numbers = {rows.text(r, 1): r for r in sorted(rows.cells) if r > top}
    for row in sorted(problems.cells)[1:]:
        typed = problems.cells[row].get(places[MENDED])
        if typed is None or typed.text in {DONE, BY_ROW}:
            continue
        number = numbers.get(problems.text(row, places[NUMBER]))
        column = titles.get(spaceless(problems.text(row, places[COLUMN])))
        if number and column:
            rows.put(number, column, Cell(typed.text, typed.kind, typed.number, typed.lost))


def original_row(parsed: Parsed, row: int) -> str:
    """The row's number in the register it was first read from, kept through any number of error lists."""
    column = next((c for c in parsed.table.header.columns if c.title == NUMBER), None)
    cell = parsed.table.cell(row, column.index) if column else None
    return cell.text if cell else str(row)
