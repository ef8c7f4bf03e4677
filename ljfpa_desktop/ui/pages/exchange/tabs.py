"""Lists as tabs: with room below the line of titles, and brought up by the list itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from ljfpa_desktop.ui import theme


def add_list(tabs: QTabWidget, part: QWidget, title: str, buttons: Sequence[QPushButton] = ()) -> None:
    """Add a list as a tab, a little below the titles; ``buttons`` stand in a row below it."""
    whole = QWidget()
    theme.mark(whole, role="plain")
    box = QVBoxLayout(whole)
    box.setContentsMargins(0, 12, 0, 0)
    box.setSpacing(10)
    box.addWidget(part, 1)
    if buttons:
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        box.addLayout(row)
    whole.setFocusProxy(part)
    tabs.addTab(whole, title)


def bring_up(tabs: QTabWidget, part: QWidget) -> None:
    """Show the tab that holds this list."""
    place = next(n for n in range(tabs.count()) if (w := tabs.widget(n)) is part or w.isAncestorOf(part))
    tabs.setCurrentIndex(place)
