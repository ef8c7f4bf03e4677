"""The one window: navigation, header, the pages (made when first shown), status bar and its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ljfpa_desktop.base.errors import Failure

from . import theme
from .desk import Desk, Standing
from .first_paint import after_first_paint
from .frame import BRAND, Header, Navigation, StatusBar
from .page import Page
from .tab_walk import TabWindow
from .widgets.banner import Banner
from .widgets.toast import Toast


@dataclass(frozen=True, slots=True)
class PageLine:
    """One page of the window: ``source`` is module:class below ljfpa_desktop.ui.pages."""

    key: str
    title: str
    icon: str
    source: str

    def load(self) -> type[Page]:
        """Import the page's class; done when it is first shown, to keep the start quick."""
        module, _, name = self.source.partition(":")
        return getattr(import_module(f"ljfpa_desktop.ui.pages.{module}"), name)


PAGES: tuple[PageLine, ...] = (
    PageLine("desk", "工作台", "layout-dashboard", "desk_page:DeskPage"),
    PageLine("households", "家庭", "users", "household_page:HouseholdPage"),
    PageLine("aid", "帮扶", "heart-handshake", "aid_page:AidPage"),
    PageLine("events", "活动", "calendar-event", "event_page:EventPage"),
    PageLine("sites", "阵地", "home-heart", "site_page:SitePage"),
    PageLine("reports", "报表", "report", "report_page:ReportPage"),
    PageLine("certificates", "证书", "certificate", "certificate_page:CertificatePage"),
    PageLine("association", "会员", "users-group", "association_page:AssociationPage"),
    PageLine("exchange", "数据交换", "transfer", "exchange_page:ExchangePage"),
    PageLine("settings", "设置", "settings", "settings_page:SettingsPage"),
)


class MainWindow(TabWindow):
    """Shows one page at a time; `Desk.open_page` leads here from anywhere.

    With a ``greeting`` for the status bar it is painted first, and reads its page and standing then.
    """

    def __init__(
        self, desk: Desk, lines: Sequence[PageLine] = PAGES, greeting: Standing | None = None
    ) -> None:
        super().__init__()
        self.desk = desk
        self.lines = tuple(lines)
        self.pages: dict[str, Page] = {}
        self.stale: dict[str, frozenset[str]] = {}
        self.current_key = ""
        self.closing: Callable[[], None] = lambda: None
        desk.open_page = self.open_page
        self.navigation = Navigation([(line.title, line.icon) for line in self.lines])
        self.header = Header(desk)
        self.status = StatusBar()
        self.stack = self.area = QStackedWidget()
        self._lay_out()
        self.toast = Toast(self)
        desk.tell = self.toast.say
        self._set_keys()
        self.navigation.picked.connect(lambda index: self.open_page(self.lines[index].key))
        self.header.search.chosen.connect(lambda record_id: self.open_page(desk.found[0], record_id))
        desk.hub.changed.connect(self._on_changed)
        self._minute = QTimer(self, interval=60_000)
        self._minute.timeout.connect(self._refresh_status)
        self._minute.start()
        self._reads = greeting is None
        self._refresh_status(greeting)
        if greeting is not None:
            after_first_paint(self.status, self._reload)
        if self.lines:
            self.open_page(self.lines[0].key)

    def _lay_out(self) -> None:
        right = QWidget()
        theme.mark(right, role="ground")
        column = QVBoxLayout(right)
        self.banner = Banner()  # what every page stands under: these data were restored or copied
        above = QVBoxLayout()
        above.setContentsMargins(20, 0, 20, 8)
        above.addWidget(self.banner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(above)
        column.addWidget(self.stack, 1)
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.navigation)
        top.addWidget(right, 1)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top, 1)
        box.addWidget(self.status)
        self.setCentralWidget(whole)
        self.setMinimumSize(1024, 640)
        self.resize(1366, 768)

    def _set_keys(self) -> None:
        for index, line in enumerate(self.lines[:10]):
            key = QKeySequence(f"Alt+{(index + 1) % 10}")
            QShortcut(key, self, lambda k=line.key: self.open_page(k))
        QShortcut(QKeySequence("Ctrl+PgDown"), self, lambda: self._step(1))
        QShortcut(QKeySequence("Ctrl+PgUp"), self, lambda: self._step(-1))
        QShortcut(QKeySequence("Ctrl+F"), self, self._to_search)
        QShortcut(QKeySequence("F5"), self, self._reload)
        QShortcut(QKeySequence("F1"), self, self.show_manual)

    def open_page(self, key: str, record_id: UUID | None = None) -> None:
        """Show a page, and one of its records; KeyError for a page there is not."""
        keys = [line.key for line in self.lines]
        index = keys.index(key) if key in keys else -1
        if index < 0:
            raise KeyError(key)
        current = self.pages.get(self.current_key)
        if key != self.current_key:
            if current is not None and not current.may_leave():
                self.navigation.show_current(keys.index(self.current_key))
                return
            self._bring_up(index)
        if record_id is not None:
            self.pages[key].open_record(record_id)

    def _bring_up(self, index: int) -> None:
        line = self.lines[index]
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            page = self.pages.get(line.key) or self._make(line)
            self.current_key = line.key
            self.navigation.show_current(index)
            self.stack.setCurrentWidget(page)
            self.header.show_page(page)
            self.setWindowTitle(f"{line.title} - {BRAND}" + (" · 演示" if self.desk.is_demo else ""))
            if self._reads and line.key in self.stale:
                self._read(page, self.stale.pop(line.key))
        finally:
            QApplication.restoreOverrideCursor()
        if not self.header.search.hasFocus():
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self, line: PageLine) -> Page:
        page = line.load()(self.desk)
        self.pages[line.key] = page
        self.stack.addWidget(page)
        page.subtitle_changed.connect(
            lambda text, key=line.key: self.header.say(text) if key == self.current_key else None
        )
        page.deeds_changed.connect(
            lambda key=line.key: self.header.show_page(self.pages[key]) if key == self.current_key else None
        )
        self.stale[line.key] = frozenset()
        return page

    def _on_changed(self, tables: frozenset[str]) -> None:
        for key, page in self.pages.items():
            if page.concerned and not page.concerned & tables:
                continue
            if key == self.current_key:
                self._read(page, tables)
            else:
                self.stale[key] = self.stale.get(key, frozenset()) | tables
        self._refresh_status()

    def _refresh_status(self, known: Standing | None = None) -> None:
        now = known or self.desk.standing()
        self.status.say(now)
        self.navigation.place.setText(" · ".join(part for part in (now.office, now.user) if part))

    def _step(self, step: int) -> None:
        keys = [line.key for line in self.lines]
        if keys:
            self.open_page(keys[(keys.index(self.current_key) + step) % len(keys)])

    def _to_search(self) -> None:
        self.header.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.header.search.selectAll()

    def _reload(self) -> None:
        self._reads = True
        if self.current_key:
            self.stale.pop(self.current_key, None)
            self._read(self.pages[self.current_key], frozenset())
        self._refresh_status()

    def _read(self, page: Page, tables: frozenset[str]) -> None:
        try:
            page.reload(tables)
        except Failure as failure:
            self.toast.say(failure.sentence, self._reload, "再试一次")

    def show_manual(self) -> None:
        """Open the manual at the page in view."""
        from .manual import ManualDialog  # loaded when first asked for

        page = self.pages.get(self.current_key)
        ManualDialog(page.manual if page else "index", self).open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, as it does in dialogs."""
        holder = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(holder, QAbstractButton):
            holder.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the page in view, then do what the start of the program left for the end."""
        page = self.pages.get(self.current_key)
        if page is not None and not page.may_leave():
            event.ignore()
            return
        self._minute.stop()
        self.closing()
        super().closeEvent(event)
