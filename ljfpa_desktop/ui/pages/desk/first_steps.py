"""What a new office sees instead of figures: the three first steps, each with its button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.widgets.cards import Card, empty, label


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, why, its button, and whether it is done."""

    title: str
    words: str
    button: str
    do: Callable[[], object]
    is_done: bool = False


class FirstSteps(Card):
    """Steps below each other with their numbers; a step that is done has a tick instead of its button."""

    def __init__(self) -> None:
        super().__init__("从这里开始")
        self.body.addWidget(label("办完这三步，就可以发慰问、办活动、出月报了。", "subtitle"))
        self.buttons: list[QPushButton] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.body.addStretch()

    def put(self, steps: Sequence[Step]) -> None:
        """Show the steps."""
        empty(self._rows)
        self.buttons = []
        for number, step in enumerate(steps, 1):
            self._rows.addWidget(self._row(number, step, number == len(steps)))

    def _row(self, number: int, step: Step, last: bool) -> QFrame:
        row = QFrame()
        theme.mark(row, role="row", state="last" if last else "")
        mark = QLabel()
        if step.is_done:
            mark.setPixmap(theme.pixmap("circle-check", "green", 28))
        else:
            mark.setText(str(number))
            theme.mark(mark, role="figure")
        mark.setFixedWidth(theme.scaled(40))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(step.title, "strong"))
        words.addWidget(label(step.words, "quiet", wrap=True))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 14, 0, 14)
        line.setSpacing(14)
        line.addWidget(mark)
        line.addLayout(words, 1)
        if step.is_done:
            line.addWidget(label("已办好", "good"))
        else:
            button = QPushButton(step.button)
            theme.mark(button, kind="primary" if not self.buttons else "plain")
            button.clicked.connect(lambda: step.do())
            self.buttons.append(button)
            line.addWidget(button)
        return row
