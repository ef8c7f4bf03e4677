"""查重复: pairs of records that may be one person; merged, said to be two, or left for later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services.identity import apart, merging, scan
from ljfpa_desktop.services.identity.scan import Pair
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.duplicate_lines import Line, apart_lines, merged_lines, pair_lines
from ljfpa_desktop.ui.dialogs.merge_dialog import MergeDialog
from ljfpa_desktop.ui.dialogs.rows_dialog import ListDialog, looked_through
from ljfpa_desktop.ui.widgets.cards import label
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import ask, ask_reason, show_failure
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.table_model import Row

TITLE = "查重复"
WORDS = "可能是同一个人的两条记录。按 Enter 并排查看、合并；不是同一人的按 Ctrl+R 写明理由，以后不再问。"
OPEN, MERGED, APART = "open", "merged", "apart"
STATES = {OPEN: "待核对", MERGED: "已合并", APART: "不是同一人"}
TONES = {"确定": "red", "可能": "amber", "已合并": "green", "两个人": "slate"}
COLUMNS = (
    Column("certain", "", "pill", width=84, tone=lambda word: TONES[word]),
    Column("one", "记录一", width=90),
    Column("one_home", "家庭", width=230),
    Column("other", "记录二", width=90),
    Column("other_home", "家庭", width=230),
    Column("why", "理由", width=330),
)


class DuplicatesDialog(ListDialog):
    """The pairs to look at; what was merged or said to be two is shown when chosen, and can be taken back."""

    def __init__(self, desk: Desk, found: Sequence[Pair], parent: QWidget | None = None) -> None:
        self._desk, self.found = desk, list(found)
        self._lines: list[Line] = []
        self._rows: list[Row] = []
        super().__init__(desk, TITLE, WORDS, COLUMNS, self._rows, parent, empty="没有找到重复的记录。")
        self.table.view.setAccessibleName(TITLE)
        self.filters = FilterBar([Filter("state", STATES[OPEN], list(STATES.items())[1:])])
        self.filters.changed.connect(lambda _values: self.put())
        self.whole = label("", "strong", wrap=True)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(2, self.filters)
        box.insertWidget(4, self.whole)
        self.table.current_changed.connect(lambda _id: self._follow())
        self.put()
        self.table.view.setFocus()

    def _foot(self) -> QHBoxLayout:
        foot = super()._foot()
        self.merge_button, self.apart_button, self.later_button = buttons = [
            QPushButton() for _ in range(3)
        ]
        for n, (button, do) in enumerate(zip(buttons, (self.merge, self.part, self.leave), strict=True)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, act=do: act())
            foot.insertWidget(n, button)
        return foot

    @property
    def state(self) -> str:
        """Which list is in view."""
        return str(self.filters.values().get("state", OPEN))

    @property
    def current(self) -> Line | None:
        """The row the buttons act on."""
        at = self.table.current_id()
        return self._lines[at] if isinstance(at, int) and at < len(self._lines) else None

    def put(self) -> None:
        """Show the list that is chosen, and the buttons that go with it."""
        state = self.state
        if state == OPEN:
            self._lines = pair_lines(self._desk, self.found)
        else:
            self._lines = merged_lines(self._desk) if state == MERGED else apart_lines(self._desk)
        self._rows[:] = [(n, *line.cells) for n, line in enumerate(self._lines)]
        self.table.reload()
        if self._rows and self.table.current_id() is None:
            self.table.select_row(0)
        self._follow()

    def _follow(self) -> None:
        is_open, line = self.state == OPEN, self.current
        first = "同一人，合并…（Ctrl+M）" if is_open else "撤回（Ctrl+M）"
        names = (first, "不是同一人（Ctrl+R）", "以后再看（Ctrl+L）")
        buttons = (self.merge_button, self.apart_button, self.later_button)
        for button, text in zip(buttons, names, strict=True):
            button.setText(text)
            button.setShortcut(text[-7:-1])  # a new text takes the key away
            button.setVisible(is_open or button is self.merge_button)
            button.setEnabled(line is not None and not self._desk.read_only)
        self.whole.setText(line.whole if line else "")

    def _on_opened(self, row_id: int) -> None:
        self.table.select_id(row_id)
        if self.state == OPEN:
            self.merge()

    def merge(self) -> None:
        """Compare the two side by side; in the other lists take back what was decided."""
        line = self.current
        if line is None:
            return
        if line.pair is None:
            self._take_back(line)
            return
        try:
            dialog = MergeDialog(self._desk, line.pair.one.id, line.pair.other.id, self)
        except Failure as failure:
            show_failure(self, failure)
            return
        dialog.saved.connect(lambda gone: self._without(gone))
        dialog.open()

    def _take_back(self, line: Line) -> None:
        db, actor = self._desk.db, self._desk.actor
        if line.gone is not None:
            gone = line.gone
            sentence = "两条记录将回到合并以前的样子，以后登记的内容不变。"
            if ask(self, sentence, "撤销合并"):
                self._carry_out(lambda: merging.undo(db, actor, gone))
        elif line.said is not None:
            said = line.said
            self._carry_out(lambda: apart.take_back(db, actor, said))

    def _without(self, gone: UUID) -> None:
        """A merged record is in no pair any more."""
        self.found = [p for p in self.found if gone not in (p.one.id, p.other.id)]
        self.put()

    def part(self) -> None:
        """Say with a reason that these are two people."""
        line = self.current
        pair = line.pair if line else None
        if pair is None:
            return
        sentence = f"{pair.one.name}、{pair.other.name}：{pair.reason}"
        why = ask_reason(self, "不是同一人", sentence, label="凭什么认定", yes="不是同一人")
        if why:
            db, actor = self._desk.db, self._desk.actor
            if self._carry_out(lambda: apart.say(db, actor, pair.one.id, pair.other.id, why)):
                self.found.remove(pair)
                self.put()

    def leave(self) -> None:
        """Put the pair at the end of the list."""
        line = self.current
        if line is not None and line.pair is not None:
            self.found.remove(line.pair)
            self.found.append(line.pair)
            self.put()

    def _carry_out(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except Failure as failure:
            show_failure(self, failure)
            return False
        if self.state != OPEN:
            self.found = scan.pairs(self._desk.db)
            self.put()
        return True


def open_duplicates(desk: Desk, over: QWidget) -> DuplicatesDialog | None:
    """Look through the whole register and show the pairs; None when it was cancelled or failed."""
    found = looked_through(over, "正在查找重复的记录", lambda _progress: scan.pairs(desk.db))
    if found is None:
        return None
    dialog = DuplicatesDialog(desk, found, over)
    dialog.open()
    return dialog
