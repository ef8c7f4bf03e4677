"""Settings of this installation; the values are JSON."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ljfpa_desktop.base.record import Record


class Setting(Record):
    """One setting; the names and defaults stand in `services.setting`."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
