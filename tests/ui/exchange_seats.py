"""Desks at the county and its townships, and pages on them that read when something changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

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


def pick_on(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders and new files are chosen on the stick; pickers are windows of the system."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(stick))
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda _parent, _title, name, *_: (str(stick / Path(name).name), "")
    )


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """This file is chosen next."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))


def deed(page: Page, text: str) -> None:
    """Press a button of the header."""
    found = [*page.deeds(), *([d] if (d := page.primary()) else [])]
    next(d for d in found if d.text == text).do()


def opened(kind: type[QDialog]) -> Any:
    """The dialog of this kind in view."""
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())
