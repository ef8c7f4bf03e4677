"""待遇预告 with the keyboard: a family as of a day, the year ahead, the terms an office adds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates
from ljfpa_desktop.services import support
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.support_dialog import ComingDialog, SupportDialog, TermsDialog, open_coming
from ljfpa_desktop.ui.pages.household_page import HouseholdPage
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from tests import factories
from tests.ui.keyboard import activate, answer, press

Show = Callable[[QWidget], QWidget]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def family(seat: Desk) -> UUID:
    """A rural couple with one daughter; the man reaches 60 next year."""
    born = {"name": "林建国", "id_no": factories.id_number(date(dates.today().year - 59, 7, 1), "1")}
    return factories.household(
        seat.db, seat.actor, head=born, spouse="陈美珍", children=["林小燕"], hukou_kind="3"
    )


def column(dialog: Any, number: int) -> list[str]:
    return [row[number] for row in dialog.table.as_rows()[1:]]


def test_a_family_is_judged_for_the_day_chosen(seat: Desk, family: UUID, shown: Show) -> None:
    dialog = SupportDialog(seat, family)
    shown(dialog)
    reward = column(dialog, 1).index("农村奖励扶助")
    assert column(dialog, 2)[reward] == "未到龄"
    dialog.table.select_row(reward)
    assert dialog.whole.text().startswith("林建国，农村奖励扶助：未到龄。")
    dialog.filters.boxes["day"].setCurrentIndex(2)
    assert column(dialog, 2)[reward] == "符合"
    assert column(dialog, 4)[reward] == "农村居民身份的证明"


def test_the_page_leads_to_both(seat: Desk, family: UUID, shown: Show, qtbot: QtBot) -> None:
    page = HouseholdPage(seat)
    page.reload()
    shown(page)
    deed = next(d for d in page.deeds() if d.text == "待遇预告")
    assert (deed.shortcut, deed.writes) == ("Ctrl+Y", False)
    deed.do()
    (coming,) = page.findChildren(ComingDialog)
    assert column(coming, 0) == ["林建国"]
    coming.reject()
    page.open_record(family)
    activate(page)
    press(Qt.Key.Key_Y, CTRL)
    qtbot.waitUntil(lambda: bool(page.findChildren(SupportDialog)))


def test_the_year_ahead_opens_the_family_and_goes_out(
    seat: Desk, family: UUID, shown: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    led: list[Any] = []
    seat.open_page = lambda key, record_id=None: led.append((key, record_id))
    over = QWidget()
    shown(over)
    dialog = open_coming(seat, over)
    activate(dialog)
    assert column(dialog, 3) == [f"{dates.today().year + 1}-07-01"]
    dialog.filters.boxes["kind"].setCurrentIndex(1)
    assert column(dialog, 0) == []
    dialog.filters.boxes["kind"].setCurrentIndex(0)
    dialog.filters.boxes["year"].setCurrentIndex(1)
    assert column(dialog, 0) == []
    dialog.filters.boxes["year"].setCurrentIndex(0)
    place = tmp_path / "预告.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place), ""))
    dialog.export()
    assert "农村居民身份的证明" in place.read_text("utf-8-sig")
    activate(dialog)
    dialog.table.view.setFocus()
    press(Qt.Key.Key_Return)
    assert led == [("households", family)]


def test_terms_are_added_and_taken_back(seat: Desk, family: UUID, shown: Show) -> None:
    dialog = TermsDialog(seat)
    shown(dialog)
    shipped = len(column(dialog, 0))
    dialog.add()
    (form,) = dialog.findChildren(FormDialog)
    form.form.put({"kind": "R01", "valid_from": date(2026, 1, 1)})
    form.carry_out()
    assert form.isVisible()
    form.form.put({"kind": "R01", "valid_from": date(2026, 1, 1), "amount_fen": 10000})
    form.carry_out()
    assert len(column(dialog, 0)) == shipped + 1
    row = column(dialog, 6).index("本地")
    assert dialog.table.as_rows()[row + 1][4] == "100.00"
    dialog.table.select_row(0)
    assert not dialog.drop_button.isEnabled()
    dialog.drop()
    dialog.table.select_row(row)
    assert dialog.drop_button.isEnabled()
    answer()
    dialog.drop()
    assert len(column(dialog, 0)) == shipped
    assert [t.id for t in support.listed(seat.db) if t.id] == []


def test_a_reader_adds_no_terms(seat: Desk, shown: Show) -> None:
    seat.read_only = "只能查看。"
    dialog = TermsDialog(seat)
    shown(dialog)
    off = [b.text() for b in dialog.findChildren(QPushButton) if not b.isEnabled()]
    assert off == ["添加（Ctrl+N）", "取消本地的（Ctrl+D）"]
    assert dialog.table.as_rows()[1][6] == "国家"
