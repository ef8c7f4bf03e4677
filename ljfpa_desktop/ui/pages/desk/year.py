"""The year at a glance: what waits, the figures as doors, coverage, money month by month, the last acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ljfpa_desktop.base import dates, money
from ljfpa_desktop.exchange import reminders
from ljfpa_desktop.services import figures, recent, todo
from ljfpa_desktop.services.indicators import BY_CODE
from ljfpa_desktop.services.todo import Overview
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import OPEN_CASES, Desk
from ljfpa_desktop.ui.widgets.cards import Card, StatTile, Todo, TodoList
from ljfpa_desktop.ui.widgets.charts import Bar, BarChart, Ring

from .recent_acts import RecentActs

TONES = {"now": "red", "soon": "amber", "calm": "slate"}
SETTING_OF = {"backup": "backup", "second": "backup"}  # the section of 设置 a to-do leads to
ACTS = 5


class Year(QWidget):
    """All of 工作台 for an office with families; ``go(page, section)`` leads to other pages."""

    def __init__(self, desk: Desk, go: Callable[..., None]) -> None:
        super().__init__()
        self.desk, self._go = desk, go
        self.todos = TodoList("没有等着办的事，都办好了。")
        self.tiles: dict[str, StatTile] = {}
        self._tile_row = QHBoxLayout()
        self._tile_row.setSpacing(14)
        self.ring, self.chart, self.acts = Ring(), BarChart("元"), RecentActs()
        self.ring.setMinimumHeight(theme.scaled(150))
        waiting = Card("待办")
        waiting.body.addWidget(self.todos)
        waiting.body.addStretch()
        covered = Card("特殊家庭走访", ("看名单", self._on_uncovered))
        covered.body.addWidget(self.ring)
        paid = Card("今年每月发放", ("看报表", lambda: go("reports")))
        paid.body.addWidget(self.chart, 1)
        lately = Card("最近操作")
        lately.body.addWidget(self.acts)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for row, left, right in ((upper, waiting, covered), (lower, paid, lately)):
            row.setSpacing(14)
            row.addWidget(left, 5)
            row.addWidget(right, 2 if right is covered else 4)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addLayout(self._tile_row)
        box.addLayout(upper)
        box.addLayout(lower, 1)

    def read(self) -> None:
        """Count all anew and show it."""
        found = todo.overview(self.desk.db)
        self._put_figures(found)
        self.ring.put(found.covered, found.to_cover, f"{found.year}年已走访慰问")
        last = max([dates.today().month, *(m for m, fen in enumerate(found.paid_by_month, 1) if fen)])
        bars = [
            Bar(f"{m}月", fen / 100, money.show(fen).removesuffix(".00") if fen else "0")
            for m, fen in enumerate(found.paid_by_month[: max(last, 6)], 1)
        ]
        self.chart.put(bars)
        self.acts.put(recent.acts(self.desk.db, ACTS))
        self.todos.put(self._todos(found))

    def _todos(self, found: Overview) -> list[Todo]:
        """What waits here and in the exchange, the most pressing first."""
        lines = [
            (t.weight, Todo(t.sentence, "", t.button, partial(self._settle, t), TONES[t.weight]))
            for t in found.todos
        ]
        lines += [
            (w.weight, Todo(w.sentence, "", w.button, partial(self._to_exchange, w.code), TONES[w.weight]))
            for w in reminders.waiting(self.desk.db)
        ]
        return [line for _weight, line in sorted(lines, key=lambda pair: list(TONES).index(pair[0]))]

    def _to_exchange(self, code: str) -> None:
        """Go to the exchange: for cases, what the county asks and families that move to their list."""
        self.desk.memory.set(OPEN_CASES, code if code in ("cases", "duties", "doubles", "moves") else "")
        self._go("exchange")

    def _put_figures(self, found: Overview) -> None:
        for code, name, unit, value in found.figures:
            words = "—" if value is None else f"{value:,.0f}"
            if code not in self.tiles:
                self.tiles[code] = StatTile(name, words, unit, partial(self._on_figure, code))
                self._tile_row.addWidget(self.tiles[code], 1)
            self.tiles[code].put(words, f"{unit} · {found.year}年")

    def _settle(self, waiting: todo.Todo) -> None:
        """Go to where it is settled."""
        if waiting.code == "visits":
            self._on_uncovered()
        elif waiting.code == "follow_ups":
            self._on_follow_ups()
        elif waiting.code == "plausible":
            self._on_plausible()
        elif waiting.code in ("duties", "doubles"):
            self._to_exchange(waiting.code)
        elif waiting.code in todo.MOVES:
            self._to_exchange("moves")
        else:
            self._go(waiting.page, SETTING_OF.get(waiting.code, ""))

    def _on_uncovered(self) -> None:
        """The special families not visited yet."""
        from ljfpa_desktop.ui.dialogs.rows_dialog import coverage_dialog

        today = dates.today()
        found = figures.coverage(self.desk.db, todo.year_so_far(today.year))
        words = f"{today.year}年还没有走访慰问过的特殊家庭，走访后会自动从这里消失。"
        coverage_dialog(self.desk, found, words, self).open()

    def _on_follow_ups(self) -> None:
        """What is still to be done after births, deaths, marriages ..."""
        from ljfpa_desktop.ui.dialogs.follow_dialog import FollowDialog

        FollowDialog(self.desk, self).open()

    def _on_plausible(self) -> None:
        """What cannot be so, or hardly."""
        from ljfpa_desktop.ui.dialogs.plausible_dialog import open_plausible

        open_plausible(self.desk, self)

    def _on_figure(self, code: str) -> None:
        """The records behind a figure of the year."""
        from ljfpa_desktop.ui.dialogs.rows_dialog import rows_dialog

        value = next(v for c, _name, _unit, v in todo.overview(self.desk.db).figures if c == code)
        month = dates.today().strftime("%Y-%m")
        rows_dialog(self.desk, BY_CODE[code], month, "year", value, self).open()
