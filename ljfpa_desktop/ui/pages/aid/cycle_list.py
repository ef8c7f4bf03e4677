"""The list of cycles with their stages and sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.services import programme
from ljfpa_desktop.services.aid import cycle, stages
from ljfpa_desktop.services.aid.cycle import CycleLine
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Filters, Row, Sort, Source

_TONES = {"拟定名单": "amber", "乡镇审核": "blue", "批准": "blue", "公示": "violet", "发放": "green"}
COLUMNS = (
    Column("name", "批次", width=250),
    Column("stage", "阶段", "pill", width=96, tone=lambda text: _TONES.get(text, "slate")),
    Column("rows", "户数", "number", width=64),
    Column("total", "名单金额", "money", width=120),
    Column("approved", "批准总额", "money", width=120),
    Column("paid_rows", "已发放户", "number", width=80),
    Column("paid", "已发放", "money", width=120),
    Column("unsigned", "未签回", "number", width=72),
    Column("programme", "项目", width=170, shown=False),
    Column("year", "年度", width=64, shown=False, show=str),
)


class CycleList(QWidget):
    """``opened`` with the cycle's id on Enter or a double click."""

    opened = Signal(object)

    def __init__(self, desk: Desk, create: Callable[[], object]) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self._desk = desk
        years = [(y, f"{y}年") for y in range(dates.today().year, dates.today().year - 8, -1)]
        kinds = [(p.code, p.name) for p in programme.list_all(desk.db)]
        steps = [(code, name) for code, name in stages.NAMES.items()]
        self.filters = FilterBar(
            [Filter("year", "全部年度", years), Filter("programme", "全部项目", kinds),
             Filter("stage", "全部阶段", steps)],
            words="批次名称", name="cycles", memory=desk.memory,
        )  # fmt: skip
        self.table = Table(
            Source(self._rows, lambda filters: len(self._lines(filters)), self._totals),
            COLUMNS,
            name="cycles",
            memory=desk.memory,
            empty="还没有批次。一次集中发放（例如春节慰问）建一个批次，或从批准的表格导入。",
            empty_button=("新建批次", create),
            unit="个批次",
        )
        self.setFocusProxy(self.table)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addWidget(self.filters)
        box.addWidget(self.table, 1)
        self.filters.changed.connect(lambda values: self.table.filter_by(**values))
        self.table.opened.connect(self.opened)

    def reload(self) -> str:
        """Read anew; the line of counts for the page's header."""
        self.table.filter_by(**self.filters.values())
        lines = cycle.list_all(self._desk.db)
        open_ones = [line for line in lines if line.stage != stages.CLOSED]
        unsigned = sum(line.unsigned for line in lines)
        said = f"共 {len(lines)} 个批次 · 在办 {len(open_ones)} 个"
        return said + (f" · 未签回 {unsigned} 户" if unsigned else "")

    def _lines(self, filters: Filters) -> list[CycleLine]:
        text = str(filters.get("text") or "")
        return [
            line
            for line in cycle.list_all(self._desk.db, filters.get("year"))
            if text in line.title
            and filters.get("programme") in (None, line.programme_code)
            and filters.get("stage") in (None, line.stage)
        ]

    def _rows(self, offset: int, limit: int, sort: Sort, filters: Filters) -> Sequence[Row]:
        rows = [
            (x.id, x.title, x.stage_name, x.rows, x.total_fen, x.approved_total_fen, x.paid_rows, x.paid_fen,
             x.unsigned, x.programme, x.year)
            for x in self._lines(filters)
        ]  # fmt: skip
        if sort:
            place = [c.key for c in COLUMNS].index(sort[0]) + 1
            rows.sort(key=lambda row: _rank(row[place]), reverse=sort[1])
        return rows[offset : offset + limit]

    def _totals(self, filters: Filters) -> Mapping[str, Any]:
        lines = self._lines(filters)
        return {"total": sum(x.total_fen for x in lines), "paid": sum(x.paid_fen for x in lines)}


def _rank(value: Any) -> tuple[bool, Any]:
    return value is not None, value
