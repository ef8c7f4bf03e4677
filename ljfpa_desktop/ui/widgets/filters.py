"""The row of filters above a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Memory

WAIT_MS = 200


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice of the row: ``all_text`` stands for no filter (全部村居), ``choices`` are (code, label)."""

    key: str
    all_text: str
    choices: Sequence[tuple[Any, str]]
    chosen: Any = None


class FilterBar(QWidget):
    """Choices and, with ``words`` as its hint, a text entry whose key is ``text``; ``changed(values)``.

    With a ``memory`` the choices of ``name`` are remembered.
    """

    changed = Signal(dict)

    def __init__(
        self, filters: Sequence[Filter], *, words: str = "", name: str = "", memory: Memory | None = None
    ) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self._name, self._memory = name, memory
        self.entry = QLineEdit()
        self.entry.setClearButtonEnabled(True)
        self.boxes: dict[str, QComboBox] = {}
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self._on_changed)
        if words:
            theme.mark(self.entry, role="search")
            self.entry.setPlaceholderText(words)
            self.entry.setAccessibleName(words)
            glass = QAction(theme.icon("search", "quiet"), "", self.entry)
            self.entry.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
            self.entry.textChanged.connect(lambda: self._timer.start())
            row.addWidget(self.entry, 1)
        kept = dict(memory.get(f"filters/{name}") or {}) if memory and name else {}
        for declared in filters:
            row.addWidget(self._box(declared, kept.get(declared.key, declared.chosen)))
        if not words:
            row.addStretch()

    def _box(self, declared: Filter, chosen: Any) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(declared.all_text)
        box.setMinimumWidth(theme.scaled(120))
        box.setMaxVisibleItems(16)
        box.addItem(declared.all_text, None)
        for code, label in declared.choices:
            box.addItem(label, code)
        places = [i for i in range(box.count()) if chosen is not None and box.itemData(i) == chosen]
        box.setCurrentIndex(places[0] if places else 0)
        box.currentIndexChanged.connect(lambda: self._on_changed())
        self.boxes[declared.key] = box
        return box

    def values(self) -> dict[str, Any]:
        """The filters in force: key -> code, and ``text``; those for all are left out."""
        chosen = {key: box.currentData() for key, box in self.boxes.items() if box.currentData() is not None}
        text = self.entry.text().strip()
        return {**chosen, "text": text} if text else chosen

    def put(self, values: Mapping[str, Any]) -> None:
        """Show other filters than before; ``changed`` is emitted once."""
        for key, box in self.boxes.items():
            box.blockSignals(True)
            box.setCurrentIndex(max(0, box.findData(values.get(key))))
            box.blockSignals(False)
        self.entry.blockSignals(True)
        self.entry.setText(str(values.get("text") or ""))
        self.entry.blockSignals(False)
        self._on_changed()

    def add(self, widget: QWidget) -> None:
        """Put something at the end of the row."""
        self._row.addWidget(widget)

    def _on_changed(self) -> None:
        self._timer.stop()
        if self._memory and self._name:
            kept = {k: v for k, v in self.values().items() if k != "text" and isinstance(v, (str, int))}
            self._memory.set(f"filters/{self._name}", kept)
        self.changed.emit(self.values())
