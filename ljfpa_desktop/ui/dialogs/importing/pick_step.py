"""First step of an import: pick or drop the file; below, the imports so far, each of which can be undone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services.exporting import export
from ljfpa_desktop.services.importing import intake, undo
from ljfpa_desktop.services.importing.register import KIND_NAMES
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.save_place import offered
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.question import ask
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

SPREADSHEETS = "表格 (*.xlsx *.xls *.xlsm *.ods *.csv *.txt *.et);;所有文件 (*)"
NAMES: dict[str, str] = dict(KIND_NAMES.items())
COLUMNS = (
    Column("day", "日期", "date", width=105),
    Column("kind", "名册", width=120),
    Column("file", "文件", width=290),
    Column("rows", "行数", "number", width=70),
    Column("amount", "金额", "money", width=110),
    Column("actor", "导入人", width=80),
    Column("state", "状态", "pill", width=90, tone=lambda t: "slate" if t == "已撤销" else "green"),
)


class PickStep(QWidget):
    """``picked(path)`` when a file was chosen."""

    picked = Signal(object)
    told = Signal(str, str)  # a sentence and its state, for the banner of the dialog

    def __init__(self, desk: Desk, words: str) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self._desk = desk
        self.choose = QPushButton(theme.icon("folder-open", "on-primary"), " 选文件…")
        theme.mark(self.choose, kind="primary")
        self.choose.setAccessibleName("选文件")
        self.choose.clicked.connect(self._on_choose)
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, name="imports", memory=desk.memory, unit="次",
            empty="还没有导入过名册。",
        )  # fmt: skip
        self.table.view.setAccessibleName("导入过的名册")
        self.take_back = QPushButton(theme.icon("arrow-back-up"), " 撤销这次导入")
        self.take_back.clicked.connect(self._on_undo)
        self.table.current_changed.connect(lambda: self._switch())
        self.put_out = QPushButton(theme.icon("file-export"), " 导出一份来改…")
        self.put_out.setToolTip("把家庭或成员导出成表格，改好后在这里打开，改动逐条核对")
        self.put_out.clicked.connect(self._on_put_out)
        before = QLabel("导入过的名册")
        theme.mark(before, role="section")
        row = QHBoxLayout()
        row.addWidget(before)
        row.addStretch()
        row.addWidget(self.put_out)
        row.addWidget(self.take_back)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self._place_for_files(words))
        box.addLayout(row)
        box.addWidget(self.table, 1)
        self.setFocusProxy(self.choose)
        self.reload()

    def _place_for_files(self, words: str) -> QFrame:
        place = QFrame()
        theme.mark(place, role="drop")
        picture, sentence, quiet = QLabel(), QLabel("把名册文件拖到这里，或者"), QLabel(words)
        picture.setPixmap(theme.pixmap("file-spreadsheet", "primary", 40))
        quiet.setWordWrap(True)
        quiet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(quiet, role="quiet")
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addStretch()
        for widget in (picture, sentence, self.choose):
            line.addWidget(widget)
        line.addStretch()
        box = QVBoxLayout(place)
        box.setContentsMargins(20, 22, 20, 18)
        box.setSpacing(12)
        box.addLayout(line)
        box.addWidget(quiet)
        return place

    def reload(self) -> None:
        """Read the imports so far."""
        self._lines = intake.batches(self._desk.db)
        self.table.reload()
        if self._lines and self.table.current_id() is None:
            self.table.select_row(0)
        self._switch()

    def _rows(self) -> list[Row]:
        return [
            (
                b.id, b.day, NAMES.get(b.kind, b.kind), b.file_name, b.rows_seen,
                b.amount_total_fen or None, b.actor, "已撤销" if b.is_undone else "已导入",
            )
            for b in self._lines
        ]  # fmt: skip

    def _chosen(self) -> intake.BatchLine | None:
        key = self.table.current_id()
        return next((b for b in self._lines if b.id == key), None)

    def _switch(self) -> None:
        chosen = self._chosen()
        self.take_back.setEnabled(chosen is not None and not chosen.is_undone and not self._desk.read_only)

    def _on_choose(self) -> None:
        folder = str(self._desk.memory.get("import/folder", ""))
        chosen, _kind = QFileDialog.getOpenFileName(self, "选名册文件", folder, SPREADSHEETS)
        if chosen:
            self._desk.memory.set("import/folder", str(Path(chosen).parent))
            self.picked.emit(Path(chosen))

    def _on_put_out(self) -> None:
        """A workbook of the families, or of their members, that can come back changed."""
        kinds = {"家庭表 (*.xlsx)": "families", "成员表 (*.xlsx)": "persons"}
        name, ends = offered("家庭.xlsx"), ";;".join(kinds)
        chosen, sort = QFileDialog.getSaveFileName(self, "导出一份来改", name, ends)
        if not chosen:
            return
        path = Path(chosen).with_suffix(".xlsx")
        try:
            count = export(self._desk.db, self._desk.actor, kinds.get(sort, "families"), path)
        except Failure as failure:
            self.told.emit(failure.sentence, "problem")
        else:
            words = f"已导出 {count} 行到“{path.name}”。在 WPS 里改好存盘，再拖到这里，改动会逐条列出来。"
            self.told.emit(words, "good")

    def _on_undo(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        words = f"撤销后，“{chosen.file_name}”带进来的内容全部退回导入前的样子。确定撤销吗？"
        if ask(self, words, "撤销", "不撤销", title="撤销导入", danger=True):
            self._undo(chosen)

    def _undo(self, chosen: intake.BatchLine) -> None:
        try:
            undo.undo(self._desk.db, self._desk.actor, chosen.id)
        except Failure as failure:
            self.told.emit(failure.sentence, "problem")
        else:
            self.told.emit(f"“{chosen.file_name}”的导入已撤销。", "good")
        self.reload()
