"""The list of what an import found wrong, saved where the clerk says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services.importing.error_list import write_error_list
from ljfpa_desktop.services.importing.intake import Result
from ljfpa_desktop.ui.save_place import offered
from ljfpa_desktop.ui.widgets.banner import Banner

from .preview_step import PreviewStep


def save_errors(
    parent: QWidget, banner: Banner, preview: PreviewStep | None, outcome: Result | None
) -> None:
    """Ask where, write the list, and say how many problems it holds."""
    if preview is None:
        return
    review = preview.review
    problems = outcome.problems if outcome else review.problems
    name = offered(f"{Path(review.parsed.file).stem}错误清单.xlsx")
    chosen, _kind = QFileDialog.getSaveFileName(parent, "导出错误清单", name, "表格 (*.xlsx)")
    if not chosen:
        return
    try:
        count = write_error_list(Path(chosen).with_suffix(".xlsx"), review.parsed, problems, review.cycle)
    except Failure as failure:
        banner.say(failure.sentence)
    else:
        words = f"错误清单已导出，共 {count} 条。在最后一列写上正确的内容，或在第二页改好，再导入它。"
        banner.say(words, "good")
