"""接收: the packages on a stick, what the chosen one would do, and taking one or all of them in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base import dates, money
from ljfpa_desktop.base.errors import Doubt, Failure
from ljfpa_desktop.exchange import inbox
from ljfpa_desktop.exchange.file.refusal import PackageRefused
from ljfpa_desktop.exchange.inbox import Arrival
from ljfpa_desktop.exchange.unpack import Unpacked, unpack
from ljfpa_desktop.ui import theme, worker
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.exchange_words import content_words
from ljfpa_desktop.ui.widgets.banner import Banner, Doubts
from ljfpa_desktop.ui.widgets.cards import Facts, label
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

T = TypeVar("T")
TONES = {
    "可以接收": "blue", "本单位报县的": "violet", "已接收过": "slate", "打不开": "red", "已接收": "green",
    "没有接收": "red",
}  # fmt: skip
COLUMNS = (
    Column("state", "状态", "pill", width=124, tone=lambda w: TONES.get(w, "slate")),
    Column("sender", "来自", width=96),
    Column("no", "第几号", "number", width=66),
    Column("code", "核对码", width=124),
    Column("written", "文件时间", width=140),
    Column("words", "结果", width=330, sortable=False),
)


class ReceiveDialog(QDialog):
    """The list above, the trial of the current package below; ``received`` counts what was taken in."""

    def __init__(self, desk: Desk, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("接收数据包")
        self.resize(theme.scaled(960), theme.scaled(600))
        self.desk, self.folder = desk, folder
        self.received: list[Unpacked] = []
        self.arrivals: list[Arrival] = inbox.look_through(desk.db, folder)
        self._said: dict[Path, tuple[str, str]] = {}
        self._settled: set[Path] = set()
        self.tried: Path | None = None
        self.banner = Banner()
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, unit="个文件",
            empty=f"“{folder}”里没有数据包。请检查U盘，或换一个文件夹。",
        )  # fmt: skip
        self.table.view.setAccessibleName("找到的数据包")
        self.facts, self.doubts = Facts(), Doubts()
        self.table.opened.connect(lambda: self.look())
        self.table.current_changed.connect(lambda: self._forget())
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 18)
        box.setSpacing(10)
        box.addWidget(label("接收数据包", "section"))
        box.addWidget(label("先看一看会有什么变化，再确认接收。同一个数据包接收几次都不会重复。", "quiet"))
        for widget in (self.banner, self.table, self.facts, self.doubts):
            box.addWidget(widget, 1 if widget is self.table else 0)
        box.addSpacing(6)
        box.addLayout(self._foot())
        self.table.reload()
        self.table.select_row(0)
        self.table.view.setFocus()
        self._forget()

    def _foot(self) -> QHBoxLayout:
        self.try_button = self._button("看一看", "eye", self.look)
        self.take_button = self._button("确认接收", "check", self.take, "primary")
        self.all_button = self._button("全部接收", "download", self.take_all)
        self.all_button.setVisible(sum(a.state == "new" for a in self.arrivals) > 1)
        close = self._button("关闭", "x", self.accept)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.all_button)
        foot.addStretch()
        for button in (close, self.try_button, self.take_button):
            foot.addWidget(button)
        return foot

    def _button(self, text: str, icon: str, do: Callable[[], object], kind: str = "plain") -> QPushButton:
        made = QPushButton(theme.icon(icon, "on-primary" if kind == "primary" else "ink"), f" {text}")
        made.setAccessibleName(text)
        made.setAutoDefault(False)
        theme.mark(made, kind=kind)
        made.clicked.connect(lambda: do())
        return made

    def _rows(self) -> list[Row]:
        return [self._row(number, a) for number, a in enumerate(self.arrivals)]

    def _row(self, number: int, a: Arrival) -> Row:
        written = dates.local(a.written).strftime("%Y-%m-%d %H:%M") if a.written else None
        known = inbox.WORDS[a.state] if a.state != "other" else a.words
        state, words = self._said.get(a.path, (known, a.words if a.state == "bad" else ""))
        return (number, state, a.sender or a.path.name, a.no or None, a.code, written, words)

    @property
    def current(self) -> Arrival | None:
        """The file the keyboard stands on."""
        number = self.table.current_id()
        return None if number is None else self.arrivals[number]

    def _forget(self) -> None:
        """Another file: nothing is tried yet."""
        self.tried = None
        self.facts.put(())
        self.facts.hide()
        self.doubts.show_warnings(())
        self.banner.say("")
        now = self.current
        can = now is not None and now.state not in ("bad", "ours") and now.path not in self._settled
        self.try_button.setEnabled(can)
        self.take_button.setEnabled(False)

    def look(self) -> None:
        """Try the current package and show what it would do; nothing is changed."""
        now = self.current
        if now is None or not self.try_button.isEnabled():
            return
        db, actor = self.desk.db, self.desk.actor
        found = self._work("正在试算", lambda: inbox.preview(db, actor, now.path))
        if found is None:
            return
        done, doubt = found
        self.tried = now.path
        self.facts.put(preview_of(done, now))
        self.facts.show()
        self._show_doubt(doubt)
        self.take_button.setEnabled(not self.desk.read_only)
        self.take_button.setFocus()

    def _show_doubt(self, doubt: Doubt | None) -> None:
        self.doubts.show_warnings(doubt.warnings if doubt else ())
        if doubt:
            self.banner.say("这个数据包有地方要先核对。情况属实的，写明理由再确认接收。", "doubt")

    def take(self) -> None:
        """Take in the package that was tried."""
        now = self.current
        if now is None or self.tried != now.path:
            return
        given = dict(self.doubts.given())
        done = self._work("正在接收", lambda: unpack(self.desk.db, self.desk.actor, now.path, accepted=given))
        if done is not None:
            self.received.append(done)
            self._say(now.path, "已接收", inbox.told(done))
            self.banner.say(f"已接收{now.sender}第 {done.sequence} 号数据包。{inbox.told(done)}", "good")

    def take_all(self) -> None:
        """Take in every new one, the oldest first; each result stands in its line."""
        waiting = [
            a.path for a in reversed(self.arrivals) if a.state == "new" and a.path not in self._settled
        ]
        if not waiting:
            return
        db, actor = self.desk.db, self.desk.actor

        def work(progress: worker.Progress) -> list[inbox.Outcome]:
            say = "正在接收第 {} 个，共 {} 个"
            return inbox.take_all(
                db, actor, waiting, lambda n, of: progress.step(n, of, say.format(n + 1, of))
            )

        outcomes = self._work("正在接收", work, with_progress=True) or []
        for outcome in outcomes:
            self._say(outcome.path, "已接收" if outcome.done else "没有接收", outcome.sentence)
            if outcome.done:
                self.received.append(outcome.done)
        good = sum(1 for o in outcomes if o.done)
        bad = len(outcomes) - good
        words = f"接收了 {good} 个数据包。" + (f"另有 {bad} 个没有接收，原因在右边。" if bad else "")
        self.banner.say(words, "doubt" if bad else "good")

    def _say(self, path: Path, state: str, words: str) -> None:
        self._said[path] = (state, words)
        if not words.startswith(inbox.LOOK_FIRST):  # such a one stays open to be looked at on its own
            self._settled.add(path)
        self.table.reload()
        self._forget()

    def _work(self, title: str, do: Callable[..., T], *, with_progress: bool = False) -> T | None:
        try:
            found: Any = worker.busy(self, title, do if with_progress else lambda _progress: do())
        except PackageRefused as refusal:
            now = self.current
            if now is not None:
                self._say(now.path, "没有接收", refusal.plain)
            self.banner.say(refusal.plain)
        except Doubt as doubt:
            self._show_doubt(doubt)
        except Failure as failure:
            self.banner.say(failure.sentence)
        except worker.Cancelled:
            self.banner.say("已取消，没有保存的都已退回。", "info")
        else:
            return found
        return None


def preview_of(done: Unpacked, arrival: Arrival) -> list[tuple[str, str | QWidget]]:
    """The lines of the trial: who, what, how much."""
    found: list[tuple[str, str | QWidget]] = [
        ("数据包", f"{arrival.sender}第 {done.sequence} 号，核对码 {done.package}")
    ]
    if done.already_had:
        return [*found, ("会有的变化", "里面的内容本机都有了，接收也不会重复。")]
    t = done.totals
    words = f"新增 {done.new} 条，改动 {done.changed} 处"
    found.append(("会有的变化", f"{words}，撤下 {done.retired} 条" if done.retired else words))
    if done.conflicts:
        found.append(("两处不一样", f"{done.conflicts} 处，接收以后在“待核对”里一处一处决定"))
    amount = f"，发放 {money.show(t['amount_fen'])}" if t.get("amount_fen") else ""
    found.append(("新登记", content_words(t, new=done.new) + amount))
    if done.receipts:
        found.append(("回执", f"县里已收到我们的 {done.receipts} 个数据包"))
    if done.held:
        found.append(("还要等", f"{done.held} 批内容要等前一个数据包到了才能并入，会先收好"))
    return found
