"""Where a register's header stands and what each column holds: told, judged at once, remembered."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ljfpa_desktop.base.errors import Failure, Refused
from ljfpa_desktop.services.importing import intake, layouts
from ljfpa_desktop.services.importing.book import Sheet
from ljfpa_desktop.services.importing.headers import Column, header_at
from ljfpa_desktop.services.importing.intake import Review
from ljfpa_desktop.services.importing.meanings import SKIP, code_of, label, meanings
from ljfpa_desktop.services.importing.parsed import Kind
from ljfpa_desktop.services.importing.read import read
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.choice_box import ChoiceBox, Unreadable
from ljfpa_desktop.ui.widgets.dialog import Dialog

WORDS = "每一列选它是什么，改了马上试读。记住以后，表头一样的文件不用再对应；不要的列选“不导入这一列”。"
SAMPLES, JUDGE_AFTER_MS, LAST_ROW = 3, 200, 60
_FATES = {"new": "新增", "update": "更新", "same": "不变", "repeat": "重复", "error": "错误"}


class MappingDialog(Dialog):
    """``result_value`` is the sheet's name once the layout is kept; Failure for a file nobody can read."""

    def __init__(
        self, desk: Desk, path: Path, kind: Kind, review: Review | None = None, parent: QWidget | None = None
    ) -> None:
        self._desk, self._path = desk, path
        self._kind: Kind = kind
        self._cycle = review.cycle if review else ""
        self._sheets = read(path).visible
        self.boxes: dict[str, ChoiceBox] = {}
        self._columns: list[Column] = []
        self._lines = QWidget()
        super().__init__("对应各列", self._body(), parent, words=WORDS, save_text="记住，就这样读", width=860)
        self.save_button.setAutoDefault(False)  # Enter chooses in a box
        self.resize(theme.scaled(900), theme.scaled(620))
        self._timer = QTimer(self, singleShot=True, interval=JUDGE_AFTER_MS)
        self._timer.timeout.connect(self.judge)
        if review:
            self.sheet.setCurrentText(review.parsed.sheet)
        self._place(review.parsed.table.header.rows if review else layouts.likely_rows(self._page, kind))
        if review:
            self._put({c.title: code_of(c.meaning) for c in review.parsed.table.header.columns if c.meaning})
        self.sheet.activated.connect(lambda: self._place(layouts.likely_rows(self._page, self._kind)))
        self.row.valueChanged.connect(lambda: self._rebuild())
        self.two.toggled.connect(lambda: self._rebuild())
        self.judge()
        unsaid = (box for box in self.boxes.values() if box.currentData() is None)
        next(unsaid, self.save_button).setFocus()

    @property
    def _page(self) -> Sheet:
        return self._sheets[self.sheet.currentIndex()]

    @property
    def _rows(self) -> list[int]:
        first = self.row.value()
        return [first, first + 1] if self.two.isChecked() else [first]

    def _body(self) -> QWidget:
        body = QWidget()
        theme.mark(body, role="plain")
        self.sheet, self.row, self.two = QComboBox(), QSpinBox(), QCheckBox("表头有两行")
        self.sheet.addItems([s.name for s in self._sheets])
        self.sheet.setAccessibleName("工作表")
        self.row.setRange(1, LAST_ROW)
        self.row.setAccessibleName("表头在第几行")
        top = QHBoxLayout()
        top.setSpacing(10)
        for widget in (QLabel("工作表"), self.sheet, QLabel("表头在第"), self.row, QLabel("行"), self.two):
            top.addWidget(widget)
        top.addStretch()
        self._inside = QVBoxLayout(body)
        self._inside.setContentsMargins(0, 0, 8, 0)
        self._inside.setSpacing(10)
        self._inside.addLayout(top)
        self._inside.addWidget(self._lines)
        self._inside.addStretch()
        return body

    def _place(self, rows: list[int]) -> None:
        """Let the header stand in these rows."""
        for widget in (self.row, self.two):
            widget.blockSignals(True)
        self.row.setValue(rows[0])
        self.two.setChecked(len(rows) > 1)
        for widget in (self.row, self.two):
            widget.blockSignals(False)
        self._rebuild()

    def _rebuild(self) -> None:
        """One line for each column: its title, its first values, what it holds."""
        kept = {title: box.currentData() for title, box in self.boxes.items() if box.currentData()}
        header = header_at(self._page, self._rows, self._kind, {})
        self._columns = header.columns
        self.boxes = {}
        lines = QWidget()
        theme.mark(lines, role="plain")
        grid = QGridLayout(lines)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(1, 1)
        for place, text in enumerate(("表头", "前几行的内容", "这一列是")):
            grid.addWidget(_label(text, "label"), 0, place)
        for line, column in enumerate(header.columns, 1):
            grid.addWidget(_label(column.title, ""), line, 0)
            grid.addWidget(_label(self._values(column), "quiet"), line, 1)
            grid.addWidget(self._box(column), line, 2)
        self._inside.replaceWidget(self._lines, lines)
        self._lines.deleteLater()
        self._lines = lines
        self._put({title: code for title, code in kept.items() if title in self.boxes})
        self._timer.start()

    def _values(self, column: Column) -> str:
        page, first = self._page, self._rows[-1]
        texts = (" ".join(page.text(r, column.index).split()) for r in sorted(page.cells) if r > first)
        found = [t if len(t) <= 20 else f"{t[:19]}…" for t in texts if t]
        return "、".join(found[:SAMPLES]) or "（空）"

    def _box(self, column: Column) -> ChoiceBox:
        box = ChoiceBox(meanings(self._kind))
        box.setAccessibleName(f"{column.title}是")
        box.setMinimumWidth(theme.scaled(220))
        box.committed.connect(self._timer.start)
        self.boxes[column.title] = box
        if column.meaning:
            self._put({column.title: code_of(column.meaning)})
        return box

    def _put(self, codes: dict[str, str]) -> None:
        """Choose these meanings, offering what is not in the list as well."""
        known = meanings(self._kind)
        for title, code in codes.items():
            if title in self.boxes:
                more = () if code in dict(known) else ((code, label(code)),)
                self.boxes[title].offer([*known, *more])
                self.boxes[title].put(code)

    def layout_told(self) -> layouts.Layout:
        """The layout as it is chosen; Refused for an empty header row or words that are no choice."""
        told: dict[str, str] = {}
        for title, box in self.boxes.items():
            try:
                told[title] = box.value() or SKIP
            except Unreadable as wrong:
                raise Refused(f"“{title}”：{wrong}") from None
        return layouts.layout_at(self._page, self._rows, self._kind, told, self._path.name)

    def judge(self) -> None:
        """Read the file as chosen and say what would come of it."""
        try:
            layout = self.layout_told()
            review = intake.open_register(
                self._desk.db, self._path, self._kind, sheet=self._page.name, layout=layout, cycle=self._cycle
            )
        except Failure as failure:
            self.banner.say(failure.sentence)
            return
        counts = review.counts()
        told = "，".join(f"{word} {counts[fate]} 行" for fate, word in _FATES.items() if counts[fate])
        twice = self._twice(layout)
        wrong = next((p.message for p in review.problems if p.level == "error"), "")
        example = f"例如：{wrong}" if wrong else ""
        state = "doubt" if wrong or twice else "good"
        self.banner.say(f"这样读到 {len(review.rows)} 行：{told}。{twice}{example}", state)

    def _twice(self, layout: layouts.Layout) -> str:
        """A meaning two columns have: only the first is read."""
        titles: dict[str, list[str]] = {}
        for title, code in layout.meanings.items():
            titles.setdefault(code, []).append(title)
        found = next((c for c, t in titles.items() if len(t) > 1 and c not in {SKIP, "note", "seq"}), None)
        both = "和".join(f"“{t}”" for t in titles.get(found or "", ()))
        return f"{both}都是“{label(found)}”，只读前一列。" if found else ""

    def do(self) -> str:
        """Keep the layout for the office."""
        layouts.remember(self._desk.db, self._desk.actor, self.layout_told())
        return self._page.name


def _label(text: str, role: str) -> QLabel:
    made = QLabel(text)
    if role:
        theme.mark(made, role=role)
    made.setMaximumWidth(theme.scaled(420))
    return made
