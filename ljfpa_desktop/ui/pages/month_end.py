"""Beside the sheet: what is still missing, the coverage of the special families, and what was corrected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.reports.month_facts import grouped, shown
from ljfpa_desktop.services import figures, period
from ljfpa_desktop.services.indicators import BY_CODE
from ljfpa_desktop.services.sheet import Sheet
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.rows_dialog import ListDialog, coverage_dialog
from ljfpa_desktop.ui.widgets.cards import Card, empty, label
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.charts import Ring

WIDTH = 312
DIFFERENCES = (
    Column("name", "指标", width=170),
    Column("month", "月份", width=84),
    Column("text", "记录", width=210),
    Column("was", "原报", "number", width=90),
    Column("now", "现在", "number", width=90),
    Column("who", "经手人", width=90),
    Column("why", "原因", width=220),
)


class MonthEnd(QWidget):
    """Three cards for the month in view."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        theme.mark(self, role="plain")
        self.missing, self.coverage, self.changes = (
            Card("月末还缺什么"),
            Card("特殊家庭走访"),
            Card("对以前月份的调整"),
        )
        self._lists: dict[Card, QVBoxLayout] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        for card in (self.missing, self.coverage, self.changes):
            inside = QVBoxLayout()
            inside.setSpacing(6)
            card.body.addLayout(inside)
            self._lists[card] = inside
            box.addWidget(card)
        box.addStretch()

    def show_month(self, found: Sheet) -> None:
        """Read what belongs to a month."""
        for inside in self._lists.values():
            empty(inside)
        self._show_missing(found)
        self._show_coverage(found.month)
        self._show_changes(found.month)

    def _show_missing(self, found: Sheet) -> None:
        inside = self._lists[self.missing]
        if found.is_closed:
            inside.addWidget(label("已经结账。打印后签字盖章，再复制到县里的表格。", "quiet", wrap=True))
            return
        gaps = period.missing(self.desk.db, found.month)
        for gap in gaps:
            inside.addWidget(label(gap.sentence, "strong", wrap=True))
            inside.addWidget(
                self._button("去补", lambda page=gap.page: self.desk.open_page(page), f"{gap.sentence}去补"),
                0,
                Qt.AlignmentFlag.AlignRight,
            )
        if not gaps:
            words = (
                "都齐了。打印核对，签字以后结账。"
                if found.month < dates.month_of(dates.today())
                else "目前都齐了。"
            )
            inside.addWidget(label(words, "good", wrap=True))

    def _button(self, text: str, do: Callable[[], object], name: str = "") -> QPushButton:
        button = QPushButton(text)
        theme.mark(button, kind="small")
        button.setAccessibleName(name or text)
        button.clicked.connect(lambda: do())
        return button

    def _show_coverage(self, month: str) -> None:
        found = figures.coverage(self.desk.db, figures.year_to(month))
        inside = self._lists[self.coverage]
        ring = Ring()
        ring.put(found.covered, found.total, f"{month[:4]}年已走访慰问")
        inside.addWidget(ring, 0, Qt.AlignmentFlag.AlignHCenter)
        if not found.total:
            inside.addWidget(label("没有在册的特殊家庭。", "quiet", wrap=True))
        elif found.missing:
            until = dates.month_label(month)
            words = f"今年到{until}底，{found.total} 户中走访慰问了 {found.covered} 户。"
            button = self._button(
                f"还差 {len(found.missing)} 户，看名单",
                lambda: self._open(coverage_dialog(self.desk, found, words, self)),
            )
            inside.addWidget(button)
        else:
            inside.addWidget(label("全覆盖，都走访过了。", "good"))

    def _show_changes(self, month: str) -> None:
        found = period.differences(self.desk.db, month)
        self.changes.setVisible(bool(found))
        if not found:
            return
        inside = self._lists[self.changes]
        words = f"结账以后改动了 {len(found)} 处，已计入本年累计，并印在月报的附页上。"
        inside.addWidget(label(words, "quiet", wrap=True))
        inside.addWidget(
            self._button("看说明", lambda: self._open(_differences_dialog(self.desk, month, found, self)))
        )

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _differences_dialog(
    desk: Desk, month: str, found: list[period.Difference], parent: QWidget
) -> ListDialog:
    rows = [
        (
            n,
            d.name,
            d.month,
            d.text,
            grouped(shown(BY_CODE[d.code], d.was)),
            grouped(shown(BY_CODE[d.code], d.now)),
            d.who,
            d.why,
        )
        for n, d in enumerate(found)
    ]
    words = "结账后的报表本身没有改；这里说明每一处原来是多少、现在是多少、谁改的、为什么。"
    return ListDialog(desk, f"{dates.month_label(month)}以前的调整说明", words, DIFFERENCES, rows, parent)
