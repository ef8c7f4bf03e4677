"""工作台: what waits, the year at a glance, and what was done lately; for a new office the first steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget

from ljfpa_desktop.base import dates, divisions
from ljfpa_desktop.ui.desk import SETTINGS_SECTION, Desk
from ljfpa_desktop.ui.page import Deed, Page
from ljfpa_desktop.ui.widgets.states import StateView, scrolled

if TYPE_CHECKING:
    from .desk.first_steps import FirstSteps
    from .desk.year import Year


class DeskPage(Page):
    """The first page of the day.

    The window is painted before the page is first read, so until then it says that it is counting;
    what counts and shows the year is loaded with the first reading.
    """

    title = "工作台"
    manual = "desk"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._was_shown = False
        self._registers = divisions.is_township(desk.actor.office)
        self.waiting = StateView()
        self.waiting.show_state("report", "正在统计今年的数字和待办……")
        self.year: Year | None = None
        self._scroller: QScrollArea | None = None
        self.steps: FirstSteps | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.waiting)
        self.body.addWidget(self.stack, 1)
        self._say_day()

    def primary(self) -> Deed:
        """登记活动."""
        return Deed("登记活动", "plus", self._on_event)

    def deeds(self) -> Sequence[Deed]:
        """The other things done every day."""
        registering = (
            Deed("新增家庭", "user-plus", self._on_household, "Ctrl+J"),
            Deed("导入名册", "file-import", self._on_import, "Ctrl+I"),
        )
        return (
            *(registering if self._registers else ()),
            Deed("核对疑点", "clipboard-check", self._on_plausible, "Ctrl+K", writes=False),
            Deed("打印月报", "printer", lambda: self._go("reports"), "Ctrl+P", writes=False),
        )

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read all anew; only a word learned from a register changes nothing here."""
        if tables and tables <= {"learned_term", "register_layout"}:
            return
        from ljfpa_desktop.services import todo

        self._say_day()
        if todo.has_families(self.desk.db):
            self._show_year()
        else:
            self._show_steps()

    def showEvent(self, event: QShowEvent) -> None:
        """Settings and backups change no table, so coming back reads anew."""
        super().showEvent(event)
        if self._was_shown:
            self.reload()
        self._was_shown = True

    def _say_day(self) -> None:
        today = dates.today()
        self.say(f"{today.year}年{today.month}月{today.day}日 星期{'一二三四五六日'[today.weekday()]}")

    def _show_year(self) -> None:
        from .desk.year import Year

        if self.year is None or self._scroller is None:
            self.year = Year(self.desk, self._go)
            self._scroller = scrolled(self.year)
            self.stack.addWidget(self._scroller)
        self.year.read()
        self.stack.setCurrentWidget(self._scroller)

    def _show_steps(self) -> None:
        from ljfpa_desktop.services import event_list, setting

        from .desk.first_steps import FirstSteps, Step

        if self.steps is None:
            self.steps = FirstSteps()
            self.stack.addWidget(self.steps)
        place = bool(setting.get(self.desk.db, "backup.second_place"))
        has_events = event_list.count(self.desk.db)[0] > 0
        self.steps.put(
            (
                Step(
                    "录入家庭", "把原来的表格导进来，看着改，改好再导；没有表格就一户一户新增。",
                    "导入名册", self._on_import,
                ) if self._registers else Step(
                    "接收乡镇的数据包", "各乡镇把U盘送来后在这里接收，家庭和发放就都看得到。",
                    "去接收", lambda: self._go("exchange"),
                ),
                Step(
                    "设好备份的第二处", "插一个U盘，以后每天关程序时自动存一份，电脑坏了也不怕。",
                    "去设置", lambda: self._go("settings", "backup"), place,
                ),
                Step(
                    "登记第一场活动", "写上种类、日期、地点和人数就行，内容和照片以后再补。",
                    "登记活动", self._on_event, has_events,
                ),
            )
        )  # fmt: skip
        self.stack.setCurrentWidget(self.steps)

    def _go(self, page: str, section: str = "") -> None:
        if section:
            self.desk.memory.set(SETTINGS_SECTION, section)
        self.desk.open_page(page)

    def _on_event(self) -> None:
        from ljfpa_desktop.ui.dialogs.event_dialog import EventDialog  # dialogs load when first used

        EventDialog(self.desk, None, self).open()

    def _on_household(self) -> None:
        from ljfpa_desktop.ui.dialogs.household_dialog import household_dialog

        dialog = household_dialog(self.desk, None, self)
        dialog.saved.connect(lambda record_id: self.desk.open_page("households", record_id))
        dialog.open()

    def _on_plausible(self) -> None:
        from ljfpa_desktop.ui.dialogs.plausible_dialog import open_plausible

        open_plausible(self.desk, self)

    def _on_import(self) -> None:
        from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog

        ImportDialog(self.desk, "families", self).open()
