from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.ui.desk import Forgetful
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar

Show = Callable[[QWidget], QWidget]
FILTERS = (
    Filter("village", "全部村居", [("201", "壶江村"), ("202", "琯头街社区")]),
    Filter("status", "全部状态", [("1", "在册"), ("2", "迁出")], chosen="1"),
)


@pytest.fixture
def bar(shown: Show) -> FilterBar:
    made = FilterBar(FILTERS, words="姓名或户编号")
    shown(made)
    return made


def test_the_choices_begin_as_declared(bar: FilterBar) -> None:
    assert bar.values() == {"status": "1"}
    assert [box.accessibleName() for box in bar.boxes.values()] == ["全部村居", "全部状态"]


def test_a_choice_is_told_at_once(bar: FilterBar, qtbot: QtBot) -> None:
    bar.boxes["village"].setFocus()
    with qtbot.waitSignal(bar.changed) as told:
        qtbot.keyClick(bar.boxes["village"], Qt.Key.Key_Down)
    assert told.args == [{"village": "201", "status": "1"}]


def test_typing_is_told_when_it_stops(bar: FilterBar, qtbot: QtBot) -> None:
    told: list[dict[str, Any]] = []
    bar.changed.connect(told.append)
    qtbot.keyClicks(bar.entry, "zgl")
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == [{"status": "1", "text": "zgl"}]


def test_choices_are_remembered_and_words_are_not(qtbot: QtBot) -> None:
    memory = Forgetful()
    first = FilterBar(FILTERS, words="姓名", name="households", memory=memory)
    qtbot.addWidget(first)
    first.boxes["village"].setCurrentIndex(2)
    first.entry.setText("zgl")
    again = FilterBar(FILTERS, words="姓名", name="households", memory=memory)
    qtbot.addWidget(again)
    assert again.values() == {"village": "202", "status": "1"}
