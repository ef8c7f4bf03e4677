"""How cells are painted: pills for categories, money on the right, the current cell framed."""

from __future__ import annotations

import sys

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLabel, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ljfpa_desktop.ui import theme

# roles a model answers besides Qt's own
TONE_ROLE = Qt.ItemDataRole.UserRole + 1  # list of (text, tone) painted as pills
PROBLEM_ROLE = Qt.ItemDataRole.UserRole + 2  # "problem" or "doubt"
QUIET_ROLE = Qt.ItemDataRole.UserRole + 3  # True for a cell that cannot be edited in a grid

TONES = ("red", "amber", "green", "slate", "blue", "violet")
_WORDS = (
    ("red", ("特殊", "失独", "伤残", "死亡", "错误", "作废", "逾期", "冲突", "失败", "拒")),
    ("amber", ("困难", "低保", "待", "未", "重病", "警告", "疑", "草")),
    ("green", ("独生", "已", "正常", "新增", "在用", "完成", "通过", "有效")),
    ("blue", ("公示", "更新", "审", "报", "进行")),
    ("violet", ("幸福", "助学", "保险")),
)


def tone_of(text: str) -> str:
    """The usual tone of a word: categories and states have the same colour on every page."""
    return next((tone for tone, words in _WORDS if any(w in text for w in words)), "slate")


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of lists and grids from the theme."""

    has_lines = True  # a line below each row; a view with a grid of its own needs none

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, line below, pills or text, frame of the current cell."""
        painter.save()
        try:
            self._cell(painter, option, index)
        except Exception as bug:  # an error must not leave Qt's painter half used: that ends the program
            sys.excepthook(type(bug), bug, bug.__traceback__)
        finally:
            painter.restore()

    def _cell(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        self._ground(painter, option, index, rect)
        inner = rect.adjusted(10, 0, -10, 0)
        pills = index.data(TONE_ROLE)
        if pills:
            self._pills(painter, inner, pills)
            return
        painter.setFont(option.font)  # pyright: ignore[reportAttributeAccessIssue]
        token = "quiet" if index.data(QUIET_ROLE) else "ink"
        painter.setPen(
            theme.colour({"problem": "red", "doubt": "amber"}.get(index.data(PROBLEM_ROLE), token))
        )
        self._text(painter, inner, index)

    def _ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        rect: QRect,
    ) -> None:
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        problem = index.data(PROBLEM_ROLE)
        if problem:
            painter.fillRect(rect, theme.colour("red-tint" if problem == "problem" else "amber-tint"))
        elif state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("tint"))
        elif index.data(QUIET_ROLE):
            painter.fillRect(rect, theme.colour("ground"))
        if self.has_lines:
            painter.setPen(theme.colour("line"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self.frame(painter, rect, state, index)
        if problem:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height(), theme.colour(
                "red" if problem == "problem" else "amber"))  # fmt: skip

    def frame(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The frame of the cell that has the keyboard."""
        if state & QStyle.StateFlag.State_HasFocus and index.isValid():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _text(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        aligned = index.data(Qt.ItemDataRole.TextAlignmentRole) or Qt.AlignmentFlag.AlignLeft
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(aligned | Qt.AlignmentFlag.AlignVCenter), short)

    def _pills(self, painter: QPainter, rect: QRect, pills: list[tuple[str, str]]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font("tiny", QFont.Weight.Medium)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        height = metrics.height() + 4
        x = rect.x()
        for text, tone in pills:
            width = metrics.horizontalAdvance(text) + 22
            if x + width > rect.right() + 12 and x > rect.x():
                painter.setPen(theme.colour("quiet"))
                painter.drawText(x, rect.y(), 20, rect.height(), Qt.AlignmentFlag.AlignVCenter, "…")
                break
            box = QRectF(x, rect.center().y() - height / 2 + 1, min(width, rect.width() + 10), height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(f"{tone}-tint"))
            painter.drawRoundedRect(box, height / 2, height / 2)
            painter.setPen(theme.colour(tone))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            x += width + 6

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as the text or the pills, as high as the theme's rows."""
        words = index.data(Qt.ItemDataRole.DisplayRole) or ""
        width = QFontMetrics(option.font).horizontalAdvance(str(words)) + 40  # pyright: ignore[reportAttributeAccessIssue]
        return QSize(width, theme.size("row"))


class Pill(QLabel):
    """One pill as a widget, for cards and the family page."""

    def __init__(self, text: str, tone: str = "") -> None:
        super().__init__(text)
        self._tone = tone or tone_of(text)
        self.setFont(theme.font("tiny", QFont.Weight.Medium))

    def sizeHint(self) -> QSize:
        """Text and round ends."""
        metrics = QFontMetrics(theme.font("tiny", QFont.Weight.Medium))
        return QSize(metrics.horizontalAdvance(self.text()) + 22, metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: object) -> None:
        """A rounded box in the tint of the tone."""
        hint = self.sizeHint()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("tiny", QFont.Weight.Medium))
        box = QRectF(0, (self.height() - hint.height()) / 2, hint.width(), hint.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{self._tone}-tint"))
        painter.drawRoundedRect(box, hint.height() / 2, hint.height() / 2)
        painter.setPen(theme.colour(self._tone))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())
