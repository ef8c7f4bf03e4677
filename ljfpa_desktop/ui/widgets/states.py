"""What stands where content is missing: empty, loading, failed, each with a sentence and a way on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ljfpa_desktop.ui import theme


class StateView(QWidget):
    """An icon, a sentence, and perhaps a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, role="plain")
        self.picture = QLabel()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.mark(self.sentence, role="subtitle")
        self.button = QPushButton()
        self.button.clicked.connect(self._on_clicked)
        self._do: Callable[[], object] | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(12)
        box.addStretch(2)
        box.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self.sentence)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)

    def show_state(
        self,
        icon: str,
        sentence: str,
        button: str = "",
        do: Callable[[], object] | None = None,
        token: str = "faint",
    ) -> None:
        """Change icon (with its colour token), words and button."""
        self.picture.setPixmap(theme.pixmap(icon, token, 44))
        self.sentence.setText(sentence)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self._do = do

    def _on_clicked(self) -> None:
        if self._do is not None:
            self._do()


def scrolled(widget: QWidget) -> QScrollArea:
    """A widget that scrolls up and down when there is not enough room, for forms and pages of cards."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    theme.mark(widget, role=widget.property("role") or "plain")
    area.setWidget(widget)
    area.viewport().setAutoFillBackground(False)
    widget.setAutoFillBackground(False)
    return area
