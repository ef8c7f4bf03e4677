from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.ui.desk import Hit
from ljfpa_desktop.ui.widgets.search_box import SearchBox, marked

Show = Callable[[QWidget], QWidget]
ONE, TWO = uuid4(), uuid4()
HITS = [Hit(ONE, "陈頔", "壶江村", "身份证尾号 0024", ((6, 4),)), Hit(TWO, "陈<大>勇", "", "拼音 cdy")]


class Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.failure: Exception | None = None
        self.box = SearchBox(self.find)
        layout = QVBoxLayout(self)
        layout.addWidget(self.box)
        layout.addStretch()
        self.resize(600, 400)

    def find(self, text: str) -> list[Hit]:
        self.asked.append(text)
        if self.failure is not None:
            raise self.failure
        return HITS if text.startswith("c") else []


@pytest.fixture
def window(shown: Show) -> Window:
    made = Window()
    shown(made)
    made.box.setFocus()
    return made


def test_results_come_as_typed_and_only_for_the_last_text(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.box, "cdy")
    qtbot.waitUntil(window.box.hits.isVisible)
    assert window.asked == ["cdy"]
    assert window.box.hits.count() == 2
    assert window.box.hits.currentRow() == 0


def test_the_arrows_walk_and_enter_opens(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.box, "cd")
    qtbot.waitUntil(window.box.hits.isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(window.box, key)
    with qtbot.waitSignal(window.box.chosen) as chosen:
        qtbot.keyClick(window.box, Qt.Key.Key_Return)
    assert chosen.args == [TWO]
    assert window.box.text() == ""
    assert window.box.hits.isHidden()


def test_enter_right_after_typing_opens_the_first(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.box, "cd")
    with qtbot.waitSignal(window.box.chosen) as chosen:
        qtbot.keyClick(window.box, Qt.Key.Key_Return)
    assert chosen.args == [ONE]


def test_a_click_opens(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.box, "cd")
    window.box.search_now()
    hits = window.box.hits
    with qtbot.waitSignal(window.box.chosen) as chosen:
        qtbot.mouseClick(
            hits.viewport(), Qt.MouseButton.LeftButton, pos=hits.visualItemRect(hits.item(1)).center()
        )
    assert chosen.args == [TWO]


def test_nothing_found_says_what_else_to_try(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.box, "x")
    window.box.search_now()
    assert window.box.hits.item(0).text().startswith("没有找到")
    with qtbot.assertNotEmitted(window.box.chosen):
        qtbot.keyClick(window.box, Qt.Key.Key_Return)
    qtbot.keyClick(window.box, Qt.Key.Key_Escape)
    assert window.box.hits.isHidden()
    assert window.box.text() == ""


def test_a_failing_search_says_why(window: Window, qtbot: QtBot) -> None:
    window.failure = Trouble("数据盘拔掉了，", "请插好再试。")
    qtbot.keyClicks(window.box, "c")
    window.box.search_now()
    assert window.box.hits.item(0).text() == "数据盘拔掉了，请插好再试。"


def test_the_reason_is_marked_and_nothing_in_it_is_markup() -> None:
    line = marked(HITS[0])
    assert ">0024</b>" in line
    assert "壶江村" in line
    assert "陈&lt;大&gt;勇" in marked(HITS[1])
