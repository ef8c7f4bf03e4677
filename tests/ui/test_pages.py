from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.main_window import PAGES, PageLine
from ljfpa_desktop.ui.manual import ManualDialog


@pytest.mark.parametrize("line", PAGES, ids=lambda line: line.key)
def test_every_page_of_the_window_loads_and_has_its_manual(line: PageLine, seat: Desk, qtbot: QtBot) -> None:
    made = line.load()(seat)
    qtbot.addWidget(made)
    made.reload()
    assert made.title == line.title
    manual = ManualDialog(made.manual)
    qtbot.addWidget(manual)
    assert manual.list.currentItem().data(Qt.ItemDataRole.UserRole) == made.manual
