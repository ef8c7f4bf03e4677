"""Filters and kept views of the list of families, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates
from ljfpa_desktop.services import view, visit
from ljfpa_desktop.services.view import View
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.pages.household_page import HouseholdPage
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.preview import PreviewDialog
from tests import factories
from tests.ui.keyboard import activate, press, write

Show = Callable[[QWidget], QWidget]
CTRL = Qt.KeyboardModifier.ControlModifier
NAME = "没走访的"


@pytest.fixture
def families(seat: Desk) -> list[UUID]:
    """张 visited lately with a phone, 陈 and 林 not; 林 is 40."""
    db, actor = seat.db, seat.actor
    made = [
        factories.household(db, actor, head="张桂兰", phone1="13805001234"),
        factories.household(db, actor, head="陈頔", village="350122103202"),
        factories.household(
            db, actor, head={"name": "林三", "birth_date": date(1986, 1, 1), "id_no": None, "id_type": "09"}
        ),
    ]
    seen = {"visited_on": dates.today(), "occasion": "ROUTINE", "visitors": "李经办"}
    visit.save_many(db, actor, [made[0]], seen)
    return made


@pytest.fixture
def page(seat: Desk, families: list[UUID], shown: Show) -> HouseholdPage:
    made = HouseholdPage(seat)
    made.reload()
    seat.hub.changed.connect(made.reload)
    made.resize(1140, 640)
    shown(made)
    activate(made.window())
    made.table.view.setFocus()
    return made


def heads(page: HouseholdPage) -> list[str]:
    head = page.table.as_rows()[0].index("户主")
    return [row[head] for row in page.table.as_rows()[1:]]


def dialog(page: QWidget, qtbot: QtBot) -> FormDialog:
    def opened() -> list[FormDialog]:
        return [d for d in page.findChildren(FormDialog) if d.isVisible()]

    qtbot.waitUntil(lambda: bool(opened()))
    activate(opened()[0])
    return opened()[0]


def menu(page: HouseholdPage, qtbot: QtBot) -> QMenu:
    """The menu of the views, opened with the keyboard."""
    activate(page.window())
    press(Qt.Key.Key_B, CTRL, page)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def narrow(page: HouseholdPage, qtbot: QtBot, **texts: str) -> None:
    """Type into the dialog of more filters."""
    press(Qt.Key.Key_L, CTRL, page)
    form = dialog(page, qtbot)
    for name, text in texts.items():
        form.form.editor(name).setFocus()
        write(text)
    press(Qt.Key.Key_S, CTRL, form)
    qtbot.waitUntil(lambda: not form.isVisible())


def keep(page: HouseholdPage, qtbot: QtBot, name: str) -> None:
    press(Qt.Key.Key_S, widget=menu(page, qtbot))
    asking = dialog(page, qtbot)
    asking.form.editor("name").setFocus()
    write(name)
    press(Qt.Key.Key_S, CTRL, asking)
    qtbot.waitUntil(lambda: not asking.isVisible())


def test_more_filters_narrow_the_list(page: HouseholdPage, qtbot: QtBot) -> None:
    narrow(page, qtbot, not_visited_months="1", age_from="50")
    assert heads(page) == ["陈頔"]
    said = page.families.views.words.text()
    assert said == "状态：在册；有满 50 岁的成员；1 个月没有走访 · 1 户"
    assert page.table.totals.text().startswith("共 1 户")
    press(Qt.Key.Key_A, widget=menu(page, qtbot))
    assert heads(page) == ["张桂兰", "林三", "陈頔"]
    assert not page.families.views.isVisible()


def test_mistakes_stand_at_their_field(page: HouseholdPage, qtbot: QtBot) -> None:
    press(Qt.Key.Key_L, CTRL, page)
    form = dialog(page, qtbot)
    for name, text in (("age_from", "60"), ("age_to", "50"), ("aid_year", "24"), ("not_visited_months", "0")):
        form.form.editor(name).setFocus()
        write(text)
    press(Qt.Key.Key_S, CTRL, form)
    assert form.isVisible()
    problems = {name: row.problem.text() for name, row in form.form.rows.items()}
    assert problems["age_to"] == "到的年龄小于从的年龄，请对调。"
    assert "四位数" in problems["aid_year"]
    assert "1 以上" in problems["not_visited_months"]


def test_a_view_is_kept_and_comes_back_as_it_was(page: HouseholdPage, qtbot: QtBot, seat: Desk) -> None:
    narrow(page, qtbot, not_visited_months="1")
    page.table.columns.arrange(["village", "head"])
    page.table.view.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    keep(page, qtbot, NAME)
    wanted = View({"status": "ACTIVE", "not_visited_months": 1}, ("village", "head"), ("head", True))
    assert view.named(seat.db, NAME).view == wanted
    assert page.families.views.words.text().startswith(f"{NAME} · ")
    page.families.views.clear()
    assert page.table.as_rows()[0] == ["户主", "村居", "人口", "类别", "上次走访", "今年帮扶"]
    press(Qt.Key.Key_1, widget=menu(page, qtbot))
    assert page.table.as_rows() == [["村居", "户主"], ["山兜村", "林三"], ["阳岐村", "陈頔"]]
    assert page.families.as_view() == wanted


def test_another_name_and_away_and_back(page: HouseholdPage, qtbot: QtBot, seat: Desk) -> None:
    keep(page, qtbot, NAME)
    press(Qt.Key.Key_R, widget=menu(page, qtbot))
    asking = dialog(page, qtbot)
    asking.form.fill(name="走访用")
    press(Qt.Key.Key_S, CTRL, asking)
    assert [kept.name for kept in view.listed(seat.db)] == ["走访用"]
    told: list[tuple[str, Callable[[], object]]] = []
    seat.tell = lambda sentence, undo=None: told.append((sentence, undo))  # type: ignore[method-assign]
    press(Qt.Key.Key_D, widget=menu(page, qtbot))
    assert view.listed(seat.db) == []
    assert told[-1][0] == "视图“走访用”已删除。"
    told[-1][1]()
    assert [kept.name for kept in view.listed(seat.db)] == ["走访用"]


def test_it_leaves_as_it_is_shown(
    page: HouseholdPage, qtbot: QtBot, seat: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.save(seat.db, seat.actor, NAME, View({"has_phone": "YES"}, ("phone", "head"), None))
    page.families.views.take(view.named(seat.db, NAME))
    file = tmp_path / "v.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    page.save_families()
    assert file.read_text("utf-8-sig").splitlines() == ["联系电话,户主", "138****1234,张桂兰"]
    page.print_families()
    preview = next(d for d in page.findChildren(PreviewDialog) if d.isVisible())
    assert preview.windowTitle() == NAME
