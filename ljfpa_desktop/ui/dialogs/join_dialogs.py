"""Joining by phone: the code shown big, the one heard typed and compared before anything is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.exchange import county_keys, enrol, joining
from ljfpa_desktop.exchange.enrol import JoinFacts
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cards import Facts, label
from ljfpa_desktop.ui.widgets.dialog import Dialog, FormDialog
from ljfpa_desktop.ui.widgets.form import Form

NAMED = {"pc": Field("这台电脑叫什么", required=True, note="例如 计生办1号机，县里按这个名字认它。")}
ROOT = {"code": Field("县级总恢复码", required=True, note="信封里打印的，7 组、每组 4 个字符。")}
RECOVERED = "这台电脑已接替原来的县级电脑。请各乡镇点“全部重发”上报一次，收到后给各乡镇下发数据包。"
HEARD = {"heard": Field("对方念的核对码", required=True, note="请打一个您本来就知道的电话号码，逐位核对。")}


def code_label(code: str, name: str = "核对码") -> QLabel:
    """A code to read aloud, in groups of four, big enough from arm's length."""
    made = QLabel(code.replace("-", "  "))
    made.setAccessibleName(f"{name} {code}")
    theme.mark(made, role="figure")
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setMinimumHeight(theme.scaled(44))
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def request_dialog(desk: Desk, path_of: Callable[[str], Path | None], parent: QWidget) -> FormDialog:
    """Asks what this PC is called, then where the request goes; the result is its `JoinFacts`, or None."""

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> JoinFacts | None:
        path = path_of(values["pc"])
        return enrol.request(desk.db, desk.actor, path, values["pc"]) if path else None

    return FormDialog(
        "生成申请文件", Form(NAMED), save, parent, save_text="生成",
        words="申请文件里没有家庭资料，可以用U盘或微信交给县里。",
    )  # fmt: skip


class HeardDialog(Dialog):
    """Shows whose file it is with its code, asks for the code heard by phone, then does ``act(heard)``."""

    def __init__(
        self,
        title: str,
        words: str,
        facts: JoinFacts,
        act: Callable[[str], Any],
        parent: QWidget | None,
        button: str,
    ) -> None:
        self.form = Form(HEARD)
        self._act = act
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 2, 10, 2)
        box.setSpacing(12)
        shown = Facts()
        shown.put([("单位", facts.title), ("电脑", facts.pc_name)])
        self.code = code_label(facts.code)
        box.addWidget(shown)
        box.addWidget(label("这份文件的核对码", "label"))
        box.addWidget(self.code)
        box.addWidget(self.form)
        super().__init__(title, body, parent, words=words, save_text=button)
        self.form.submitted.connect(self.carry_out)
        self.form.completed.connect(self.carry_out)
        self.form.editor("heard").setFocus()

    def do(self) -> Any:
        """Compare, then act."""
        return self._act(self.form.values()["heard"])

    def show_problems(self, problems: dict[str, str]) -> None:
        """Beside the code."""
        self.form.show_problems(problems)


def accept_dialog(desk: Desk, request: Path, parent: QWidget) -> HeardDialog:
    """At the county: let the PC of a request join; the result is (answer's file, the county's facts)."""
    asked = enrol.look(request)
    return HeardDialog(
        "登记电脑",
        "请打电话给这个乡镇，让对方念电脑上显示的核对码，填在下面；一样才登记。",
        asked,
        lambda heard: joining.accept(desk.db, desk.actor, request, asked, heard),
        parent,
        "登记",
    )


def finish_dialog(desk: Desk, answer: Path, parent: QWidget) -> HeardDialog:
    """At the township: take the county's answer; the result is the county's facts."""
    told = enrol.look_answer(answer)
    return HeardDialog(
        "接收县里的答复",
        "请打电话给县里，让对方念县里电脑上显示的核对码，填在下面；一样才加入。",
        told,
        lambda heard: joining.finish(desk.db, desk.actor, answer, told, heard),
        parent,
        "加入",
    )


def recover_dialog(desk: Desk, parent: QWidget) -> FormDialog:
    """At the county: the printed root code lets this PC take the place of the lost one."""

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> None:
        county_keys.recover(desk.db, desk.actor, values["code"])

    return FormDialog(
        "接替原来的县级电脑", Form(ROOT), save, parent, save_text="接替",
        words="原来的电脑丢失、损坏，不再用了才办。办了以后原来的电脑就停用，它发的数据包各乡镇不再接收；"
        "乡镇不用重新登记，把资料“全部重发”一次就行。",
    )  # fmt: skip


class CodeReadDialog(Dialog):
    """Shows a code to read to the other side, and where the file is."""

    def __init__(self, title: str, sentence: str, code: str, parent: QWidget | None) -> None:
        body = QWidget()
        box = QVBoxLayout(body)
        box.setSpacing(12)
        box.addWidget(label(sentence, "value", wrap=True))
        box.addWidget(code_label(code))
        super().__init__(title, body, parent, save_text="念好了")
        self.cancel_button.hide()
