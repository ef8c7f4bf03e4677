"""The offices: this one, and with the exchange those it deals with."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced


class Office(Synced, Record):
    """A township or county office; its id follows from its division code (RULINGS.md 10)."""

    __tablename__ = "office"
    capture = Capture(scope="*")
    code: Mapped[str] = field("区划代码", String(12), required=True)
    name: Mapped[str] = field("单位名称", String(60), required=True)
    level: Mapped[str] = field("级别", String(10), required=True)
