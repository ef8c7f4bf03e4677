"""Tab in a window goes to every widget in turn."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget


class TabWindow(QMainWindow):
    """Qt's own Tab enters a page where its keyboard stands first and passes over all that comes before.

    ``area`` is the part of the window that is entered. The next widget is not asked for by
    ``nextInFocusChain``: PySide then makes it a child of the one before, and deletes it with that one.
    """

    area: QWidget | None = None

    def focusNextPrevChild(self, next: bool) -> bool:
        """To the next widget; on entering the area to its first one."""
        was_inside = self._is_inside()
        moved = super().focusNextPrevChild(next)
        if next and moved and not was_inside and self._is_inside():
            self._to_first()
        return moved

    def _is_inside(self) -> bool:
        now = QApplication.focusWidget()
        return self.area is not None and now is not None and self.area.isAncestorOf(now)

    def _to_first(self) -> None:
        """Back as far as the area goes: that way Qt passes over nothing."""
        seen: list[QWidget] = []
        now = QApplication.focusWidget()
        while now is not None and self._is_inside() and now not in seen:
            seen.append(now)
            super().focusNextPrevChild(False)
            now = QApplication.focusWidget()
        seen[-1].setFocus(Qt.FocusReason.TabFocusReason)
