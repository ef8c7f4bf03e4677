"""The history of a record, narrowed by any piece of what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services.history import HistoryRow
from ljfpa_desktop.ui.dialogs.history_dialog import HistoryDialog
from tests.ui.keyboard import activate, write

WHEN = datetime(2026, 5, 1, 1, 0, tzinfo=UTC)


def row(act: int, why: str, new: str = "") -> HistoryRow:
    return HistoryRow(WHEN, "李经办", why, "家庭", "住址", "", new, act)


def test_reasons_are_searched(shown: Callable[[QWidget], QWidget], qtbot: QtBot) -> None:
    rows = [row(1, "导入台账"), row(2, "村里来电更正", "丁街"), row(3, "走访时核对", "密街")]
    dialog = HistoryDialog("历史", lambda: rows)
    qtbot.addWidget(dialog)
    shown(dialog)
    activate(dialog)
    assert [line[2] for line in dialog.table.as_rows()[1:]] == ["走访时核对", "村里来电更正", "导入台账"]
    dialog.filters.entry.setFocus()
    write("来电")
    qtbot.waitUntil(lambda: [line[2] for line in dialog.table.as_rows()[1:]] == ["村里来电更正"])
    dialog.filters.entry.setText("密街")
    qtbot.waitUntil(lambda: [line[2] for line in dialog.table.as_rows()[1:]] == ["走访时核对"])
    dialog.filters.entry.setText("没有")
    qtbot.waitUntil(lambda: dialog.table.as_rows()[1:] == [])
