"""工作台: what waits, the year at a glance, and what was done lately; for a new office the first steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ljfpa_desktop.base import dates, money
from ljfpa_desktop.services import event_list, figures, household, recent, setting, todo
from ljfpa_desktop.services.indicators import BY_CODE, Span
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.page import Deed, Page
from ljfpa_desktop.ui.widgets.cards import Card, StatTile, Todo, TodoList
from ljfpa_desktop.ui.widgets.charts import Bar, BarChart, Ring
from ljfpa_desktop.ui.widgets.states import scrolled

from .desk.first_steps import FirstSteps, Step
from .desk.recent_acts import RecentActs
from .settings_page import REMEMBERED

TONES = {"now": "red", "soon": "amber", "calm": "slate"}
SETTING_OF = {"backup": "backup", "second": "backup"}  # the section of 设置 a to-do leads to
ACTS = 5


class DeskPage(Page):
    """The first page of the day."""

    title = "工作台"
    manual = "desk"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._was_shown = False
        self.todos = TodoList("没有等着办的事，都办好了。")
        self.tiles: dict[str, StatTile] = {}
        self._tile_row = QHBoxLayout()
        self._tile_row.setSpacing(14)
        self.ring, self.chart, self.acts = Ring(), BarChart("元"), RecentActs()
        self.ring.setMinimumHeight(theme.scaled(150))
        self.steps = FirstSteps()
        self.paid = Card("今年每月发放", ("看报表", lambda: self._go("reports")))
        self.stack = QStackedWidget()
        self.stack.addWidget(scrolled(self._whole()))
        self.stack.addWidget(self.steps)
        self.body.addWidget(self.stack, 1)

    def _whole(self) -> QWidget:
        waiting = Card("待办")
        waiting.body.addWidget(self.todos)
        waiting.body.addStretch()
        covered = Card("特殊家庭走访", ("看名单", self._on_uncovered))
        covered.body.addWidget(self.ring)
        self.paid.body.addWidget(self.chart, 1)
        lately = Card("最近操作")
        lately.body.addWidget(self.acts)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for row, left, right in ((upper, waiting, covered), (lower, self.paid, lately)):
            row.setSpacing(14)
            row.addWidget(left, 5)
            row.addWidget(right, 2 if right is covered else 4)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addLayout(self._tile_row)
        box.addLayout(upper)
        box.addLayout(lower, 1)
        return whole

    def primary(self) -> Deed:
        """登记活动."""
        return Deed("登记活动", "plus", self._on_event)

    def deeds(self) -> Sequence[Deed]:
        """The other things done every day."""
        return (
            Deed("新增家庭", "user-plus", self._on_household, "Ctrl+J"),
            Deed("导入名册", "file-import", self._on_import, "Ctrl+I"),
            Deed("打印月报", "printer", lambda: self._go("reports"), "Ctrl+P", writes=False),
        )

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read all anew; only a word learned from a register changes nothing here."""
        if tables == {"learned_term"}:
            return
        today = dates.today()
        is_new = not household.summary(self.desk.db).households
        self.say(f"{today.year}年{today.month}月{today.day}日 星期{'一二三四五六日'[today.weekday()]}")
        if is_new:
            self._show_steps()
        else:
            self._show_figures()
        self.stack.setCurrentIndex(1 if is_new else 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Settings and backups change no table, so coming back reads anew."""
        super().showEvent(event)
        if self._was_shown:
            self.reload()
        self._was_shown = True

    def _show_steps(self) -> None:
        place = bool(setting.get(self.desk.db, "backup.second_place"))
        has_events = event_list.count(self.desk.db)[0] > 0
        self.steps.put(
            (
                Step(
                    "录入家庭", "把原来的表格导进来，看着改，改好再导；没有表格就一户一户新增。",
                    "导入名册", self._on_import,
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

    def _show_figures(self) -> None:
        found = todo.overview(self.desk.db)
        for code, name, unit, value in found.figures:
            words = "—" if value is None else f"{value:,.0f}"
            if code not in self.tiles:
                self.tiles[code] = StatTile(name, words, unit, partial(self._on_figure, code))
                self._tile_row.addWidget(self.tiles[code], 1)
            self.tiles[code].put(words, f"{unit} · {found.year}年")
        self.ring.put(found.covered, found.to_cover, f"{found.year}年已走访慰问")
        last = max([dates.today().month, *(m for m, fen in enumerate(found.paid_by_month, 1) if fen)])
        bars = [
            Bar(f"{m}月", fen / 100, money.show(fen).removesuffix(".00") if fen else "0")
            for m, fen in enumerate(found.paid_by_month[: max(last, 6)], 1)
        ]
        self.chart.put(bars)
        self.acts.put(recent.acts(self.desk.db, ACTS))
        self.todos.put(
            [
                Todo(t.sentence, "", t.button, partial(self._settle, t), TONES[t.weight])
                for t in todo.list_of(self.desk.db)
            ]
        )

    def _settle(self, waiting: todo.Todo) -> None:
        """Go to where it is settled."""
        if waiting.code == "visits":
            self._on_uncovered()
        else:
            self._go(waiting.page, SETTING_OF.get(waiting.code, ""))

    def _on_uncovered(self) -> None:
        """The special families not visited yet."""
        from ljfpa_desktop.ui.dialogs.rows_dialog import coverage_dialog

        today = dates.today()
        found = figures.coverage(self.desk.db, Span(date(today.year, 1, 1), date(today.year, 12, 31)))
        words = f"{today.year}年还没有走访慰问过的特殊家庭，走访后会自动从这里消失。"
        coverage_dialog(self.desk, found, words, self).open()

    def _go(self, page: str, section: str = "") -> None:
        if section:
            self.desk.memory.set(REMEMBERED, section)
        self.desk.open_page(page)

    def _on_figure(self, code: str) -> None:
        """The records behind a figure of the year."""
        from ljfpa_desktop.ui.dialogs.rows_dialog import rows_dialog

        value = next(v for c, _name, _unit, v in todo.overview(self.desk.db).figures if c == code)
        month = dates.today().strftime("%Y-%m")
        rows_dialog(self.desk, BY_CODE[code], month, "year", value, self).open()

    def _on_event(self) -> None:
        from ljfpa_desktop.ui.dialogs.event_dialog import EventDialog  # dialogs load when first used

        EventDialog(self.desk, None, self).open()

    def _on_household(self) -> None:
        from ljfpa_desktop.ui.dialogs.household_dialog import household_dialog

        dialog = household_dialog(self.desk, None, self)
        dialog.saved.connect(lambda record_id: self.desk.open_page("households", record_id))
        dialog.open()

    def _on_import(self) -> None:
        from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog

        ImportDialog(self.desk, "families", self).open()
