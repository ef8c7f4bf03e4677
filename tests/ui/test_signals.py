from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from ljfpa_desktop.ui.signals import Hub


class Committed:
    def __init__(self) -> None:
        self.after_commit: list[Callable[[frozenset[str]], Any]] = []

    def commit(self, *tables: str) -> None:
        for listener in self.after_commit:
            listener(frozenset(tables))


def test_a_commit_is_told_once(qtbot: QtBot) -> None:
    hub, db = Hub(), Committed()
    hub.listen_to(db)
    with qtbot.waitSignal(hub.changed) as told:
        db.commit("household", "membership")
    assert told.args == [frozenset({"household", "membership"})]


def test_a_commit_of_a_worker_arrives_in_the_windows_thread(qtbot: QtBot) -> None:
    hub, db = Hub(), Committed()
    hub.listen_to(db)
    seen: list[tuple[frozenset[str], bool]] = []

    class Listener(Hub):
        def hear(self, tables: frozenset[str]) -> None:
            seen.append((tables, QThread.currentThread() is self.thread()))

    listener = Listener()
    hub.changed.connect(listener.hear)
    worker = threading.Thread(target=db.commit, args=("payment",))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(frozenset({"payment"}), True)]


def test_after_letting_go_nothing_is_told(qtbot: QtBot) -> None:
    hub, db = Hub(), Committed()
    hub.listen_to(db)
    hub.let_go_of(db)
    with qtbot.assertNotEmitted(hub.changed, wait=20):
        db.commit("payment")
