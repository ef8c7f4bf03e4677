"""报表: one month's sheet; every cell is a door; what is missing, print, close, reopen, copy, export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QToolButton

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.reports import month_facts
from ljfpa_desktop.services import period, sheet
from ljfpa_desktop.services.sheet import Line
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.rows_dialog import rows_dialog
from ljfpa_desktop.ui.list_out import save_month
from ljfpa_desktop.ui.page import Deed, Page
from ljfpa_desktop.ui.pages.month_end import WIDTH, MonthEnd
from ljfpa_desktop.ui.widgets.cells import Column, as_tsv
from ljfpa_desktop.ui.widgets.dialog import FormDialog, ask_reason, show_failure
from ljfpa_desktop.ui.widgets.form import Form
from ljfpa_desktop.ui.widgets.pills import Pill
from ljfpa_desktop.ui.widgets.states import scrolled
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of


def _figure(key: str, label: str, width: int) -> Column:
    return Column(key, label, "number", width=width, sortable=False, show=month_facts.grouped)


COLUMNS = (
    Column("code", "代码", width=84, sortable=False),
    Column("group", "类别", "pill", width=120, sortable=False, shown=False),
    Column("name", "指标名称", width=196, sortable=False),
    Column("unit", "单位", width=56, sortable=False),
    _figure("month", "本月", 86),
    _figure("year", "本年累计", 96),
    _figure("same", "上年同期", 96),
    _figure("change", "增减%", 76),
    _figure("adjustment", "调整上月", 86),
)
CELLS: dict[str, sheet.Cell] = {"month": "month", "year": "year", "same": "same"}


class ReportPage(Page):
    """The sheet of the chosen month, and beside it what month end asks for."""

    title = "报表"
    concerned: ClassVar[frozenset[str]] = frozenset(
        {"event", "material_issue", "payment", "visit", "household", "household_category", "cycle", "period",
         "attachment"}
    )  # fmt: skip
    manual: ClassVar[str] = "reports"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = period.due(desk.db)
        self.sheet = sheet.of(desk.db, self.month)
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, name="sheet", memory=desk.memory, unit="项指标"
        )
        self.table.opened.connect(self.open_cell)
        self.end = MonthEnd(desk)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.table, 1)
        beside = scrolled(self.end)
        beside.setFixedWidth(theme.scaled(WIDTH))
        row.addWidget(beside)
        self.body.addLayout(self._bar())
        self.body.addLayout(row, 1)
        self.setFocusProxy(self.table)

    def _bar(self) -> QHBoxLayout:
        self.box = QComboBox()
        self.box.setAccessibleName("月份")
        self.box.setMinimumWidth(theme.scaled(150))
        self.box.setMaxVisibleItems(14)
        self.box.activated.connect(lambda: self.show_month(self.box.currentData()))
        self.state = QHBoxLayout()
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for icon, text, step in (("chevron-left", "上一个月", 1), ("chevron-right", "下一个月", -1)):
            button = QToolButton()
            button.setIcon(theme.icon(icon))
            button.setAccessibleName(text)
            key = "Alt+Left" if step > 0 else "Alt+Right"
            button.setShortcut(key)
            button.setToolTip(f"{text}（{key}）")
            button.clicked.connect(lambda _on=False, by=step: self._step(by))
            bar.addWidget(button)
            if step > 0:
                bar.addWidget(self.box)
        bar.addSpacing(8)
        bar.addLayout(self.state)
        bar.addStretch()
        return bar

    def primary(self) -> Deed:
        """结账 while the month is open, 重新打开 once it is closed."""
        if self.sheet.is_closed:
            return Deed("重新打开", "lock-open", self.reopen)
        return Deed("结账", "lock", self.close_month)

    def deeds(self) -> Sequence[Deed]:
        """Copy for the county's own table, export, print."""
        return (
            Deed("复制", "copy", self.copy, "Ctrl+Shift+C", writes=False),
            Deed(
                "导出",
                "file-spreadsheet",
                lambda: save_month(self.desk, self.sheet, self),
                "Ctrl+E",
                writes=False,
            ),
            Deed("打印", "printer", self.print_out, "Ctrl+P", writes=False),
        )

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read the month anew."""
        if tables and not tables & self.concerned:
            return
        known = period.months(self.desk.db)
        self.box.clear()
        for m in known:
            self.box.addItem(dates.month_label(m.month) + ("  已结账" if m.edition else ""), m.month)
        self.show_month(self.month)

    def _step(self, by: int) -> None:
        place = self.box.currentIndex() + by
        if 0 <= place < self.box.count():
            self.show_month(self.box.itemData(place))

    def show_month(self, month: str) -> None:
        """Show the sheet of a month."""
        self.month, self.sheet = month, sheet.of(self.desk.db, month)
        self.box.setCurrentIndex(self.box.findData(month))
        self.table.reload()
        if self.table.current_id() is None:
            self.table.select_row(0)
        self.end.show_month(self.sheet)
        self._say_state()
        self.deeds_changed.emit()

    def _say_state(self) -> None:
        while (item := self.state.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        closed = self.sheet.closed_on
        if closed is None:
            self.state.addWidget(Pill("未结账", "amber"))
        else:
            self.state.addWidget(Pill(f"已结账 第{self.sheet.edition}版", "green"))
        words = f"{dates.chinese(closed)}结账，数字不再变动" if closed else "按现有记录计算，随记录变动"
        self.say(f"{dates.month_label(self.month)}月报 · {words}")

    def _rows(self) -> list[Row]:
        return [_row(line) for line in self.sheet.lines]

    def open_cell(self, code: str) -> None:
        """The list behind the current cell; cells that are no figure open the month's."""
        key = COLUMNS[self.table.view.currentIndex().column()].key
        line = next(x for x in self.sheet.lines if x.indicator.code == code)
        cell = CELLS.get(key, "month")
        value = {"month": line.month, "year": line.year_to_date, "same": line.same_period}[cell]
        self._open(rows_dialog(self.desk, line.indicator, self.month, cell, value, self))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def copy(self) -> None:
        """The whole sheet on the clipboard, to paste into the county's table."""
        bare = [[_bare(text) for text in row] for row in self.table.as_rows()]
        QGuiApplication.clipboard().setText(as_tsv(bare))
        self.desk.tell("月报已复制。到县里的表格里按 Ctrl+V 粘贴。")

    def print_out(self) -> None:
        """The sheet on paper (F11): a draft while open, kept once closed."""
        from ljfpa_desktop.reports import office_papers as papers
        from ljfpa_desktop.ui.dialogs.paper_dialog import PaperDialog

        db, actor, month = self.desk.db, self.desk.actor, self.month
        try:
            pdf = papers.preview_month(db, actor, month)
        except Failure as failure:
            show_failure(self, failure)
            return
        note = "" if self.sheet.is_closed else "还没有结账，这是草稿"
        title = f"{dates.month_label(month)}月报表"
        self._open(PaperDialog(pdf, title, lambda p: papers.month(db, actor, month, p), self, note=note))

    def close_month(self) -> None:
        """Close the month; what is missing asks for a reason each."""
        month = self.month
        dialog = FormDialog(
            f"结账 {dates.month_label(month)}",
            Form({}),
            lambda _values, accepted: period.close(self.desk.db, self.desk.actor, month, accepted),
            self,
            words="结账以后这张表不再变动。以后发现的错误照常改记录，改动进入下月的“调整上月”，并附说明。",
            save_text="结账",
        )
        dialog.saved.connect(
            lambda _hash: self.desk.tell(f"{dates.month_label(month)}已结账，可以打印签字上报。")
        )
        self._open(dialog)

    def reopen(self) -> None:
        """Open a closed month again, with the reason."""
        words = f"{dates.month_label(self.month)}将重新打开，现在这一版仍然保留；再次结账成为下一版（重报）。"
        why = ask_reason(self, "重新打开", words, yes="重新打开")
        if why:
            try:
                period.reopen(self.desk.db, self.desk.actor, self.month, why)
            except Failure as failure:
                show_failure(self, failure)
            else:
                self.desk.tell(f"{dates.month_label(self.month)}已重新打开，改好以后请再次结账。")


def _bare(text: str) -> str:
    """A figure without the commas of the screen, as tables take it."""
    bare = text.replace(",", "")
    return bare if month_facts.grouped(bare) == text else text


def _row(line: Line) -> Row:
    f = month_facts.figure(line)
    adjustment = month_facts.shown(line.indicator, line.adjustment) if line.adjustment else ""
    return (
        f.code, f.code, line.indicator.group, f.name, f.unit, f.month, f.year_to_date, f.same_period,
        f.change_percent, adjustment,
    )  # fmt: skip
