"""单位与打印: the names and phone on papers, and how the window looks."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.exchange import membership
from ljfpa_desktop.exchange.membership import Membership
from ljfpa_desktop.services import office, setting
from ljfpa_desktop.ui import errors, theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.form import Form

from .section import Facts, Section, lined_up, row_of

LOOKS = (
    ("light", "普通"),
    ("large", "大字"),
    ("contrast", "高对比度"),
    ("contrast-large", "高对比度、大字"),
)
FIELDS = {
    "handler": Field("经办人", note="印在领款单、花名册和月报上；批次里可以另填。"),
    "reviewer": Field("审核人"),
    "approver": Field("审批人", note="经办、审核、审批应是不同的人。"),
    "phone": Field("联系电话", note="印在证书存根和通知上，写单位的电话。"),
    "look": Field("显示方式", "choice", required=True, choices="look", note="字小看不清时选“大字”。"),
}


class UnitSection(Section):
    """Names on papers and the look; both are saved with one button."""

    title = "单位与打印"
    words = "这里填的姓名会作为各种单据的默认落款。"
    icon = "building-community"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.facts = Facts()
        self.form = lined_up(Form(FIELDS, lambda _table: LOOKS, read_only=bool(desk.read_only)))
        self.form.setMaximumWidth(theme.scaled(520))
        self.form.submitted.connect(self.save)
        self.save_button = self.button("保存", "device-floppy", self.save, "primary")
        self.body.addWidget(self.facts)
        self.body.addWidget(self.form)
        self.body.addLayout(row_of(self.save_button))
        self.body.addStretch()

    def reload(self) -> None:
        """Show what is set, unless a person is typing."""
        facts = office.facts(self.desk.db)
        self.facts.put("单位全称", facts.title)
        self.facts.put("区划代码", f"{facts.code} · 本机编号字母 {facts.letter}")
        self.facts.put("数据交换", exchange_words(membership.of_this_pc(self.desk.db)))
        if self.form.is_changed():
            return
        names = ("handler", "reviewer", "approver", "phone")
        values = {name: setting.get(self.desk.db, f"paper.{name}") or None for name in names}
        self.form.put({**values, "look": setting.get(self.desk.db, "look.mode")})

    def save(self) -> None:
        """Check and save; the look changes at once."""
        self.form.clear_problems()
        self.banner.say("")
        try:
            values = self.form.values()
            look = values.pop("look")
            self._save_names(values)
            if look != setting.get(self.desk.db, "look.mode"):
                setting.save(self.desk.db, self.desk.actor, {"look.mode": look})
                show_look(look)
        except Failure as failure:
            errors.place(failure, self.form)
            return
        self.form.put({**values, "look": look})
        self.banner.say("已保存。以后打印的单据用新的落款。", "good")

    def _save_names(self, values: dict[str, Any]) -> None:
        wanted = {f"paper.{name}": value or "" for name, value in values.items()}
        if any(setting.get(self.desk.db, name) != value for name, value in wanted.items()):
            setting.save(self.desk.db, self.desk.actor, wanted)


def show_look(mode: str) -> None:
    """Give the running window its look: light, large, contrast or contrast-large."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.install(app, contrast="contrast" in mode, large="large" in mode)


def exchange_words(member: Membership) -> str:
    """This computer in the exchange: its name, which one it is, its letters, and where it belongs."""
    if member.state == "asked":
        return "已申请加入，等县里的答复"
    if member.state != "joined":
        return "县里已停用本机" if member.state == "stopped" else "还没有加入，请到“数据交换”办理"
    where = "县级" if member.is_county else f"已加入{member.county}"
    return f"{member.pc_name} · 第 {member.no} 台 · 单号字母 {'、'.join(member.letters)} · {where}"
