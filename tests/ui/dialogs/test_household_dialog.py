"""A family entered and changed: by keyboard, pasted, as a draft, with what is wrong in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.services import draft, household
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.family_form import FamilyForm
from ljfpa_desktop.ui.dialogs.household_dialog import file_dialog, household_dialog
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.private_edit import PrivateEdit
from tests import factories
from tests.ui.keyboard import activate, answer, press, write

Show = Callable[[QWidget], QWidget]
CTRL = Qt.KeyboardModifier.ControlModifier
MAN = "350122196203050018"


@pytest.fixture
def opened(seat: Desk, shown: Show) -> Iterator[Callable[..., FormDialog]]:
    """Opens a dialog; one that a test leaves open is given up without a question."""
    made: list[FormDialog] = []

    def show(household_id: UUID | None = None) -> FormDialog:
        made.append(household_dialog(seat, household_id))
        shown(made[-1])
        return made[-1]

    yield show
    for dialog in made:
        if dialog.isVisible():
            dialog.leave()


@pytest.fixture
def fresh(opened: Callable[..., FormDialog]) -> FormDialog:
    return opened()


def form_of(dialog: FormDialog) -> FamilyForm:
    assert isinstance(dialog.form, FamilyForm)
    return dialog.form


def sheet(dialog: FormDialog) -> list[dict[str, object]]:
    return form_of(dialog).members.grid.rows()


def test_a_family_is_entered_by_keyboard_alone(fresh: FormDialog, seat: Desk, qtbot: QtBot) -> None:
    write("山兜")
    press(Qt.Key.Key_Return)
    write("东街 1 号")
    for _ in range(8):  # through the fields that may wait, into the sheet
        press(Qt.Key.Key_Return)
    assert form_of(fresh).members.grid.view.hasFocus()
    press(Qt.Key.Key_F2)
    write("林建国")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    write(MAN)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet(fresh)[0]["sex"] == "男性")
    first = sheet(fresh)[0]
    assert (first["birth_date"], first["relation"]) == ("1962-03-05", "户主")
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not fresh.isVisible())
    found = household.facts(seat.db, fresh.result_value)
    assert (found.head_name, found.village, found.values["address"]) == ("林建国", "山兜村", "东街 1 号")
    assert found.members[0].id_no == MAN


def test_ctrl_s_takes_the_open_cell_as_well(fresh: FormDialog, seat: Desk) -> None:
    form = form_of(fresh)
    form.fill(village_code=factories.VILLAGE)
    form.members.grid.view.setFocus()
    press(Qt.Key.Key_F2)
    write("林建国")
    press(Qt.Key.Key_S, CTRL)
    assert not fresh.isVisible()
    assert household.facts(seat.db, fresh.result_value).head_name == "林建国"


def test_members_are_pasted_from_a_spreadsheet(fresh: FormDialog, seat: Desk) -> None:
    QGuiApplication.clipboard().setText(
        f"林建国\t户主\t{MAN}\n陈秀英\t老婆\n林小妹\t女儿\n林小二\t次女\n林小三\t三女"
    )
    form_of(fresh).fill(village_code=factories.VILLAGE)
    grid = form_of(fresh).members.grid
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    grid.paste()
    assert [row["relation"] for row in sheet(fresh)] == ["户主", "妻", "女", "次女", "三女"]
    fresh.save_button.click()
    members = household.facts(seat.db, fresh.result_value).members
    assert [(m.name, m.relation) for m in members] == [
        ("林建国", "02"), ("陈秀英", "12"), ("林小妹", "30"), ("林小二", "33"), ("林小三", "34"),
    ]  # fmt: skip


def test_what_is_wrong_stands_where_it_is(fresh: FormDialog, seat: Desk) -> None:
    form = form_of(fresh)
    grid = form.members.grid
    QGuiApplication.clipboard().setText("林建国\t户主\t3501221962\n陈秀英\t干妈")
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    grid.paste()
    flaws = grid.flaws()
    assert "应为18位" in flaws[0]["id_no"].sentence
    assert "没有“干妈”这种关系" in flaws[1]["relation"].sentence
    fresh.save_button.click()
    assert form.rows["village_code"].problem.text() == "请选择村（居）。"
    form.fill(village_code=factories.VILLAGE)
    fresh.save_button.click()
    assert "应为18位" in form.banner.findChildren(QWidget)[-1].property("text")
    assert grid.flaws()[0]["id_no"].state == "problem"
    assert (grid.view.currentIndex().row(), grid.view.currentIndex().column()) == (0, 2)
    assert household.count(seat.db, {}) == 0


def test_two_heads_are_said_on_top(fresh: FormDialog) -> None:
    form = form_of(fresh)
    form.fill(village_code=factories.VILLAGE)
    form.members.grid.model.change([(0, 0, "林建国"), (1, 0, "林建军"), (1, 1, "户主")])
    fresh.save_button.click()
    assert "2 个户主" in form.banner.findChildren(QWidget)[-1].property("text")


def test_a_doubt_is_accepted_with_a_reason(fresh: FormDialog, seat: Desk) -> None:
    form = form_of(fresh)
    form.fill(village_code=factories.VILLAGE)
    form.members.grid.model.change([(0, 0, "林建国"), (0, 2, MAN[:-1] + "1")])
    assert form.members.grid.flaws()[0]["id_no"].state == "doubt"
    fresh.save_button.click()
    assert fresh.isVisible()
    write("公安已核")
    fresh.save_button.click()
    assert not fresh.isVisible()
    member = household.facts(seat.db, fresh.result_value).members[0]
    assert member.values["id_why"] == "公安已核"


def test_the_first_category_comes_with_the_family(fresh: FormDialog, seat: Desk) -> None:
    form = form_of(fresh)
    form.fill(village_code=factories.VILLAGE, category="06")
    form.members.grid.model.change([(0, 0, "林建国")])
    fresh.save_button.click()
    assert form.rows["valid_from"].problem.text() == "请填写认定日期。"
    form.fill(valid_from=date(2024, 2, 1), basis="低保证")
    fresh.save_button.click()
    held = household.facts(seat.db, fresh.result_value).categories[0]
    assert (held.category, held.valid_from, held.basis) == ("06", date(2024, 2, 1), "低保证")


def test_the_last_family_is_copied(fresh: FormDialog, seat: Desk, opened: Callable[..., FormDialog]) -> None:
    form = form_of(fresh)
    form.fill(village_code=factories.VILLAGE, address="东街", hukou_kind="1", phone1="13805001234")
    form.members.grid.model.change([(0, 0, "林建国")])
    fresh.save_button.click()
    again = opened()
    copy = next(b for b in again.findChildren(QPushButton) if "复制上一户" in b.text())
    copy.click()
    assert again.form.value("village_code") == factories.VILLAGE
    assert (again.form.value("address"), again.form.value("hukou_kind")) == ("东街", "1")
    assert again.form.value("phone1") is None
    again.leave()


def test_a_draft_brings_back_fields_and_members(
    fresh: FormDialog, seat: Desk, opened: Callable[..., FormDialog]
) -> None:
    form = form_of(fresh)
    form.fill(address="东街")
    form.members.grid.model.change([(0, 0, "林建国"), (1, 0, "陈秀英"), (1, 1, "妻"), (1, 4, "1964-08-20")])
    fresh.keep_draft()
    assert draft.find(seat.db, "household", None) is not None
    again = opened()
    assert again.form.value("address") == "东街"
    assert [row.get("name") for row in sheet(again)][:3] == ["林建国", "陈秀英", None]
    assert sheet(again)[1]["birth_date"] == "1964-08-20"
    assert again.is_changed()
    again.leave()
    assert draft.find(seat.db, "household", None) is None
    fresh.leave()


@pytest.fixture
def known(seat: Desk) -> UUID:
    return factories.household(
        seat.db, seat.actor, spouse="陈秀英", children=["林小妹"], address="东街", phone1="13805001234"
    )


def test_a_family_is_changed(known: UUID, seat: Desk, opened: Callable[..., FormDialog]) -> None:
    dialog = opened(known)
    assert not dialog.is_changed()
    dialog.form.fill(address="西街")
    form_of(dialog).members.grid.model.change([(1, 6, "13805000999"), (2, 0, "林小美")])
    assert dialog.is_changed()
    dialog.save_button.click()
    found = household.facts(seat.db, known)
    assert found.values["address"] == "西街"
    assert [(m.name, m.phone) for m in found.members] == [
        ("林建国", None), ("陈秀英", "13805000999"), ("林小美", None),
    ]  # fmt: skip
    assert found.values["phone1"] == "13805001234"


def test_an_emptied_row_goes_after_a_question(
    known: UUID, seat: Desk, opened: Callable[..., FormDialog]
) -> None:
    dialog = opened(known)
    grid = form_of(dialog).members.grid
    grid.model.change([(2, column, "") for column in range(7)])
    answer(yes=False)
    dialog.save_button.click()
    assert dialog.isVisible()
    assert len(household.facts(seat.db, known).members) == 3
    answer()
    dialog.save_button.click()
    assert [m.name for m in household.facts(seat.db, known).members] == ["林建国", "陈秀英"]


def test_private_values_are_masked_and_looking_is_recorded(
    known: UUID, seat: Desk, opened: Callable[..., FormDialog]
) -> None:
    dialog = opened(known)
    editor = dialog.form.editor("phone1")
    assert isinstance(editor, PrivateEdit)
    assert editor.text() == "138****1234"
    editor.setFocus()
    press(Qt.Key.Key_F2)
    assert editor.text() == "13805001234"
    with seat.db.read() as s:
        assert s.scalars(select(Act.why).where(Act.kind == "view")).all() == [
            "显示完整证件号或电话 35012210320100001"
        ]
    dialog.leave()


def test_one_more_row_for_one_more_member(fresh: FormDialog) -> None:
    members = form_of(fresh).members
    members.add_row()
    assert members.grid.model.rowCount() == 5
    assert members.grid.view.currentIndex().row() == 4
    assert members.grid.rows()[0]["relation"] == "户主"


def test_the_rest_of_the_file(known: UUID, seat: Desk, shown: Show) -> None:
    dialog = file_dialog(seat, known)
    shown(dialog)
    activate(dialog)
    dialog.form.fill(contact1="王主任", annual_income_fen=1200000, born_daughters=1)
    dialog.save_button.click()
    found = household.facts(seat.db, known).values
    assert (found["contact1"], found["annual_income_fen"], found["born_daughters"]) == ("王主任", 1200000, 1)
    assert found["address"] == "东街"


def test_the_sheet_of_members_is_whole_on_a_small_screen(fresh: FormDialog) -> None:
    fresh.resize(fresh.width(), int(768 * 0.85))
    fresh.layout().activate()
    area = fresh.findChild(QScrollArea)
    assert area is not None
    assert fresh.body.minimumSizeHint().height() <= area.viewport().height()
    assert not area.verticalScrollBar().isVisible()
