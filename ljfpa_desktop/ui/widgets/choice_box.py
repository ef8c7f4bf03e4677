"""A choice from a code table, found by typing part of its name, its code or its initials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from ljfpa_desktop.ui import theme

Choice = tuple[Any, ...]  # code, label, and perhaps words it is also found by
_FOUND_BY = Qt.ItemDataRole.UserRole + 7


class Unreadable(ValueError):
    """What was typed is not a value of its kind; the text is the sentence shown."""


class _Finder(QCompleter):
    """Completes by any part of name, code or initials, and writes the name."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """What a chosen line writes into the box."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class ChoiceBox(QComboBox):
    """``value`` is the code chosen, None while empty; typing narrows the list."""

    committed = Signal()
    edited = Signal()

    def __init__(self, choices: Sequence[Choice] = ()) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        finder = _Finder(self)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setCompletionRole(_FOUND_BY)
        finder.setMaxVisibleItems(12)
        theme.mark(finder.popup(), role="popup")
        self._finder = finder
        self._mover = QTimer(self, singleShot=True, interval=0)
        self._mover.timeout.connect(lambda: self.focusNextChild())
        self._line = line = QLineEdit()
        self.setLineEdit(line)
        line.setPlaceholderText("请选择")
        line.textEdited.connect(lambda: self.edited.emit())
        line.editingFinished.connect(self._on_finished)
        # A form takes Enter for itself; only the list of finds hands one through to the line.
        line.returnPressed.connect(self._move_on)
        self.activated.connect(self._on_activated)
        finder.activated.connect(lambda: self._on_picked())
        self.offer(choices)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Replace what can be chosen; a code that stays keeps chosen."""
        kept = self.currentData()
        model = QStandardItemModel(self)
        for code, label, *words in choices:
            item = QStandardItem(str(label))
            item.setData(code, Qt.ItemDataRole.UserRole)
            item.setData(" ".join([str(label), str(code), *map(str, words)]), _FOUND_BY)
            model.appendRow(item)
        self.setModel(model)
        self._finder.setModel(model)
        self.setCompleter(self._finder)
        self.put(kept)

    def value(self) -> Any:
        """The code chosen; raises Unreadable for words that are not in the list."""
        text = self.currentText().strip()
        if not text:
            return None
        place = self._place_of(text)
        if place < 0:
            raise Unreadable(f"列表里没有“{text}”。请从列表里选一项。")
        return self.itemData(place)

    def _place_of(self, text: str) -> int:
        if self.currentIndex() >= 0 and self.itemText(self.currentIndex()) == text:
            return self.currentIndex()
        exact = self.findText(text, Qt.MatchFlag.MatchFixedString)
        if exact >= 0:
            return exact
        begun = [i for i in range(self.count()) if self.itemText(i).startswith(text)]
        found = [i for i in range(self.count()) if text.lower() in str(self.itemData(i, _FOUND_BY)).lower()]
        single = next((places for places in (begun, found) if len(places) == 1), [-1])
        return single[0]

    def put(self, value: Any) -> None:
        """Choose a code; one that is not offered leaves the box empty."""
        places = [i for i in range(self.count()) if value is not None and self.itemData(i) == value]
        self.setCurrentIndex(places[0] if places else -1)
        if not places:
            self.setEditText("")
        self._line.setCursorPosition(0)

    def raw(self) -> str:
        """The words in the box."""
        return self.currentText()

    def restore(self, raw: str) -> None:
        """Take back the words that stood."""
        self.setCurrentIndex(self.findText(raw, Qt.MatchFlag.MatchExactly))
        self.setEditText(raw)

    def setReadOnly(self, on: bool) -> None:
        """As the other editors."""
        self.setEnabled(not on)

    def _on_activated(self, _place: int = -1) -> None:
        self.edited.emit()
        self.committed.emit()

    def _on_picked(self) -> None:
        self._on_activated()
        self._move_on()

    def _move_on(self) -> None:
        self._mover.start()  # one Enter may come as a pick and as a key of the line: it moves on once

    def _on_finished(self) -> None:
        place = self._place_of(self.currentText().strip()) if self.currentText().strip() else -1
        if place >= 0 and place != self.currentIndex():
            self.setCurrentIndex(place)
            self.committed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form and changes nothing."""
        event.ignore()
