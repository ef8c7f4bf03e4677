from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.ui import worker
from ljfpa_desktop.ui.worker import BusyDialog, Cancelled, Progress


def test_work_is_done_in_another_thread_and_its_result_comes_back(qtbot: QtBot) -> None:
    results: list[Any] = []
    threads: list[int] = []

    def work(progress: Progress) -> int:
        threads.append(threading.get_ident())
        progress.step(1, 1)
        return 42

    job = worker.run(work, results.append, lambda e: pytest.fail(str(e)))
    qtbot.waitUntil(lambda: bool(results))
    assert results == [42]
    assert threads[0] != threading.get_ident()
    job.stop()


def test_a_failure_comes_back_as_it_was_raised(qtbot: QtBot) -> None:
    failures: list[Exception] = []

    def work(_progress: Progress) -> None:
        raise Refused("这个月已经结账。")

    worker.run(work, lambda _: pytest.fail("done"), failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], Refused)
    assert failures[0].sentence == "这个月已经结账。"


def test_the_busy_window_shows_progress_and_gives_the_result(qtbot: QtBot) -> None:
    seen: list[tuple[int, int, str]] = []

    def work(progress: Progress) -> str:
        for n in range(1, 4):
            progress.step(n, 3, f"已导入 {n} 户")
        return "好"

    dialog = BusyDialog("正在导入", work)
    qtbot.addWidget(dialog)
    dialog.job.stepped.connect(lambda *step: seen.append(step))
    assert dialog.carry_out() == "好"
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[-1] == (3, 3, "已导入 3 户")
    assert dialog.bar.value() == 3
    assert dialog.sentence.text() == "已导入 3 户"


def test_cancelling_stops_the_work_at_its_next_step(qtbot: QtBot) -> None:
    rolled_back = threading.Event()

    def work(progress: Progress) -> None:
        try:
            while True:
                progress.step(1, 100)
                threading.Event().wait(0.005)
        except Cancelled:
            rolled_back.set()
            raise

    dialog = BusyDialog("正在导入", work)
    qtbot.addWidget(dialog)
    QTimer.singleShot(60, dialog.cancel_button.click)
    with pytest.raises(Cancelled):
        dialog.carry_out()
    assert rolled_back.is_set()


def test_a_failure_of_busy_work_is_raised(qtbot: QtBot) -> None:
    def work(_progress: Progress) -> None:
        raise Refused("文件里没有一行数据。")

    with pytest.raises(Refused, match="没有一行"):
        worker.busy(None, "正在读取", work)
