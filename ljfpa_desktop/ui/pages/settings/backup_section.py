"""备份: the last one, one more now, the second place, the list with its trial, and how to restore."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QFileDialog, QLabel

from ljfpa_desktop.base import dates, divisions, money
from ljfpa_desktop.base.errors import Failure, Refused
from ljfpa_desktop.base.lock import refuse_shared_place
from ljfpa_desktop.services import backup, setting
from ljfpa_desktop.ui import theme, worker
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

from .section import Facts, Section, row_of

T = TypeVar("T")
COLUMNS = (
    Column("made", "做成时间", width=170),
    Column("kind", "由来", "pill", width=110, tone=lambda t: "green" if t == "手动" else "slate"),
    Column("place", "在哪里", width=140),
    Column("size", "大小", width=120),
)
HOW = (
    "换电脑或数据损坏时怎样恢复：1 在要用的电脑上打开本程序，选“从备份恢复”；"
    "2 选U盘里的备份文件；3 输入账号和密码，忘了密码就输恢复码；4 核对户数和金额，对了就可以接着办公。"
)


class BackupSection(Section):
    """Backups of this office; each of the list can be tried without touching the office's data."""

    title = "备份"
    words = "每天关闭程序时、每次导入前都会自动备份。U盘上再存一份，电脑坏了也不怕。"
    icon = "database-export"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.facts = Facts()
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, name="backups", memory=desk.memory, unit="份",
            empty="还没有备份。点“现在备份”做第一份。",
        )  # fmt: skip
        self.table.view.setAccessibleName("备份列表")
        self.now = self.button("现在备份", "device-floppy", self._on_now, "primary")
        self.place = self.button("选第二处…", "folder-open", self._on_place)
        self.trial = self.button("恢复演练", "shield-check", self._on_trial)
        self.table.opened.connect(lambda: self._on_trial())
        how = QLabel(HOW)
        how.setWordWrap(True)
        theme.mark(how, role="quiet")
        self.body.addWidget(self.facts)
        self.body.addLayout(row_of(self.now, self.place, self.trial))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(how)

    def reload(self) -> None:
        """Read what there is, here and in the second place."""
        last = str(setting.get(self.desk.db, "backup.last"))
        self.facts.put("上次备份", told(datetime.fromisoformat(last)) if last else "还没有备份过")
        second = self._second()
        missing = "（没有插上或找不到）" if second and not second.is_dir() else ""
        unset = "没有设置：请选U盘或另一块硬盘上的文件夹"
        self.facts.put("第二处", f"{second}{missing}" if second else unset)
        self.table.reload()
        if self.table.current_id() is None:
            self.table.select_row(0)
        self.trial.setEnabled(self.table.current_id() is not None)

    def _second(self) -> Path | None:
        place = str(setting.get(self.desk.db, "backup.second_place"))
        return Path(place) if place else None

    def _rows(self) -> list[Row]:
        second = self._second()
        places = [("本机", self.desk.db.folder / "backups")]
        if second and second.is_dir():
            places.append(("第二处", second))
        found = [(line, place) for place, folder in places for line in backup.listed(folder)]
        found.sort(key=lambda pair: pair[0].made, reverse=True)
        return [
            (x.path, x.made.strftime("%Y-%m-%d %H:%M"), x.kind, place, f"{x.size / 2**20:.1f} 兆")
            for x, place in found
        ]

    def _on_now(self) -> None:
        facts = self._work("正在备份", lambda: backup.daily(self.desk.db, self.desk.actor, always=True))
        if facts is not None:
            first = facts.first
            words = f"备份已做好并核对：{first.households} 户，{first.persons} 人，{first.payments} 笔发放。"
            where = "第二处也存了一份。" if facts.second else facts.second_trouble
            self.banner.say(words + where, "doubt" if facts.second_trouble else "good")
        self.reload()

    def _on_trial(self) -> None:
        file = self.table.current_id()
        if file is None:
            return
        found = self._work("正在演练恢复", lambda: backup.inspect(file))
        if found is not None:
            counts = f"{found.households} 户、{found.persons} 人、{found.payments} 笔发放"
            self.banner.say(
                f"演练通过：{told(found.made_at)}的备份完整可用，是{divisions.name(found.office)}的，"
                f"有 {counts}，共 {money.show(found.amount_fen)}。",
                "good",
            )

    def _work(self, title: str, do: Callable[[], T]) -> T | None:
        try:
            return worker.busy(self, title, lambda _progress: do())
        except Failure as failure:
            self.banner.say(failure.sentence)
        except worker.Cancelled:
            self.banner.say("已取消。", "info")
        return None

    def _on_place(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选备份的第二处（U盘或另一块硬盘）")
        done = "第二处已设好，下次备份起存两份。"
        if chosen and self.attempt(lambda: self._take_place(Path(chosen)), done):
            self.reload()

    def _take_place(self, place: Path) -> None:
        refuse_shared_place(place)
        if place.resolve().is_relative_to(self.desk.db.folder.resolve()):
            raise Refused("第二处不能在本单位的数据文件夹里，电脑坏了会一起丢失。请选U盘或另一块硬盘。")
        setting.save(self.desk.db, self.desk.actor, {"backup.second_place": str(place)})


def told(moment: datetime) -> str:
    """A moment as people say it: 今天 12:02, or the date."""
    here = dates.local(moment)
    clock = here.strftime("%H:%M")
    days = (dates.today() - here.date()).days
    return {0: f"今天 {clock}", 1: f"昨天 {clock}"}.get(days, here.strftime("%Y-%m-%d %H:%M"))
