"""What a section of 设置 is: a heading with words, its content, and a sentence on what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.banner import Banner
from ljfpa_desktop.ui.widgets.form import Form

LABEL_WIDTH = 96


class Section(QWidget):
    """Base of all sections; content goes into ``self.body``, ``concerned`` tables make it reload."""

    title: ClassVar[str] = ""
    words: ClassVar[str] = ""
    icon: ClassVar[str] = "settings"
    concerned: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        theme.mark(self, role="plain")
        heading = QLabel(self.title)
        theme.mark(heading, role="section")
        quiet = QLabel(self.words)
        quiet.setWordWrap(True)
        theme.mark(quiet, role="subtitle")
        self.banner = Banner()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(22, 18, 22, 18)
        self.body.setSpacing(12)
        for widget in (heading, quiet, self.banner):
            self.body.addWidget(widget)

    def reload(self) -> None:
        """Read anew what is shown."""

    def attempt(self, do: Callable[[], Any], good: str = "") -> bool:
        """Do something; its failure, or ``good`` when it went well, stands on top of the section."""
        try:
            do()
        except Failure as failure:
            self.banner.say(failure.sentence)
            return False
        self.banner.say(good, "good")
        return True

    def ask(self, dialog: QDialog, good: str) -> None:
        """Open a dialog; when it was accepted, say so and read anew."""

        def on_accepted() -> None:
            self.banner.say(good, "good")
            self.reload()

        dialog.accepted.connect(on_accepted)
        dialog.open()

    def button(self, text: str, icon: str, do: Callable[[], object], kind: str = "plain") -> QPushButton:
        """A button of the section; off while the office can only be read."""
        token = {"primary": "on-primary", "danger": "red"}.get(kind, "ink")
        made = QPushButton(theme.icon(icon, token), f" {text}")
        made.setAccessibleName(text)
        theme.mark(made, kind=kind)
        made.clicked.connect(lambda: do())
        made.setEnabled(not self.desk.read_only)
        return made


def row_of(*widgets: QWidget) -> QHBoxLayout:
    """Buttons side by side, from the left."""
    row = QHBoxLayout()
    row.setSpacing(10)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row


def lined_up(form: Form) -> Form:
    """A form whose labels stand in one line with those of `Facts` above it."""
    for row in form.rows.values():
        row.label.setMinimumWidth(theme.scaled(LABEL_WIDTH))
        row.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return form


class Facts(QWidget):
    """Lines of a label and its value, such as 上次备份 and when."""

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.values: dict[str, QLabel] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(6)

    def put(self, label: str, value: str) -> None:
        """Show or change one line."""
        if label not in self.values:
            name, shown = QLabel(label), QLabel()
            name.setFixedWidth(theme.scaled(LABEL_WIDTH))
            theme.mark(name, role="label")
            shown.setWordWrap(True)
            shown.setAccessibleName(label)
            self.values[label] = shown
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(name)
            row.addWidget(shown, 1)
            self._box.addLayout(row)
        self.values[label].setText(value)
