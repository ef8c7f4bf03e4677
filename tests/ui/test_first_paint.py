"""Work put off until the first paint: once, and never for a window that is gone."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ljfpa_desktop.ui.first_paint import after_first_paint


def test_it_is_done_once_and_only_when_painted(qapp: QApplication, qtbot: QtBot) -> None:
    label, done = QLabel("正在统计……"), list[bool]()
    qtbot.addWidget(label)
    after_first_paint(label, lambda: done.append(label.isVisible()))
    qapp.processEvents()
    assert done == []
    label.show()
    qtbot.waitUntil(lambda: done == [True])
    label.repaint()
    qapp.processEvents()
    assert done == [True]


def test_a_window_closed_at_once_reads_nothing_any_more(qapp: QApplication, qtbot: QtBot) -> None:
    label, done = QLabel("正在统计……"), list[int]()
    qtbot.addWidget(label)
    after_first_paint(label, lambda: done.append(1))
    label.show()
    label.repaint()
    label.close()
    qtbot.wait(20)
    assert done == []
