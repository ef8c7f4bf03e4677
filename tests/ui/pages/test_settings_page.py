from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import db as db_module
from ljfpa_desktop.base.keys import Slots
from ljfpa_desktop.services import account, backup, fund, office, programme, setting
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import SETTINGS_SECTION, Desk
from ljfpa_desktop.ui.pages.settings.about_section import AboutSection, LicenceDialog
from ljfpa_desktop.ui.pages.settings.account_section import AccountSection, PasswordDialog
from ljfpa_desktop.ui.pages.settings.backup_section import BackupSection
from ljfpa_desktop.ui.pages.settings.check_section import LOOKED_AT, CheckSection
from ljfpa_desktop.ui.pages.settings.fund_section import FundSection, LedgerDialog
from ljfpa_desktop.ui.pages.settings.programme_section import ProgrammeSection
from ljfpa_desktop.ui.pages.settings.unit_section import UnitSection
from ljfpa_desktop.ui.pages.settings_page import SECTIONS, SettingsPage
from tests.conftest import PASSWORD, QUICK
from tests.ui.keyboard import answer, fill_form, press, write

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def page(seat: Desk, shown: Show) -> SettingsPage:
    made = SettingsPage(seat)
    made.resize(1140, 660)
    shown(made)
    return made


def dialog_of(section: QWidget, kind: type[QDialog] = QDialog) -> QDialog:
    """The dialog that stands open over a section."""
    return next(d for d in section.findChildren(kind) if d.isVisible())


def test_the_arrow_keys_walk_through_every_section(page: SettingsPage, qtbot: QtBot) -> None:
    page.list.setFocus()
    seen = [page.current.title]
    for _ in range(len(SECTIONS) - 1):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        seen.append(page.current.title)
    assert seen == [kind.title for kind in SECTIONS.values()]
    assert page.stack.currentIndex() == len(SECTIONS) - 1


def test_a_to_do_leads_to_its_section(seat: Desk, shown: Show) -> None:
    seat.memory.set(SETTINGS_SECTION, "backup")
    page = SettingsPage(seat)
    shown(page)
    assert isinstance(page.current, BackupSection)


def test_names_on_papers_are_saved_with_ctrl_s(page: SettingsPage, seat: Desk, qtbot: QtBot) -> None:
    section = page.current
    assert isinstance(section, UnitSection)
    assert section.facts.values["单位全称"].text() == "连江县琯头镇计划生育协会"
    handler = section.form.editor("handler")
    handler.setFocus()
    write("李经办")
    press(Qt.Key.Key_Return)
    write("王审核")
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert setting.get(seat.db, "paper.handler") == "李经办"
    assert setting.get(seat.db, "paper.reviewer") == "王审核"
    assert section.banner.words.text().startswith("已保存")
    assert not section.form.is_changed()


def test_what_is_being_typed_survives_a_reload(page: SettingsPage, qtbot: QtBot) -> None:
    section = page.current
    assert isinstance(section, UnitSection)
    qtbot.keyClicks(section.form.editor("phone"), "26221234")
    page.reload()
    assert section.form.value("phone") == "26221234"


def test_large_type_shows_at_once(page: SettingsPage, seat: Desk, qapp: QApplication) -> None:
    section = page.current
    assert isinstance(section, UnitSection)
    usual = theme.size("font")
    section.form.fill(look="large")
    section.save()
    try:
        assert theme.size("font") > usual
        assert setting.get(seat.db, "look.mode") == "large"
    finally:
        theme.install(qapp)


def test_a_backup_is_made_tried_and_listed(page: SettingsPage, seat: Desk, tmp_path: Path,
                                           monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    page.show_section("backup")
    section = page.current
    assert isinstance(section, BackupSection)
    assert section.facts.values["上次备份"].text() == "还没有备份过"
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(stick))
    section.place.click()
    assert setting.get(seat.db, "backup.second_place") == str(stick)
    section.now.click()
    assert section.banner.words.text() == "备份已做好并核对：0 户，0 人，0 笔发放。第二处也存了一份。"
    assert section.table.model.rowCount() == 2
    assert section.facts.values["上次备份"].text().startswith("今天")
    assert len(backup.listed(stick)) == 1
    section.trial.click()
    assert section.banner.words.text().startswith("演练通过")


def test_a_damaged_backup_fails_its_trial_with_a_sentence(page: SettingsPage, seat: Desk) -> None:
    backup.daily(seat.db, seat.actor, always=True)
    file = backup.listed(seat.db.folder / "backups")[0].path
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(bytes(content))
    page.show_section("backup")
    section = page.current
    assert isinstance(section, BackupSection)
    section.trial.click()
    assert "损坏" in section.banner.words.text()


def test_the_second_place_lies_outside_the_office(page: SettingsPage, seat: Desk,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    page.show_section("backup")
    section = page.current
    assert isinstance(section, BackupSection)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(seat.db.folder / "backups"))
    section.place.click()
    assert "第二处不能在本单位的数据文件夹里" in section.banner.words.text()
    assert setting.get(seat.db, "backup.second_place") == ""


def test_an_account_is_added_with_the_keyboard(
    page: SettingsPage, seat: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "ljfpa_desktop.services.office.Slots", lambda folder, _cost=None: Slots(folder, QUICK)
    )
    page.show_section("accounts")
    section = page.current
    assert isinstance(section, AccountSection)
    section.add.setFocus()
    qtbot.keyClick(section.add, Qt.Key.Key_Space)
    dialog = dialog_of(section)
    fill_form(dialog, "wang", "王会计", "", "Wang-2024-11", "Wang-2024-11")
    press(Qt.Key.Key_Return)  # the button has the keyboard by now
    assert [(a.login, a.role) for a in account.list_all(seat.db)] == [("clerk", "admin"), ("wang", "clerk")]
    assert section.table.model.rowCount() == 2
    assert "账号已新增" in section.banner.words.text()


def test_a_wrong_old_password_is_said_beside_its_field(page: SettingsPage, qtbot: QtBot) -> None:
    page.show_section("accounts")
    section = page.current
    assert isinstance(section, AccountSection)
    section.password.click()
    dialog = dialog_of(section)
    assert isinstance(dialog, PasswordDialog)
    fill_form(dialog, "falsch-falsch", "Guantou-2025", "Guantou-2025")
    dialog.carry_out()
    assert "原密码不对" in dialog.form.rows["old"].problem.text()
    dialog.form.fill(old=PASSWORD, again="Guantou-2026")
    dialog.carry_out()
    assert "不一样" in dialog.form.rows["again"].problem.text()


def test_an_account_is_stopped_after_a_question(page: SettingsPage, seat: Desk, qtbot: QtBot) -> None:
    office.add_account(
        seat.db,
        seat.actor,
        {"login": "wang", "name": "王会计", "role": "clerk", "password": "Wang-2024-11"},
        QUICK,
    )
    page.show_section("accounts")
    section = page.current
    assert isinstance(section, AccountSection)
    assert not section.stop.isEnabled()  # one's own
    assert section.table.select_id("wang")
    answer(yes=False)
    section.stop.click()
    assert [a.is_active for a in account.list_all(seat.db)] == [True, True]
    answer()
    section.stop.click()
    assert [a.is_active for a in account.list_all(seat.db)] == [True, False]
    assert not section.password.isEnabled()


def test_a_local_rate_stands_in_for_the_county_s_until_it_is_taken_back(
    page: SettingsPage, seat: Desk, qtbot: QtBot
) -> None:
    page.show_section("programmes")
    section = page.current
    assert isinstance(section, ProgrammeSection)
    assert section.facts.values["适用家庭"].text() == "计生特殊家庭（失独）、计生特殊家庭（伤残）"
    section.add.click()
    dialog = dialog_of(section)
    dialog.form.fill(label="每户每次", amount_fen=150000, valid_from=date(2024, 1, 1))  # pyright: ignore
    dialog.save_button.click()  # pyright: ignore
    assert [r.amount_fen for r in programme.rates(seat.db, "P06")] == [150000]
    assert [section.table.model.words(0, place) for place in (2, 4)] == ["¥1,500.00", "本地"]
    section.table.select_row(0)
    section.drop.click()
    assert [r.amount_fen for r in programme.rates(seat.db, "P06")] == [100000]
    assert not section.drop.isEnabled()


def test_income_is_recorded_shown_and_voided(page: SettingsPage, seat: Desk, qtbot: QtBot) -> None:
    page.show_section("funds")
    section = page.current
    assert isinstance(section, FundSection)
    section.add.click()
    dialog = dialog_of(section)
    dialog.form.fill(name="春节专项", kind="COUNTY")  # pyright: ignore
    dialog.save_button.click()  # pyright: ignore
    source = next(b for b in fund.balances(seat.db) if b.name == "春节专项")
    assert section.table.select_id(source.id)
    section.income.click()
    fill_form(dialog_of(section), "3.5万", "2024-01-10", "县计生协")
    dialog_of(section).save_button.click()  # pyright: ignore
    assert next(b.left for b in fund.balances(seat.db) if b.id == source.id) == "¥35,000.00"
    section.table.select_id(source.id)
    section.ledger.click()
    ledger = dialog_of(section, LedgerDialog)
    assert isinstance(ledger, LedgerDialog)
    assert ledger.table.model.words(0, 1) == "县计生协"
    ledger.table.select_row(0)
    ledger.void.click()
    void = dialog_of(ledger)
    void.form.fill(why="录错了")  # pyright: ignore
    void.save_button.click()  # pyright: ignore
    assert next(b.left for b in fund.balances(seat.db) if b.id == source.id) == fund.UNRECORDED
    assert ledger.table.model.rowCount() == 2
    assert not ledger.void.isEnabled()


def test_a_sound_office_is_found_sound(page: SettingsPage) -> None:
    page.show_section("check")
    section = page.current
    assert isinstance(section, CheckSection)
    section.go.click()
    assert "一切正常：1 次操作" in section.banner.words.text()
    assert section.sentences() == list(LOOKED_AT)


def test_a_trigger_taken_away_is_told_with_what_to_do(page: SettingsPage, seat: Desk) -> None:
    with closing(db_module.connect(seat.db.path, seat.db.key)) as connection:
        name = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchone()[0]
        connection.execute(f"DROP TRIGGER {name}")
    page.show_section("check")
    section = page.current
    assert isinstance(section, CheckSection)
    section.go.click()
    assert "发现 1 个问题" in section.banner.words.text()
    assert section.sentences() == ["数据库里记录修改的触发器被改动过，请联系县里核查。"]


def test_versions_and_licences_can_be_read(page: SettingsPage) -> None:
    page.show_section("about")
    section = page.current
    assert isinstance(section, AboutSection)
    section.licences[0].click()
    dialog = dialog_of(section, LicenceDialog)
    assert isinstance(dialog, LicenceDialog)
    assert "SIL OPEN FONT LICENSE" in dialog.text.toPlainText().upper()


def test_nothing_can_be_changed_in_an_office_that_is_only_read(seat: Desk, shown: Show) -> None:
    seat.read_only = "磁盘写保护，只能查看。"
    page = SettingsPage(seat)
    shown(page)
    assert isinstance(page.current, UnitSection)
    assert not page.current.save_button.isEnabled()
    page.show_section("funds")
    assert isinstance(page.current, FundSection)
    assert not page.current.add.isEnabled()
    assert page.current.ledger.isEnabled()


def test_the_labels_of_the_unit_stand_in_one_line(page: SettingsPage) -> None:
    section = page.current
    assert isinstance(section, UnitSection)
    QApplication.processEvents()
    edges = {shown.mapTo(section, QPoint(0, 0)).x() for shown in section.facts.values.values()}
    edges |= {row.editor.mapTo(section, QPoint(0, 0)).x() for row in section.form.rows.values()}
    names = [label for label in section.findChildren(QLabel) if label.property("role") == "label"]
    assert {label.mapTo(section, QPoint(0, 0)).x() for label in names} == {section.facts.x()}
    assert len(edges) == 1
