"""A month's sheet as a workbook, figures as numbers and texts as texts."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import xlsxwriter

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.sheet import Line, Sheet

TITLES = ("指标代码", "指标", "单位", "本月", "本年累计", "上年同期", "增减%", "调整上月")
WIDTHS = (12, 30, 8, 14, 14, 14, 10, 12)


def xlsx(found: Sheet, path: Path, office: str = "") -> bytes:
    """The workbook's bytes; money in the unit the sheet states. Raises `Refused` for another ending."""
    if path.suffix.lower() != ".xlsx":
        raise Refused(f"不认识“{path.suffix}”这种文件，月报请用 .pdf 或 .xlsx。")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page: Any = book.add_worksheet(found.month)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    looks = _Looks(book)
    state = f"第{found.edition}版" if found.is_closed else "未结账"
    page.set_row(0, 26)
    page.write_string(0, 0, f"{office or found.office} {found.month} 月报（{state}）", looks.title)
    page.set_row(2, 22)
    for column, (title, width) in enumerate(zip(TITLES, WIDTHS, strict=True)):
        page.write_string(2, column, title, looks.head)
        page.set_column(column, column, width)
    for row, line in enumerate(found.lines, 3):
        _line(page, row, line, looks)
    page.freeze_panes(3, 0)
    book.close()
    return out.getvalue()


class _Looks:
    """The formats of the cells, in the type that government papers use."""

    def __init__(self, book: Any) -> None:
        plain = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        head = {"bold": True, "bg_color": "#E8EEF4", "align": "center"}
        self.title = book.add_format({**plain, "font_size": 14, "bold": True})
        self.head = book.add_format({**plain, **head, "border": 1})
        self.text = book.add_format({**plain, "border": 1})
        self.whole = book.add_format({**plain, "border": 1, "num_format": "#,##0"})
        self.part = book.add_format({**plain, "border": 1, "num_format": "#,##0.00"})
        self.share = book.add_format({**plain, "border": 1, "num_format": "0.0"})


def _line(page: Any, row: int, line: Line, looks: _Looks) -> None:
    i = line.indicator
    for column, text in enumerate((i.code, i.name, i.unit)):
        page.write_string(row, column, text, looks.text)
    factor = {"元": 100, "万元": 1_000_000}.get(i.unit, 1) if i.is_money else 1
    figures = (line.month, line.year_to_date, line.same_period)
    values = [None if value is None else value / factor for value in figures]
    values += [line.change_percent, line.adjustment / factor if line.adjustment else None]
    for column, value in enumerate(values, 3):
        if value is None:
            page.write_blank(row, column, None, looks.text)
        else:
            whole = looks.whole if float(value).is_integer() else looks.part
            page.write_number(row, column, value, looks.share if column == 6 else whole)
