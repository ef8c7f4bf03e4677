"""Tab in a window goes to every widget in turn."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QWidget


class TabWindow(QMainWindow):
    """Qt's own Tab enters a page where its keyboard stands first and passes over all that comes before."""

    def focusNextPrevChild(self, next: bool) -> bool:
        """To the next widget that takes the keyboard; back goes as Qt goes."""
        start = self.focusWidget()
        if not next or start is None:
            return super().focusNextPrevChild(next)
        found = start.nextInFocusChain()
        while found is not None and found is not start and not self._takes(found):
            found = found.nextInFocusChain()
        if found is None or found is start:
            return False
        found.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _takes(self, widget: QWidget) -> bool:
        """Whether Tab stops here; not where the keyboard is only handed on to a part."""
        proxy = widget.focusProxy()
        return (
            bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            and widget.isVisible()
            and widget.isEnabled()
            and widget.window() is self
            and not (proxy is not None and widget.isAncestorOf(proxy))
        )
