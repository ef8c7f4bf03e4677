"""Imports a register: pick the file, look at every row and mend it, import as one act, undo it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ljfpa_desktop.base.errors import Failure, Refused
from ljfpa_desktop.services.aid import cycle as cycles
from ljfpa_desktop.services.exporting import returned
from ljfpa_desktop.services.exporting.returned import Returned
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Result, Review
from ljfpa_desktop.services.importing.parsed import Kind
from ljfpa_desktop.services.importing.read import read
from ljfpa_desktop.services.importing.register import KIND_NAMES
from ljfpa_desktop.services.importing.roll_plan import ROLLS
from ljfpa_desktop.ui import theme, worker
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.banner import Banner
from ljfpa_desktop.ui.widgets.question import ask

from .importing.carrying_out import take_in
from .importing.error_export import save_errors
from .importing.mapping_dialog import MappingDialog
from .importing.pick_step import PickStep
from .importing.preview_step import PreviewStep
from .importing.result_step import ResultStep
from .importing.returned_dialog import ReturnedDialog
from .importing.review_rows import ERROR

WORDS = "可以是 WPS 或 Excel 的表格（.xlsx、.xls、.et）或文本（.csv）。先看后导，看的时候什么也不会写进去。"


class ImportDialog(QDialog):
    """``kind`` is the register first offered; ``cycle`` names the batch a relief list goes to."""

    def __init__(
        self, desk: Desk, kind: Kind = "families", parent: QWidget | None = None, *, cycle: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("导入名册")
        self.setAcceptDrops(True)
        wanted = QSize(theme.scaled(1180), theme.scaled(680))
        self.resize(wanted.boundedTo(parent.window().size() * 0.97) if parent else wanted)
        self._desk, self._cycle = desk, cycle
        self.preview: PreviewStep | None = None
        self.outcome: Result | None = None
        self.heading = QLabel("导入名册")
        theme.mark(self.heading, role="title")
        self.kind = QComboBox()
        self.kind.setAccessibleName("名册种类")
        for code, name in KIND_NAMES.items():
            self.kind.addItem(name, code)
        self.kind.setCurrentIndex(list(KIND_NAMES).index(kind))
        self.sheets = QComboBox()
        self.sheets.setAccessibleName("工作表")
        self.sheets.activated.connect(
            lambda: self._may_leave() and self.open_file(self._file, self.sheets.currentText())
        )
        self._file = Path()
        self.banner = Banner()
        self.pick = PickStep(desk, WORDS)
        self.pick.picked.connect(self.open_file)
        self.pick.told.connect(self.banner.say)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.pick)
        self._lay_out()
        QShortcut(QKeySequence("Ctrl+Return"), self, lambda: self.go.click())
        self._show_step(self.pick)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.heading)
        top.addStretch()
        top.addWidget(self.sheets)
        top.addWidget(self.kind)
        self.errors = QPushButton(theme.icon("file-export"), " 导出错误清单")
        self.errors.clicked.connect(
            lambda: save_errors(self, self.banner, self.preview, self.outcome)
        )
        self.map = QPushButton(theme.icon("columns"), " 对应各列…")
        self.map.setToolTip("表头没有看懂时，告诉程序每一列是什么")
        self.map.clicked.connect(self._on_map)
        self.another = QPushButton(theme.icon("file-import"), " 换一个文件")
        self.another.clicked.connect(lambda: self._back())
        self.foot_words = QLabel()
        theme.mark(self.foot_words, role="subtitle")
        self.leave = QPushButton("关闭")
        self.leave.clicked.connect(self.reject)
        self.go = QPushButton("导入")
        self.go.setToolTip("导入（Ctrl+回车）")
        theme.mark(self.go, kind="primary")
        self.go.clicked.connect(self._on_go)
        for button in (self.errors, self.map, self.another, self.leave, self.go):
            button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        for widget in (self.errors, self.map, self.another):
            foot.addWidget(widget)
        foot.addWidget(self.foot_words, 1)
        foot.addWidget(self.leave)
        foot.addWidget(self.go)
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 16, 22, 16)
        box.setSpacing(10)
        box.addLayout(top)
        box.addWidget(self.banner)
        box.addWidget(self.stack, 1)
        box.addLayout(foot)

    def open_file(self, path: Path, sheet: str = "") -> None:
        """Read a file and show what would become of it; a refusal stands on top."""
        kind: Kind = self.kind.currentData()

        def read_it(_progress: worker.Progress) -> tuple[Review | Returned, list[str]]:
            book = read(path)
            names = [s.name for s in book.visible]
            if returned.is_returned(book):
                return returned.compare(self._desk.db, book, path.name), []
            return intake.open_register(self._desk.db, path, kind, sheet=sheet, cycle=self._cycle), names

        try:
            found, names = worker.busy(self, "正在读取名册", read_it)
        except worker.Cancelled:
            return
        except Failure as failure:
            self.banner.say(failure.sentence)
            self._file = path
            self.map.setVisible(isinstance(failure, Refused))
            return
        self.banner.say("")
        if isinstance(found, Returned):
            ReturnedDialog(self._desk, found, self).open()
        else:
            self._show(path, found, names)

    def _show(self, path: Path, review: Review, names: list[str]) -> None:
        """The register as it would be taken in."""
        kind = review.parsed.kind
        self._file = path
        self.heading.setText(f"导入{KIND_NAMES[kind]}：{path.name}")
        self.sheets.clear()
        self.sheets.addItems(names)
        self.sheets.setCurrentText(review.parsed.sheet)
        self.preview = PreviewStep(self._desk, review)
        self.preview.judged.connect(self._tell)
        self.preview.column_told.connect(self._on_column)
        self._show_step(self.preview)

    def _on_column(self, title: str, meaning: str) -> None:
        """What a column holds was told: the file is read anew."""
        if self.preview is None:
            return
        review = self.preview.review
        intake.teach_column(self._desk.db, self._desk.actor, review.parsed.kind, title, meaning)
        self._read_anew(review.parsed.sheet)

    def _on_map(self) -> None:
        """What the columns hold is told in a dialog; then the file is read anew."""
        review = self.preview.review if self.preview else None
        kind: Kind = review.parsed.kind if review else self.kind.currentData()
        try:
            dialog = MappingDialog(self._desk, self._file, kind, review, self)
        except Failure as failure:
            self.banner.say(failure.sentence)
            return
        dialog.saved.connect(lambda sheet: self._read_anew(sheet))
        dialog.open()

    def _read_anew(self, sheet: str) -> None:
        """Read the file as was learned meanwhile; the mended cells are put back."""
        mended = dict(self.preview.review.parsed.table.mended) if self.preview else {}
        self.open_file(self._file, sheet)
        texts = {key: cell.text for key, cell in mended.items()}
        if self.preview is not None and texts:
            self.preview.model.change(lambda rows: rows.mend_again(texts))

    def _show_step(self, step: QWidget) -> None:
        while self.stack.count() > 1:
            old = self.stack.widget(1)
            if old is step:
                break
            self.stack.removeWidget(old)
            old.deleteLater()
        if step is not self.pick and self.stack.indexOf(step) < 0:
            self.stack.addWidget(step)
        self.stack.setCurrentWidget(step)
        if step is self.pick:
            self.preview = self.outcome = None
            self.heading.setText("导入名册")
        self.kind.setVisible(step is self.pick)
        self.sheets.setVisible(self.preview is not None and not self.outcome and self.sheets.count() > 1)
        self._tell()
        step.setFocus()

    def _tell(self) -> None:
        """Set the buttons for the step, and the sentence beside them."""
        looking = self.preview is not None and self.outcome is None
        found = (
            self.outcome.problems if self.outcome else self.preview.review.problems if self.preview else ()
        )
        self.errors.setVisible(bool(found))
        self.map.setVisible(looking)
        self.another.setVisible(self.preview is not None)
        self.go.setVisible(looking or self.outcome is not None)
        self.leave.setText("关闭")
        words = ""
        if looking and self.preview:
            counts = self.preview.model.rows.counts()
            taken = sum(counts.values()) - counts[ERROR]
            self.go.setText(f"导入 {taken} 行")
            self.go.setEnabled(taken > 0 and not self.preview.review.again and not self._desk.read_only)
            wrong = counts[ERROR]
            words = f"{wrong} 行有错误，不会导入；改好就能一起导入。" if wrong else "没有错误。"
            self.leave.setText("取消")
        elif self.outcome:
            relief = self.outcome.kind == "relief" and bool(self.outcome.cycle)
            listed = "看名册" if self.outcome.kind in ROLLS else "看家庭列表"
            self.go.setText("打开这个批次" if relief else listed)
            self.go.setEnabled(bool(self.outcome.batch))
        self.foot_words.setText(words)

    def _on_go(self) -> None:
        if not self.go.isVisible() or not self.go.isEnabled() or self.preview is None:
            return
        if self.outcome is not None:
            self.accept()
            _show_result(self._desk, self.outcome)
            return
        review = self.preview.review
        try:
            self.outcome = worker.busy(self, "正在导入", partial(take_in, self._desk, review))
        except worker.Cancelled:
            self.banner.say("已取消，什么也没有写进去。", "info")
            return
        except Failure as failure:
            self.banner.say(failure.sentence)
            return
        self.banner.say("")
        if self.outcome is not None:
            self._show_step(ResultStep(self.outcome))

    def _back(self) -> None:
        if self._may_leave():
            self.pick.reload()
            self.banner.say("")
            self._show_step(self.pick)

    def _may_leave(self) -> bool:
        mended = self.preview is not None and bool(self.preview.review.parsed.table.mended)
        if not mended or self.outcome is not None:
            return True
        return ask(self, "这份名册改过的内容还没有导入，确定不要了吗？", "不要了", "继续", danger=True)

    def reject(self) -> None:
        """Esc and 取消: asks only when cells were mended and not imported."""
        if self._may_leave():
            super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file is welcome."""
        if _files_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The first file dropped is opened."""
        dropped = _files_of(event)
        if dropped and self._may_leave():
            event.acceptProposedAction()
            self._show_step(self.pick)
            self.open_file(dropped[0])


def _files_of(event: QDropEvent) -> Sequence[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _show_result(desk: Desk, result: Result) -> None:
    """Open what came of the import: the cycle of a relief list, else the families."""
    if result.kind == "relief" and result.cycle:
        found = next((c.id for c in cycles.list_all(desk.db) if c.name == result.cycle), None)
        desk.open_page("aid", found)
    else:
        desk.open_page("association" if result.kind in ROLLS else "households")
