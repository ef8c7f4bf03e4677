"""A register under review as Qt sees it: each row's fate and the sheet's own cells, mended in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ljfpa_desktop.base.db import Database
from ljfpa_desktop.services.importing.intake import Review
from ljfpa_desktop.services.importing.parsed import Problem
from ljfpa_desktop.services.importing.planned import PlannedRow
from ljfpa_desktop.ui.widgets.pills import PROBLEM_ROLE, TONE_ROLE

from .review_rows import TONES, ReviewRows, fate_of

FIRST = 1  # the fate stands before the sheet's own columns
Index = QModelIndex | QPersistentModelIndex


class ReviewModel(QAbstractTableModel):
    """Rows of the chosen fate; a mended row is judged at once and stays in view until the next choice."""

    mended = Signal()

    def __init__(self, db: Database, review: Review) -> None:
        super().__init__()
        self.rows = ReviewRows(db, review)
        self._numbers = self.rows.numbers()

    @property
    def review(self) -> Review:
        """The register as it stands."""
        return self.rows.review

    def choose(self, fate: str) -> None:
        """Show only the rows of this fate; empty: all."""
        self.beginResetModel()
        self._numbers = self.rows.numbers(fate)
        self.endResetModel()

    def change(self, do: Callable[[ReviewRows], Any]) -> None:
        """Let something mend the rows, and show what came of it."""
        do(self.rows)
        if self._numbers:
            last = self.index(len(self._numbers) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.mended.emit()

    def planned(self, place: int) -> PlannedRow | None:
        """The row shown at a place."""
        return self.rows.by_number[self._numbers[place]] if 0 <= place < len(self._numbers) else None

    def place_of(self, problem: Problem) -> QModelIndex:
        """The cell a problem speaks of; an invalid index when its row is not shown."""
        if problem.row not in self._numbers:
            return QModelIndex()
        titles = [c.title for c in self.rows.columns]
        column = FIRST + titles.index(problem.column) if problem.column in titles else 0
        return self.index(self._numbers.index(problem.row), column)

    def next_problem(self, after: QModelIndex) -> QModelIndex:
        """The next cell that refuses its row, else the next one to look at, from below ``after`` around."""
        start = after.row() if after.isValid() else -1
        count = len(self._numbers)
        order = [self._numbers[(start + 1 + i) % count] for i in range(count)]
        for level in ("error", "warning"):
            for number in order:
                found = next((p for p in self.rows.problems(number) if p.level == level), None)
                if found:
                    return self.place_of(found)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The rows of the chosen fate."""
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The fate and the sheet's columns."""
        return 0 if parent.isValid() else FIRST + len(self.rows.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The sheet's own titles and row numbers."""
        upright = orientation == Qt.Orientation.Vertical
        if upright and role == Qt.ItemDataRole.DisplayRole:
            return str(self._numbers[section])
        if not upright and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.rows.columns[section - FIRST].title if section >= FIRST else "结果"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The sheet's cells can be mended."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() >= FIRST else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text as the sheet has it or as mended, the pill of the fate, and what is wrong with a cell."""
        row = self.planned(index.row())
        if row is None:
            return None
        number, place = row.parsed.row, index.column() - FIRST
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.EditRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return self.rows.text(number, place) if place >= 0 else fate_of(row)
        if role == TONE_ROLE and place < 0:
            return [(fate_of(row), TONES[fate_of(row)])]
        if role in (PROBLEM_ROLE, Qt.ItemDataRole.ToolTipRole):
            found = self.rows.said(number, place if place >= 0 else None)
            if not found or role == Qt.ItemDataRole.ToolTipRole:
                return "\n".join(p.message for p in found) or None
            return "problem" if any(p.level == "error" for p in found) else "doubt"
        return number if role == Qt.ItemDataRole.UserRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Put a text into a cell; the whole register is judged again, since a row may lean on another."""
        row = self.planned(index.row())
        place = index.column() - FIRST
        if role != Qt.ItemDataRole.EditRole or row is None or place < 0:
            return False
        if str(value) != self.rows.text(row.parsed.row, place):
            self.change(lambda rows: rows.mend(row.parsed.row, place, str(value)))
        return True
