"""Days, words, ages and months."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base import dates


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(dates, "clock", lambda: moment)


def test_today_is_the_day_in_china(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, datetime(2024, 5, 28, 15, 59, tzinfo=UTC))
    assert dates.today() == date(2024, 5, 28)
    at(monkeypatch, datetime(2024, 5, 28, 16, 0, tzinfo=UTC))
    assert dates.today() == date(2024, 5, 29)
    assert dates.now() == datetime(2024, 5, 28, 16, 0, tzinfo=UTC)
    assert dates.local(dates.now()).hour == 0


def test_the_system_clock_is_aware() -> None:
    assert dates.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 1, 15), "贰零贰肆年零壹月壹拾伍日"),
        (date(2024, 2, 12), "贰零贰肆年零贰月壹拾贰日"),
        (date(2024, 10, 20), "贰零贰肆年零壹拾月零贰拾日"),
        (date(2024, 5, 29), "贰零贰肆年伍月贰拾玖日"),
        (date(2024, 11, 1), "贰零贰肆年壹拾壹月零壹日"),
        (date(2024, 12, 31), "贰零贰肆年壹拾贰月叁拾壹日"),
        (date(2024, 3, 30), "贰零贰肆年叁月零叁拾日"),
        (date(2025, 9, 10), "贰零贰伍年玖月零壹拾日"),
        (date(2024, 12, 19), "贰零贰肆年壹拾贰月壹拾玖日"),
    ],
)
def test_cheque_dates(day: date, words: str) -> None:
    assert dates.in_words(day) == words


def test_dates_for_papers() -> None:
    assert dates.hanzi(date(2024, 5, 29)) == "二〇二四年五月二十九日"
    assert dates.hanzi(date(2010, 10, 30)) == "二〇一〇年十月三十日"
    assert dates.hanzi(date(2024, 12, 11)) == "二〇二四年十二月十一日"
    assert dates.chinese(date(2024, 5, 9)) == "2024年5月9日"


def test_age_counts_completed_years() -> None:
    assert dates.age_on(date(1968, 5, 15), date(2017, 5, 14)) == 48
    assert dates.age_on(date(1968, 5, 15), date(2017, 5, 15)) == 49
    assert dates.age_on(date(1964, 2, 29), date(2013, 2, 28)) == 48
    assert dates.age_on(date(1964, 2, 29), date(2013, 3, 1)) == 49
    assert dates.age_on(date(1964, 2, 29), date(2024, 2, 29)) == 60


def test_a_moment_as_people_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, datetime(2026, 3, 31, 9, 0, tzinfo=dates.CHINA))
    assert dates.when_words("") == ""
    assert dates.when_words("2026-03-31T00:30:00+00:00") == "今天 08:30"
    assert dates.when_words("2026-03-30T00:30:00+00:00") == "昨天 08:30"
    assert dates.when_words("2026-03-28T17:05:00+00:00") == "2026-03-29 01:05"


def test_months() -> None:
    assert dates.month_range("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert dates.month_range("2023-12") == (date(2023, 12, 1), date(2023, 12, 31))
    assert dates.year_to_date("2024-02") == (date(2024, 1, 1), date(2024, 2, 29))
    assert dates.previous_year("2024-02") == "2023-02"
    assert dates.shift_month("2024-01", -1) == "2023-12"
    assert dates.month_label("2024-02") == "2024年2月"


@pytest.mark.parametrize("month", ["2024-13", "2024", "202402", "2024-2", "2024-02-01", "x"])
def test_no_month(month: str) -> None:
    with pytest.raises(ValueError, match="."):
        dates.month_range(month)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-400, 400))
def test_shifting_back_returns(day: date, by: int) -> None:
    month = dates.month_of(day)
    assert dates.shift_month(dates.shift_month(month, by), -by) == month
    first, last = dates.month_range(month)
    assert first <= day <= last
    assert (last + timedelta(days=1)).day == 1
