"""Work put off until people see something: the window paints first, then counts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class _Watch(QObject):
    def __init__(self, widget: QWidget, do: Callable[[], object]) -> None:
        super().__init__(widget)
        self._widget, self._do = widget, do
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self, self._go)  # once all of this paint stands on the screen
        return super().eventFilter(watched, event)

    def _go(self) -> None:
        if self._widget.isVisible():  # a window closed at once has let go of its database
            self._do()
        self.deleteLater()


def after_first_paint(widget: QWidget, do: Callable[[], object]) -> None:
    """Call ``do`` once, when ``widget`` was painted for the first time from now and is still in view."""
    _Watch(widget, do)
