"""项目与标准: the programmes of aid, their limits, and their rates with the township's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import codes, dates, money
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services import programme
from ljfpa_desktop.services.aid import stages
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.form import Form
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

from .section import Facts, Section, row_of

COLUMNS = (
    Column("programme", "项目", width=170),
    Column("label", "档次", width=110),
    Column("amount", "标准", "money", width=110),
    Column("begins", "启用日期", "date", width=110),
    Column("origin", "来自", "pill", width=90, tone=lambda t: "blue" if t == "本地" else "slate"),
)


class RateDialog(FormDialog):
    """Sets the township's own standard of a programme."""

    def __init__(self, desk: Desk, code: str, label: str = "", parent: QWidget | None = None) -> None:
        offered = [(p.code, p.name) for p in programme.list_all(desk.db)]
        fields = {
            "programme_code": Field("项目", "choice", required=True, choices="programme"),
            "label": Field("档次", required=True, note="和县里的档次同名，就代替县里的标准。"),
            "amount_fen": Field("标准", "money", required=True),
            "valid_from": Field("启用日期", "date", required=True),
        }
        form = Form(fields, lambda _table: offered)
        form.put({"programme_code": code, "label": label or None, "valid_from": dates.today()})
        words = "只在本乡镇用；县里下发的标准不会改动。"
        super().__init__("设本地标准", form, self.set_rate, parent, words=words, save_text="设定")
        self._desk = desk

    def set_rate(self, values: dict[str, Any], _accepted: dict[str, str]) -> None:
        """Set it."""
        programme.save_rate(self._desk.db, self._desk.actor, values)


class ProgrammeSection(Section):
    """The rates in use; the chosen row's programme is told below in words."""

    title = "项目与标准"
    words = "帮扶项目由县里统一规定，这里可以查看；标准和县里不同时，可以设本地标准。"
    icon = "heart-handshake"
    concerned = frozenset({"programme", "rate"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, name="rates", memory=desk.memory, unit="条"
        )
        self.table.view.setAccessibleName("标准列表")
        self.table.current_changed.connect(lambda: self._tell())
        self.facts = Facts()
        self.add = self.button("设本地标准", "plus", self._on_add, "primary")
        self.drop = self.button("取消本地标准", "arrow-back-up", self._on_drop)
        self._kept: dict[Any, tuple[programme.ProgrammeFacts, programme.RateLine | None]] = {}
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.facts)
        self.body.addLayout(row_of(self.add, self.drop))

    def reload(self) -> None:
        """Read programmes and rates."""
        self._kept = {}
        for p in programme.list_all(self.desk.db):
            lines = programme.rates(self.desk.db, p.code)
            for rate in lines:
                self._kept[rate.id] = (p, rate)
            if not lines:
                self._kept[p.code] = (p, None)
        self.table.reload()
        if self.table.current_id() is None:
            self.table.select_row(0)
        self._tell()

    def _rows(self) -> list[Row]:
        return [
            (key, p.name, "按实际核定", None, None, "县里")
            if rate is None
            else (
                key,
                p.name,
                rate.label,
                rate.amount_fen,
                rate.valid_from,
                "本地" if rate.is_local else "县里",
            )
            for key, (p, rate) in self._kept.items()
        ]

    def _chosen(self) -> tuple[programme.ProgrammeFacts, programme.RateLine | None] | None:
        return self._kept.get(self.table.current_id())

    def _tell(self) -> None:
        chosen = self._chosen()
        self.facts.setVisible(chosen is not None)
        if chosen is None:
            return
        facts, rate = chosen
        self.drop.setEnabled(rate is not None and rate.is_local and not self.desk.read_only)
        self.facts.put("适用家庭", _families(facts))
        self.facts.put("办理步骤", " → ".join(stages.NAMES[x] for x in facts.stages))
        cap = money.show(facts.cap_fen) if facts.cap_fen else "不限"
        times = f"{facts.times_per_year} 次" if facts.times_per_year else "不限"
        self.facts.put("限制", f"每笔最多 {cap}，每户每年最多 {times}")
        self.facts.put("需要材料", facts.documents or "无")

    def _on_add(self) -> None:
        chosen = self._chosen()
        code = chosen[0].code if chosen else ""
        label = chosen[1].label if chosen and chosen[1] else ""
        self.ask(RateDialog(self.desk, code, label, self), "本地标准已设好，新批次按它计算。")

    def _on_drop(self) -> None:
        key = self.table.current_id()
        if isinstance(key, UUID):
            done = self.attempt(
                lambda: programme.retire_rate(self.desk.db, self.desk.actor, key),
                "本地标准已取消，恢复县里的标准。",
            )
            if done:
                self.reload()


def _families(facts: programme.ProgrammeFacts) -> str:
    if programme.ANY in facts.categories:
        return "所有家庭"
    return "、".join(codes.label("household_category", c) for c in facts.categories)
