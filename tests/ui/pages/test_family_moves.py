"""A family moves to another township, is taken back, and one that arrives is received, at the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.transfer import Transfer
from ljfpa_desktop.services import household, setting, transfer
from ljfpa_desktop.services.aid import cycle, entitlement
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.ui.desk import OPEN_CASES, Desk
from ljfpa_desktop.ui.frame import Header
from ljfpa_desktop.ui.pages.household_page import NOT_REGISTERED, HouseholdPage
from ljfpa_desktop.ui.widgets.choice_box import ChoiceBox
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from tests.factories import household as family_of
from tests.services.test_transfer import arrived
from tests.ui.keyboard import activate, answer, press, tab_to, write
from tests.ui.pages.test_household_page import dialog_of, heads, words

Show = Callable[[QWidget], QWidget]
THERE, DAY = "350122104", date(2024, 5, 6)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def family(seat: Desk) -> UUID:
    """A special family with a child."""
    return family_of(seat.db, seat.actor, head="张桂兰", children=["张小妹"], categories=["04"])


@pytest.fixture
def told(seat: Desk) -> list[str]:
    """What is said below the page."""
    said: list[str] = []
    seat.tell = lambda sentence, _undo=None: said.append(sentence)
    return said


@pytest.fixture
def show(shown: Show) -> Callable[[Desk], HouseholdPage]:
    """Shows the page of a desk."""

    def make(desk: Desk) -> HouseholdPage:
        page = HouseholdPage(desk)
        page.reload()
        desk.hub.changed.connect(page.reload)
        page.resize(1140, 640)
        shown(page)
        return page

    return make


@pytest.fixture
def page(seat: Desk, family: UUID, told: list[str], show: Callable[[Desk], HouseholdPage]) -> HouseholdPage:
    """The page with the family in view."""
    made = show(seat)
    made.open_record(family)
    return made


def deed(page: HouseholdPage, text: str = "迁出本镇") -> str | None:
    """Why a deed of the header cannot be done; None when there is no such deed."""
    return next((d.why_not for d in page.deeds() if d.text == text), None)


def header(page: HouseholdPage, qtbot: QtBot) -> Header:
    made = Header(page.desk)
    qtbot.addWidget(made)
    made.show_page(page)
    return made


def offer(page: HouseholdPage, family: UUID) -> UUID:
    return transfer.offer(page.desk.db, page.desk.actor, family, THERE, DAY, "随子女生活")


def answered(db: Database, actor: Actor, move: UUID, state: str, why: str | None = None) -> None:
    """What the county's package brings."""
    with db.transaction(actor, "接收") as s:
        row = s.get_one(Transfer, move)
        row.state, row.answered_on, row.answer_why = state, date(2024, 5, 8), why


def test_a_family_is_offered_by_keyboard(
    page: HouseholdPage, family: UUID, told: list[str], qtbot: QtBot
) -> None:
    made = header(page, qtbot)
    action = next(a for a in made.findChildren(QAction) if a.text() == "迁出本镇")
    assert action.isEnabled()
    assert not action.icon().isNull()
    action.trigger()
    dialog = dialog_of(page, FormDialog)
    assert dialog.windowTitle() == "张桂兰 家庭 · 迁往别的乡镇"
    assert dialog.form.value("moved_on") == dates.today()
    write("xaz")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    write("随子女生活")
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    (line,) = transfer.lines(page.desk.db)
    assert (line.to_name, line.moved_on, line.why) == ("晓澳镇", dates.today(), "随子女生活")
    assert told == ["张桂兰户已办理迁往晓澳镇，下次上报时交给县里。"]
    assert page.family.banner.words.text() == "正迁往晓澳镇，等县里转交；资料只能看。"


def test_our_own_township_is_no_choice_and_what_is_missing_is_said(page: HouseholdPage) -> None:
    page.acts.move()
    dialog = dialog_of(page, FormDialog)
    box = dialog.form.editor("to_office")
    assert isinstance(box, ChoiceBox)
    names = [name for i in range(box.count()) if (name := box.itemText(i))]
    assert (len(names), "琯头镇" in names, "马祖乡" in names) == (21, False, False)
    dialog.save_button.click()
    assert dialog.form.rows["to_office"].problem.text() == "请选择迁入乡镇。"
    assert dialog.form.rows["why"].problem.text() == "请填写迁出原因。"
    dialog.form.fill(to_office=THERE, moved_on=dates.today() + timedelta(1), why="搬家")
    dialog.save_button.click()
    assert "还没有到" in dialog.form.rows["moved_on"].problem.text()


def test_a_family_still_to_be_paid_asks_for_a_reason(page: HouseholdPage, family: UUID, qtbot: QtBot) -> None:
    db, actor = page.desk.db, page.desk.actor
    cycle.create(db, actor, {"programme_code": "P06", "name": "2024年春节慰问", "year": 2024})
    entitlement.add(db, actor, "2024年春节慰问", [NewRow(family, amount_fen=50050)], {"times": "试"})
    page.acts.move()
    dialog = dialog_of(page, FormDialog)
    dialog.form.fill(to_office=THERE, why="搬家")
    dialog.save_button.click()
    assert "名单里还没有发放" in words(dialog.form.doubts)
    assert transfer.lines(db) == []
    dialog.form.doubts.reasons["unpaid"].setText("由晓澳镇发放")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert [x.words for x in transfer.lines(db)] == ["等县里转交"]


def test_while_it_moves_what_changes_it_is_off_and_says_why(
    page: HouseholdPage, family: UUID, qtbot: QtBot
) -> None:
    ended = "终止计生特殊家庭（伤残）"
    assert _off(page) == {"添加成员": "", "认定类别": "", "这一户是错录的，删去…": "", ended: ""}
    offer(page, family)
    why = "这一户正迁往晓澳镇，这里只能看；要改请先撤回迁出。"
    assert _off(page) == {"添加成员": why, "认定类别": why, "这一户是错录的，删去…": why, ended: why}
    assert [deed(page, text) for text in ("修改", "状态")] == [why] * 2
    made = header(page, qtbot)
    shut = {b.text().strip(): b.toolTip() for b in made.findChildren(QPushButton) if not b.isEnabled()}
    shut |= {a.text(): a.toolTip() for a in made.findChildren(QAction) if a.text() and not a.isEnabled()}
    assert shut == dict.fromkeys(("修改", "家庭变动…", "状态"), why)
    assert (deed(page, "历史"), deed(page, "返回"), deed(page, "撤回迁出"), deed(page)) == ("", "", "", None)


def _off(page: HouseholdPage) -> dict[str, str]:
    """The buttons on the page that change the family, with why they are off; empty when they are on."""
    names = ("添加成员", "认定类别", "这一户是错录的，删去…", "终止计生特殊家庭（伤残）")
    found = {(b.accessibleName() or b.text()): b for b in page.family.findChildren(QPushButton)
             if not b.isHidden()}  # fmt: skip
    assert all(found[name].isEnabled() == (not found[name].toolTip()) for name in names)
    return {name: found[name].toolTip() for name in names}


def test_a_moving_family_s_file_opens_to_be_read(page: HouseholdPage, family: UUID) -> None:
    offer(page, family)
    page.acts.file()
    dialog = dialog_of(page, FormDialog)
    assert not dialog.save_button.isEnabled()
    dialog.reject()
    activate(page)
    page.family.members.select_row(0)
    page.family.members.view.setFocus()
    press(Qt.Key.Key_Return)
    member = dialog_of(page, FormDialog)
    assert member.form.value("name") == "张桂兰"
    assert not member.save_button.isEnabled()
    assert not page.desk.read_only


def test_an_offer_is_taken_back_with_a_reason(
    page: HouseholdPage, family: UUID, told: list[str], qtbot: QtBot
) -> None:
    offer(page, family)
    answer(reason="还没迁")
    banner = page.family.banner
    assert banner.button.text() == "撤回迁出"
    page.family.members.view.setFocus()
    assert tab_to("撤回迁出") is banner.button
    banner.button.click()
    qtbot.waitUntil(lambda: banner.isHidden())
    assert [(x.words, x.answer_why) for x in transfer.lines(page.desk.db)] == [("已撤回", "还没迁")]
    assert told == ["张桂兰户的迁出已撤回。"]
    assert deed(page) == deed(page, "修改") == ""
    assert set(_off(page).values()) == {""}


def test_the_message_takes_the_offer_back_at_once(page: HouseholdPage, seat: Desk) -> None:
    undo: list[Callable[[], object]] = []
    seat.tell = lambda _sentence, do: undo.append(do)
    page.acts.move()
    dialog = dialog_of(page, FormDialog)
    dialog.form.fill(to_office=THERE, why="搬家")
    dialog.save_button.click()
    undo[0]()
    assert [x.words for x in transfer.lines(seat.db)] == ["已撤回"]
    assert page.family.banner.isHidden()


def test_taking_back_what_the_county_passed_on_is_refused_in_a_sentence(
    page: HouseholdPage, family: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = offer(page, family)
    said: list[str] = []
    monkeypatch.setattr(
        "ljfpa_desktop.ui.dialogs.move_dialogs.show_failure",
        lambda _over, failure: said.append(failure.sentence),
    )
    line = page.family.banner.line
    answered(page.desk.db, page.desk.actor, move, "ACCEPTED")
    page.family.banner.line = line  # as if the county's package had come while the question stood open
    answer(reason="还没迁")
    page.family.banner.settle()
    assert said == ["这次迁移已经有了结果，请刷新。"]


def test_a_family_that_was_passed_on_is_only_read(page: HouseholdPage, family: UUID, qtbot: QtBot) -> None:
    move = offer(page, family)
    answered(page.desk.db, page.desk.actor, move, "ACCEPTED")
    banner = page.family.banner
    assert banner.words.text() == "已迁往晓澳镇，2024-05-08 县里转交；资料只能看。"
    assert banner.button.isHidden()
    assert set(_off(page).values()) == {"这一户已迁往晓澳镇，这里只能看。"}
    assert deed(page) == "这一户已迁往晓澳镇，这里只能看。"
    qtbot.waitUntil(lambda: "由琯头镇迁往晓澳镇" in words(page.family.line))
    assert "2024-05-08 县里已转交" in words(page.family.line)


def test_an_offer_sent_back_says_why(page: HouseholdPage, family: UUID) -> None:
    move = offer(page, family)
    answered(page.desk.db, page.desk.actor, move, "DECLINED", "户口还在琯头镇")
    banner = page.family.banner
    assert banner.words.text() == (
        "县里退回了迁往晓澳镇的办理：户口还在琯头镇。请撤回迁出，核对以后再办。"
    )  # fmt: skip
    answer(reason="县里退回")
    banner.button.click()
    assert banner.isHidden()


def test_a_family_that_is_not_registered_is_not_offered(page: HouseholdPage, family: UUID) -> None:
    household.set_status(page.desk.db, page.desk.actor, family, "CLOSED", DAY, "销户")
    assert deed(page) == NOT_REGISTERED
    assert deed(page, "状态") == ""


def test_an_arrival_gets_its_village(
    seat: Desk, told: list[str], show: Callable[[Desk], HouseholdPage], qtbot: QtBot
) -> None:
    family, _move = arrived(seat.db, seat.actor)
    page = show(seat)
    page.open_record(family)
    banner = page.family.banner
    assert banner.words.text() == "由晓澳镇迁入，请选村（居）接收。"
    assert deed(page, "修改") == "请先选村（居）接收这一户，再改资料。"
    banner.button.click()
    dialog = dialog_of(page, FormDialog)
    assert "由晓澳镇迁入，1 人，2024-05-06 迁出" in dialog.words.text()
    dialog.save_button.click()
    assert dialog.form.rows["village_code"].problem.text() == "请选择村（居）。"
    write("阳岐")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert household.facts(seat.db, family).village_code == "350122103202"
    assert told == ["林建国户已接收到阳岐村。"]
    assert banner.isHidden()
    assert deed(page, "修改") == ""
    page.show_list()
    assert heads(page) == ["林建国"]


@pytest.fixture
def county(seat: Desk, family: UUID) -> Desk:
    """A desk of the county, where the township's offer arrived."""
    transfer.offer(seat.db, seat.actor, family, THERE, DAY, "随子女生活")
    setting.save(seat.db, seat.actor, {"office.code": "350122"})
    return replace(seat, actor=replace(seat.actor, office="350122"))


def test_the_county_is_led_to_where_it_passes_on(
    county: Desk, family: UUID, show: Callable[[Desk], HouseholdPage]
) -> None:
    opened: list[str] = []
    county.open_page = opened.append
    page = show(county)
    page.open_record(family)
    assert deed(page) is None
    assert deed(page, "修改") == ""
    assert page.family.banner.words.text() == "由琯头镇迁往晓澳镇，等县里转交。"
    page.family.banner.button.click()
    assert opened == ["exchange"]
    assert county.memory.get(OPEN_CASES) == "moves"


def test_nothing_is_offered_where_the_office_is_only_read(
    seat: Desk, family: UUID, show: Callable[[Desk], HouseholdPage]
) -> None:
    page = show(replace(seat, read_only="另一台电脑正开着这个单位，这里只能看。"))
    page.open_record(family)
    page.acts.move()
    assert not dialog_of(page, FormDialog).save_button.isEnabled()
    assert set(_off(page).values()) == {"另一台电脑正开着这个单位，这里只能看。"}
