from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.ui.widgets import toast as toasts
from ljfpa_desktop.ui.widgets.toast import Toast

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def window(shown: Show) -> QWidget:
    made = QWidget()
    made.resize(900, 500)
    return shown(made)


def test_an_act_can_be_taken_back_once(window: QWidget, qtbot: QtBot) -> None:
    undone: list[int] = []
    toast = Toast(window)
    toast.say("已登记走访", lambda: undone.append(1))
    assert toast.isVisible()
    assert toast.button.text() == "撤销"
    qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert toast.isHidden()
    toast.button.click()
    assert undone == [1]


def test_a_message_without_undo_has_no_button_and_goes_by_itself(
    window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toasts, "SHOWN_MS", 30)
    toast = Toast(window)
    toast.say("导出了 149 行")
    assert toast.button.isHidden()
    assert toast.accessibleName() == "导出了 149 行"
    qtbot.waitUntil(toast.isHidden)


def test_it_stays_at_the_foot_of_the_window(window: QWidget) -> None:
    toast = Toast(window)
    toast.say("已保存", lambda: None)
    window.resize(1200, 700)
    assert toast.geometry().bottom() < 700
    assert toast.y() > 600
