"""Lists as tabs: with room below the line of titles, and brought up by the list itself."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ljfpa_desktop.ui import theme


def add_list(tabs: QTabWidget, part: QWidget, title: str) -> None:
    """Add a list as a tab, a little below the titles."""
    whole = QWidget()
    theme.mark(whole, role="plain")
    box = QVBoxLayout(whole)
    box.setContentsMargins(0, 12, 0, 0)
    box.addWidget(part)
    whole.setFocusProxy(part)
    tabs.addTab(whole, title)


def bring_up(tabs: QTabWidget, part: QWidget) -> None:
    """Show the tab that holds this list."""
    place = next(n for n in range(tabs.count()) if (w := tabs.widget(n)) is part or w.isAncestorOf(part))
    tabs.setCurrentIndex(place)
