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


def xlsx(found: Sheet, path: Path) -> bytes:
    """The workbook's bytes; money in the unit the sheet states. Raises `Refused` for another ending."""
    if path.suffix.lower() != ".xlsx":
        raise Refused(f"不认识“{path.suffix}”这种文件,月报请用 .pdf 或 .xlsx。")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page: Any = book.add_worksheet(found.month)
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
    state = f"第{found.edition}版" if found.is_closed else "未结账"
    page.write_string(0, 0, f"{found.office} {found.month} 月报({state})")
    for column, (title, width) in enumerate(zip(TITLES, WIDTHS, strict=True)):
        page.write_string(2, column, title, bold)
        page.set_column(column, column, width)
    for row, line in enumerate(found.lines, 3):
        _line(page, row, line)
    page.freeze_panes(3, 0)
    book.close()
    return out.getvalue()


def _line(page: Any, row: int, line: Line) -> None:
    i = line.indicator
    for column, text in enumerate((i.code, i.name, i.unit)):
        page.write_string(row, column, text)
    factor = {"元": 100, "万元": 1_000_000}.get(i.unit, 1) if i.is_money else 1
    values = (line.month, line.year_to_date, line.same_period)
    for column, value in enumerate(values, 3):
        if value is not None:
            page.write_number(row, column, value / factor)
    if line.change_percent is not None:
        page.write_number(row, 6, line.change_percent)
    if line.adjustment is not None:
        page.write_number(row, 7, line.adjustment / factor)
