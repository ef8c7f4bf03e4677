"""A list that leaves the window: saved as a workbook or printed, with the number of rows said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Failure, Trouble
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.services import office, sheet_book
from ljfpa_desktop.services.exporting import shown
from ljfpa_desktop.services.sheet import Sheet
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.save_place import offered
from ljfpa_desktop.ui.widgets.question import show_failure

Rows = Sequence[Sequence[str]]


def save_list(desk: Desk, title: str, rows: Rows, parent: QWidget) -> bool:
    """Ask where, save the rows as shown (xlsx or csv), and say how many went out."""
    kinds = "Excel 工作簿 (*.xlsx);;CSV 文件 (*.csv)"
    path = _asked(parent, f"{title}.xlsx", kinds)
    if path is None:
        return False
    count = [0]

    def write() -> None:
        count[0] = shown.save(desk.db, desk.actor, path, title, rows)

    done = _written(parent, path, write)
    if done:
        desk.tell(f"已导出 {count[0]} 行到“{path.name}”。")
    return done


def save_month(desk: Desk, found: Sheet, parent: QWidget) -> bool:
    """Ask where and save a month's sheet as a workbook, figures as numbers."""
    path = _asked(parent, f"{dates.month_label(found.month)}月报.xlsx", "Excel 工作簿 (*.xlsx)")
    if path is None:
        return False

    def write() -> None:
        write_replacing(path, sheet_book.xlsx(found, path, office.facts(desk.db).title))
        desk.db.note(desk.actor, f"导出{found.month}月报到“{path.name}”", "export")

    done = _written(parent, path, write)
    if done:
        desk.tell(f"月报已导出到“{path.name}”。")
    return done


def _asked(parent: QWidget, name: str, kinds: str) -> Path | None:
    chosen, _ = QFileDialog.getSaveFileName(parent, "导出", offered(name), kinds)
    if not chosen:
        return None
    return Path(chosen) if Path(chosen).suffix else Path(chosen).with_suffix(".xlsx")


def _written(parent: QWidget, path: Path, write: Callable[[], None]) -> bool:
    try:
        write()
    except OSError as e:
        show_failure(parent, Trouble(f"没有存成“{path.name}”。", f"请换一个文件夹再试（{e.strerror}）。"))
        return False
    except Failure as failure:
        show_failure(parent, failure)
        return False
    return True


def print_list(desk: Desk, title: str, rows: Rows, parent: QWidget, words: str = "") -> None:
    """Show the rows as a paper list to print; each printing is logged."""
    from ljfpa_desktop.reports import listing
    from ljfpa_desktop.ui.widgets.preview import PreviewDialog

    try:
        pdf = listing.render(desk.db, desk.actor, title, rows, words)
    except Failure as failure:
        show_failure(parent, failure)
        return
    why = f"打印{title} {len(rows) - 1} 行"
    dialog = PreviewDialog(
        pdf, title, parent, on_printed=lambda _printer, _copies: desk.db.note(desk.actor, why, "print")
    )
    dialog.open()
