"""Back up to a stick, sit down at another computer, and open the office there with the printed code."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import paths
from ljfpa_desktop.services import backup, household, office
from ljfpa_desktop.ui import office_window
from ljfpa_desktop.ui.dialogs.first_start_dialog import FirstStartDialog, RestoreDialog
from ljfpa_desktop.ui.dialogs.login_dialog import LoginDialog, RecoveryDialog
from ljfpa_desktop.ui.pages.settings_page import SettingsPage
from tests.conftest import PASSWORD
from tests.factories import household as family
from tests.ui.keyboard import activate, fill_form, press, tab_to, write

ALT = Qt.KeyboardModifier.AltModifier
NEW_PASSWORD = "Guantou-2025"


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A memory stick; the picker of folders, a window of the system, answers with it."""
    place = tmp_path / "stick"
    place.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(place))
    return place


def opened_over(parent: QWidget, kind: type[QWidget]) -> QWidget:
    return next(d for d in parent.findChildren(kind) if d.isVisible())


def back_up(folder: Path, qtbot: QtBot, words: list[str]) -> None:
    """At the first computer: a family, the second place chosen, a backup made, the window closed."""
    opened = office.open_office(folder, "clerk", PASSWORD)
    family(opened[0], opened[1], head="林建国", spouse="陈美珍", children=["林小雨"])
    window = office_window.show(opened)
    qtbot.addWidget(window)
    activate(window)
    press(Qt.Key.Key_0, ALT)
    page = window.pages["settings"]
    assert isinstance(page, SettingsPage)
    tab_to("设置的各部分")
    press(Qt.Key.Key_Down)
    tab_to("选第二处…")
    press(Qt.Key.Key_Space)
    tab_to("现在备份")
    press(Qt.Key.Key_Space)
    words.append(page.current.banner.words.text())
    window.close()


def restore(file: Path, code: str, qtbot: QtBot) -> Path:
    """At a computer without an office: restored from the stick with the printed code."""
    start = FirstStartDialog(lambda: file)
    qtbot.addWidget(start)
    start.show()
    activate(start)
    tab_to("从备份恢复")
    press(Qt.Key.Key_Space)
    dialog = opened_over(start, RestoreDialog)
    assert isinstance(dialog, RestoreDialog)
    fill_form(dialog, str(file), "clerk", code)
    tab_to("恢复")
    press(Qt.Key.Key_Space)
    assert start.folder is not None, dialog.form.banner.words.text()
    return start.folder


def log_in(folder: Path, code: str, qtbot: QtBot) -> office_window.Opened:
    """The password is forgotten: a new one by the printed code, then the office opens with it."""
    login = LoginDialog(folder, "单位数据", ["clerk"])
    qtbot.addWidget(login)
    login.show()
    activate(login)
    tab_to("忘记密码…")
    press(Qt.Key.Key_Space)
    recovery = opened_over(login, RecoveryDialog)
    assert isinstance(recovery, RecoveryDialog)
    fill_form(recovery, code, "", NEW_PASSWORD, NEW_PASSWORD)
    tab_to("设新密码")
    press(Qt.Key.Key_Space)
    activate(login)
    fill_form(login, "", NEW_PASSWORD)  # Enter behind the password opens
    assert login.opened is not None, login.form.banner.words.text()
    return login.opened


def test_an_office_moves_to_another_computer_with_its_backup_and_the_printed_code(
    office_folder: Path, template: tuple[Path, str], stick: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication, qtbot: QtBot,
) -> None:  # fmt: skip
    said: list[str] = []
    back_up(office_folder, qtbot, said)
    assert said == ["备份已做好并核对：1 户，3 人，0 笔发放。第二处也存了一份。"]
    file = backup.listed(stick)[0].path

    monkeypatch.setattr(paths, "data_root", lambda: tmp_path / "another computer")
    assert paths.only_office() is None
    folder = restore(file, template[1], qtbot)
    assert folder == paths.only_office()

    there = log_in(folder, template[1], qtbot)
    window = office_window.show(there)
    qtbot.addWidget(window)
    activate(window)
    counts = household.summary(there[0])
    assert (counts.households, counts.persons) == (1, 3)
    press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    write("chenmeizhen")
    qtbot.waitUntil(lambda: window.header.search.hits.isVisible())
    press(Qt.Key.Key_Return)
    assert window.current_key == "households"
    window.close()
