"""A second computer of a township begins with what the county has, and the two work side by side."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates, paths
from ljfpa_desktop.exchange import worklist
from ljfpa_desktop.services import household, period, sheet
from ljfpa_desktop.services.check import check
from ljfpa_desktop.ui.main_window import MainWindow
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from tests.factories import household as family
from tests.journeys.seats import (
    CTRL,
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
    shown,
    texts,
    todo,
    until,
)
from tests.journeys.test_first_month import set_up
from tests.offices import Offices
from tests.offices import joined as joined
from tests.offices import offices as offices
from tests.ui.keyboard import press, tab_to, write

GIVEN = 60_000  # fen
BESIDE = "本单位报县的"
WAITS = "有 1 处两边填得不一样，要核对"


@pytest.fixture
def home(offices: Offices) -> UUID:
    """A family that was given money, another one beside it, and the month before closed."""
    at = offices.guantou
    made = family(at.db, at.actor, head="林建国", spouse="陈美珍", categories=[THIS_YEAR])
    family(at.db, at.actor, head="黄水官", categories=[THIS_YEAR])
    paid(at, "春节慰问", dates.today(), GIVEN, made)
    period.close(at.db, at.actor, month_before())
    return made


def month_before() -> str:
    return dates.shift_month(dates.month_of(dates.today()), -1)


def give_as_it_stands(window: MainWindow) -> None:
    """单独下发 at the county to 琯头镇: its records as they stand, for a computer that has nothing."""
    view = exchange(window)
    view.board.view.setFocus()
    while view.lines[view.board.view.currentIndex().row()].name != "琯头镇":
        press(Qt.Key.Key_Down)
    tab_to("给一个乡镇单独下发…")
    press(Qt.Key.Key_Space)
    dialog = shown(FormDialog, window)
    press(Qt.Key.Key_Return)
    write("从现状发起（给还没有资料的新电脑）")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    until(lambda: not dialog.isVisible())
    assert view.banner.words.text().startswith("给琯头镇的第 ")


def call(window: MainWindow, phone: str) -> None:
    """Another telephone of 林建国's family."""
    page = find(window, "linjianguo")
    press(Qt.Key.Key_E, CTRL)
    dialog = shown(FormDialog, page)
    dialog.form.editor("phone1").setFocus()
    press(Qt.Key.Key_A, CTRL)
    write(phone)
    press(Qt.Key.Key_S, CTRL)
    until(lambda: not dialog.isVisible())


def test_two_computers_of_one_office_work_side_by_side(
    offices: Offices, home: UUID, hand: Hand, sit: Sit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:  # fmt: skip
    first, county = offices.guantou, offices.county
    with sit(first) as window:
        give(window)
    monkeypatch.setattr(paths, "data_root", lambda: tmp_path / "second computer")
    window = set_up(tmp_path, qtbot)
    second = window.desk
    code = ask_to_join(window, "计生办2号机")
    with sit(county) as there:
        receive(there)
        code = let_in(there, hand, code)
        give_as_it_stands(there)
    assert finish(window, code).startswith("已加入连江县计划生育协会的数据交换")
    assert receive(window).startswith("已接收连江县")
    assert exchange(window).passages.as_rows()[1][5].endswith(" 条资料")
    assert figures(second) == figures(first) == [2, 1, GIVEN, 1]
    assert sheet.of(second.db, month_before()).is_closed
    assert any("现金 · LK-350122103-" in words for words in texts(find(window, "linjianguo")))

    with sit(first) as there:
        receive(there)
        call(there, "13905910001")
        give(there)
    call(window, "13805910002")
    beside = family(second.db, second.actor, head="陈依官", categories=[THIS_YEAR])
    (receipt,) = paid(second, "中秋慰问", dates.today(), GIVEN, beside)
    assert letter_of(receipt) == "B"
    assert receive(window, BESIDE).startswith("已接收琯头镇")
    todo(window, WAITS, "去核对")
    press(Qt.Key.Key_2)
    until(lambda: worklist.cases(second.db) == [])
    give(window)

    with sit(first) as there:
        receive(there, BESIDE)
        assert worklist.cases(first.db) == []
    with sit(county) as there:
        receive(there)
        receive(there)
    phones = {household.facts(pc.db, home).values["phone1"] for pc in (first, second, county)}
    assert len(phones) == 1
    assert figures(first) == figures(second) == figures(county) == [3, 2, 2 * GIVEN, 2]
    assert {check(pc.db).faults for pc in (first, second, county)} == {()}
    window.close()
