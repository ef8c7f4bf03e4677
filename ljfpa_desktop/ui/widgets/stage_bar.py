"""The way of a record through its stages: what is done, what is next, and the days beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from ljfpa_desktop.ui import theme

from .cards import empty, label


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name, whether it is done, and what is said below it."""

    name: str
    is_done: bool
    detail: str = ""


class StageBar(QFrame):
    """Stages from left to right; the first one not done is the current one."""

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, role="card")
        self.words: list[str] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(18, 10, 18, 10)
        self._row.setSpacing(10)

    def put(self, stages: Sequence[Stage]) -> None:
        """Replace what is shown."""
        empty(self._row)
        self.words = []
        current = next((n for n, stage in enumerate(stages) if not stage.is_done), len(stages))
        for number, stage in enumerate(stages):
            if number:
                arrow = QLabel()
                arrow.setPixmap(theme.pixmap("chevron-right", "faint", 16))
                self._row.addWidget(arrow, 0, Qt.AlignmentFlag.AlignVCenter)
            self._row.addWidget(self._one(stage, number == current), 1)
        self.setAccessibleName("进度：" + "，".join(self.words))

    def _one(self, stage: Stage, is_current: bool) -> QFrame:
        icon, token, said = (
            ("circle-check", "green", "已完成") if stage.is_done else ("circle", "faint", "未到")
        )
        if is_current:
            icon, token, said = "clock", "amber", "下一步"
        self.words.append(f"{stage.name}{said}")
        picture = QLabel()
        picture.setPixmap(theme.pixmap(icon, token, 22))
        name = label(stage.name, "strong" if stage.is_done or is_current else "quiet")
        detail = label(stage.detail or (said if is_current else ""), "quiet", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(detail)
        words.addStretch()
        cell = QFrame()
        theme.mark(cell, role="plain")
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return cell
