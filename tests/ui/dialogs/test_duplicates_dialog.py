"""查重复 with the keyboard: merged side by side, said to be two, left for later, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services.identity import apart, merging, scan
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.duplicates_dialog import DuplicatesDialog, open_duplicates
from ljfpa_desktop.ui.dialogs.merge_dialog import MergeDialog
from ljfpa_desktop.ui.pages.household_page import HouseholdPage
from tests import factories
from tests.services.identity.books import Twice, belongings, pay, record, twice
from tests.ui.keyboard import activate, answer, focused, press

Show = Callable[[QWidget], QWidget]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def both(seat: Desk) -> Twice:
    return twice(seat.db, seat.actor, education="20")


@pytest.fixture
def more(seat: Desk, both: Twice) -> None:
    """A second pair, whose names differ in writing alone."""
    for name in ("張麗", "张莉"):
        head = {"name": name, "id_no": "", "birth_date": date(1970, 5, 6), "sex": "2"}
        factories.household(seat.db, seat.actor, head=head)


@pytest.fixture
def pairs(seat: Desk, both: Twice, more: None, shown: Show) -> Iterator[DuplicatesDialog]:
    page = QWidget()
    shown(page)
    dialog = open_duplicates(seat, page)
    assert dialog is not None
    activate(dialog)
    yield dialog
    page.close()


def names(dialog: DuplicatesDialog) -> list[tuple[str, str]]:
    return [(row[1], row[3]) for row in dialog.table.as_rows()[1:]]


def look_at(dialog: DuplicatesDialog, place: int) -> None:
    """Choose another list: 待核对, 已合并, 不是同一人."""
    dialog.filters.boxes["state"].setCurrentIndex(place)
    activate(dialog)
    dialog.table.view.setFocus()


def test_each_pair_has_its_reason_and_masked_numbers(pairs: DuplicatesDialog) -> None:
    assert names(pairs) == [("林建国", "林建国"), ("張麗", "张莉")]
    first = pairs.table.as_rows()[1]
    assert first[0] == "可能"
    assert first[2].startswith("山兜村 350122103201")
    assert first[5] == "姓名相同，出生日期相同，村（居）相同，其中一条没有可用的身份证号。"
    assert "350122********" in pairs.whole.text()
    assert pairs.whole.text().endswith("林建国 没有。")


def test_enter_shows_both_side_by_side_and_ctrl_s_merges(
    pairs: DuplicatesDialog, both: Twice, seat: Desk, qtbot: QtBot
) -> None:
    told: list[Any] = []
    seat.tell = lambda *said: told.append(said)
    press(Qt.Key.Key_Return)
    (dialog,) = pairs.findChildren(MergeDialog)
    activate(dialog)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: names(pairs) == [("張麗", "张莉")])
    assert (record(seat.db, both.gone).merged_into, record(seat.db, both.keep).education) == (both.keep, "20")
    ((sentence, undo),) = told
    assert sentence == "林建国的两条记录已合并。"
    undo()
    assert record(seat.db, both.gone).merged_into is None


def test_a_merge_is_taken_back_from_the_list_of_merged_ones(
    pairs: DuplicatesDialog, both: Twice, seat: Desk, qtbot: QtBot
) -> None:
    merging.merge(seat.db, seat.actor, both.keep, both.gone)
    look_at(pairs, 1)
    assert names(pairs) == [("林建国", "林建国")]
    assert pairs.merge_button.text() == "撤回（Ctrl+M）"
    assert not pairs.apart_button.isVisible()
    press(Qt.Key.Key_Return)
    assert not pairs.findChildren(MergeDialog)
    answer()
    press(Qt.Key.Key_M, CTRL)
    qtbot.waitUntil(lambda: names(pairs) == [])
    look_at(pairs, 0)
    assert len(names(pairs)) == 2


def test_two_people_are_said_to_be_two_with_a_reason_and_asked_about_again(
    pairs: DuplicatesDialog, seat: Desk, qtbot: QtBot
) -> None:
    answer(reason="同名的堂兄弟")
    press(Qt.Key.Key_R, CTRL)
    qtbot.waitUntil(lambda: names(pairs) == [("張麗", "张莉")])
    assert [x.why for x in apart.everything_said(seat.db)] == ["同名的堂兄弟"]
    look_at(pairs, 2)
    assert names(pairs) == [("林建国", "林建国")]
    assert "李经办：同名的堂兄弟" in pairs.whole.text()
    press(Qt.Key.Key_M, CTRL)
    qtbot.waitUntil(lambda: names(pairs) == [])
    look_at(pairs, 0)
    assert len(names(pairs)) == 2


def test_one_left_for_later_goes_to_the_end(pairs: DuplicatesDialog, qtbot: QtBot) -> None:
    press(Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: names(pairs) == [("張麗", "张莉"), ("林建国", "林建国")])


def test_what_cannot_be_done_is_said(pairs: DuplicatesDialog, both: Twice, seat: Desk) -> None:
    merging.merge(seat.db, seat.actor, both.keep, both.gone)
    answer()
    pairs.merge()
    assert not pairs.findChildren(MergeDialog)
    answer(reason="堂兄弟")
    answer()
    pairs.part()
    assert len(names(pairs)) == 2


def test_the_page_leads_to_it_and_a_reader_decides_nothing(seat: Desk, both: Twice, shown: Show) -> None:
    page = HouseholdPage(seat)
    page.reload()
    shown(page)
    deed = next(d for d in page.deeds() if d.text == "查重复")
    assert (deed.shortcut, deed.writes) == ("Ctrl+D", False)
    seat.read_only = "只能查看。"
    deed.do()
    (dialog,) = page.findChildren(DuplicatesDialog)
    assert len(names(dialog)) == 1
    buttons = (dialog.merge_button, dialog.apart_button, dialog.later_button)
    assert not any(button.isEnabled() for button in buttons)
    dialog.reject()


def test_a_register_without_pairs_says_so(seat: Desk, shown: Show) -> None:
    dialog = DuplicatesDialog(seat, scan.pairs(seat.db))
    shown(dialog)
    assert names(dialog) == []
    for act in (dialog.merge, dialog.part, dialog.leave):
        act()
    assert not dialog.merge_button.isEnabled()


def merging_of(seat: Desk, both: Twice, shown: Show) -> MergeDialog:
    dialog = MergeDialog(seat, both.keep, both.gone)
    shown(dialog)
    return dialog


def chosen(dialog: MergeDialog) -> dict[str, int]:
    return {name: group.checkedId() for name, group in dialog.chosen.items()}


def test_values_are_chosen_by_arrows_and_what_moves_is_listed(seat: Desk, both: Twice, shown: Show) -> None:
    belongings(seat.db, seat.actor, both.gone, both.other_home)
    pay(seat.db, seat.actor, both.other_home)
    dialog = merging_of(seat, both, shown)
    assert chosen(dialog) == {"id_no": 0, "education": 1, "phone": 1}
    words = dialog.moves.text().splitlines()
    assert len(words) == len(dialog.plan.moving) == 8
    assert any(line.startswith("发放：") and line.endswith("不改动，仍算这个人的") for line in words)
    assert focused() is dialog.keeps[0]
    dialog.chosen["phone"].button(1).setFocus()
    press(Qt.Key.Key_Left)
    assert chosen(dialog)["phone"] == 0
    dialog.reveal.click()
    assert chosen(dialog)["phone"] == 0
    assert "*" not in dialog.chosen["id_no"].button(0).text()
    dialog.do()
    assert (record(seat.db, both.keep).phone, record(seat.db, both.keep).education) == (None, "20")


def test_the_other_one_may_be_kept(seat: Desk, both: Twice, shown: Show) -> None:
    dialog = merging_of(seat, both, shown)
    press(Qt.Key.Key_Down)
    assert chosen(dialog) == {"id_no": 1, "education": 0, "phone": 0}
    assert dialog.do() == both.keep
    kept = record(seat.db, both.gone)
    assert (kept.merged_into, kept.id_no) == (None, record(seat.db, both.keep).id_no)


def test_what_speaks_against_it_is_said_and_asked_about(seat: Desk, both: Twice, shown: Show) -> None:
    with seat.db.transaction(seat.actor, "改错") as s:
        person = s.get_one(merging.Person, both.gone)
        person.birth_date, person.birth_precision = date(1963, 1, 1), "YMD"
    dialog = merging_of(seat, both, shown)
    assert "两人的出生日期不同" in dialog.banner.words.text()
    answer(yes=False)
    dialog.carry_out()
    assert record(seat.db, both.gone).merged_into is None
    assert dialog.isVisible()
    answer(reason="登记错了")
    dialog.carry_out()
    assert record(seat.db, both.gone).merged_into == both.keep
