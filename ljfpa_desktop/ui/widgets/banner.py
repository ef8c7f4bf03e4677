"""A sentence that stands on top of a form or page: a problem, a doubt, or good news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Warn
from ljfpa_desktop.ui import theme

_ICONS = {
    "problem": ("alert-circle", "red"), "doubt": ("alert-triangle", "amber"),
    "good": ("circle-check", "green"), "info": ("info-circle", "slate"),
}  # fmt: skip


class Banner(QFrame):
    """Hidden until it has something to say. States: problem, doubt, good, info."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, role="banner")
        self.picture = QLabel()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 9, 12, 9)
        row.setSpacing(10)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.hide()

    def say(self, sentence: str, state: str = "problem") -> None:
        """Show a sentence; an empty one hides the banner."""
        icon, token = _ICONS[state]
        self.picture.setPixmap(theme.pixmap(icon, token))
        self.words.setText(sentence)
        self.setAccessibleName(sentence)
        theme.mark(self, state=state)
        self.setVisible(bool(sentence))


class Doubts(QWidget):
    """Warnings, each with an entry for the reason that overrides it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reasons: dict[str, QLineEdit] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 2, 0, 4)
        self._box.setSpacing(4)
        self.hide()

    def show_warnings(self, warnings: Sequence[Warn]) -> None:
        """Replace what is shown; the reasons already typed for a code stay."""
        kept = self.given()
        while (item := self._box.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.reasons = {}
        for warning in warnings:
            sentence = QLabel(warning.sentence)
            sentence.setWordWrap(True)
            theme.mark(sentence, role="doubt")
            reason = QLineEdit(kept.get(warning.code, ""))
            reason.setPlaceholderText("情况属实？写明理由再保存")
            reason.setAccessibleName(f"理由：{warning.sentence}")
            self.reasons[warning.code] = reason
            self._box.addWidget(sentence)
            self._box.addWidget(reason)
        self.setVisible(bool(warnings))

    def given(self) -> Mapping[str, str]:
        """The reasons typed: code -> reason."""
        return {code: line.text().strip() for code, line in self.reasons.items() if line.text().strip()}
