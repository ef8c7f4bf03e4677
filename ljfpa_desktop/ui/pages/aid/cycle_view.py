"""One cycle: its way through the stages, what is missing, its list, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base import codes, money
from ljfpa_desktop.services.aid import cycle, entitlement, stages
from ljfpa_desktop.services.aid.cycle import REJECTED, STOPPED, CycleView
from ljfpa_desktop.services.aid.entitlement import ListRow
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.page import Deed
from ljfpa_desktop.ui.widgets.cards import label
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.stage_bar import Stage, StageBar
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Filters, Row, Sort, Source

from .list_acts import ListActs
from .payment_acts import PaymentActs
from .seen import Seen

STATES = ("待批准", "待发放", "已发放", "已签回", "不予发放", "已停发")
_TONES = {"待批准": "amber", "待发放": "amber", "已发放": "blue", "已签回": "green"}
COLUMNS = (
    Column("number", "序号", "number", width=52),
    Column("payee", "领款人", width=100),
    Column("village", "村（居）", width=110),
    Column("id_no", "身份证号", "masked", width=170),
    Column("category", "依据类别", "pill", width=160),
    Column("amount", "金额", "money", width=104),
    Column("goods", "慰问品", width=90),
    Column("state", "状态", "pill", width=84, tone=lambda text: _TONES.get(text, "slate")),
    Column("receipt_no", "领款单号", width=214),
    Column("paid_on", "发放日期", "date", width=100, shown=False),
    Column("signed_on", "签回日期", "date", width=100, shown=False),
    Column("bank_ref", "回单号", width=120, shown=False),
    Column("proxy", "代领人", width=90, shown=False),
    Column("head", "户主", width=90, shown=False),
    Column("household_no", "家庭编号", width=160, shown=False),
    Column("remark", "备注", width=140, shown=False),
)
_NEXT = {
    "reviewed": ("乡镇审核", "clipboard-check"),
    "approved": ("批准", "rubber-stamp"),
    "publicised": ("公示", "flag"),
    "paid": ("发放", "cash"),
    "closed": ("办结", "circle-check"),
}


class CycleDetail(QWidget):
    """Shows one cycle; ``left`` asks for the list of cycles."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.desk = desk
        self.seen = Seen(desk, self, self.left.emit)
        self.list_acts, self.payment_acts = ListActs(self.seen), PaymentActs(self.seen)
        self.name, self.lacking = label("", "section"), label("", "doubt")
        self.stages = StageBar()
        self.filters = FilterBar(
            [Filter("state", "全部状态", [(s, s) for s in STATES])], words="姓名、村（居）"
        )
        self.table = Table(
            Source(self._shown, lambda filters: len(self._found(filters)), self._totals),
            COLUMNS,
            name="entitlements",
            memory=desk.memory,
            empty="名单还是空的。从家庭里选，或打开“编辑名单”从 WPS 粘贴。",
            empty_button=("从家庭里选", self.list_acts.add_eligible),
            unit="户",
        )
        self.setFocusProxy(self.table)
        self.filters.changed.connect(lambda values: self.table.filter_by(**values))
        self.table.selection_changed.connect(self._refresh_buttons)
        self.table.opened.connect(lambda _row: self.open_family())
        self._buttons: list[tuple[QPushButton, Callable[[list[ListRow]], bool]]] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addLayout(self._head())
        box.addWidget(self.stages)
        box.addLayout(self._bar())
        box.addWidget(self.table, 1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.name)
        head.addWidget(self.lacking, 1)
        for text, entries in (("名单", _list_menu(self)), ("更多", _more_menu(self))):
            button = QPushButton(theme.icon("chevron-down"), text)
            button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            theme.mark(button, kind="small")
            menu = QMenu(button)
            for words, do in entries:
                menu.addAction(words).triggered.connect(lambda _on=False, act=do: act())
            button.setMenu(menu)
            button.setEnabled(not self.desk.read_only)
            head.addWidget(button)
        return head

    def _bar(self) -> QHBoxLayout:
        lists, payments = self.list_acts, self.payment_acts
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.filters, 1)
        for text, do, fits in (
            ("发放所选", lists.pay, _all_payable),
            ("不予发放", lists.reject, _all_open),
            ("恢复", lists.restore, _all_refused),
            ("领款单", payments.print_receipts, _some_paid),
            ("登记代领", payments.proxy, _one_unsigned),
            ("作废", payments.void, _one_paid),
            ("作废重开", payments.reissue, _one_paid),
        ):
            button = QPushButton(text)
            theme.mark(button, kind="small")
            button.clicked.connect(lambda _on=False, act=do: act(self.chosen()))
            self._buttons.append((button, fits))
            bar.addWidget(button)
        return bar

    def chosen(self) -> list[ListRow]:
        """The selected rows."""
        ids = set(self.table.selected_ids())
        return [row for row in self.seen.rows if row.id in ids]

    def show_cycle(self, cycle_id: UUID) -> None:
        """Show another cycle."""
        self.seen.cycle_id = cycle_id
        self.reload()
        self.table.select_row(0)
        self._refresh_buttons()

    def reload(self) -> str:
        """Read anew; the line of counts for the page's header."""
        if self.seen.cycle_id is None:
            return ""
        self.seen.view = cycle.view(self.desk.db, self.seen.cycle_id)
        self.seen.rows = entitlement.rows(self.desk.db, self.seen.cycle_id)
        self.stages.put([Stage(s.name, s.is_done, _said(s)) for s in self.seen.view.steps])
        self._say_lacking(self.seen.view)
        self.table.filter_by(**self.filters.values())
        self._refresh_buttons()
        line = self.seen.view.line
        said = f"{line.rows} 户 {money.show(line.total_fen)}"
        if line.approved_total_fen is not None:
            gap = self.seen.view.gap_fen or 0
            said += f" · 批准 {money.show(line.approved_total_fen)}" + (
                f"，差 {money.show(gap)}" if gap else ""
            )
        return said + (f" · 已发放 {line.paid_rows} 户" if line.paid_rows else "")

    def _say_lacking(self, view: CycleView) -> None:
        said = "已办结" if not view.next_act else f"下一步：{_NEXT[view.next_act][0]}"
        if view.lacking:
            said += f"（{'、'.join(view.lacking)}）"
        self.name.setText(view.line.title)
        self.lacking.setText(said)
        theme.mark(self.lacking, role="doubt" if view.next_act else "good")

    def _found(self, filters: Filters) -> list[ListRow]:
        text = str(filters.get("text") or "")
        return [
            row
            for row in self.seen.rows
            if filters.get("state") in (None, row.state) and (text in row.payee + row.head + row.village)
        ]

    def _shown(self, offset: int, limit: int, sort: Sort, filters: Filters) -> Sequence[Row]:
        rows = [_values(r) for r in self._found(filters)]
        if sort:
            place = [c.key for c in COLUMNS].index(sort[0]) + 1
            rows.sort(key=lambda row: (row[place] is not None, row[place]), reverse=sort[1])
        return rows[offset : offset + limit]

    def _totals(self, filters: Filters) -> Mapping[str, Any]:
        counted = [r for r in self._found(filters) if r.status not in (REJECTED, STOPPED)]
        return {"amount": sum(r.amount_fen or 0 for r in counted)}

    def _refresh_buttons(self) -> None:
        chosen = self.chosen()
        closed = self.seen.view is None or self.seen.view.line.stage == stages.CLOSED
        for button, fits in self._buttons:
            allowed = not self.desk.read_only and (not closed or button.text() in ("领款单", "作废"))
            button.setEnabled(bool(chosen) and fits(chosen) and allowed)

    def primary(self) -> Deed | None:
        """The next step of the cycle."""
        if self.seen.view is None or not self.seen.view.next_act:
            return None
        text, icon = _NEXT[self.seen.view.next_act]
        return Deed(text, icon, self.list_acts.next_step)

    def deeds(self) -> Sequence[Deed]:
        """Back to the list of cycles, the register, and signing back."""
        return (
            Deed("返回", "chevron-left", self.left.emit, "Alt+Left", writes=False),
            Deed("花名册", "printer", self.payment_acts.print_register, "Ctrl+P"),
            Deed("签回", "signature", self.payment_acts.sign),
        )

    def open_family(self) -> None:
        """The family of the current row."""
        row = next((r for r in self.seen.rows if r.id == self.table.current_id()), None)
        if row is not None:
            self.desk.open_page("households", row.household_id)


def _values(r: ListRow) -> Row:
    category = codes.label("household_category", r.basis_category)
    return (
        r.id, r.number, r.payee, r.village, r.id_no, category, r.amount_fen, r.goods, r.state, r.receipt_no,
        r.paid_on, r.signed_on, r.bank_ref, r.proxy, r.head, r.household_no, r.remark or r.reject_why,
    )  # fmt: skip


Entries = Sequence[tuple[str, Callable[[], object]]]


def _list_menu(page: CycleDetail) -> Entries:
    acts = page.list_acts
    return (
        ("从家庭里选", acts.add_eligible),
        ("编辑名单（可从 WPS 粘贴）", acts.edit_list),
        ("移出所选", lambda: acts.remove(page.chosen())),
    )


def _more_menu(page: CycleDetail) -> Entries:
    acts = page.list_acts
    return (
        ("修改批次", acts.edit_cycle),
        ("登记回单号", page.payment_acts.slips),
        ("更正批准总额", acts.correct_total),
        ("打印记录", page.payment_acts.show_log),
        ("取消批次", acts.discard),
    )


def _said(step: stages.Step) -> str:
    day = step.on.isoformat() if step.on and step.code != "publicised" else ""
    return "\n".join(part for part in (day, step.detail) if part)


def _all_open(rows: list[ListRow]) -> bool:
    return all(r.state in ("待批准", "待发放") for r in rows)


def _all_payable(rows: list[ListRow]) -> bool:
    return all(r.state == "待发放" for r in rows)


def _all_refused(rows: list[ListRow]) -> bool:
    return all(r.status in (REJECTED, STOPPED) for r in rows)


def _some_paid(rows: list[ListRow]) -> bool:
    return any(r.receipt_no for r in rows)


def _one_paid(rows: list[ListRow]) -> bool:
    return len(rows) == 1 and bool(rows[0].receipt_no)


def _one_unsigned(rows: list[ListRow]) -> bool:
    return _one_paid(rows) and rows[0].state == "已发放"
