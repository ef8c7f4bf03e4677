"""Before a township has joined: three steps, one below the other, each with its button."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.exchange import fencing, joining
from ljfpa_desktop.exchange.enrol import JoinFacts
from ljfpa_desktop.exchange.membership import Membership
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.join_dialogs import HeardDialog, code_label, finish_dialog, request_dialog
from ljfpa_desktop.ui.widgets.banner import Banner
from ljfpa_desktop.ui.widgets.cards import Card, label
from ljfpa_desktop.ui.widgets.dialog import ask, show_failure

from .places import PACKAGES, ask_file, ask_new_file

WORDS = "本机还没有加入县里的数据交换。办三步就可以上报，只办一次。"
COPIED = "这份数据是从别的电脑复制来的。要用这台电脑上报，请重新办下面三步；原来的记录都在，不受影响。"
STOPPED = "县里已停用本机，不能再上报。请打电话给县里，办好以后重新申请加入。"
ANEW = (
    "换了电脑、原来的电脑丢了，或被县里停用，才重新加入。本机的记录都在，领款单换用新的字母编号；"
    "县里再登记一次以后才能上报和接收。"
)


class JoinSteps(QWidget):
    """生成申请文件 → 交给县里，打电话核对 → 选县里的答复文件. ``done(sentence)`` when joined."""

    def __init__(self, desk: Desk, done: Callable[[str], None]) -> None:
        super().__init__()
        self.desk, self._done = desk, done
        self._is_stopped = False
        theme.mark(self, role="plain")
        self.banner = Banner()
        self.card = Card("加入县里的数据交换")
        self.ask = self._button("生成申请文件", "file-export", self.make_request)
        self.take = self._button("选县里的答复文件", "folder-open", self.take_answer)
        self.code = code_label("")
        self.code.hide()
        self.card.body.addWidget(label(WORDS, "subtitle", wrap=True))
        steps = (
            ("生成申请文件", "给这台电脑起个名字，申请文件存到U盘上。里面没有家庭资料。", self.ask),
            ("交给县里，打电话核对", "把文件交给县里。县里打电话来，请把右边的核对码念给对方。", self.code),
            ("选县里的答复文件", "县里登记以后会给一份答复文件。选它，再核对一次县里的核对码。", self.take),
        )
        for number, (title, words, widget) in enumerate(steps, 1):
            self.card.body.addWidget(_step(number, title, words, widget, last=number == len(steps)))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addWidget(self.banner)
        box.addWidget(self.card)
        box.addStretch()
        self.setFocusProxy(self.ask)

    def _button(self, text: str, icon: str, do: Callable[[], None]) -> QPushButton:
        made = QPushButton(theme.icon(icon), f" {text}")
        made.setAccessibleName(text)
        made.setEnabled(not self.desk.read_only)
        made.clicked.connect(lambda: do())
        return made

    def put(self, member: Membership) -> None:
        """Show how far this PC has come."""
        has_asked, self._is_stopped = member.state == "asked", member.state == "stopped"
        said = STOPPED if self._is_stopped else COPIED if member.is_copy else ""
        if not self.banner.isVisible() or said:
            self.banner.say(said, "doubt")
        self.ask.setText(" 再生成一次" if has_asked else " 生成申请文件")
        theme.mark(self.ask, kind="plain" if has_asked else "primary")
        theme.mark(self.take, kind="primary" if has_asked else "plain")
        self.ask.setIcon(theme.icon("file-export", "ink" if has_asked else "on-primary"))
        self.take.setIcon(theme.icon("folder-open", "on-primary" if has_asked else "ink"))
        self.take.setEnabled(has_asked and not self.desk.read_only)
        if has_asked:
            self._show_code(joining.own_code(self.desk.db))
        else:
            self.code.hide()

    def _show_code(self, code: str) -> None:
        self.code.setText(code.replace("-", "  "))
        self.code.setAccessibleName(f"核对码 {code}")
        self.code.show()

    def make_request(self) -> None:
        """Step one; a PC that was stopped asks as a new one."""
        if self._is_stopped and not start_over(self.desk, self):
            return
        request_dialog_ = request_dialog(self.desk, self._path_for, self)
        request_dialog_.saved.connect(self._on_made)
        request_dialog_.open()

    def _path_for(self, pc_name: str) -> Path | None:
        name = joining.request_name(self.desk.db, pc_name)
        return ask_new_file(self.desk, self, "申请文件存到哪里", name)

    def _on_made(self, facts: JoinFacts | None) -> None:
        if facts is not None:
            self.desk.hub.announce(PACKAGES)
            self.banner.say("申请文件已写好。请交给县里，等县里打电话来核对。", "good")

    def take_answer(self) -> None:
        """Step three."""
        dialog = answer_dialog(self.desk, self)
        if dialog is None:
            return
        dialog.saved.connect(self._on_joined)
        dialog.open()

    def _on_joined(self, facts: JoinFacts) -> None:
        self._done(f"已加入{facts.title}的数据交换，现在可以上报了。")


def answer_dialog(desk: Desk, parent: QWidget) -> HeardDialog | None:
    """The dialog for the county's answer, once its file is chosen; None when no file is taken."""
    path = ask_file(desk, parent, "选县里的答复文件")
    if path is None:
        return None
    try:
        return finish_dialog(desk, path, parent)
    except Failure as failure:
        show_failure(parent, failure)
        return None


def start_over(desk: Desk, parent: QWidget) -> bool:
    """Ask whether this PC joins anew, and let go of what it joined with."""
    if not ask(parent, ANEW, "重新加入", title="重新加入", danger=True):
        return False
    try:
        fencing.start_over(desk.db, desk.actor)
    except Failure as failure:
        show_failure(parent, failure)
        return False
    desk.hub.announce(PACKAGES)
    return True


def _step(number: int, title: str, words: str, widget: QWidget, *, last: bool) -> QFrame:
    row = QFrame()
    theme.mark(row, role="row", state="last" if last else "")
    mark = QLabel(str(number))
    theme.mark(mark, role="figure")
    mark.setFixedWidth(theme.scaled(36))
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    texts = QVBoxLayout()
    texts.setSpacing(4)
    texts.addWidget(label(title, "strong"))
    texts.addWidget(label(words, "quiet", wrap=True))
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 12, 0, 14)
    line.setSpacing(14)
    line.addWidget(mark)
    line.addLayout(texts, 1)
    line.addWidget(widget)
    return row
