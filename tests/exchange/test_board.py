"""The county's board: who gave what when, what waits, what was confirmed, and who never joined."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.exchange import board, reminders
from ljfpa_desktop.exchange.pack import pack, pack_all
from ljfpa_desktop.exchange.unpack import unpack
from ljfpa_desktop.services import household, period
from tests.factories import household as family
from tests.offices import GUANTOU, Offices
from tests.offices import joined as joined
from tests.offices import offices as offices


def line(offices: Offices, code: str = GUANTOU) -> board.Line:
    return next(x for x in board.lines(offices.county.db) if x.code == code)


def give(offices: Offices) -> Path:
    at = offices.guantou
    return pack(at.db, at.actor, offices.stick).path


def take(offices: Offices, path: Path) -> None:
    unpack(offices.county.db, offices.county.actor, path)


def send_back(offices: Offices) -> Path:
    return pack_all(offices.county.db, offices.county.actor, offices.stick)[0].path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> object:
    """Moves the clock on by days."""
    start = datetime.now().astimezone()

    def move(days: int) -> None:
        monkeypatch.setattr(dates, "clock", lambda: start + timedelta(days=days))

    return move


def test_every_township_stands_on_the_board_joined_or_not(offices: Offices) -> None:
    lines = board.lines(offices.county.db)
    assert len(lines) == 22
    assert [x.name for x in lines if x.computers] == ["琯头镇"]
    assert {x.state for x in lines} == {"未加入", "还没上报"}
    assert (line(offices).last_no, line(offices).days, line(offices).app) == (0, None, "")


def test_a_package_shows_its_number_day_and_version(offices: Offices) -> None:
    family(offices.guantou.db, offices.guantou.actor)
    take(offices, give(offices))
    found = line(offices)
    assert (found.last_no, found.days, found.state, found.held, found.cases) == (1, 0, "正常", 0, 0)
    assert found.app
    assert not found.is_older


def test_an_older_program_is_marked(offices: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    take(offices, give(offices))
    monkeypatch.setattr(board, "__version__", "99.0.0")
    assert line(offices).is_older
    monkeypatch.undo()
    monkeypatch.setattr(board, "NEWEST", 99)
    assert line(offices).is_older


def test_after_a_month_without_a_package_an_office_is_late(offices: Offices, later: object) -> None:
    take(offices, give(offices))
    later(31)  # pyright: ignore[reportCallIssue]
    assert line(offices).state == "正常"
    assert reminders.waiting(offices.county.db) == []
    later(32)  # pyright: ignore[reportCallIssue]
    assert (line(offices).state, line(offices).days) == ("逾期", 32)
    (waits,) = reminders.waiting(offices.county.db)
    assert waits.sentence == "有 1 个乡镇超过 31 天没有上报"


def test_what_we_gave_is_unconfirmed_until_they_say_they_have_it(offices: Offices, later: object) -> None:
    at = offices.guantou
    take(offices, give(offices))
    back = send_back(offices)
    later(5)  # pyright: ignore[reportCallIssue]
    assert line(offices).unconfirmed in (None, 5)
    home = family(at.db, at.actor)
    take(offices, give(offices))
    household.save(offices.county.db, offices.county.actor, {"phone1": "13905910001"}, record_id=home)
    back = send_back(offices)
    later(8)  # pyright: ignore[reportCallIssue]
    assert line(offices).unconfirmed == 3
    unpack(at.db, at.actor, back)
    take(offices, give(offices))
    assert line(offices).unconfirmed is None


def test_a_difference_counts_for_the_office_whose_record_it_is(offices: Offices) -> None:
    at, county = offices.guantou, offices.county
    home = family(at.db, at.actor)
    take(offices, give(offices))
    household.save(county.db, county.actor, {"phone1": "13905910001"}, record_id=home)
    household.save(at.db, at.actor, {"phone1": "13805910002"}, record_id=home)
    take(offices, give(offices))
    assert line(offices).cases == 1
    assert [w.sentence for w in reminders.waiting(county.db)] == ["有 1 处两边填得不一样，要核对"]
    assert reminders.pressing(county.db) == 1


def test_the_last_closed_month_is_known(offices: Offices) -> None:
    at = offices.guantou
    family(at.db, at.actor)
    month = dates.shift_month(dates.month_of(dates.today()), -1)
    period.close(at.db, at.actor, month, {"gap": "首次"})
    take(offices, give(offices))
    assert line(offices).closed == month


def test_a_township_is_reminded_while_something_waits(offices: Offices, later: object) -> None:
    at = offices.guantou
    assert reminders.waiting(at.db) == []
    assert reminders.status_words(at.db) == ""
    family(at.db, at.actor)
    assert [w.sentence for w in reminders.waiting(at.db)] == ["加入以后还没有上报过"]
    assert reminders.pressing(at.db) == 0
    path = give(offices)
    assert reminders.waiting(at.db) == []
    assert reminders.status_words(at.db).startswith("第1包 ")
    assert reminders.status_words(at.db).endswith("在路上")
    later(40)  # pyright: ignore[reportCallIssue]
    assert reminders.waiting(at.db) == []
    family(at.db, at.actor, head="陈依官")
    (waits,) = reminders.waiting(at.db)
    assert (waits.sentence, waits.weight) == ("已有 40 天没有上报", "now")
    assert reminders.pressing(at.db) == 1
    take(offices, path)
    unpack(at.db, at.actor, send_back(offices))
    assert reminders.status_words(at.db).endswith("县里已收到")


def test_before_joining_nothing_is_asked(offices: Offices) -> None:
    other = offices.xiaoao
    family(other.db, other.actor, village="350122104201")
    assert reminders.waiting(other.db) == []
