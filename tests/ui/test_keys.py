"""No key stands twice on a page: its deeds, its buttons in view, and the keys of the window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services import transfer
from ljfpa_desktop.services.aid import cycle
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.main_window import PAGES, MainWindow
from tests import factories
from tests.offices import Office, Offices
from tests.offices import joined as joined
from tests.offices import offices as offices
from tests.ui.exchange_seats import desk_at

Show = Callable[[QWidget], QWidget]


def window_at(desk: Desk, shown: Show) -> MainWindow:
    made = MainWindow(desk, PAGES)
    shown(made)
    return made


def keys_of(window: MainWindow) -> list[tuple[str, str]]:
    """Each key that would act now, with the words of what it does."""
    found = [
        (s.key().toString(), "")
        for s in window.findChildren(QShortcut)
        if isinstance(holder := s.parent(), QWidget) and holder.isVisible()
    ]
    buttons = [b for b in window.findChildren(QAbstractButton) if b.isVisible()]
    found += [(b.shortcut().toString(), b.accessibleName() or b.text()) for b in buttons]
    for action in window.findChildren(QAction):
        holder = action.parent()
        if isinstance(holder, QMenu):
            holder = holder.parent()
        if isinstance(holder, QWidget) and holder.isVisible():
            found.append((action.shortcut().toString(), action.text()))
    return [(key, words) for key, words in found if key]


def no_key_twice(window: MainWindow) -> set[str]:
    """Fails with what shares a key; gives the keys there are."""
    keys = keys_of(window)
    counted = Counter(key for key, _words in keys)
    twice = {key: [words for k, words in keys if k == key] for key, n in counted.items() if n > 1}
    assert twice == {}
    return set(counted)


@pytest.mark.parametrize("line", PAGES, ids=lambda line: line.key)
def test_every_page_as_it_opens(line: Any, seat: Desk, shown: Show) -> None:
    window = window_at(seat, shown)
    window.open_page(line.key)
    assert {"F1", "F5", "Ctrl+F"} <= no_key_twice(window)


@pytest.fixture
def family(seat: Desk) -> UUID:
    return factories.household(seat.db, seat.actor, head="张桂兰", children=["张小妹"])


def test_the_list_of_families_with_one_chosen(seat: Desk, family: UUID, shown: Show, qtbot: QtBot) -> None:
    window = window_at(seat, shown)
    window.open_page("households")
    page: Any = window.pages["households"]
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 1)
    page.table.select_row(0)
    qtbot.waitUntil(lambda: "Ctrl+G" in no_key_twice(window))
    assert {"Ctrl+N", "Ctrl+I", "Ctrl+Y", "Ctrl+K", "Ctrl+D", "Ctrl+L", "Ctrl+B"} <= no_key_twice(window)


def test_one_family_and_one_on_its_way(seat: Desk, family: UUID, shown: Show) -> None:
    window = window_at(seat, shown)
    window.open_page("households", family)
    assert {"Ctrl+G", "Ctrl+L", "Ctrl+T", "Ctrl+E", "Ctrl+H", "Ctrl+M", "Ctrl+Y"} <= no_key_twice(window)
    transfer.offer(seat.db, seat.actor, family, "350122104", date(2024, 5, 1), "随子女生活")
    assert "撤回迁出" in [words for _key, words in keys_of(window)]
    no_key_twice(window)


def test_a_batch_of_aid(seat: Desk, shown: Show) -> None:
    values = {"programme_code": "P09", "year": 2024, "name": "2024年春节慰问"}
    batch = cycle.create(seat.db, seat.actor, values)
    window = window_at(seat, shown)
    window.open_page("aid", batch)
    assert {"Alt+Left", "Ctrl+P"} <= no_key_twice(window)


@pytest.mark.parametrize("name", ["county", "guantou"])
def test_the_exchange_at_both_ends(name: str, offices: Offices, shown: Show) -> None:
    place: Office = getattr(offices, name)
    window = window_at(desk_at(place), shown)
    window.open_page("exchange")
    tabs = window.pages["exchange"].view.tabs  # pyright: ignore[reportAttributeAccessIssue]
    for number in range(tabs.count()):
        tabs.setCurrentIndex(number)
        assert {"Ctrl+U", "Ctrl+R", "Ctrl+P"} <= no_key_twice(window)
    window.open_page("households")
    no_key_twice(window)


def test_a_key_that_stands_twice_is_found(seat: Desk, shown: Show) -> None:
    window = window_at(seat, shown)
    window.open_page("households")
    QShortcut("Ctrl+Y", window.pages["households"])
    with pytest.raises(AssertionError, match="待遇预告"):
        no_key_twice(window)
