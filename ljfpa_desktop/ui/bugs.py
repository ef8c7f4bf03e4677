"""What nobody caught: a failure is said, a bug of ours opens a window that says what to send."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Failure

from .errors import log, without_data
from .theme import mark
from .widgets.question import Question


class BugWindow(QDialog):
    """Says that the fault is ours, that nothing saved is lost, and what to send."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出了问题")
        self.setMinimumSize(620, 420)
        heading = QLabel("程序出了问题，刚才这一步没有完成")
        mark(heading, role="title")
        words = QLabel(
            "已经保存的内容不受影响，可以继续工作。请点“复制”，把下面的内容发给县计生协的系统管理员；其中没有姓名、证件号和金额。"
        )
        words.setWordWrap(True)
        mark(words, role="subtitle")
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setAccessibleName("问题报告")
        copy = QPushButton("复制")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        go_on = QPushButton("继续工作")
        mark(go_on, kind="primary")
        go_on.setDefault(True)
        go_on.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(copy)
        foot.addWidget(go_on)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        for widget in (heading, words, self.report):
            box.addWidget(widget)
        box.addLayout(foot)


class BugHook(QObject):
    """Catches what nobody caught, in any thread: logs it and opens one `BugWindow`."""

    happened = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window: BugWindow | None = None
        self.said: Question | None = None
        self.happened.connect(self.report, Qt.ConnectionType.QueuedConnection)  # never inside a paint

    def install(self) -> None:
        """Take the place of Python's hooks."""
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: self.happened.emit(args.exc_value)

    def _on_exception(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        self.happened.emit(error)

    def report(self, error: BaseException) -> None:
        """A failure nobody placed is said; a bug is logged and opens the window, unless one is open."""
        if isinstance(error, Failure):
            self.said = Question(None, "没有办成", error.sentence, icon=("alert-triangle", "amber"))
            self.said.open()
            return
        text = without_data(error)
        log.error("%s", text)
        if self.window is None or not self.window.isVisible():
            self.window = BugWindow(text)
            self.window.open()
