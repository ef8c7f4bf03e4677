"""最近操作: who did what and when, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.services.recent import ActLine
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.widgets.cards import empty, label

TOLD = {"print": "打印", "export": "导出", "view": "查看", "import": "导入", "backup": "备份", "undo": "撤销"}


def ago(moment: datetime, now: datetime) -> str:
    """When it was, as people say it: 刚才, 12 分钟前, 今天 09:30, 昨天 16:05, 5月3日."""
    minutes = int((now - moment).total_seconds() // 60)
    here, today = dates.local(moment), dates.local(now).date()
    if 0 <= minutes < 60:
        return "刚才" if minutes < 1 else f"{minutes} 分钟前"
    days = (today - here.date()).days
    if days < 2:
        return f"{'昨天' if days == 1 else '今天'} {here:%H:%M}"
    return f"{here.month}月{here.day}日"


class RecentActs(QWidget):
    """Lines of when, who and what."""

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.shown: list[tuple[str, str, str]] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(9)

    def put(self, acts: Sequence[ActLine]) -> None:
        """Replace what is shown."""
        empty(self._box)
        now = dates.now()
        self.shown = [(ago(a.at, now), a.actor, a.words) for a in acts]
        for when, who, words in self.shown:
            line = QWidget()
            theme.mark(line, role="plain")
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(10)
            time, person, what = label(when, "quiet"), label(who, "quiet"), label(words, "value")
            time.setFixedWidth(theme.scaled(82))
            what.setToolTip(words)
            what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            row.addWidget(time)
            row.addWidget(what, 1)
            row.addWidget(person)
            self._box.addWidget(line)
        self._box.addStretch()
