"""The dialogs of 帮扶: lists pasted and mended, proxies, slips, receipts voided and printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollArea, QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.services import paper
from ljfpa_desktop.services.aid import payment, register, signing
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.aid import print_dialogs
from ljfpa_desktop.ui.dialogs.aid.list_dialog import ListDialog
from ljfpa_desktop.ui.dialogs.aid.sign_dialog import SignDialog, row_numbers
from ljfpa_desktop.ui.dialogs.paper_dialog import PaperDialog
from ljfpa_desktop.ui.dialogs.rows_dialog import ListDialog as RowsDialog
from ljfpa_desktop.ui.main_window import MainWindow
from tests.services.aid.conftest import Office
from tests.ui.aid_keys import CTRL, LINE, dialog_over, page_of, pick, push, save
from tests.ui.keyboard import fill_form, press, write

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


def test_a_list_is_pasted_from_a_spreadsheet_and_mended(
    window: MainWindow, office: Office, seat: Desk
) -> None:
    made = office.listed(1)
    office.families(3)
    page = page_of(window)
    page.open_record(made)
    pick(page, "名单", "编辑名单（可从 WPS 粘贴）")
    dialog = dialog_over(page)
    assert isinstance(dialog, ListDialog)
    grid = dialog.grid
    grid.view.setCurrentIndex(grid.model.index(1, 0))
    QGuiApplication.clipboard().setText("陈依妹\t\t1,200元\n单雪梅\t\t八百\n林秀钦\t\t600\n无此人\t\t500")
    press(Qt.Key.Key_V, CTRL, grid.view)
    assert [(r.get("payee"), r.get("amount"), r.get("village")) for r in grid.rows()[1:3]] == [
        ("陈依妹", 120000, "阳岐村"), ("单雪梅", 80000, "竹岐村"),
    ]  # fmt: skip
    flaws = [flaw.sentence for row in grid.flaws() for flaw in row.values()]
    assert flaws[0].startswith("“林秀钦”有 2 人")
    assert flaws[1].startswith("没有“无此人”的家庭档案")
    assert dialog.gap.text() == "名单 5 户，合计 ¥3,700.00"
    dialog.carry_out()
    assert "“林秀钦”有 2 人" in dialog.banner.words.text()
    assert grid.view.currentIndex().row() == 3
    for row in (3, 4):
        grid.view.setCurrentIndex(grid.model.index(row, 0))
        grid.view.selectionModel().select(
            grid.model.index(row, 0), grid.view.selectionModel().SelectionFlag.ClearAndSelect
        )
        grid.model.change([(row, 0, ""), (row, 1, ""), (row, 2, "")])
    save()
    assert [(r.payee, r.amount_fen) for r in office.rows(made)] == [
        ("林秀钦", 60000), ("陈依妹", 120000), ("单雪梅", 80000),
    ]  # fmt: skip


def test_rows_are_typed_one_below_the_other_and_taken_back(
    window: MainWindow, office: Office, seat: Desk
) -> None:
    made = office.listed(1)
    office.families(3)
    page = page_of(window)
    page.open_record(made)
    page.detail.list_acts.edit_list()
    dialog = dialog_over(page)
    grid = dialog.grid
    grid.view.setCurrentIndex(grid.model.index(1, 0))
    for name in ("陈依妹", "单雪梅"):
        press(Qt.Key.Key_F2, widget=grid.view)
        write(name)
        press(Qt.Key.Key_Return)
        QTest.qWait(50)  # Qt takes an entry over after the key
    assert [r.get("village") for r in grid.rows()] == ["山兜村", "阳岐村", "竹岐村", None]
    assert grid.view.currentIndex().row() == 3
    press(Qt.Key.Key_Z, CTRL, grid.view)
    assert [r.get("payee") for r in grid.rows()] == ["林秀钦", "陈依妹", None, None]
    assert "请填写“陈依妹”户的金额" in grid.flaws()[1]["amount"].sentence


def test_a_doubt_in_the_sheet_asks_for_a_reason(window: MainWindow, office: Office, seat: Desk) -> None:
    made = office.listed(2)
    page = page_of(window)
    page.open_record(made)
    page.detail.list_acts.edit_list()
    dialog = dialog_over(page)
    dialog.grid.model.change([(0, 2, "6000")])
    assert dialog.grid.flaws()[0]["amount"].state == "doubt"
    assert dialog.is_changed()
    save()
    write("大病手术")
    save()
    assert office.rows(made)[0].amount_fen == 600000


def test_a_read_sheet_left_unchanged_asks_nothing(window: MainWindow, office: Office) -> None:
    page = page_of(window)
    page.open_record(office.listed(2))
    page.detail.list_acts.edit_list()
    dialog = dialog_over(page)
    assert not dialog.is_changed()
    press(Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_one_family_is_paid_to_a_proxy(window: MainWindow, office: Office, seat: Desk) -> None:
    made = office.approved(2)
    page = page_of(window)
    page.open_record(made)
    page.detail.table.select_row(0)
    push(page, "发放所选")
    dialog = dialog_over(page)
    fill_form(dialog, "2024-02-09", "", "林小妹", "女儿", "350122199911080044", "13850112345")
    save()
    assert dialog.form.rows["id_no"].problem.text().startswith("“林秀钦”的代领人身份证号不对")
    assert dialog.form.rows["why"].problem.text().startswith("请填写“林秀钦”由人代领的原因")
    dialog.form.fill(id_no="350122199911080043", why="本人住院")
    save()
    row = office.rows(made)[0]
    assert (row.state, row.proxy) == ("已发放", "林小妹")


def test_a_receipt_is_voided_and_issued_anew(window: MainWindow, office: Office, seat: Desk) -> None:
    made = office.approved(2)
    paid = payment.pay(seat.db, seat.actor, made, PAID_ON, "cash")
    page = page_of(window)
    page.open_record(made)
    page.detail.table.select_row(0)
    push(page, "作废")
    dialog = dialog_over(page)
    save()
    assert dialog.form.rows["why"].problem.text() == "请填写作废原因。"
    write("金额写错")
    save()
    assert office.rows(made)[0].state == "待发放"
    page.detail.table.select_row(1)
    push(page, "作废重开")
    fill_form(dialog_over(page), "少发", "500")
    save()
    new = office.rows(made)[1]
    assert (new.amount_fen, new.receipt_no != paid.receipts[1][1]) == (50000, True)


def test_slips_are_pasted_as_a_column(window: MainWindow, office: Office, seat: Desk) -> None:
    made = office.approved(3)
    page = page_of(window)
    page.open_record(made)
    pick(page, "更多", "登记回单号")
    payment.pay(seat.db, seat.actor, made, PAID_ON, "transfer")
    pick(page, "更多", "登记回单号")
    dialog = dialog_over(page)
    dialog.carry_out()
    assert dialog.banner.words.text() == "还没有填写回单号。"
    QGuiApplication.clipboard().setText("A1\nA2\nA3\n")
    press(Qt.Key.Key_V, CTRL, dialog.grid.view)
    save()
    assert [r.bank_ref for r in office.rows(made)] == ["A1", "A2", "A3"]


def test_receipts_go_out_numbered_and_are_marked_when_printed_again(
    window: MainWindow, office: Office, seat: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = office.approved(2)
    numbers = [no for _, no in payment.pay(seat.db, seat.actor, made, PAID_ON, "cash").receipts]
    page = page_of(window)
    page.open_record(made)
    page.detail.table.view.selectAll()
    push(page, "领款单")
    dialog_over(page)
    save()
    preview = dialog_over(page)
    assert isinstance(preview, PaperDialog)
    press(Qt.Key.Key_Escape)
    assert paper.print_log(seat.db) == []
    for count in (1, 2):
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_, n=count: (str(tmp_path / f"{n}.pdf"), "")
        )
        push(page, "领款单")
        dialog_over(page)
        save()
        assert ("补打" in dialog_over(page).count.text()) == (count == 2)
        save()
        assert (tmp_path / f"{count}.pdf").read_bytes().startswith(b"%PDF")
    assert {(x.number, x.copy_no, x.printer) for x in paper.print_log(seat.db)} == {
        (no, n, "另存为PDF") for no in numbers for n in (1, 2)
    }
    pick(page, "更多", "打印记录")
    log = dialog_over(page)
    assert isinstance(log, RowsDialog)
    shown = log.table.as_rows()
    assert shown[0] == ["时间", "打印人", "文书", "编号", "第几次", "情形", "打印机"]
    assert [(row[3], row[4], row[5]) for row in shown[1:]] == [
        (no, str(n), kind) for n, kind in ((2, "补打"), (1, "首次打印")) for no in reversed(numbers)
    ]
    log.reject()


def test_many_receipts_are_laid_out_beside_the_window(
    window: MainWindow, office: Office, seat: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_dialogs, "MANY", 1)
    made = office.approved(2)
    numbers = [no for _, no in payment.pay(seat.db, seat.actor, made, PAID_ON, "cash").receipts]
    preview = print_dialogs.receipts_preview(seat, numbers, 1, ("",), page_of(window))
    assert preview.preview.pages is not None
    assert preview.preview.pages.count == 2
    preview.close()


def test_the_register_table_marks_lines_by_enter(window: MainWindow, office: Office, seat: Desk) -> None:
    made = office.approved(3)
    payment.pay(seat.db, seat.actor, made, PAID_ON, "cash")
    page = page_of(window)
    page.open_record(made)
    push(window, "签回")
    dialog = dialog_over(page)
    assert isinstance(dialog, SignDialog)
    for row in (2, 0, 1, 0):
        dialog.table.select_row(row)
        press(Qt.Key.Key_Return, widget=dialog.table.view)
    assert dialog.form.raw()["except_rows"] == "2、3"
    dialog.form.fill(except_rows="2、9")
    save()
    assert "没有第 9 行" in dialog.form.rows["except_rows"].problem.text()
    dialog.form.fill(except_rows="2-3")
    save()
    assert [u.row for u in signing.unsigned(seat.db, made)] == [0, 0]


@pytest.mark.parametrize(
    ("text", "numbers"), [("", []), ("3", [3]), ("3、7-9", [3, 7, 8, 9]), (" 1, 2;4 至 5 ", [1, 2, 4, 5])]
)
def test_line_numbers_as_clerks_write_them(text: str, numbers: list[int]) -> None:
    assert row_numbers(text) == numbers


def test_only_the_list_scrolls_when_papers_come_back(window: MainWindow, office: Office, seat: Desk) -> None:
    made = office.approved(12)
    payment.pay(seat.db, seat.actor, made, PAID_ON, "cash")
    register.issue(seat.db, seat.actor, made)
    page = page_of(window)
    page.open_record(made)
    push(window, "签回")
    dialog = dialog_over(page)
    assert isinstance(dialog, SignDialog)
    dialog.resize(dialog.width(), int(768 * 0.85))
    QApplication.processEvents()
    bars = [area.verticalScrollBar() for area in dialog.findChildren(QScrollArea)]
    assert bars
    assert not any(bar.isVisible() for bar in bars)
    assert dialog.table.view.verticalScrollBar().isVisible()
    dialog.leave()
