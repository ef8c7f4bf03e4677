"""Closed sheets against what they were closed with: the digest, and those that were changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import capture
from ljfpa_desktop.base.capture import Act, Change
from ljfpa_desktop.models.period import Period, PeriodFigure, PeriodRow
from ljfpa_desktop.services import office, setting

Figure = tuple[str, float | None, float | None, float | None, float | None]
Behind = tuple[str, bool, str, UUID, float, UUID, str]


def digest(month: str, figures: Iterable[Figure], rows: Iterable[Behind]) -> str:
    """SHA-256 of a sheet: its figures by code, and the rows behind them in their order.

    Numbers are taken as the database keeps them, with four decimals and whole ones without any.
    """
    numbers = sorted([code, *(_plain(v) for v in values)] for code, *values in figures)
    behind = [
        [code, of_year, part, key.hex, _plain(value), record.hex, day]
        for code, of_year, part, key, value, record, day in rows
    ]
    words = json.dumps([month, numbers, behind], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def _plain(value: float | None) -> float | None:
    if value is None:
        return None
    kept = round(float(value), 4)
    return int(kept) if kept.is_integer() else kept


def changed(s: Session) -> Iterator[str]:
    """A sentence for each sheet closed here whose frozen figures or rows are not those of its close."""
    letter = str(setting.value(s, "office.letter"))
    own = Period.office_id == office.office_id(s)  # the county keeps those of its townships, without rows
    for period in s.execute(select(Period).where(own).order_by(Period.month, Period.edition)).scalars():
        rows = list(_rows(s, period.id))
        if digest(period.month, _figures(s, period.id), rows) == period.sheet_hash:
            continue
        if rows or _closed_by(s, period.id) == letter:  # what came in a package brings no rows
            yield (
                f"{period.month} 月报第{period.edition}版的数字或底册与结账时不一致，是绕过程序改动的，"
                "请联系县里核查，或从备份恢复。"
            )


def _figures(s: Session, period_id: UUID) -> list[Figure]:
    f = PeriodFigure
    query = select(f.code, f.month_value, f.year_value, f.same_value, f.adjustment)
    return [(*row,) for row in s.execute(query.where(f.period_id == period_id))]


def _rows(s: Session, period_id: UUID) -> Iterator[Behind]:
    r = PeriodRow
    query = select(r.code, r.of_year, r.part, r.key, r.value, r.record, r.day).where(r.period_id == period_id)
    for code, of_year, part, key, value, record, day in s.execute(query.order_by(r.seq)):
        yield code, of_year, part, key, value, record, str(day)


def _closed_by(s: Session, period_id: UUID) -> str | None:
    """The letter of the computer that closed it."""
    born = (Change.tbl == "period", Change.row == period_id, Change.grp == capture.INSERTED)
    return s.scalar(select(Act.pc).join(Change, Change.act == Act.seq).where(*born))
