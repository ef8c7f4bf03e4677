"""The page 帮扶 worked by the keyboard: its dialogs, buttons and menus, for several tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QWidget

from ljfpa_desktop.ui.main_window import MainWindow, PageLine
from ljfpa_desktop.ui.pages.aid_page import AidPage
from ljfpa_desktop.ui.widgets import printing
from tests.ui.keyboard import activate, fill_form, press

LINE = PageLine("aid", "帮扶", "heart-handshake", "aid_page:AidPage")
CTRL = Qt.KeyboardModifier.ControlModifier


def page_of(window: MainWindow) -> AidPage:
    page = window.pages["aid"]
    assert isinstance(page, AidPage)
    return page


def dialog_over(page: AidPage) -> Any:
    """The dialog that stands open, or comes up in a moment: a header button's key clicks it with a delay."""
    for _ in range(100):
        found = [d for d in page.findChildren(QDialog) if d.isVisible()]
        if found:
            activate(found[-1])
            return found[-1]
        QTest.qWait(10)
    raise AssertionError("no dialog came up")


def save() -> None:
    press(Qt.Key.Key_S, CTRL)


def push(page: QWidget, text: str) -> None:
    """Press a button by the keyboard."""
    button = next(
        b for b in page.findChildren(QPushButton) if b.text().strip() == text and b.isVisibleTo(page.window())
    )
    assert button.isEnabled(), text
    button.setFocus()
    press(Qt.Key.Key_Space, widget=button)


def pick(page: AidPage, button: str, entry: str) -> None:
    """Choose an entry of a button's menu by the keyboard."""

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        texts = [action.text() for action in menu.actions()]
        for _ in range(texts.index(entry) + 1):
            press(Qt.Key.Key_Down, widget=menu)
        press(Qt.Key.Key_Return, widget=menu)

    QTimer.singleShot(0, choose)
    push(page, button)


def onto_pdf(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    """Stands in for the system's printer window: a printer that writes a PDF file."""

    def choose(pages: Any, title: str, parent: Any = None) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printing.set_up(printer, pages, title)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(file))
        return printer

    monkeypatch.setattr(printing, "choose", choose)


def next_step(window: MainWindow, *texts: str) -> None:
    """Ctrl+N: the step the cycle waits for, its form filled in and saved."""
    activate(window)
    press(Qt.Key.Key_N, CTRL, window)
    fill_form(dialog_over(page_of(window)), *texts)
    save()
