"""Drafts of forms: what was typed and not yet saved; local and not captured (RULINGS.md 24)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ljfpa_desktop.base.record import Record, UtcTime


class Draft(Record):
    """The values of one open form as JSON; ``form`` names it, ``record`` is the id or '' for a new one."""

    __tablename__ = "draft"
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    form: Mapped[str] = mapped_column(String(40))
    record: Mapped[str] = mapped_column(String(32))
    content: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    __table_args__ = (UniqueConstraint("form", "record"),)
