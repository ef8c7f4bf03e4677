"""The office's day, dates in words, ages and months (DOMAIN.md 0.3, 2.7, 3.3)."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from .date_reading import Context, DateRead, read

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991; needs no zone files
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_HANZI = "〇一二三四五六七八九"


def _system_clock() -> datetime:
    return datetime.now(UTC)


clock: Callable[[], datetime] = _system_clock  # tests put their own here


def now() -> datetime:
    """This moment in UTC."""
    return clock().astimezone(UTC)


def today() -> date:
    """The calendar day in Asia/Shanghai, whatever the machine's own zone."""
    return local(clock()).date()


def local(moment: datetime) -> datetime:
    """An aware moment as clocks in China show it."""
    return moment.astimezone(CHINA)


def read_date(
    raw: object, *, known: date | None = None, past: bool = True, from_1904: bool = False
) -> DateRead:
    """Read a cell or a typed text as a date (anomalies 16 to 20).

    ``known`` is the birth date of the person's ID and settles two-digit years and 1968.1; ``past``
    is for dates that cannot lie ahead; ``from_1904`` is the workbook's date system.
    """
    return read(raw, Context(today(), known, past, from_1904))


def in_words(day: date) -> str:
    """The date in the words of cheques: 贰零贰肆年零壹月壹拾伍日 (DOMAIN.md 3.3)."""
    year = "".join(_FORMAL[int(c)] for c in f"{day.year:04d}")
    month = ("零" if day.month in (1, 2, 10) else "") + _formal(day.month)
    dom = ("零" if day.day < 11 or day.day in (20, 30) else "") + _formal(day.day)
    return f"{year}年{month}月{dom}日"


def _formal(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (_FORMAL[tens] + "拾" if tens else "") + (_FORMAL[ones] if ones else "")


def hanzi(day: date) -> str:
    """The date in everyday characters: 二〇二四年五月二十九日."""
    year = "".join(_HANZI[int(c)] for c in f"{day.year:04d}")
    return f"{year}年{_everyday(day.month)}月{_everyday(day.day)}日"


def _everyday(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _HANZI[tens] + "十"
    return head + (_HANZI[ones] if ones else "")


def chinese(day: date) -> str:
    """The date as official papers write it, without leading zeros: 2024年5月29日 (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def age_on(birth: date, day: date) -> int:
    """Completed years from the birthday itself; births on 29 February complete on 1 March (DOMAIN.md 2.7)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def month_of(day: date) -> str:
    """The month of a day: 2024-02."""
    return f"{day.year:04d}-{day.month:02d}"


def moment(stored: str) -> datetime:
    """A stored time (UTC, ``2024-02-08T01:02:03.456789Z``) as an aware datetime."""
    return datetime.fromisoformat(stored)


def when_words(moment: str) -> str:
    """An ISO moment as people say it: 今天 12:02; empty for none."""
    if not moment:
        return ""
    then = local(datetime.fromisoformat(moment))
    day = {0: "今天", 1: "昨天"}.get((today() - then.date()).days, then.strftime("%Y-%m-%d"))
    return f"{day} {then:%H:%M}"


def month_range(month: str) -> tuple[date, date]:
    """First and last day of a month written 2024-02; ValueError for anything else."""
    if len(month) != 7:
        raise ValueError(f"月份“{month}”不对，应写成 2024-02 的样子。")
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def year_to_date(month: str) -> tuple[date, date]:
    """From 1 January to the last day of the month."""
    last = month_range(month)[1]
    return last.replace(month=1, day=1), last


def shift_month(month: str, by: int) -> str:
    """The month that lies ``by`` months later (earlier when negative)."""
    first = month_range(month)[0]
    year, index = divmod(first.year * 12 + first.month - 1 + by, 12)
    return f"{year:04d}-{index + 1:02d}"


def previous_year(month: str) -> str:
    """The same month of the year before (上年同期)."""
    return shift_month(month, -12)


def month_label(month: str) -> str:
    """The month for people: 2024年2月."""
    first = month_range(month)[0]
    return f"{first.year}年{first.month}月"
