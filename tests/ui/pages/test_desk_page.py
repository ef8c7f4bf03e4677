from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.services import backup, recent
from ljfpa_desktop.ui.desk import SETTINGS_SECTION, Desk
from ljfpa_desktop.ui.dialogs.event_dialog import EventDialog
from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog
from ljfpa_desktop.ui.dialogs.rows_dialog import ListDialog
from ljfpa_desktop.ui.pages.desk.recent_acts import ago
from ljfpa_desktop.ui.pages.desk_page import DeskPage
from ljfpa_desktop.ui.widgets.cards import values_of
from tests.factories import household
from tests.ui.keyboard import press

Show = Callable[[QWidget], QWidget]
NOON = datetime(2024, 5, 6, 4, 0, tzinfo=UTC)  # 12:00 in 连江


@pytest.fixture
def opened(seat: Desk) -> list[Any]:
    """The pages the desk page leads to."""
    led: list[Any] = []
    seat.open_page = lambda key, _record_id=None: led.append(key)
    return led


@pytest.fixture
def page(seat: Desk, opened: list[Any], shown: Show) -> DeskPage:
    made = DeskPage(seat)
    seat.hub.changed.connect(made.reload)
    made.resize(1140, 660)
    made.reload()
    shown(made)
    return made


def words_in(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def button(widget: QWidget, text: str) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text and not b.isHidden())


def dialog_of(page: QWidget, kind: type[QDialog]) -> QDialog:
    return next(d for d in page.findChildren(kind) if d.isVisible())


def test_until_it_is_first_read_the_page_says_that_it_is_counting(seat: Desk, shown: Show) -> None:
    page = DeskPage(seat)
    shown(page)
    assert page.stack.currentWidget() is page.waiting
    assert words_in(page) == ["正在统计今年的数字和待办……"]
    assert page.subtitle


def test_a_new_office_sees_its_three_first_steps(page: DeskPage, opened: list[Any], seat: Desk) -> None:
    assert page.stack.currentWidget() is page.steps
    assert [b.text() for b in page.steps.buttons] == ["导入名册", "去设置", "登记活动"]
    page.steps.buttons[1].click()
    assert opened == ["settings"]
    assert seat.memory.get(SETTINGS_SECTION) == "backup"
    page.steps.buttons[0].click()
    assert isinstance(dialog_of(page, ImportDialog), ImportDialog)


def test_with_the_first_family_the_figures_come(page: DeskPage, seat: Desk) -> None:
    household(seat.db, seat.actor, categories=["03"])
    assert page.year.isVisible()
    assert values_of(list(page.year.tiles.values()))["计生特殊家庭"] == "1"
    assert page.year.ring.accessibleName() == f"{dates.today().year}年已走访慰问 0/1"
    assert "今年还有 1 户特殊家庭没有走访慰问" in words_in(page.year.todos)


def test_the_families_not_visited_yet_are_listed(page: DeskPage, seat: Desk) -> None:
    household(seat.db, seat.actor, categories=["03"])
    button(page.year.todos, "看名单").click()
    rows = dialog_of(page, ListDialog)
    assert isinstance(rows, ListDialog)
    assert [rows.table.model.words(n, 0) for n in range(rows.table.model.rowCount())] == ["林建国"]


def test_a_to_do_leads_to_where_it_is_settled(page: DeskPage, seat: Desk, opened: list[Any]) -> None:
    household(seat.db, seat.actor)
    button(page.year.todos, "现在备份").click()
    assert opened == ["settings"]
    assert seat.memory.get(SETTINGS_SECTION) == "backup"
    backup.daily(seat.db, seat.actor)
    page.hide()
    page.show()
    assert "还没有备份过" not in words_in(page.year.todos)


def test_the_last_acts_say_who_did_what(page: DeskPage, seat: Desk) -> None:
    household(seat.db, seat.actor)
    assert page.year.acts.shown[0] == ("刚才", "李经办", recent.acts(seat.db)[0].words)
    assert page.year.acts.shown[-1][2] == "建立单位"


def test_each_figure_is_a_door_for_the_keyboard_too(page: DeskPage, seat: Desk) -> None:
    household(seat.db, seat.actor, categories=["03"])
    tile = page.year.tiles["ZB-E01"]
    tile.setFocus()
    press(Qt.Key.Key_Return, widget=tile)
    rows = dialog_of(page, ListDialog)
    assert isinstance(rows, ListDialog)
    assert rows.table.model.rowCount() == 1
    assert rows.table.model.words(0, 1) == "林建国"


def test_the_primary_button_records_an_event(page: DeskPage) -> None:
    assert page.primary().text == "登记活动"
    page.primary().do()
    assert isinstance(dialog_of(page, EventDialog), EventDialog)
    assert [d.text for d in page.deeds()] == ["新增家庭", "导入名册", "核对疑点", "打印月报"]


def test_a_saved_family_is_opened(page: DeskPage, opened: list[Any]) -> None:
    page.deeds()[0].do()
    dialog = next(d for d in page.findChildren(QDialog) if d.isVisible())
    dialog.saved.emit("id")  # pyright: ignore[reportAttributeAccessIssue]
    assert opened == ["households"]


def test_the_money_of_each_month_stands_in_the_chart(page: DeskPage, seat: Desk) -> None:
    household(seat.db, seat.actor)
    assert page.year.chart.accessibleName().startswith("柱形图：1月 0，2月 0")


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=20), "刚才"),
        (timedelta(minutes=12), "12 分钟前"),
        (timedelta(hours=3), "今天 09:00"),
        (timedelta(hours=20), "昨天 16:00"),
        (timedelta(days=5), "5月1日"),
    ],
)
def test_when_it_was_is_said_as_people_say_it(before: timedelta, words: str) -> None:
    assert ago(NOON - before, NOON) == words


def test_the_day_stands_under_the_title(page: DeskPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: NOON)
    page.reload()
    assert dates.today() == date(2024, 5, 6)
    assert page.subtitle == "2024年5月6日 星期一"
