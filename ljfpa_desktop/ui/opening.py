"""From the start of the program to its window: one instance, first start, login, and the desk."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from ljfpa_desktop.base import dates, paths
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Failure, Refused
from ljfpa_desktop.base.keys import Slots
from ljfpa_desktop.base.lock import OfficeLock
from ljfpa_desktop.services import backup, office, search, setting, sheet, todo
from ljfpa_desktop.ui import errors, theme
from ljfpa_desktop.ui.bugs import BugHook
from ljfpa_desktop.ui.desk import Desk, Hit, Standing
from ljfpa_desktop.ui.main_window import PAGES, MainWindow

Opened = tuple[Database, Actor, OfficeLock]
DEMO = "demo.json"
ROOMY = 1440


def run(folder: Path | None, make_demo: Callable[[Path], None]) -> int:
    """Open the window on the office in ``folder`` (or the only one here); returns the exit code."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("ljfpa")
    theme.install(app)
    errors.log_to(paths.data_root() / "log")
    hook = BugHook(app)
    hook.install()
    place, opened = folder or paths.only_office(), None
    if place is None:
        place, opened = _first_start(make_demo)
    if place is None or (opened is None and raise_first_window(place)):
        return 0
    opened = opened or _open(place)
    if opened is None:
        return 1
    window = show(opened)
    server = listen(place, window)
    code = app.exec()
    server.close()
    return code


def _first_start(make_demo: Callable[[Path], None]) -> tuple[Path | None, Opened | None]:
    from ljfpa_desktop.ui.dialogs.first_start_dialog import FirstStartDialog

    def demo() -> Path:
        place = paths.data_root() / "demo"
        if not (place / office.DATABASE).exists():
            make_demo(place)
        return place

    dialog = FirstStartDialog(demo)
    done = dialog.exec() == QDialog.DialogCode.Accepted
    return (dialog.folder, dialog.opened) if done else (None, None)


def _open(folder: Path) -> Opened | None:
    """Open a demo office with its own password, a real one by asking for it."""
    from ljfpa_desktop.ui.dialogs.login_dialog import LoginDialog

    try:
        if (folder / DEMO).exists():
            return open_demo(folder)
        if not (folder / office.DATABASE).exists():
            raise Refused(f"“{folder}”里没有单位数据，请检查文件夹。")
        dialog = LoginDialog(folder, "单位数据", Slots(folder).users())
        return dialog.opened if dialog.exec() == QDialog.DialogCode.Accepted else None
    except Failure as e:
        QMessageBox.warning(None, "没有打开", e.sentence)
        return None


def open_demo(folder: Path) -> Opened:
    """Open a demo office with the password kept in its folder."""
    demo = json.loads((folder / DEMO).read_text("utf-8"))
    return office.open_office(folder, demo["login"], demo["password"])


def show(opened: Opened) -> MainWindow:
    """The window on an open office; closing it makes the day's backup and lets go of the file."""
    db, actor, lock = opened
    desk = make_desk(db, actor)
    mode = str(setting.get(db, "look.mode"))
    app = QApplication.instance()
    if isinstance(app, QApplication) and mode != "light":
        theme.install(app, contrast="contrast" in mode, large="large" in mode)
    window = MainWindow(desk, PAGES)
    window.closing = lambda: _let_go(desk, lock)
    room = window.screen().availableGeometry()
    if room.width() < ROOMY:
        window.showMaximized()  # with frame and task bar nothing else fits a 1366 x 768 screen
    else:
        window.show()
    QTimer.singleShot(200, theme.load_rare_fonts)
    return window


def _let_go(desk: Desk, lock: OfficeLock) -> None:
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
    facts = office.facts(db)
    desk = Desk(
        db,
        actor,
        memory=SettingMemory(db, actor),
        is_demo=facts.is_demo,
        standing=lambda: standing(db, actor),
        find=lambda text: [_hit(h) for h in search.find(db, text, limit=30)],
        found=("households",),
    )
    desk.hub.listen_to(db)
    return desk


def _hit(found: search.Hit) -> Hit:
    whose = f"{found.head_name}家" if found.head_name else ""
    detail = " · ".join(x for x in (whose, found.village, found.household_no) if x)
    return Hit(found.household_id, found.name, detail, found.reason, found.marks)


def standing(db: Database, actor: Actor) -> Standing:
    """What the status bar says now."""
    facts, today = office.facts(db), dates.today()
    last = str(setting.get(db, "backup.last"))
    with db.read() as s:
        closed = sheet.closed_in(s, today)
    waits = [t for t in todo.list_of(db) if t.weight == "now"]
    return Standing(
        office=facts.name + "计生协",
        user=actor.name,
        month=f"{today.year}年{today.month}月（{'已结账' if closed else '未结账'}）",
        backup=backup.when_words(last),
        lamp="amber" if waits else "green",
        lamp_text=f"有 {len(waits)} 件事等着办" if waits else "一切正常",
    )


def _channel(folder: Path) -> str:
    return "ljfpa-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def raise_first_window(folder: Path) -> bool:
    """Ask a program that has this office open to come to the front; whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(_channel(folder))
    if not socket.waitForConnected(300):
        return False
    socket.write(b"raise")
    socket.waitForBytesWritten(300)
    socket.disconnectFromServer()
    return True


def listen(folder: Path, window: MainWindow) -> QLocalServer:
    """Come to the front when a second start asks for it."""
    QLocalServer.removeServer(_channel(folder))
    server = QLocalServer(window)

    def on_asked() -> None:
        server.nextPendingConnection()
        window.showNormal()
        window.raise_()
        window.activateWindow()

    server.newConnection.connect(on_asked)
    server.listen(_channel(folder))
    return server
