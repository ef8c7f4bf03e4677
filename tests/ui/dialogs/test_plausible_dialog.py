"""核对疑点 with the keyboard: opened from 工作台 and 家庭, explained, asked again, the record opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services import plausibility, todo
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.plausible_dialog import PlausibleDialog, open_plausible
from ljfpa_desktop.ui.pages.desk_page import DeskPage
from ljfpa_desktop.ui.pages.household_page import HouseholdPage
from tests.services.plausibility.broken import BREAKS, Home, family
from tests.ui.keyboard import activate, answer, press

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def opened(seat: Desk) -> list[Any]:
    led: list[Any] = []
    seat.open_page = lambda key, record_id=None: led.append((key, record_id))
    return led


@pytest.fixture
def broken(seat: Desk) -> Any:
    made = family(seat.db, seat.actor)
    with seat.db.transaction(seat.actor, "弄错") as s:
        for code in ("single_with_spouse", "sex_by_id", "visit_in_future"):
            BREAKS[code](Home(s, made))
    return made


@pytest.fixture
def worklist(seat: Desk, broken: Any, opened: list[Any], shown: Show) -> Iterator[PlausibleDialog]:
    page = QWidget()
    shown(page)
    dialog = open_plausible(seat, page)
    assert dialog is not None
    activate(dialog)
    yield dialog
    page.close()


def titles(dialog: PlausibleDialog) -> list[str]:
    return [row[1] for row in dialog.table.as_rows()[1:]]


def test_the_list_has_the_wrong_first_and_enter_opens_the_family(
    worklist: PlausibleDialog, broken: Any, opened: list[Any]
) -> None:
    assert titles(worklist) == ["性别与身份证号不符", "走访日期还没有到", "婚姻状况与配偶不符"]
    assert worklist.table.as_rows()[1][0] == "有错"
    press(Qt.Key.Key_Return)
    assert opened == [("households", broken)]


def test_a_reason_takes_it_off_the_list_and_it_can_be_asked_again(
    worklist: PlausibleDialog, qtbot: QtBot
) -> None:
    answer(reason="登记时写反，证件正在更正")
    press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: titles(worklist) == ["走访日期还没有到", "婚姻状况与配偶不符"])
    state = worklist.filters.boxes["state"]
    state.setCurrentIndex(1)
    assert titles(worklist) == ["性别与身份证号不符"]
    assert worklist.explain_button.text() == "重新核对（Ctrl+R）"
    activate(worklist)
    worklist.table.view.setFocus()
    press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: titles(worklist) == [])
    assert not worklist.explain_button.isEnabled()
    state.setCurrentIndex(0)
    assert len(titles(worklist)) == 3


def test_a_kind_of_question_is_chosen_and_several_are_explained_at_once(worklist: PlausibleDialog) -> None:
    worklist.filters.boxes["rule"].setCurrentIndex(3)
    assert titles(worklist) == ["婚姻状况与配偶不符"]
    worklist.filters.boxes["rule"].setCurrentIndex(0)
    worklist.table.view.selectAll()
    answer(reason="都核对过")
    assert worklist.whole.text()
    worklist.explain()
    assert titles(worklist) == []
    assert worklist.whole.text() == ""


def test_both_pages_lead_to_it_and_the_desk_says_how_many_wait(
    seat: Desk, broken: Any, opened: list[Any], shown: Show
) -> None:
    for kind in (HouseholdPage, DeskPage):
        page = kind(seat)
        page.reload()
        shown(page)
        deed = next(d for d in page.deeds() if d.text == "核对疑点")
        assert (deed.shortcut, deed.writes) == ("Ctrl+K", False)
        deed.do()
        (dialog,) = page.findChildren(PlausibleDialog)
        assert len(titles(dialog)) == 3
        dialog.reject()
    waiting = {t.code: t for t in todo.overview(seat.db).todos}
    assert waiting["plausible"].sentence.startswith("资料里还有 3 处疑点（")
    assert waiting["plausible"].count == 3


def test_a_sound_register_says_so_and_a_reader_explains_nothing(seat: Desk, shown: Show) -> None:
    family(seat.db, seat.actor)
    seat.read_only = "只能查看。"
    dialog = PlausibleDialog(seat, plausibility.findings(seat.db))
    shown(dialog)
    assert titles(dialog) == []
    assert not dialog.explain_button.isEnabled()
    dialog.explain()
    assert titles(dialog) == []
