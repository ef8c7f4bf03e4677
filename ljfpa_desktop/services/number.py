"""Every number the office gives out comes from here, in the caller's transaction (RULINGS.md 12)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import checkdigit
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.number import NumberSeries
from ljfpa_desktop.services import setting

# One digit names the installation: letters after J share it, and begin where no village comes to.
_BLOCKS = ((0, 9999), (7000, 8500), (8500, 9999))


def take(s: Session, kind: str, year: int) -> str:
    """The next number of a paper kind (LK, HZ, ZS, ...) in a year: ``LK-350122103-24A-00123-7``.

    It is taken in the caller's transaction: rolled back with it, and never given twice.
    """
    office, letter = str(setting.value(s, "office.code")), str(setting.value(s, "office.letter"))
    return checkdigit.format_number(kind, office, year, letter, _next(s, kind, office, year, letter))


def take_many(s: Session, kind: str, year: int, count: int) -> list[str]:
    """The next ``count`` numbers of a paper kind, in order; as `take`, for a whole list at once."""
    if not count:
        return []
    office, letter = str(setting.value(s, "office.code")), str(setting.value(s, "office.letter"))
    last = _next(s, kind, office, year, letter, count)
    return [
        checkdigit.format_number(kind, office, year, letter, n) for n in range(last - count + 1, last + 1)
    ]


def take_households(s: Session, village_code: str, count: int) -> list[str]:
    """The next ``count`` household numbers of a village, in one step."""
    letter = str(setting.value(s, "office.letter"))
    block, installation = divmod(ord(letter) - ord("A"), 10)
    start, most = _BLOCKS[block]
    last = start + _next(s, "household", village_code, 0, letter, count)
    if last > most:
        raise Refused(f"这个村的家庭编号已经用完（{most - start} 个），请联系县里增加号段。")
    return [checkdigit.household_no(village_code, installation, n) for n in range(last - count + 1, last + 1)]


def _next(s: Session, kind: str, place: str, year: int, letter: str, count: int = 1) -> int:
    series = s.execute(
        select(NumberSeries).where(
            NumberSeries.kind == kind,
            NumberSeries.place == place,
            NumberSeries.year == year,
            NumberSeries.letter == letter,
        )
    ).scalar_one_or_none()
    if series is None:
        series = NumberSeries(kind=kind, place=place, year=year, letter=letter, last=0)
        s.add(series)
    series.last += count
    s.flush()
    return series.last
