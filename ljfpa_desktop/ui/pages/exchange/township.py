"""A township's desk of the exchange: give, take, what is on the way, what came back, what to look into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from ljfpa_desktop.base import money
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.exchange import outbox, overview
from ljfpa_desktop.exchange.overview import Overview
from ljfpa_desktop.ui import theme, worker
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.receive_dialog import ReceiveDialog
from ljfpa_desktop.ui.exchange_words import ONLY_CHANGES, content_words
from ljfpa_desktop.ui.widgets.banner import Banner
from ljfpa_desktop.ui.widgets.dialog import ask, show_failure

from .cases import Cases
from .duties import Duties, tab_words
from .moves import add_tab
from .passages import PassageList, state_of
from .places import PACKAGES, ask_folder
from .tabs import add_list

MOST_KINDS = 3  # named on the button; more would be cut off
AGAIN = "会把本单位的全部记录再写一遍，数据包会大一些。县里已有的不会重复。县里说缺了数据包时才用。"


class Township(QWidget):
    """Two big deeds, then the packages and the cases."""

    def __init__(self, desk: Desk, cases_changed: Callable[[int], None]) -> None:
        super().__init__()
        self.desk = desk
        theme.mark(self, role="plain")
        self.banner = Banner()
        self._keys: dict[str, str] = {}
        self.give_button = self._big("上报", "upload", "Ctrl+U", lambda: self.give())
        self.take_button = self._big("接收", "download", "Ctrl+R", lambda: self.take())
        deeds = QHBoxLayout()
        deeds.setSpacing(14)
        deeds.addWidget(self.give_button, 1)
        deeds.addWidget(self.take_button, 1)
        self.passages = PassageList(desk, is_county=False)
        self.cases = Cases(desk, cases_changed)
        self.tabs = QTabWidget()
        add_list(self.tabs, self.passages, "数据包", self.passages.buttons())
        self.tabs.addTab(self.cases, "待核对")
        self.duties = Duties(desk)
        self.tabs.addTab(self.duties, tab_words(0))
        self.moves = add_tab(self.tabs, desk)
        self.tabs.tabBar().setAccessibleName("数据包、待核对、县里交办、迁入迁出")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addWidget(self.banner)
        box.addLayout(deeds)
        box.addWidget(self.tabs, 1)
        self.setFocusProxy(self.give_button)

    def _big(self, text: str, icon: str, key: str, do: Callable[[], None]) -> QPushButton:
        button = QPushButton(theme.icon(icon, "primary"), f"  {text}\n  ")
        button.setAccessibleName(text)
        button.setMinimumHeight(theme.scaled(72))
        QShortcut(QKeySequence(key), self, do)  # a button's own key goes with its text
        self._keys[text] = key
        button.setToolTip(f"{text}（{key}）")
        button.setEnabled(not self.desk.read_only)
        theme.mark(button, kind="choice")
        button.clicked.connect(lambda: do())
        return button

    def put(self, found: Overview) -> None:
        """Show what stands now."""
        waits = [f"{word} {count}" for word, count in found.unsent]
        more = f" 等 {len(waits)} 类" if len(waits) > MOST_KINDS else ""
        said = f"还没有上报的：{'，'.join(waits[:MOST_KINDS])}{more}" if waits else "没有新的记录要上报"
        self._label(self.give_button, "上报", f"写到U盘，交给县里。{said}")
        self.give_button.setToolTip("，".join([f"上报（{self._keys['上报']}）", *waits]))
        held = f"。有 {found.held} 批内容在等前一个数据包" if found.held else ""
        self._label(self.take_button, "接收", f"读取U盘里县里发来的数据包{held}")
        self.passages.put(found.packages)
        self.cases.reload()
        self.tabs.setTabText(2, tab_words(self.duties.reload()))
        self.moves.reload()

    def _label(self, button: QPushButton, text: str, words: str) -> None:
        button.setText(f"  {text}（{self._keys[text]}）\n  {words}")
        button.setAccessibleDescription(words)

    def show_cases(self, count: int) -> None:
        """How many cases wait, on the tab."""
        self.tabs.setTabText(1, f"待核对（{count}）" if count else "待核对")

    def give(self, *, everything: bool = False) -> None:
        """上报: package and backup onto the stick."""
        folder = ask_folder(self.desk, self, "上报到哪里（请选U盘）")
        if folder is None:
            return
        db, actor = self.desk.db, self.desk.actor
        try:
            given = worker.busy(
                self, "正在上报", lambda _progress: outbox.give(db, actor, folder, everything=everything)
            )
        except Failure as failure:
            show_failure(self, failure, "没有上报")
            return
        except worker.Cancelled:
            return
        self.desk.hub.announce(PACKAGES)
        self.banner.say(given_words(given), "doubt" if given.trouble else "good")

    def give_again(self) -> None:
        """全部重发, after a question."""
        if ask(self, AGAIN, "全部重发", title="全部重发"):
            self.give(everything=True)

    def take(self) -> None:
        """接收 from a folder the person chooses."""
        folder = ask_folder(self.desk, self, "从哪里接收（请选U盘）")
        if folder is not None:
            self.take_from(folder)

    def take_from(self, folder: Path) -> None:
        """Look through a folder and open the list of what lies there."""
        open_receive(self.desk, folder, self, self.banner)


def open_receive(desk: Desk, folder: Path, parent: QWidget, banner: Banner) -> None:
    """The dialog of receiving; what was received is said when it closes."""
    try:
        dialog = ReceiveDialog(desk, folder, parent)
    except Failure as failure:
        show_failure(parent, failure)
        return

    def on_closed() -> None:
        cases = sum(d.conflicts for d in dialog.received)
        desk.hub.announce(PACKAGES)
        if dialog.received:
            more = f"有 {cases} 处两边填得不一样，请到“待核对”里决定。" if cases else ""
            banner.say(f"接收了 {len(dialog.received)} 个数据包。{more}", "doubt" if cases else "good")

    dialog.finished.connect(on_closed)
    dialog.open()


def given_words(given: outbox.Given) -> str:
    """What was written, and that the stick may go."""
    made = given.packed
    amount = made.totals.get("amount_fen", 0)
    money_words = f"，发放 {money.show(amount)}" if amount else ""
    new = content_words(made.totals)
    first = (
        f"第 {made.no} 号数据包已写好：{new if new == ONLY_CHANGES else f'新登记 {new}'}{money_words}。"
        f"核对码 {made.code}，交给县里时念给对方。"
    )
    if given.trouble:
        return f"{first}可以拔出U盘了。备份没有存成：{given.trouble}"
    return f"{first}备份也存了一份。可以拔出U盘了。"


def counts_line(found: Overview) -> str:
    """The line below the title."""
    member = found.member
    last = found.sent[0] if found.sent else None
    if last is None:
        return f"{member.pc_name}，已加入{member.county}的数据交换 · 还没有上报过"
    state = state_of(last, is_county=False)
    parts = [member.pc_name, f"上次上报 第 {last.no} 号，{overview.day_words(last.at)}，{state}"]
    on_way = sum(1 for p in found.sent if not p.arrived)
    if on_way > 1:
        parts.append(f"{on_way} 个在路上")
    return " · ".join(parts)
