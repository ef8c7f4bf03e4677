"""打印记录: who printed which paper when, the first print, each 补打 and what went out as 作废."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.services.paper import PrintLine
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.rows_dialog import ListDialog
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.table_model import Row

WORDS = "每次打印和另存都记在这里，不能修改也不能删除。"
TONES = {"首次打印": "green", "补打": "amber", "作废": "red"}
COLUMNS = (
    Column("at", "时间", width=140),
    Column("who", "打印人", width=90),
    Column("title", "文书", width=206),
    Column("number", "编号", width=224),
    Column("copy", "第几次", "number", width=70),
    Column("kind", "情形", "pill", width=100, tone=lambda text: TONES.get(text, "slate")),
    Column("printer", "打印机", width=150),
)


def print_log_dialog(
    desk: Desk, title: str, found: Sequence[PrintLine], parent: QWidget | None
) -> ListDialog:
    """The printings ``found``, the newest first."""
    rows = [_row(number, line) for number, line in enumerate(found)]
    return ListDialog(desk, title, WORDS, COLUMNS, rows, parent, empty="还没有打印过。")


def _row(number: int, line: PrintLine) -> Row:
    at = f"{dates.local(line.at):%Y-%m-%d %H:%M}"
    kind = "作废" if line.mark.startswith("作废") else "补打" if line.copy_no > 1 else "首次打印"
    return (number, at, line.actor, line.title, line.number, line.copy_no, kind, line.printer or "—")
