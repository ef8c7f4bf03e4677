"""Two offices, one stick: a month travels to the county and is confirmed, a difference is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates
from ljfpa_desktop.exchange import board, reminders, worklist
from ljfpa_desktop.services import household, period
from ljfpa_desktop.ui import office_window
from ljfpa_desktop.ui.dialogs.receive_dialog import ReceiveDialog
from ljfpa_desktop.ui.main_window import MainWindow
from ljfpa_desktop.ui.pages.exchange_page import ExchangePage
from tests.factories import household as family
from tests.offices import GUANTOU, Office, Offices
from tests.offices import joined as joined
from tests.offices import offices as offices
from tests.ui.keyboard import activate, press, tab_to

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
WAITS = "有 1 处两边填得不一样，要核对"
Sit = Callable[[Office], Any]


@pytest.fixture
def sit(offices: Offices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Sit:
    """Sits down at an office: its window, with the exchange's page opened by its key."""
    del qapp
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(offices.stick))

    @contextmanager
    def at(office: Office) -> Iterator[ExchangePage]:
        window = MainWindow(office_window.make_desk(office.db, office.actor))
        qtbot.addWidget(window)
        window.show()
        activate(window)
        press(Qt.Key.Key_8, ALT)
        page = window.pages["exchange"]
        assert isinstance(page, ExchangePage)
        yield page
        window.desk.hub.let_go_of(office.db)
        window.close()

    return at


def shown_dialog() -> ReceiveDialog | None:
    """The dialog of 接收 in view."""
    found = (w for w in QApplication.topLevelWidgets() if isinstance(w, ReceiveDialog) and w.isVisible())
    return next(found, None)


def until(qtbot: QtBot, look: Callable[[], Any]) -> Any:
    """Wait for what a key brings up: a button pressed by its key shows that it is, for a moment."""
    qtbot.waitUntil(lambda: bool(look()))
    return look()


def receive(page: ExchangePage, qtbot: QtBot) -> str:
    """Open 接收 by its key, try the first package, take it in; what is said then."""
    press(Qt.Key.Key_R, CTRL)
    dialog = until(qtbot, shown_dialog)
    activate(dialog)
    dialog.table.view.setFocus()
    press(Qt.Key.Key_Return)
    until(qtbot, dialog.take_button.isEnabled)
    activate(dialog)  # the window of the work behind it had the keyboard
    assert dialog.take_button.hasFocus()
    press(Qt.Key.Key_Space)
    activate(dialog)
    said = dialog.banner.words.text()
    press(Qt.Key.Key_Escape)
    activate(page.window())
    return said


def words_of(page: ExchangePage) -> str:
    view: Any = page.view
    return view.banner.words.text()


def month_of_work(at: Office) -> tuple[Any, str]:
    """Two families and a closed month at the township; the first family and the month."""
    home = family(at.db, at.actor, head="林建国", spouse="陈美珍", phone1="13850112345")
    family(at.db, at.actor, head="陈依官")
    month = dates.shift_month(dates.month_of(dates.today()), -1)
    period.close(at.db, at.actor, month)
    return home, month


def test_a_month_travels_and_a_difference_is_decided(offices: Offices, sit: Sit, qtbot: QtBot) -> None:
    at, county = offices.guantou, offices.county
    home, month = month_of_work(at)

    with sit(at) as page:
        press(Qt.Key.Key_U, CTRL)
        assert "可以拔出U盘了" in words_of(page)

    with sit(county) as page:
        assert receive(page, qtbot).startswith("已接收琯头镇第 1 号数据包")
        (line,) = [x for x in page.view.lines if x.code == GUANTOU]
        assert (line.state, line.closed, line.last_no) == ("正常", month, 1)
        assert household.summary(county.db).households == 2
        household.save(county.db, county.actor, {"phone1": "13905910001"}, record_id=home)
        press(Qt.Key.Key_U, CTRL)
        until(qtbot, lambda: words_of(page) == "已生成 1 个数据包，可以拔出U盘了。")

    household.save(at.db, at.actor, {"phone1": "13805910002"}, record_id=home)
    with sit(at) as page:
        receive(page, qtbot)
        assert page.view.passages.as_rows()[-1][7] == "县里已收到"
        assert [w.sentence for w in reminders.waiting(at.db)] == [WAITS]
        window = page.window()
        press(Qt.Key.Key_1, ALT)
        until(qtbot, lambda: WAITS in [w.text() for w in window.findChildren(QLabel) if w.isVisible()])
        tab_to(f"{WAITS}：去核对")
        press(Qt.Key.Key_Space)
        assert window.current_key == "exchange"
        (case,) = worklist.cases(at.db)
        wanted = case.values[1].value["phone1"]
        assert page.view.tabs.currentWidget() is page.view.cases
        press(Qt.Key.Key_2)
        assert worklist.cases(at.db) == []
        activate(window)
        press(Qt.Key.Key_U, CTRL)

    with sit(county) as page:
        receive(page, qtbot)
    for office in (at, county):
        assert household.facts(office.db, home).values["phone1"] == wanted
        assert worklist.cases(office.db) == []
    assert board.lines(county.db)[3].cases == 0
    assert _packages(offices.stick) == 3


def _packages(stick: Path) -> int:
    return len(list(stick.glob("*.ljp")))
