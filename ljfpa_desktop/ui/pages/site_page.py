"""阵地: the places of the association's work, by kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from PySide6.QtCore import Qt

from ljfpa_desktop.base import codes
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import site
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.site_dialog import site_dialog
from ljfpa_desktop.ui.page import Deed, Page
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import ask_reason, show_failure, tell
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Filters, Row, Sort, Source

COLUMNS = (
    Column("name", "名称", width=240),
    Column("kind", "类别", "pill", width=160),
    Column("level", "级别", width=80),
    Column("village", "村（居）", width=130),
    Column("principal", "负责人", width=90),
    Column("opened_on", "启用日期", "date", width=110),
    Column("closed_on", "停用日期", "date", width=110, shown=False),
    Column("status", "状态", "pill", width=90),
)


class SitePage(Page):
    """The list of sites; Enter opens one."""

    title = "阵地"
    concerned: ClassVar[frozenset[str]] = frozenset({"site"})
    manual: ClassVar[str] = "sites"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        kinds = Filter("kind", "全部类别", codes.choices("site_kind"))
        self.filters = FilterBar([kinds], words="阵地名称", name="sites", memory=desk.memory)
        self.table = Table(
            Source(self._rows, lambda filters: len(self._lines(filters))),
            COLUMNS,
            name="sites",
            memory=desk.memory,
            empty="还没有登记阵地。亲子小屋、暖心家园、健康驿站都登记在这里。",
            empty_button=("登记阵地", lambda: self.open_dialog(None)),
            unit="个",
        )
        self.body.addWidget(self.filters)
        self.body.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.filters.changed.connect(lambda values: self.table.filter_by(**values))
        self.table.opened.connect(self.open_dialog)

    def _lines(self, filters: Filters) -> list[site.SiteLine]:
        return site.page(
            self.desk.db, kind=str(filters.get("kind") or ""), words=str(filters.get("text") or "")
        )

    def _rows(self, offset: int, limit: int, sort: Sort, filters: Filters) -> Sequence[Row]:
        lines = self._lines(filters)
        if sort:
            lines.sort(key=lambda x: _rank(getattr(x, sort[0])), reverse=sort[1])
        return [
            (x.id, x.name, x.kind, x.level, x.village, x.principal, x.opened_on, x.closed_on, x.status)
            for x in lines[offset : offset + limit]
        ]

    def primary(self) -> Deed:
        """登记阵地."""
        return Deed("登记阵地", "plus", lambda: self.open_dialog(None))

    def deeds(self) -> Sequence[Deed]:
        """Taking out what was entered by mistake."""
        return (Deed("删去错录", "trash", self.take_out),)

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read the list anew."""
        if tables and not tables & self.concerned:
            return
        self.table.filter_by(**self.filters.values())
        lines = site.page(self.desk.db)
        active = sum(1 for x in lines if x.status == codes.label("site_status", "ACTIVE"))
        self.say(f"共 {len(lines)} 个 · 已挂牌 {active} 个")

    def open_record(self, record_id: UUID) -> None:
        """Open one site."""
        self.table.select_id(record_id)
        self.open_dialog(record_id)

    def open_dialog(self, site_id: UUID | None) -> None:
        """The dialog for a new site (None) or one of the list."""
        try:
            dialog = site_dialog(self.desk, site_id, self)
        except Failure as failure:
            show_failure(self, failure)
            return
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self.table.select_id)
        dialog.open()

    def take_out(self) -> None:
        """Take out a site entered by mistake, with the reason."""
        site_id = self.table.current_id()
        if site_id is None:
            tell(self, "请先在列表里选一个阵地。")
            return
        name = site.facts(self.desk.db, site_id)["name"]
        why = ask_reason(
            self, "删去错录的阵地", f"“{name}”将不再出现在列表和报表里，历史仍然保留。停用的阵地请改“状态”。",
            yes="删去", danger=True,
        )  # fmt: skip
        if why:
            try:
                site.retire(self.desk.db, self.desk.actor, site_id, why)
            except Failure as failure:
                show_failure(self, failure)
            else:
                self.desk.tell(f"阵地“{name}”已删去。")


def _rank(value: Any) -> tuple[bool, Any]:
    return value is not None, value
