"""帮扶 by the keyboard alone: from an empty list to signed papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates
from ljfpa_desktop.services.aid import cycle, entitlement, payment, register, signing
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.main_window import MainWindow
from tests.services.aid.conftest import Office
from tests.ui.aid_keys import CTRL, LINE, dialog_over, next_step, onto_pdf, page_of, pick, push, save
from tests.ui.keyboard import activate, answer, fill_form, press

PAID_ON = date(2024, 2, 9)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 2, 20, 2, tzinfo=UTC))


@pytest.fixture
def office(seat: Desk) -> Office:
    """The office of the tests of aid, at this desk."""
    return Office(seat.db, seat.actor)


@pytest.fixture
def window(seat: Desk, shown: Callable[[QWidget], QWidget]) -> MainWindow:
    """The window with the page 帮扶 alone."""
    made = MainWindow(seat, [LINE])
    shown(made)
    return made


def test_the_whole_round_by_the_keyboard(
    window: MainWindow, office: Office, seat: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    office.families(4)
    page = page_of(window)
    next_step(window, "计生困难家庭春节慰问", "2024", "春节", "2024年春节慰问", "600")
    assert page.shows_one
    pick(page, "名单", "从家庭里选")
    dialog = dialog_over(page)
    dialog.table.view.setFocus()
    press(Qt.Key.Key_A, CTRL)
    assert dialog.save_button.text() == "加入名单（4 户）"
    save()
    assert window.header.subtitle.text() == "4 户 ¥2,400.00"
    next_step(window, "2024-01-25", "郑审核")
    next_step(window, "连计协〔2024〕3号", "2024-01-30", "", "", "陈审批")
    next_step(window, "2024-02-01", "2024-02-08")
    assert page.detail.lacking.text() == "下一步：发放（还有 4 户没有发放）"
    next_step(window, "2024-02-09")
    assert {r.state for r in page.detail.seen.rows} == {"已发放"}
    print_and_sign(window, monkeypatch, tmp_path / "register.pdf")
    next_step(window)
    assert cycle.view(seat.db, "2024年春节慰问").line.stage == "closed"
    assert page.primary() is None
    assert page.detail.lacking.text() == "已办结"
    activate(window)
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier, window)
    QTest.qWait(150)
    assert not page.shows_one
    assert window.header.subtitle.text() == "共 1 个批次 · 在办 0 个"


def print_and_sign(window: MainWindow, monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    """Print the register, sign all but line 2, then that one."""
    page = page_of(window)
    onto_pdf(monkeypatch, file)
    activate(window)
    press(Qt.Key.Key_P, CTRL, window)
    dialog_over(page)
    save()
    preview = dialog_over(page)
    assert "打印时取花名册号" in preview.count.text()
    press(Qt.Key.Key_P, CTRL)
    assert file.stat().st_size > 10_000
    (line,) = register.list_of(page.desk.db, "2024年春节慰问")
    assert line.rows == 4
    push(window, "签回")
    fill_form(dialog_over(page), "", "2024-02-10", "", "2")
    save()
    assert [u.row for u in signing.unsigned(page.desk.db)] == [2]
    push(window, "签回")
    dialog_over(page)
    save()
    assert signing.unsigned(page.desk.db) == []


def test_what_stands_on_no_register_yet_is_not_called_signed(
    window: MainWindow, office: Office, seat: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office.approved(3)
    first, *rest = [r.id for r in office.rows(made)]
    payment.pay(seat.db, seat.actor, made, PAID_ON, "cash", rows=rest)
    register.issue(seat.db, seat.actor, made)
    payment.pay(seat.db, seat.actor, made, PAID_ON, "cash", rows=[first])
    told: list[str] = []
    monkeypatch.setattr(seat, "tell", lambda sentence, _undo=None: told.append(sentence))
    page = page_of(window)
    page.open_record(made)
    push(window, "签回")
    dialog_over(page)
    save()
    assert told == ["已签回 2 户。这张以外还有 1 户没有签回。"]
    push(window, "签回")
    dialog_over(page).form.fill(register=None)
    save()
    assert told[1] == "已签回 1 户。全部已签。"


def test_what_can_be_done_follows_what_is_selected(window: MainWindow, office: Office, seat: Desk) -> None:
    made = office.approved(3)
    page = page_of(window)
    page.open_record(made)
    detail = page.detail

    def enabled() -> set[str]:
        return {b.text() for b, _ in detail._buttons if b.isEnabled()}  # noqa: SLF001

    detail.table.select_row(0)
    assert enabled() == {"发放所选", "不予发放"}
    payment.pay(seat.db, seat.actor, made, PAID_ON, "cash", rows=[office.rows(made)[0].id])
    assert enabled() == {"领款单", "登记代领", "作废", "作废重开"}
    signing.sign(seat.db, seat.actor, made)
    assert enabled() == {"领款单", "作废", "作废重开"}
    detail.table.select_row(1)
    answer(reason="本人放弃")
    push(page, "不予发放")
    assert enabled() == {"恢复"}
    push(page, "恢复")
    assert enabled() == {"发放所选", "不予发放"}
    detail.table.view.selectAll()
    assert enabled() == {"领款单"}  # for those that have one


def test_a_draft_is_taken_back(window: MainWindow, office: Office, seat: Desk, qtbot: QtBot) -> None:
    made = office.listed(2)
    page = page_of(window)
    page.open_record(made)
    page.detail.table.select_row(0)
    answer()
    pick(page, "名单", "移出所选")
    qtbot.waitUntil(lambda: len(office.rows(made)) == 1)
    answer()
    pick(page, "更多", "取消批次")
    qtbot.waitUntil(lambda: not page.shows_one)
    assert cycle.list_all(seat.db) == []


def test_the_total_and_the_cycle_are_corrected(window: MainWindow, office: Office, seat: Desk) -> None:
    made = office.approved(2)
    page = page_of(window)
    page.open_record(made)
    pick(page, "更多", "更正批准总额")
    fill_form(dialog_over(page), "1500", "抄错")
    save()
    assert page.detail.seen.view is not None
    assert page.detail.seen.view.gap_fen == 30000
    assert "差 ¥300.00" in page.subtitle
    pick(page, "更多", "修改批次")
    fill_form(dialog_over(page), "", "", "新名称")
    save()
    assert page.detail.name.text() == "新名称"


def test_a_payment_leads_to_its_cycle(window: MainWindow, office: Office, seat: Desk) -> None:
    made = office.approved(1)
    payment.pay(seat.db, seat.actor, made, PAID_ON, "cash")
    with seat.db.read() as s:
        from sqlalchemy import select

        from ljfpa_desktop.models.aid import Payment

        paid = s.execute(select(Payment.id)).scalar_one()
    page = page_of(window)
    page.open_record(paid)
    assert page.detail.seen.cycle_id == made
    opened: list[Any] = []
    seat.open_page = lambda key, record=None: opened.append((key, record))
    page.detail.table.setFocus()
    page.detail.table.select_row(0)
    press(Qt.Key.Key_Return, widget=page.detail.table.view)
    assert opened == [("households", entitlement.rows(seat.db, made)[0].household_id)]


def test_filters_narrow_the_cycles_and_the_list(window: MainWindow, office: Office, qtbot: QtBot) -> None:
    made = office.listed(3)
    office.name = "2024年中秋"
    office.listed(1, programme="P06", category="03")
    page = page_of(window)
    box = page.list.filters.boxes["programme"]
    box.setCurrentIndex(box.findData("P06"))
    assert page.list.table.model.rowCount() == 1
    page.open_record(made)
    page.detail.filters.entry.setText("竹岐")
    qtbot.waitUntil(lambda: page.detail.table.model.rowCount() == 1)
