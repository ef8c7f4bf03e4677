"""A list that came back changed: each changed cell with its old and new value, taken one by one."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Doubt, Failure
from ljfpa_desktop.services.exporting import returned
from ljfpa_desktop.services.exporting.returned import Change, Returned
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.banner import Banner
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

WORDS = "只列出改过的格子，采用的才写进去。回车采用当前这一条；不采用的，程序里照旧。"
OPEN, CLASH, DOUBT, WRONG, DONE = "待定", "另有改动", "要核对", "不能改", "已采用"
TONES = {OPEN: "slate", CLASH: "amber", DOUBT: "amber", WRONG: "red", DONE: "green"}
EMPTY = "（空）"
SEEN = "导出的表改好后收回，已核对"
COLUMNS = (
    Column("row", "行", "number", width=55),
    Column("who", "家庭（人）", width=105),
    Column("title", "项目", width=120),
    Column("before", "导出时", width=175),
    Column("now", "现在登记", width=175),
    Column("after", "表里改成", width=175),
    Column("state", "状态", "pill", width=105, tone=lambda t: TONES[t]),
)


class ReturnedDialog(QDialog):
    """Shows the changes; `finished` tells the caller that families may have changed."""

    def __init__(self, desk: Desk, found: Returned, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("核对改动")
        self.resize(theme.scaled(1020), theme.scaled(600))
        self._desk, self._found = desk, found
        self._state: dict[int, str] = {n: _state(c) for n, c in enumerate(found.changes)}
        self._doubts: dict[int, dict[str, str]] = {}
        heading, words = QLabel(f"核对“{found.file}”的改动"), QLabel(WORDS)
        theme.mark(heading, role="title")
        theme.mark(words, role="quiet")
        self.told, self.banner = Banner(), Banner()
        self.told.say(found.told, "doubt" if found.changes else "info")
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, name="returned", memory=desk.memory, unit="处",
            empty="表里没有改动。",
        )  # fmt: skip
        self.table.view.setAccessibleName("改动")
        self.table.opened.connect(lambda: self.take())
        self.table.current_changed.connect(lambda: self._tell())
        self.take_one = QPushButton(theme.icon("check", "on-primary"), " 采用这一条")
        theme.mark(self.take_one, kind="primary")
        self.take_one.clicked.connect(self.take)
        self.take_rest = QPushButton()
        self.take_rest.clicked.connect(self.take_all)
        self.leave = QPushButton("关闭")
        self.leave.clicked.connect(self.accept)
        self._lay_out(heading, words)
        self.table.reload()
        self.table.select_row(0)
        self._tell()
        self.table.view.setFocus()

    def _lay_out(self, heading: QLabel, words: QLabel) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.take_rest)
        foot.addStretch()
        for button in (self.leave, self.take_one):
            foot.addWidget(button)
        for button in (self.take_rest, self.leave, self.take_one):
            button.setAutoDefault(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 16, 22, 16)
        box.setSpacing(10)
        for widget in (heading, words, self.told):
            box.addWidget(widget)
        box.addWidget(self.table, 1)
        box.addWidget(self.banner)
        box.addLayout(foot)

    def _rows(self) -> list[Row]:
        return [
            (n, c.row, c.who, c.title, *(t or EMPTY for t in (c.before, c.now, c.after)), self._state[n])
            for n, c in enumerate(self._found.changes)
        ]

    def _tell(self) -> None:
        """What is said of the current change, and which buttons serve."""
        number: int | None = self.table.current_id()
        state = self._state[number] if number is not None else DONE
        can = not self._desk.read_only
        self.take_one.setEnabled(can and state not in (WRONG, DONE))
        rest = self._plain()
        self.take_rest.setText(f"采用没有疑问的 {len(rest)} 条")
        self.take_rest.setEnabled(can and bool(rest))
        change = self._found.changes[number] if number is not None else None
        if change and state == WRONG:
            self.banner.say(change.problem)
        elif change and state == CLASH:
            now, after = change.now or EMPTY, change.after or EMPTY
            self.banner.say(f"导出以后，这一项在程序里已改成“{now}”。采用就改成“{after}”。", "doubt")
        elif state != DOUBT:
            self.banner.say("")

    def _plain(self) -> list[int]:
        return [n for n, state in self._state.items() if state == OPEN]

    def take(self) -> None:
        """Take the current change and go on to the next; a doubt is shown, and a second time accepted."""
        number: int | None = self.table.current_id()
        if number is None or not self.take_one.isEnabled():
            return
        if self._take(number):
            later = [n for n, s in self._state.items() if s not in (DONE, WRONG)]
            following = next((n for n in later if n > number), next(iter(later), number))
            self.table.select_id(following)
            self._tell()

    def take_all(self) -> None:
        """Take every change nothing is said of."""
        taken = sum(self._take(n) for n in self._plain())
        self._tell()
        if taken:
            self._desk.tell(f"采用了 {taken} 处改动。")

    def _take(self, number: int) -> bool:
        accepted = self._doubts.get(number)
        try:
            returned.take(
                self._desk.db, self._desk.actor, self._found.kind, self._found.changes[number], accepted
            )
        except Doubt as doubt:
            self._doubts[number] = {w.code: SEEN for w in doubt.warnings}
            self._state[number] = DOUBT
            self.banner.say(f"{doubt.sentence}核对无误就再采用一次。", "doubt")
        except Failure as failure:
            self._state[number] = WRONG
            self.banner.say(failure.sentence)
        else:
            self._state[number] = DONE
        self.table.reload()
        return self._state[number] == DONE


def _state(change: Change) -> str:
    return WRONG if change.problem else CLASH if change.is_clash else OPEN
