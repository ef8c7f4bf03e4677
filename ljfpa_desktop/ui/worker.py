"""Long work beside the window: a thread, a progress bar, and a cancel that leaves nothing half done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from .theme import mark


class Cancelled(Exception):
    """Raised inside the work by `Progress.step` after a person cancelled."""


class Progress:
    """What the work is given: it reports steps, and learns from them that it was cancelled."""

    def __init__(self, report: Callable[[int, int, str], None] = lambda *_: None) -> None:
        self._report = report
        self._stop = threading.Event()
        self._last = 0.0

    def step(self, done: int, total: int = 0, text: str = "") -> None:
        """Say how far it is (total 0: unknown). Raises Cancelled; the work's transaction then rolls back."""
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last > 0.05 or done >= total:
            self._last = now
            self._report(done, total, text)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()


class Job(QThread):
    """One piece of work in its own thread; exactly one of done, failed, cancelled comes after it."""

    stepped = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, work: Callable[[Progress], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._ending: Callable[[], None] = self.cancelled.emit
        self.progress = Progress(self.stepped.emit)
        self.finished.connect(self._end)

    def run(self) -> None:
        """Called by Qt in the other thread."""
        try:
            result = self._work(self.progress)
        except Cancelled:
            return
        except Exception as failure:  # whatever it is, the window's thread deals with it
            self._ending = lambda kept=failure: self.failed.emit(kept)
        else:
            self._ending = lambda: self.done.emit(result)

    def _end(self) -> None:
        self._ending()

    def stop(self) -> None:
        """Cancel and wait for the end."""
        self.progress.cancel()
        self.wait()


_running: set[Job] = set()


def run(
    work: Callable[[Progress], Any],
    done: Callable[[Any], None],
    failed: Callable[[Exception], None],
    parent: QObject | None = None,
) -> Job:
    """Run ``work(progress)`` in a thread; then ``done(result)`` or ``failed(error)`` in the window's."""
    job = Job(work, parent)
    _running.add(job)
    job.done.connect(done)
    job.failed.connect(failed)
    job.finished.connect(lambda: _running.discard(job))
    job.start()
    return job


class BusyDialog(QDialog):
    """Shows long work; a person can cancel it. Appears only when the work takes a moment."""

    def __init__(self, title: str, work: Callable[[Progress], Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)
        heading = QLabel(title)
        mark(heading, role="section")
        self.sentence = QLabel("正在准备……")
        mark(self.sentence, role="quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName("进度")
        self.cancel_button = QPushButton("取消")
        self.cancel_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.cancel_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        for widget in (heading, self.sentence, self.bar):
            box.addWidget(widget)
        box.addLayout(foot)
        self.result_value: Any = None
        self.failure: Exception | None = None
        self.job = Job(work, self)
        self.job.stepped.connect(self._on_stepped)
        self.job.done.connect(self._on_done)
        self.job.failed.connect(self._on_failed)
        self.job.cancelled.connect(lambda: self.done(QDialog.DialogCode.Rejected))

    def _on_stepped(self, done: int, total: int, text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(min(done, total))
        if text:
            self.sentence.setText(text)

    def _on_done(self, result: Any) -> None:
        self.result_value = result
        self.accept()

    def _on_failed(self, failure: Exception) -> None:
        self.failure = failure
        self.done(QDialog.DialogCode.Rejected)

    def reject(self) -> None:
        """Cancel; the window closes when the work has let go of everything."""
        self.cancel_button.setEnabled(False)
        self.sentence.setText("正在取消，已做的会全部退回……")
        self.job.progress.cancel()

    def carry_out(self) -> Any:
        """Do the work. The result, or its exception raised; `Cancelled` when a person cancelled."""
        QTimer.singleShot(0, self.job.start)
        accepted = self.exec() == QDialog.DialogCode.Accepted
        self.job.wait()
        if accepted:
            return self.result_value
        raise self.failure or Cancelled


def busy(parent: QWidget | None, title: str, work: Callable[[Progress], Any]) -> Any:
    """Do ``work(progress)`` behind a progress window. Returns its result or raises its error or Cancelled."""
    return BusyDialog(title, work, parent).carry_out()
