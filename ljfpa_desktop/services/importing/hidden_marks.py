"""A hidden sheet of names and values by which a list that left the program is known when it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ljfpa_desktop.services.importing.book import Book

SHEET = "程序用"
_PIECE = 30_000  # a cell of a spreadsheet holds 32,767 characters


def write_marks(book: Any, marks: Mapping[str, str]) -> None:
    """Add the hidden sheet to an xlsxwriter workbook; a long value goes on in the rows below."""
    page = book.add_worksheet(SHEET)
    row = 0
    for name, value in marks.items():
        for start in range(0, max(len(value), 1), _PIECE):
            page.write_string(row, 0, name)
            page.write_string(row, 1, value[start : start + _PIECE])
            row += 1
    page.hide()


def take_marks(book: Book) -> dict[str, str]:
    """The names and values of the hidden sheet, which is taken out of ``book``; empty without one."""
    found: dict[str, str] = {}
    for sheet in [s for s in book.sheets if s.name == SHEET]:
        book.sheets.remove(sheet)
        for row in sorted(sheet.cells):
            name = sheet.text(row, 1)
            found[name] = found.get(name, "") + sheet.text(row, 2)
    return found
