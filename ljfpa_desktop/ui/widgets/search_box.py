"""The one search: finds as typed, shows why, Enter opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Hit

WAIT_MS = 120
PLACEHOLDER = "姓名、拼音、证件尾号、电话、村居"


def marked(hit: Hit) -> str:
    """The line of a hit as rich text, the pieces that matched in bold green."""
    parts: list[str] = []
    at = 0
    for start, length in sorted(hit.marks):
        parts.append(escape(hit.reason[at:start]))
        parts.append(f"<b style='color:{theme.colour('primary').name()}'>")
        parts.append(escape(hit.reason[start : start + length]) + "</b>")
        at = start + length
    parts.append(escape(hit.reason[at:]))
    quiet = theme.colour("quiet").name()
    detail = f"<span style='color:{quiet}'>&nbsp;&nbsp;{escape(hit.detail)}</span>" if hit.detail else ""
    return f"<b>{escape(hit.text)}</b>{detail}<br><span style='color:{quiet}'>{''.join(parts)}</span>"


class SearchBox(QLineEdit):
    """``chosen(record_id)`` after Enter or a click on a hit; Down and Up walk, Esc clears."""

    chosen = Signal(object)

    def __init__(self, find: Callable[[str], Sequence[Hit]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self.setPlaceholderText(PLACEHOLDER)
        self.setAccessibleName("搜索家庭")
        self.setToolTip("搜索家庭（Ctrl+F）")
        theme.mark(self, role="search")
        self.addAction(
            QAction(theme.icon("search", "quiet"), "", self), QLineEdit.ActionPosition.LeadingPosition
        )
        self.hits = QListWidget(self)
        self.hits.hide()
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.setAccessibleName("搜索结果")
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.mark(self.hits, role="popup")
        self.hits.itemClicked.connect(self._choose)
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.search_now)
        self.textEdited.connect(lambda: self._timer.start())
        self.installEventFilter(self)

    def search_now(self) -> None:
        """Search for what stands in the box and show the hits below it."""
        self._timer.stop()
        text = self.text().strip()
        self.hits.clear()
        if not text:
            self.hits.hide()
            return
        try:
            found = list(self._find(text))
        except Failure as failure:
            self._add_words(failure.sentence)
        else:
            for hit in found:
                self._add(hit)
            if not found:
                self._add_words("没有找到。换姓名、拼音首字母或身份证后四位再试。")
            else:
                self.hits.setCurrentRow(0)
        self._place()

    def _add(self, hit: Hit) -> None:
        item = QListWidgetItem(self.hits)
        item.setData(Qt.ItemDataRole.UserRole, hit.record_id)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.text} {hit.detail} {hit.reason}")
        label = QLabel(marked(hit))
        label.setContentsMargins(10, 6, 10, 6)
        item.setSizeHint(label.sizeHint())
        self.hits.setItemWidget(item, label)

    def _add_words(self, sentence: str) -> None:
        item = QListWidgetItem(sentence, self.hits)
        item.setFlags(Qt.ItemFlag.NoItemFlags)

    def _place(self) -> None:
        rows = [self.hits.sizeHintForRow(i) for i in range(self.hits.count())]
        height = min(sum(rows) + 12, 420)
        window = self.window()
        if self.hits.parent() is not window:  # laid over the whole window, so that no page cuts it off
            self.hits.setParent(window)
        corner = self.mapTo(window, QPoint(0, self.height() + 4))
        width = max(self.width(), 400)
        self.hits.setGeometry(min(corner.x(), window.width() - width - 8), corner.y(), width, height)
        self.hits.show()
        self.hits.raise_()

    def _choose(self, item: QListWidgetItem | None) -> None:
        record_id = item.data(Qt.ItemDataRole.UserRole) if item else None
        if record_id is not None:
            self.hits.hide()
            self.clear()
            self.chosen.emit(record_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that walk the hits, and hiding them when the box is left."""
        if watched is self and event.type() == QEvent.Type.FocusOut:
            self.hits.hide()
        if watched is self and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event.key())
        return super().eventFilter(watched, event)

    def _on_key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive() or not self.hits.isVisible():
                self.search_now()
            self._choose(self.hits.currentItem())
            return True
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.hits.isVisible():
            step = 1 if key == Qt.Key.Key_Down else -1
            self.hits.setCurrentRow(max(0, min(self.hits.count() - 1, self.hits.currentRow() + step)))
            return True
        if key == Qt.Key.Key_Escape and (self.hits.isVisible() or self.text()):
            self.hits.hide()
            self.clear()
            return True
        return False
