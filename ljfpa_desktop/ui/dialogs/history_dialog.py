"""Who changed what, when and why: the history of a family or of any record."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.services.history import HistoryRow
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.filters import FilterBar
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

COLUMNS = (
    Column("when", "时间", "date", width=140),
    Column("who", "经手人", width=80),
    Column("why", "做了什么", width=190),
    Column("record", "资料", width=90),
    Column("label", "项目", width=110),
    Column("old", "原来", width=150),
    Column("new", "改为", width=150),
)
HINT = "查找经手人、原因、原来或改为的内容"


class HistoryDialog(QDialog):
    """Shows rows of `services.history`, the newest first; private values are masked there."""

    def __init__(
        self, title: str, rows: Callable[[], Sequence[HistoryRow]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(theme.scaled(980), theme.scaled(560))
        heading = QLabel(title)
        theme.mark(heading, role="section")
        words = QLabel("每次改动都记在这里，不能修改也不能删除。")
        theme.mark(words, role="quiet")
        self.filters = FilterBar([], words=HINT)
        self.table = Table(
            source_of(lambda: _lines(self._found(rows())), COLUMNS), COLUMNS, empty="没有这样的改动记录。",
            unit="处改动",
        )  # fmt: skip
        self.filters.changed.connect(lambda _chosen: self.table.reload())
        close = QPushButton("关闭")
        close.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 18)
        box.setSpacing(10)
        box.addWidget(heading)
        box.addWidget(words)
        box.addWidget(self.filters)
        box.addWidget(self.table, 1)
        box.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.table.reload()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _found(self, rows: Sequence[HistoryRow]) -> list[HistoryRow]:
        """The rows of which any column holds what was typed."""
        typed = self.filters.values().get("text", "")
        return [r for r in rows if typed in "\n".join((r.who, r.why, r.record, r.label, r.old, r.new))]


def _lines(rows: Sequence[HistoryRow]) -> list[Row]:
    return [(n, r.when, r.who, r.why, r.record, r.label, r.old, r.new) for n, r in enumerate(reversed(rows))]
