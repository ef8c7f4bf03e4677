"""The look of the program for every test with widgets, and a desk at the template office."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk, Standing


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The arguments the program starts Qt with."""
    return [*theme.ARGUMENTS]


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application with its look; made once, as it costs a fifth of a second."""
    theme.install(qapp)
    return qapp


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Shows a widget as the active window, so that the keyboard works in it."""

    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        return widget

    return show


@pytest.fixture
def seat(db: Database, actor: Actor, qapp: QApplication) -> Iterator[Desk]:
    """A desk at the template office, its hub listening to the database."""
    desk = Desk(db, actor, standing=lambda: Standing("琯头镇计生协", "李经办", "2024年5月（未结账）"))
    desk.hub.listen_to(db)
    yield desk
    desk.hub.let_go_of(db)
