"""设置: the sections on the left, the chosen one on the right, made when first shown."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout

from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import SETTINGS_SECTION, Desk
from ljfpa_desktop.ui.page import Page
from ljfpa_desktop.ui.widgets.states import scrolled

from .settings.about_section import AboutSection
from .settings.account_section import AccountSection
from .settings.backup_section import BackupSection
from .settings.check_section import CheckSection
from .settings.fund_section import FundSection
from .settings.keys_section import KeysSection
from .settings.learned_section import LearnedSection
from .settings.programme_section import ProgrammeSection
from .settings.section import Section
from .settings.unit_section import UnitSection

SECTIONS: dict[str, type[Section]] = {
    "unit": UnitSection,
    "backup": BackupSection,
    "accounts": AccountSection,
    "programmes": ProgrammeSection,
    "funds": FundSection,
    "learned": LearnedSection,
    "keys": KeysSection,
    "check": CheckSection,
    "about": AboutSection,
}


class SettingsPage(Page):
    """Keeps the chosen section in the memory, so that a to-do can lead to the right one."""

    title = "设置"
    manual: ClassVar[str] = "settings"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.made: dict[str, Section] = {}
        self.list = QListWidget()
        self.list.setAccessibleName("设置的各部分")
        self.list.setFixedWidth(theme.scaled(168))
        theme.mark(self.list, role="sections")
        for key, kind in SECTIONS.items():
            item = QListWidgetItem(theme.icon(kind.icon, "quiet"), f" {kind.title}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, key)
        self.stack = QStackedWidget()
        card = QFrame()
        theme.mark(card, role="card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.stack)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list)
        row.addWidget(card, 1)
        self.body.addLayout(row, 1)
        self.setFocusProxy(self.list)
        self.list.currentItemChanged.connect(
            lambda item: self.show_section(item.data(Qt.ItemDataRole.UserRole))
        )
        self.say("单位、备份、账号、项目标准和资金来源")

    @property
    def current(self) -> Section:
        """The section in view."""
        return self.made[self.list.currentItem().data(Qt.ItemDataRole.UserRole)]

    def show_section(self, key: str) -> None:
        """Show a section by its key in `SECTIONS`, read anew."""
        if key not in self.made:
            self.made[key] = SECTIONS[key](self.desk)
            self.stack.addWidget(scrolled(self.made[key]))
        self.stack.setCurrentIndex(list(self.made).index(key))
        self.list.setCurrentRow(list(SECTIONS).index(key))
        self.desk.memory.set(SETTINGS_SECTION, key)
        self.made[key].reload()

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read the section in view, if it is concerned."""
        section = self.made.get(str(self.desk.memory.get(SETTINGS_SECTION)))
        if section and (not tables or section.concerned & tables):
            section.reload()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the section another page leads to, else the one of last time."""
        super().showEvent(event)
        wanted = str(self.desk.memory.get(SETTINGS_SECTION) or "unit")
        self.show_section(wanted if wanted in SECTIONS else "unit")
