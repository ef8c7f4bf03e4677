"""数据交换 in its widgets: joining by phone, giving, taking, the board, and what both sides filled in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.exchange import brake, enrol, joining, membership, worklist
from ljfpa_desktop.exchange.pack import pack, pack_all
from ljfpa_desktop.exchange.unpack import unpack
from ljfpa_desktop.models.sync import Installation
from ljfpa_desktop.services import backup, household
from ljfpa_desktop.ui.dialogs.join_dialogs import CodeReadDialog, HeardDialog
from ljfpa_desktop.ui.dialogs.paper_dialog import PaperDialog
from ljfpa_desktop.ui.dialogs.receive_dialog import ReceiveDialog
from ljfpa_desktop.ui.pages.exchange.county import County
from ljfpa_desktop.ui.pages.exchange.join_steps import COPIED, STOPPED, JoinSteps
from ljfpa_desktop.ui.pages.exchange.passages import ARRIVED, ON_WAY
from ljfpa_desktop.ui.pages.exchange.township import Township
from ljfpa_desktop.ui.pages.exchange_page import ExchangePage
from ljfpa_desktop.ui.pages.settings.unit_section import UnitSection
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from tests.factories import household as family
from tests.offices import Offices
from tests.offices import joined as joined
from tests.offices import offices as offices
from tests.ui.exchange_seats import choose, deed, desk_at, opened, page_at, pick_on
from tests.ui.keyboard import activate, answer, press, write

Show = Callable[[QWidget], QWidget]


@pytest.fixture(autouse=True)
def pickers(offices: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is chosen on the stick."""
    pick_on(offices.stick, monkeypatch)


def cells(page: ExchangePage) -> list[list[str]]:
    view: Any = page.view
    return view.passages.as_rows()[1:]


def differ(offices: Offices) -> Any:
    """One telephone is changed on both sides, and the township hears of it; the family."""
    at, county, stick = offices.guantou, offices.county, offices.stick
    home = family(at.db, at.actor)
    unpack(county.db, county.actor, pack(at.db, at.actor, stick).path)
    household.save(county.db, county.actor, {"phone1": "13905910001"}, record_id=home)
    household.save(at.db, at.actor, {"phone1": "13805910002"}, record_id=home)
    unpack(at.db, at.actor, pack_all(county.db, county.actor, stick)[0].path)
    return home


def test_a_township_joins_in_three_steps_with_two_calls(
    offices: Offices, shown: Show, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    page = page_at(offices.xiaoao, shown)
    steps = page.view
    assert isinstance(steps, JoinSteps)
    assert not steps.take.isEnabled()
    assert page.deeds() == ()
    steps.ask.click()
    named = opened(FormDialog)
    activate(named)
    write("计生办1号机")
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not named.isVisible())
    mine = joining.own_code(offices.xiaoao.db)
    assert steps.code.accessibleName() == f"核对码 {mine}"
    assert steps.take.isEnabled()
    (request,) = offices.stick.glob("*.ljr")
    assert request.name == "晓澳镇_计生办1号机_加入申请.ljr"

    choose(monkeypatch, request)
    board = page_at(offices.county, shown)
    deed(board, "登记电脑")
    accept = opened(HeardDialog)
    assert accept.code.text().replace(" ", "") == mine.replace("-", "")
    accept.form.fill(heard=mine[:-1] + ("1" if mine[-1] != "1" else "2"))
    accept.carry_out()
    assert accept.form.rows["heard"].problem.text() == joining.MISREAD
    accept.form.fill(heard=mine)
    accept.carry_out()
    read = opened(CodeReadDialog)
    assert "答复" in board.view.banner.words.text()  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]
    read.carry_out()

    choose(monkeypatch, offices.stick / "晓澳镇_计生办1号机_加入申请_答复.ljr")
    steps.take_answer()
    finish = opened(HeardDialog)
    finish.form.fill(heard=joining.own_code(offices.county.db))
    finish.carry_out()
    assert isinstance(page.view, Township)
    assert page.view.banner.words.text() == "已加入连江县计划生育协会的数据交换，现在可以上报了。"
    assert page.subtitle.startswith("计生办1号机，已加入连江县计划生育协会的数据交换 · 还没有上报过")


def test_giving_writes_package_and_backup_and_says_that_the_stick_may_go(
    offices: Offices, shown: Show
) -> None:
    family(offices.guantou.db, offices.guantou.actor, spouse="陈美珍")
    page = page_at(offices.guantou, shown)
    view = page.view
    assert isinstance(view, Township)
    assert "还没有上报的：家庭 1，人员 2" in view.give_button.text()
    view.give_button.click()
    said = view.banner.words.text()
    assert said.startswith("第 1 号数据包已写好：新登记 1 户，2 人。核对码 ")
    assert said.endswith("备份也存了一份。可以拔出U盘了。")
    assert len(list(offices.stick.glob("*.ljp"))) == 1
    assert [line.kind for line in backup.listed(offices.stick)] == ["手动"]
    assert "没有新的记录要上报" in view.give_button.text()
    (row,) = cells(page)
    assert [row[0], row[1], row[2], row[7]] == ["发出", "连江县", "1", ON_WAY]
    answer()  # it has not arrived: there is nothing to sign
    deed(page, "打印回执")


def test_a_package_goes_to_the_county_and_its_receipt_comes_back(offices: Offices, shown: Show) -> None:
    family(offices.guantou.db, offices.guantou.actor, spouse="陈美珍")
    given = pack(offices.guantou.db, offices.guantou.actor, offices.stick)
    board = page_at(offices.county, shown)
    assert isinstance(board.view, County)
    assert board.subtitle == "22 个乡镇，1 个已加入 · 1 个逾期或还没上报"
    deed(board, "接收")
    dialog = opened(ReceiveDialog)
    assert not dialog.take_button.isEnabled()
    dialog.look()
    assert household.summary(offices.county.db).households == 0
    dialog.take_button.click()
    assert dialog.banner.words.text().startswith("已接收琯头镇第 1 号数据包。新增 ")
    assert not dialog.try_button.isEnabled()
    dialog.accept()
    assert board.view.banner.words.text() == "接收了 1 个数据包。"
    assert household.summary(offices.county.db).households == 1
    (line,) = [x for x in board.view.lines if x.computers]
    assert (line.last_no, line.state) == (1, "正常")
    deed(board, "全部下发")
    assert board.view.banner.words.text() == "已生成 1 个数据包，可以拔出U盘了。"

    page = page_at(offices.guantou, shown)
    view = page.view
    assert isinstance(view, Township)
    view.take()
    taking = opened(ReceiveDialog)
    assert [row[0] for row in taking.table.as_rows()[1:]] == ["可以接收", "本机生成的"]
    taking.look()
    taking.take()
    taking.accept()
    assert cells(page)[1][7] == ARRIVED
    view.passages.select_row(1)
    deed(page, "打印回执")
    paper = opened(PaperDialog)
    assert paper.windowTitle() == f"数据上报回执 {given.code}"
    paper.reject()


def test_all_packages_of_a_folder_are_taken_and_a_bad_one_stops_nothing(
    offices: Offices, shown: Show
) -> None:
    at, stick = offices.guantou, offices.stick
    for head in ("林建国", "陈依官"):
        family(at.db, at.actor, head=head)
        pack(at.db, at.actor, stick)
    torn = next(stick.glob("*_0001_*"))
    (stick / "torn.ljp").write_bytes(torn.read_bytes()[:-100])
    board = page_at(offices.county, shown)
    deed(board, "接收")
    dialog = opened(ReceiveDialog)
    assert dialog.all_button.isVisible()
    dialog.all_button.click()
    rows = dialog.table.as_rows()[1:]
    assert [r[0] for r in rows] == ["已接收", "已接收", "打不开"]
    assert "没有拷完整" in rows[2][5]
    assert dialog.banner.words.text() == "接收了 2 个数据包。"
    dialog.accept()
    assert household.summary(offices.county.db).households == 2


def test_a_package_that_changes_very_much_asks_for_a_reason(
    offices: Offices, shown: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, county, stick = offices.guantou, offices.county, offices.stick
    homes = [family(at.db, at.actor, head=f"林建{n}") for n in "国华民"]
    unpack(county.db, county.actor, pack(at.db, at.actor, stick).path)
    for home in homes:
        household.save(at.db, at.actor, {"phone1": "13850112345"}, record_id=home)
    pack(at.db, at.actor, stick)
    monkeypatch.setattr(brake, "FEW", 1)
    board = page_at(county, shown)
    deed(board, "接收")
    dialog = opened(ReceiveDialog)
    dialog.look()
    assert dialog.doubts.isVisible()
    dialog.take()
    assert dialog.received == []
    dialog.doubts.reasons["mass"].setText("电话核对过，全镇换号")
    dialog.take()
    assert len(dialog.received) == 1
    dialog.accept()


def test_a_forged_package_is_refused_in_a_sentence(offices: Offices, shown: Show) -> None:
    at, stick = offices.guantou, offices.stick
    given = pack(at.db, at.actor, stick)
    content = bytearray(given.path.read_bytes())
    content[-40] ^= 1
    given.path.write_bytes(bytes(content))
    board = page_at(offices.county, shown)
    deed(board, "接收")
    dialog = opened(ReceiveDialog)
    dialog.look()
    assert dialog.banner.words.text().startswith("这个数据包已损坏")
    assert dialog.table.as_rows()[1][0] == "没有接收"
    dialog.accept()


def test_an_empty_stick_says_so(offices: Offices, shown: Show) -> None:
    page = page_at(offices.guantou, shown)
    assert isinstance(page.view, Township)
    page.view.take()
    dialog = opened(ReceiveDialog)
    assert "里没有数据包" in dialog.table.state.sentence.text()
    assert not dialog.try_button.isEnabled()
    dialog.accept()
    assert not page.view.banner.isVisible()


def test_a_difference_is_decided_with_a_number_key(offices: Offices, shown: Show, qtbot: QtBot) -> None:
    home = differ(offices)
    page = page_at(offices.guantou, shown)
    view = page.view
    assert isinstance(view, Township)
    assert view.tabs.tabText(1) == "待核对（1）"
    view.tabs.setCurrentWidget(view.cases)
    view.cases.setFocus()
    (case,) = view.cases.cases
    wanted = case.values[1].value["phone1"]
    view.cases.show_whole()
    assert wanted in " ".join(w for w in _texts(view.cases.card))
    press(Qt.Key.Key_2)
    qtbot.waitUntil(lambda: worklist.cases(offices.guantou.db) == [])
    assert household.facts(offices.guantou.db, home).values["phone1"] == wanted
    assert view.tabs.tabText(1) == "待核对"
    assert "没有要核对的地方" in view.cases.table.state.sentence.text()


def _texts(widget: QWidget) -> list[str]:
    return [str(w.property("text")) for w in widget.findChildren(QWidget) if w.property("text")]


def test_neither_is_right_so_a_third_value_is_typed(offices: Offices, shown: Show) -> None:
    home = differ(offices)
    page = page_at(offices.guantou, shown)
    view = page.view
    assert isinstance(view, Township)
    view.tabs.setCurrentWidget(view.cases)
    view.cases.type_value()
    dialog = opened(FormDialog)
    dialog.form.fill(phone1="13605910003")
    dialog.carry_out()
    assert worklist.cases(offices.guantou.db) == []
    assert household.facts(offices.guantou.db, home).values["phone1"] == "13605910003"


def test_a_case_leads_to_its_family(offices: Offices, shown: Show) -> None:
    home = differ(offices)
    page = page_at(offices.guantou, shown)
    went: list[Any] = []
    page.desk.open_page = lambda *place: went.append(place)
    assert isinstance(page.view, Township)
    page.view.tabs.setCurrentWidget(page.view.cases)
    page.view.cases.family.click()
    assert went == [("households", home)]


def test_everything_is_sent_again_after_a_question(offices: Offices, shown: Show) -> None:
    family(offices.guantou.db, offices.guantou.actor)
    pack(offices.guantou.db, offices.guantou.actor, offices.stick)
    page = page_at(offices.guantou, shown)
    answer(yes=False)
    deed(page, "全部重发")
    assert len(cells(page)) == 1
    answer()
    deed(page, "全部重发")
    assert [r[2] for r in cells(page)] == ["2", "1"]


def test_a_lost_computer_is_stopped_with_a_reason(offices: Offices, shown: Show) -> None:
    board = page_at(offices.county, shown)
    view = board.view
    assert isinstance(view, County)
    view.computers.select_row(0)
    answer()  # it is this one
    deed(board, "停用电脑")
    view.computers.select_row(1)
    answer(reason="电脑被盗")
    deed(board, "停用电脑")
    assert view.banner.words.text() == "已停用琯头镇的“计生办1号机”。"
    assert [m.revoked_why for m in membership.machines(offices.county.db)] == ["", "电脑被盗"]
    assert view.computers.as_rows()[2][4] == "已停用"


def test_a_computer_in_a_lost_one_s_place_joins_anew(
    offices: Offices, shown: Show, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path
) -> None:
    page = page_at(offices.guantou, shown)
    answer(yes=False)
    deed(page, "重新加入")
    assert isinstance(page.view, Township)
    answer()
    deed(page, "重新加入")
    steps = page.view
    assert isinstance(steps, JoinSteps)
    assert steps.banner.words.text() == COPIED
    ask = tmp_path / "ask.ljr"
    mine = enrol.request(offices.guantou.db, offices.guantou.actor, ask, "2号机")
    choose(monkeypatch, ask)
    board = page_at(offices.county, shown)
    deed(board, "登记电脑")
    accept = opened(HeardDialog)
    accept.form.fill(heard=mine.code)
    accept.carry_out()
    opened(CodeReadDialog).carry_out()
    said = board.view.banner.words.text()  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]
    assert said == "已登记。答复文件：ask_答复.ljr。琯头镇还有“计生办1号机”在用，换下来的请在“电脑”里停用。"


def test_a_stopped_computer_asks_as_a_new_one(offices: Offices, shown: Show, qtbot: QtBot) -> None:
    at = offices.guantou
    with at.db.transaction(at.actor, "接收", "receive") as s:
        for row in s.query(Installation).filter_by(of_office=at.actor.office):
            row.revoked_on = "2026-11-24"
    page = page_at(at, shown)
    steps = page.view
    assert isinstance(steps, JoinSteps)
    assert steps.banner.words.text() == STOPPED
    answer(yes=False)
    steps.ask.click()
    assert membership.of_this_pc(at.db).state == "stopped"
    answer()
    steps.ask.click()
    named = opened(FormDialog)
    named.form.fill(pc="2号机")
    named.carry_out()
    assert membership.of_this_pc(at.db).state == "asked"


def test_the_board_is_filtered(offices: Offices, shown: Show) -> None:
    board = page_at(offices.county, shown)
    view = board.view
    assert isinstance(view, County)
    view.board.filter_by(state="还没上报")
    assert [r[0] for r in view.board.as_rows()[1:]] == ["琯头镇"]
    view.board.filter_by(text="晓澳")
    assert [r[:2] for r in view.board.as_rows()[1:]] == [["晓澳镇", "未加入"]]


def test_the_settings_say_which_computer_this_is(offices: Offices) -> None:
    letters = membership.of_this_pc(offices.guantou.db).letters
    words = {
        "county": f"县计生协电脑 · 第 1 台 · 单号字母 {'、'.join(letters)} · 县级",
        "guantou": f"计生办1号机 · 第 1 台 · 单号字母 {'、'.join(letters)} · 已加入连江县计划生育协会",
        "xiaoao": "还没有加入，请到“数据交换”办理",
    }
    for name, said in words.items():
        section = UnitSection(desk_at(getattr(offices, name)))
        section.reload()
        assert section.facts.values["数据交换"].text() == said
        section.deleteLater()
