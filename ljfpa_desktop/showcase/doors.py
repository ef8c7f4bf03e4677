"""Before an office is open: first start, new office, recovery code, restore, login; and an empty office."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from ljfpa_desktop.services import office
from ljfpa_desktop.showcase.camera import Camera
from ljfpa_desktop.showcase.scene import Scene
from ljfpa_desktop.ui.dialogs.code_dialogs import CodeDialog, RootCodeDialog
from ljfpa_desktop.ui.dialogs.first_start_dialog import (
    FirstStartDialog,
    NewOfficeDialog,
    ReplaceCountyDialog,
    RestoreDialog,
)
from ljfpa_desktop.ui.dialogs.login_dialog import LoginDialog, RecoveryDialog

TITLE = "连江县琯头镇计划生育协会"
CODE = "K7QM-3TXE-9HRA-VC2N-5WJP-D8FY-6LBG"  # opens nothing
TYPED = {
    "division": "350122103",
    "name": "林小梅",
    "login": "lxm",
    "password": "12345678",
    "again": "87654321",
}


def walk(camera: Camera, place: Path, aside: Path) -> None:
    """The dialogs at the program's door."""
    camera.dialog(lambda: _opened(FirstStartDialog(lambda: aside)), "开始使用")
    camera.dialog(lambda: _opened(NewOfficeDialog()), "建立新单位")
    camera.dialog(lambda: _opened(NewOfficeDialog()), "建立新单位-有误", _mistyped)
    camera.dialog(lambda: _opened(CodeDialog(TITLE, "lxm", CODE)), "恢复码")
    camera.dialog(lambda: _opened(RootCodeDialog("连江县计划生育协会", CODE)), "县级总恢复码")
    camera.dialog(lambda: _opened(RestoreDialog()), "从备份恢复")
    camera.dialog(lambda: _opened(ReplaceCountyDialog()), "县里换电脑")
    login = partial(LoginDialog, place, TITLE, ["demo"])
    camera.dialog(lambda: _opened(login()), "登录")
    camera.dialog(lambda: _opened(login()), "登录-密码不对", _wrong_password)
    camera.dialog(lambda: _opened(RecoveryDialog(place, "demo")), "用恢复码设新密码")


def empty_office(camera: Camera, aside: Path) -> None:
    """Every page of an office on its first day."""
    folder = aside / "empty"
    office.create(folder, TYPED["division"], login="lxm", name=TYPED["name"], password=TYPED["password"])
    opened = office.open_office(folder, "lxm", TYPED["password"])
    try:
        with Scene.of(camera, opened) as scene:
            for line in scene.window.lines[:-1]:
                scene.show(line.key, f"新单位-{line.title}")
    finally:
        opened[0].close()
        opened[2].release()


def _opened(dialog: Any) -> Any:
    dialog.open()
    return dialog


def _mistyped(dialog: Any) -> None:
    dialog.form.fill(**TYPED)
    dialog.carry_out()


def _wrong_password(dialog: Any) -> None:
    dialog.form.fill(password="123456")
    dialog.carry_out()
