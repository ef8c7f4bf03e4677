"""Month end: the sheet, the list behind each cell, print, close, reopen, copy, export."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates
from ljfpa_desktop.services import paper, period, sheet
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.paper_dialog import PaperDialog
from ljfpa_desktop.ui.dialogs.rows_dialog import ListDialog
from ljfpa_desktop.ui.pages import report_page
from ljfpa_desktop.ui.pages.report_page import COLUMNS, ReportPage
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.preview import PreviewDialog
from tests.services.books import Books
from tests.services.test_period import ALL, DONE
from tests.ui.keyboard import activate, press, write

Show = Callable[[QWidget], QWidget]
PLACES = {column.key: place for place, column in enumerate(COLUMNS)}


@pytest.fixture
def books(seat: Desk, monkeypatch: pytest.MonkeyPatch) -> Books:
    """March 2024, with a year's first two months in the books."""
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 3, 4, 4, tzinfo=UTC))
    made = Books(seat.db, seat.actor)
    families = [made.family("05"), made.family("05"), made.family("03"), made.family("04")]
    for family, fen in zip(families[:2], (50_000, 30_000), strict=True):
        made.sign(made.pay(family, date(2024, 1, 20), fen), date(2024, 1, 22))
    made.visit(families[2], date(2024, 2, 8))
    made.event(date(2024, 2, 5), heads=320)
    made.event(date(2023, 2, 5), heads=200)
    for month in ("2023-12", "2024-01"):
        period.close(seat.db, seat.actor, month, ALL)
    return made


@pytest.fixture
def page(books: Books, seat: Desk, shown: Show) -> ReportPage:
    made = ReportPage(seat)
    made.reload()
    seat.hub.changed.connect(made.reload)
    made.resize(1140, 640)
    shown(made)
    return made


def row(page: ReportPage, code: str) -> list[str]:
    """Month, year to date, same period, change of a line as shown."""
    line = next(r for r in page.table.as_rows()[1:] if r[0] == code)
    return line[3:7]


def go_to(page: ReportPage, code: str, column: str) -> None:
    """Make a cell current."""
    assert page.table.select_id(code)
    now = page.table.view.currentIndex()
    page.table.view.setCurrentIndex(page.table.model.index(now.row(), PLACES[column]))
    page.table.view.setFocus()


def dialog_of(page: QWidget, kind: type[QDialog]) -> QDialog:
    """The dialog that stands open over the page, with the keyboard."""
    found = next(d for d in page.findChildren(kind) if d.isVisible())
    activate(found)
    return found


def do(page: ReportPage, text: str) -> None:
    """A button of the header."""
    next(d for d in (*page.deeds(), page.primary()) if d.text == text).do()


def test_the_page_opens_at_the_month_that_is_due(page: ReportPage) -> None:
    assert page.month == "2024-02"
    assert page.box.currentText() == "2024年2月"
    assert page.subtitle == "2024年2月月报 · 按现有记录计算，随记录变动"
    assert page.primary().text == "结账"
    assert row(page, "ZB-B04") == ["320", "320", "200", "60.0"]
    assert row(page, "ZB-G03") == ["0", "0.08", "0", "—"]
    assert row(page, "ZB-E05") == ["50", "50", "—", ""] or row(page, "ZB-E05")[:2] == ["50", "50"]


def test_months_are_walked_by_keyboard(page: ReportPage, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier, page)
    qtbot.waitUntil(lambda: page.month == "2024-01")
    assert page.subtitle.startswith("2024年1月月报 · 2024年3月4日结账")
    assert page.primary().text == "重新打开"
    for month in ("2024-02", "2024-03", "2024-03"):  # there is none after this month
        press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier, page)
        qtbot.wait(150)  # a key presses the button for a moment
        assert page.month == month


@pytest.mark.parametrize(
    ("column", "count", "said"),
    [
        ("month", 0, "合计 0 万元"),
        ("year", 2, "合计 0.08 万元"),
        ("same", 0, "合计 0 万元"),
        ("name", 0, "合计 0"),
    ],
)
def test_enter_on_a_cell_opens_the_list_that_adds_up_to_it(
    page: ReportPage, column: str, count: int, said: str
) -> None:
    go_to(page, "ZB-G03", column)
    press(Qt.Key.Key_Return)
    dialog = dialog_of(page, ListDialog)
    assert isinstance(dialog, ListDialog)
    assert dialog.table.model.rowCount() == count
    assert said in dialog.findChildren(QWidget)[1].property("text") or any(
        said in str(w.property("text")) for w in dialog.findChildren(QWidget)
    )


def test_a_row_of_the_list_opens_its_family_or_event(page: ReportPage, seat: Desk) -> None:
    opened: list[tuple[str, UUID]] = []
    seat.open_page = lambda key, record: opened.append((key, record))
    for code, key in (("ZB-G03", "households"), ("ZB-B04", "events")):
        activate(page)
        go_to(page, code, "year")
        press(Qt.Key.Key_Return)
        dialog = dialog_of(page, ListDialog)
        press(Qt.Key.Key_Return)
        assert not dialog.isVisible()
        assert opened[-1][0] == key
    assert opened[0][1] == sheet.rows(seat.db, "ZB-G03", "2024-02", "year")[0].row.household


def test_a_ratio_shows_both_its_lists(page: ReportPage) -> None:
    go_to(page, "ZB-E05", "month")
    press(Qt.Key.Key_Return)
    dialog = dialog_of(page, ListDialog)
    assert isinstance(dialog, ListDialog)
    assert [r[0] for r in dialog.table.as_rows()[1:]] == ["已慰问", "应慰问", "应慰问"]


def test_the_list_is_exported_and_printed(
    page: ReportPage, seat: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []
    seat.tell = lambda sentence, *_a: told.append(sentence)
    go_to(page, "ZB-G02", "year")
    press(Qt.Key.Key_Return)
    dialog = dialog_of(page, ListDialog)
    file = tmp_path / "名单.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(file.with_suffix("")), ""))
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(file.exists)
    book = load_workbook(file).active
    assert book is not None
    rows = list(book.values)
    assert rows[0][0] == "慰问计生困难家庭 2024年2月本年累计"
    assert (rows[2][1], len(rows)) == ("户主", 5)
    assert told == ["已导出 2 行到“名单.xlsx”。"]
    press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier, dialog)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in dialog.findChildren(PreviewDialog)))
    preview = next(d for d in dialog.findChildren(PreviewDialog) if d.isVisible())
    assert preview.preview.pages is not None
    assert preview.preview.pages.count == 1
    preview.reject()


def test_a_month_is_closed_with_a_reason_and_opened_again(
    page: ReportPage, seat: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(page, "结账")
    dialog = dialog_of(page, FormDialog)
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()  # an event lacks its photos
    write("照片在路上")
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert sheet.of(seat.db, "2024-02").is_closed
    assert page.primary().text == "重新打开"
    assert page.box.currentText() == "2024年2月  已结账"
    monkeypatch.setattr(report_page, "ask_reason", lambda *_a, **_k: None)
    do(page, "重新打开")
    assert sheet.of(seat.db, "2024-02").is_closed
    monkeypatch.setattr(report_page, "ask_reason", lambda *_a, **_k: "漏报一场")
    do(page, "重新打开")
    assert not sheet.of(seat.db, "2024-02").is_closed
    assert page.primary().text == "结账"


def test_what_a_rule_forbids_is_said(page: ReportPage, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(report_page, "show_failure", lambda _p, failure: told.append(failure.sentence))
    monkeypatch.setattr(report_page, "ask_reason", lambda *_a, **_k: "漏报一场")
    page.show_month("2023-12")
    do(page, "重新打开")
    assert told == ["2024-01 已经结账，请从最后结账的月份起逐月重新打开。"]


def test_the_sheet_is_copied_for_the_county_and_exported(
    page: ReportPage, seat: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    do(page, "复制")
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0][:4] == ["代码", "指标名称", "单位", "本月"]
    assert ["ZB-B04", "宣传服务", "人次", "320", "320", "200", "60.0", ""] in lines
    assert len(lines) == 18
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "月报.xlsx"), ""))
    do(page, "导出")
    assert load_workbook(tmp_path / "月报.xlsx").active is not None
    told: list[str] = []
    monkeypatch.setattr(
        "ljfpa_desktop.ui.list_out.show_failure", lambda _p, failure: told.append(failure.sentence)
    )
    for name in ("月报.xlsx/月报.xlsx", "月报.doc"):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, n=name: (str(tmp_path / n), ""))
        do(page, "导出")
    assert len(told) == 2
    assert "没有存成“月报.xlsx”" in told[0] or "月报.xlsx" in told[0]
    assert ".doc" in told[1]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: ("", ""))
    do(page, "导出")
    assert len(told) == 2


def test_an_open_month_prints_a_draft_and_a_closed_one_is_kept(
    page: ReportPage, seat: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "月报.pdf"), ""))
    do(page, "打印")
    dialog = dialog_of(page, PaperDialog)
    assert isinstance(dialog, PaperDialog)
    assert "这是草稿" in dialog.count.text()
    dialog.save()
    assert paper.print_log(seat.db) == []
    page.show_month("2024-01")
    do(page, "打印")
    again = dialog_of(page, PaperDialog)
    assert isinstance(again, PaperDialog)
    again.save()
    assert [p.number for p in paper.print_log(seat.db)] == ["YB-350122103-202401"]


def buttons(widget: QWidget) -> dict[str, QPushButton]:
    """Its buttons by text."""
    QApplication.processEvents()  # what was just laid out is shown with the next event
    return {b.text(): b for b in widget.findChildren(QPushButton) if b.isVisibleTo(widget)}


def test_what_is_missing_leads_to_its_page(page: ReportPage, seat: Desk) -> None:
    opened: list[str] = []
    seat.open_page = lambda key, *_a: opened.append(key)
    buttons(page.end.missing)["去补"].click()
    assert opened == ["events"]
    page.show_month("2024-03")
    assert "去补" not in buttons(page.end.missing)
    assert any("都齐了" in str(w.property("text")) for w in page.end.missing.findChildren(QWidget))


def test_the_coverage_names_who_is_missing(page: ReportPage, books: Books, seat: Desk) -> None:
    buttons(page.end.coverage)["还差 1 户，看名单"].click()
    dialog = dialog_of(page.end, ListDialog)
    assert isinstance(dialog, ListDialog)
    (missing,) = dialog.table.as_rows()[1:]
    dialog.reject()
    family = next(r.row.household for r in sheet.rows(seat.db, "ZB-E03", "2024-02"))
    assert family is not None
    assert missing[1] == "山兜村"
    books.visit(family, date(2024, 2, 20))
    assert any("全覆盖" in str(w.property("text")) for w in page.end.coverage.findChildren(QWidget))


def test_later_corrections_are_explained(page: ReportPage, books: Books, seat: Desk) -> None:
    assert not page.end.changes.isVisible()
    late = books.event(date(2024, 1, 25), heads=70, **DONE)
    assert late
    assert page.end.changes.isVisible()
    assert next(r for r in page.table.as_rows()[1:] if r[0] == "ZB-B04")[-1] == "70"
    buttons(page.end.changes)["看说明"].click()
    dialog = dialog_of(page.end, ListDialog)
    assert isinstance(dialog, ListDialog)
    assert [r[0] for r in dialog.table.as_rows()[1:]] == ["宣传活动场次", "宣传服务"]
