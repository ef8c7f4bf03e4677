"""重复核对, at the county: people known to or paid by two townships; who was asked, what they answered."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ljfpa_desktop.base import dates, money
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import double_benefit, duty
from ljfpa_desktop.services.double_benefit import Case, Party
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cards import Card, empty, label, small_button
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import show_failure
from ljfpa_desktop.ui.widgets.states import scrolled
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

NEW, SENT, ANSWERED = "还没交办", "等答复", "已答复"
TONES = {NEW: "red", SENT: "amber", ANSWERED: "green"}
COLUMNS = (
    Column("state", "状态", "pill", width=92, tone=lambda w: TONES.get(w, "slate")),
    Column("name", "姓名", width=84),
    Column("what", "重复的是", width=236),
    Column("where", "哪几个乡镇", width=150),
    Column("certain", "凭什么", width=124),
)
WORDS = "只有县里看得见两边。交办以后，每个乡镇只收到自己这一边的人，看不到另一个乡镇是谁。"


class Doubles(QWidget):
    """The cases on the left, both townships' sides of the current one on the right; Enter asks them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.cases: list[Case] = []
        theme.mark(self, role="plain")
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, name="doubles", memory=desk.memory, unit="件",
            empty="没有发现同一个人在两个乡镇登记或领款。",
        )  # fmt: skip
        self.table.view.setAccessibleName("重复核对")
        self.table.current_changed.connect(lambda: self._show())
        self.table.opened.connect(lambda: self.send())
        self.send_button = small_button("交办给这几个乡镇（Enter）", self.send)
        self.all_button = small_button("全部交办", self.send_all)
        self.card = Card("重复核对")
        self.sides = QVBoxLayout()
        self.sides.setSpacing(10)
        self.card.body.addWidget(label(WORDS, "quiet", wrap=True))
        self.card.body.addLayout(self.sides)
        self.card.body.addStretch()
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.send_button)
        buttons.addWidget(self.all_button)
        buttons.addStretch()
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.table, 1)
        left.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(16)
        row.addLayout(left, 3)
        self.side = scrolled(self.card)
        row.addWidget(self.side, 2)
        self.setFocusProxy(self.table)

    def reload(self) -> int:
        """Read anew; how many cases were not sent yet."""
        place = max(self.table.view.currentIndex().row(), 0)
        self.cases = double_benefit.cases(self.desk.db)
        self.table.reload()
        if self.table.current_id() is None and self.cases:
            self.table.select_row(min(place, len(self.cases) - 1))
        self._show()
        return len(self._new)

    @property
    def _new(self) -> list[Case]:
        return [c for c in self.cases if not c.is_sent]

    @property
    def current(self) -> Case | None:
        """The case in view."""
        wanted = self.table.current_id()
        return next((c for c in self.cases if c.id == wanted), None)

    def _rows(self) -> list[Row]:
        return [
            (
                c.id, state_of(c), c.name, what(c), "、".join(dict.fromkeys(p.office for p in c.parties)),
                "证件号相同" if c.is_certain else "姓名生日相同",
            )
            for c in self.cases
        ]  # fmt: skip

    def _show(self) -> None:
        empty(self.sides)
        case = self.current
        self.side.setVisible(case is not None)
        self.send_button.setEnabled(case is not None and not case.is_sent and not self.desk.read_only)
        self.all_button.setEnabled(any(c.is_certain for c in self._new) and not self.desk.read_only)
        if case is None:
            return
        self.card.title.setText(f"{case.name}：{what(case)}")
        for party in case.parties:
            self.sides.addWidget(_side(party))

    def send(self) -> None:
        """Ask the townships of the case in view."""
        case = self.current
        if case is not None and not case.is_sent and not self.desk.read_only:
            self._send([case])

    def send_all(self) -> None:
        """Ask about every case that is certain; likely ones are looked at one by one."""
        self._send([c for c in self._new if c.is_certain])

    def _send(self, cases: list[Case]) -> None:
        try:
            asked = sum(double_benefit.send(self.desk.db, self.desk.actor, c.id) for c in cases)
        except Failure as failure:
            show_failure(self, failure)
        else:
            self.desk.tell(f"已交办 {len(cases)} 件，共通知 {asked} 处，随下一个数据包下发。")
        self.reload()


def state_of(case: Case) -> str:
    """How far a case has come, in words."""
    if case.is_answered:
        return ANSWERED
    return SENT if case.is_sent else NEW


def what(case: Case) -> str:
    """What is double, in words."""
    if case.kind == duty.PAID:
        return f"{case.year}年{case.programme}"
    return f"登记在两处（{case.people} 人）" if case.people > 1 else "登记在两处"


def _side(p: Party) -> QWidget:
    frame = QWidget()
    theme.mark(frame, role="tile")
    box = QVBoxLayout(frame)
    box.setContentsMargins(16, 12, 16, 12)
    box.setSpacing(4)
    box.addWidget(label(p.office, "label"))
    box.addWidget(label(f"{p.name}　{p.village}　{p.household_no}", "section", wrap=True))
    if p.receipts:
        days, numbers = "、".join(dates.chinese(day) for day in p.paid_on), "、".join(p.receipts)
        box.addWidget(label(f"{days}发放 {money.show(p.paid_fen)}（{numbers}）", "quiet", wrap=True))
    if p.answered_on:
        box.addWidget(label(f"{dates.chinese(p.answered_on)}答复：{p.answer}", "quiet", wrap=True))
    elif p.told_on:
        box.addWidget(label(f"{dates.chinese(p.told_on)}已交办，还没有答复", "quiet", wrap=True))
    return frame


def tab_words(count: int) -> str:
    """The tab's title with how many were not sent yet."""
    return f"重复核对（{count}）" if count else "重复核对"
