"""Keys in the window: a township's and the county's are renewed, the county's lost computer is replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import paths
from ljfpa_desktop.exchange import county_keys, enrol, joining, membership, newcomer
from ljfpa_desktop.exchange.file.keyring import new_root
from ljfpa_desktop.exchange.kernel import identity
from ljfpa_desktop.exchange.pack import pack
from ljfpa_desktop.exchange.unpack import unpack
from ljfpa_desktop.services import household
from ljfpa_desktop.ui.dialogs.code_dialogs import CodeDialog, RootCodeDialog
from ljfpa_desktop.ui.dialogs.first_start_dialog import FirstStartDialog, ReplaceCountyDialog
from ljfpa_desktop.ui.dialogs.join_dialogs import RECOVERED, CodeReadDialog, HeardDialog
from ljfpa_desktop.ui.dialogs.receive_dialog import ReceiveDialog
from ljfpa_desktop.ui.pages.exchange.county import County
from ljfpa_desktop.ui.pages.exchange_page import ExchangePage
from ljfpa_desktop.ui.pages.settings.keys_section import ASKED, NOT_IN, KeysSection
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.states import StateView
from tests.exchange import offices as made
from tests.factories import household as family
from tests.offices import COUNTY, GUANTOU, Office, Offices
from tests.offices import joined as joined
from tests.offices import offices as offices
from tests.ui.exchange_seats import choose, deed, desk_at, opened, page_at, pick_on
from tests.ui.keyboard import answer

Show = Callable[[QWidget], QWidget]


@pytest.fixture(autouse=True)
def pickers(offices: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is chosen on the stick."""
    pick_on(offices.stick, monkeypatch)


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    """What a test opens is closed, however it ends."""
    with ExitStack() as stack:
        yield stack


def section_at(office: Office, shown: Show) -> KeysSection:
    section = KeysSection(desk_at(office))
    shown(section)
    section.reload()
    return section


def machines(office: Office) -> list[str]:
    return [m.revoked_why for m in membership.machines(office.db)]


def test_a_township_changes_its_keys_with_two_files_and_a_call(
    offices: Offices, shown: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, county = offices.guantou, offices.county
    section = section_at(here, shown)
    assert section.facts.values["更换钥匙"].text() == "没有在办的"
    assert not section.answer_button.isVisible()
    assert not section.recover_button.isVisible()
    answer(yes=False)
    section.renew()
    assert list(offices.stick.iterdir()) == []
    answer()
    section.renew()
    read = opened(CodeReadDialog)
    assert ASKED in [w.text() for w in read.findChildren(type(section.facts.values["本机"]))]
    read.carry_out()
    (request,) = offices.stick.iterdir()
    assert request.name == "琯头镇_计生办1号机_更换钥匙申请.ljr"
    assert section.facts.values["更换钥匙"].text() == "已写申请，等县里的答复"
    assert section.answer_button.isVisible()

    file = offices.stick / "a.ljr"
    enrol.accept(county.db, county.actor, request, file)
    choose(monkeypatch, file)
    section.take_answer()
    finish = opened(HeardDialog)
    finish.form.fill(heard=joining.own_code(county.db))
    finish.carry_out()
    assert section.banner.words.text() == "本机的钥匙已更换，照常上报就行。"
    assert section.facts.values["更换钥匙"].text() == "没有在办的"
    assert not section.answer_button.isVisible()
    unpack(county.db, county.actor, pack(here.db, here.actor, offices.stick).path)
    assert machines(county) == ["", "更换了钥匙", ""]


def test_a_wrong_file_is_said_and_nothing_is_changed(
    offices: Offices, shown: Show, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    section = section_at(offices.guantou, shown)
    (tmp_path / "x.ljr").write_text("x")
    choose(monkeypatch, tmp_path / "x.ljr")
    answer()
    section.take_answer()
    choose(monkeypatch, Path())
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    answer()
    section.renew()
    assert not joining.is_renewing(offices.guantou.db)


def test_who_has_not_joined_has_no_keys_to_change(offices: Offices, shown: Show) -> None:
    section = section_at(offices.xiaoao, shown)
    assert section.facts.values["更换钥匙"].text() == NOT_IN
    buttons = (section.renew_button, section.answer_button, section.recover_button)
    assert not any(b.isVisible() for b in buttons)


def test_the_county_changes_its_keys_after_a_question(offices: Offices, shown: Show) -> None:
    section = section_at(offices.county, shown)
    answer(yes=False)
    section.renew()
    assert machines(offices.county) == ["", ""]
    answer()
    section.renew()
    assert section.banner.words.text().startswith("县级电脑的钥匙已更换")
    assert sorted(machines(offices.county)) == ["", "", "更换了钥匙"]
    here = offices.guantou
    unpack(here.db, here.actor, pack(offices.county.db, offices.county.actor, offices.stick, GUANTOU).path)
    assert sorted(machines(here)) == ["", "", "更换了钥匙"]


def test_a_restored_county_takes_the_place_of_the_lost_one(offices: Offices, shown: Show) -> None:
    section = section_at(offices.county, shown)
    section.recover()
    dialog = opened(FormDialog)
    for code, said in (("AAAA", "抄写有误"), (new_root()[0], "不是本县的")):
        dialog.form.fill(code=code)
        dialog.carry_out()
        assert said in dialog.form.banner.words.text()
    assert machines(offices.county) == ["", ""]
    dialog.form.fill(code=offices.root_code)
    dialog.carry_out()
    assert section.banner.words.text() == RECOVERED
    assert len(membership.machines(offices.county.db)) == 3


def test_an_empty_county_is_not_founded_anew_but_takes_the_lost_one_s_place(
    offices: Offices, shown: Show, tmp_path: Path, closing: ExitStack
) -> None:
    here = offices.guantou
    family(here.db, here.actor)
    made.create(tmp_path / "new", COUNTY)
    pc = made.open_pc(tmp_path / "new")
    closing.callback(pc.close)
    new = Office(pc.db, pc.actor, pc.folder)
    page = page_at(new, shown)
    assert isinstance(page.view, StateView)
    assert "不要再建立" in page.view.sentence.text()
    deed(page, "接替原来的电脑")
    dialog = opened(FormDialog)
    dialog.form.fill(code=offices.root_code)
    dialog.carry_out()
    assert isinstance(page.view, County)
    assert page.view.banner.words.text() == RECOVERED
    pack(here.db, here.actor, offices.stick, everything=True)
    deed(page, "接收")
    taking = opened(ReceiveDialog)
    taking.look()
    assert "没有登记" in taking.doubts.reasons["newly_known"].accessibleName()
    taking.doubts.reasons["newly_known"].setText("打电话核对过")
    taking.take()
    taking.accept()
    assert household.summary(new.db).households == 1
    assert page.subtitle.startswith("22 个乡镇，1 个已加入")
    assert sorted(machines(new)) == ["", "", county_keys.LOST]


def test_the_first_start_of_a_county_without_a_backup(
    offices: Offices, shown: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(paths, "data_root", lambda: tmp_path / "data")
    monkeypatch.setattr(CodeDialog, "exec", lambda _self: 1)
    start = FirstStartDialog(lambda: tmp_path)
    shown(start)
    start.choices[2].click()
    dialog = opened(ReplaceCountyDialog)
    typed = {"name": "林主任", "login": "lzr", "password": "Lianjiang-1", "again": "Lianjiang-1"}
    dialog.form.fill(**typed, root=offices.root_code[:-1])
    dialog.carry_out()
    assert "总恢复码抄写有误" in dialog.form.banner.words.text()
    assert not (tmp_path / "data").exists()
    dialog.form.fill(root=offices.root_code)
    dialog.carry_out()
    qtbot.waitUntil(lambda: start.folder is not None)
    assert start.folder == tmp_path / "data" / COUNTY
    db, _actor, lock = start.opened
    assert membership.of_this_pc(db).state == "joined"
    db.close()
    lock.release()


def test_one_township_is_given_a_package_of_its_own(offices: Offices, shown: Show) -> None:
    board = page_at(offices.county, shown)
    view = board.view
    assert isinstance(view, County)
    view.board.filter_by(text="琯头")
    view.board.select_row(0)
    view.one_button.click()
    dialog = opened(FormDialog)
    assert dialog.form.value("office") == GUANTOU
    dialog.form.fill(what="baseline")
    dialog.carry_out()
    assert view.banner.words.text().startswith("给琯头镇的第 1 号数据包已写好，核对码 ")
    here = offices.guantou
    (file,) = offices.stick.glob("*.ljp")
    unpack(here.db, here.actor, file)
    unpack(offices.county.db, offices.county.actor, pack(here.db, here.actor, offices.stick).path)
    view.give_one()
    dialog = opened(FormDialog)
    dialog.form.fill(office=GUANTOU, what="baseline")
    dialog.carry_out()
    assert dialog.form.banner.words.text() == newcomer.NOBODY_NEW
    dialog.form.fill(what="everything")
    dialog.carry_out()
    assert "第 2 号" in view.banner.words.text()


def test_no_folder_no_package(offices: Offices, shown: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    view = page_at(offices.county, shown).view
    assert isinstance(view, County)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    view.give_one()
    dialog = opened(FormDialog)
    dialog.form.fill(office=GUANTOU)
    dialog.carry_out()
    assert list(offices.stick.iterdir()) == []
    assert not view.banner.isVisible()


def test_a_county_is_founded_once_and_never_from_a_copy(offices: Offices, shown: Show) -> None:
    county = offices.county
    with county.db.transaction(county.actor, "复制", "exchange") as s:
        for name in ("inst", "sign", "age"):
            identity.put(s, name, "")
    page = page_at(county, shown)
    assert isinstance(page.view, StateView)
    assert page.view.sentence.text() == joining.COPIED
    assert not page.view.button.isVisible()


def test_founding_shows_the_root_code(offices: Offices, shown: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "found", lambda *_: "AAAA-BBBB")
    page = ExchangePage(desk_at(offices.county))
    page.reload()
    shown(page)
    page.found()
    dialog = opened(RootCodeDialog)
    assert dialog.code == "AAAA-BBBB"
    dialog.kept.setChecked(True)
    dialog.go_on.click()
    assert QApplication.activeModalWidget() is None
