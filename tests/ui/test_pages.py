from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.main_window import PAGES, MainWindow, PageLine
from ljfpa_desktop.ui.manual import ManualDialog
from tests import factories


@pytest.mark.parametrize("line", PAGES, ids=lambda line: line.key)
def test_every_page_of_the_window_loads_and_has_its_manual(line: PageLine, seat: Desk, qtbot: QtBot) -> None:
    made = line.load()(seat)
    qtbot.addWidget(made)
    made.reload()
    assert made.title == line.title
    manual = ManualDialog(made.manual)
    qtbot.addWidget(manual)
    assert manual.list.currentItem().data(Qt.ItemDataRole.UserRole) == made.manual


@pytest.fixture(params=[False, True], ids=["usual", "large"])
def large(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[bool]:
    theme.install(qapp, large=request.param)
    yield request.param
    theme.install(qapp)


def test_no_button_of_a_header_is_cut_off(
    large: bool, seat: Desk, shown: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    seat.is_demo = True
    window = MainWindow(seat, PAGES)
    window.resize(1366, 768)
    shown(window)
    family = factories.household(seat.db, seat.actor)
    for key, record in [*((line.key, None) for line in PAGES), ("households", family)]:
        window.open_page(key, record)
        made = [b for b in window.header.findChildren(QPushButton) if not b.isHidden()]
        qtbot.wait(20)
        assert [b.text() for b in made if b.width() < b.sizeHint().width()] == []
