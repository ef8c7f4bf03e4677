"""Number series: the only place where a number is born."""

from __future__ import annotations

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ljfpa_desktop.base.record import Record


class NumberSeries(Record):
    """The last number given out of a series: kind (LK, HZ, ...), scope, year, letter (DOMAIN.md 3.4)."""

    __tablename__ = "number_series"
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(12))
    year: Mapped[int] = mapped_column(Integer)
    letter: Mapped[str] = mapped_column(String(1))
    last: Mapped[int] = mapped_column(Integer)
    __table_args__ = (UniqueConstraint("kind", "place", "year", "letter"),)
