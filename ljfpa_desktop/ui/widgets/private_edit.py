"""Private text: masked until held, opened for change on purpose."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from ljfpa_desktop.ui import theme

from .cells import masked

HINT = "按住右边的眼睛显示；按 F2 修改；直接输入就是重写"


class PrivateEdit(QLineEdit):
    """Shows ``350122********0024``; holding the eye shows all, F2 opens it, typing writes it anew.

    ``revealed`` is for the access log: each time the whole text came into view.
    """

    committed = Signal()
    edited = Signal()
    revealed = Signal()

    def __init__(self, kind: str = "") -> None:
        super().__init__()
        self._kind = kind
        self._whole = ""
        self._open = False
        self._locked = False
        self._before = ""
        self.eye = QToolButton(self)
        self.eye.setIcon(theme.icon("eye", "quiet"))
        self.eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.eye.setToolTip("按住显示全部")
        self.eye.setAccessibleName("按住显示全部")
        self.eye.setCursor(Qt.CursorShape.PointingHandCursor)
        self.eye.pressed.connect(self._on_held)
        self.eye.released.connect(self._show)
        self.setTextMargins(0, 0, 30, 0)
        self.setToolTip(HINT)
        self.textEdited.connect(self._on_typed)
        self.editingFinished.connect(self._on_finished)
        self._show()

    def value(self) -> str | None:
        """The whole text, or None."""
        return self._whole.strip() or None

    def put(self, value: Any) -> None:
        """Take a text and show it masked."""
        self.restore("" if value is None else str(value))

    def raw(self) -> str:
        """The whole text as it stands."""
        return self._whole

    def restore(self, raw: str) -> None:
        """Take back a text as it stood."""
        self._whole = self._before = raw
        self._open = False
        self._show()

    def setReadOnly(self, on: bool) -> None:
        """Whether it cannot be opened for change at all."""
        self._locked = on
        self._show()

    def open_for_change(self, *, anew: bool = False) -> None:
        """Show the whole text for editing until the editor is left; ``anew`` begins with nothing."""
        if self._open or self._locked:
            return
        self._open = True
        if anew and self._whole:
            self._whole = ""
            self.edited.emit()
        elif self._whole:
            self.revealed.emit()
        self._show()

    def _show(self) -> None:
        hidden = bool(self._whole) and not self._open
        self.setText(masked(self._whole, self._kind) if hidden else self._whole)
        # read-only to Qt while masked, so that no input method can write into the stars
        super().setReadOnly(self._locked or hidden)
        self.setCursorPosition(0)
        self.eye.setVisible(bool(self._whole))

    def _on_held(self) -> None:
        self.setText(self._whole)
        self.revealed.emit()

    def _on_typed(self, text: str) -> None:
        self._open = True
        self._whole = text
        self.eye.setVisible(bool(text))
        self.edited.emit()

    def _on_finished(self) -> None:
        self._open = False
        changed = self._whole != self._before
        self._before = self._whole
        self._show()
        if changed:
            self.committed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 opens; a character or a paste over a masked text writes it anew."""
        key, text = event.key(), event.text()
        if key == Qt.Key.Key_F2:
            self.open_for_change()
            return
        erases = key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
        commands = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
        )
        types = bool(text) and text.isprintable() and not commands
        if erases or types or event.matches(QKeySequence.StandardKey.Paste):
            self.open_for_change(anew=True)
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """All is selected, still masked."""
        super().focusInEvent(event)
        if not self._open:
            self.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The eye stays at the right end."""
        super().resizeEvent(event)
        self.eye.setGeometry(self.width() - 32, (self.height() - 26) // 2, 26, 26)
