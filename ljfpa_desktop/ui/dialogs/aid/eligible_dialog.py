"""From the families on file onto the list: who may be helped and why, who may not and why not."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ljfpa_desktop.base import codes
from ljfpa_desktop.base.errors import Refused, Warn
from ljfpa_desktop.services.aid import eligibility, entitlement
from ljfpa_desktop.services.aid.eligibility import Candidate
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import places
from ljfpa_desktop.ui.widgets.banner import Doubts
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import Dialog
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

COLUMNS = (
    Column("head", "户主", width=100),
    Column("village", "村（居）", width=120),
    Column("category", "类别", "pill", width=170),
    Column("payee", "领款人", width=100),
    Column("amount", "金额", "money", width=110),
    Column("fit", "符合", "pill", width=90, tone=lambda t: "green" if t == "符合" else "slate"),
    Column("reasons", "理由", width=300),
)


class EligibleDialog(Dialog):
    """Ctrl+A chooses all; ``result_value`` is how many were put on the list."""

    def __init__(self, desk: Desk, cycle_id: UUID, parent: QWidget | None = None) -> None:
        self._desk, self._cycle = desk, cycle_id
        self._found: dict[UUID, Candidate] = {}
        fits = Filter("fit", "全部", [("yes", "只看符合的")], "yes")
        self.filters = FilterBar([fits, Filter("village", *places(desk))])
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, name="eligible", memory=desk.memory,
            empty="没有符合条件的家庭。家庭类别在“家庭”里登记。", unit="户",
        )  # fmt: skip
        self.doubts = Doubts()
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        for widget in (self.filters, self.doubts):
            box.addWidget(widget)
        box.addWidget(self.table, 1)
        words = "选中要加入的家庭（Ctrl+A 全选，Ctrl+点击多选），再按“加入名单”。"
        super().__init__("从家庭里选", body, parent, words=words, save_text="加入名单", width=1060)
        self.setMinimumHeight(560)
        self.filters.changed.connect(lambda _values: self._read())
        self.table.selection_changed.connect(self._say)
        self._read()
        self.table.setFocus()

    def _read(self) -> None:
        chosen = self.filters.values()
        found = eligibility.candidates(
            self._desk.db, self._cycle, chosen.get("village", ""), eligible_only="fit" in chosen
        )
        self._found = {c.household_id: c for c in found}
        self.table.reload()
        self._say()

    def _rows(self) -> list[Row]:
        return [
            (c.household_id, c.head, c.village, codes.label("household_category", c.basis_category), c.payee,
             c.amount_fen, "符合" if c.is_eligible else "不符合", "；".join(c.reasons))
            for c in self._found.values()
        ]  # fmt: skip

    def _say(self) -> None:
        count = len(self.table.selected_ids())
        self.save_button.setText(f"加入名单（{count} 户）" if count else "加入名单")

    def do(self) -> int:
        """Put the chosen families on the list."""
        chosen = [self._found[i] for i in self.table.selected_ids() if i in self._found]
        if not chosen:
            raise Refused("请先选中要加入的家庭。")
        without = [c.head for c in chosen if c.amount_fen is None]
        if without:
            raise Refused(f"“{without[0]}”户没有金额：请在批次里填每户标准，或用“编辑名单”逐户填写。")
        rows = [c.row() for c in chosen]
        entitlement.add(self._desk.db, self._desk.actor, self._cycle, rows, dict(self.doubts.given()))
        return len(rows)

    def show_doubts(self, warnings: Sequence[Warn]) -> None:
        """On top, each with an entry for the reason."""
        self.doubts.show_warnings(warnings)
        next(iter(self.doubts.reasons.values())).setFocus()
