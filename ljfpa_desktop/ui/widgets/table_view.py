"""The view inside a list: rows of one height, Enter opens, columns share the width."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QTableView

from ljfpa_desktop.ui import theme

from .pills import CellDelegate


class _RowDelegate(CellDelegate):
    """Frames the whole row that has the keyboard, as lists are walked row by row."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def frame(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """A line above and below each cell of the current row, and at its ends."""
        active = state & QStyle.StateFlag.State_Active and self._view.hasFocus()
        if not active or index.row() != self._view.currentIndex().row():
            return
        header, tone = self._view.horizontalHeader(), theme.colour("focus")
        shown = [i for i in range(header.count()) if not header.isSectionHidden(header.logicalIndex(i))]
        here = header.visualIndex(index.column())
        painter.fillRect(rect.x(), rect.y(), rect.width(), 2, tone)
        painter.fillRect(rect.x(), rect.bottom() - 1, rect.width(), 2, tone)
        if here == shown[0]:
            painter.fillRect(rect.x(), rect.y(), 2, rect.height(), tone)
        if here == shown[-1]:
            painter.fillRect(rect.right() - 1, rect.y(), 2, rect.height(), tone)


class RowView(QTableView):
    """A table view of whole rows; ``entered``: Enter or a double click, ``copied``: Ctrl+C."""

    entered = Signal()
    copied = Signal()
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.size("row"))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setFixedHeight(theme.size("header"))
        header.setMinimumSectionSize(48)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.setSortIndicatorClearable(True)
        self.doubleClicked.connect(lambda: self.entered.emit())

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """The headers get a selection of their own: asking the view's row by row takes seconds."""
        super().setModel(model)
        if model is not None:
            for header in (self.horizontalHeader(), self.verticalHeader()):
                header.setSelectionModel(QItemSelectionModel(model, self))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The row the keyboard stands on is selected, when nothing is."""
        super().focusInEvent(event)
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.selectRow(self.currentIndex().row())

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The frame goes along in all columns."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Typing in a list searches nothing: Qt would read every row for it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row; Ctrl+C copies."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the width."""
        super().resizeEvent(event)
        self.resized.emit()
