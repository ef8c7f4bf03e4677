"""Tab reaches what stands before the part of a page where the keyboard is first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.ui.tab_walk import TabWindow
from tests.ui.keyboard import activate, focused, press


def window(qtbot: QtBot, *names: str) -> TabWindow:
    """A window with a search box, then a page whose keyboard stands on its last button."""
    made, whole, page = TabWindow(), QWidget(), QWidget()
    search = QLineEdit()
    search.setAccessibleName("搜索")
    outer, inner = QVBoxLayout(whole), QVBoxLayout(page)
    outer.addWidget(search)
    outer.addWidget(page)
    buttons = [QPushButton(name) for name in names]
    for button in buttons:
        button.setAccessibleName(button.text())
        inner.addWidget(button)
    page.setFocusProxy(buttons[-1])
    made.setCentralWidget(whole)
    made.area = page
    qtbot.addWidget(made)
    made.show()
    activate(made)
    search.setFocus()
    return made


def walk(key: Qt.Key, steps: int) -> list[str]:
    found: list[str] = []
    for _ in range(steps):
        press(key)
        found.append(focused().accessibleName())
    return found


def test_tab_passes_over_nothing(qtbot: QtBot, qapp: QApplication) -> None:
    made = window(qtbot, "筛选", "停用", "隐藏", "表格")
    made.findChildren(QPushButton)[1].setEnabled(False)
    made.findChildren(QPushButton)[2].hide()
    assert walk(Qt.Key.Key_Tab, 4) == ["筛选", "表格", "搜索", "筛选"]
    assert walk(Qt.Key.Key_Backtab, 3) == ["搜索", "表格", "筛选"]


def test_alone_it_stays_where_it_is(qtbot: QtBot, qapp: QApplication) -> None:
    made = window(qtbot, "表格")
    made.findChildren(QPushButton)[0].setEnabled(False)
    assert walk(Qt.Key.Key_Tab, 1) == ["搜索"]
