"""The list of a page: sorting, choosing columns, selecting many, copying, totals, and its states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Forgetful, Memory

from .cells import Column, as_tsv, words_of
from .column_choice import ColumnChoice
from .states import StateView
from .table_model import WINDOW, Source, TableModel
from .table_view import RowView


class Table(QFrame):
    """A list over a `Source`. ``name`` is the key under which columns are remembered in ``memory``.

    ``empty`` is the sentence for no rows, ``empty_button`` its button (text, what it does).
    """

    opened = Signal(object)  # id of the row opened by Enter or double click
    current_changed = Signal(object)  # id of the current row, or None
    selection_changed = Signal()  # see selected_ids

    def __init__(
        self,
        source: Source,
        columns: Sequence[Column],
        *,
        name: str = "",
        memory: Memory | None = None,
        empty: str = "这里还没有记录。",
        empty_button: tuple[str, Callable[[], object]] | None = None,
        unit: str = "条",
    ) -> None:
        super().__init__()
        theme.mark(self, role="card")
        self._unit, self._empty, self._empty_button = unit, empty, empty_button or ("", None)
        self.model = TableModel(source, columns)
        self.model.failed.connect(self.show_failure)
        self.view = RowView()
        self.view.setAccessibleName("列表")
        self.view.setModel(self.model)
        self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.view.setSortingEnabled(True)
        self.setFocusProxy(self.view)
        self.columns = ColumnChoice(self.view, columns, name, memory or Forgetful())
        self.view.resized.connect(self.columns.fit)
        self.view.entered.connect(lambda: self.opened.emit(self.current_id()))
        self.view.copied.connect(self.copy)
        chosen = self.view.selectionModel()
        chosen.currentRowChanged.connect(lambda: self.current_changed.emit(self.current_id()))
        chosen.selectionChanged.connect(lambda: self.selection_changed.emit())
        self.state = StateView()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.state)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 4, 1, 1)
        box.setSpacing(0)
        box.addWidget(self.stack, 1)
        box.addLayout(self._foot())
        self.show_state("refresh", "正在读取……")

    def _foot(self) -> QHBoxLayout:
        self.totals = QLabel()
        theme.mark(self.totals, role="quiet")
        self.chooser = chooser = QToolButton()
        chooser.setIcon(theme.icon("columns", "quiet"))
        chooser.setToolTip("选择显示哪些列")
        chooser.setAccessibleName("选择列")
        chooser.clicked.connect(
            lambda: self.columns.menu().popup(chooser.mapToGlobal(chooser.rect().topLeft()))
        )
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 2, 6, 2)
        foot.addWidget(self.totals, 1)
        foot.addWidget(chooser)
        return foot

    def reload(self) -> None:
        """Read anew; keeps the current cell when its row is still there, and the place."""
        kept, at = self.current_id(), self.view.verticalScrollBar().value()
        row, column = self.view.currentIndex().row(), self.view.currentIndex().column()
        try:
            self.model.load()
            totals = dict(self.model.source.totals(self.model.filters)) if self.model.source.totals else {}
        except Failure as failure:
            self.show_failure(failure.sentence)
            return
        count, of = self.model.rowCount(), {c.key: c for c in self.model.columns}
        sums = [f"{of[key].label}合计 {words_of(value, of[key].kind)}" for key, value in totals.items()]
        self.totals.setText(" · ".join([f"共 {count:,} {self._unit}", *sums]) if count else "")
        if count:
            self._bring_up(self.view, self.view)
            if kept is not None and not self.select_id(kept, row):
                self.current_changed.emit(None)
            elif kept is not None:  # where a cell opens a list of its own, the cell stays current too
                self.select_row(self.view.currentIndex().row(), column)
            self.view.verticalScrollBar().setValue(at)
            return
        if self.model.filters and self.model.source.count({}):
            self.show_state("search", "没有符合条件的记录。换个条件再试。")
        else:
            self.show_state("clipboard-list", self._empty, *self._empty_button)
        if kept is not None:
            self.current_changed.emit(None)

    def show_state(
        self, icon: str, sentence: str, button: str = "", do: Callable[[], object] | None = None
    ) -> None:
        """Show a sentence in place of the rows."""
        self.state.show_state(icon, sentence, button, do)
        self._bring_up(self.state, self.state.button if button else None)

    def _bring_up(self, shown: QWidget, keyboard: QWidget | None) -> None:
        """Show the rows or the state; Tab would get stuck before a list whose proxy is out of view."""
        self.stack.setCurrentWidget(shown)
        self.setFocusProxy(keyboard)  # pyright: ignore[reportArgumentType]  # None takes it away

    def show_failure(self, sentence: str) -> None:
        """Show why the list cannot be read, with a button to try again."""
        self.show_state("alert-triangle", sentence, "再试一次", self.reload)

    def filter_by(self, **filters: Any) -> None:
        """Set the filters (empty ones are left out) and read anew from the top."""
        self.model.filters = {k: v for k, v in filters.items() if v not in (None, "")}
        self.view.verticalScrollBar().setValue(0)
        self.reload()

    def current_id(self) -> Any:
        """Id of the current row, or None."""
        return self.view.currentIndex().data(Qt.ItemDataRole.UserRole)

    def selected_ids(self) -> list[Any]:
        """Ids of the selected rows from top to bottom."""
        rows = (self.model.row(number) for number in self._selected())
        return [row[0] for row in rows if row]

    def _selected(self) -> list[int]:
        chosen = self.view.selectionModel().selection()  # blocks: row by row takes long for a whole list
        blocks = (chosen.at(i) for i in range(chosen.size()))
        return sorted({n for block in blocks for n in range(block.top(), block.bottom() + 1)})

    def select_id(self, record_id: Any, near: int = 0) -> bool:
        """Make the row of this id current, looked for within 2,000 rows of ``near``; False if not there."""
        count = self.model.rowCount()
        around = range(max(0, near - 10 * WINDOW), min(count, near + 10 * WINDOW))
        for number in (*range(near, min(near + 1, count)), *around):
            row = self.model.row(number) if number >= 0 else None
            if row and row[0] == record_id:
                self.select_row(number)
                return True
        return False

    def select_row(self, number: int, place: int | None = None) -> None:
        """Make a row current, at its first column or the ``place`` given, and select it alone."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        index = self.model.index(number, self.columns.places()[0] if place is None else place)
        self.view.selectionModel().setCurrentIndex(index, flags)

    def as_rows(self, numbers: Sequence[int] | None = None) -> list[list[str]]:
        """Header and rows (all without ``numbers``) as shown, masked where masked: to copy, print, export."""
        places = self.columns.places()
        chosen = range(self.model.rowCount()) if numbers is None else numbers
        rows = ([self.model.words(number, place) for place in places] for number in chosen)
        return [[self.model.columns[place].label for place in places], *rows]

    def copy(self) -> None:
        """Put the selected rows with their header on the clipboard."""
        QGuiApplication.clipboard().setText(as_tsv(self.as_rows(self._selected())))
