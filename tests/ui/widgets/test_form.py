from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base.errors import Doubt, Invalid, Warn
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.ui.errors import place
from ljfpa_desktop.ui.widgets.editors import keyboard_of
from ljfpa_desktop.ui.widgets.form import Form

Show = Callable[[QWidget], QWidget]
FIELDS = {
    "name": Field("户主姓名", required=True),
    "id_no": Field("身份证号", kind="id_card", private=True),
    "village": Field("村居", kind="village", required=True),
    "people": Field("人口数", kind="number"),
    "aid": Field("金额", kind="money", note="不超过 600 元"),
    "on": Field("认定日期", kind="date"),
    "low": Field("低保", kind="yes"),
    "remark": Field("备注", kind="note"),
}
VALUES = {
    "name": "陈頔", "id_no": "350122198804120024", "village": "201", "people": 4, "aid": 60000,
    "on": date(2024, 1, 12), "low": True, "remark": "户主慢性病",
}  # fmt: skip


def choices(table: str) -> list[tuple[str, str]]:
    return {"village": [("201", "壶江村"), ("202", "琯头街社区")]}[table]


@pytest.fixture
def form(shown: Show) -> Form:
    made = Form(FIELDS, choices)
    shown(made)
    return made


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_values_go_in_and_come_out(form: Form) -> None:
    form.put(VALUES)
    assert form.values() == VALUES
    assert not form.is_changed()
    form.put({"name": "李秀英", "village": "202"})
    empty = dict.fromkeys(FIELDS) | {"low": False}
    assert form.values() == empty | {"name": "李秀英", "village": "202"}


def test_every_editor_has_a_name_a_label_and_a_buddy(form: Form) -> None:
    for name, declared in FIELDS.items():
        editor = form.editor(name)
        assert editor.accessibleName() == declared.label
        assert form.rows[name].label.buddy() is editor
        assert form.rows[name].label.text() == declared.label + (" *" if declared.required else "")
    assert form.editor("aid").accessibleDescription() == "不超过 600 元"


def test_enter_goes_through_the_form_field_by_field(form: Form, qtbot: QtBot) -> None:
    form.editor("name").setFocus()
    for name in ("id_no", "village", "people", "aid", "on", "low", "remark"):
        qtbot.keyClick(focused(), Qt.Key.Key_Return)
        assert focused() is keyboard_of(form.editor(name))
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert focused() is form.editor("remark")
    assert form.editor("remark").raw() == "\n"


def test_a_family_typed_with_the_keyboard_alone(form: Form, qtbot: QtBot) -> None:
    form.editor("name").setFocus()
    for typed in ("Chen Di", "350122198804120024", "202", "4", "1.2k"):
        qtbot.keyClicks(focused(), typed)
        qtbot.keyClick(focused(), Qt.Key.Key_Return)
    with pytest.raises(Invalid) as wrong:
        form.values()
    assert list(wrong.value.problems) == ["aid"]
    form.editor("aid").setFocus()
    qtbot.keyClick(form.editor("aid"), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(form.editor("aid"), "600")
    with qtbot.waitSignal(form.submitted):
        qtbot.keyClick(form.editor("aid"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    values = form.values()
    assert (values["village"], values["people"], values["aid"]) == ("202", 4, 60000)


def test_what_is_required_is_asked_for_at_its_field(form: Form, qtbot: QtBot) -> None:
    with pytest.raises(Invalid) as wrong:
        form.values()
    place(wrong.value, form)
    assert form.rows["name"].problem.text() == "请填写户主姓名。"
    assert form.rows["village"].problem.text() == "请选择村居。"
    assert form.rows["name"].problem.isVisible()
    qtbot.waitUntil(lambda: focused() is form.editor("name"))
    assert form.editor("name").accessibleDescription() == "请填写户主姓名。"
    form.put(VALUES)
    assert not form.rows["name"].problem.isVisible()


def test_a_problem_without_a_field_stands_on_top(form: Form) -> None:
    form.show_problems({"name": "这个名字太长。", "members": "一户至少要有一个人。"})
    assert form.banner.isVisible()
    assert form.banner.words.text() == "一户至少要有一个人。"
    assert form.editor("name").property("state") == "problem"


def test_doubts_are_overridden_with_a_reason_each(form: Form, qtbot: QtBot) -> None:
    form.put(VALUES)
    doubt = Doubt([Warn("twin", "", "同村有同名的人。"), Warn("early", "on", "认定日期早于出生日期。")])
    place(doubt, form)
    assert form.accepted() == {}
    assert isinstance(focused(), QLineEdit)
    qtbot.keyClicks(focused(), "bu tong ren")
    form.rows["on"].doubts.reasons["early"].setText(" 补录 ")
    assert form.accepted() == {"twin": "bu tong ren", "early": "补录"}
    place(Doubt([Warn("early", "on", "认定日期早于出生日期。")]), form)
    assert form.accepted() == {"early": "补录"}
    form.put(VALUES)
    assert form.accepted() == {}
    assert form.rows["on"].doubts.isHidden()


def test_a_hook_fills_other_fields_once_the_field_is_left(shown: Show, qtbot: QtBot) -> None:
    calls: list[str] = []

    def on_id(form: Form) -> None:
        calls.append(form.value("id_no"))
        form.fill(people=1, name="李秀英")

    form = Form(FIELDS, choices, on_changed={"id_no": on_id, "name": lambda _f: calls.append("name")})
    shown(form)
    form.editor("id_no").setFocus()
    qtbot.keyClicks(form.editor("id_no"), "350122198804120024")
    assert calls == []
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert calls == ["350122198804120024"]
    assert form.value("people") == 1
    assert form.is_changed()
    form.editor("id_no").setFocus()
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert len(calls) == 1


def test_a_draft_takes_everything_typed_back_even_what_is_wrong(form: Form, qtbot: QtBot) -> None:
    form.put(VALUES)
    form.editor("aid").restore("六百来块")
    form.editor("village").restore("琯头")
    form.editor("remark").restore("一\n二")
    kept = form.raw()
    again = Form(FIELDS, choices)
    qtbot.addWidget(again)
    again.put(VALUES)
    again.restore(kept)
    assert again.raw() == kept
    assert again.is_changed()
    with pytest.raises(Invalid) as wrong:
        again.values()
    assert set(wrong.value.problems) == {"aid"}


def test_edited_is_told_at_each_key(form: Form, qtbot: QtBot) -> None:
    for name in ("name", "id_no", "people", "remark"):
        with qtbot.waitSignal(form.edited):
            qtbot.keyClicks(form.editor(name), "1")
    with qtbot.waitSignal(form.edited):
        qtbot.keyClicks(keyboard_of(form.editor("village")), "2")
    with qtbot.waitSignal(form.edited):
        qtbot.keyClick(form.editor("low"), Qt.Key.Key_Space)


def test_showing_the_whole_private_text_is_told(form: Form, qtbot: QtBot) -> None:
    form.put(VALUES)
    with qtbot.waitSignal(form.revealed) as told:
        qtbot.keyClick(form.editor("id_no"), Qt.Key.Key_F2)
    assert told.args == ["id_no"]


def test_read_only_fields_cannot_be_changed(shown: Show, qtbot: QtBot) -> None:
    form = Form(FIELDS, choices, read_only=["name", "village", "low", "id_no"])
    form.put(VALUES)
    shown(form)
    qtbot.keyClicks(form.editor("name"), "x")
    qtbot.keyClick(form.editor("low"), Qt.Key.Key_Space)
    qtbot.keyClicks(form.editor("id_no"), "9")
    qtbot.keyClicks(form.editor("people"), "5")
    assert form.values() == VALUES | {"people": 54}


def test_a_doubtful_date_is_remarked_beside_its_field(form: Form, qtbot: QtBot) -> None:
    form.editor("on").setFocus()
    form.editor("on").restore("")
    qtbot.keyClicks(form.editor("on"), "20240231")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert form.rows["on"].problem.isVisible()
    assert form.rows["on"].problem.text()


def test_two_columns_give_notes_the_whole_width(shown: Show) -> None:
    form = Form(FIELDS, choices, columns=2)
    form.resize(800, 500)
    shown(form)
    QApplication.processEvents()
    assert form.rows["name"].y() == form.rows["id_no"].y()
    assert form.rows["remark"].width() > form.rows["name"].width() * 2
    assert all(isinstance(row.label, QLabel) and row.label.isVisible() for row in form.rows.values())
