"""Like problems asked once: a word nobody understands, and what it stands for from now on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from ljfpa_desktop.services.importing.intake import Question
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.widgets.choice_box import ChoiceBox, Unreadable


class QuestionBar(QFrame):
    """One question at a time; ``answered(question, code)``. A skipped one comes again at the end."""

    answered = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, role="banner", state="doubt")
        picture = QLabel()
        picture.setPixmap(theme.pixmap("help", "amber"))
        self.sentence = QLabel()
        self.choice = ChoiceBox()
        self.choice.setMinimumWidth(theme.scaled(220))
        self.choice.setAccessibleName("按哪一个登记")
        self.choice.committed.connect(lambda: self.go.setFocus())
        self.go = QPushButton("都按这个")
        self.go.setToolTip("这些行都按它登记，以后的名册也记住")
        self.later = QPushButton("先看下一个")
        theme.mark(self.go, kind="small")
        theme.mark(self.later, kind="small")
        self.go.clicked.connect(self._on_go)
        self.later.clicked.connect(self._on_later)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(picture)
        row.addWidget(self.sentence, 1)
        for widget in (self.choice, self.go, self.later):
            row.addWidget(widget)
        self._questions: list[Question] = []
        self.hide()

    @property
    def current(self) -> Question | None:
        """The question asked now."""
        return self._questions[0] if self._questions else None

    def ask(self, questions: Sequence[Question]) -> None:
        """Take what is open now; the bar hides when nothing is."""
        self._questions = list(questions)
        self.setVisible(bool(self._questions))
        self.later.setVisible(len(self._questions) > 1)
        if self.current:
            rest = len(self._questions) - 1
            more = f"（另有 {rest} 个问题）" if rest else ""
            self.sentence.setText(self.current.sentence + more)
            self.choice.offer(self.current.choices)
            self.choice.put(self.current.proposal or None)

    def _on_go(self) -> None:
        try:
            code = self.choice.value()
        except Unreadable:
            code = None
        if self.current is None:
            return
        if code is None:
            theme.mark(self.choice, state="problem")
            self.choice.setFocus()
            return
        theme.mark(self.choice, state="")
        self.answered.emit(self.current, str(code))

    def _on_later(self) -> None:
        self.ask([*self._questions[1:], *self._questions[:1]])
