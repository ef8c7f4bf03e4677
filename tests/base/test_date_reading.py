"""Dates as registers carry them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.dates import read_date

BIRTH = date(1968, 5, 15)
past_days = st.dates(date(1900, 1, 1), date(2024, 11, 24))


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    kept, dates.clock = dates.clock, lambda: datetime(2024, 11, 24, 4, tzinfo=UTC)
    yield
    dates.clock = kept


@pytest.mark.parametrize(
    "raw",
    [
        "1968-5-15", "1968/05/15", "1968.05.15", "1968年5月15日", "1968年05月15号", "68年5月15日", "19680515",
        19680515, "１９６８．５．１５", "一九六八年五月十五日", "1968-05-15 00:00:00", "1968 年 5 月 15 日",
        "1968—05—15", BIRTH, datetime(1968, 5, 15, tzinfo=UTC), "1968.5.15生", "680515", "\ufeff1968-5-15",
    ],
)  # fmt: skip
def test_full_dates(raw: object) -> None:
    read = read_date(raw)
    assert (read.value, read.precision, read.doubt) == (BIRTH, "YMD", "")


@pytest.mark.parametrize(
    "raw",
    [
        "1968年5月",
        "196805",
        196805,
        "1968.5",
        1968.5,
        1968.05,
        "1968-05",
        "一九六八年五月",
        "68.5",
        "68年5月",
    ],
)
def test_year_and_month(raw: object) -> None:
    read = read_date(raw)
    assert (read.value, read.precision, read.doubt) == (date(1968, 5, 1), "YM", "")


@pytest.mark.parametrize("raw", ["1968", 1968, "1968年", 1968.0])
def test_year_alone(raw: object) -> None:
    read = read_date(raw)
    assert (read.value, read.precision, read.doubt) == (date(1968, 1, 1), "Y", "")


@pytest.mark.parametrize("raw", [None, "", "  ", "无", "/", "-", "—"])
def test_blanks_are_no_date_and_no_doubt(raw: object) -> None:
    read = read_date(raw)
    assert (read.value, read.doubt) == (None, "")


def test_a_lost_zero_is_settled_by_the_id_or_asked() -> None:
    asked = read_date(1968.1)
    assert (asked.value, asked.rule) == (None, 16)
    assert "1月" in asked.doubt
    assert "10月" in asked.doubt
    assert read_date(1968.1, known=date(1968, 10, 3)).value == date(1968, 10, 1)
    assert read_date(1968.1, known=date(1968, 1, 3)).value == date(1968, 1, 1)
    assert read_date(1968.1, known=BIRTH).rule == 16
    assert read_date("1968.10").value == date(1968, 10, 1)
    assert read_date(1968.12).value == date(1968, 12, 1)


def test_serial_numbers_are_proposals() -> None:
    read = read_date(24973)
    assert (read.value, read.precision, read.rule) == (BIRTH, "YMD", 18)
    assert "1968-05-15" in read.doubt
    assert read_date("24973").value == BIRTH
    assert read_date(24973.0).value == BIRTH
    assert read_date(24973.5).value == BIRTH
    assert read_date(23511, from_1904=True).value == BIRTH
    assert read_date(24973, known=BIRTH).doubt == ""


def test_two_digit_years_that_may_be_either_century_are_asked() -> None:
    read = read_date("05年3月2日")
    assert (read.value, read.rule) == (date(2005, 3, 2), 20)
    assert read_date("05年3月2日", known=date(2005, 3, 2)).doubt == ""
    assert read_date("24.5").rule == 20
    assert read_date("25.5").value == date(1925, 5, 1)
    assert read_date("27年5月1日", past=False).value == date(2027, 5, 1)


@pytest.mark.parametrize("raw", ["正月初五", "农历68.4.18", "1968年五月（农历）", "腊月廿三", "闰四月初八"])
def test_lunar_dates_are_kept_and_flagged(raw: str) -> None:
    read = read_date(raw)
    assert (read.value, read.kept, read.rule) == (None, raw, 19)


@pytest.mark.parametrize(
    "raw", ["1968-02-30", "1968-13-01", "19681301", "不详", 12, 1e20, -5, "2025-01-01", "1850-1-1"]
)
def test_impossible_and_unreadable_dates_are_asked(raw: object) -> None:
    read = read_date(raw)
    assert (read.value, read.rule) == (None, 17)
    assert read.doubt.endswith("。")


def test_dates_ahead_are_fine_where_they_may_be() -> None:
    assert read_date("2025-12-31", past=False).value == date(2025, 12, 31)


@given(past_days)
def test_every_way_of_writing_returns(day: date) -> None:
    ways = (day.isoformat(), dates.chinese(day), dates.hanzi(day), f"{day:%Y%m%d}", f"{day:%Y.%m.%d}")
    assert {read_date(way).value for way in ways} == {day}


@given(st.text(max_size=12))
def test_any_text_gives_a_date_or_a_sentence_or_nothing(text: str) -> None:
    read = read_date(text)
    assert read.value is None or 1900 <= read.value.year <= 2100
    assert bool(read.doubt) == bool(read.rule)
