"""A message that stands below for a moment, with a button that takes the act back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ljfpa_desktop.ui import theme

SHOWN_MS = 8000


class Toast(QFrame):
    """Laid over the foot of a window; goes by itself, by its button, or when another comes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        theme.mark(self, role="toast")
        picture = QLabel()
        picture.setPixmap(theme.pixmap("circle-check", "lamp-green"))
        self.words = QLabel()
        self.button = QPushButton()
        theme.mark(self.button, kind="toast")
        self.button.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(10)
        for widget in (picture, self.words, self.button):
            row.addWidget(widget)
        self._undo: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def say(self, sentence: str, undo: Callable[[], object] | None = None, button: str = "撤销") -> None:
        """Show a sentence; ``undo`` is what the button does (Alt+Z)."""
        self._undo = undo
        self.words.setText(sentence)
        self.button.setText(button)
        self.button.setShortcut("Alt+Z")
        self.button.setVisible(undo is not None)
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def _place(self) -> None:
        self.adjustSize()
        window = self._window
        self.move((window.width() - self.width()) // 2 + 90, window.height() - self.height() - 46)

    def _on_clicked(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays in place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
