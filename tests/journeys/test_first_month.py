"""The first month of a new office by the keyboard alone: set up, import and mend, give, print, close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates, idcard, paths
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.services import household, sheet
from ljfpa_desktop.services.aid import cycle, signing
from ljfpa_desktop.ui import office_window
from ljfpa_desktop.ui.dialogs.first_start_dialog import CodeDialog, FirstStartDialog, NewOfficeDialog
from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog
from ljfpa_desktop.ui.main_window import MainWindow
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from tests.ui.aid_keys import CTRL, dialog_over, next_step, onto_pdf, page_of, push, save
from tests.ui.keyboard import activate, fill_form, press, tab_to, write

ALT = Qt.KeyboardModifier.AltModifier
PASSWORD = "Guantou-2024"
PEOPLE = (("林建国", "35012219620305001"), ("陈美珍", "35012219640820002"), ("王水金", "35012219560205007"))
ZH = "琯头镇2024年春节慰问计生困难家庭名单"


def register(path: Path, title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in ([title], head, *rows):
        page.append(list(row))
    book.save(path)
    return path


def numbered(first17: str) -> str:
    return first17 + idcard.checksum(first17)


@pytest.fixture
def families(tmp_path: Path) -> Path:
    """Three families of last year's register; the third one's village is misspelt."""
    rows = [[n, "山兜村", name, numbered(i), "困难家庭"] for n, (name, i) in enumerate(PEOPLE, 1)]
    rows[2][1] = "三豆村"
    head = ["序号", "村居", "户主姓名", "身份证号", "家庭类别"]
    return register(tmp_path / "家庭台账2023.xlsx", "琯头镇计生家庭台账2024年", head, rows)


@pytest.fixture
def relief(tmp_path: Path) -> Path:
    """The approved list: 600 yuan each."""
    rows = [[n, "山兜村", name, numbered(i), 600] for n, (name, i) in enumerate(PEOPLE, 1)]
    head = ["序号", "村居", "户主姓名", "身份证号", "慰问金(元)"]
    return register(tmp_path / "春节慰问.xlsx", ZH, head, rows)


def on_day(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def shown_over(parent: QWidget, kind: type[QWidget]) -> QWidget:
    for _ in range(100):
        found = [d for d in parent.findChildren(kind) if d.isVisible()]
        if found:
            activate(found[-1])
            return found[-1]
        QTest.qWait(20)
    raise AssertionError(f"no {kind.__name__} came up")


def keep_the_code() -> None:
    """Tick that the recovery code was kept, and go on, once its window is there."""
    shown = QApplication.activeModalWidget()
    if not isinstance(shown, CodeDialog):
        QTimer.singleShot(20, keep_the_code)
        return
    activate(shown)
    tab_to("我已打印或抄好恢复码，并会封存保管")
    press(Qt.Key.Key_Space)
    tab_to("继续")
    press(Qt.Key.Key_Space)


def set_up(tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """A new office through the guided start; it stays open behind it."""
    start = FirstStartDialog(lambda: tmp_path)
    qtbot.addWidget(start)
    start.show()
    activate(start)
    tab_to("建立新单位")
    press(Qt.Key.Key_Space)
    dialog = shown_over(start, NewOfficeDialog)
    assert isinstance(dialog, NewOfficeDialog)
    fill_form(dialog, "琯头镇", "李经办", "li", PASSWORD, PASSWORD)
    tab_to("建立")
    QTimer.singleShot(0, keep_the_code)
    press(Qt.Key.Key_Space)
    assert start.folder is not None, dialog.form.banner.words.text()
    window = office_window.show(start.opened)
    qtbot.addWidget(window)
    activate(window)
    return window


def import_and_mend(window: MainWindow, file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    """Ctrl+I on 工作台: the misspelt village is mended in its cell, then all is imported."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    press(Qt.Key.Key_I, CTRL, window)
    dialog = shown_over(window, ImportDialog)
    assert isinstance(dialog, ImportDialog)
    tab_to("选文件")
    press(Qt.Key.Key_Space)
    assert dialog.preview is not None, dialog.banner.words.text()
    activate(dialog)
    dialog.preview.setFocus()
    assert dialog.preview.grid.currentIndex().data() == "三豆村"
    press(Qt.Key.Key_Return)
    write("山兜村")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.go.text() == "导入 3 行")
    press(Qt.Key.Key_Return, CTRL, dialog)
    qtbot.waitUntil(lambda: dialog.outcome is not None)
    activate(dialog)
    press(Qt.Key.Key_Escape, widget=dialog)


def list_from_file(window: MainWindow, file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    """帮扶: the approved list becomes a cycle, which is opened."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    activate(window)
    press(Qt.Key.Key_3, ALT)
    push(window, "导入名单")
    dialog = shown_over(window, ImportDialog)
    assert isinstance(dialog, ImportDialog)
    tab_to("选文件")
    press(Qt.Key.Key_Space)
    activate(dialog)
    assert dialog.preview is not None, dialog.banner.words.text()
    press(Qt.Key.Key_Return, CTRL, dialog)
    qtbot.waitUntil(lambda: dialog.outcome is not None)
    activate(dialog)
    press(Qt.Key.Key_Return, CTRL, dialog)
    qtbot.waitUntil(lambda: page_of(window).shows_one)


def give_and_print(window: MainWindow, paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Review, approval, publicity, payment, the register printed, signed back, closed."""
    next_step(window, "2024-01-25", "郑审核")
    next_step(window, "连计协〔2024〕3号", "2024-01-26", "李经办", "郑审核", "陈审批")
    next_step(window, "2024-01-26", "2024-02-04")
    next_step(window, "2024-02-06")
    onto_pdf(monkeypatch, paper)
    activate(window)
    press(Qt.Key.Key_P, CTRL, window)
    dialog_over(page_of(window))
    save()
    dialog_over(page_of(window))
    press(Qt.Key.Key_P, CTRL)
    push(window, "签回")
    dialog_over(page_of(window))
    save()
    next_step(window)


def close_month(window: MainWindow) -> None:
    """报表: 结账, with a reason for each thing that is missing."""
    activate(window)
    press(Qt.Key.Key_6, ALT)
    press(Qt.Key.Key_N, CTRL, window)
    dialog = shown_over(window, FormDialog)
    assert isinstance(dialog, FormDialog)
    save()
    if dialog.isVisible():
        for entry in [e for place in (dialog.form.doubts,) for e in place.reasons.values()]:
            entry.setFocus()
            write("本月没有")
        save()
    assert not dialog.isVisible(), dialog.form.banner.words.text()


def figure(db: Database, code: str, month: str) -> float | None:
    return next(line.month for line in sheet.of(db, month).lines if line.indicator.code == code)


def test_from_a_messy_register_to_a_closed_month(
    families: Path, relief: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication,
    qtbot: QtBot,
) -> None:  # fmt: skip
    monkeypatch.setattr(paths, "data_root", lambda: tmp_path / "data")
    on_day(monkeypatch, date(2024, 2, 6))
    window = set_up(tmp_path, qtbot)
    db = window.desk.db
    import_and_mend(window, families, monkeypatch, qtbot)
    assert household.summary(db).households == 3
    list_from_file(window, relief, monkeypatch, qtbot)
    give_and_print(window, tmp_path / "register.pdf", monkeypatch)
    line = cycle.view(db, ZH).line
    assert (line.stage, line.paid_rows, line.paid_fen) == ("closed", 3, 180000)
    assert signing.unsigned(db) == []
    assert (tmp_path / "register.pdf").stat().st_size > 10_000
    on_day(monkeypatch, date(2024, 3, 4))
    close_month(window)
    assert sheet.of(db, "2024-02").is_closed
    assert figure(db, "ZB-G02", "2024-02") == 3
    window.close()
