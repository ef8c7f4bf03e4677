"""What is said of the current row, each problem with the value it proposes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.services.importing.family_doubts import JOINED
from ljfpa_desktop.services.importing.parsed import Problem
from ljfpa_desktop.ui import theme

CHECK_DIGIT = 9  # the rule of DOMAIN.md 8.3
SHOWN = 3  # more than this many lines would push the grid away


class RowNotes(QFrame):
    """``accepted(problem)`` when its proposal is to be put into the cell."""

    accepted = Signal(object)
    let_stand = Signal(object)  # a number that stands so on the paper; two rows that are one family

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, role="card")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(14, 6, 14, 6)
        self._box.setSpacing(2)
        self.setFixedHeight(theme.scaled(86))
        self.buttons: list[QPushButton] = []
        self._box.addStretch()

    def show_problems(self, heading: str, problems: Sequence[Problem]) -> None:
        """Show the row's name and what is said of it."""
        while (item := self._box.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = []
        if not problems:
            words = QLabel(f"{heading}没有问题。" if heading else "选一行，看它有没有问题。")
            theme.mark(words, role="quiet")
            self._box.addWidget(words)
        for problem in problems[:SHOWN]:
            self._box.addWidget(self._line(problem))
        if len(problems) > SHOWN:
            more = QLabel(f"还有 {len(problems) - SHOWN} 条，改好上面的再看。")
            theme.mark(more, role="quiet")
            self._box.addWidget(more)
        self._box.addStretch()

    def _line(self, problem: Problem) -> QWidget:
        line = QWidget()
        theme.mark(line, role="plain")
        icon, token = ("alert-circle", "red") if problem.level == "error" else ("alert-triangle", "amber")
        picture, words = QLabel(), QLabel(problem.message)
        picture.setPixmap(theme.pixmap(icon, token, 18))
        words.setToolTip(problem.message)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(picture)
        row.addWidget(words, 1)
        if problem.proposal:
            row.addWidget(self._button(f"改成 {problem.proposal}", lambda: self.accepted.emit(problem)))
        if problem.level == "error" and problem.rule == CHECK_DIGIT and problem.code.startswith("id:"):
            row.addWidget(self._button("证件上就是这样", lambda: self.let_stand.emit(problem)))
        if problem.code.startswith(JOINED):
            row.addWidget(self._button("是一户，合在一起", lambda: self.let_stand.emit(problem)))
        return line

    def _button(self, text: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        theme.mark(button, kind="small")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: do())
        self.buttons.append(button)
        return button
