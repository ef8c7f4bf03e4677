"""What a person reads in a number cell: dates by their format, digits without invented precision."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from ljfpa_desktop.services.importing.book import Cell

_DATE_IDS = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)}
_NO_DAY_IDS = {17, 27, 36, 52, 55, 57}
_DAY_ZERO = date(1899, 12, 30)
_EXACT = 999_999_999_999_999
_NOISE = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')


def is_date_format(code: str, format_id: int = 0) -> bool:
    """Whether a number format shows a date."""
    if format_id in _DATE_IDS:
        return True
    bare = _NOISE.sub("", code).lower()
    if "general" in bare or "g/" in bare:
        return False
    return "yy" in bare or "d" in bare or ("m" in bare and "h" not in bare and "s" not in bare)


def shows_day(code: str, format_id: int = 0) -> bool:
    """Whether a date format names the day, so that the date is known to the day."""
    if not code:
        return format_id not in _NO_DAY_IDS
    return "d" in _NOISE.sub("", code).lower()


def date_cell(serial: float, from_1904: bool, with_day: bool) -> Cell:
    """The cell of a date serial; a serial that is no date stays a number."""
    days = int(serial)
    base = date(1904, 1, 1) if from_1904 else _DAY_ZERO + timedelta(days=days < 60)
    try:
        day = base + timedelta(days=days)
    except OverflowError:
        return number_cell(serial)
    if serial < 1:
        return number_cell(serial)
    return Cell(day.isoformat() if with_day else day.isoformat()[:7], "date", serial)


def number_cell(value: float, raw: str = "", code: str = "", from_1904: bool = False) -> Cell:
    """The cell of a plain number: ``raw`` is its text in the file, ``code`` its number format."""
    lost = abs(value) > _EXACT
    decimals = re.fullmatch(r"0\.(0+)(?:_.)?", code)
    if lost or abs(value - round(value)) > 0 and not decimals:
        text = _plain(raw or repr(value)) if not lost else repr(value)
    elif decimals and not lost:
        places = len(decimals[1])
        text = f"{value:.{places}f}" if abs(value - round(value, places)) < 1e-9 else _plain(repr(value))
    else:
        text = str(round(value))
    return Cell(text, "number", value, lost, from_1904)


def _plain(raw: str) -> str:
    value = repr(float(raw))
    return format(Decimal(value), "f") if "e" in value else value
