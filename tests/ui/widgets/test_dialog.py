from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base.errors import Doubt, Invalid, Refused, Trouble, Warn
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets import dialog as dialogs
from ljfpa_desktop.ui.widgets.dialog import Draft, FormDialog
from ljfpa_desktop.ui.widgets.drafts import draft_of
from ljfpa_desktop.ui.widgets.form import Form
from ljfpa_desktop.ui.widgets.question import Question, ask, ask_reason, show_failure, tell

Show = Callable[[QWidget], QWidget]
FIELDS = {
    "name": Field("姓名", required=True),
    "amount": Field("金额", kind="money"),
    "remark": Field("备注", kind="note"),
}


class Service:
    """Saves like a service: checks, doubts, and keeps what it was given."""

    def __init__(self) -> None:
        self.saved: list[tuple[dict[str, Any], dict[str, str]]] = []
        self.failure: Exception | None = None

    def save(self, values: dict[str, Any], accepted: dict[str, str]) -> str:
        if self.failure is not None:
            raise self.failure
        if values["name"] == "Li" and not accepted.get("twin"):
            raise Doubt([Warn("twin", "name", "同村有同名的人。")])
        self.saved.append((values, accepted))
        return "已登记"


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def dialog(service: Service, shown: Show) -> FormDialog:
    made = FormDialog("登记家庭", Form(FIELDS), service.save)
    shown(made)
    return made


def answer(accept: bool, seen: list[str] | None = None) -> None:
    """Answer the question that is about to be asked."""

    def press() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        if seen is not None:
            seen.append(question.words.text())
        (question.yes if accept else question.no).click()

    QTimer.singleShot(30, press)


def test_ctrl_s_saves_and_closes(dialog: FormDialog, service: Service, qtbot: QtBot) -> None:
    name = dialog.form.editor("name")
    assert name.hasFocus()
    qtbot.keyClicks(name, "Chen")
    with qtbot.waitSignal(dialog.saved) as told:
        qtbot.keyClick(name, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["已登记"]
    assert dialog.result_value == "已登记"
    assert service.saved == [({"name": "Chen", "amount": None, "remark": None}, {})]
    assert dialog.isHidden()


def test_enter_through_the_form_ends_at_the_save_button(
    dialog: FormDialog, service: Service, qtbot: QtBot
) -> None:
    qtbot.keyClicks(dialog.form.editor("name"), "Chen")
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible(), "no Enter inside the form saves by itself"
    dialog.save_button.setFocus()
    qtbot.keyClick(dialog.save_button, Qt.Key.Key_Return)
    assert len(service.saved) == 1


def test_ctrl_s_saves_from_a_button_too(dialog: FormDialog, service: Service, qtbot: QtBot) -> None:
    dialog.form.put({"name": "Chen"})
    dialog.cancel_button.setFocus()
    qtbot.keyClick(dialog.cancel_button, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert len(service.saved) == 1


def test_problems_keep_the_dialog_open_beside_their_field(dialog: FormDialog, service: Service) -> None:
    dialog.carry_out()
    assert dialog.form.rows["name"].problem.text() == "请填写姓名。"
    dialog.form.put({"name": "Chen"})
    for failure, place in (
        (Invalid({"amount": "金额超过上限。"}), dialog.form.rows["amount"].problem),
        (Refused("这个月已经结账。"), dialog.form.banner.words),
        (Trouble("磁盘满了，", "请删掉不用的文件。"), dialog.form.banner.words),
    ):
        service.failure = failure
        dialog.carry_out()
        assert place.text() == failure.sentence
        assert dialog.isVisible()
        assert dialog.save_button.isEnabled()


def test_a_doubt_is_saved_with_its_reason(dialog: FormDialog, service: Service, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.form.editor("name"), "Li")
    dialog.carry_out()
    assert service.saved == []
    qtbot.keyClicks(QApplication.focusWidget(), "not the same")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert service.saved[0][1] == {"twin": "not the same"}


def test_a_bug_is_not_hidden_and_the_button_works_again(dialog: FormDialog, service: Service) -> None:
    dialog.form.put({"name": "Chen"})
    service.failure = KeyError("bug")
    with pytest.raises(KeyError):
        dialog.carry_out()
    assert dialog.save_button.isEnabled()
    assert dialog.isVisible()


def test_esc_leaves_at_once_when_nothing_was_changed(dialog: FormDialog, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()


def test_esc_asks_when_something_was_changed(dialog: FormDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.form.editor("name"), "C")
    asked: list[str] = []
    answer(False, asked)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert asked == ["改动还没有保存，确定不要了吗？"]
    answer(True)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()


class Kept:
    def __init__(self, content: Mapping[str, str] | None = None) -> None:
        self.content = content
        self.busy = 0

    def keep(self, raw: Mapping[str, str]) -> bool:
        if self.busy:
            self.busy -= 1
            return False
        self.content = dict(raw)
        return True

    def drop(self) -> None:
        self.content = None

    def draft(self) -> Draft:
        return Draft(lambda: self.content, self.keep, self.drop)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "DRAFT_AFTER_MS", 20)


@pytest.mark.usefixtures("quick")
def test_a_draft_is_kept_when_typing_stops_and_dropped_when_saved(
    service: Service, shown: Show, qtbot: QtBot
) -> None:
    kept = Kept()
    kept.busy = 1
    dialog = FormDialog("登记", Form(FIELDS), service.save, draft=kept.draft())
    shown(dialog)
    qtbot.keyClicks(dialog.form.editor("name"), "Chen")
    assert kept.content is None
    qtbot.waitUntil(lambda: kept.content is not None)
    assert kept.content == {"name": "Chen", "amount": "", "remark": ""}
    dialog.carry_out()
    assert kept.content is None


def test_a_draft_is_offered_and_given_up(service: Service, shown: Show, qtbot: QtBot) -> None:
    kept = Kept({"name": "Chen", "amount": "六百", "gone": "x"})
    dialog = FormDialog("登记", Form(FIELDS), service.save, draft=kept.draft())
    shown(dialog)
    assert dialog.form.raw() == {"name": "Chen", "amount": "六百", "remark": ""}
    assert dialog.form.banner.property("state") == "info"
    answer(True)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert kept.content is None


@pytest.mark.usefixtures("quick")
def test_a_draft_in_the_office_survives_the_window(
    service: Service, shown: Show, seat: Desk, qtbot: QtBot
) -> None:
    first = FormDialog("登记", Form(FIELDS), service.save, draft=draft_of(seat, "household"))
    shown(first)
    first.form.fill(name="张桂兰")
    qtbot.waitUntil(lambda: draft_of(seat, "household").take() is not None)
    first.hide()
    again = FormDialog("登记", Form(FIELDS), service.save, draft=draft_of(seat, "household"))
    shown(again)
    assert again.form.value("name") == "张桂兰"
    again.carry_out()
    assert draft_of(seat, "household").take() is None


def test_a_small_dialog_shows_its_whole_form(dialog: FormDialog) -> None:
    QApplication.processEvents()
    assert dialog.form.editor("remark").visibleRegion().boundingRect().height() > 60
    area = dialog.findChild(QScrollArea)
    assert area is not None
    assert not area.verticalScrollBar().isVisible()


def test_questions_answer_yes_and_no(qtbot: QtBot) -> None:
    answer(True)
    assert ask(None, "现在备份吗？")
    answer(False)
    assert not ask(None, "作废这张收据？", "作废", danger=True)


def test_a_dangerous_question_stands_on_the_safe_answer(shown: Show) -> None:
    question = Question(None, "请确认", "作废？", yes="作废", no="取消", danger=True)
    shown(question)
    assert question.no.hasFocus()
    usual = Question(None, "请确认", "备份？", yes="备份", no="取消")
    shown(usual)
    assert usual.yes.hasFocus()


def test_a_reason_must_be_given(qtbot: QtBot) -> None:
    def fill() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        assert not question.yes.isEnabled()
        qtbot.keyClicks(question.entry, " wrong amount ")
        qtbot.keyClick(question.entry, Qt.Key.Key_Return)

    QTimer.singleShot(30, fill)
    assert ask_reason(None, "作废", "作废收据 LK-1?", yes="作废", danger=True) == "wrong amount"
    answer(False)
    assert ask_reason(None, "作废", "作废收据 LK-1?") is None


def test_messages_say_the_sentence(qtbot: QtBot) -> None:
    seen: list[str] = []
    answer(True, seen)
    tell(None, "导出了 149 行。")
    answer(True, seen)
    show_failure(None, Refused("这个月已经结账。"))
    assert seen == ["导出了 149 行。", "这个月已经结账。"]


def test_the_screen_outlives_a_dialog_without_a_parent(shown: Show) -> None:
    screen = QGuiApplication.primaryScreen()
    dialog = FormDialog("标题", Form(FIELDS), lambda _values, _accepted: None)
    dialog.show()
    assert dialog.sizeHint().isValid()
    dialog.close()
    del dialog
    gc.collect()
    assert shiboken6.isValid(screen)


def test_the_program_closes_a_changed_dialog_without_a_question(dialog: FormDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.form.editor("name"), "C")
    dialog.close()
    assert dialog.isHidden()


def test_grows_for_what_it_says_beside_a_field(dialog: FormDialog, service: Service, qtbot: QtBot) -> None:
    before = dialog.height()
    dialog.form.editor("name").put("Li")
    dialog.carry_out()
    reason = dialog.form.rows["name"].doubts.reasons["twin"]
    qtbot.waitUntil(lambda: dialog.height() > before)
    area = dialog.findChild(QScrollArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    assert reason.hasFocus()
    assert reason.visibleRegion().boundingRect() == reason.rect()
