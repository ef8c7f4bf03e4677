"""The list of sites and its dialog, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services import site
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.pages import site_page
from ljfpa_desktop.ui.pages.site_page import SitePage
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from tests.services.test_site import house
from tests.ui.keyboard import activate, press, write

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def page(seat: Desk, shown: Show) -> SitePage:
    made = SitePage(seat)
    made.reload()
    seat.hub.changed.connect(made.reload)
    made.resize(1140, 640)
    shown(made)
    return made


def dialog_of(page: QWidget) -> FormDialog:
    """The dialog that stands open over the page, with the keyboard."""
    found = next(d for d in page.findChildren(FormDialog) if d.isVisible())
    activate(found)
    return found


def names(page: SitePage) -> list[str]:
    """The first column of the list."""
    return [row[0] for row in page.table.as_rows()[1:]]


def test_a_site_is_entered_by_keyboard_alone(page: SitePage, seat: Desk, qtbot: QtBot) -> None:
    page.primary().do()
    dialog = dialog_of(page)
    write("琯头暖心家园")
    press(Qt.Key.Key_Return)
    write("暖心")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert names(page) == ["琯头暖心家园"]
    assert site.page(seat.db)[0].kind == "暖心家园"
    assert page.subtitle == "共 1 个 · 已挂牌 1 个"


def test_a_mistake_stands_beside_its_field_and_nothing_is_saved(page: SitePage, seat: Desk) -> None:
    page.primary().do()
    dialog = dialog_of(page)
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()
    assert dialog.form.rows["name"].problem.text() == "请填写名称。"
    assert dialog.form.rows["kind"].problem.text() == "请选择阵地类别。"
    assert site.page(seat.db) == []


def test_a_twin_is_saved_after_a_reason(page: SitePage, seat: Desk, qtbot: QtBot) -> None:
    site.save(seat.db, seat.actor, house())
    page.primary().do()
    dialog = dialog_of(page)
    dialog.form.fill(name="琯头向日葵亲子小屋", kind="SUNFLOWER")
    dialog.save_button.click()
    assert "重复登记" in dialog.form.rows["name"].doubts.findChildren(QWidget)[0].property("text")
    write("两处同名")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert len(site.page(seat.db)) == 2


def test_enter_opens_and_changes_a_site(page: SitePage, seat: Desk, qtbot: QtBot) -> None:
    saved = site.save(seat.db, seat.actor, house())
    page.table.select_row(0)
    page.table.view.setFocus()
    press(Qt.Key.Key_Return)
    dialog = dialog_of(page)
    dialog.form.fill(principal="陈主任")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert site.facts(seat.db, saved)["principal"] == "陈主任"


def test_the_list_is_filtered_and_sorted(page: SitePage, seat: Desk, qtbot: QtBot) -> None:
    site.save(seat.db, seat.actor, house())
    site.save(seat.db, seat.actor, house(name="塘头暖心家园", kind="WARM_HOME", opened_on=None))
    page.table.view.sortByColumn(5, Qt.SortOrder.AscendingOrder)
    assert names(page) == ["塘头暖心家园", "琯头向日葵亲子小屋"]
    page.filters.entry.setText("琯头")
    qtbot.waitUntil(lambda: names(page) == ["琯头向日葵亲子小屋"])
    page.filters.entry.setText("没有")
    qtbot.waitUntil(lambda: "没有符合条件" in page.table.state.sentence.text())


def test_what_was_entered_by_mistake_goes_with_a_reason(
    page: SitePage, seat: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(site_page, "tell", lambda _parent, sentence: asked.append(sentence))
    page.take_out()
    assert asked == ["请先在列表里选一个阵地。"]
    site.save(seat.db, seat.actor, house())
    page.table.select_row(0)
    monkeypatch.setattr(site_page, "ask_reason", lambda *_a, **_k: None)
    page.take_out()
    assert len(site.page(seat.db)) == 1
    monkeypatch.setattr(site_page, "ask_reason", lambda *_a, **_k: "重复登记")
    page.take_out()
    assert site.page(seat.db) == []
    assert "还没有登记阵地" in page.table.state.sentence.text()


def test_a_site_that_has_gone_is_told(page: SitePage, seat: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(site_page, "show_failure", lambda _p, failure: told.append(failure.sentence))
    saved = site.save(seat.db, seat.actor, house())
    site.retire(seat.db, seat.actor, saved, "重复登记")
    page.open_record(saved)
    assert told == ["这个阵地已经不在了，请刷新列表。"]


def test_a_read_only_office_saves_nothing(seat: Desk, shown: Show) -> None:
    saved = site.save(seat.db, seat.actor, house())
    page = SitePage(replace(seat, read_only="U盘写保护，只能查看。"))
    page.reload()
    shown(page)
    page.open_record(saved)
    dialog = dialog_of(page)
    assert not dialog.save_button.isEnabled()
    assert not dialog.form.editor("kind").isEnabled()
