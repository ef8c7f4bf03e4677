"""Small charts drawn by hand: bars for months, a ring for how far a coverage is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ljfpa_desktop.ui import theme


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: label below, height, and the words above it (the value when empty)."""

    label: str
    value: float
    words: str = ""


class BarChart(QWidget):
    """Bars side by side; a click or Enter on one emits ``picked(index)``, arrows walk."""

    picked = Signal(int)

    def __init__(self, unit: str = "") -> None:
        super().__init__()
        self._unit = unit
        self._bars: tuple[Bar, ...] = ()
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def put(self, bars: Sequence[Bar]) -> None:
        """Replace the bars."""
        self._bars = tuple(bars)
        self._current = len(self._bars) - 1
        told = "，".join(f"{bar.label} {self._words(bar)}" for bar in bars)
        self.setAccessibleName(f"柱形图：{told}{self._unit}" if bars else "没有数字")
        self.update()

    def _words(self, bar: Bar) -> str:
        return bar.words or (f"{bar.value:,.0f}" if bar.value == int(bar.value) else f"{bar.value:,.1f}")

    def sizeHint(self) -> QSize:
        """Wide enough for a year."""
        return QSize(theme.scaled(420), theme.scaled(170))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(theme.scaled(200), theme.scaled(120))

    def _slot(self, index: int) -> QRectF:
        width = self.width() / max(len(self._bars), 1)
        return QRectF(index * width, 0, width, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Base line, bars, words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("tiny"))
        line = painter.fontMetrics().height()
        foot, top = self.height() - line - 6, line + 6
        painter.setPen(theme.colour("line"))
        painter.drawLine(0, foot, self.width(), foot)
        most = max((bar.value for bar in self._bars), default=0) or 1
        for index, bar in enumerate(self._bars):
            slot = self._slot(index)
            width = min(slot.width() * 0.56, 44)
            height = max((foot - top) * max(bar.value, 0) / most, 2 if bar.value else 0)
            box = QRectF(slot.center().x() - width / 2, foot - height, width, height)
            here = index == self._current
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary" if here else "tint-strong"))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(theme.colour("ink" if here else "quiet"))
            centre = Qt.AlignmentFlag.AlignCenter
            painter.drawText(QRectF(slot.x(), foot + 4, slot.width(), line), centre, bar.label)
            painter.drawText(
                QRectF(slot.x(), box.y() - line - 2, slot.width(), line), centre, self._words(bar)
            )
            if here and self.hasFocus():
                painter.setPen(QPen(theme.colour("focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(slot.adjusted(2, 1, -2, -1), 4, 4)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick the bar under the mouse."""
        for index in range(len(self._bars)):
            if self._slot(index).contains(event.position()):
                self._current = index
                self.update()
                self.picked.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Enter picks."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._bars:
            self._current = max(0, min(len(self._bars) - 1, self._current + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._bars:
            self.picked.emit(self._current)
        else:
            super().keyPressEvent(event)


class Ring(QWidget):
    """How many of how many: a ring with the percentage in it and the words below."""

    def __init__(self) -> None:
        super().__init__()
        self._done, self._total, self._label = 0, 0, ""

    def put(self, done: int, total: int, label: str) -> None:
        """Show ``done`` of ``total``."""
        self._done, self._total, self._label = done, total, label
        self.setAccessibleName(f"{label} {done}/{total}")
        self.update()

    def sizeHint(self) -> QSize:
        """A square with a line of words below."""
        return QSize(theme.scaled(132), theme.scaled(150))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground ring, arc, percentage, words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = painter.fontMetrics().height()
        side = min(self.width(), self.height() - line - 6) - 12
        box = QRectF((self.width() - side) / 2, 6, side, side)
        share = self._done / self._total if self._total else 0.0
        for token, part in (("line", 1.0), ("primary" if share >= 1 else "lamp-amber", share)):
            pen = QPen(theme.colour(token), 10)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawArc(box, 90 * 16, -round(360 * 16 * min(part, 1.0)))
        painter.setPen(theme.colour("ink"))
        painter.setFont(theme.font("title", QFont.Weight.Bold))
        middle = QRectF(box.topLeft(), box.size())
        percent = f"{int(share * 100)}%" if self._total else "—"
        painter.drawText(middle.adjusted(0, -8, 0, -8), Qt.AlignmentFlag.AlignCenter, percent)
        painter.setFont(theme.font("tiny"))
        painter.setPen(theme.colour("quiet"))
        below = QRectF(middle.topLeft() + QPointF(0, 18), middle.size())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{self._done}/{self._total}")
        foot = QRectF(0, box.bottom() + 6, self.width(), line + 4)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, self._label)
