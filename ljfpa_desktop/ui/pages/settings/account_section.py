"""账号: who may open the office, new passwords, and accounts out of use."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import codes
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services import account, office
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.login_dialog import check_twice, hide_typing
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.form import Form
from ljfpa_desktop.ui.widgets.question import ask
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

from .section import Section, row_of

COLUMNS = (
    Column("login", "账号", width=140),
    Column("name", "姓名", width=140),
    Column("role", "角色", width=120),
    Column("state", "状态", "pill", width=100, tone=lambda t: "green" if t == "在用" else "slate"),
)
_SHORT = f"至少 {office.LEAST_PASSWORD} 位。"


class NewAccountDialog(FormDialog):
    """Adds an account."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        fields = {
            "login": Field("账号", required=True, note="登录时输入，例如姓名拼音。"),
            "name": Field("姓名", required=True, note="会记在每一步操作和单据上。"),
            "role": Field("角色", "choice", required=True, choices="role"),
            "password": Field("密码", required=True, note=_SHORT),
            "again": Field("再输一次", required=True),
        }
        form = Form(fields, codes.choices)
        form.put({"role": "clerk"})
        hide_typing(form, "password", "again")
        words = "各用各的账号，谁办的事一查就知道。"
        super().__init__("新增账号", form, self.add, parent, words=words, save_text="新增")
        self._desk = desk

    def add(self, values: dict[str, Any], _accepted: dict[str, str]) -> None:
        """Add it."""
        check_twice(values)
        office.add_account(self._desk.db, self._desk.actor, values)


class PasswordDialog(FormDialog):
    """A new password: one's own with the old one, another's as administrator."""

    def __init__(self, desk: Desk, login: str, parent: QWidget | None = None) -> None:
        self._own = login == desk.actor.login
        old = {"old": Field("原密码", required=True)} if self._own else {}
        fields = old | {
            "password": Field("新密码", required=True, note=_SHORT),
            "again": Field("再输一次", required=True),
        }
        form = Form(fields)
        hide_typing(form, *fields)
        words = "改好后马上生效，旧密码不能再用。"
        super().__init__(f"修改“{login}”的密码", form, self.change, parent, words=words, save_text="修改")
        self._desk, self._login = desk, login

    def change(self, values: dict[str, Any], _accepted: dict[str, str]) -> None:
        """Change it."""
        check_twice(values)
        account.change_password(
            self._desk.db, self._desk.actor, self._login, values.get("old", ""), values["password"]
        )


class AccountSection(Section):
    """The list of accounts with its three acts."""

    title = "账号"
    words = "每人一个账号。恢复码封存在信封里，忘记密码时用它设新密码。"
    icon = "users-group"
    concerned = frozenset({"account"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, name="accounts", memory=desk.memory, unit="个"
        )
        self.table.view.setAccessibleName("账号列表")
        self.add = self.button("新增账号", "user-plus", self._on_add, "primary")
        self.password = self.button("改密码", "lock", self._on_password)
        self.stop = self.button("停用", "ban", self._on_stop, "danger")
        self.table.current_changed.connect(lambda: self._switch())
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row_of(self.add, self.password, self.stop))

    def reload(self) -> None:
        """Read the accounts."""
        self.table.reload()
        if self.table.current_id() is None:
            self.table.select_row(0)
        self._switch()

    def _rows(self) -> list[Row]:
        return [
            (a.login, a.login, a.name, codes.label("role", a.role), "在用" if a.is_active else "已停用")
            for a in account.list_all(self.desk.db)
        ]

    def _current(self) -> account.AccountLine | None:
        login = self.table.current_id()
        return next((a for a in account.list_all(self.desk.db) if a.login == login), None)

    def _switch(self) -> None:
        chosen = self._current()
        usable = chosen is not None and chosen.is_active and not self.desk.read_only
        self.password.setEnabled(usable)
        self.stop.setEnabled(usable and chosen is not None and chosen.login != self.desk.actor.login)

    def _on_add(self) -> None:
        self.ask(NewAccountDialog(self.desk, self), "账号已新增，现在就可以用它登录。")

    def _on_password(self) -> None:
        chosen = self._current()
        if chosen:
            self.ask(PasswordDialog(self.desk, chosen.login, self), f"“{chosen.login}”的密码已改好。")

    def _on_stop(self) -> None:
        chosen = self._current()
        if chosen is None:
            return
        question = f"停用后“{chosen.name}”不能再登录，以前办过的事都保留。确定停用吗？"
        if ask(self, question, "停用", "不停用", title="停用账号", danger=True):
            self.attempt(
                lambda: account.deactivate(self.desk.db, self.desk.actor, chosen.login),
                f"“{chosen.name}”的账号已停用。",
            )
            self.reload()
