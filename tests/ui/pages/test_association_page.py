"""会员与志愿者: found, entered by keyboard, mended, taken in and taken off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services import association, household
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog
from ljfpa_desktop.ui.pages import association_page
from ljfpa_desktop.ui.pages.association_page import AssociationPage
from ljfpa_desktop.ui.pages.household_page import HouseholdPage
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from tests import factories
from tests.services.test_association import MAN, VILLAGE, member
from tests.ui.keyboard import activate, press, write

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def page(seat: Desk, shown: Show) -> AssociationPage:
    association.save(seat.db, seat.actor, "members", member(group_name="第一小组", cert_no="HY001"))
    left = member(name="吴美", status="LEFT", left_on=date(2024, 1, 1), village_code="350122103211")
    association.save(seat.db, seat.actor, "members", left)
    volunteer = {"name": "陈新", "skills": "医疗", "id_no": MAN, "status": "ACTIVE"}
    association.save(seat.db, seat.actor, "volunteers", volunteer)
    made = AssociationPage(seat)
    made.reload()
    seat.hub.changed.connect(made.reload)
    made.resize(1140, 640)
    shown(made)
    return made


def names(page: AssociationPage) -> list[str]:
    return sorted(row[0] for row in page.table.as_rows()[1:])


def open_one(page: QWidget, kind: type[QDialog]) -> QDialog:
    return next(d for d in page.findChildren(kind) if d.isVisible())


def test_the_two_rolls_are_listed_and_narrowed(page: AssociationPage) -> None:
    assert (names(page), page.subtitle) == (["吴美", "林勇"], "在册会员 1 人 · 在册志愿者 1 人")
    page.filters.boxes["status"].setCurrentIndex(1)
    assert names(page) == ["林勇"]
    page.filters.boxes["status"].setCurrentIndex(0)
    page.filters.boxes["village"].setCurrentIndex(page.filters.boxes["village"].findData(VILLAGE))
    assert names(page) == ["林勇"]
    page.filters.boxes["village"].setCurrentIndex(0)
    page.filters.boxes["roll"].setCurrentIndex(1)
    assert (names(page), page.primary().text) == (["陈新"], "登记志愿者")
    assert page.table.as_rows()[1][6] == "医疗"


def test_a_member_is_entered_by_keyboard_alone(page: AssociationPage, seat: Desk, qtbot: QtBot) -> None:
    page.primary().do()
    dialog = open_one(page, FormDialog)
    activate(dialog)
    write("黄志强")
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert "黄志强" in names(page)
    line = next(x for x in association.page(seat.db, "members") if x.name == "黄志强")
    assert (line.post, line.status) == ("会员", "在册")


def test_a_record_is_opened_on_its_roll_and_mended(page: AssociationPage, seat: Desk, qtbot: QtBot) -> None:
    (line,) = association.page(seat.db, "volunteers")
    page.open_record(line.id)
    dialog = open_one(page, FormDialog)
    assert isinstance(dialog, FormDialog)
    assert (page.roll, dialog.windowTitle()) == ("volunteers", "修改志愿者")
    dialog.form.fill(skills="法律")
    dialog.carry_out()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert association.page(seat.db, "volunteers")[0].skills == "法律"


def test_a_register_is_taken_in_from_here(page: AssociationPage) -> None:
    page.filters.boxes["roll"].setCurrentIndex(1)
    next(d for d in page.deeds() if d.text == "导入").do()
    dialog = open_one(page, ImportDialog)
    assert isinstance(dialog, ImportDialog)
    assert dialog.kind.currentText() == "志愿者登记表"
    dialog.reject()


def test_a_mistake_is_taken_off_with_its_reason(
    page: AssociationPage, seat: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(association_page, "tell", lambda _parent, words: told.append(words))
    page.table.view.clearSelection()
    page.table.view.setCurrentIndex(page.table.view.model().index(-1, -1))
    page.take_out()
    assert told == ["请先在列表里选一个人。"]
    monkeypatch.setattr(association_page, "ask_reason", lambda *_a, **_k: "重复登记")
    page.table.select_id(association.page(seat.db, "members", words="林勇")[0].id)
    page.take_out()
    assert names(page) == ["吴美"]


def test_the_list_goes_out_as_shown(page: AssociationPage) -> None:
    seen: list[tuple[str, list[str]]] = []
    page.put_out(lambda _desk, title, rows, _parent: seen.append((title, [r[0] for r in rows])))
    assert seen == [("会员名册", ["姓名", "林勇", "吴美"])]


def test_a_family_shows_who_of_it_is_in_the_association(seat: Desk, shown: Show) -> None:
    home = factories.household(seat.db, seat.actor, head="林建国")
    head = household.facts(seat.db, home).head
    assert head is not None
    given = member(name="林建国", id_no=head.id_no, post="COUNCIL", group_name="第一小组")
    association.save(seat.db, seat.actor, "members", given)
    page = HouseholdPage(seat)
    page.reload()
    shown(page)
    page.open_record(home)
    said = [w.text() for w in page.family.facts.findChildren(QLabel)]
    assert "林建国：会员，理事，第一小组" in said


def test_the_county_takes_no_rolls_in(seat: Desk, shown: Show) -> None:
    county = replace(seat, actor=replace(seat.actor, office="350122"))
    page = AssociationPage(county)
    page.reload()
    shown(page)
    assert "导入" not in [d.text for d in page.deeds()]
    assert "数据交换" in page.table.state.sentence.text()
