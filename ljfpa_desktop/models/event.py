"""Events: what was held, who came, what was given out."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class Event(Synced, Record):
    """One event of one kind, counted once; several of one day share a ``heading`` (DOMAIN.md 0.4, 1)."""

    __tablename__ = "event"
    capture = Capture()
    event_no: Mapped[str] = field("活动编号", String(30), required=True)
    kind: Mapped[str] = field(
        "活动类别", String(20), kind="choice", choices="event_kind", required=True, listed=True
    )
    theme: Mapped[str] = field("活动名称", String(120), required=True, listed=True, width=240)
    heading: Mapped[str | None] = field("同日总标题", String(120), width=240)
    held_on: Mapped[date] = field("日期", Date, kind="date", required=True, listed=True, group="when")
    ended_on: Mapped[date | None] = field("结束日期", Date, kind="date", group="when")
    start_time: Mapped[str | None] = field("开始时间", String(5), group="when")
    end_time: Mapped[str | None] = field("结束时间", String(5), group="when")
    session_count: Mapped[int] = field("场次", Integer, kind="number", required=True, group="when", default=1)
    mode: Mapped[str] = field(
        "方式",
        String(10),
        kind="choice",
        choices="event_mode",
        required=True,
        group="where",
        default="OFFLINE",
    )
    place: Mapped[str] = field("地点", String(120), required=True, listed=True, group="where")
    site_id: Mapped[UUID | None] = field("阵地", Uuid16, kind="link", group="where")
    village_code: Mapped[str | None] = field("村（居）", String(12), kind="village", group="where")
    host_org: Mapped[str | None] = field("主办单位", String(120), group="hosts")
    co_orgs: Mapped[str | None] = field("联办单位", String(200), group="hosts")
    speaker: Mapped[str | None] = field("主讲人", String(60), group="hosts")
    speaker_org: Mapped[str | None] = field("主讲人单位职称", String(120), group="hosts")
    audience: Mapped[str | None] = field("参加对象", String(120), group="people")
    planned: Mapped[int | None] = field("计划人数", Integer, kind="number", group="people")
    offline_attendance: Mapped[int | None] = field(
        "线下人数", Integer, kind="number", group="people", listed=True
    )
    online_views: Mapped[int | None] = field("线上人次", Integer, kind="number", group="people", listed=True)
    platform: Mapped[str | None] = field("线上平台", String(60), group="people")
    family_groups: Mapped[int | None] = field("家庭组数", Integer, kind="number", group="people")
    staff_count: Mapped[int | None] = field("工作人员", Integer, kind="number", group="people")
    volunteer_count: Mapped[int | None] = field("志愿者", Integer, kind="number", group="people")
    volunteer_hours: Mapped[int | None] = field("志愿服务时长", Integer, kind="number", group="people")
    cost_fen: Mapped[int | None] = field("经费", BigInteger, kind="money", group="cost")
    fund_source_id: Mapped[UUID | None] = field("资金来源", Uuid16, kind="link", group="cost")
    content: Mapped[str | None] = field("活动内容", Text, kind="note", group="account")
    effect: Mapped[str | None] = field("成效及反馈", Text, kind="note", group="account")
    tags: Mapped[str | None] = field("标记", String(120), group="tags")
    status: Mapped[str] = field(
        "状态",
        String(10),
        kind="choice",
        choices="event_status",
        required=True,
        group="status",
        default="HELD",
    )
    status_why: Mapped[str | None] = field("取消原因", String(120), group="status")
    recorder: Mapped[str | None] = field("记录人", String(40), group="account")
    principal: Mapped[str | None] = field("负责人", String(40), group="account")
    __table_args__ = (Index("ix_event_figure", "kind", "status", "held_on", "session_count"),)


class EventAttendee(Synced, Record):
    """A named attendee of an event; unnamed heads are counted on the event itself."""

    __tablename__ = "event_attendee"
    capture = Capture()
    event_id: Mapped[UUID] = field(
        "活动",
        Uuid16,
        ForeignKey("event.id", deferrable=True, initially="DEFERRED"),
        kind="link",
        required=True,
    )
    person_id: Mapped[UUID | None] = field("人员", Uuid16, kind="link")
    household_id: Mapped[UUID | None] = field("家庭", Uuid16, kind="link")
    name: Mapped[str] = field("姓名", String(60), required=True, listed=True)
    place: Mapped[str | None] = field("单位或村居", String(60), listed=True)
    phone: Mapped[str | None] = field("联系电话", String(40), kind="phone", private=True)
    child_name: Mapped[str | None] = field("儿童姓名", String(60))
    child_months: Mapped[int | None] = field("儿童月龄", Integer, kind="number")
    __table_args__ = (Index("ix_event_attendee_event", "event_id"),)


class MaterialIssue(Synced, Record):
    """Materials given out at an event."""

    __tablename__ = "material_issue"
    capture = Capture()
    event_id: Mapped[UUID] = field(
        "活动",
        Uuid16,
        ForeignKey("event.id", deferrable=True, initially="DEFERRED"),
        kind="link",
        required=True,
    )
    kind: Mapped[str] = field("资料类别", String(20), kind="choice", choices="material_kind", required=True)
    title: Mapped[str] = field("名称", String(120), required=True, width=240)
    quantity: Mapped[int] = field("数量", Integer, kind="number", required=True)
    __table_args__ = (Index("ix_material_issue_event", "event_id"),)
