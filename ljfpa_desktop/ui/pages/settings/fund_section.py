"""资金来源: where the money comes from, what came in, what is left."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services import fund
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.form import Form
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

from .section import Section, row_of

COLUMNS = (
    Column("name", "资金来源", width=170),
    Column("kind", "类别", width=120),
    Column("income", "收入", "money", width=120),
    Column("paid", "已发放", "money", width=120),
    Column("left", "结余", width=120),
)
LEDGER = (
    Column("on", "日期", "date", width=110),
    Column("text", "摘要", width=260),
    Column("amount", "收（+）支（-）", "money", width=130),
    Column("balance", "结余", "money", width=130),
    Column("state", "说明", "pill", width=80),
)


class SourceDialog(FormDialog):
    """Adds a source of money, or changes its name and kind."""

    def __init__(self, desk: Desk, source: fund.Balance | None, parent: QWidget | None = None) -> None:
        fields = {
            "name": Field("名称", required=True, note="例如：2024年春节慰问专项。"),
            "kind": Field("类别", "choice", required=True, choices="fund_source"),
        }
        form = Form(fields, codes.choices)
        form.put({"name": source.name, "kind": source.kind} if source else {})
        heading = "修改资金来源" if source else "新增资金来源"
        words = "发放时选它，就知道每笔钱从哪里来。"
        super().__init__(heading, form, self.keep, parent, words=words)
        self._desk, self._id = desk, source.id if source else None

    def keep(self, values: dict[str, Any], _accepted: dict[str, str]) -> None:
        """Save it."""
        fund.save_source(self._desk.db, self._desk.actor, values, self._id)


class IncomeDialog(FormDialog):
    """Records money that came in."""

    def __init__(self, desk: Desk, source: fund.Balance, parent: QWidget | None = None) -> None:
        fields = {
            "amount_fen": Field("金额", "money", required=True),
            "received_on": Field("到账日期", "date", required=True),
            "payer": Field("拨款（捐赠）单位"),
            "document_no": Field("文号或凭证号"),
            "purpose": Field("用途"),
        }
        form = Form(fields)
        form.put({"received_on": dates.today()})
        words = "登记过收入的来源，发放时会检查余额够不够。"
        super().__init__(f"登记“{source.name}”收入", form, self.keep, parent, words=words, save_text="登记")
        self._desk, self._source = desk, source

    def keep(self, values: dict[str, Any], _accepted: dict[str, str]) -> None:
        """Record it."""
        fund.add_income(self._desk.db, self._desk.actor, self._source.id, values)


class VoidIncomeDialog(FormDialog):
    """Voids a wrong income with the reason."""

    def __init__(self, desk: Desk, income: UUID, parent: QWidget | None = None) -> None:
        form = Form({"why": Field("作废原因", required=True)})
        words = "作废的收入仍留在明细里，不会删除。"
        super().__init__("作废这笔收入", form, self.keep, parent, words=words, save_text="作废")
        self._desk, self._income = desk, income

    def keep(self, values: dict[str, Any], _accepted: dict[str, str]) -> None:
        """Void it."""
        fund.void_income(self._desk.db, self._desk.actor, self._income, values["why"])


class LedgerDialog(QDialog):
    """Every movement of a source with the running balance."""

    def __init__(self, desk: Desk, source: fund.Balance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{source.name}明细")
        self.resize(860, 520)
        self._desk, self._source = desk, source
        heading = QLabel(f"{source.name}明细")
        theme.mark(heading, role="title")
        self.table = Table(
            source_of(self._rows, LEDGER), LEDGER, name="ledger", empty="还没有收入，也没有发放。"
        )
        self.table.view.setAccessibleName("明细")
        self.void = QPushButton("作废这笔收入")
        theme.mark(self.void, kind="danger")
        self.void.clicked.connect(self._on_void)
        self.table.current_changed.connect(lambda: self._switch())
        close = QPushButton("关闭")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.void)
        foot.addStretch()
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        box.addWidget(heading)
        box.addWidget(self.table, 1)
        box.addLayout(foot)
        self.reload()

    def reload(self) -> None:
        """Read the movements."""
        self._lines = fund.ledger(self._desk.db, self._source.id)
        self.table.reload()
        self._switch()

    def _rows(self) -> list[Row]:
        return [
            (number, x.on, x.text, x.amount_fen, x.balance_fen, "作废" if x.is_void else "")
            for number, x in enumerate(self._lines)
        ]

    def _chosen(self) -> fund.LedgerLine | None:
        """The income in the current row that can be voided."""
        number = self.table.current_id()
        if number is None:
            return None
        line = self._lines[number]
        voided = any(x.is_void and x.record == line.record for x in self._lines)
        return line if line.amount_fen > 0 and not voided else None

    def _switch(self) -> None:
        self.void.setEnabled(self._chosen() is not None and not self._desk.read_only)

    def _on_void(self) -> None:
        line = self._chosen()
        if line:
            dialog = VoidIncomeDialog(self._desk, line.record, self)
            dialog.accepted.connect(self.reload)
            dialog.open()


class FundSection(Section):
    """The sources with their sums; Enter opens the movements."""

    title = "资金来源"
    words = "登记过收入的来源，发放时检查余额；没有登记收入的，只记从哪里来，显示“未登记收入”。"
    icon = "coin-yuan"
    concerned = frozenset({"fund_source", "fund_income", "payment"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, name="funds", memory=desk.memory, unit="个"
        )
        self.table.view.setAccessibleName("资金来源列表")
        self.table.opened.connect(lambda: self._on_ledger())
        self.add = self.button("新增来源", "plus", self._on_add, "primary")
        self.income = self.button("登记收入", "coin", self._on_income)
        self.change = self.button("修改", "edit", self._on_change)
        self.ledger = self.button("看明细", "list-details", self._on_ledger)
        self.ledger.setEnabled(True)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row_of(self.add, self.income, self.change, self.ledger))

    def reload(self) -> None:
        """Read the sources."""
        self.table.reload()
        if self.table.current_id() is None:
            self.table.select_row(0)

    def _rows(self) -> list[Row]:
        return [
            (b.id, b.name, codes.label("fund_source", b.kind), b.income_fen, b.paid_fen, b.left)
            for b in fund.balances(self.desk.db)
        ]

    def _chosen(self) -> fund.Balance | None:
        key = self.table.current_id()
        return next((b for b in fund.balances(self.desk.db) if b.id == key), None)

    def _on_add(self) -> None:
        self.ask(SourceDialog(self.desk, None, self), "资金来源已保存。")

    def _on_change(self) -> None:
        if source := self._chosen():
            self.ask(SourceDialog(self.desk, source, self), "资金来源已保存。")

    def _on_income(self) -> None:
        if source := self._chosen():
            self.ask(IncomeDialog(self.desk, source, self), f"“{source.name}”的收入已登记。")

    def _on_ledger(self) -> None:
        if source := self._chosen():
            dialog = LedgerDialog(self.desk, source, self)
            dialog.finished.connect(lambda: self.reload())
            dialog.open()
