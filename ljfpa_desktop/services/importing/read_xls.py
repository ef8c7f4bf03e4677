"""Reads the old .xls (and .et files that are the same inside) through xlrd."""

from __future__ import annotations

import io
from typing import Any

import xlrd
from xlrd.biffh import XLRDError

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.importing.book import MAX_COLUMNS, MAX_ROWS, Book, Cell, Merge, Sheet
from ljfpa_desktop.services.importing.numbers import date_cell, number_cell, shows_day

_ERRORS: dict[int, str] = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}


def read_xls(data: bytes, name: str) -> Book:
    """The workbook in ``data``; Refused when it is locked or not an xls inside."""
    try:
        book: Any = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        sheets = [_sheet(book, sheet) for sheet in book.sheets()]
    except XLRDError as fault:
        raise Refused(_sentence(name, str(fault))) from None
    except Exception:  # xlrd fails on broken files with whatever its parser stumbles over
        raise Refused(_sentence(name, "broken")) from None
    return Book("xls", sheets)


def _sentence(name: str, fault: str) -> str:
    if "encrypt" in fault.lower():
        return f"“{name}”设了打开密码，请先在表格程序里取消密码再导入。"
    if name.lower().endswith(".et"):
        return f"“{name}”是WPS的et格式，请在WPS里另存为xlsx再导入。"
    return f"“{name}”读不出来，请在表格程序里打开后另存为xlsx再导入。"


def _sheet(book: Any, source: Any) -> Sheet:
    sheet = Sheet(source.name, hidden=source.visibility != 0)
    for row in range(min(source.nrows, MAX_ROWS)):
        for column in range(min(source.row_len(row), MAX_COLUMNS)):
            cell = _cell(book, source.cell(row, column))
            if cell:
                sheet.put(row + 1, column + 1, cell)
    sheet.merges = [
        Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in source.merged_cells
    ]
    sheet.hidden_rows = {r + 1 for r, info in source.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = {c + 1 for c, info in source.colinfo_map.items() if info.hidden}
    sheet.close()
    return sheet


def _cell(book: Any, source: Any) -> Cell | None:
    kind, value = source.ctype, source.value
    if kind == xlrd.XL_CELL_TEXT:
        return Cell(str(value))
    if kind in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        style = book.format_map.get(book.xf_list[source.xf_index].format_key)
        code = style.format_str if style else ""
        if kind == xlrd.XL_CELL_DATE:
            return date_cell(float(value), bool(book.datemode), shows_day(code))
        return number_cell(float(value), "", code, bool(book.datemode))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return Cell("是" if value else "否", "bool")
    if kind == xlrd.XL_CELL_ERROR:
        return Cell(_ERRORS.get(int(value), "#N/A"), "error")
    return None
