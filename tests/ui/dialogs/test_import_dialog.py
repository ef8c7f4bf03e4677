from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services import backup, household, search
from ljfpa_desktop.services.aid import cycle
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.ui import worker
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog
from ljfpa_desktop.ui.dialogs.importing.carrying_out import take_in
from ljfpa_desktop.ui.dialogs.importing.preview_step import PreviewStep
from ljfpa_desktop.ui.dialogs.importing.review_model import ReviewModel
from ljfpa_desktop.ui.dialogs.importing.review_rows import CONFLICT, ERROR, NEW, SAME, UPDATE
from tests.ui.keyboard import activate, answer, focused, press, write

Show = Callable[[QWidget], QWidget]
VILLAGE = "山兜村"
HEAD = ["序号", "村居", "户主姓名", "身份证号", "家庭类别", "电话"]
ROWS = [
    [1, VILLAGE, "林建国", "350122196203050017", "独生子女家庭", "13805012345"],
    [2, VILLAGE, "陈美珍", "350122196408200024", "独女之家", "13805012346"],
    [3, "牛栏坪村", "王水金", "350122195602050071", "困难家庭", ""],
    [4, VILLAGE, "郑礼官", "350122196306027590", "独女之家", ""],
]


def number(first17: str) -> str:
    from ljfpa_desktop.base import idcard

    return first17 + idcard.checksum(first17)


def register(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def families(tmp_path: Path) -> Path:
    """Four families: two with a category nobody knows, one of a village there is not."""
    rows = [[*r[:3], number(str(r[3])[:17]), *r[4:]] for r in ROWS]
    return register(tmp_path / "琯头镇家庭台账2024.xlsx", [["琯头镇计生家庭台账2024年"], HEAD, *rows])


@pytest.fixture
def relief(tmp_path: Path) -> Path:
    """A list of two, one amount that cannot be read."""
    head = ["序号", "村居", "户主姓名", "身份证号", "慰问金(元)"]
    rows: list[list[object]] = [
        [1, VILLAGE, "林建国", number("35012219620305001"), 600],
        [2, VILLAGE, "陈美珍", number("35012219640820002"), "六百多"],
    ]
    return register(tmp_path / "慰问.xlsx", [["琯头镇2024年春节慰问困难家庭名单"], head, *rows])


@pytest.fixture
def dialog(seat: Desk, shown: Show, qtbot: QtBot) -> ImportDialog:
    made = ImportDialog(seat)
    qtbot.addWidget(made, before_close_func=lambda d: setattr(d, "preview", None))  # it asks otherwise
    shown(made)
    return made


def looked_at(dialog: ImportDialog, path: Path) -> PreviewStep:
    dialog.open_file(path)
    assert dialog.preview is not None, dialog.banner.words.text()
    activate(dialog)
    dialog.preview.grid.setFocus()
    return dialog.preview


def test_each_row_shows_its_fate_and_the_first_error_is_current(dialog: ImportDialog, families: Path) -> None:
    preview = looked_at(dialog, families)
    assert preview.model.rows.counts() == {NEW: 1, ERROR: 3}
    assert preview.chips[ERROR].text() == "错误 3"
    assert preview.grid.currentIndex().data() == "独女之家"
    assert preview.grid.currentIndex().data(Qt.ItemDataRole.ToolTipRole).startswith("家庭类别“独女之家”")
    assert dialog.go.text() == "导入 1 行"
    assert dialog.foot_words.text() == "3 行有错误，不会导入；改好就能一起导入。"


def test_like_problems_are_asked_once_and_remembered(
    dialog: ImportDialog, families: Path, seat: Desk, tmp_path: Path
) -> None:
    preview = looked_at(dialog, families)
    asked = "2行的家庭类别写“独女之家”，按“独生子女家庭”登记吗？（另有 1 个问题）"
    assert preview.questions.sentence.text() == asked
    preview.questions.go.click()
    assert preview.model.rows.counts() == {NEW: 3, ERROR: 1}
    assert "牛栏坪村" in preview.questions.sentence.text()
    rows = [
        ["琯头镇计生家庭台账2024年"],
        HEAD,
        [1, VILLAGE, "赵晖", number("35012219700101001"), "独女之家", ""],
    ]
    again = intake.open_register(seat.db, register(tmp_path / "又一份.xlsx", rows), "families")
    assert intake.questions(again) == []


def test_an_answer_needs_a_choice_and_a_question_can_wait(dialog: ImportDialog, families: Path) -> None:
    bar = looked_at(dialog, families).questions
    bar.later.click()
    assert bar.current is not None
    assert bar.current.term == "牛栏坪村"
    bar.go.click()
    assert bar.choice.property("state") == "problem"
    bar.choice.setFocus()
    write("山兜")
    press(Qt.Key.Key_Return)
    assert bar.choice.value()


def test_a_cell_is_mended_where_it_stands_by_the_keyboard(
    dialog: ImportDialog, families: Path, qtbot: QtBot
) -> None:
    preview = looked_at(dialog, families)
    press(Qt.Key.Key_F8)
    assert preview.grid.currentIndex().data() == "牛栏坪村"
    press(Qt.Key.Key_Return)
    assert isinstance(focused(), QLineEdit)
    write(VILLAGE)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: preview.grid.currentIndex().data() == VILLAGE)
    assert preview.model.rows.counts()[ERROR] == 2
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, preview.grid)
    assert preview.model.rows.counts()[ERROR] == 3


def test_a_chip_shows_only_its_rows_and_a_mended_row_stays_in_view(
    dialog: ImportDialog, families: Path, qtbot: QtBot
) -> None:
    preview = looked_at(dialog, families)
    preview.chips[ERROR].click()
    assert preview.model.rowCount() == 3
    QGuiApplication.clipboard().setText(VILLAGE)
    preview.grid.setCurrentIndex(preview.model.index(1, 2))
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier, preview.grid)
    assert preview.model.index(1, 0).data() == NEW
    assert preview.model.rowCount() == 3
    preview.chips[NEW].click()
    assert preview.model.rowCount() == 2


def test_a_column_nobody_understood_is_told_and_mended_cells_stay(
    seat: Desk, dialog: ImportDialog, relief: Path, tmp_path: Path
) -> None:
    head = ["序号", "村居", "户主姓名", "身份证号", "给多少"]
    rows: list[list[object]] = [
        [1, VILLAGE, "林建国", number("35012219620305001"), 600],
        [2, "牛栏坪村", "陈美珍", number("35012219640820002"), 800],
    ]
    dialog.kind.setCurrentIndex(2)
    file = register(tmp_path / "慰问2.xlsx", [["琯头镇2024年春节慰问困难家庭名单"], head, *rows])
    preview = looked_at(dialog, file)
    preview.model.setData(preview.model.index(1, 2), VILLAGE)
    bar = preview.questions
    assert bar.sentence.text() == "“给多少”这一列没有看懂，里面是什么？"
    bar.choice.put("amount")
    bar.go.click()
    again = dialog.preview
    assert again is not None
    assert again is not preview
    assert again.totals is not None
    assert again.totals.sums.text() == "名单合计 ¥1,400.00 · 将导入 ¥1,400.00"
    assert again.model.index(1, 2).data() == VILLAGE
    assert again.questions.current is None


def test_a_number_that_stands_so_on_the_paper_is_let_stand(dialog: ImportDialog, tmp_path: Path) -> None:
    right = number("35012219620305001")
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    rows = [[1, VILLAGE, "林建国", wrong, "独生子女家庭", ""]]
    file = register(tmp_path / "一户.xlsx", [["琯头镇家庭台账2024年"], HEAD, *rows])
    preview = looked_at(dialog, file)
    assert preview.model.rows.counts() == {ERROR: 1}
    stand = next(b for b in preview.notes.buttons if b.text() == "证件上就是这样")
    stand.click()
    assert preview.model.rows.counts()[ERROR] == 0


def test_a_cell_is_filled_from_the_one_above(dialog: ImportDialog, families: Path) -> None:
    preview = looked_at(dialog, families)
    preview.grid.setCurrentIndex(preview.model.index(2, 2))
    press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier, preview.grid)
    assert preview.model.index(2, 2).data() == VILLAGE
    press(Qt.Key.Key_Delete, widget=preview.grid)
    assert preview.model.index(2, 2).data() == ""
    assert preview.model.index(2, 0).data() == ERROR


def test_what_is_imported_is_found_and_a_backup_was_made(
    dialog: ImportDialog, families: Path, seat: Desk
) -> None:
    looked_at(dialog, families)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, dialog)
    assert dialog.outcome is not None
    assert dialog.outcome.created == {"household": 1, "person": 1}
    assert dialog.outcome.refused == 3
    assert [h.name for h in search.find(seat.db, "林建国", limit=5)] == ["林建国"]
    assert [b.kind for b in backup.listed(seat.db.folder / "backups")] == ["导入前"]
    assert dialog.go.text() == "看家庭列表"


def test_the_same_content_again_imports_nothing(dialog: ImportDialog, families: Path, seat: Desk) -> None:
    intake.commit(seat.db, seat.actor, intake.open_register(seat.db, families, "families"))
    preview = looked_at(dialog, families)
    assert preview.model.rows.counts()[SAME] == 1
    assert "没有重复导入" in preview.file_notes.words.text()
    assert not dialog.go.isEnabled()


def test_a_list_brings_new_phones_to_the_family_it_knows(
    dialog: ImportDialog, families: Path, seat: Desk, tmp_path: Path
) -> None:
    intake.commit(seat.db, seat.actor, intake.open_register(seat.db, families, "families"))
    rows = [[1, VILLAGE, "林建国", number("35012219620305001"), "独生子女家庭", "13900001111"]]
    preview = looked_at(dialog, register(tmp_path / "新.xlsx", [["琯头镇家庭台账2024年"], HEAD, *rows]))
    assert preview.model.rows.counts() == {UPDATE: 1}


def test_cancelling_writes_nothing(dialog: ImportDialog, families: Path, seat: Desk) -> None:
    review = looked_at(dialog, families).review
    listening = list(seat.db.before_commit)
    progress = worker.Progress()
    progress.cancel()
    with pytest.raises(worker.Cancelled):
        take_in(seat, review, progress)
    assert household.count(seat.db, {}) == 0
    assert seat.db.before_commit == listening


def test_a_late_cancel_rolls_the_transaction_back(dialog: ImportDialog, families: Path, seat: Desk) -> None:
    review = looked_at(dialog, families).review

    class Late(worker.Progress):
        def step(self, done: int, total: int = 0, text: str = "") -> None:
            if done == 2:
                self.cancel()
            super().step(done, total, text)

    with pytest.raises(worker.Cancelled):
        take_in(seat, review, Late())
    assert household.count(seat.db, {}) == 0
    assert intake.batches(seat.db) == []


def test_an_import_is_undone_from_the_list(dialog: ImportDialog, families: Path, seat: Desk) -> None:
    intake.commit(seat.db, seat.actor, intake.open_register(seat.db, families, "families"))
    dialog.pick.reload()
    assert dialog.pick.table.model.words(0, 6) == "已导入"
    answer()
    dialog.pick.take_back.click()
    assert household.count(seat.db, {}) == 0
    assert dialog.pick.table.model.words(0, 6) == "已撤销"
    assert not dialog.pick.take_back.isEnabled()
    assert "已撤销" in dialog.banner.words.text()


def test_a_relief_list_shows_the_gap_to_what_was_approved(seat: Desk, shown: Show, relief: Path) -> None:
    opened: list[tuple[str, object]] = []
    seat.open_page = lambda key, record_id=None: opened.append((key, record_id))
    dialog = ImportDialog(seat, "relief")
    shown(dialog)
    preview = looked_at(dialog, relief)
    totals = preview.totals
    assert totals is not None
    assert totals.sums.text() == "名单合计 ¥600.00 · 将导入 ¥600.00"
    totals.approved.setFocus()
    write("1200")
    assert totals.gap.text() == "比批准总额少 ¥600.00"
    assert preview.grid.currentIndex().data() == "六百多"
    preview.model.setData(preview.grid.currentIndex(), "600")
    assert totals.gap.text() == "与批准总额一致"
    totals.cycle.setText("2024年春节慰问")
    totals.cycle.editingFinished.emit()
    dialog.go.click()
    line = cycle.list_all(seat.db)[0]
    assert (line.name, line.rows, line.total_fen) == ("2024年春节慰问", 2, 120000)
    dialog.go.click()
    assert opened == [("aid", line.id)]


def test_a_file_that_is_no_register_is_refused_on_top(dialog: ImportDialog, tmp_path: Path) -> None:
    dialog.open_file(register(tmp_path / "通知.xlsx", [["关于开会的通知"], ["请准时"]]))
    assert dialog.preview is None
    assert "不像计生家庭台账" in dialog.banner.words.text()


def test_a_file_is_chosen_or_dropped(
    dialog: ImportDialog, families: Path, monkeypatch: pytest.MonkeyPatch, seat: Desk
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(families), ""))
    press(Qt.Key.Key_Space, widget=dialog.pick.choose)
    assert dialog.preview is not None
    assert seat.memory.get("import/folder") == str(families.parent)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(families))])
    drop = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    before = dialog.preview
    dialog.dropEvent(drop)
    assert dialog.preview is not before


def test_the_error_list_is_exported(
    dialog: ImportDialog, families: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at(dialog, families)
    target = tmp_path / "错误.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.errors.click()
    book = openpyxl.load_workbook(target)
    assert [s.title for s in book if s.sheet_state == "visible"] == ["错误清单", "待修改的行"]
    assert book["待修改的行"].max_row == 5  # the title, the header, three rows
    assert "错误清单已导出" in dialog.banner.words.text()


def test_leaving_asks_only_when_cells_were_mended(dialog: ImportDialog, families: Path) -> None:
    preview = looked_at(dialog, families)
    preview.model.setData(preview.model.index(2, 2), VILLAGE)
    answer(yes=False)
    dialog.reject()
    assert dialog.isVisible()
    answer()
    dialog.reject()
    assert not dialog.isVisible()


def test_the_model_keeps_qt_s_rules(seat: Desk, families: Path) -> None:
    review = intake.open_register(seat.db, families, "families")
    model = ReviewModel(seat.db, review)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.setData(model.index(2, 2), VILLAGE)
    model.choose(ERROR)
    model.choose(CONFLICT)
    model.choose("")
    assert tester is not None


def test_nothing_is_imported_into_an_office_that_is_only_read(
    seat: Desk, shown: Show, families: Path
) -> None:
    seat.read_only = "磁盘写保护，只能查看。"
    dialog = ImportDialog(seat)
    shown(dialog)
    looked_at(dialog, families)
    assert not dialog.go.isEnabled()
