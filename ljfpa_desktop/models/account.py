"""The people who may open this office's file."""

from __future__ import annotations

from sqlalchemy import Boolean, String
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced


class Account(Synced, Record):
    """An account; its password lives only in its key slot."""

    __tablename__ = "account"
    capture = Capture(scope="local")
    login: Mapped[str] = field("账号", String(40), required=True)
    name: Mapped[str] = field("姓名", String(40), required=True)
    role: Mapped[str] = field("角色", String(20), kind="choice", choices="role", required=True)
    phone: Mapped[str | None] = field("联系电话", String(40), kind="phone")
    is_active: Mapped[bool] = field("在用", Boolean, kind="yes", required=True, default=True)
