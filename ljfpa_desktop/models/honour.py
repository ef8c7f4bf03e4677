"""Honours and the certificates that go with them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Date, String, Text
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class Honour(Synced, Record):
    """An honour given to a person, a family or an organisation (DOMAIN.md 1 P16, P19, 4.8)."""

    __tablename__ = "honour"
    capture = Capture()
    title: Mapped[str] = field("荣誉名称", String(80), required=True, listed=True, width=200)
    kind: Mapped[str] = field(
        "证书种类", String(20), kind="choice", choices="certificate_kind", required=True
    )
    level: Mapped[str] = field(
        "级别", String(10), kind="choice", choices="honour_level", required=True, listed=True
    )
    grantor: Mapped[str] = field("授予机关", String(80), required=True, width=200)
    granted_on: Mapped[date] = field("授予日期", Date, kind="date", required=True, listed=True)
    status: Mapped[str] = field(
        "状态",
        String(12),
        kind="choice",
        choices="honour_status",
        required=True,
        group="status",
        default="AWARDED",
    )
    recipient_kind: Mapped[str] = field(
        "授予对象", String(10), kind="choice", choices="recipient_kind", required=True, group="recipient"
    )
    recipient_name: Mapped[str] = field("获得者", String(80), required=True, listed=True, group="recipient")
    household_id: Mapped[UUID | None] = field("家庭", Uuid16, kind="link", group="recipient")
    person_id: Mapped[UUID | None] = field("人员", Uuid16, kind="link", group="recipient")
    reason: Mapped[str | None] = field("事由", String(120), group="wording", width=240)
    certificate_no: Mapped[str | None] = field("证书编号", String(40), group="number", listed=True)
    remark: Mapped[str | None] = field("备注", Text, kind="note", group="remark")
