"""The list of families with its search and filters, and the panel beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ljfpa_desktop.base import codes, divisions
from ljfpa_desktop.services import household
from ljfpa_desktop.services.household.columns import LABELS
from ljfpa_desktop.services.view import View
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import places
from ljfpa_desktop.ui.pages.household.panel import FamilyPanel
from ljfpa_desktop.ui.pages.household.view_bar import ViewBar
from ljfpa_desktop.ui.widgets.cells import Column, words_of
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Filters, Row, Sort, Source

COLUMNS = (
    Column("head", LABELS["head"], width=96),
    Column("village", LABELS["village"], width=110),
    Column("persons", LABELS["persons"], "number", width=56),
    Column("categories", LABELS["categories"], "pill", width=150, sortable=False),
    Column("last_visit", LABELS["last_visit"], "date", width=110),
    Column("aid_fen", LABELS["aid_fen"], "money", width=110, show=lambda fen: words_of(fen or None, "money")),
    Column("household_no", LABELS["household_no"], width=160, shown=False),
    Column("address", LABELS["address"], width=180, shown=False),
    Column("phone", LABELS["phone"], "masked", width=120, shown=False),
    Column("status", LABELS["status"], "pill", width=80, shown=False),
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
        self.views = ViewBar(desk, self.as_view)
        self.filters.add(self.views.more_button)
        self.filters.add(self.views.view_button)
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
        box.addWidget(self.views)
        box.addLayout(below, 1)
        self.filters.changed.connect(lambda _chosen: self._on_filtered())
        self.views.narrowed.connect(self._on_filtered)
        self.views.chosen.connect(self._show)
        self.table.current_changed.connect(self.panel.put)
        self.table.selection_changed.connect(lambda: self.panel.count(len(self.table.selected_ids())))
        self.table.opened.connect(self._on_opened)

    def _rows(self, offset: int, limit: int, sort: Sort, filters: Filters) -> Sequence[Row]:
        return household.page(self.desk.db, filters, sort, offset, limit)

    def as_view(self) -> View:
        """The list as it stands: what it is narrowed by, its columns from left to right, its order."""
        columns = tuple(self.table.model.columns[place].key for place in self.table.columns.places())
        return View({**self.filters.values(), **self.views.more}, columns, self.table.model.sorted_by)

    def _show(self, view: View) -> None:
        self.table.columns.arrange(view.columns)
        keys = [column.key for column in self.table.model.columns]
        place, descends = (keys.index(view.sort[0]), view.sort[1]) if view.sort else (-1, False)
        order = Qt.SortOrder.DescendingOrder if descends else Qt.SortOrder.AscendingOrder
        self.table.view.horizontalHeader().setSortIndicator(place, order)
        self.filters.put(view.filters)

    def reload(self) -> None:
        """Read the list anew, and the family in the panel."""
        chosen = self.as_view().filters
        if self.table.model.filters != chosen:
            self.table.filter_by(**chosen)
        else:
            self.table.reload()
        if self.table.current_id() is None and self.table.model.rowCount():
            self.table.select_row(0)
        self.views.say(self.table.model.rowCount())
        self.panel.put(self.table.current_id())

    def _on_filtered(self) -> None:
        self.table.filter_by(**self.as_view().filters)
        self.views.say(self.table.model.rowCount())
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
