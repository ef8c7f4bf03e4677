"""The association's own people: its members, and its volunteers (DOMAIN.md 1 P17, 2.6)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class AssociationMember(Synced, Record):
    """A member of the association; ``person_id`` links to the register of families where it is known.

    What the roll says of a member stands here, also of one whose family is not registered.
    """

    __tablename__ = "association_member"
    capture = Capture()
    name: Mapped[str] = field("姓名", String(60), required=True, listed=True, group="name")
    person_id: Mapped[UUID | None] = field("人员", Uuid16, kind="link", group="name")
    kind: Mapped[str] = field(
        "会员种类", String(10), kind="choice", choices="member_kind", required=True, group="kind",
        default="PERSON",
    )  # fmt: skip
    sex: Mapped[str | None] = field("性别", String(1), kind="choice", choices="sex", group="birth")
    birth_date: Mapped[date | None] = field(
        "出生日期", Date, kind="date", group="birth", aliases=("出生年月",)
    )
    birth_precision: Mapped[str | None] = field("出生日期精度", String(3), group="birth")
    id_no: Mapped[str | None] = field("身份证号", String(24), kind="id_card", private=True, group="identity")
    ethnicity: Mapped[str | None] = field(
        "民族", String(2), kind="choice", choices="ethnicity", group="origin"
    )
    education: Mapped[str | None] = field(
        "学历", String(2), kind="choice", choices="education", group="origin", aliases=("文化程度",)
    )
    political: Mapped[str | None] = field(
        "政治面貌", String(2), kind="choice", choices="political", group="work"
    )
    occupation: Mapped[str | None] = field("职业", String(60), group="work")
    village_code: Mapped[str | None] = field(
        "村（居）", String(12), kind="village", listed=True, group="place"
    )
    group_name: Mapped[str | None] = field(
        "会员小组", String(60), listed=True, group="place", aliases=("小组",)
    )
    post: Mapped[str | None] = field(
        "职务", String(20), kind="choice", choices="member_post", listed=True, group="post"
    )
    cert_no: Mapped[str | None] = field("会员证号", String(40), listed=True, group="membership")
    joined_on: Mapped[date | None] = field(
        "入会日期", Date, kind="date", listed=True, group="membership", aliases=("入会时间",)
    )
    joined_precision: Mapped[str | None] = field("入会日期精度", String(3), group="membership")
    phone: Mapped[str | None] = field("联系电话", String(40), kind="phone", private=True, group="contact")
    status: Mapped[str] = field(
        "状态", String(10), kind="choice", choices="member_status", required=True, listed=True,
        group="status", default="ACTIVE",
    )  # fmt: skip
    left_on: Mapped[date | None] = field("退出日期", Date, kind="date", group="status")
    left_why: Mapped[str | None] = field("退出原因", String(120), group="status")
    remark: Mapped[str | None] = field("备注", Text, kind="note", group="remark")
    __table_args__ = (
        Index("ix_association_member_name", "name"),
        Index("ix_association_member_person", "person_id"),
        Index("ix_association_member_figure", "status", "joined_on", "left_on"),
    )


class Volunteer(Synced, Record):
    """A registered volunteer; linked to a registered person where one is known."""

    __tablename__ = "volunteer"
    capture = Capture()
    name: Mapped[str] = field("姓名", String(60), required=True, listed=True, group="name")
    person_id: Mapped[UUID | None] = field("人员", Uuid16, kind="link", group="name")
    sex: Mapped[str | None] = field("性别", String(1), kind="choice", choices="sex", group="birth")
    birth_date: Mapped[date | None] = field(
        "出生日期", Date, kind="date", group="birth", aliases=("出生年月",)
    )
    birth_precision: Mapped[str | None] = field("出生日期精度", String(3), group="birth")
    id_no: Mapped[str | None] = field("身份证号", String(24), kind="id_card", private=True, group="identity")
    village_code: Mapped[str | None] = field(
        "村（居）", String(12), kind="village", listed=True, group="place"
    )
    phone: Mapped[str | None] = field("联系电话", String(40), kind="phone", private=True, group="contact")
    skills: Mapped[str | None] = field("特长", String(120), listed=True, group="service")
    service_time: Mapped[str | None] = field("服务时间", String(120), group="service")
    hours: Mapped[int | None] = field("服务时长（小时）", Integer, kind="number", listed=True, group="hours")
    cert_no: Mapped[str | None] = field("志愿者证号", String(40), listed=True, group="registration")
    joined_on: Mapped[date | None] = field("注册日期", Date, kind="date", listed=True, group="registration")
    joined_precision: Mapped[str | None] = field("注册日期精度", String(3), group="registration")
    status: Mapped[str] = field(
        "状态", String(10), kind="choice", choices="member_status", required=True, listed=True,
        group="status", default="ACTIVE",
    )  # fmt: skip
    left_on: Mapped[date | None] = field("退出日期", Date, kind="date", group="status")
    left_why: Mapped[str | None] = field("退出原因", String(120), group="status")
    remark: Mapped[str | None] = field("备注", Text, kind="note", group="remark")
    __table_args__ = (
        Index("ix_volunteer_name", "name"),
        Index("ix_volunteer_person", "person_id"),
        Index("ix_volunteer_figure", "status", "joined_on", "left_on"),
    )
