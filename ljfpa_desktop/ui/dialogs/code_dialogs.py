"""Codes shown once, printed and sealed away: an office's recovery code, the county's root code."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.theme import mark
from ljfpa_desktop.ui.widgets.preview import PreviewDialog


class KeptCodeDialog(QDialog):
    """Shows a code once; it can be left only after saying that it was kept. ``paper`` draws its page."""

    name: ClassVar[str] = ""
    note: ClassVar[str] = ""

    def __init__(self, code: str, paper: Callable[[], bytes], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.name)
        self.setMinimumWidth(560)
        self.code, self._paper = code, paper
        heading = QLabel(f"请打印{self.name}，装进信封封存")
        mark(heading, role="title")
        words = QLabel(self.note)
        words.setWordWrap(True)
        mark(words, role="subtitle")
        shown = QLabel(code)
        shown.setAccessibleName(self.name)
        shown.setFont(theme.font("title", QFont.Weight.Bold))
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.kept = QCheckBox(f"我已打印或抄好{self.name}，并会封存保管")
        print_button = QPushButton(theme.icon("printer"), " 打印")
        mark(print_button, kind="plain")
        print_button.clicked.connect(self._on_print)
        self.go_on = QPushButton("继续")
        mark(self.go_on, kind="primary")
        self.go_on.setEnabled(False)
        self.kept.toggled.connect(self.go_on.setEnabled)
        self.go_on.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(print_button)
        foot.addStretch()
        foot.addWidget(self.go_on)
        box = QVBoxLayout(self)
        box.setContentsMargins(28, 24, 28, 22)
        box.setSpacing(16)
        for widget in (heading, words, shown, self.kept):
            box.addWidget(widget)
        box.addLayout(foot)

    def _on_print(self) -> None:
        PreviewDialog(self._paper(), self.name, self).open()

    def reject(self) -> None:
        """Esc does not take the code away before it was kept."""
        if self.kept.isChecked():
            super().reject()


class CodeDialog(KeptCodeDialog):
    """The recovery code of an office."""

    name = "恢复码"
    note = "忘记密码或换电脑时，只有恢复码能打开数据。它只显示这一次，谁也无法补发。"

    def __init__(self, title: str, login: str, code: str, parent: QWidget | None = None) -> None:
        def paper() -> bytes:
            from ljfpa_desktop.reports import recovery

            return recovery.pdf(title, login, code)

        super().__init__(code, paper, parent)


class RootCodeDialog(KeptCodeDialog):
    """The code behind all exchange of a county: it lets a new computer take the lost one's place."""

    name = "县级总恢复码"
    note = "县里的电脑丢失或损坏时要用它证明换上的电脑是县里的。它只显示这一次，谁也无法补发。"

    def __init__(self, title: str, code: str, parent: QWidget | None = None) -> None:
        def paper() -> bytes:
            from ljfpa_desktop.reports import recovery

            return recovery.root_pdf(title, code)

        super().__init__(code, paper, parent)
