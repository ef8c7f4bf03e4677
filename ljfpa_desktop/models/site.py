"""Sites: 亲子小屋, 暖心家园, 健康驿站 and the like."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced


class Site(Synced, Record):
    """A place the association runs or supports, counted while open."""

    __tablename__ = "site"
    capture = Capture()
    name: Mapped[str] = field("名称", String(80), required=True, listed=True, width=200)
    kind: Mapped[str] = field(
        "阵地类别", String(20), kind="choice", choices="site_kind", required=True, listed=True
    )
    level: Mapped[str | None] = field("级别", String(10), kind="choice", choices="site_level", listed=True)
    village_code: Mapped[str | None] = field(
        "村（居）", String(12), kind="village", group="place", listed=True
    )
    address: Mapped[str | None] = field("地址", String(120), group="place", width=240)
    area_m2: Mapped[int | None] = field("面积（平方米）", Integer, kind="number", group="place")
    opened_on: Mapped[date | None] = field("启用日期", Date, kind="date", group="status", listed=True)
    closed_on: Mapped[date | None] = field("停用日期", Date, kind="date", group="status")
    status: Mapped[str] = field(
        "状态",
        String(10),
        kind="choice",
        choices="site_status",
        required=True,
        group="status",
        default="ACTIVE",
    )
    host_unit: Mapped[str | None] = field("承办单位", String(80), group="people")
    principal: Mapped[str | None] = field("负责人", String(40), group="people", listed=True)
    phone: Mapped[str | None] = field("联系电话", String(40), kind="phone", group="people")
    opening_hours: Mapped[str | None] = field("开放时间", String(80))
    equipment: Mapped[str | None] = field("设施设备", Text, kind="note")
    remark: Mapped[str | None] = field("备注", Text, kind="note", group="remark")
    __table_args__ = (Index("ix_site_figure", "kind", "opened_on", "closed_on"),)
