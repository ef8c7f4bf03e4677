"""People and their bank accounts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class Person(Synced, Record):
    """A person (DOMAIN.md 2.2); who belongs to which family stands in `Member`."""

    __tablename__ = "person"
    capture = Capture()
    name: Mapped[str] = field("姓名", String(60), required=True, listed=True, group="name")
    pinyin: Mapped[str | None] = field("拼音", String(200), group="name")
    former_name: Mapped[str | None] = field("曾用名", String(60), group="name")
    sex: Mapped[str | None] = field(
        "性别", String(1), kind="choice", choices="sex", listed=True, group="birth"
    )
    birth_date: Mapped[date | None] = field(
        "出生日期", Date, kind="date", listed=True, group="birth", aliases=("出生年月", "出生年月日", "生日")
    )
    birth_precision: Mapped[str | None] = field("出生日期精度", String(3), group="birth")
    birth_why: Mapped[str | None] = field("出生日期与证件不符的原因", String(120), group="birth")
    id_type: Mapped[str | None] = field(
        "证件类型", String(2), kind="choice", choices="id_type", group="identity"
    )
    id_no: Mapped[str | None] = field(
        "身份证号", String(24), kind="id_card", private=True, listed=True, group="identity",
        aliases=("身份证", "身份证号码", "公民身份号码", "证件号", "证件号码"),
    )  # fmt: skip
    id_status: Mapped[str | None] = field("证件号状态", String(12), group="identity")
    id_original: Mapped[str | None] = field("证件号原样", String(60), private=True, group="identity")
    id_why: Mapped[str | None] = field("证件号放行原因", String(120), group="identity")
    ethnicity: Mapped[str | None] = field("民族", String(2), kind="choice", choices="ethnicity")
    education: Mapped[str | None] = field(
        "学历", String(2), kind="choice", choices="education", aliases=("文化程度",)
    )
    marital: Mapped[str | None] = field(
        "婚姻状况", String(2), kind="choice", choices="marital", group="marital"
    )
    marital_on: Mapped[date | None] = field("婚姻变动日期", Date, kind="date", group="marital")
    health: Mapped[str | None] = field(
        "健康状况", String(2), kind="choice", choices="health", private=True, group="health"
    )
    disability_no: Mapped[str | None] = field("残疾证号", String(24), private=True, group="disability")
    disability_type: Mapped[str | None] = field(
        "残疾类别", String(1), kind="choice", choices="disability_type", private=True, group="disability"
    )
    disability_grade: Mapped[str | None] = field(
        "残疾等级", String(1), kind="choice", choices="disability_grade", private=True, group="disability"
    )
    disability_to: Mapped[date | None] = field("残疾证有效期至", Date, kind="date", group="disability")
    occupation: Mapped[str | None] = field("职业", String(60), group="work")
    political: Mapped[str | None] = field(
        "政治面貌", String(2), kind="choice", choices="political", group="work"
    )
    is_veteran: Mapped[bool | None] = field("退役军人", Boolean, kind="yes", group="work")
    veteran_no: Mapped[str | None] = field("优待证号", String(40), group="work")
    phone: Mapped[str | None] = field("本人电话", String(40), kind="phone", private=True, group="contact")
    support_kind: Mapped[str | None] = field(
        "特扶类别", String(3), kind="choice", choices="support_kind", private=True, group="support"
    )
    support_from: Mapped[date | None] = field("特扶起始", Date, kind="date", private=True, group="support")
    death_date: Mapped[date | None] = field("死亡日期", Date, kind="date", private=True, group="death")
    death_precision: Mapped[str | None] = field("死亡日期精度", String(3), group="death")
    remark: Mapped[str | None] = field("备注", Text, kind="note", group="remark")
    # The record this one turned out to be the same as. One unit with the day it was retired: no form sets it.
    merged_into: Mapped[UUID | None] = mapped_column(Uuid16, info={"group": "retired"})
    __table_args__ = (
        Index("ix_person_id_no", "id_no"),
        Index("ix_person_name", "name"),
        Index("ix_person_merged_into", "merged_into", sqlite_where=text("merged_into IS NOT NULL")),
    )


class BankAccount(Synced, Record):
    """A bank account money may be paid to; the number, bank and holder change as one."""

    __tablename__ = "bank_account"
    capture = Capture()
    person_id: Mapped[UUID] = field(
        "人员", Uuid16, ForeignKey("person.id", deferrable=True, initially="DEFERRED"), kind="link",
        required=True, group="account",
    )  # fmt: skip
    account_no: Mapped[str] = field(
        "银行账号",
        String(30),
        kind="account",
        required=True,
        private=True,
        group="account",
        aliases=("账号",),
    )
    account_kind: Mapped[str] = field(
        "账户种类",
        String(20),
        kind="choice",
        choices="account_kind",
        required=True,
        group="account",
        default="CARD",
    )
    account_name: Mapped[str] = field("户名", String(60), required=True, group="account")
    bank_name: Mapped[str | None] = field("开户行", String(60), group="account")
    __table_args__ = (Index("ix_bank_account_person", "person_id"),)
