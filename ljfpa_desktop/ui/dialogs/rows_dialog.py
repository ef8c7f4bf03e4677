"""The list behind a figure: every row that counts, opened by Enter, exported, printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.reports.month_facts import grouped, shown
from ljfpa_desktop.services import figures, sheet
from ljfpa_desktop.services.figures import NamedRow
from ljfpa_desktop.services.indicators import Indicator
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.list_out import print_list, save_list
from ljfpa_desktop.ui.widgets.cards import label
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.question import show_failure
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of
from ljfpa_desktop.ui.worker import Cancelled, Progress, busy

T = TypeVar("T")
PARTS = {"numerator": "已慰问", "denominator": "应慰问"}
CELLS: dict[sheet.Cell, str] = {"month": "", "year": "本年累计", "same": "上年同期"}


class ListDialog(QDialog):
    """A list with 导出, 打印 and 关闭; ``places`` maps a row's id to the page and record it opens.

    ``told`` says a row in full, below the list: a cell may be too narrow for a sentence.
    """

    def __init__(
        self,
        desk: Desk,
        title: str,
        words: str,
        columns: Sequence[Column],
        rows: Sequence[Row],
        parent: QWidget | None = None,
        *,
        places: dict[int, tuple[str, UUID]] | None = None,
        empty: str = "没有记录。",
        note: str = "",
        told: Callable[[Any], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(theme.scaled(980), theme.scaled(600))
        self._desk, self._title, self._words, self._places = desk, title, words, places or {}
        self.table = Table(source_of(lambda: rows, columns), columns, empty=empty)
        self.table.opened.connect(self._on_opened)
        self.table.reload()
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 18)
        box.setSpacing(10)
        box.addWidget(label(title, "section"))
        if words:
            box.addWidget(label(words, "quiet", wrap=True))
        if note:
            box.addWidget(label(note, "doubt", wrap=True))
        box.addWidget(self.table, 1)
        if told is not None:
            self.whole = label("", "strong", wrap=True)
            box.addWidget(self.whole)
            self.table.current_changed.connect(lambda at: self.whole.setText("" if at is None else told(at)))
        box.addLayout(self._foot())
        if rows:
            self.table.select_row(0)
        self.table.view.setFocus()

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(12)
        if self._places:
            foot.addWidget(label("按 Enter 打开这条记录", "quiet"))
        foot.addStretch()
        for text, icon, key, do in (
            ("导出 Excel", "file-spreadsheet", "Ctrl+E", self.export),
            ("打印", "printer", "Ctrl+P", self.print_out),
        ):
            button = QPushButton(theme.icon(icon), f" {text}")
            button.setShortcut(key)
            button.setToolTip(f"{text}（{key}）")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, act=do: act())
            foot.addWidget(button)
        close = QPushButton("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        return foot

    def _on_opened(self, row_id: int) -> None:
        place = self._places.get(row_id)
        if place is not None:
            self.accept()
            self._desk.open_page(*place)

    def export(self) -> None:
        """Save the list as a workbook."""
        save_list(self._desk, self._title, self.table.as_rows(), self)

    def print_out(self) -> None:
        """Print the list."""
        print_list(self._desk, self._title, self.table.as_rows(), self, self._words)


def looked_through(over: QWidget, title: str, work: Callable[[Progress], T]) -> T | None:
    """What long work found for a list; None when it was cancelled, or failed and the sentence was shown."""
    try:
        found: T = busy(over, title, work)
    except Cancelled:
        return None
    except Failure as failure:
        show_failure(over, failure)
        return None
    return found


def _place(row: NamedRow) -> tuple[str, UUID] | None:
    """The page and record a row opens: its event, else its family."""
    if row.row.source == "event":
        return "events", row.row.record
    return ("households", row.row.household) if row.row.household else None


def rows_dialog(
    desk: Desk,
    indicator: Indicator,
    month: str,
    cell: sheet.Cell,
    value: float | None,
    parent: QWidget | None = None,
) -> ListDialog:
    """The list behind a cell of the sheet that shows ``value``."""
    found = sheet.rows(desk.db, indicator.code, month, cell)
    of_families = any(r.row.household for r in found)
    columns = _columns(indicator, of_families)
    rows = [(number, *_cells(r, indicator, of_families)) for number, r in enumerate(found)]
    places = {number: place for number, r in enumerate(found) if (place := _place(r)) is not None}
    period = dates.month_label(month)
    title = f"{indicator.name} {period}{CELLS[cell]}"
    total, said = _added(indicator, found)
    note = "" if total == (value or 0) else "上年的记录后来有改动，现在的名单与表上的数字不同。"
    return ListDialog(
        desk, title, f"{indicator.definition}{said}", columns, rows, parent, places=places,
        empty="这个格子里没有记录。", note=note if cell == "same" else "",
    )  # fmt: skip


def _added(indicator: Indicator, found: Sequence[NamedRow]) -> tuple[float, str]:
    """What the rows add up to (the sum of value over distinct key; a ratio in percent), and that in words."""
    sums = {
        part: sum({r.row.key: r.row.value for r in found if r.row.part == part}.values())
        for part in ("", *PARTS)
    }
    if indicator.denominator is None:
        return sums[""], f"合计 {grouped(shown(indicator, sums['']))} {indicator.unit}。"
    done, whole = sums["numerator"], sums["denominator"]
    share = round(done * 100 / whole, 2) if whole else 0
    return share, f"已慰问 {done:g} 户，应慰问 {whole:g} 户。"


def _columns(indicator: Indicator, of_families: bool) -> list[Column]:
    families = [
        Column("head", "户主", width=110),
        Column("village", "村（居）", width=130),
        Column("household_no", "家庭编号", width=170),
    ]
    return [
        *([Column("part", "部分", "pill", width=90)] if indicator.denominator else []),
        Column("date", "日期", "date", width=104),
        *(families if of_families else []),
        Column("text", "摘要", width=260),
        Column("value", indicator.unit if not indicator.denominator else "户", "number", width=90),
    ]


def _cells(r: NamedRow, indicator: Indicator, of_families: bool) -> list[object]:
    family = [r.head or r.person_name, r.place, r.household_no]
    value = r.row.value if indicator.denominator else grouped(shown(indicator, r.row.value))
    return [
        *([PARTS[r.row.part]] if indicator.denominator else []),
        r.row.date,
        *(family if of_families else []),
        r.row.text if of_families else f"{r.place} {r.row.text}".strip(),
        value,
    ]


def coverage_dialog(desk: Desk, found: figures.Coverage, words: str, parent: QWidget | None) -> ListDialog:
    """Which special families were not visited yet."""
    columns = [
        Column("head", "户主", width=130),
        Column("village", "村（居）", width=170),
        Column("household_no", "家庭编号", width=190),
        Column("since", "认定日期", "date", width=120),
        Column("basis", "认定依据", width=220),
    ]
    rows = [
        (n, r.head, r.place, r.household_no, r.row.date, r.row.text)
        for n, r in enumerate(found.missing)
    ]
    places = {n: place for n, r in enumerate(found.missing) if (place := _place(r)) is not None}
    return ListDialog(
        desk, "还没有走访慰问的特殊家庭", words, columns, rows, parent, places=places,
        empty="都走访过了。",
    )  # fmt: skip
