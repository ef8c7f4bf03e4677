"""The grid of a register: the row's number and fate stay in view, cells are mended where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.widgets.cells import as_tsv, from_tsv
from ljfpa_desktop.ui.widgets.pills import CellDelegate

WIDEST, NARROWEST = 220, 64


class _CellEdit(CellDelegate):
    """A line of text over the cell."""

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """An entry in the grid's style."""
        line = QLineEdit(parent)
        theme.mark(line, role="cell")
        return line


class ReviewGrid(QTableView):
    """Typing, Enter or F2 mends the current cell; ``asked_on`` at F8: the next problem."""

    asked_on = Signal()
    asked_back = Signal()  # the last mended cell is to be as it was

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, role="grid")
        self.setItemDelegate(_CellEdit(self))
        self.setAccessibleName("名册内容")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setMinimumWidth(theme.scaled(44))
        self.verticalHeader().setHighlightSections(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.scaled(32))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFixedHeight(theme.scaled(36))

    def fit(self) -> None:
        """Give each column the width of what it holds, within bounds."""
        model = self.model()
        metrics = self.fontMetrics()
        for column in range(model.columnCount()):
            texts = [str(model.headerData(column, Qt.Orientation.Horizontal) or "")]
            texts += [str(model.index(row, column).data() or "") for row in range(min(60, model.rowCount()))]
            width = max(metrics.horizontalAdvance(t) for t in texts) + 26
            self.setColumnWidth(column, min(max(width, NARROWEST), theme.scaled(WIDEST)))
        self.setColumnWidth(0, theme.scaled(76))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the cell; paste, copy, undo, fill down, empty and F8 as in every grid."""
        key, held = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        standard = QKeySequence.StandardKey
        if event.matches(standard.Paste):
            self._write(from_tsv(QGuiApplication.clipboard().text()))
        elif event.matches(standard.Copy):
            QGuiApplication.clipboard().setText(as_tsv([[str(self.currentIndex().data() or "")]]))
        elif event.matches(standard.Undo):
            self.asked_back.emit()
        elif held and key == Qt.Key.Key_D:
            above = self.currentIndex().siblingAtRow(self.currentIndex().row() - 1)
            if above.isValid():
                self._write([[str(above.data() or "")]])
        elif key == Qt.Key.Key_Delete:
            self._write([[""]])
        elif key == Qt.Key.Key_F8:
            self.asked_on.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            # The Enter that ends an entry comes by here too, while the cell is still open.
            if self.currentIndex().isValid() and self.state() != QAbstractItemView.State.EditingState:
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _write(self, block: Sequence[Sequence[str]]) -> None:
        """Put texts into the cells from the current one on."""
        start, model = self.currentIndex(), self.model()
        for down, texts in enumerate(block):
            for right, text in enumerate(texts):
                cell = model.index(start.row() + down, start.column() + right)
                if cell.isValid() and model.flags(cell) & Qt.ItemFlag.ItemIsEditable:
                    model.setData(cell, text)
