"""A family moves from one township to another by packages; another one is sent back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from ljfpa_desktop.base import dates
from ljfpa_desktop.services import household
from ljfpa_desktop.services.check import check
from ljfpa_desktop.ui.dialogs.history_dialog import HistoryDialog
from ljfpa_desktop.ui.main_window import MainWindow
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from tests.exchange.conftest import joined as joined
from tests.exchange.conftest import offices as offices
from tests.exchange.offices import Offices
from tests.journeys.seats import (
    CTRL,
    THIS_YEAR,
    Sit,
    exchange,
    figures,
    find,
    give,
    paid,
    receive,
    shown,
    texts,
    todo,
    until,
)
from tests.ui.keyboard import answer, press, tab_to, write

NAME, TYPED, PHONE = "张桂兰", "zhangguilan", "13850112345"
STICK_MAY_GO = "可以拔出U盘了"
GIVEN = 60_000  # fen


@pytest.fixture
def family(offices: Offices) -> UUID:
    """A family in hardship of 琯头镇 that was given money, one beside it, and one of 晓澳镇."""
    at = offices.first
    home = at.family(NAME, children=["张小妹"], categories=[THIS_YEAR], phone1=PHONE)
    beside = at.family("林建国", categories=[THIS_YEAR])
    offices.other.family("陈依官", categories=[THIS_YEAR])
    paid(at, "春节慰问", dates.today(), GIVEN, home, beside)
    return home


def rows_of(view: Any, number: int = 0) -> list[list[str]]:
    """The moves as 迁入迁出 lists them."""
    return view.moves.lists[number].table.as_rows()[1:]


def offer(window: MainWindow) -> None:
    """迁出本镇 at the family."""
    page = find(window, TYPED)
    press(Qt.Key.Key_M, CTRL)
    dialog = shown(FormDialog, page)
    write("xaz")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    write("随子女生活")
    press(Qt.Key.Key_S, CTRL)
    until(lambda: not dialog.isVisible())


def settle(window: MainWindow, sentence: str, button: str, act: str, reason: str = "") -> None:
    """What waits on 工作台 about the family, with an answer to the question that follows."""
    todo(window, sentence, button)
    answer(reason=reason)
    tab_to(f"{act}：{NAME}户")
    press(Qt.Key.Key_Space)


def receive_the_family(window: MainWindow, village: str = "百胜") -> None:
    """From 工作台 into a village."""
    todo(window, "1 户迁入等接收", "去接收")
    tab_to(f"接收：{NAME}户")
    press(Qt.Key.Key_Space)
    dialog = shown(FormDialog, window)
    write(village)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    until(lambda: not dialog.isVisible())


def past_of(window: MainWindow) -> tuple[list[str], list[str]]:
    """What the family's page says, and what its history tells was done."""
    page = find(window, TYPED)
    press(Qt.Key.Key_H, CTRL)
    dialog = shown(HistoryDialog, page)
    done = [row[2] for row in dialog.table.as_rows()[1:]]
    press(Qt.Key.Key_Escape)
    return texts(page), done


def test_a_family_moves_and_its_past_stays_where_it_was(offices: Offices, family: UUID, sit: Sit) -> None:
    first, other, county = offices.first, offices.other, offices.county
    with sit(first) as window:
        offer(window)
        assert STICK_MAY_GO in give(window)
    with sit(county) as window:
        assert receive(window).startswith("已接收琯头镇第 1 号数据包")
        settle(window, "1 户迁出等转交", "去转交", "转交")
        assert STICK_MAY_GO in give(window)
    with sit(other) as window:
        assert receive(window).startswith("已接收连江县")
        receive_the_family(window)
        assert STICK_MAY_GO in give(window)
        said, _done = past_of(window)
        assert "百胜村" in said
        assert not any("LK-" in words for words in said)
    with sit(county) as window:
        receive(window)
        assert rows_of(exchange(window))[0][6] == "已接收"
    with sit(first) as window:
        receive(window)
        assert rows_of(exchange(window), 1)[0][4] == "县里已转交"
        said, done = past_of(window)
        assert said[0].startswith("已迁往晓澳镇，")
        assert any("现金 · LK-350122103-" in words for words in said)
        assert {f"新增家庭 {NAME}", f"{NAME}户迁往晓澳镇"} <= set(done)
        assert not any(deed.text == "修改" and not deed.why_not for deed in find(window, TYPED).deeds())
    # Stock, families helped, money, all helped: what was given stays with who gave it.
    parts = figures(first), figures(other)
    assert parts == ([1, 2, 2 * GIVEN, 2], [2, 0, 0, 0])
    assert figures(county) == [sum(pair) for pair in zip(*parts, strict=True)]
    counts = [household.summary(pc.db) for pc in (first, other, county)]
    assert [(c.households, c.persons) for c in counts] == [(1, 1), (2, 3), (3, 4)]
    assert household.facts(other.db, family).values["phone1"] == PHONE


def test_a_family_that_is_sent_back_stays_and_goes_on(offices: Offices, family: UUID, sit: Sit) -> None:
    first, county = offices.first, offices.county
    with sit(first) as window:
        offer(window)
        give(window)
    with sit(county) as window:
        receive(window)
        settle(window, "1 户迁出等转交", "去转交", "退回", reason="户口还在琯头镇")
        give(window)
        assert figures(county)[0] == 1
    with sit(first) as window:
        receive(window)
        page = find(window, TYPED)
        assert "户口还在琯头镇" in page.family.banner.words.text()
        settle(window, "1 户迁出被县里退回", "去核对", "撤回迁出", reason="户口没有迁")
        page = find(window, TYPED)
        press(Qt.Key.Key_E, CTRL)
        dialog = shown(FormDialog, page)
        dialog.form.editor("phone1").setFocus()
        press(Qt.Key.Key_A, CTRL)
        write("13905910001")
        press(Qt.Key.Key_S, CTRL)
        until(lambda: not dialog.isVisible())
        give(window)
    with sit(county) as window:
        receive(window)
        assert rows_of(exchange(window))[0][6] == "已撤回"
    assert figures(first) == figures(county) == [2, 2, 2 * GIVEN, 2]
    assert household.facts(county.db, family).values["phone1"] == "13905910001"


def test_a_family_the_new_township_does_not_know_comes_back(
    offices: Offices, family: UUID, sit: Sit
) -> None:
    first, other, county = offices.first, offices.other, offices.county
    with sit(first) as window:
        offer(window)
        give(window)
    with sit(county) as window:
        receive(window)
        settle(window, "1 户迁出等转交", "去转交", "转交")
        give(window)
    with sit(other) as window:
        receive(window)
        settle(window, "1 户迁入等接收", "去接收", "退回", reason="没有搬来")
        assert rows_of(exchange(window), 1)[0][4] == "等县里转交"
        give(window)
    with sit(county) as window:
        receive(window)
        (waiting,) = [row for row in rows_of(exchange(window)) if row[6] == "等转交"]
        assert waiting[2:4] + [waiting[5]] == ["晓澳镇", "琯头镇", "退回：没有搬来"]
        settle(window, "1 户迁出等转交", "去转交", "转交")
        give(window)
    with sit(first) as window:
        receive(window)
        receive_the_family(window, "山兜")
        assert rows_of(exchange(window), 1)[0][4] == "已迁回"
        said, _done = past_of(window)
        assert any("现金 · LK-350122103-" in words for words in said)
        give(window)
    with sit(county) as window:
        receive(window)
    assert figures(first) == [2, 2, 2 * GIVEN, 2]
    assert figures(county) == [3, 2, 2 * GIVEN, 2]
    assert figures(other) == [1, 0, 0, 0]
    assert {check(pc.db).faults for pc in (first, other, county)} == {()}
