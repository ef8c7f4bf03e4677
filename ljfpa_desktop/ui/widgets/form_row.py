"""One row of a form: label, editor, and below it what is wrong or doubtful."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Warn
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.ui import theme

from .banner import Doubts
from .editors import DateEdit, Editor


class FormRow(QWidget):
    """Holds the editor; its label stands in ``label`` for the form to lay out."""

    def __init__(self, name: str, declared: Field, editor: Editor) -> None:
        super().__init__()
        self.name, self.declared, self.editor = name, declared, editor
        self.label = QLabel(declared.label + (" *" if declared.required else ""))
        self.label.setBuddy(editor)
        self.label.setMinimumHeight(theme.size("control"))
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        theme.mark(self.label, role="label")
        editor.setAccessibleName(declared.label)
        editor.setAccessibleDescription(declared.note)
        self.note = QLabel(declared.note)
        self.problem = QLabel()
        for label, role in ((self.note, "quiet"), (self.problem, "problem")):
            label.setWordWrap(True)
            theme.mark(label, role=role)
        self.note.setVisible(bool(declared.note))
        self.problem.hide()
        self.doubts = Doubts()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        for widget in (editor, self.note, self.problem, self.doubts):
            box.addWidget(widget)
        box.addStretch()
        if isinstance(editor, DateEdit):
            editor.remarked.connect(self.remark)

    def show_problem(self, sentence: str, state: str = "problem") -> None:
        """Say what is wrong; an empty sentence takes it away."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        theme.mark(self.problem, role=state)
        theme.mark(self.editor, state=state if sentence else "")
        self.editor.setAccessibleDescription(sentence or self.declared.note)

    def remark(self, sentence: str) -> None:
        """Say what was read with a doubt."""
        self.show_problem(sentence, "doubt")

    def show_doubts(self, warnings: Sequence[Warn]) -> None:
        """Show warnings with their reason entries."""
        self.doubts.show_warnings(warnings)
        if not self.problem.text():
            theme.mark(self.editor, state="doubt" if warnings else "")
