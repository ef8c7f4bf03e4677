"""The county's desk of the exchange: the board of its townships, packages, cases, computers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.exchange import board, enrol, membership
from ljfpa_desktop.exchange.board import Line
from ljfpa_desktop.exchange.enrol import JoinFacts
from ljfpa_desktop.exchange.membership import Machine
from ljfpa_desktop.services import passages
from ljfpa_desktop.ui import theme, worker
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.join_dialogs import CodeReadDialog, accept_dialog
from ljfpa_desktop.ui.widgets.banner import Banner
from ljfpa_desktop.ui.widgets.cards import small_button
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import ask_reason, show_failure, tell
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Filters, Row, Sort, Source, source_of

from .cases import Cases
from .doubles import Doubles, tab_words
from .give_one import give_one
from .moves import add_tab
from .passages import PassageList
from .places import PACKAGES, ask_file, ask_folder
from .tabs import add_list, bring_up
from .township import open_receive

STATES = ("正常", "逾期", "还没上报", "缺前一包", "未加入")
TONES = {"正常": "green", "逾期": "red", "还没上报": "amber", "缺前一包": "amber", "未加入": "slate"}
BOARD = (
    Column("name", "乡镇", width=104),
    Column("state", "状态", "pill", width=96, tone=lambda w: TONES.get(w, "slate")),
    Column("last_no", "最近第几号", "number", width=92),
    Column("last_at", "收到日期", "date", width=104),
    Column("days", "几天前", "number", width=72),
    Column("held", "等前一包", "number", width=82),
    Column("unconfirmed", "下发未确认(天)", "number", width=122),
    Column("cases", "待核对", "number", width=72),
    Column("closed", "月报结到", width=92),
    Column("app", "程序版本", width=118),
    Column("computers", "电脑", "number", width=60),
)
MACHINES = (
    Column("office_name", "单位", width=120),
    Column("name", "电脑", width=190),
    Column("no", "第几台", "number", width=76),
    Column("letters", "单号字母", width=110),
    Column("state", "状态", "pill", width=96, tone=lambda w: "green" if w == "在用" else "slate"),
    Column("revoked_on", "停用日期", "date", width=110),
    Column("why", "停用原因", width=220),
)


class County(QWidget):
    """Six tabs: 各乡镇, 数据包, 待核对, 重复核对, 电脑, 迁入迁出."""

    def __init__(self, desk: Desk, cases_changed: Callable[[int], None]) -> None:
        super().__init__()
        self.desk = desk
        self.lines: list[Line] = []
        self.machines: list[Machine] = []
        theme.mark(self, role="plain")
        self.banner = Banner()
        self.filters = FilterBar([Filter("state", "全部状态", [(s, s) for s in STATES])], words="乡镇名称")
        self.board = Table(
            Source(self._board_rows, lambda filters: len(self._chosen(filters))), BOARD, name="board",
            memory=desk.memory, unit="个乡镇",
        )  # fmt: skip
        self.board.view.setAccessibleName("各乡镇")
        self.filters.changed.connect(lambda values: self.board.filter_by(**values))
        self.passages = PassageList(desk, is_county=True)
        self.cases = Cases(desk, cases_changed)
        self.doubles = Doubles(desk)
        self.computers = Table(
            source_of(self._machine_rows, MACHINES), MACHINES, name="computers", memory=desk.memory,
            unit="台电脑", empty="还没有登记过电脑。",
        )  # fmt: skip
        self.computers.view.setAccessibleName("登记过的电脑")
        self._lay_out()

    def _lay_out(self) -> None:
        first = QWidget()
        theme.mark(first, role="plain")
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.filters)
        column.addWidget(self.board, 1)
        self.one_button = small_button("给一个乡镇单独下发…", self.give_one)
        self.one_button.setEnabled(not self.desk.read_only)
        column.addWidget(self.one_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.tabs = QTabWidget()
        for widget, title in (
            (first, "各乡镇"), (self.passages, "数据包"), (self.cases, "待核对"),
            (self.doubles, tab_words(0)), (self.computers, "电脑"),
        ):  # fmt: skip
            if isinstance(widget, Table):
                buttons = widget.buttons() if isinstance(widget, PassageList) else ()
                add_list(self.tabs, widget, title, buttons)
            else:
                self.tabs.addTab(widget, title)
        self.moves = add_tab(self.tabs, self.desk)
        self.tabs.tabBar().setAccessibleName("各乡镇、数据包、待核对、重复核对、电脑、迁入迁出")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addWidget(self.banner)
        box.addWidget(self.tabs, 1)
        self.setFocusProxy(self.board)

    def put(self, lines: list[Line]) -> None:
        """Show what stands now."""
        self.lines = lines
        self.machines = membership.machines(self.desk.db)
        self.board.filter_by(**self.filters.values())
        self.passages.put(passages.listed(self.desk.db))
        self.computers.reload()
        self.cases.reload()
        self.tabs.setTabText(3, tab_words(self.doubles.reload()))
        self.moves.reload()

    def show_cases(self, count: int) -> None:
        """How many cases wait, on the tab."""
        self.tabs.setTabText(2, f"待核对（{count}）" if count else "待核对")

    def _chosen(self, filters: Filters) -> list[Line]:
        words, state = str(filters.get("text") or ""), filters.get("state")
        return [x for x in self.lines if words in x.name and state in (None, x.state)]

    def _board_rows(self, offset: int, limit: int, sort: Sort, filters: Filters) -> Sequence[Row]:
        rows = [_board_row(x) for x in self._chosen(filters)]
        if sort:
            at = [c.key for c in BOARD].index(sort[0]) + 1
            rows.sort(key=lambda r: (r[at] is not None, r[at]), reverse=sort[1])
        return rows[offset : offset + limit]

    def _machine_rows(self) -> list[Row]:
        return [
            (
                m.key, m.office_name, f"{m.name}（本机）" if m.is_ours else m.name, m.no, m.letters,
                "已停用" if m.revoked_on else "在用", m.revoked_on or None, m.revoked_why,
            )
            for m in self.machines
        ]  # fmt: skip

    def give_all(self, *, everything: bool = False) -> None:
        """Packages for every township that joined, onto one stick or folder."""
        from ljfpa_desktop.exchange.pack import pack_all

        folder = ask_folder(self.desk, self, "下发的数据包放在哪里")
        if folder is None:
            return
        db, actor = self.desk.db, self.desk.actor
        made = self._work("正在生成", lambda: pack_all(db, actor, folder, everything=everything))
        if made is not None:
            self.desk.hub.announce(PACKAGES)
            words = (
                f"已生成 {len(made)} 个数据包，可以拔出U盘了。" if made else "还没有乡镇加入，先登记电脑。"
            )
            self.banner.say(words, "good" if made else "info")

    def give_one(self) -> None:
        """单独下发: one township, and what of it."""
        give_one(self.desk, self.lines, self.board.current_id(), self.banner, self)

    def take(self) -> None:
        """接收 from a folder the person chooses."""
        folder = ask_folder(self.desk, self, "从哪里接收（请选U盘或文件夹）")
        if folder is not None:
            open_receive(self.desk, folder, self, self.banner)

    def register(self) -> None:
        """登记电脑: a request, its code compared by phone, the answer beside it."""
        path = ask_file(self.desk, self, "选乡镇的加入申请文件")
        if path is None:
            return
        try:
            dialog = accept_dialog(self.desk, path, self)
        except Failure as failure:
            show_failure(self, failure)
            return
        before = {m.key for m in self.machines}
        dialog.saved.connect(lambda result: self._on_registered(result, before))
        dialog.open()

    def _on_registered(self, result: tuple[Path, JoinFacts], before: set[str]) -> None:
        answer, facts = result
        self.desk.hub.announce(PACKAGES)
        words = f"答复文件已写在申请文件旁边：{answer.name}。请交给乡镇，并把本县的核对码念给对方："
        self.banner.say(f"已登记。答复文件：{answer.name}{_beside(before, self.machines)}", "good")
        CodeReadDialog("已登记，请念核对码", words, facts.code, self).open()

    def stop(self) -> None:
        """停用电脑, with a reason."""
        bring_up(self.tabs, self.computers)
        machine = next((m for m in self.machines if m.key == self.computers.current_id()), None)
        if machine is None:
            tell(self, "请先在列表里选一台电脑。")
        elif machine.is_ours or machine.revoked_on:
            tell(self, "这是本机，不能停用。" if machine.is_ours else "这台电脑已经停用了。")
        else:
            self._ask_stop(machine)

    def _ask_stop(self, machine: Machine) -> None:
        words = (
            f"{machine.office_name}的“{machine.name}”停用以后，它再发来的数据包不接收；已收到的记录保留。"
            "它已经写好的数据包，请先接收再停用。电脑丢失、被盗或换新时停用。"
        )
        why = ask_reason(self, "停用电脑", words, yes="停用", danger=True)
        if not why:
            return
        try:
            enrol.revoke(self.desk.db, self.desk.actor, machine.key, why)
        except Failure as failure:
            show_failure(self, failure)
        else:
            self.desk.hub.announce(PACKAGES)
            self.banner.say(f"已停用{machine.office_name}的“{machine.name}”。", "good")

    def _work(self, title: str, do: Callable[[], Any]) -> Any:
        try:
            return worker.busy(self, title, lambda _progress: do())
        except Failure as failure:
            show_failure(self, failure)
        except worker.Cancelled:
            pass
        return None


def _beside(before: set[str], machines: Sequence[Machine]) -> str:
    """That an office has other computers in use beside the one just let in: one of them may be replaced."""
    offices = {m.office for m in machines if m.key not in before}
    others = [m for m in machines if m.office in offices and m.key in before and not m.revoked_on]
    if not others:
        return ""
    names = "、".join(f"“{m.name}”" for m in others)
    return f"。{others[0].office_name}还有{names}在用，换下来的请在“电脑”里停用。"


def _board_row(x: Line) -> Row:
    return (
        x.code, x.name, x.state, x.last_no or None, dates.local(x.last_at).date() if x.last_at else None,
        x.days, x.held or None, x.unconfirmed, x.cases or None, _month(x.closed), _version(x), x.computers,
    )  # fmt: skip


def _month(closed: str) -> str:
    return dates.month_label(closed) if closed else ""


def _version(x: Line) -> str:
    return f"{x.app}（要升级）" if x.is_older else x.app


def counts_line(lines: Sequence[board.Line]) -> str:
    """The line below the title."""
    joined = [x for x in lines if x.computers]
    late = sum(1 for x in joined if x.is_late)
    cases = sum(x.cases for x in lines)
    words = [f"{len(lines)} 个乡镇，{len(joined)} 个已加入"]
    words += [f"{late} 个逾期或还没上报"] if late else []
    words += [f"待核对 {cases} 处"] if cases else []
    return " · ".join(words)
