"""Programmes of aid and their rates: data with validity, never code (ARCHITECTURE.md 3.7)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, Integer, String, Text
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced


class Programme(Synced, Record):
    """What may be given to whom, through which stages; these and the categories are words with commas."""

    __tablename__ = "programme"
    capture = Capture(scope="*")
    code: Mapped[str] = field("项目代码", String(20), required=True)
    name: Mapped[str] = field("项目名称", String(60), required=True, listed=True)
    aid_kind: Mapped[str] = field("帮扶类别", String(3), kind="choice", choices="aid_kind", required=True)
    six_task: Mapped[str] = field("重点任务", String(20), required=True)
    unit: Mapped[str] = field("发放对象", String(10), required=True)
    stages: Mapped[str] = field("办理阶段", String(120), required=True)
    categories: Mapped[str] = field("适用类别", String(60), required=True)
    documents: Mapped[str | None] = field("需要材料", Text, kind="note")
    cap_fen: Mapped[int | None] = field("单笔上限", BigInteger, kind="money", group="limits")
    times_per_year: Mapped[int | None] = field("每年次数", Integer, kind="number", group="limits")
    valid_from: Mapped[date] = field("启用日期", Date, kind="date", required=True, group="validity")
    valid_to: Mapped[date | None] = field("停用日期", Date, kind="date", group="validity")
    is_public: Mapped[bool] = field("需要公示", Boolean, kind="yes", required=True, default=False)


class Rate(Synced, Record):
    """A standard amount of a programme from a day to a day; ``is_local`` marks the township's own overlay."""

    __tablename__ = "rate"
    capture = Capture(scope="*")
    programme_code: Mapped[str] = field("项目代码", String(20), required=True)
    label: Mapped[str] = field("档次", String(40), required=True)
    amount_fen: Mapped[int] = field("标准", BigInteger, kind="money", required=True, group="amount")
    valid_from: Mapped[date] = field("启用日期", Date, kind="date", required=True, group="validity")
    valid_to: Mapped[date | None] = field("停用日期", Date, kind="date", group="validity")
    is_local: Mapped[bool] = field("本地标准", Boolean, kind="yes", required=True, default=False)
