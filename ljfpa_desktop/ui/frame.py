"""The frame around the pages: navigation, header and status bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from . import theme
from .desk import Desk, Standing
from .page import Deed, Page
from .theme import mark
from .widgets.search_box import SearchBox

BRAND = "家庭服务工作台"
MORE, MORE_KEY = "更多", "F10"


class Navigation(QFrame):
    """The dark column of pages; ``picked(index)`` when a person chooses one; the last stands at the foot."""

    picked = Signal(int)

    def __init__(self, lines: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, role="nav")
        self.setFixedWidth(theme.size("nav-width"))
        brand = QLabel(BRAND)
        mark(brand, role="brand")
        self.place = QLabel()
        mark(self.place, role="brand-quiet")
        self.buttons = QButtonGroup(self)
        self.buttons.idClicked.connect(self.picked)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 22, 12, 16)
        box.setSpacing(4)
        for label in (brand, self.place):
            label.setContentsMargins(12, 0, 0, 2)
            box.addWidget(label)
        box.addSpacing(12)
        for index, (title, icon) in enumerate(lines):
            if index and index == len(lines) - 1:
                box.addStretch()
            box.addWidget(self._button(index, title, icon))
        if len(lines) < 2:
            box.addStretch()

    def _button(self, index: int, title: str, icon: str) -> QPushButton:
        button = QPushButton(theme.icon(icon, "nav-ink"), "  " + title, self)
        button.setCheckable(True)
        button.setIconSize(QSize(theme.size("icon"), theme.size("icon")))
        button.setAccessibleName(title)
        if index < 10:
            button.setToolTip(f"{title}（Alt+{(index + 1) % 10}）")
        mark(button, kind="nav")
        self.buttons.addButton(button, index)
        return button

    def show_current(self, index: int) -> None:
        """Mark the page in view."""
        self.buttons.button(index).setChecked(True)


class Header(QFrame):
    """Title with counts, the search box, and the buttons of the page in view."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read_only = bool(desk.read_only)
        mark(self, role="ground")
        self.title = QLabel()
        mark(self.title, role="title")
        self.subtitle = QLabel()
        mark(self.subtitle, role="subtitle")
        self.subtitle.setWordWrap(True)  # in large type it gives way to the buttons
        self.demo = QLabel("演示")
        self.demo.setToolTip("演示数据：可以随意试用，不会影响真实的单位数据。")
        mark(self.demo, role="demo")
        self.demo.setVisible(desk.is_demo)
        self.closed = QLabel("只读")
        self.closed.setToolTip(desk.read_only)
        mark(self.closed, role="closed")
        self.closed.setVisible(self._read_only)
        self.search = SearchBox(desk.find)
        self.search.setMinimumWidth(120)
        self.search.setMaximumWidth(420)
        first = QHBoxLayout()
        first.setSpacing(10)
        for widget in (self.title, self.demo, self.closed):
            first.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addStretch()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(first)
        words.addWidget(self.subtitle)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(12)
        self.setMinimumHeight(theme.scaled(74))  # pages do not jump when one has no counts
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 16, 20, 8)
        row.setSpacing(14)
        row.addLayout(words, 3)
        row.addWidget(self.search, 2)
        row.addLayout(self.buttons)

    def show_page(self, page: Page) -> None:
        """Title, counts and buttons of a page."""
        self.title.setText(page.title)
        self.say(page.subtitle)
        while (item := self.buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        primary, deeds = page.primary(), page.deeds()
        rare = [deed for deed in deeds if deed.rare]
        made = [self._button(deed, "plain") for deed in deeds if not deed.rare]
        made += [self._more(rare)] if rare else []
        made += [self._button(primary, "primary")] if primary is not None else []
        for button in made:
            self.buttons.addWidget(button)
            button.show()  # at once, or its key would not work until the next event

    def say(self, subtitle: str) -> None:
        """The line of counts below the title; none leaves no gap."""
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))

    def _button(self, deed: Deed, kind: str) -> QPushButton:
        token = "on-primary" if kind == "primary" else "ink"
        button = QPushButton(theme.icon(deed.icon, token), " " + deed.text)
        button.setIconSize(QSize(theme.size("icon"), theme.size("icon")))
        button.setAccessibleName(deed.text)
        button.clicked.connect(lambda: deed.do())
        shortcut = deed.shortcut or ("Ctrl+N" if kind == "primary" else "")
        if shortcut:
            button.setShortcut(shortcut)
            button.setToolTip(f"{deed.text}（{shortcut}）")
        if deed.why_not:
            button.setToolTip(deed.why_not)
        button.setEnabled(self._may(deed))
        mark(button, kind=kind)
        return button

    def _may(self, deed: Deed) -> bool:
        return not deed.why_not and not (deed.writes and self._read_only)

    def _more(self, deeds: Sequence[Deed]) -> QPushButton:
        """One button for the rarer deeds: F10 or Enter opens it, the arrows walk through it."""
        button = self._button(Deed(MORE, "dots-vertical", lambda: None, writes=False), "plain")
        button.setToolTip(f"{MORE}（{MORE_KEY}）")
        # As the button's own shortcut it would press the button, which then looks pressed for good.
        QShortcut(MORE_KEY, button, button.showMenu)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        for deed in deeds:
            action = menu.addAction(theme.icon(deed.icon), deed.text, deed.do)
            action.setShortcut(deed.shortcut)
            action.setToolTip(deed.why_not)
            action.setEnabled(self._may(deed))
        button.setMenu(menu)
        return button


class LampLight(QWidget):
    """The one lamp: green, amber or red, grey while counting; its sentence says the rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = QColor(theme.colour("lamp-green"))
        self.setFixedSize(12, 12)

    def show_state(self, lamp: str, sentence: str) -> None:
        """Change colour and words."""
        self._colour = theme.colour(f"lamp-{lamp}")
        self.setToolTip(sentence)
        self.setAccessibleName(sentence)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A filled circle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))


class StatusBar(QFrame):
    """Office, user, month, last backup, last package, a message for a moment, and the lamp."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, role="status")
        self.words = QLabel()
        self.lamp = LampLight()
        self.lamp_words = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 14, 4)
        row.setSpacing(6)
        row.addWidget(self.words)
        row.addStretch()
        row.addWidget(self.lamp)
        row.addWidget(self.lamp_words)

    def say(self, now: Standing) -> None:
        """Show a standing."""
        parts = (now.office, now.user, now.month, now.backup and f"上次备份 {now.backup}",
                 now.package and f"上次上报 {now.package}")  # fmt: skip
        self.words.setText(" · ".join(part for part in parts if part))
        self.lamp.show_state(now.lamp, now.lamp_text)
        self.lamp_words.setText(now.lamp_text)
