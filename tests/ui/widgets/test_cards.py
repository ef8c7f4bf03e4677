from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.ui.widgets.cards import Card, Facts, StatTile, Todo, TodoList, values_of
from ljfpa_desktop.ui.widgets.pills import Pill, tone_of
from ljfpa_desktop.ui.widgets.timeline import Moment, Timeline

Show = Callable[[QWidget], QWidget]


def texts(widget: QWidget) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in widget.findChildren(QLabel) if not label.isHidden() and label.text()]


def test_a_card_has_its_title_and_button(shown: Show, qtbot: QtBot) -> None:
    pressed: list[int] = []
    card = Card("每月走访", ("全部", lambda: pressed.append(1)))
    card.body.addWidget(QLabel("内容"))
    shown(card)
    assert texts(card) == ["每月走访", "内容"]
    qtbot.mouseClick(card.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert pressed == [1]


def test_a_tile_is_a_door_for_mouse_and_keyboard(shown: Show, qtbot: QtBot) -> None:
    opened: list[int] = []
    tile = StatTile("本月走访", "149 户", "特殊家庭 149/149", lambda: opened.append(1))
    shown(tile)
    tile.setFocus()
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    qtbot.keyClick(tile, Qt.Key.Key_Space)
    assert len(opened) == 3
    assert tile.accessibleName() == "本月走访 149 户 特殊家庭 149/149"
    tile.put("150 户")
    assert tile.detail.isHidden()
    assert values_of([tile]) == {"本月走访": "150 户"}


def test_a_tile_without_a_door_takes_no_keyboard() -> None:
    tile = StatTile("本月活动", "6 场")
    assert tile.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_facts_are_replaced(shown: Show) -> None:
    facts = Facts()
    facts.resize(300, 200)
    shown(facts)
    facts.put([("村居", "壶江村"), ("电话", ""), ("类别", Pill("困难"))])
    assert texts(facts) == ["村居", "壶江村", "电话", "—", "类别", "困难"]
    facts.put([("村居", "长门村")])
    assert texts(facts) == ["村居", "长门村"]


def test_things_to_do_have_their_buttons(shown: Show, qtbot: QtBot) -> None:
    done: list[str] = []
    todos = TodoList()
    shown(todos)
    assert texts(todos) == ["没有等着办的事。"]
    todos.put([Todo("3 户没有走访", "黄满香", "去登记", lambda: done.append("visit"), "red"),
               Todo("今天没有备份", "", "备份", lambda: done.append("backup"))])  # fmt: skip
    assert texts(todos) == ["3 户没有走访", "黄满香", "今天没有备份"]
    buttons = [b for b in todos.findChildren(QPushButton) if not b.isHidden()]
    assert [b.accessibleName() for b in buttons] == ["3 户没有走访：去登记", "今天没有备份：备份"]
    for button in buttons:
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert done == ["visit", "backup"]


def test_the_time_line_opens_records(shown: Show, qtbot: QtBot) -> None:
    line = Timeline()
    shown(line)
    assert texts(line) == ["还没有记录。"]
    given = ("现金，已签", "林建国")
    line.put([Moment("2024-02-05", "春节慰问 ¥600.00", given, "cash", "amber", record=("payment", 7)),
              Moment("2023-12-01", "登记建档")])  # fmt: skip
    assert texts(line) == ["2024-02-05 · 现金，已签 · 林建国", "登记建档", "2023-12-01"]
    doors = [b for b in line.findChildren(QPushButton) if not b.isHidden()]
    assert [b.text() for b in doors] == ["春节慰问 ¥600.00"]
    with qtbot.waitSignal(line.opened) as opened:
        qtbot.mouseClick(doors[0], Qt.MouseButton.LeftButton)
    assert opened.args == [("payment", 7)]
    assert line.grab().width() > 0


def test_the_same_word_has_the_same_colour_everywhere() -> None:
    words = ("特殊", "困难", "独生子女", "二女户", "公示中", "已签收", "未签收", "作废", "草稿")
    tones = [tone_of(word) for word in words]
    assert tones == ["red", "amber", "green", "slate", "blue", "green", "amber", "red", "amber"]
    assert Pill("低保").sizeHint().width() > Pill("低").sizeHint().width()
