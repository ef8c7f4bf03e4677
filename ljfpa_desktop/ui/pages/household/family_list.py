"""The list of families with its search and filters, and the panel beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ljfpa_desktop.base import codes, divisions
from ljfpa_desktop.services import household
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import places
from ljfpa_desktop.ui.pages.household.panel import FamilyPanel
from ljfpa_desktop.ui.widgets.cells import Column, words_of
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Filters, Row, Sort, Source

COLUMNS = (
    Column("head", "户主", width=96),
    Column("village", "村居", width=110),
    Column("persons", "人口", "number", width=56),
    Column("categories", "类别", "pill", width=150, sortable=False),
    Column("last_visit", "上次走访", "date", width=110),
    Column("aid_fen", "今年帮扶", "money", width=110, show=lambda fen: words_of(fen or None, "money")),
    Column("household_no", "家庭编号", width=160, shown=False),
    Column("address", "家庭住址", width=180, shown=False),
    Column("phone", "联系电话", "masked", width=120, shown=False),
    Column("status", "状态", "pill", width=80, shown=False),
)
EMPTY = "还没有登记家庭。先导入去年的台账，或者新增一户。"
EMPTY_AT_COUNTY = "还没有乡镇报来家庭。到“数据交换”里接收乡镇的数据包。"
WORDS = "姓名、拼音首字母、身份证后几位、电话、村居"


class FamilyList(QWidget):
    """``opened(id)``: Enter on a row or the panel's button; ``visit`` records one to those selected."""

    opened = Signal(object)

    def __init__(
        self, desk: Desk, visit: Callable[[], object], import_register: Callable[[], object]
    ) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.desk = desk
        self.registers = divisions.is_township(desk.actor.office)
        self.filters = FilterBar(_filters(desk), words=WORDS, name="households", memory=desk.memory)
        self.table = Table(
            Source(
                self._rows,
                lambda chosen: household.count(desk.db, chosen),
                lambda chosen: household.totals(desk.db, chosen),
            ),
            _columns(desk),
            name="households",
            memory=desk.memory,
            empty=EMPTY if self.registers else EMPTY_AT_COUNTY,
            empty_button=("导入名册", import_register) if self.registers else None,
            unit="户",
        )
        self.panel = FamilyPanel(desk, self.opened.emit, visit)
        self.setFocusProxy(self.table)
        below = QHBoxLayout()
        below.setSpacing(16)
        below.addWidget(self.table, 1)
        below.addWidget(self.panel)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addWidget(self.filters)
        box.addLayout(below, 1)
        self.filters.changed.connect(self._on_filtered)
        self.table.current_changed.connect(self.panel.put)
        self.table.selection_changed.connect(lambda: self.panel.count(len(self.table.selected_ids())))
        self.table.opened.connect(self._on_opened)

    def _rows(self, offset: int, limit: int, sort: Sort, filters: Filters) -> Sequence[Row]:
        return household.page(self.desk.db, filters, sort, offset, limit)

    def reload(self) -> None:
        """Read the list anew, and the family in the panel."""
        chosen = self.filters.values()
        if self.table.model.filters != chosen:
            self.table.filter_by(**chosen)
        else:
            self.table.reload()
        if self.table.current_id() is None and self.table.model.rowCount():
            self.table.select_row(0)
        self.panel.put(self.table.current_id())

    def _on_filtered(self, chosen: Filters) -> None:
        self.table.filter_by(**chosen)
        if self.table.model.rowCount():
            self.table.select_row(0)
        else:
            self.panel.put(None)

    def _on_opened(self, household_id: UUID | None) -> None:
        if household_id is not None:
            self.opened.emit(household_id)


def _columns(desk: Desk) -> Sequence[Column]:
    """At the county a village stands there with its township."""
    wide = not divisions.is_township(desk.actor.office)
    return [replace(c, width=190) if wide and c.key == "village" else c for c in COLUMNS]


def _filters(desk: Desk) -> list[Filter]:
    categories = [("special", "特殊家庭"), *codes.choices("household_category")]
    return [
        Filter("village", *places(desk)),
        Filter("category", "全部类别", categories),
        Filter("status", "全部状态", codes.choices("household_status"), "ACTIVE"),
    ]
