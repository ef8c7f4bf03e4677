from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.ui.desk import Desk, Hit, Standing
from ljfpa_desktop.ui.frame import Header
from ljfpa_desktop.ui.main_window import MainWindow, PageLine
from ljfpa_desktop.ui.manual import ManualDialog
from ljfpa_desktop.ui.page import Deed, Page

Show = Callable[[QWidget], QWidget]


class Sample(Page):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.reloads: list[frozenset[str]] = []
        self.opened: list[UUID] = []
        self.done = 0
        self.stays = False
        self.entry = QLineEdit()
        self.body.addWidget(self.entry)

    def primary(self) -> Deed:
        return Deed("新增", "plus", self.act)

    def deeds(self) -> Sequence[Deed]:
        return [Deed("打印", "printer", self.act, writes=False)]

    def act(self) -> None:
        self.done += 1

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        self.reloads.append(tables)
        self.say(f"第 {len(self.reloads)} 次")

    def open_record(self, record_id: UUID) -> None:
        self.opened.append(record_id)

    def may_leave(self) -> bool:
        return not self.stays


class Families(Sample):
    title, concerned, manual = "家庭", frozenset({"household"}), "households"


class Aid(Sample):
    title, concerned = "帮扶", frozenset({"payment"})


class Settings(Sample):
    title = "设置"


class Line(PageLine):
    def load(self) -> type[Page]:
        return {"households": Families, "aid": Aid, "settings": Settings}[self.key]


LINES = (
    Line("households", "家庭", "users", ""),
    Line("aid", "帮扶", "coin-yuan", ""),
    Line("settings", "设置", "settings", ""),
)


@pytest.fixture
def window(seat: Desk, shown: Show) -> MainWindow:
    made = MainWindow(seat, LINES)
    shown(made)
    return made


def page(window: MainWindow, key: str) -> Sample:
    found = window.pages[key]
    assert isinstance(found, Sample)
    return found


def buttons(window: MainWindow) -> list[QPushButton]:
    return [b for b in window.header.findChildren(QPushButton) if not b.isHidden()]


def test_pages_are_made_when_first_shown(window: MainWindow) -> None:
    assert list(window.pages) == ["households"]
    assert page(window, "households").reloads == [frozenset()]
    window.open_page("aid")
    assert list(window.pages) == ["households", "aid"]
    assert window.header.title.text() == "帮扶"
    assert window.header.subtitle.text() == "第 1 次"
    assert window.windowTitle() == "帮扶 - 家庭服务工作台"


def test_the_keyboard_alone_changes_pages(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert window.current_key == "aid"
    qtbot.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert window.current_key == "settings"
    qtbot.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert window.current_key == "households"
    qtbot.keyClick(window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert window.current_key == "settings"
    assert window.navigation.buttons.checkedId() == 2


def test_a_commit_reloads_only_the_pages_concerned(window: MainWindow, seat: Desk) -> None:
    window.open_page("aid")
    families, aid = page(window, "households"), page(window, "aid")
    seat.hub.announce(frozenset({"payment", "act"}))
    assert aid.reloads[1:] == [frozenset({"payment", "act"})]
    assert len(families.reloads) == 1
    seat.hub.announce(frozenset({"household"}))
    assert len(families.reloads) == 1
    window.open_page("households")
    assert families.reloads[1:] == [frozenset({"household"})]
    window.open_page("aid")
    assert len(aid.reloads) == 2


def test_a_page_with_open_entries_may_keep_the_clerk(window: MainWindow, qtbot: QtBot) -> None:
    page(window, "households").stays = True
    qtbot.mouseClick(window.navigation.buttons.button(1), Qt.MouseButton.LeftButton)
    assert window.current_key == "households"
    assert window.navigation.buttons.checkedId() == 0


def test_header_buttons_and_ctrl_n_act(window: MainWindow, qtbot: QtBot) -> None:
    families = page(window, "households")
    assert [b.accessibleName() for b in buttons(window)] == ["打印", "新增"]
    for button in buttons(window):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert families.done == 2
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: families.done == 3)
    window.open_page("aid")
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: (families.done, page(window, "aid").done) == (3, 1))


def test_enter_presses_the_button_that_has_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    home = page(window, "households")
    button = next(b for b in buttons(window) if b.accessibleName() == "打印")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Enter)
    assert home.done == 2


def test_f5_reads_the_page_anew(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert len(page(window, "households").reloads) == 2


def test_open_page_leads_to_a_record(window: MainWindow, seat: Desk) -> None:
    wanted = uuid4()
    seat.open_page("aid", wanted)
    assert page(window, "aid").opened == [wanted]
    with pytest.raises(KeyError):
        seat.open_page("nowhere")


def test_the_search_opens_a_family(seat: Desk, shown: Show, qtbot: QtBot) -> None:
    wanted = uuid4()
    seat.find = lambda text: (
        [Hit(wanted, "陈頔", "壶江村", f"拼音 {text}", ((3, 2),))] if text == "cd" else []
    )
    window = MainWindow(seat, LINES)
    shown(window)
    window.open_page("settings")
    page(window, "settings").entry.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.header.search.hasFocus()
    qtbot.keyClicks(window.header.search, "cd")
    qtbot.keyClick(window.header.search, Qt.Key.Key_Return)
    assert window.current_key == "households"
    assert page(window, "households").opened == [wanted]


def test_f1_opens_the_manual_at_this_page(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    manual = window.findChild(ManualDialog)
    assert manual is not None
    assert manual.list.currentItem().text() == "家庭"
    manual.accept()


def test_the_status_bar_says_how_things_stand(seat: Desk, shown: Show) -> None:
    now = [Standing("琯头镇计生协", "李经办", "2024年5月", "今天 12:02", "", "amber", "今天还没有备份")]
    seat.standing = lambda: now[0]
    window = MainWindow(seat, LINES)
    shown(window)
    assert window.status.words.text() == "琯头镇计生协 · 李经办 · 2024年5月 · 上次备份 今天 12:02"
    assert window.status.lamp.accessibleName() == "今天还没有备份"
    now[0] = Standing("琯头镇计生协", "李经办", "2024年5月（已结账）")
    seat.hub.announce(frozenset({"period"}))
    assert "已结账" in window.status.words.text()


def test_with_a_greeting_the_window_is_painted_before_anything_is_read(
    seat: Desk, shown: Show, qtbot: QtBot
) -> None:
    asked: list[str] = []

    def standing() -> Standing:
        asked.append("standing")
        return Standing("琯头镇计生协", "李经办", "2024年5月")

    seat.standing = standing
    greeting = Standing("琯头镇计生协", "李经办", lamp="waiting", lamp_text="正在统计……")
    window = MainWindow(seat, LINES, greeting)
    assert page(window, "households").reloads == asked == []
    assert window.status.words.text() == window.navigation.place.text() == "琯头镇计生协 · 李经办"
    assert window.status.lamp_words.text() == "正在统计……"
    shown(window)
    qtbot.waitUntil(lambda: bool(asked))
    assert page(window, "households").reloads == [frozenset()]
    assert window.header.subtitle.text() == "第 1 次"
    assert window.status.words.text() == "琯头镇计生协 · 李经办 · 2024年5月"
    window.open_page("aid")
    assert page(window, "aid").reloads == [frozenset()]


def test_f5_reads_page_and_standing_anew(window: MainWindow, seat: Desk, qtbot: QtBot) -> None:
    seat.standing = lambda: Standing("琯头镇计生协", "李经办", "2024年6月")
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert len(page(window, "households").reloads) == 2
    assert "2024年6月" in window.status.words.text()


def test_a_demo_office_says_so_and_a_closed_one_cannot_be_written(seat: Desk, shown: Show) -> None:
    seat.is_demo, seat.read_only = True, "磁盘已满，只能查看。请清理磁盘。"
    window = MainWindow(seat, LINES)
    shown(window)
    assert window.header.demo.isVisible()
    assert window.windowTitle().endswith("· 演示")
    assert window.header.closed.toolTip() == seat.read_only
    assert {b.accessibleName(): b.isEnabled() for b in buttons(window)} == {"打印": True, "新增": False}


def test_the_rarer_deeds_stand_behind_one_button_and_keep_their_keys(
    seat: Desk, shown: Show, qtbot: QtBot
) -> None:
    header, page = Header(seat), Families(seat)
    one = page.deeds()[0]
    shut = replace(one, text="报废", shortcut="Ctrl+4", rare=True, why_not="已经办结。")
    page.deeds = lambda: [one, replace(one, text="历史", shortcut="Ctrl+3", rare=True), shut]
    shown(header)
    header.show_page(page)
    made = [b for b in header.findChildren(QPushButton) if not b.isHidden()]
    assert [b.text().strip() for b in made] == ["打印", "更多", "新增"]
    assert not any(b.icon().isNull() for b in made)
    seen: list[tuple[str, str, bool, str]] = []

    def look() -> None:
        menu = made[1].menu()
        seen.extend((a.text(), a.shortcut().toString(), a.isEnabled(), a.toolTip()) for a in menu.actions())
        qtbot.keyClick(menu, Qt.Key.Key_Down)
        qtbot.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(50, look)
    qtbot.keyClick(header, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: page.done == 1)
    assert seen == [("历史", "Ctrl+3", True, "历史"), ("报废", "Ctrl+4", False, "已经办结。")]
    qtbot.keyClick(header, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.done == 2)
    qtbot.keyClick(header, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert page.done == 2
    # A screen shows what a test cannot: with F10 as its own key the button stayed pressed behind the menu.
    assert made[1].shortcut().isEmpty()
