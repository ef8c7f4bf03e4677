"""Desks at the county and its townships, and pages on them that read when something changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.page import Page
from ljfpa_desktop.ui.pages.exchange_page import ExchangePage
from tests.offices import Office


def desk_at(office: Office) -> Desk:
    """A desk whose hub listens to the office's database."""
    desk = Desk(office.db, office.actor)
    desk.hub.listen_to(office.db)
    return desk


def page_at(office: Office, shown: Callable[[QWidget], QWidget]) -> ExchangePage:
    """The exchange's page of an office, shown."""
    desk = desk_at(office)
    page = ExchangePage(desk)
    page.reload()
    desk.hub.changed.connect(page.reload)
    page.resize(1142, 660)
    shown(page)
    return page


def deed(page: Page, text: str) -> None:
    """Press a button of the header."""
    found = [*page.deeds(), *([d] if (d := page.primary()) else [])]
    next(d for d in found if d.text == text).do()


def opened(kind: type[QDialog]) -> Any:
    """The dialog of this kind in view."""
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())
