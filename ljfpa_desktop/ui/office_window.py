"""The window of an open office: what its pages work with, what the status bar says, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.base.lock import OfficeLock
from ljfpa_desktop.services import office, setting
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk, Hit, Standing
from ljfpa_desktop.ui.first_paint import after_first_paint
from ljfpa_desktop.ui.main_window import PAGES, MainWindow

Opened = tuple[Database, Actor, OfficeLock]
ROOMY = 1440


def show(opened: Opened) -> MainWindow:
    """The window on an open office; closing it makes the day's backup and lets go of the file."""
    db, actor, lock = opened
    desk = make_desk(db, actor)
    mode = str(setting.get(db, "look.mode"))
    app = QApplication.instance()
    if isinstance(app, QApplication) and mode != "light":
        theme.install(app, contrast="contrast" in mode, large="large" in mode)
    window = MainWindow(desk, PAGES, _greeting(db, actor))
    window.closing = lambda: _let_go(desk, lock)
    room = window.screen().availableGeometry()
    if room.width() < ROOMY:
        window.showMaximized()  # with frame and task bar nothing else fits a 1366 x 768 screen
    else:
        window.show()
    QTimer.singleShot(200, theme.load_rare_fonts)
    after_first_paint(window, lambda: _look_at_the_fence(window))
    return window


def _look_at_the_fence(window: MainWindow) -> None:
    """Say when these data were restored or copied from another computer, before anything is given away."""
    desk = window.desk
    if not office.has_exchange(desk.db):
        return  # never joined: there is nothing to guard, and nothing to load
    from ljfpa_desktop.exchange import fencing

    try:
        window.banner.say(fencing.check(desk.db, desk.actor), "doubt")
    except Failure as failure:
        window.banner.say(failure.sentence)


def _let_go(desk: Desk, lock: OfficeLock) -> None:
    from ljfpa_desktop.services import backup  # not needed before the end

    desk.hub.let_go_of(desk.db)
    try:
        done = backup.daily(desk.db, desk.actor)
        if done and done.second_trouble:
            QMessageBox.warning(None, "第二处没有备份", done.second_trouble)
    except Failure as e:
        QMessageBox.warning(None, "今天的备份没有做成", e.sentence)
    desk.db.close()
    lock.release()


class SettingMemory:
    """Small choices kept among the office's settings: columns shown, last values, the printer."""

    def __init__(self, db: Database, actor: Actor) -> None:
        self._db, self._actor = db, actor
        self._kept: dict[str, Any] = dict(setting.get(db, "lists.columns"))

    def get(self, key: str, default: Any = None) -> Any:
        """The remembered value."""
        return self._kept.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Remember a value that JSON can hold."""
        if self._kept.get(key) != value:
            self._kept[key] = value
            setting.remember(self._db, self._actor, "lists.columns", self._kept)


def make_desk(db: Database, actor: Actor) -> Desk:
    """What the pages work with: the office, who acts, the search and the status."""
    desk = Desk(
        db,
        actor,
        memory=SettingMemory(db, actor),
        is_demo=office.facts(db).is_demo,
        standing=lambda: standing(db, actor),
        find=lambda text: find(db, text),
        found=("households",),
    )
    desk.hub.listen_to(db)
    return desk


def find(db: Database, text: str) -> Sequence[Hit]:
    """What the search box shows."""
    from ljfpa_desktop.services import search  # loaded when something is typed, or behind the first paint

    hits: list[Hit] = []
    for found in search.find(db, text, limit=30):
        whose = f"{found.head_name}家" if found.head_name else ""
        detail = " · ".join(x for x in (whose, found.village, found.household_no) if x)
        hits.append(Hit(found.household_id, found.name, detail, found.reason, found.marks))
    return hits


def _greeting(db: Database, actor: Actor) -> Standing:
    """What the status bar says before anything was counted."""
    return Standing(_place(office.facts(db)), actor.name, lamp="waiting", lamp_text="正在统计……")


def _place(facts: office.OfficeFacts) -> str:
    return facts.name + "计生协"


def standing(db: Database, actor: Actor) -> Standing:
    """What the status bar says now."""
    from ljfpa_desktop.exchange import reminders  # it counts, as do these: nothing before the first paint
    from ljfpa_desktop.services import sheet, todo

    facts, today = office.facts(db), dates.today()
    last = str(setting.get(db, "backup.last"))
    with db.read() as s:
        closed = sheet.closed_in(s, today)
    waits = todo.pressing(db) + reminders.pressing(db)
    return Standing(
        office=_place(facts),
        user=actor.name,
        month=f"{today.year}年{today.month}月（{'已结账' if closed else '未结账'}）",
        backup=dates.when_words(last),
        package=reminders.status_words(db),
        lamp="amber" if waits else "green",
        lamp_text=f"有 {waits} 件事等着办" if waits else "一切正常",
    )
