"""A time line: what happened to a family, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.ui import theme

from .cards import empty, label


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing on the line: its day as text, what, its details; ``record`` is handed to ``opened``."""

    day: str
    title: str
    details: tuple[str, ...] = ()
    icon: str = "circle"
    tone: str = "slate"
    record: Any = None


class _Mark(QWidget):
    """The round picture of a moment with the line running through it."""

    def __init__(self, icon: str, tone: str, last: bool) -> None:
        super().__init__()
        self._tone, self._last = tone, last
        self._picture = theme.pixmap(icon, tone, 16)
        self.setFixedWidth(34)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Line, round ground, picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._last:
            painter.setPen(theme.colour("line"))
            painter.drawLine(15, 30, 15, self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{self._tone}-tint"))
        painter.drawEllipse(1, 2, 28, 28)
        painter.drawPixmap(7, 8, self._picture)


class Timeline(QWidget):
    """Moments below each other; one with a record has a button that opens it."""

    opened = Signal(object)

    def __init__(self, nothing: str = "还没有记录。") -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self._nothing = nothing
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.put(())

    def put(self, moments: Sequence[Moment]) -> None:
        """Replace what is shown."""
        empty(self._box)
        for number, moment in enumerate(moments):
            self._box.addWidget(self._row(moment, number == len(moments) - 1))
        if not moments:
            self._box.addWidget(label(self._nothing, "quiet"))
        self._box.addStretch()

    def _row(self, moment: Moment, last: bool) -> QWidget:
        row = QWidget()
        words = QVBoxLayout()
        words.setContentsMargins(0, 2, 0, 14)
        words.setSpacing(1)
        title: QLabel | QPushButton = label(moment.title, "strong", wrap=True)
        if moment.record is not None:
            title = QPushButton(moment.title)
            theme.mark(title, kind="door")
            title.clicked.connect(lambda: self.opened.emit(moment.record))
        left = Qt.AlignmentFlag.AlignLeft if moment.record is not None else Qt.AlignmentFlag(0)
        words.addWidget(title, 0, left)
        said = " · ".join(part for part in (moment.day, *moment.details) if part)
        words.addWidget(label(said, "quiet", wrap=True))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(_Mark(moment.icon, moment.tone, last))
        line.addLayout(words, 1)
        return row

    def minimumSizeHint(self) -> QSize:
        """Narrow columns wrap the words."""
        return QSize(theme.scaled(200), super().minimumSizeHint().height())
