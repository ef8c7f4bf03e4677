"""迁入迁出 at the desks of two townships and their county, joined for real, with packages between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services import household, todo, transfer
from ljfpa_desktop.ui.desk import OPEN_CASES, Desk
from ljfpa_desktop.ui.pages.desk_page import DeskPage
from ljfpa_desktop.ui.pages.exchange.county import County
from ljfpa_desktop.ui.pages.exchange.move_list import MoveList
from ljfpa_desktop.ui.pages.exchange.moves import NO_ARRIVALS, NO_DEPARTURES, NO_OFFERS, Moves, add_tab
from ljfpa_desktop.ui.pages.exchange.township import Township
from ljfpa_desktop.ui.pages.exchange_page import ExchangePage
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from tests.exchange.conftest import joined as joined
from tests.exchange.conftest import offices as offices
from tests.exchange.offices import FIRST, OTHER, Offices, Pc
from tests.services.test_transfer import answer as decided
from tests.ui.keyboard import answer, press, tab_to, write
from tests.ui.pages.test_household_page import dialog_of

Show = Callable[[QWidget], QWidget]
DAY = date(2024, 5, 6)


@dataclass
class Seat:
    """A panel at a computer, what it told, counted and opened."""

    pc: Pc
    panel: Moves
    told: list[str] = field(default_factory=list)
    counted: list[int] = field(default_factory=list)
    opened: list[tuple[object, ...]] = field(default_factory=list)

    def rows(self, number: int = 0) -> list[list[str]]:
        return self.panel.lists[number].table.as_rows()[1:]

    def button(self, text: str) -> QPushButton:
        return next(b for one in self.panel.lists for b in one.buttons if b.text() == text)


@pytest.fixture
def sit(qapp: object, shown: Show) -> Iterator[Callable[..., Seat]]:
    """Opens the panel at a computer."""
    desks: list[tuple[Desk, Pc]] = []

    def make(pc: Pc, read_only: str = "") -> Seat:
        desk = Desk(pc.db, pc.actor, read_only=read_only)
        seat = Seat(pc, Moves(desk, lambda count: seat.counted.append(count)))
        desk.tell = lambda sentence, _undo=None: seat.told.append(sentence)
        desk.open_page = lambda *where: seat.opened.append(where)
        desk.hub.listen_to(pc.db)
        desks.append((desk, pc))
        desk.hub.changed.connect(lambda _tables: seat.panel.reload())
        seat.panel.resize(1120, 460)
        seat.panel.reload()
        shown(seat.panel)
        return seat

    yield make
    for desk, pc in desks:
        desk.hub.let_go_of(pc.db)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "U盘"


def carry(here: Pc, there: Pc, stick: Path, target: str = "") -> None:
    there.take(here.pack(stick, target).path)


def offered(offices: Offices, stick: Path) -> tuple[UUID, UUID]:
    """A family offered by the first township, known at the county."""
    family = offices.first.family("林建国", spouse="陈秀英", children=["林小妹"])
    move = transfer.offer(offices.first.db, offices.first.actor, family, OTHER, DAY, "随子女生活")
    carry(offices.first, offices.county, stick)
    return family, move


def test_a_family_goes_from_desk_to_desk(
    offices: Offices, stick: Path, sit: Callable[..., Seat], qtbot: QtBot
) -> None:
    family, _move = offered(offices, stick)
    county = sit(offices.county)
    assert county.rows() == [
        ["林建国", "3", "琯头镇", "晓澳镇", "2024-05-06", "随子女生活", "等转交", "—", ""]
    ]  # fmt: skip
    assert county.counted == [1]
    county.panel.setFocus()
    assert tab_to("转交：林建国户") is county.button("转交")
    answer()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: county.counted[-1] == 0)
    assert county.told == ["林建国户已转交晓澳镇，下发数据包时告诉两个乡镇。"]
    assert county.rows()[0][6] == "等接收"
    assert not county.button("转交").isEnabled()
    carry(offices.county, offices.other, stick, OTHER)
    carry(offices.county, offices.first, stick, FIRST)
    assert sit(offices.first).rows(1)[0][4] == "县里已转交"
    other = sit(offices.other)
    assert other.rows() == [["林建国", "3", "琯头镇", "2024-05-06", "等接收"]]
    receive(other, qtbot)
    assert other.rows()[0][4] == "已接收"
    assert household.facts(offices.other.db, family).village_code == "350122104201"
    carry(offices.other, offices.county, stick)
    assert county.rows()[0][6] == "已接收"


def receive(seat: Seat, qtbot: QtBot) -> None:
    """Into the first village, by keyboard."""
    seat.panel.setFocus()
    assert tab_to("接收：林建国户") is seat.button("接收")
    press(Qt.Key.Key_Space)
    dialog = dialog_of(seat.panel, FormDialog)
    write("百胜")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    qtbot.waitUntil(lambda: seat.counted[-1] == 0)


def test_the_county_sends_back_with_a_reason_and_the_township_takes_it_back(
    offices: Offices, stick: Path, sit: Callable[..., Seat], qtbot: QtBot
) -> None:
    offered(offices, stick)
    county = sit(offices.county)
    answer(reason="户口还在琯头镇")
    county.button("退回").click()
    qtbot.waitUntil(lambda: county.counted[-1] == 0)
    assert (county.rows()[0][6], county.rows()[0][8]) == ("已退回", "户口还在琯头镇")
    assert county.told == ["林建国户已退回琯头镇，下发数据包时告诉它。"]
    carry(offices.county, offices.first, stick, FIRST)
    first = sit(offices.first)
    assert first.rows(1) == [["林建国", "3", "晓澳镇", "2024-05-06", "县里退回", "户口还在琯头镇"]]
    assert [t.sentence for t in todo.overview(offices.first.db).todos if t.code in todo.MOVES] == [
        "1 户迁出被县里退回"
    ]
    answer(reason="县里退回")
    first.button("撤回迁出").click()
    qtbot.waitUntil(lambda: first.rows(1)[0][4] == "已撤回")
    assert not first.button("撤回迁出").isEnabled()


def test_an_arrival_is_given_back_with_a_reason(
    offices: Offices, stick: Path, sit: Callable[..., Seat], qtbot: QtBot
) -> None:
    _family, move = offered(offices, stick)
    transfer_by_hand(offices.county, move)
    carry(offices.county, offices.other, stick, OTHER)
    other = sit(offices.other)
    answer(reason="没有搬来")
    other.button("退回").click()
    qtbot.waitUntil(lambda: other.counted[-1] == 0)
    assert other.rows()[0][4] == "已退回"
    assert (other.rows(1)[0][2], other.rows(1)[0][4]) == ("琯头镇", "等县里转交")
    assert other.told == ["林建国户已退回琯头镇，下次上报时交给县里。"]
    assert not other.button("接收").isEnabled()


def test_from_one_answered_the_keyboard_goes_to_the_next_that_waits(
    offices: Offices, stick: Path, sit: Callable[..., Seat]
) -> None:
    for day, head in enumerate(("黄水官", "吴宝金", "张玉珠"), 1):
        family = offices.first.family(head)
        transfer.offer(offices.first.db, offices.first.actor, family, OTHER, date(2024, 4, day), "搬家")
    carry(offices.first, offices.county, stick)
    county = sit(offices.county)
    one = county.panel.lists[0]
    assert [row[0] for row in county.rows()] == ["张玉珠", "吴宝金", "黄水官"]
    one.table.select_row(1)
    came_to: list[str] = []
    for _ in range(3):
        answer()
        county.button("转交").click()
        came_to += [one.current.head_name if one.current else ""]
    assert came_to == ["黄水官", "张玉珠", "张玉珠"]  # after the last the first row
    assert county.counted[-3:] == [2, 1, 0]


def test_from_one_that_is_done_the_keyboard_goes_to_one_that_came(
    offices: Offices, stick: Path, sit: Callable[..., Seat]
) -> None:
    _family, move = offered(offices, stick)
    transfer_by_hand(offices.county, move)
    county = sit(offices.county)
    one = county.panel.lists[0]
    assert one.current is not None
    assert one.current.head_name == "林建国"
    later = offices.first.family("吴宝金")
    transfer.offer(offices.first.db, offices.first.actor, later, OTHER, date(2024, 4, 1), "搬家")
    carry(offices.first, offices.county, stick)
    county.panel.reload()
    assert one.current.head_name == "吴宝金"
    assert county.button("转交").isEnabled()


def test_saying_no_changes_nothing(offices: Offices, stick: Path, sit: Callable[..., Seat]) -> None:
    offered(offices, stick)
    county = sit(offices.county)
    for text in ("转交", "退回"):
        answer(yes=False)
        county.button(text).click()
    assert (county.rows()[0][6], county.told) == ("等转交", [])


def test_what_was_answered_elsewhere_is_said_and_shown(
    offices: Offices, stick: Path, sit: Callable[..., Seat], monkeypatch: pytest.MonkeyPatch
) -> None:
    offered(offices, stick)
    county = sit(offices.county)
    stale = county.panel.lists[0].lines[0]
    transfer_by_hand(offices.county, stale.id)
    said: list[str] = []
    monkeypatch.setattr(
        "ljfpa_desktop.ui.pages.exchange.moves.show_failure", lambda _over, f: said.append(f.sentence)
    )
    county.panel.lists[0].lines = [stale]  # as if the list had not been read since
    answer()
    county.button("转交").setEnabled(True)
    county.button("转交").click()
    assert said == ["这次迁移已经有了结果，请刷新。"]
    assert county.rows()[0][6] == "等接收"


def transfer_by_hand(pc: Pc, move: UUID) -> None:
    from ljfpa_desktop.exchange import transfer as passing

    passing.accept(pc.db, pc.actor, move)


def test_enter_opens_the_family(offices: Offices, stick: Path, sit: Callable[..., Seat]) -> None:
    family, _move = offered(offices, stick)
    for seat in (sit(offices.county), sit(offices.first)):
        seat.panel.lists[-1].table.view.setFocus()
        seat.panel.activateWindow()
        press(Qt.Key.Key_Return, widget=seat.panel.lists[-1].table.view)
        assert seat.opened == [("households", family)]


def empty_words(one: MoveList) -> tuple[bool, str]:
    """Whether the list says that it has none, and in which words."""
    return one.table.stack.currentWidget() is one.table.state, one.table.state.sentence.text()


def test_without_moves_it_says_where_they_come_from(offices: Offices, sit: Callable[..., Seat]) -> None:
    county, first = sit(offices.county), sit(offices.first)
    assert [empty_words(one) for one in county.panel.lists] == [(True, NO_OFFERS)]
    assert [empty_words(one) for one in first.panel.lists] == [(True, NO_ARRIVALS), (True, NO_DEPARTURES)]
    assert county.counted == first.counted == [0]
    assert not first.button("接收").isEnabled()
    assert first.button("接收").toolTip() == "请先选一户“等接收”的。"
    assert first.button("撤回迁出").toolTip() == "请先选一户“县里退回”或“等县里转交”的。"
    first.panel.lists[1].table.state.button.click()
    assert first.opened == [("households",)]
    county.panel.lists[0].open_family()
    assert county.opened == []


def test_what_waits_stands_above_what_is_done(
    offices: Offices, stick: Path, sit: Callable[..., Seat]
) -> None:
    offered(offices, stick)
    first = offices.first
    done = first.family("黄水官")
    taken_back = transfer.offer(first.db, first.actor, done, OTHER, date(2024, 5, 9), "搬家")
    transfer.withdraw(first.db, first.actor, taken_back, "不搬了")
    later = first.family("吴宝金")
    sent_back = transfer.offer(first.db, first.actor, later, OTHER, date(2024, 5, 1), "婚迁")
    decided(first.db, first.actor, sent_back, "DECLINED")
    seat = sit(first)
    assert [(row[0], row[4]) for row in seat.rows(1)] == [
        ("吴宝金", "县里退回"), ("林建国", "等县里转交"), ("黄水官", "已撤回"),
    ]  # fmt: skip
    assert seat.panel.lists[1].waiting == 2
    assert seat.counted == [0]  # only arrivals wait for us


def test_the_tab_says_how_many_wait(offices: Offices, stick: Path, qtbot: QtBot) -> None:
    _family, move = offered(offices, stick)
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    tabs.addTab(QWidget(), "数据包")
    panel = add_tab(tabs, Desk(offices.county.db, offices.county.actor))
    panel.reload()
    assert (tabs.count(), tabs.tabText(1)) == (2, "迁入迁出（1）")
    transfer_by_hand(offices.county, move)
    panel.reload()
    assert tabs.tabText(1) == "迁入迁出"


def test_nothing_is_answered_where_the_office_is_only_read(
    offices: Offices, stick: Path, sit: Callable[..., Seat]
) -> None:
    offered(offices, stick)
    sentence = "这里只能看。"
    county = sit(offices.county, sentence)
    assert [(b.isEnabled(), b.toolTip()) for b in county.panel.lists[0].buttons] == [(False, sentence)] * 2


def test_the_county_tells_how_far_a_family_has_come(offices: Offices) -> None:
    from ljfpa_desktop.ui.pages.exchange.moves import at_county

    family = offices.first.family("林建国")
    transfer.offer(offices.first.db, offices.first.actor, family, OTHER, DAY, "搬家")
    (line,) = transfer.lines(offices.first.db)
    passed_on = replace(line, state="ACCEPTED")
    for state, words in (("ACCEPTED", "等接收"), ("RECEIVED", "已接收")):
        arrival = replace(line, way="IN", state=state, words=transfer.WORDS[state])
        assert at_county(passed_on, arrival).words == words
    assert at_county(passed_on, None).words == passed_on.words
    assert at_county(replace(line, state="WITHDRAWN", words="已撤回"), None).words == "已撤回"


@pytest.mark.parametrize(("pc", "title"), [("county", "迁入迁出（1）"), ("first", "迁入迁出")])
def test_a_to_do_leads_to_the_tab(offices: Offices, stick: Path, shown: Show, pc: str, title: str) -> None:
    offered(offices, stick)
    at: Pc = getattr(offices, pc)
    desk = Desk(at.db, at.actor)
    desk.memory.set(OPEN_CASES, "moves")
    page = ExchangePage(desk)
    page.reload()
    shown(page)
    view = page.view
    assert isinstance(view, Township | County)
    assert view.tabs.tabText(view.tabs.currentIndex()) == title
    assert view.tabs.currentWidget() is view.moves
    assert [row[0] for row in view.moves.lists[-1].table.as_rows()[1:]] == ["林建国"]
    assert not desk.memory.get(OPEN_CASES)


def test_what_waits_on_the_first_page_opens_the_tab(offices: Offices, stick: Path, shown: Show) -> None:
    offered(offices, stick)
    desk = Desk(offices.county.db, offices.county.actor)
    opened: list[str] = []
    desk.open_page = lambda key, _record=None: opened.append(key)
    page = DeskPage(desk)
    offices.first.family("黄水官")
    carry(offices.first, offices.county, stick)
    page.reload()
    shown(page)
    button = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "1 户迁出等转交：去转交")
    button.click()
    assert (opened, desk.memory.get(OPEN_CASES)) == (["exchange"], "moves")
