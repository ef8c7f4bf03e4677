"""The list of packages given and taken in, as both a township and the county see it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QPushButton, QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services.passages import Passage
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.exchange_words import content_words
from ljfpa_desktop.ui.widgets.cards import small_button
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import ask, ask_reason, show_failure, tell
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

from .places import PACKAGES

ON_WAY, ARRIVED, TAKEN, HELD = "在路上", "县里已收到", "已收到", "等前一包"


def state_of(passage: Passage, is_county: bool) -> str:
    """One word for how far a package has come."""
    if not passage.is_ours:
        return HELD if passage.held else TAKEN
    if is_county:
        return "已发出"
    return ARRIVED if passage.arrived else ON_WAY


def tone(words: str) -> str:
    """The colour of that word."""
    return {ON_WAY: "amber", HELD: "amber", ARRIVED: "green", TAKEN: "green"}.get(words, "slate")


COLUMNS = (
    Column("way", "方向", "pill", width=72, tone=lambda w: "blue" if w == "发出" else "violet"),
    Column("office", "对方", width=84),
    Column("no", "第几号", "number", width=66),
    Column("at", "时间", width=134),
    Column("code", "核对码", width=118),
    Column("content", "新登记", width=206, sortable=False),
    Column("amount", "发放金额", "money", width=96),
    Column("state", "状态", "pill", width=104, tone=tone),
    Column("result", "收到以后", width=196, sortable=False),
)


class PassageList(Table):
    """Packages, newest first; Enter shows the receipt of one."""

    def __init__(self, desk: Desk, *, is_county: bool) -> None:
        self.passages: tuple[Passage, ...] = ()
        self.desk, self.is_county = desk, is_county
        super().__init__(
            source_of(self._rows, COLUMNS), COLUMNS, name="packages", memory=desk.memory, unit="个数据包",
            empty="还没有发出或收到过数据包。",
        )  # fmt: skip
        self.view.setAccessibleName("数据包")
        self.opened.connect(lambda: self.print_receipt())

    def put(self, passages: tuple[Passage, ...]) -> None:
        """Show these."""
        self.passages = passages
        self.reload()
        if self.current_id() is None:
            self.select_row(0)

    def _rows(self) -> list[Row]:
        return [self._row(p) for p in self.passages]

    def _row(self, p: Passage) -> Row:
        amount = p.counts.get("amount_fen") or None
        content = content_words(p.counts, short=True, new=p.new)
        return (
            p.id, "发出" if p.is_ours else "收到", p.name, p.no, dates.local(p.at).strftime("%Y-%m-%d %H:%M"),
            p.code, content, amount, state_of(p, self.is_county), result_words(p),
        )  # fmt: skip

    @property
    def current(self) -> Passage | None:
        """The package the keyboard stands on."""
        wanted: UUID | None = self.current_id()
        return next((p for p in self.passages if p.id == wanted), None)

    def buttons(self) -> list[QPushButton]:
        """What is done with one package of the list, for the row below it."""
        receipt = small_button("打印回执（Enter）", self.print_receipt)
        back = small_button("撤回接收…", self.take_back)
        lost = small_button("前一包找不到了…", self.go_without)
        for changing in (back, lost):
            changing.setEnabled(not self.desk.read_only)
        return [receipt, back, lost]

    def take_back(self) -> None:
        """Take back what a package brought, as far as nobody worked on with it."""
        from ljfpa_desktop.exchange.revert import revert

        current = self.current
        if current is None or current.is_ours:
            tell(self, "请先在列表里选一个收到的数据包。自己发出的，请打电话让对方不要接收。")
            return
        words = (
            f"撤回{current.name}第 {current.no} 号数据包：它新增的记录撤下，改动的恢复原样；"
            "后来又改过、用过的保留，会一条一条告诉您。"
        )
        if not ask(self, words, "撤回", title="撤回接收", danger=True):
            return
        try:
            done = revert(self.desk.db, self.desk.actor, current.code)
        except Failure as failure:
            show_failure(self, failure)
            return
        self.desk.hub.announce(PACKAGES)
        said = f"已撤回：恢复 {done.restored} 处，撤下 {done.retired} 条。"
        tell(self, "\n".join([said, *done.kept]), "撤回接收")

    def go_without(self) -> None:
        """Merge what waits for a package that will never come, once its loss is told with a reason."""
        from ljfpa_desktop.exchange import lost

        if not any(state_of(p, self.is_county) == HELD for p in self.passages):
            tell(self, lost.NOTHING)
            return
        words = (
            "先问清对方：能重新生成的就重新接收，什么也不会缺。"
            "确实找不到了，才不再等它；以后找到了还可以接收。"
        )
        why = ask_reason(self, "前一包找不到了", words, yes="不再等", danger=True)
        if why is None:
            return
        try:
            done = lost.go_without(self.desk.db, self.desk.actor, why)
        except Failure as failure:
            show_failure(self, failure)
            return
        self.desk.hub.announce(PACKAGES)
        tell(self, f"已并入：新增 {done.new} 条，改动 {done.changed} 处。")

    def print_receipt(self, parent: QWidget | None = None) -> None:
        """The receipt (F22) of the current package, once it arrived."""
        from ljfpa_desktop.reports import exchange_papers as papers
        from ljfpa_desktop.ui.dialogs.paper_dialog import PaperDialog

        current, above = self.current, parent or self
        if current is None:
            tell(above, "请先在列表里选一个数据包。")
            return
        db, actor = self.desk.db, self.desk.actor
        try:
            pdf = papers.preview_receipt(db, actor, current.code)
        except Failure as failure:
            show_failure(above, failure)
            return
        title = f"数据上报回执 {current.code}"
        PaperDialog(pdf, title, lambda _printer: papers.receipt(db, actor, current.code), above).open()


def result_words(p: Passage) -> str:
    """What became of a package at its receiver."""
    if p.arrived is None:
        return ""
    words = [f"新增 {p.new}", f"改动 {p.changed}", *([f"不一样 {p.conflicts}"] if p.conflicts else [])]
    return "，".join(words)
