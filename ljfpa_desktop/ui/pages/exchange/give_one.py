"""单独下发: a package for one township: what it lacks, everything again, or its records as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.exchange.board import Line
from ljfpa_desktop.exchange.pack import Packed
from ljfpa_desktop.ui import worker
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.banner import Banner
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.form import Form

from .places import PACKAGES, ask_folder

LACKING, EVERYTHING, AS_IT_STANDS = "lacking", "everything", "baseline"
WHAT = (
    (LACKING, "缺的部分（平常用这个）"),
    (EVERYTHING, "全部重发（对方说缺了数据包时用）"),
    (AS_IT_STANDS, "从现状发起（给还没有资料的新电脑）"),
)
FIELDS = {
    "office": Field("乡镇", "choice", required=True, choices="office"),
    "what": Field("发什么", "choice", required=True, choices="what", note="多发不要紧，对方已有的不会重复。"),
}
WORDS = "给一个乡镇单独写一个数据包。新电脑用“从现状发起”：不带全部经过，接收得快，资料一样全。"


def give_one(desk: Desk, lines: Sequence[Line], current: Any, banner: Banner, parent: QWidget) -> None:
    """Asks which township (the current one first) and what, then where to; says what was written."""
    joined = {x.code: x.name for x in lines if x.computers}
    form = Form(FIELDS, lambda table: list(joined.items()) if table == "office" else WHAT)
    form.put({"office": current if current in joined else None, "what": LACKING})

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> Packed | None:
        from ljfpa_desktop.exchange.pack import pack

        folder = ask_folder(desk, dialog, "下发的数据包放在哪里")
        if folder is None:
            return None
        how = {kind: values["what"] == kind for kind in (EVERYTHING, AS_IT_STANDS)}
        with suppress(worker.Cancelled):
            return worker.busy(
                dialog, "正在生成", lambda _p: pack(desk.db, desk.actor, folder, values["office"], **how)
            )
        return None

    def on_given(made: Packed | None) -> None:
        if made is not None:
            desk.hub.announce(PACKAGES)
            words = f"给{joined[made.to]}的第 {made.no} 号数据包已写好，核对码 {made.code}。可以拔出U盘了。"
            banner.say(words, "good")

    dialog = FormDialog("单独下发", form, save, parent, words=WORDS, save_text="下发")
    dialog.saved.connect(on_given)
    dialog.open()
