"""Short questions and messages in plain words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.ui import theme


class Question(QDialog):
    """An icon, a sentence and buttons; the safe one has the keyboard. ``entry`` is there when asked for."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        sentence: str,
        *,
        yes: str = "知道了",
        no: str = "",
        danger: bool = False,
        entry: str = "",
        icon: tuple[str, str] = ("info-circle", "primary"),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.scaled(420))
        picture = QLabel()
        picture.setPixmap(theme.pixmap(*icon, 28))
        self.words = QLabel(sentence)
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(theme.scaled(320))
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.words, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 22, 24, 18)
        box.setSpacing(16)
        box.addLayout(top)
        self.entry = QLineEdit()
        self.yes = QPushButton(yes)
        theme.mark(self.yes, kind="danger" if danger else "primary")
        if entry:
            box.addLayout(self._entry_row(entry))
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addStretch()
        self.no = QPushButton(no or "取消")
        if no:
            foot.addWidget(self.no)
        foot.addWidget(self.yes)
        box.addLayout(foot)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        for button in (self.yes, self.no):
            button.setAutoDefault(not entry)
        (self.entry if entry else self.no if danger and no else self.yes).setFocus()

    def _entry_row(self, label: str) -> QHBoxLayout:
        words = QLabel(label)
        words.setBuddy(self.entry)
        theme.mark(words, role="label")
        self.entry.setAccessibleName(label)
        self.entry.textChanged.connect(lambda text: self.yes.setEnabled(bool(text.strip())))
        self.entry.returnPressed.connect(lambda: self.yes.click())
        self.yes.setEnabled(False)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(words)
        row.addWidget(self.entry, 1)
        return row

    def asked(self) -> bool:
        """Show it and say whether it was agreed to."""
        return self.exec() == QDialog.DialogCode.Accepted


def tell(parent: QWidget | None, sentence: str, title: str = "提示") -> None:
    """Say something that needs no answer."""
    Question(parent, title, sentence).asked()


def show_failure(parent: QWidget | None, failure: Failure, title: str = "没有办成") -> None:
    """Say why something was not done."""
    Question(parent, title, failure.sentence, icon=("alert-triangle", "amber")).asked()


def ask(
    parent: QWidget | None,
    sentence: str,
    yes: str = "确定",
    no: str = "取消",
    *,
    title: str = "请确认",
    danger: bool = False,
) -> bool:
    """Ask a question; with ``danger`` the keyboard stands on the safe answer."""
    icon = ("alert-triangle", "red") if danger else ("help", "primary")
    return Question(parent, title, sentence, yes=yes, no=no, danger=danger, icon=icon).asked()


def ask_reason(
    parent: QWidget | None,
    title: str,
    sentence: str,
    label: str = "原因",
    yes: str = "确定",
    *,
    danger: bool = False,
) -> str | None:
    """Ask for agreement with a reason; the reason, or None when it was not agreed to."""
    icon = ("alert-triangle", "red" if danger else "amber")
    question = Question(parent, title, sentence, yes=yes, no="取消", danger=danger, entry=label, icon=icon)
    return question.entry.text().strip() if question.asked() else None
