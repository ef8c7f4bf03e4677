from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.ui.widgets.choice_box import ChoiceBox, Unreadable
from ljfpa_desktop.ui.widgets.editors import DateEdit, MoneyEdit, NoteEdit, NumberEdit, YesBox, editor_for
from ljfpa_desktop.ui.widgets.form import Form
from ljfpa_desktop.ui.widgets.private_edit import PrivateEdit

Show = Callable[[QWidget], QWidget]
VILLAGES = [
    ("201", "壶江村", "hjc"),
    ("202", "琯头街社区", "gtjsq"),
    ("203", "长门村", "cmc"),
    ("204", "长门新村", "cmxc"),
]


@pytest.mark.parametrize(
    ("kind", "private", "made"),
    [
        ("number", False, NumberEdit), ("money", False, MoneyEdit), ("date", False, DateEdit),
        ("date", True, DateEdit), ("choice", False, ChoiceBox), ("village", False, ChoiceBox),
        ("yes", False, YesBox), ("note", False, NoteEdit), ("id_card", True, PrivateEdit),
    ],
)  # fmt: skip
def test_each_kind_has_its_editor(kind: Any, private: bool, made: type, qtbot: QtBot) -> None:
    editor = editor_for(Field("名", kind=kind, private=private), lambda _t: [])
    qtbot.addWidget(editor)
    assert type(editor) is made
    assert not editor.value()
    editor.restore("")
    assert editor.raw() == ""


@pytest.mark.parametrize(
    ("typed", "value"), [("3", 3), ("１２", 12), ("1,286", 1286), ("1.5", 1.5), ("", None)]
)
def test_numbers(typed: str, value: object, qtbot: QtBot) -> None:
    editor = NumberEdit()
    qtbot.addWidget(editor)
    editor.setText(typed)
    assert editor.value() == value


def test_words_in_a_number_are_refused(qtbot: QtBot) -> None:
    editor = NumberEdit()
    qtbot.addWidget(editor)
    editor.setText("三个")
    with pytest.raises(Unreadable, match="数字"):
        editor.value()


def test_money_is_read_as_clerks_write_it(qtbot: QtBot) -> None:
    editor = MoneyEdit()
    qtbot.addWidget(editor)
    editor.put(120050)
    assert editor.text() == "1,200.50"
    assert editor.value() == 120050
    editor.setText("0.12万元")
    assert editor.value() == 120000
    editor.setText("很多")
    with pytest.raises(Unreadable, match="看不懂金额"):
        editor.value()


@pytest.mark.parametrize(
    ("typed", "shown", "day", "precision"),
    [
        ("2024.2.5", "2024-02-05", date(2024, 2, 5), "YMD"),
        ("2024年2月", "2024-02", date(2024, 2, 1), "YM"),
        ("二〇二四年五月一日", "2024-05-01", date(2024, 5, 1), "YMD"),
    ],
)
def test_a_date_left_is_written_out(typed: str, shown: str, day: date, precision: str, qtbot: QtBot) -> None:
    editor = DateEdit()
    qtbot.addWidget(editor)
    editor.setText(typed)
    editor.editingFinished.emit()
    assert (editor.text(), editor.value(), editor.precision) == (shown, day, precision)


def test_today_and_the_arrows(qtbot: QtBot) -> None:
    editor = DateEdit()
    qtbot.addWidget(editor)
    editor.setText("今天")
    editor.editingFinished.emit()
    assert editor.value() == dates.today()
    editor.put(date(2024, 2, 29))
    qtbot.keyClick(editor, Qt.Key.Key_Up)
    assert editor.text() == "2024-03-01"
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert editor.value() == date(2024, 2, 28)


def test_a_date_that_cannot_be_read_says_how_to_write_it(qtbot: QtBot) -> None:
    editor = DateEdit()
    qtbot.addWidget(editor)
    editor.setText("年底")
    with qtbot.waitSignal(editor.remarked) as said:
        editor.editingFinished.emit()
    assert said.args is not None
    assert "年底" in said.args[0]
    with pytest.raises(Unreadable):
        editor.value()


def test_a_month_known_alone_is_shown_alone(qtbot: QtBot) -> None:
    editor = DateEdit()
    qtbot.addWidget(editor)
    editor.put(date(1968, 1, 1), "YM")
    assert editor.text() == "1968-01"
    assert (editor.value(), editor.precision) == (date(1968, 1, 1), "YM")


@pytest.fixture
def box(shown: Show) -> ChoiceBox:
    made = ChoiceBox(VILLAGES)
    shown(made)
    made.setFocus()
    return made


@pytest.mark.parametrize("typed", ["琯头街社区", "社区", "202", "gtj"])
def test_a_choice_is_found_by_part_of_name_code_or_initials(box: ChoiceBox, typed: str) -> None:
    box.setEditText(typed)
    assert box.value() == "202"
    box.lineEdit().editingFinished.emit()
    assert box.currentText() == "琯头街社区"


def test_a_choice_of_two_is_asked_for(box: ChoiceBox) -> None:
    box.setEditText("长门")
    with pytest.raises(Unreadable, match="从列表里选"):
        box.value()
    box.setEditText("长门村")
    assert box.value() == "203"
    box.setEditText("")
    assert box.value() is None


def test_the_single_choice_that_begins_so_is_meant(box: ChoiceBox) -> None:
    box.offer([("1", "宣传活动"), ("2", "法律宣传活动"), ("3", "培训")])
    box.setEditText("宣传")
    assert box.value() == "1"
    box.setEditText("活动")
    with pytest.raises(Unreadable):
        box.value()


def test_typing_offers_what_fits_and_enter_takes_it(box: ChoiceBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box.lineEdit(), "cm")
    popup = box.completer().popup()
    assert popup.isVisible()
    assert box.completer().completionCount() == 2
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    with qtbot.waitSignal(box.committed):
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert box.value() == "203"


def test_one_enter_in_the_list_moves_on_once(shown: Show, qtbot: QtBot) -> None:
    form = Form({"village": Field("村", "choice", choices="x"), "one": Field("甲"), "two": Field("乙")},
                lambda _table: VILLAGES)  # fmt: skip
    shown(form)
    box = form.editor("village")
    assert isinstance(box, ChoiceBox)
    box.setFocus()
    qtbot.keyClicks(box.lineEdit(), "cm")
    popup = box.completer().popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.wait(50)
    assert form.editor("one").hasFocus()


def test_codes_may_be_ids_and_new_choices_keep_the_chosen_one(box: ChoiceBox) -> None:
    one, two = uuid4(), uuid4()
    box.offer([(one, "甲"), (two, "乙")])
    box.put(two)
    assert (box.value(), box.currentText()) == (two, "乙")
    box.offer([(two, "乙"), (uuid4(), "丙")])
    assert box.value() == two
    box.put(one)
    assert box.value() is None


def test_the_wheel_changes_nothing(box: ChoiceBox) -> None:
    box.put("201")
    turn = QWheelEvent(
        QPointF(5, 5), QPointF(box.mapToGlobal(QPoint(5, 5))), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, turn)
    assert box.value() == "201"


@pytest.fixture
def private(shown: Show) -> PrivateEdit:
    made = PrivateEdit("id_card")
    made.put("350122198804120024")
    shown(made)
    made.setFocus()
    return made


def test_private_text_is_masked_until_held(private: PrivateEdit, qtbot: QtBot) -> None:
    assert private.text() == "350122********0024"
    assert private.value() == "350122198804120024"
    with qtbot.waitSignal(private.revealed):
        qtbot.mousePress(private.eye, Qt.MouseButton.LeftButton)
    assert private.text() == "350122198804120024"
    qtbot.mouseRelease(private.eye, Qt.MouseButton.LeftButton)
    assert private.text() == "350122********0024"


def test_f2_opens_it_and_leaving_masks_it(private: PrivateEdit, qtbot: QtBot) -> None:
    with qtbot.waitSignal(private.revealed):
        qtbot.keyClick(private, Qt.Key.Key_F2)
    qtbot.keyClick(private, Qt.Key.Key_End)
    qtbot.keyClick(private, Qt.Key.Key_Backspace)
    qtbot.keyClicks(private, "X")
    with qtbot.waitSignal(private.committed):
        private.editingFinished.emit()
    assert private.value() == "35012219880412002X"
    assert private.text() == "350122********002X"


def test_typing_over_the_stars_writes_it_anew(private: PrivateEdit, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(private.revealed):
        qtbot.keyClicks(private, "13812345678")
    assert private.value() == "13812345678"
    assert private.text() == "13812345678"
    private.editingFinished.emit()
    assert "*" in private.text()


def test_pasting_over_the_stars_writes_it_anew(private: PrivateEdit, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("350122199001010011")
    qtbot.keyClick(private, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert private.value() == "350122199001010011"


def test_copying_the_stars_copies_stars(private: PrivateEdit, qtbot: QtBot) -> None:
    private.selectAll()
    qtbot.keyClick(private, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "350122********0024"
    assert private.value() == "350122198804120024"


def test_a_locked_one_can_only_be_held(private: PrivateEdit, qtbot: QtBot) -> None:
    private.setReadOnly(True)
    qtbot.keyClick(private, Qt.Key.Key_F2)
    qtbot.keyClicks(private, "9")
    assert private.value() == "350122198804120024"
    assert private.text() == "350122********0024"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("11.23", "2024-11-23"), ("1123", "2024-11-23"), ("1-5", "2024-01-05"), ("5/1", "2024-05-01"),
        ("11月5日", "2024-11-05"), ("１１．０５", "2024-11-05"), ("0229", "2024-02-29"),
    ],
)  # fmt: skip
def test_a_month_and_a_day_are_those_of_this_year(
    typed: str, shown: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 6, 20, 2, tzinfo=UTC))
    editor = DateEdit()
    qtbot.addWidget(editor)
    said: list[str] = []
    editor.remarked.connect(said.append)
    editor.setText(typed)
    editor.editingFinished.emit()
    assert (editor.text(), editor.value(), editor.precision) == (shown, date.fromisoformat(shown), "YMD")
    assert said == [""]


@pytest.mark.parametrize(
    ("typed", "read"), [("2024", "2024"), ("1968.5", "1968-05"), ("13.5", ""), ("0230", "")]
)
def test_what_is_no_day_of_a_month_is_read_as_before(typed: str, read: str, qtbot: QtBot) -> None:
    editor = DateEdit()
    qtbot.addWidget(editor)
    editor.setText(typed)
    if read:
        assert editor.value() is not None
        editor.editingFinished.emit()
        assert editor.text() == read
    else:
        assert dates.read_date(typed, past=False).doubt


def test_registers_read_a_month_and_a_day_as_before() -> None:
    assert dates.read_date("11.23").value is None
    assert dates.read_date("1123").value is None
