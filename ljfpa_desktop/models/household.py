"""Families: the household, its categories over time, and who belongs to it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16
from ljfpa_desktop.models import person as person  # its foreign keys point there


class Household(Synced, Record):
    """One family, one file (DOMAIN.md 2.1); the head is the member with relation 02."""

    __tablename__ = "household"
    capture = Capture()
    household_no: Mapped[str] = field("家庭编号", String(20), required=True)
    village_code: Mapped[str] = field(
        "村（居）", String(12), kind="village", required=True, listed=True, group="place",
        aliases=("村居", "村", "社区", "村委会", "单位"),
    )  # fmt: skip
    address: Mapped[str | None] = field(
        "家庭住址", String(120), group="place", width=240, aliases=("住址", "地址", "现居住地址", "户籍地址")
    )
    live_division_code: Mapped[str | None] = field("现居地", String(12), group="place")
    live_address: Mapped[str | None] = field("现居住址", String(120), group="place", width=240)
    hukou_no: Mapped[str | None] = field("户口簿户号", String(20))
    hukou_kind: Mapped[str | None] = field(
        "户口性质", String(2), kind="choice", choices="hukou_kind", aliases=("户口类别", "户别")
    )
    phone1: Mapped[str | None] = field(
        "联系电话", String(40), kind="phone", private=True, listed=True, group="contact",
        aliases=("电话", "手机", "联系方式", "手机号码"),
    )  # fmt: skip
    phone2: Mapped[str | None] = field("备用电话", String(40), kind="phone", private=True, group="contact")
    born_sons: Mapped[int | None] = field("生育男孩", Integer, kind="number", group="children")
    born_daughters: Mapped[int | None] = field("生育女孩", Integer, kind="number", group="children")
    living_sons: Mapped[int | None] = field("现存男孩", Integer, kind="number", group="children")
    living_daughters: Mapped[int | None] = field("现存女孩", Integer, kind="number", group="children")
    adopted: Mapped[int | None] = field("收养子女", Integer, kind="number", group="children")
    oc_cert_no: Mapped[str | None] = field(
        "光荣证编号", String(40), group="certificate", aliases=("光荣证号", "光荣证", "独生子女证号")
    )
    oc_cert_date: Mapped[date | None] = field("光荣证日期", Date, kind="date", group="certificate")
    housing: Mapped[str | None] = field("住房情况", String(60), group="living")
    annual_income_fen: Mapped[int | None] = field("家庭年收入", BigInteger, kind="money", group="living")
    lives_alone: Mapped[bool | None] = field(
        "独居", Boolean, kind="yes", group="living", aliases=("是否独居",)
    )
    dibao_no: Mapped[str | None] = field("低保证号", String(40), group="living")
    hardship_reason: Mapped[str | None] = field(
        "困难原因", String(2), kind="choice", choices="hardship_reason", group="living", aliases=("致困原因",)
    )
    contact1: Mapped[str | None] = field("双岗联系人1", String(60), group="care", aliases=("联系人1",))
    contact2: Mapped[str | None] = field("双岗联系人2", String(60), group="care", aliases=("联系人2",))
    gp_doctor: Mapped[str | None] = field("家庭医生", String(60), group="care")
    gp_signed_on: Mapped[date | None] = field("签约日期", Date, kind="date", group="care")
    green_channel_on: Mapped[date | None] = field("绿色通道开通", Date, kind="date", group="care")
    status: Mapped[str] = field(
        "状态", String(12), kind="choice", choices="household_status", required=True, group="status",
        default="ACTIVE",
    )  # fmt: skip
    status_on: Mapped[date | None] = field("状态日期", Date, kind="date", group="status")
    status_why: Mapped[str | None] = field("状态原因", String(120), group="status")
    merged_into: Mapped[UUID | None] = field("并入", Uuid16, kind="link", group="status")
    privacy_level: Mapped[str] = field(
        "密级",
        String(12),
        kind="choice",
        choices="privacy_level",
        required=True,
        group="privacy",
        default="NORMAL",
    )
    remark: Mapped[str | None] = field("备注", Text, kind="note", group="remark")
    __table_args__ = (Index("ix_household_village", "village_code", "household_no"),)


class HouseholdCategory(Synced, Record):
    """A category a household holds from a day to a day, and on what basis (DOMAIN.md 2.5.7)."""

    __tablename__ = "household_category"
    capture = Capture()
    household_id: Mapped[UUID] = field(
        "家庭",
        Uuid16,
        ForeignKey("household.id", deferrable=True, initially="DEFERRED"),
        kind="link",
        required=True,
    )
    category: Mapped[str] = field(
        "家庭类别", String(2), kind="choice", choices="household_category", required=True, listed=True
    )
    valid_from: Mapped[date] = field("认定日期", Date, kind="date", required=True, group="validity")
    valid_to: Mapped[date | None] = field("终止日期", Date, kind="date", group="validity")
    end_why: Mapped[str | None] = field("终止原因", String(60), group="validity")
    basis: Mapped[str | None] = field("认定依据", String(120), group="basis")
    approver: Mapped[str | None] = field("认定人", String(40), group="basis")
    __table_args__ = (
        Index("ix_household_category_household", "household_id"),
        Index("ix_household_category_figure", "category", "valid_from", "valid_to", "household_id"),
    )


class Member(Synced, Record):
    """A person's place in a household; relation by GB/T 4761, the head is 02."""

    __tablename__ = "member"
    capture = Capture()
    household_id: Mapped[UUID] = field(
        "家庭",
        Uuid16,
        ForeignKey("household.id", deferrable=True, initially="DEFERRED"),
        kind="link",
        required=True,
    )
    person_id: Mapped[UUID] = field(
        "人员",
        Uuid16,
        ForeignKey("person.id", deferrable=True, initially="DEFERRED"),
        kind="link",
        required=True,
    )
    relation: Mapped[str] = field(
        "与户主关系", String(2), kind="choice", choices="relation", required=True, aliases=("关系",)
    )
    joined_on: Mapped[date | None] = field("加入日期", Date, kind="date", group="stay")
    left_on: Mapped[date | None] = field("离开日期", Date, kind="date", group="stay")
    left_why: Mapped[str | None] = field("离开原因", String(60), group="stay")
    __table_args__ = (Index("ix_member_household", "household_id"), Index("ix_member_person", "person_id"))
