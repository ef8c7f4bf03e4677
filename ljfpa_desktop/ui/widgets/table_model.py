"""A list as Qt sees it: light rows, read in windows as they come into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ljfpa_desktop.base.errors import Failure

from .cells import Column, words_of
from .pills import TONE_ROLE, tone_of

WINDOW = 200
KEPT_WINDOWS = 30
Filters = Mapping[str, Any]
Sort = tuple[str, bool] | None  # column key, descending
Row = tuple[Any, ...]  # the record's id, then one value for each column


@dataclass(frozen=True, slots=True)
class Source:
    """Where a list's rows come from; services answer these, in plain values.

    ``rows(offset, limit, sort, filters)``, ``count(filters)`` and, for the line below the list,
    ``totals(filters)``: column key -> sum (money in 分).
    """

    rows: Callable[[int, int, Sort, Filters], Sequence[Row]]
    count: Callable[[Filters], int]
    totals: Callable[[Filters], Mapping[str, Any]] | None = None


def source_of(rows: Callable[[], Sequence[Row]], columns: Sequence[Column]) -> Source:
    """A source over a short list that is read whole, sorted here; for parts of pages and dialogs."""
    places = {column.key: i + 1 for i, column in enumerate(columns)}

    def fetch(offset: int, limit: int, sort: Sort, _filters: Filters) -> Sequence[Row]:
        found = list(rows())
        if sort:
            at = places[sort[0]]
            found.sort(key=lambda r: (r[at] is not None, r[at]), reverse=sort[1])
        return found[offset : offset + limit]

    return Source(fetch, lambda _filters: len(rows()))


class TableModel(QAbstractTableModel):
    """Rows of a `Source`; a failure while reading is kept for the list to show."""

    failed = Signal(str)

    def __init__(self, source: Source, columns: Sequence[Column]) -> None:
        super().__init__()
        self.source = source
        self.columns = tuple(columns)
        self.filters: dict[str, Any] = {}
        self.sorted_by: Sort = None
        self._count = 0
        self._windows: OrderedDict[int, Sequence[Row]] = OrderedDict()

    def load(self) -> None:
        """Forget the rows and count anew; raises what the source raises."""
        self.beginResetModel()
        self._windows.clear()
        self._count = 0
        try:
            self._count = self.source.count(self.filters)
        finally:
            self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """All rows of the list."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """All columns, shown or not."""
        return 0 if parent.isValid() else len(self.columns)

    def row(self, number: int) -> Row | None:
        """A row, read with its window when needed; None when it has gone meanwhile."""
        start = number - number % WINDOW
        window = self._windows.get(start)
        if window is None:
            try:
                window = self.source.rows(start, WINDOW, self.sorted_by, self.filters)
            except Failure as failure:
                window = ()
                self.failed.emit(failure.sentence)
            self._windows[start] = window
            if len(self._windows) > KEPT_WINDOWS:
                self._windows.popitem(last=False)
        else:
            self._windows.move_to_end(start)
        return window[number - start] if number - start < len(window) else None

    def words(self, number: int, place: int) -> str:
        """The text of a cell as it is shown."""
        row = self.row(number)
        if row is None:
            return ""
        column = self.columns[place]
        value = row[place + 1]
        return column.show(value) if column.show else words_of(value, column.kind)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Text, alignment, pills, and the id under UserRole."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_figure else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole and column.kind == "text":
            words = self.words(index.row(), index.column())
            return words if len(words) > column.width // 14 else None
        if role == TONE_ROLE and column.kind == "pill":
            return self._pills(index.row(), index.column())
        if role == Qt.ItemDataRole.UserRole:
            row = self.row(index.row())
            return row[0] if row else None
        return None

    def _pills(self, number: int, place: int) -> list[tuple[str, str]]:
        row = self.row(number)
        value = row[place + 1] if row else None
        texts = value if isinstance(value, (list, tuple)) else [value] if value else []
        tone = self.columns[place].tone or tone_of
        return [(str(text), tone(str(text))) for text in texts]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Labels of the columns."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.columns[section].label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.columns[section].is_figure
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; -1 gives the source's own order back."""
        chosen = self.columns[column] if 0 <= column < len(self.columns) else None
        wanted = (chosen.key, order == Qt.SortOrder.DescendingOrder) if chosen and chosen.sortable else None
        if wanted != self.sorted_by:
            self.beginResetModel()
            self.sorted_by = wanted
            self._windows.clear()
            self.endResetModel()
