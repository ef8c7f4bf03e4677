"""The register of certificates: entered, previewed, issued, reprinted, voided."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import honour, paper
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.paper_dialog import PaperDialog
from ljfpa_desktop.ui.dialogs.rows_dialog import ListDialog
from ljfpa_desktop.ui.pages import certificate_page
from ljfpa_desktop.ui.pages.certificate_page import CertificatePage
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from tests.services.test_honour import granted
from tests.ui.keyboard import activate, press, write

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def page(seat: Desk, shown: Show) -> CertificatePage:
    made = CertificatePage(seat)
    made.reload()
    seat.hub.changed.connect(made.reload)
    made.resize(1140, 640)
    shown(made)
    return made


def open_one(page: QWidget, kind: type[QDialog]) -> QDialog:
    """The dialog that stands open over the page."""
    return next(d for d in page.findChildren(kind) if d.isVisible())


def do(page: CertificatePage, text: str) -> None:
    """A button of the header."""
    next(d for d in page.deeds() if d.text == text).do()


def test_an_honour_is_entered_by_keyboard_alone(page: CertificatePage, seat: Desk, qtbot: QtBot) -> None:
    page.primary().do()
    dialog = open_one(page, FormDialog)
    activate(dialog)
    press(Qt.Key.Key_Return)
    write("优秀会员小组长")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    write("林秀钦")
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    (line,) = honour.page(seat.db)
    assert (line.title, line.recipient, line.level, line.status) == (
        "优秀会员小组长",
        "林秀钦",
        "乡镇级",
        "已获得",
    )
    assert line.grantor == "连江县琯头镇计划生育协会"
    assert page.subtitle == "共 1 项荣誉 · 已签发证书 0 张"


def test_a_healthy_family_is_a_familys(page: CertificatePage) -> None:
    page.primary().do()
    dialog = open_one(page, FormDialog)
    assert isinstance(dialog, FormDialog)
    activate(dialog)
    dialog.form.editor("kind").put("HEALTHY_FAMILY")
    dialog.form.editor("kind").committed.emit()
    assert (dialog.form.value("recipient_kind"), dialog.form.value("title")) == ("FAMILY", "健康家庭")
    dialog.leave()


def test_print_issues_the_certificate_and_later_copies_say_so(
    page: CertificatePage, seat: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    saved = honour.save(seat.db, seat.actor, granted())
    page.table.select_row(0)
    do(page, "打印证书")
    dialog = open_one(page, PaperDialog)
    assert isinstance(dialog, PaperDialog)
    assert "打印时取得证书编号" in dialog.count.text()
    assert honour.facts(seat.db, saved)["certificate_no"] is None  # a look takes no number
    file = tmp_path / "证书.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(file), ""))
    dialog.save()
    number = honour.facts(seat.db, saved)["certificate_no"]
    assert number.startswith("ZS-350122103-24A-00001")
    assert file.read_bytes().startswith(b"%PDF")
    do(page, "打印证书")
    again = open_one(page, PaperDialog)
    assert isinstance(again, PaperDialog)
    assert "将补打第2次" in again.count.text()
    again.save()
    assert [p.copy_no for p in paper.print_log(seat.db, number)] == [2, 1]
    do(page, "打印记录")
    log = open_one(page, ListDialog)
    assert isinstance(log, ListDialog)
    assert [row[1:6] for row in log.table.as_rows()[1:]] == [
        ["李经办", log.table.as_rows()[1][2], number, "2", "补打"],
        ["李经办", log.table.as_rows()[1][2], number, "1", "首次打印"],
    ]
    log.reject()
    assert page.subtitle == "共 1 项荣誉 · 已签发证书 1 张"


def test_an_issued_one_is_locked_and_voided_a_draft_is_taken_out(
    page: CertificatePage, seat: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = honour.save(seat.db, seat.actor, granted())
    honour.issue(seat.db, seat.actor, issued)
    page.table.select_row(0)
    page.open_record(issued)
    dialog = open_one(page, FormDialog)
    assert isinstance(dialog, FormDialog)
    assert dialog.form.editor("title").property("readOnly")
    assert not dialog.form.editor("remark").property("readOnly")
    assert "已经签发" in dialog.words.text()
    dialog.leave()
    asked: list[str] = []

    def reason(_parent: QWidget, title: str, *_a: str, **_k: object) -> str:
        asked.append(title)
        return "姓名写错"

    monkeypatch.setattr(certificate_page, "ask_reason", reason)
    do(page, "作废")
    assert honour.facts(seat.db, issued)["status"] == "REVOKED"
    honour.save(seat.db, seat.actor, granted(recipient_name="陈依妹"))
    page.table.select_id(next(x.id for x in honour.page(seat.db) if x.recipient == "陈依妹"))
    do(page, "作废")
    assert asked == ["作废证书", "删去错录的荣誉"]
    assert [x.recipient for x in honour.page(seat.db)] == ["林秀钦"]


def test_without_a_choice_or_with_a_rule_against_it_a_sentence_says_so(
    page: CertificatePage, seat: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(certificate_page, "tell", lambda _p, sentence: told.append(sentence))
    do(page, "打印证书")
    honour.save(seat.db, seat.actor, granted(status="RECOMMENDED"))
    page.table.select_row(0)

    def failed(_parent: QWidget, failure: Failure) -> None:
        told.append(failure.sentence)

    monkeypatch.setattr(certificate_page, "show_failure", failed)
    do(page, "打印证书")
    assert told == ["请先在列表里选一项荣誉。", "这项荣誉还没有授予，不能打印证书。"]


def test_the_list_is_filtered_and_sorted(page: CertificatePage, seat: Desk, qtbot: QtBot) -> None:
    honour.save(seat.db, seat.actor, granted())
    honour.save(seat.db, seat.actor, granted(recipient_name="陈依妹", title="先进工作者"))
    page.table.view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert [r[2] for r in page.table.as_rows()[1:]] == ["陈依妹", "林秀钦"]
    page.filters.entry.setText("先进")
    qtbot.waitUntil(lambda: [r[2] for r in page.table.as_rows()[1:]] == ["陈依妹"])
