"""Double registrations at the county's page, asked about, and answered at the township's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.exchange.pack import pack, pack_all
from ljfpa_desktop.exchange.unpack import unpack
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import double_benefit, duty, setting, todo
from ljfpa_desktop.services.duty import DutyLine
from ljfpa_desktop.ui.desk import OPEN_CASES
from ljfpa_desktop.ui.pages.exchange.county import County
from ljfpa_desktop.ui.pages.exchange.township import Township
from ljfpa_desktop.ui.pages.exchange_page import ExchangePage
from tests.factories import household, id_number
from tests.offices import Office, Offices
from tests.offices import joined as joined
from tests.offices import offices as offices
from tests.ui.exchange_seats import desk_at, page_at
from tests.ui.keyboard import answer, press

Show = Callable[[QWidget], QWidget]
BORN = date(1962, 3, 5)


@pytest.fixture
def twice(offices: Offices) -> Offices:
    """林建国 of 琯头镇, whom 晓澳镇 registered, too; its rows stand at the county as if they had come."""
    number = id_number(BORN, "1")
    at, county = offices.guantou, offices.county
    household(at.db, at.actor, head={"name": "林建国", "id_no": number})
    unpack(county.db, county.actor, pack(at.db, at.actor, offices.stick).path)
    setting.save(county.db, county.actor, {"office.code": "350122104"})
    household(
        county.db, county.actor, head={"name": "林健国", "id_no": id_number(BORN, "1")},
        village="350122104201",
    )  # fmt: skip
    setting.save(county.db, county.actor, {"office.code": "350122"})
    with county.db.transaction(county.actor, "改正") as s:
        other = s.query(Person).filter_by(name="林健国").one()
        other.id_no = number
    return offices


def asked(offices: Offices) -> DutyLine:
    """The question at the township after the county's package."""
    at, county = offices.guantou, offices.county
    double_benefit.send(county.db, county.actor, double_benefit.cases(county.db)[0].id)
    unpack(at.db, at.actor, pack_all(county.db, county.actor, offices.stick)[0].path)
    (line,) = duty.lines(at.db)
    return line


def texts(widget: QWidget) -> str:
    return " ".join(found.text() for found in widget.findChildren(QLabel))


def page_of(office: Office, shown: Show) -> tuple[ExchangePage, Any]:
    page = page_at(office, shown)
    return page, page.view


def test_the_county_sees_both_sides_and_asks(twice: Offices, shown: Show, qtbot: QtBot) -> None:
    page, view = page_of(twice.county, shown)
    assert isinstance(view, County)
    assert view.tabs.tabText(3) == "重复核对（1）"
    doubles = view.doubles
    view.tabs.setCurrentWidget(doubles)
    (row,) = doubles.table.as_rows()[1:]
    assert row[0] == "还没交办"
    assert set(row[3].split("、")) == {"琯头镇", "晓澳镇"}
    assert row[4] == "证件号相同"
    assert "林建国" in texts(doubles.card)
    assert "林健国" in texts(doubles.card)
    told: list[str] = []
    page.desk.tell = lambda sentence, _undo=None: told.append(sentence)
    press(Qt.Key.Key_Return, widget=doubles.table.view)
    assert told == ["已交办 1 件，共通知 2 处，随下一个数据包下发。"]
    assert doubles.table.as_rows()[1][0] == "等答复"
    assert "已交办，还没有答复" in texts(doubles.card)
    assert not doubles.send_button.isEnabled()
    assert not doubles.all_button.isEnabled()
    page.reload()
    assert view.tabs.tabText(3) == "重复核对"


def test_all_certain_cases_are_sent_at_once(twice: Offices, shown: Show) -> None:
    _page, view = page_of(twice.county, shown)
    view.doubles.all_button.click()
    assert all(c.is_sent for c in double_benefit.cases(twice.county.db))


def test_the_township_answers_and_the_county_reads_it(twice: Offices, shown: Show, qtbot: QtBot) -> None:
    line = asked(twice)
    page, view = page_of(twice.guantou, shown)
    assert isinstance(view, Township)
    assert view.tabs.tabText(2) == "县里交办（1）"
    duties = view.duties
    view.tabs.setCurrentWidget(duties)
    assert duties.table.as_rows()[1][0] == "待核对"
    assert "林健国" not in str(duties.table.as_rows())
    answer(True, "已迁走，办理迁出")
    press(Qt.Key.Key_Return, widget=duties.table.view)
    assert duty.lines(twice.guantou.db) == []
    assert duties.table.as_rows()[1][0] == "已办结"
    assert not duties.answer_button.isEnabled()
    page.reload()
    assert view.tabs.tabText(2) == "县里交办"
    unpack(
        twice.county.db, twice.county.actor,
        pack(twice.guantou.db, twice.guantou.actor, twice.stick).path,
    )  # fmt: skip
    _page, county = page_of(twice.county, shown)
    assert "已迁走，办理迁出" in texts(county.doubles.card)
    assert line.household_id is not None


def test_the_family_opens_and_a_todo_leads_here(twice: Offices, shown: Show) -> None:
    line = asked(twice)
    went: list[Any] = []
    desk = desk_at(twice.guantou)
    desk.open_page = lambda key, record=None: went.append((key, record))
    desk.memory.set(OPEN_CASES, "duties")
    page = ExchangePage(desk)
    page.reload()
    shown(page)
    view: Any = page.view
    assert view.tabs.currentWidget() is view.duties
    view.duties.family_button.click()
    assert went == [("households", line.household_id)]
    assert [t.page for t in todo.overview(twice.guantou.db).todos if t.code == "duties"] == ["exchange"]


def test_a_case_not_asked_yet_waits_on_the_county_s_desk(twice: Offices, shown: Show) -> None:
    county = twice.county
    waits = [t for t in todo.overview(county.db).todos if t.code == "doubles"]
    assert [(t.count, t.sentence, t.page) for t in waits] == [
        (1, "1 件重复登记或发放还没交办乡镇", "exchange")
    ]
    desk = desk_at(county)
    desk.memory.set(OPEN_CASES, "doubles")
    page = ExchangePage(desk)
    page.reload()
    shown(page)
    view: Any = page.view
    assert view.tabs.currentWidget() is view.doubles
    double_benefit.send(county.db, county.actor, double_benefit.cases(county.db)[0].id)
    assert [t for t in todo.overview(county.db).todos if t.code == "doubles"] == []
    assert [t for t in todo.overview(twice.guantou.db).todos if t.code == "doubles"] == []
