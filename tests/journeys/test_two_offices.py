"""Two offices, one stick: a month travels to the county and is confirmed, a difference is decided."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from ljfpa_desktop.base import dates
from ljfpa_desktop.exchange import board, reminders, worklist
from ljfpa_desktop.services import household, period
from tests.factories import household as family
from tests.journeys.seats import CTRL, Sit, exchange, give, receive, todo
from tests.offices import GUANTOU, Office, Offices
from tests.offices import joined as joined
from tests.offices import offices as offices
from tests.ui.keyboard import activate, press

WAITS = "有 1 处两边填得不一样，要核对"


def month_of_work(at: Office) -> tuple[Any, str]:
    """Two families and a closed month at the township; the first family and the month."""
    home = family(at.db, at.actor, head="林建国", spouse="陈美珍", phone1="13850112345")
    family(at.db, at.actor, head="陈依官")
    month = dates.shift_month(dates.month_of(dates.today()), -1)
    period.close(at.db, at.actor, month)
    return home, month


def test_a_month_travels_and_a_difference_is_decided(offices: Offices, sit: Sit) -> None:
    at, county = offices.guantou, offices.county
    home, month = month_of_work(at)

    with sit(at) as window:
        assert "可以拔出U盘了" in give(window)

    with sit(county) as window:
        assert receive(window).startswith("已接收琯头镇第 1 号数据包")
        (line,) = [x for x in exchange(window).lines if x.code == GUANTOU]
        assert (line.state, line.closed, line.last_no) == ("正常", month, 1)
        assert household.summary(county.db).households == 2
        household.save(county.db, county.actor, {"phone1": "13905910001"}, record_id=home)
        assert give(window) == "已生成 1 个数据包，可以拔出U盘了。"

    household.save(at.db, at.actor, {"phone1": "13805910002"}, record_id=home)
    with sit(at) as window:
        receive(window)
        view = exchange(window)
        assert view.passages.as_rows()[-1][7] == "县里已收到"
        assert [w.sentence for w in reminders.waiting(at.db)] == [WAITS]
        todo(window, WAITS, "去核对")
        assert window.current_key == "exchange"
        (case,) = worklist.cases(at.db)
        wanted = case.values[1].value["phone1"]
        assert view.tabs.currentWidget() is view.cases
        press(Qt.Key.Key_2)
        assert worklist.cases(at.db) == []
        activate(window)
        press(Qt.Key.Key_U, CTRL)

    with sit(county) as window:
        receive(window)
    for office in (at, county):
        assert household.facts(office.db, home).values["phone1"] == wanted
        assert worklist.cases(office.db) == []
    assert board.lines(county.db)[3].cases == 0
    assert len(list(offices.stick.glob("*.ljp"))) == 3
