"""Cards and what stands in them: figures, facts, a time line, things to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ljfpa_desktop.ui import theme


def small_button(text: str, do: Callable[[], object]) -> QPushButton:
    """A small button for the row below a list or beside a fact."""
    made = QPushButton(text)
    theme.mark(made, kind="small")
    made.clicked.connect(lambda: do())
    return made


def label(text: str, role: str, *, wrap: bool = False) -> QLabel:
    """A label in one of the roles of the style sheet."""
    made = QLabel(text)
    made.setWordWrap(wrap)
    theme.mark(made, role=role)
    return made


def empty(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


class Card(QFrame):
    """A white card with a title and perhaps a button, its ``link``; lay widgets out in ``body``."""

    def __init__(self, title: str = "", button: tuple[str, Callable[[], object]] | None = None) -> None:
        super().__init__()
        theme.mark(self, role="card")
        self.link: QPushButton | None = None
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(18, 14, 18, 16)
        self.body.setSpacing(10)
        self.title = label(title, "section")
        self.title.setMinimumHeight(theme.scaled(28))
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch()
        if button is not None:
            text, do = button
            self.link = QPushButton(text)
            theme.mark(self.link, kind="link")
            self.link.clicked.connect(lambda: do())
            head.addWidget(self.link)
        if title or button:
            self.body.addLayout(head)


class StatTile(QFrame):
    """A figure with its name; with ``on_open`` it is a door: click, Enter or Space open what is behind it."""

    def __init__(
        self, name: str, value: str, detail: str = "", on_open: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        theme.mark(self, role="tile", state="door" if on_open else "")
        self._on_open = on_open
        if on_open is not None:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.name, self.value, self.detail = (
            label(name, "quiet"),
            label(value, "figure"),
            label(detail, "quiet"),
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(2)
        for widget in (self.name, self.value, self.detail):
            box.addWidget(widget)
        self.put(value, detail)

    def put(self, value: str, detail: str = "") -> None:
        """Show another figure."""
        self.value.setText(value)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.setAccessibleName(" ".join(t for t in (self.name.text(), value, detail) if t))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open."""
        if self._on_open is not None and self.rect().contains(event.position().toPoint()):
            self._on_open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open."""
        if self._on_open is not None and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Space,
        ):
            self._on_open()
        else:
            super().keyPressEvent(event)


class Facts(QWidget):
    """Names and values below each other, such as 村居: 壶江村."""

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)

    def put(self, pairs: Sequence[tuple[str, str | QWidget]]) -> None:
        """Replace what is shown; a value may be a widget."""
        empty(self._grid)
        for line, (name, value) in enumerate(pairs):
            words = value if isinstance(value, QWidget) else label(value or "—", "value", wrap=True)
            if isinstance(words, QLabel):
                words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(label(name, "label"), line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, line, 1)


@dataclass(frozen=True, slots=True)
class Todo:
    """Something to do: what, how much, and the button that leads to it. Tone red is urgent."""

    text: str
    detail: str
    button: str
    do: Callable[[], object]
    tone: str = "amber"


class TodoList(QWidget):
    """Things to do below each other; a sentence when there are none."""

    opened = Signal(object)

    def __init__(self, nothing: str = "没有等着办的事。") -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self._nothing = nothing
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.put(())

    def put(self, todos: Sequence[Todo]) -> None:
        """Replace what is shown."""
        empty(self._box)
        for number, todo in enumerate(todos):
            self._box.addWidget(self._row(todo, number == len(todos) - 1))
        if not todos:
            self._box.addWidget(label(self._nothing, "quiet"))

    def _row(self, todo: Todo, last: bool) -> QFrame:
        row = QFrame()
        theme.mark(row, role="row", state="last" if last else "")
        dot = QLabel()
        dot.setPixmap(theme.pixmap("alert-circle" if todo.tone == "red" else "clock", todo.tone))
        button = QPushButton(todo.button)
        button.setAccessibleName(f"{todo.text}：{todo.button}")
        theme.mark(button, kind="small")
        button.clicked.connect(lambda: todo.do())
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 8, 0, 8)
        line.setSpacing(12)
        line.addWidget(dot)
        line.addWidget(label(todo.text, "strong"))
        line.addWidget(label(todo.detail, "quiet"), 1)
        line.addWidget(button)
        return row


def values_of(tiles: Sequence[StatTile]) -> dict[str, Any]:
    """What tiles show: name -> figure, for tests and for printing."""
    return {tile.name.text(): tile.value.text() for tile in tiles}
