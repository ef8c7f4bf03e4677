"""A computer is stolen: a new one, the stick of the last 上报 and two calls bring the office back."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates, paths
from ljfpa_desktop.exchange import membership
from ljfpa_desktop.services import backup, household
from ljfpa_desktop.services.check import check
from ljfpa_desktop.ui import office_window
from ljfpa_desktop.ui.dialogs.login_dialog import LoginDialog
from ljfpa_desktop.ui.main_window import MainWindow
from tests.conftest import PASSWORD
from tests.factories import household as family
from tests.journeys.seats import (
    THIS_YEAR,
    Hand,
    Sit,
    ask_to_join,
    exchange,
    figures,
    find,
    finish,
    give,
    let_in,
    letter_of,
    paid,
    receive,
    texts,
    until,
)
from tests.journeys.test_other_computer import restore
from tests.offices import Offices
from tests.offices import joined as joined
from tests.offices import offices as offices
from tests.ui.keyboard import activate, answer, fill_form, press, tab_to

GIVEN = 60_000  # fen
STOPPED = "发出这个数据包的电脑已被县里停用，没有接收，请打电话核对。"


@pytest.fixture
def home(offices: Offices) -> UUID:
    """A family that was given money at the computer that will be lost."""
    at = offices.guantou
    made = family(at.db, at.actor, head="林建国", spouse="陈美珍", categories=[THIS_YEAR])
    (receipt,) = paid(at, "春节慰问", dates.today(), GIVEN, made)
    assert letter_of(receipt) == "A"
    return made


def stop(window: MainWindow, row: int, why: str) -> None:
    """停用电脑 at the county: the list of computers, one of them, the reason."""
    view = exchange(window)
    tab_to("各乡镇、数据包、待核对、重复核对、电脑、迁入迁出")
    for _ in range(4):
        press(Qt.Key.Key_Right)
    tab_to("登记过的电脑")
    for _ in range(row):
        press(Qt.Key.Key_Down)
    answer(reason=why)
    tab_to("停用电脑")
    press(Qt.Key.Key_Space)
    until(lambda: view.banner.words.text().startswith("已停用"))


def sit_down_at(folder: Path, qtbot: QtBot) -> MainWindow:
    """Log in at the new computer; its window."""
    login = LoginDialog(folder, "单位数据", ["clerk"])
    qtbot.addWidget(login)
    login.show()
    fill_form(login, "", PASSWORD)
    assert login.opened is not None, login.form.banner.words.text()
    window = office_window.show(login.opened)
    qtbot.addWidget(window)
    activate(window)
    return window


def test_a_stolen_computer_is_a_new_one_and_the_stick(
    offices: Offices, home: UUID, hand: Hand, sit: Sit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:  # fmt: skip
    lost, county = offices.guantou, offices.county
    with sit(lost) as window:
        assert give(window).endswith("备份也存了一份。可以拔出U盘了。")
    with sit(county) as window:
        receive(window)
        stop(window, 1, "被盗")
    (line,) = backup.listed(hand.stick)

    monkeypatch.setattr(paths, "data_root", lambda: tmp_path / "new computer")
    window = sit_down_at(restore(line.path, PASSWORD, qtbot), qtbot)
    until(lambda: window.banner.words.text().startswith("本机的数据恢复到了以前的样子"))
    assert any("现金 · LK-350122103-" in words for words in texts(find(window, "linjianguo")))
    exchange(window)
    answer()
    tab_to("重新加入")
    press(Qt.Key.Key_Space)
    until(lambda: membership.of_this_pc(window.desk.db).state == "alone")
    code = ask_to_join(window, "计生办2号机")
    with sit(county) as there:
        code = let_in(there, hand, code)
        give(there)
    assert finish(window, code) == "已加入连江县计划生育协会的数据交换，现在可以上报了。"
    assert receive(window).startswith("已接收连江县")

    second = family(window.desk.db, window.desk.actor, head="陈依官", categories=[THIS_YEAR])
    (receipt,) = paid(window.desk, "中秋慰问", dates.today(), GIVEN, second)
    assert letter_of(receipt) == "E"
    assert "可以拔出U盘了" in give(window)
    with sit(county) as there:
        assert receive(there).startswith("已接收琯头镇")
    assert figures(window.desk) == figures(county) == [2, 2, 2 * GIVEN, 2]
    assert check(window.desk.db).faults == check(county.db).faults == ()

    family(lost.db, lost.actor, head="黄水官")
    with sit(lost) as thief:
        give(thief)
    with sit(county) as there:
        assert receive(there) == STOPPED
    assert household.summary(county.db).households == 2
    window.close()
