"""Terms of the government's support by the day they begin: age, rate, what is asked for; data, never code."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, Index, Integer, String
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced


class PolicyTerm(Synced, Record):
    """The terms of one kind of support from a day on; it stands in for the shipped ones of that day.

    What is empty is as in the terms before. ``amount_fen`` is for one person and month.
    """

    __tablename__ = "policy_term"
    capture = Capture(scope="*")
    kind: Mapped[str] = field(
        "扶助项目", String(3), kind="choice", choices="aid_kind", required=True, listed=True
    )
    valid_from: Mapped[date] = field("启用日期", Date, kind="date", required=True, listed=True)
    age: Mapped[int | None] = field("年满周岁", Integer, kind="number", listed=True, group="terms")
    born_from: Mapped[date | None] = field("出生不早于", Date, kind="date", listed=True, group="terms")
    grade_most: Mapped[int | None] = field("残疾最轻等级", Integer, kind="number", group="terms")
    amount_fen: Mapped[int | None] = field(
        "每人每月标准", BigInteger, kind="money", listed=True, group="terms"
    )
    source: Mapped[str | None] = field("文件依据", String(120), listed=True, group="terms")
    __table_args__ = (Index("ix_policy_term_kind", "kind", "valid_from"),)
