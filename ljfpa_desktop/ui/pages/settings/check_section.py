"""检查: whether everything stands as it was written, told in plain words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.exchange import fold
from ljfpa_desktop.services import check
from ljfpa_desktop.ui import theme, worker
from ljfpa_desktop.ui.desk import Desk

from .backup_section import told
from .section import Section, row_of

LOOKED_AT = (
    "数据文件每一页都能读出来，记录之间对得上",
    "操作记录一步接一步，没有被删改",
    "附件和打印过的文书一件不少",
    "搜索能找到每一户",
    "资料与封存上报的记录一致",
)


class CheckSection(Section):
    """One button; below it what was looked at, and each fault as a sentence with what to do."""

    title = "检查"
    words = "检查数据有没有损坏、有没有被人绕过程序改动。平时不用做；电脑断电、中毒或移交前做一次。"
    icon = "clipboard-check"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.go = self.button("现在检查", "refresh", self._on_go, "primary")
        self.go.setEnabled(True)  # it changes nothing
        self.lines = QWidget()
        theme.mark(self.lines, role="plain")
        self._box = QVBoxLayout(self.lines)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self.body.addLayout(row_of(self.go))
        self.body.addWidget(self.lines)
        self.body.addStretch()
        for sentence in LOOKED_AT:
            self._tell("circle", "faint", sentence)

    def sentences(self) -> list[str]:
        """What is told, line by line."""
        return [label.text() for label in self.lines.findChildren(QLabel) if label.text()]

    def _on_go(self) -> None:
        try:
            facts, faults = worker.busy(self, "正在检查", lambda _progress: _checked(self.desk.db))
        except worker.Cancelled:
            return
        except Failure as failure:
            self.banner.say(failure.sentence)
            return
        self._clear()
        when = told(dates.now())
        if faults:
            self.banner.say(f"{when}检查，发现 {len(faults)} 个问题，请按下面说的办。")
            for fault in faults:
                self._tell("alert-circle", "red", fault)
            return
        self.banner.say(
            f"{when}检查，一切正常："
            f"{facts.acts:,} 次操作、{facts.changes:,} 条修改、{facts.files:,} 个文件。",
            "good",
        )
        for sentence in LOOKED_AT:
            self._tell("circle-check", "green", sentence)

    def _clear(self) -> None:
        while (item := self._box.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()

    def _tell(self, icon: str, token: str, sentence: str) -> None:
        line = QWidget()
        theme.mark(line, role="plain")
        picture, words = QLabel(), QLabel(sentence)
        picture.setPixmap(theme.pixmap(icon, token))
        words.setWordWrap(True)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        self._box.addWidget(line)


def _checked(db: Database) -> tuple[check.CheckFacts, list[str]]:
    found = check.check(db)
    return found, [*found.faults, *fold.faults(db)]
