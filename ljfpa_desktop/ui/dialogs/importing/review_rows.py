"""The rows of a register under review: their fates, the texts of their cells, and mending them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ljfpa_desktop.base.db import Database
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Review
from ljfpa_desktop.services.importing.parsed import Problem
from ljfpa_desktop.services.importing.planned import PlannedRow

NEW, UPDATE, SAME, CONFLICT, ERROR = "新增", "更新", "不变", "冲突", "错误"
FATES = (NEW, UPDATE, SAME, CONFLICT, ERROR)
TONES = {NEW: "green", UPDATE: "blue", SAME: "slate", CONFLICT: "amber", ERROR: "red"}
# What does not agree with the records or with another row (DOMAIN.md 8.3): to be looked at, not refused.
_CONFLICTING = {36, 37, 38, 39, 40, 41, 47, 48}
_OF_STATE = {"new": NEW, "update": UPDATE, "same": SAME, "repeat": CONFLICT, "error": ERROR}


def fate_of(row: PlannedRow) -> str:
    """What becomes of a row, in the word of its pill."""
    if row.state != "error" and any(p.rule in _CONFLICTING for p in row.problems):
        return CONFLICT
    return _OF_STATE[row.state]


class ReviewRows:
    """Rows by their number in the sheet; a mended cell has the whole register judged anew."""

    def __init__(self, db: Database, review: Review) -> None:
        self._db = db
        self._before: list[tuple[int, str, str]] = []
        self.columns = review.parsed.table.header.columns
        self.take(review)

    def take(self, review: Review) -> None:
        """Go on with another review of the same register."""
        self.review = review
        self.by_number = {r.parsed.row: r for r in review.rows}

    def numbers(self, fate: str = "") -> list[int]:
        """The numbers of the rows of a fate; empty: of all."""
        return [n for n, row in self.by_number.items() if not fate or fate_of(row) == fate]

    def counts(self) -> Counter[str]:
        """How many rows have each fate."""
        return Counter(fate_of(row) for row in self.by_number.values())

    def text(self, number: int, place: int) -> str:
        """What stands in a cell, as in the sheet or as mended."""
        cell = self.review.parsed.table.cell(number, self.columns[place].index)
        # Several people stand on lines of one cell; on one line a stroke parts them and is read the same.
        return cell.text.replace("\r", "").replace("\n", "/") if cell else ""

    def problems(self, number: int) -> list[Problem]:
        """What is said of a row, what refuses it first."""
        return sorted(self.by_number[number].problems, key=lambda p: p.level != "error")

    def said(self, number: int, place: int | None) -> list[Problem]:
        """What is said of a cell; for None what is said of the row without naming a column."""
        titles = [c.title for c in self.columns]
        found = self.by_number[number].problems
        if place is None:
            return [p for p in found if p.column not in titles]
        return [p for p in found if p.column == titles[place]]

    def mend(self, number: int, place: int, text: str) -> bool:
        """Put a text into a cell; whether it was another one."""
        old, title = self.text(number, place), self.columns[place].title
        if text == old:
            return False
        self._before.append((number, title, old))
        self.take(intake.mend(self._db, self.review, number, title, text))
        return True

    def take_back(self) -> bool:
        """Put the text back that stood before the last mended cell was changed; whether there was one."""
        if not self._before:
            return False
        self.take(intake.mend(self._db, self.review, *self._before.pop()))
        return True

    def mend_again(self, texts: Mapping[tuple[int, int], str]) -> None:
        """Put mended texts back after the file was read anew: (row, column of the sheet) -> text."""
        titles = {c.index: c.title for c in self.columns}
        for (number, column), text in texts.items():
            if number in self.by_number and column in titles:
                self.take(intake.mend(self._db, self.review, number, titles[column], text))
