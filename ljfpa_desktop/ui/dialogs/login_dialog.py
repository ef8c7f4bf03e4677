"""Opening an office: account and password, or a new password by the printed recovery code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from ljfpa_desktop.base.errors import Invalid
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services import office
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.editors import keyboard_of
from ljfpa_desktop.ui.widgets.form import Form

WIDTH = 500


def hide_typing(form: Form, *names: str) -> None:
    """Show the typing of these fields as dots."""
    for name in names:
        line = keyboard_of(form.editor(name))
        if isinstance(line, QLineEdit):
            line.setEchoMode(QLineEdit.EchoMode.Password)


def check_twice(values: dict[str, Any]) -> None:
    """Raise `Invalid` when the password was not typed the same twice."""
    if values["password"] != values["again"]:
        raise Invalid({"again": "两次输入的密码不一样，请再输一次。"})


class EntryDialog(FormDialog):
    """A form with one deed at the program's door; Esc leaves without asking, nothing there is lost."""

    def __init__(self, title: str, words: str, form: Form, button: str, parent: QWidget | None) -> None:
        super().__init__(title, form, self.enter, parent, words=words, save_text=button, width=WIDTH)

    def enter(self, values: dict[str, Any], _accepted: dict[str, str]) -> Any:
        """What the button does; failures raised here are shown in the form."""
        return values

    def is_changed(self) -> bool:
        """Never asks."""
        return False

    def add_button(self, text: str, do: Callable[[], None]) -> QPushButton:
        """A quiet button at the left of the foot."""
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(do)
        self.foot.insertWidget(0, button)
        return button


class LoginDialog(EntryDialog):
    """Asks for account and password; ``opened`` holds what `services.office.open_office` gave."""

    def __init__(self, folder: Path, name: str, users: list[str], parent: QWidget | None = None) -> None:
        fields = {
            "login": Field("账号", "choice", required=True, choices="login"),
            "password": Field("密码", required=True),
        }
        form = Form(fields, lambda _table: [(u, u) for u in users])
        form.put({"login": users[0] if len(users) == 1 else None})
        hide_typing(form, "password")
        super().__init__(f"打开{name}", "请输入您的账号和密码。", form, "打开", parent)
        self._folder = folder
        self.opened: Any = None
        form.completed.connect(self.carry_out)
        self.add_button("忘记密码…", self._on_forgotten)
        if len(users) == 1:
            keyboard_of(form.editor("password")).setFocus()

    def enter(self, values: dict[str, Any], _accepted: dict[str, str]) -> Any:
        """Open the office."""
        self.opened = office.open_office(self._folder, values["login"], values["password"])
        return self.opened

    def _on_forgotten(self) -> None:
        dialog = RecoveryDialog(self._folder, self.form.value("login") or "", self)
        dialog.saved.connect(lambda: self.form.show_sentence("新密码已设好，请用新密码打开。", "good"))
        dialog.open()


class RecoveryDialog(EntryDialog):
    """Gives an account a new password by the printed recovery code."""

    def __init__(self, folder: Path, login: str, parent: QWidget | None = None) -> None:
        fields = {
            "code": Field("恢复码", required=True, note="建立单位时打印的 7 组字符，横线可以不输。"),
            "login": Field("账号", required=True),
            "password": Field("新密码", required=True, note=f"至少 {office.LEAST_PASSWORD} 位。"),
            "again": Field("再输一次", required=True),
        }
        form = Form(fields)
        form.put({"login": login})
        hide_typing(form, "password", "again")
        words = "恢复码打印在建立单位时的那张纸上。"
        super().__init__("用恢复码设新密码", words, form, "设新密码", parent)
        self._folder = folder

    def enter(self, values: dict[str, Any], _accepted: dict[str, str]) -> None:
        """Set the password."""
        check_twice(values)
        office.open_by_code(self._folder, values["code"], values["login"], values["password"])
