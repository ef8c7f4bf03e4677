"""A sheet to fill in: typing, paste from WPS, fill down, undo, and what is wrong in each cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ljfpa_desktop.ui import theme

from .cells import as_tsv, from_tsv, words_of
from .grid_model import Answer, Flaw, GridColumn, GridModel, OnEdited, text_of
from .pills import PROBLEM_ROLE, CellDelegate

__all__ = ["Answer", "Flaw", "Grid", "GridColumn"]


class _EntryDelegate(CellDelegate):
    """Cells are typed into a plain line; columns with choices complete what is typed."""

    has_lines = False

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """A line as high as the cell."""
        line = QLineEdit(parent)
        theme.mark(line, role="cell")
        model = index.model()
        assert isinstance(model, GridModel)
        column = model.columns[index.column()]
        line.setAccessibleName(column.label)
        if column.choices:
            finder = QCompleter(list(column.choices), line)
            finder.setFilterMode(Qt.MatchFlag.MatchContains)
            theme.mark(finder.popup(), role="popup")
            line.setCompleter(finder)
        return line


class _Sheet(QTableView):
    """The view; keys of a sheet are told to the grid."""

    pressed_key = Signal(str)
    KEYS = (
        ("paste", QKeySequence.StandardKey.Paste),
        ("copy", QKeySequence.StandardKey.Copy),
        ("undo", QKeySequence.StandardKey.Undo),
    )

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, role="grid")
        self.setItemDelegate(_EntryDelegate(self))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.size("row") - 4)
        self.verticalHeader().setMinimumWidth(theme.scaled(44))
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFixedHeight(theme.size("row"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down, Tab right; paste, copy, undo, fill down, clear and F8 are the grid's."""
        key, held = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        named = [name for name, keys in self.KEYS if event.matches(keys)]
        if named:
            self.pressed_key.emit(named[0])
        elif held and key == Qt.Key.Key_D:
            self.pressed_key.emit("fill")
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.pressed_key.emit("clear")
        elif key == Qt.Key.Key_F8:
            self.pressed_key.emit("next")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            if self.state() != QAbstractItemView.State.EditingState:  # else the closing editor goes down
                self.go_down()
        else:
            super().keyPressEvent(event)

    def go_down(self) -> None:
        """To the cell below."""
        index = self.currentIndex()
        below = self.model().index(index.row() + 1, index.column())
        if below.isValid():
            self.setCurrentIndex(below)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Enter in a cell the one below is next."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self.go_down()


class Grid(QFrame):
    """Rows are dicts by column key. Each edit asks ``on_edited(row, key, text)``, which answers the row anew.

    ``new_row`` makes an empty row; with it pasting beyond the end adds rows.
    """

    edited = Signal()
    current_changed = Signal(int)

    def __init__(
        self,
        columns: Sequence[GridColumn],
        on_edited: OnEdited,
        *,
        new_row: Callable[[], Mapping[str, Any]] | None = None,
    ) -> None:
        super().__init__()
        theme.mark(self, role="card")
        self.model = GridModel(columns, on_edited, new_row)
        self.view = _Sheet()
        self.view.setAccessibleName("表格")
        self.view.setModel(self.model)
        self.setFocusProxy(self.view)
        for place, column in enumerate(columns):
            self.view.setColumnWidth(place, theme.scaled(column.width))
        self.view.horizontalHeader().setStretchLastSection(True)
        self._acts: dict[str, Callable[[], object]] = {
            "paste": self.paste, "copy": self.copy, "undo": self.model.undo,
            "fill": self.fill_down, "clear": self.clear_cells, "next": self.next_flaw,
        }  # fmt: skip
        self.view.pressed_key.connect(lambda name: self._acts[name]())
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.totals = QLabel()
        theme.mark(self.totals, role="strong")
        self.flaw_button = QPushButton()
        theme.mark(self.flaw_button, kind="link")
        self.flaw_button.setToolTip("到下一个有问题的格子（F8）")
        self.flaw_button.clicked.connect(self.next_flaw)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 5, 12, 5)
        foot.setSpacing(12)
        foot.addWidget(self.sentence, 1)
        foot.addWidget(self.flaw_button)
        foot.addWidget(self.totals)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addWidget(self.view, 1)
        box.addLayout(foot)
        self.model.edited.connect(self._refresh)
        self.model.edited.connect(self.edited)
        self._refresh()

    def put(
        self, rows: Sequence[Mapping[str, Any]], flaws: Sequence[Mapping[str, Flaw]] | None = None
    ) -> None:
        """Show rows with their flaws; the first cell that can be edited becomes current."""
        self.model.put(rows, flaws)
        places = [i for i, column in enumerate(self.model.columns) if column.editable]
        if rows:
            self.view.setCurrentIndex(self.model.index(0, places[0] if places else 0))
        self._refresh()

    def set_row(self, number: int, values: Mapping[str, Any], flaws: Mapping[str, Flaw]) -> None:
        """Replace one row, as a check of the whole list does."""
        self.model.set_row(number, values, flaws)
        self._refresh()

    def rows(self) -> list[dict[str, Any]]:
        """The rows as they stand."""
        return [dict(row) for row in self.model.rows]

    def flaws(self) -> list[dict[str, Flaw]]:
        """The flaws of each row."""
        return [dict(flaws) for flaws in self.model.flaws]

    def next_flaw(self) -> bool:
        """Make the next cell with a flaw current, problems before doubts; False when all is well."""
        keys = [column.key for column in self.model.columns]
        for state in ("problem", "doubt"):
            cells = [(r, keys.index(k)) for r, flaws in enumerate(self.model.flaws)
                     for k in keys if k in flaws and flaws[k].state == state]  # fmt: skip
            if cells:
                now = (self.view.currentIndex().row(), self.view.currentIndex().column())
                self.view.setCurrentIndex(self.model.index(*next((c for c in cells if c > now), cells[0])))
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def _block(self) -> tuple[int, int, int, int]:
        """The selected block: first and last row, first and last column."""
        ranges = self.view.selectionModel().selection()
        now = self.view.currentIndex()
        if ranges.isEmpty():
            return now.row(), now.row(), now.column(), now.column()
        chosen = ranges.first()
        return chosen.top(), chosen.bottom(), chosen.left(), chosen.right()

    def copy(self) -> None:
        """Put the selected block on the clipboard as shown (private cells masked)."""
        top, bottom, left, right = self._block()
        cells = [[str(self.model.index(r, c).data() or "") for c in range(left, right + 1)]
                 for r in range(top, bottom + 1)]  # fmt: skip
        QGuiApplication.clipboard().setText(as_tsv(cells))

    def paste(self) -> int:
        """Lay the clipboard over the cells from the current one on; a single cell fills the selection."""
        block = from_tsv(QGuiApplication.clipboard().text())
        top, bottom, left, right = self._block()
        if top < 0:
            top, left, bottom, right = 0, 0, 0, 0
        if len(block) == 1 and len(block[0]) == 1:
            block = [[block[0][0]] * (right - left + 1)] * (bottom - top + 1)
        cells = [(top + r, left + c, text) for r, row in enumerate(block) for c, text in enumerate(row)]
        return self.model.change(cells)

    def fill_down(self) -> int:
        """Fill the selection with its first row; with one row selected, from the row above."""
        top, bottom, left, right = self._block()
        source = top if bottom > top else top - 1
        if source < 0:
            return 0
        texts = {c: text_of(self.model.rows[source].get(self.model.columns[c].key), self.model.columns[c])
                 for c in range(left, right + 1)}  # fmt: skip
        return self.model.change([(r, c, t) for r in range(source + 1, bottom + 1) for c, t in texts.items()])

    def clear_cells(self) -> int:
        """Empty the selected cells."""
        top, bottom, left, right = self._block()
        return self.model.change([(r, c, "") for r in range(top, bottom + 1) for c in range(left, right + 1)])

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        self._say(index)
        self.current_changed.emit(index.row())

    def _say(self, index: QModelIndex) -> None:
        sentence = index.data(Qt.ItemDataRole.ToolTipRole) if index.isValid() else None
        self.sentence.setText(sentence or "")
        if sentence:
            theme.mark(self.sentence, role=index.data(PROBLEM_ROLE))

    def _refresh(self) -> None:
        states = [flaw.state for flaws in self.model.flaws for flaw in flaws.values()]
        parts = [
            f"{states.count(s)} {word}"
            for s, word in (("problem", "处错误"), ("doubt", "处提醒"))
            if s in states
        ]
        self.flaw_button.setText("，".join(parts))
        self.flaw_button.setVisible(bool(parts))
        theme.mark(self.flaw_button, state="problem" if "problem" in states else "doubt")
        kinds = {column.key: column for column in self.model.columns}
        sums = self.model.totals().items()
        said = [f"{kinds[key].label}合计 {words_of(value, kinds[key].kind)}" for key, value in sums]
        self.totals.setText(" · ".join([f"共 {self.model.filled():,} 行", *said]))
        self._say(self.view.currentIndex())
