"""Types any text into the widget that has the keyboard, as an input method would commit it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ljfpa_desktop.ui.widgets.question import Question


def focused() -> QWidget:
    """The widget that has the keyboard."""
    found = QApplication.focusWidget()
    assert found is not None, "nothing has the keyboard"
    return found


def write(text: str, widget: QWidget | None = None) -> None:
    """Key by key; Chinese as an input method hands it over."""
    for sign in text:
        target = widget or focused()
        if sign.isascii():
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(target, event)
        else:
            event = QInputMethodEvent()
            event.setCommitString(sign)
            QApplication.sendEvent(target, event)


def activate(window: QWidget) -> None:
    """Give a window the keyboard, as a window manager would; the offscreen platform has none."""
    window.activateWindow()
    for _ in range(60):
        if window.isActiveWindow():
            return
        QTest.qWait(50)
    raise AssertionError(f"{window} did not get the keyboard")


def fill_form(dialog: QDialog, *texts: str) -> None:
    """Type the texts into a dialog's form from its first field on, Enter after each."""
    activate(dialog)
    form = dialog.form  # pyright: ignore[reportAttributeAccessIssue]
    next(iter(form.rows.values())).editor.setFocus()
    for text in texts:
        write(text)
        press(Qt.Key.Key_Return)


def press(
    key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, widget: QWidget | None = None
) -> None:
    """One key of the keyboard."""
    QTest.keyClick(widget or focused(), key, modifier)


def answer(yes: bool = True, reason: str = "") -> None:
    """Answer the next question that comes up, with its button, once it has the keyboard."""

    def look(tries: int = 100) -> None:
        shown = QApplication.activeModalWidget()
        if not isinstance(shown, Question):
            assert tries, "no question came up"
            QTimer.singleShot(20, lambda: look(tries - 1))
            return
        if reason:
            shown.entry.setText(reason)
        (shown.yes if yes else shown.no).click()

    QTimer.singleShot(0, look)


def tab_to(name: str) -> QWidget:
    """Press Tab until the widget of this accessible name (or text) has the keyboard."""
    seen: list[str] = []
    for _ in range(120):
        found = focused()
        title = found.accessibleName() or str(found.property("text") or "")
        if title.strip() == name:
            return found
        seen.append(title)
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never reaches {name}; it goes {seen[:40]}")
