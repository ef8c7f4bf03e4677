"""From the first start to the window: new office, login, recovery code, restore, one instance."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import demo_key, keys, paths
from ljfpa_desktop.base.keys import Cost, Slots
from ljfpa_desktop.base.lock import OfficeLock
from ljfpa_desktop.exchange import membership
from ljfpa_desktop.services import backup, office, setting
from ljfpa_desktop.ui import office_window, opening
from ljfpa_desktop.ui.dialogs import login_dialog
from ljfpa_desktop.ui.dialogs.code_dialogs import CodeDialog, KeptCodeDialog, RootCodeDialog
from ljfpa_desktop.ui.dialogs.first_start_dialog import (
    FirstStartDialog,
    NewOfficeDialog,
    RestoreDialog,
)
from ljfpa_desktop.ui.dialogs.login_dialog import LoginDialog, RecoveryDialog
from ljfpa_desktop.ui.pages.desk_page import DeskPage
from ljfpa_desktop.ui.widgets.preview import PreviewDialog
from tests.conftest import DIVISION, PASSWORD
from tests.offices import Offices
from tests.offices import joined as joined
from tests.offices import offices as offices
from tests.ui.keyboard import fill_form, press, write

Shown = Callable[[QWidget], QWidget]


@pytest.fixture
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The computer's data folder in the test's own, and passwords that cost nothing to guess."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path / "data"))
    quick = Slots.__init__

    def cheap(self: Slots, folder: Path, cost: Cost | None = None) -> None:
        quick(self, folder, cost or keys.Cost(passes=1, lanes=1, memory=64))

    monkeypatch.setattr(Slots, "__init__", cheap)
    return paths.data_root()


def test_login_says_what_is_wrong_and_opens_with_the_right_password(
    office_folder: Path, shown: Shown, qtbot: QtBot
) -> None:
    dialog = LoginDialog(office_folder, "单位数据", ["clerk"])
    shown(dialog)
    write("wrong-password")
    press(Qt.Key.Key_Return)
    assert "密码不对" in dialog.form.banner.words.text()
    assert dialog.isVisible()
    dialog.form.editor("password").put(PASSWORD)
    with qtbot.waitSignal(dialog.accepted):
        dialog.carry_out()
    db, actor, lock = dialog.opened
    assert (actor.login, actor.role) == ("clerk", "admin")
    db.close()
    lock.release()


def test_a_forgotten_password_is_replaced_by_the_recovery_code(
    template: tuple[Path, str], office_folder: Path, shown: Shown
) -> None:
    dialog = RecoveryDialog(office_folder, "clerk")
    shown(dialog)
    fill_form(dialog, "ABCD-EFGH", "clerk", "Neues-Wort-9", "Neues-Wort-9")
    dialog.carry_out()
    assert "7 组" in dialog.form.banner.words.text()
    dialog.form.fill(code=template[1].lower().replace("-", " "), again="anders")
    dialog.carry_out()
    assert "不一样" in dialog.form.rows["again"].problem.text()
    dialog.form.fill(again="Neues-Wort-9")
    dialog.carry_out()
    assert not dialog.isVisible()
    db, _actor, lock = office.open_office(office_folder, "clerk", "Neues-Wort-9")
    db.close()
    lock.release()


def confirm_code(codes: list[str], kind: type[KeptCodeDialog] = CodeDialog) -> None:
    """Look for the window of a code, try to leave it too early, then confirm."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            QTimer.singleShot(30, look)
            return
        dialog.reject()
        assert dialog.isVisible(), "the code was taken away before it was kept"
        assert not dialog.go_on.isEnabled()
        codes.append(dialog.code)
        dialog.kept.setChecked(True)
        dialog.go_on.click()

    QTimer.singleShot(30, look)


def test_a_new_office_shows_its_code_and_opens(own_places: Path, tmp_path: Path, shown: Shown) -> None:
    second = tmp_path / "stick"
    second.mkdir()
    dialog = NewOfficeDialog()
    shown(dialog)
    dialog.form.fill(division=DIVISION, name="李经办", login="lijb", password="kurz", again="kurz")
    dialog.carry_out()
    assert "至少" in dialog.form.rows["password"].problem.text()
    dialog.form.fill(password="Gut-und-lang-1", again="Gut-und-lang-1", second=str(tmp_path / "none"))
    dialog.carry_out()
    assert "找不到文件夹" in dialog.form.banner.words.text()
    assert not (own_places / DIVISION / "office.db").exists()
    dialog.form.fill(second=str(second))
    codes: list[str] = []
    confirm_code(codes)
    dialog.carry_out()
    folder = own_places / DIVISION
    assert dialog.folder == folder
    assert len(codes) == 1
    dialog.opened[0].close()
    dialog.opened[2].release()
    office.open_by_code(folder, codes[0], "lijb", "Wieder-ein-2")
    db, actor, lock = office.open_office(folder, "lijb", "Wieder-ein-2")
    assert setting.get(db, "backup.second_place") == str(second)
    assert setting.get(db, "paper.handler") == actor.name == "李经办"
    db.close()
    lock.release()


def test_the_county_founds_its_exchange_at_its_first_start(own_places: Path, shown: Shown) -> None:
    dialog = NewOfficeDialog()
    shown(dialog)
    dialog.form.fill(
        division="350122", name="林主任", login="lzr", password="Lianjiang-1", again="Lianjiang-1"
    )
    codes: list[str] = []
    confirm_code(codes)
    confirm_code(codes, RootCodeDialog)
    dialog.carry_out()
    assert len(set(codes)) == 2
    db, _actor, lock = dialog.opened
    assert membership.of_this_pc(db).state == "joined"
    assert dialog.folder == own_places / "350122"
    db.close()
    lock.release()


def test_both_codes_have_a_page_to_seal_away(shown: Shown) -> None:
    codes = (
        CodeDialog("连江县琯头镇计划生育协会", "lijb", "K7QM-3TXE"),
        RootCodeDialog("连江县", "K7QM-3TXE"),
    )
    for dialog in codes:
        shown(dialog)
        dialog.findChildren(QPushButton)[0].click()
        preview = next(d for d in dialog.findChildren(PreviewDialog) if d.isVisible())
        assert dialog.name in preview.windowTitle()
        preview.reject()


def test_restored_data_are_told_above_every_page(offices: Offices, qtbot: QtBot) -> None:
    at = offices.guantou
    paths.fence_path(at.folder).unlink(missing_ok=True)
    opened = (at.db, at.actor, OfficeLock(offices.stick))
    window = office_window.show(opened)
    qtbot.addWidget(window)
    qtbot.waitUntil(window.banner.isVisible)
    assert "这台电脑第一次打开这份数据" in window.banner.words.text()
    window.close()


def test_an_office_comes_back_from_its_backup(
    own_places: Path, office_folder: Path, tmp_path: Path, shown: Shown
) -> None:
    db, _actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    made = backup.make(db, tmp_path / "stick")
    db.close()
    lock.release()
    dialog = RestoreDialog()
    shown(dialog)
    dialog.form.fill(file=str(made.path), login="clerk", secret="nicht-dieses")
    dialog.carry_out()
    assert "密码不对" in dialog.form.banner.words.text()
    dialog.form.fill(secret=PASSWORD)
    dialog.carry_out()
    folder = own_places / DIVISION
    assert dialog.folder == folder
    db, actor, lock = office.open_office(folder, "clerk", PASSWORD)
    assert actor.login == "clerk"
    db.close()
    lock.release()


def test_a_damaged_backup_is_refused_with_a_sentence(own_places: Path, tmp_path: Path, shown: Shown) -> None:
    file = tmp_path / "alt.ljbak"
    file.write_bytes(b"PK\x03\x04 not really")
    dialog = RestoreDialog()
    shown(dialog)
    dialog.form.fill(file=str(file), login="clerk", secret="x")
    dialog.carry_out()
    assert dialog.form.banner.words.text()
    assert not (own_places / DIVISION).exists()


def test_the_first_start_offers_four_ways(own_places: Path, shown: Shown) -> None:
    dialog = FirstStartDialog(lambda: own_places / "demo")
    shown(dialog)
    ways = ["建立新单位", "从备份恢复", "县里换电脑", "打开演示单位"]
    assert [b.accessibleName() for b in dialog.choices] == ways
    dialog.choices[3].click()
    assert dialog.folder == own_places / "demo"


def test_the_window_opens_on_the_office_and_makes_the_days_backup_at_its_end(
    office_folder: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    window = office_window.show(office.open_office(office_folder, "clerk", PASSWORD))
    qtbot.addWidget(window)
    assert window.status.words.text() == "琯头镇计生协 · 李经办"
    assert window.status.lamp.accessibleName() == "正在统计……"
    page = window.pages["desk"]
    assert isinstance(page, DeskPage)
    assert page.stack.currentWidget() is page.waiting
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.steps)
    qtbot.waitUntil(lambda: "未结账" in window.status.words.text())
    assert window.status.lamp.accessibleName() == "有 1 件事等着办"
    window.close()
    assert list((office_folder / "backups").glob("*.ljbak"))
    again = office.open_office(office_folder, "clerk", PASSWORD)
    again[0].close()
    again[2].release()


def test_a_demo_office_opens_by_itself_while_the_rest_is_loaded(
    own_places: Path, office_folder: Path, qapp: QApplication
) -> None:
    kept = {"login": "clerk", "password": PASSWORD}
    (office_folder / demo_key.DEMO).write_text(json.dumps(kept), "utf-8")
    key = demo_key.begin(office_folder)
    assert key is not None
    db, actor, lock = opening.open_demo(office_folder, key)
    assert actor.login == "clerk"
    db.close()
    lock.release()


def test_a_second_start_raises_the_first_window(
    office_folder: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    assert not opening.raise_first_window(office_folder)
    window = office_window.show(office.open_office(office_folder, "clerk", PASSWORD))
    qtbot.addWidget(window)
    server = opening.listen(office_folder, window)
    window.showMinimized()
    assert opening.raise_first_window(office_folder)
    qtbot.waitUntil(lambda: not window.isMinimized())
    server.close()
    window.close()


def test_small_choices_are_remembered(office_folder: Path, qapp: QApplication) -> None:
    db, actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    office_window.SettingMemory(db, actor).set("columns.households", ["name", "village"])
    assert office_window.SettingMemory(db, actor).get("columns.households") == ["name", "village"]
    assert office_window.SettingMemory(db, actor).get("columns.other", 3) == 3
    db.close()
    lock.release()


def test_dots_hide_what_is_typed(office_folder: Path, shown: Shown) -> None:
    dialog = LoginDialog(office_folder, "单位数据", ["clerk"])
    shown(dialog)
    line = login_dialog.keyboard_of(dialog.form.editor("password"))
    assert line.property("echoMode") != 0
