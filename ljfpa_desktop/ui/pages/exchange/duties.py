"""县里交办: what the county asks this office to look into about its own people, and the answers."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import duty
from ljfpa_desktop.services.duty import DutyLine
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cards import label, small_button
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import ask_reason, show_failure
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

OPEN, DONE = "待核对", "已办结"
COLUMNS = (
    Column("state", "状态", "pill", width=84, tone=lambda w: "amber" if w == OPEN else "green"),
    Column("kind", "事项", width=116),
    Column("told_on", "交办日期", "date", width=104),
    Column("text", "要核对的事", width=520),
    Column("answer", "处理结果", width=220),
)


class Duties(QWidget):
    """The county's questions, open ones first; Enter answers one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.lines: list[DutyLine] = []
        theme.mark(self, role="plain")
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, name="duties", memory=desk.memory, unit="件",
            empty="县里没有交办核对的事。县里发现同一个人在两个乡镇登记或领款时，会在这里列出来。",
        )  # fmt: skip
        self.table.view.setAccessibleName("县里交办")
        self.table.opened.connect(lambda: self.answer())
        self.table.current_changed.connect(lambda: self._refresh())
        self.whole = label("", "quiet", wrap=True)
        self.answer_button = small_button("填处理结果（Enter）", self.answer)
        self.family_button = small_button("打开这一户", self.open_family)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.answer_button)
        row.addWidget(self.family_button)
        row.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.table, 1)
        box.addWidget(self.whole)
        box.addLayout(row)
        self.setFocusProxy(self.table)

    def reload(self) -> int:
        """Read anew; how many wait for an answer."""
        found = duty.lines(self.desk.db, open_only=False)
        self.lines = sorted(found, key=lambda line: line.closed_on is not None)
        self.table.reload()
        if self.table.current_id() is None and self.lines:
            self.table.select_row(0)
        self._refresh()
        return sum(1 for line in self.lines if line.closed_on is None)

    def _rows(self) -> list[Row]:
        return [
            (x.id, OPEN if x.closed_on is None else DONE, x.kind_name, x.told_on, x.text, x.closed_why)
            for x in self.lines
        ]

    @property
    def current(self) -> DutyLine | None:
        """The question in view."""
        wanted = self.table.current_id()
        return next((x for x in self.lines if x.id == wanted), None)

    def _refresh(self) -> None:
        line = self.current
        self.whole.setText(line.text if line else "")
        is_open = line is not None and line.closed_on is None
        self.answer_button.setEnabled(is_open and not self.desk.read_only)
        self.family_button.setEnabled(line is not None and line.household_id is not None)

    def answer(self) -> None:
        """Type what came of it; it goes to the county with the next package."""
        line = self.current
        if line is None or line.closed_on is not None or self.desk.read_only:
            return
        why = ask_reason(self, "填处理结果", line.text, label="处理结果", yes="办结")
        if why is None:
            return
        try:
            duty.close(self.desk.db, self.desk.actor, line.id, why)
        except Failure as failure:
            show_failure(self, failure)
        else:
            self.desk.tell("已办结，处理结果会随下一个数据包报给县里。")
        self.reload()

    def open_family(self) -> None:
        """The family's own page."""
        line = self.current
        if line is not None and line.household_id is not None:
            self.desk.open_page("households", line.household_id)


def tab_words(count: int) -> str:
    """The tab's title with how many wait."""
    return f"县里交办（{count}）" if count else "县里交办"
