"""The rows of a grid: plain dicts with what is wrong in each cell, changed through one callback."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ljfpa_desktop.base import money

from .cells import words_of
from .pills import PROBLEM_ROLE, QUIET_ROLE, TONE_ROLE, tone_of

GridKind = Literal["text", "number", "money", "date", "pill", "masked"]
UNDO_STEPS = 100


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column of a grid; ``choices`` are offered while editing, ``total`` adds it up below."""

    key: str
    label: str
    kind: GridKind = "text"
    width: int = 120
    editable: bool = True
    choices: Sequence[str] | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a cell: "problem" stops the save, "doubt" asks."""

    state: Literal["problem", "doubt"]
    sentence: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an edit made of a row: all its values anew, and its flaws by column key."""

    values: Mapping[str, Any]
    flaws: Mapping[str, Flaw] = field(default_factory=dict[str, Flaw])


OnEdited = Callable[[int, str, str], Answer]


class GridModel(QAbstractTableModel):
    """``on_edited(row, key, text)`` is asked for each changed cell and answers with the row."""

    edited = Signal()

    def __init__(
        self,
        columns: Sequence[GridColumn],
        on_edited: OnEdited,
        new_row: Callable[[], Mapping[str, Any]] | None = None,
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: list[dict[str, Any]] = []
        self.flaws: list[dict[str, Flaw]] = []
        self._on_edited, self._new_row = on_edited, new_row
        self._undo: list[list[tuple[int, dict[str, Any], dict[str, Flaw]]]] = []

    def put(
        self, rows: Sequence[Mapping[str, Any]], flaws: Sequence[Mapping[str, Flaw]] | None = None
    ) -> None:
        """Show other rows; nothing is left to undo."""
        self.beginResetModel()
        self.rows = [dict(row) for row in rows]
        self.flaws = [dict(f) for f in flaws] if flaws is not None else [{} for _ in rows]
        self._undo.clear()
        self.endResetModel()

    def set_row(self, number: int, values: Mapping[str, Any], flaws: Mapping[str, Flaw]) -> None:
        """Replace one row, as a check of the whole list does."""
        self.rows[number], self.flaws[number] = dict(values), dict(flaws)
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """The rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """The columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Labels above, line numbers at the side."""
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                self.columns[section].label if orientation == Qt.Orientation.Horizontal else str(section + 1)
            )
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return self._side(self.columns[section])
        return None

    def _side(self, column: GridColumn) -> Qt.AlignmentFlag:
        figure = column.kind in ("number", "money")
        side = Qt.AlignmentFlag.AlignRight if figure else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Words, the text to edit, pills, flaws with their sentence as tool tip."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        value = self.rows[index.row()].get(column.key)
        flaw = self.flaws[index.row()].get(column.key)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "" if value is None else words_of(value, "text" if column.kind == "pill" else column.kind)
        if role == Qt.ItemDataRole.EditRole:
            return text_of(value, column)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return flaw.sentence if flaw else None
        if role == PROBLEM_ROLE:
            return flaw.state if flaw else None
        if role == QUIET_ROLE:
            return not column.editable
        if role == TONE_ROLE and column.kind == "pill":
            return [(str(value), tone_of(str(value)))] if value else []
        return self._side(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Cells of editable columns can be edited."""
        given = super().flags(index)
        if index.isValid() and self.columns[index.column()].editable:
            given |= Qt.ItemFlag.ItemIsEditable
        return given

    def setData(
        self,
        index: QModelIndex | QPersistentModelIndex,
        value: Any,
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        """One cell typed."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        return self.change([(index.row(), index.column(), str(value))]) > 0

    def change(self, cells: Sequence[tuple[int, int, str]]) -> int:
        """Change cells (row, column, text) as one step of undo; rows beyond the end are added when allowed.

        Returns how many cells changed; read-only columns and unchanged texts are left alone.
        """
        step: list[tuple[int, dict[str, Any], dict[str, Flaw]]] = []
        changed = 0
        for number, place, text in cells:
            if place >= len(self.columns) or not self.columns[place].editable or not self._reach(number):
                continue
            column, row = self.columns[place], self.rows[number]
            if text.strip() == text_of(row.get(column.key), column):
                continue
            step.append((number, row, self.flaws[number]))
            answer = self._on_edited(number, column.key, text.strip())
            self.set_row(number, answer.values, answer.flaws)
            changed += 1
        if step:
            self._undo = [*self._undo, step][-UNDO_STEPS:]
            self.edited.emit()
        return changed

    def _reach(self, number: int) -> bool:
        """Whether there is such a row, after adding rows up to it when they may be added."""
        while number >= len(self.rows):
            if self._new_row is None:
                return False
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
            self.rows.append(dict(self._new_row()))
            self.flaws.append({})
            self.endInsertRows()
        return True

    def undo(self) -> bool:
        """Take back the last step; each row is told to its owner cell by cell."""
        if not self._undo:
            return False
        for number, row, flaws in reversed(self._undo.pop()):
            for column in self.columns:
                before = text_of(row.get(column.key), column)
                if column.editable and before != text_of(self.rows[number].get(column.key), column):
                    self._on_edited(number, column.key, before)
            self.set_row(number, row, flaws)
        self.edited.emit()
        return True

    def filled(self) -> int:
        """How many rows hold something; the empty ones at the end only wait to be typed into."""
        empty = {} if self._new_row is None else dict(self._new_row())
        return sum(any(row[key] and row[key] != empty.get(key) for key in row) for row in self.rows)

    def totals(self) -> dict[str, Any]:
        """Sums of the columns that are added up; money in 分."""
        chosen = [c for c in self.columns if c.total]
        return {
            c.key: sum(v for r in self.rows if isinstance(v := r.get(c.key), (int, float))) for c in chosen
        }


def text_of(value: Any, column: GridColumn) -> str:
    """A value as it is typed: money 1409.50."""
    if value is None:
        return ""
    return money.plain(value) if column.kind == "money" and isinstance(value, int) else words_of(value)
