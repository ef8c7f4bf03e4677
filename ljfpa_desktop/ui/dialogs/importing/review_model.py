"""A register under review as Qt sees it: the sheet's own cells with each row's fate, mended in place."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ljfpa_desktop.base.db import Database
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Review
from ljfpa_desktop.services.importing.parsed import Problem
from ljfpa_desktop.services.importing.planned import PlannedRow
from ljfpa_desktop.ui.widgets.pills import PROBLEM_ROLE, TONE_ROLE

NEW, UPDATE, SAME, CONFLICT, ERROR = "新增", "更新", "不变", "冲突", "错误"
FATES = (NEW, UPDATE, SAME, CONFLICT, ERROR)
TONES = {NEW: "green", UPDATE: "blue", SAME: "slate", CONFLICT: "amber", ERROR: "red"}
# What does not agree with the records or with another row (DOMAIN.md 8.3): to be looked at, not refused.
_CONFLICTING = {36, 37, 38, 39, 40, 41, 47, 48}
_OF_STATE = {"new": NEW, "update": UPDATE, "same": SAME, "repeat": CONFLICT, "error": ERROR}
FIRST = 1  # the fate stands before the sheet's own columns

Index = QModelIndex | QPersistentModelIndex


def fate_of(row: PlannedRow) -> str:
    """What becomes of a row, in the word of its pill."""
    if row.state != "error" and any(p.rule in _CONFLICTING for p in row.problems):
        return CONFLICT
    return _OF_STATE[row.state]


class ReviewModel(QAbstractTableModel):
    """Rows of the chosen fate; a mended row is judged at once and stays in view until the next choice."""

    mended = Signal()

    def __init__(self, db: Database, review: Review) -> None:
        super().__init__()
        self._db = db
        self.review = review
        self.fate = ""
        self._columns = review.parsed.table.header.columns
        self._numbers: list[int] = []
        self._rows: dict[int, PlannedRow] = {}
        self._before: list[tuple[int, str, str]] = []
        self.take(review)
        self.choose("")

    def take(self, review: Review) -> None:
        """Show another review of the same register: after an answer or a mended cell."""
        self.review = review
        self._rows = {r.parsed.row: r for r in review.rows}
        if self._numbers:
            last = self.index(len(self._numbers) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.mended.emit()

    def choose(self, fate: str) -> None:
        """Show only the rows of this fate; empty: all."""
        self.beginResetModel()
        self.fate = fate
        self._numbers = [n for n, row in self._rows.items() if not fate or fate_of(row) == fate]
        self.endResetModel()

    def counts(self) -> Counter[str]:
        """How many rows have each fate."""
        return Counter(fate_of(row) for row in self._rows.values())

    def planned(self, place: int) -> PlannedRow | None:
        """The row shown at a place."""
        return self._rows[self._numbers[place]] if 0 <= place < len(self._numbers) else None

    def problems(self, place: int) -> list[Problem]:
        """What is said of the row at a place, what refuses it first."""
        row = self.planned(place)
        return sorted(row.problems, key=lambda p: p.level != "error") if row else []

    def place_of(self, problem: Problem) -> QModelIndex:
        """The cell a problem speaks of; an invalid index when its row is not shown."""
        if problem.row not in self._numbers:
            return QModelIndex()
        titles = [c.title for c in self._columns]
        column = FIRST + titles.index(problem.column) if problem.column in titles else 0
        return self.index(self._numbers.index(problem.row), column)

    def next_problem(self, after: QModelIndex) -> QModelIndex:
        """The next cell that refuses its row, else the next one to look at, from below ``after`` around."""
        start = after.row() if after.isValid() else -1
        count = len(self._numbers)
        order = [(start + 1 + i) % count for i in range(count)] if count else []
        for level in ("error", "warning"):
            for place in order:
                found = next((p for p in self.problems(place) if p.level == level), None)
                if found:
                    return self.place_of(found)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The rows of the chosen fate."""
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The fate and the sheet's columns."""
        return 0 if parent.isValid() else FIRST + len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The sheet's own titles and row numbers."""
        if orientation == Qt.Orientation.Horizontal and role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return self._columns[section - FIRST].title if section >= FIRST else "结果"
        if orientation == Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return str(self._numbers[section])
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
        column = index.column()
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.EditRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return self._text(row, column)
        if role == TONE_ROLE and column < FIRST:
            return [(fate_of(row), TONES[fate_of(row)])]
        if role in (PROBLEM_ROLE, Qt.ItemDataRole.ToolTipRole):
            return self._said(row, column, role)
        if role == Qt.ItemDataRole.UserRole:
            return row.parsed.row
        return None

    def _text(self, row: PlannedRow, column: int) -> str:
        if column < FIRST:
            return fate_of(row)
        cell = self.review.parsed.table.cell(row.parsed.row, self._columns[column - FIRST].index)
        # Several people stand on lines of one cell; on one line a stroke parts them and is read the same.
        return cell.text.replace("\r", "").replace("\n", "/") if cell else ""

    def _said(self, row: PlannedRow, column: int, role: int) -> str | None:
        titles = {c.title for c in self._columns}
        title = self._columns[column - FIRST].title if column >= FIRST else ""
        found = [p for p in row.problems if (p.column == title if title else p.column not in titles)]
        if not found:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(p.message for p in found)
        return "problem" if any(p.level == "error" for p in found) else "doubt"

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Put a text into a cell; the whole register is judged again, since a row may lean on another."""
        row = self.planned(index.row())
        text = str(value)
        if role != Qt.ItemDataRole.EditRole or row is None or index.column() < FIRST:
            return False
        if text == self._text(row, index.column()):
            return True
        title = self._columns[index.column() - FIRST].title
        self._before.append((row.parsed.row, title, self._text(row, index.column())))
        self.take(intake.mend(self._db, self.review, row.parsed.row, title, text))
        return True

    def take_back(self) -> None:
        """Put the text back that stood before the last mended cell was changed."""
        if self._before:
            number, title, text = self._before.pop()
            self.take(intake.mend(self._db, self.review, number, title, text))
