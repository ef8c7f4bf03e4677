"""Which columns a list shows and how wide: chosen by a person, remembered, sharing the width."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QTableView

from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Memory

from .cells import Column

WIDEST, NARROWEST = 1.7, 0.85  # how far figures stretch and all shrink with the width


class ColumnChoice(QObject):
    """Keeps the columns of one view; ``name`` is the key in the memory."""

    def __init__(self, view: QTableView, columns: Sequence[Column], name: str, memory: Memory) -> None:
        super().__init__(view)
        self._view, self._columns, self._name, self._memory = view, tuple(columns), name, memory
        self._fitting = False
        self._own: dict[str, int] = dict(memory.get(f"widths/{name}") or {})
        header = view.horizontalHeader()
        header.customContextMenuRequested.connect(lambda at: self.menu().popup(header.mapToGlobal(at)))
        header.sectionResized.connect(self._on_resized)
        self.show(memory.get(f"columns/{name}") or [c.key for c in self._columns if c.shown])

    def show(self, keys: Sequence[str]) -> None:
        """Show these columns; at least one stays."""
        wanted = [c.key for c in self._columns if c.key in keys] or [self._columns[0].key]
        for place, column in enumerate(self._columns):
            self._view.setColumnHidden(place, column.key not in wanted)
        self.fit()

    def arrange(self, keys: Sequence[str]) -> None:
        """Show these columns in this order from left to right, and remember which."""
        header = self._view.horizontalHeader()
        place_of = {column.key: place for place, column in enumerate(self._columns)}
        for to, key in enumerate(key for key in keys if key in place_of):
            header.moveSection(header.visualIndex(place_of[key]), to)
        self.show(keys)
        self._memory.set(f"columns/{self._name}", self.shown())

    def shown(self) -> list[str]:
        """Keys of the columns in view."""
        return [c.key for i, c in enumerate(self._columns) if not self._view.isColumnHidden(i)]

    def places(self) -> list[int]:
        """The columns in view from left to right, also after a person moved them."""
        header = self._view.horizontalHeader()
        order = (header.logicalIndex(i) for i in range(header.count()))
        return [place for place in order if not self._view.isColumnHidden(place)]

    def menu(self) -> QMenu:
        """The menu that chooses columns; what is chosen is remembered."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in self._columns:
            action = menu.addAction(column.label)
            action.setCheckable(True)
            action.setChecked(column.key in self.shown())
            action.toggled.connect(lambda on, key=column.key: self._on_toggled(key, on))
        return menu

    def _on_toggled(self, key: str, on: bool) -> None:
        shown = self.shown()
        self.show([*shown, key] if on else [k for k in shown if k != key])
        self._memory.set(f"columns/{self._name}", self.shown())

    def fit(self) -> None:
        """Give spare width to the columns a person has not drawn themselves."""
        places = self.places()
        own = {i: self._own[self._columns[i].key] for i in places if self._columns[i].key in self._own}
        free = [i for i in places if i not in own]
        wanted = sum(theme.scaled(self._columns[i].width) for i in free) or 1
        room = self._view.viewport().width() - sum(own.values())
        share = min(max(room / wanted, NARROWEST), WIDEST)
        widths = {i: int(theme.scaled(self._columns[i].width) * share) for i in free}
        wordy = [i for i in free if self._columns[i].kind in ("text", "pill")]
        spare = max(0, room - sum(widths.values())) // max(1, len(wordy))
        self._fitting = True
        for place in places:
            more = spare if place in wordy else 0
            self._view.setColumnWidth(place, own.get(place) or widths[place] + more)
        self._fitting = False

    def _on_resized(self, place: int, _old: int, new: int) -> None:
        drawn = QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton
        if drawn and not self._fitting and new > 0:
            self._own[self._columns[place].key] = new
            self._memory.set(f"widths/{self._name}", self._own)
