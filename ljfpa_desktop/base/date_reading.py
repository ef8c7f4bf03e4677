"""Dates as clerks write them, read with their precision and never guessed in silence (anomalies 16 to 20)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from .numerals import everyday_value

Precision = Literal["Y", "YM", "YMD", ""]
_LUNAR = re.compile("农历|阴历|旧历|正月|腊月|冬月|闰|初[一二三四五六七八九十]")
_PARTS = re.compile(r"(\d{4}|\d{2})(?:年|[./\-])(\d{1,2})(?:(?:月|[./\-])(\d{1,2})?日?)?")
_HANZI_DATE = re.compile(
    "([〇零○一二三四五六七八九]{2,4})年([一二三四五六七八九十]+)月(?:([一二三四五六七八九十廿卅]+)日?)?"
)
_ISO = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_DAYS_TO_1904 = 1462


@dataclass(frozen=True, slots=True)
class DateRead:
    """What was read: ``value`` is the first day of what ``precision`` leaves open.

    ``doubt`` is a sentence to ask the clerk (with ``value`` as the proposal, if any), ``rule`` its
    number in DOMAIN.md 8.3, ``kept`` the text as it stood.
    """

    value: date | None
    precision: Precision = ""
    doubt: str = ""
    kept: str = ""
    rule: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """What settles a reading: its day, a known birth date, that it lies behind us, the workbook's system."""

    today: date
    known: date | None = None
    past: bool = True
    from_1904: bool = False


def read(raw: object, given: Context) -> DateRead:
    """Read a cell or a typed text as a date; `dates.read_date` is the door to it."""
    if isinstance(raw, datetime):
        return _judged(DateRead(raw.date(), "YMD", kept=str(raw)), given)
    if isinstance(raw, date):
        return _judged(DateRead(raw, "YMD", kept=raw.isoformat()), given)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _judged(_number(raw, given), given)
    kept = "" if raw is None else str(raw).strip()
    if _ISO.fullmatch(kept):
        return _judged(_dated(kept[:4], int(kept[5:7]), int(kept[8:]), kept, given), given)
    text = (
        unicodedata.normalize("NFKC", kept).replace("号", "日").replace("\u2014", "-").replace("\u2013", "-")
    )
    text = _TIME.sub("", text.strip())
    text = re.sub(r"\s+|[\u200b\ufeff]|出生|生$", "", text).strip(".、,'")
    if not re.search(r"\w", text) or text == "无":
        return DateRead(None, kept=kept)
    if _LUNAR.search(text):
        return _asked(kept, 19, f"“{kept}”是农历日期，原样保留。请按身份证或户口簿填写公历日期。")
    return _judged(_text(text, kept, given), given)


def _text(text: str, kept: str, given: Context) -> DateRead:
    found = _PARTS.fullmatch(text)
    if found:
        year, month, day = found.groups()
        return _dated(year, int(month), int(day) if day else None, kept, given)
    hanzi = _HANZI_DATE.fullmatch(text)
    if hanzi:
        year, month, day = hanzi.groups()
        years = "".join(str(everyday_value(c)) for c in year)
        months, days = everyday_value(month) or 0, (everyday_value(day) or 0) if day else None
        return _dated(years, months, days, kept, given)
    year_only = re.fullmatch(r"(\d{4})年?", text)
    if year_only:
        return _dated(year_only[1], None, None, kept, given)
    if re.fullmatch(r"\d{5,8}", text):
        return _digits(text, kept, given)
    return _asked(kept, 17, f"看不懂日期“{kept}”。请写成 1968-05-15 的样子。")


def _number(raw: float, given: Context) -> DateRead:
    kept = repr(raw).removesuffix(".0")
    if not 0 < raw < 100_000_000:
        return _asked(kept, 17, f"看不懂日期“{kept}”。请写成 1968-05-15 的样子。")
    whole, _, part = kept.partition(".")
    if part and re.fullmatch(r"(19|20)\d\d", whole) and re.fullmatch(r"0?[1-9]|1[0-2]", part):
        if part == "1":
            return _january_or_october(int(whole), kept, given)
        return _dated(whole, int(part), None, kept, given)
    if part:
        return _digits(whole, kept, given)  # a serial with its time of day
    if re.fullmatch(r"(19|20)\d\d", whole):
        return _dated(whole, None, None, kept, given)
    return _digits(whole, kept, given)


def _january_or_october(year: int, kept: str, given: Context) -> DateRead:
    if given.known and given.known.year == year and given.known.month in (1, 10):
        return DateRead(date(year, given.known.month, 1), "YM", kept=kept)
    return _asked(kept, 16, f"“{kept}”可能是{year}年1月，也可能是10月（表格去掉了末尾的0）。请确认后填写。")


def _digits(text: str, kept: str, given: Context) -> DateRead:
    if len(text) == 8:
        return _dated(text[:4], int(text[4:6]), int(text[6:]), kept, given)
    if len(text) == 6 and re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])", text):
        return _dated(text[:4], int(text[4:]), None, kept, given)
    if len(text) == 6:
        return _dated(text[:2], int(text[2:4]), int(text[4:]), kept, given)
    if len(text) == 5 and 20_000 <= int(text) <= 60_000:
        days = int(text) + (_DAYS_TO_1904 if given.from_1904 else 0)
        day = _EXCEL_DAY_ZERO + timedelta(days=days)
        if day == given.known:
            return DateRead(day, "YMD", kept=kept)
        return DateRead(day, "YMD", f"数字“{kept}”像是表格里的日期 {day.isoformat()}，请确认。", kept, 18)
    return _asked(kept, 17, f"看不懂日期“{kept}”。请写成 1968-05-15 的样子。")


def _dated(year_text: str, month: int | None, day: int | None, kept: str, given: Context) -> DateRead:
    year, doubt = int(year_text), ""
    if len(year_text) == 2:
        year, doubt = _century(year, kept, given)
    try:
        value = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return _asked(kept, 17, f"没有“{kept}”这个日期。请核对月和日。")
    precision: Precision = "Y" if month is None else "YM" if day is None else "YMD"
    return DateRead(value, precision, doubt, kept, 20 if doubt else 0)


def _century(short: int, kept: str, given: Context) -> tuple[int, str]:
    if given.known and given.known.year % 100 == short:
        return given.known.year, ""
    if given.past and short > given.today.year % 100:
        return 1900 + short, ""
    year = (2000 if short < 50 else 1900) + short
    return year, f"“{kept}”只写了两位年份，是{year}年吗？请写全四位年份。"


def _judged(reading: DateRead, given: Context) -> DateRead:
    """The reading with a doubt when its year cannot be meant."""
    if reading.value is None or reading.doubt:
        return reading
    if given.past and reading.value > given.today:
        doubt = f"日期“{reading.kept}”还没有到。请核对年份。"
    elif not 1900 <= reading.value.year <= 2100:
        doubt = f"日期“{reading.kept}”的年份不合常理。请核对。"
    else:
        return reading
    return DateRead(None, "", doubt, reading.kept, 17)


def _asked(kept: str, rule: int, sentence: str) -> DateRead:
    return DateRead(None, "", sentence, kept, rule)
