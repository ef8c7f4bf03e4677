"""What a workbook carries hidden, so that it can come back changed: ids, and the list as it left."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ljfpa_desktop.services.importing.hidden_marks import write_marks

RETURNING = frozenset({"families", "persons"})
KEY, KEPT = "程序编号", "程序用底稿"


class Carried:
    """Writes the ids into a hidden last column and the copy on a hidden sheet, as the rows are written."""

    def __init__(self, book: Any, page: Any, kind: str, places: int) -> None:
        self._page, self._places = page, places
        page.set_column(places, places, 2, None, {"hidden": True})
        page.write_string(0, places, KEY)
        self.copy: Any = book.add_worksheet(KEPT)
        self.copy.write_string(0, 0, KEY)
        self.copy.hide()
        write_marks(book, {"export": kind})

    def add(self, row: int, key: UUID) -> None:
        """The id of a row, on both sheets; the copy's cells stand one column to the right."""
        self._page.write_string(row, self._places, key.hex)
        self.copy.write_string(row, 0, key.hex)
