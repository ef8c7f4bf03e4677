"""Aid: the cycle (批次), who is to get what, what was paid, and the registers it is signed on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16
from ljfpa_desktop.models import household as household  # its foreign keys point there
from ljfpa_desktop.models import person as person  # its foreign keys point there


class Cycle(Synced, Record):
    """One round of a programme; its stage walks along the programme's stages."""

    __tablename__ = "cycle"
    capture = Capture()
    name: Mapped[str] = field("批次名称", String(80), required=True, listed=True)
    programme_code: Mapped[str] = field("项目", String(20), required=True, listed=True)
    year: Mapped[int] = field("年度", Integer, kind="number", required=True)
    occasion: Mapped[str | None] = field("节点", String(20))
    standard_fen: Mapped[int | None] = field("标准", BigInteger, kind="money", group="amounts")
    approved_total_fen: Mapped[int | None] = field("批准总额", BigInteger, kind="money", group="amounts")
    stage: Mapped[str] = field("阶段", String(20), required=True, listed=True, group="stage", default="draft")
    reviewed_on: Mapped[date | None] = field("乡镇审核日期", Date, kind="date", group="approval")
    approval_doc: Mapped[str | None] = field("批准文号", String(60), group="approval")
    approved_on: Mapped[date | None] = field("批准日期", Date, kind="date", group="approval")
    handler: Mapped[str | None] = field("经办人", String(40), group="approval")
    reviewer: Mapped[str | None] = field("审核人", String(40), group="approval")
    approver: Mapped[str | None] = field("审批人", String(40), group="approval")
    public_from: Mapped[date | None] = field("公示开始", Date, kind="date", group="publicity")
    public_to: Mapped[date | None] = field("公示结束", Date, kind="date", group="publicity")
    fund_source_id: Mapped[UUID | None] = field("资金来源", Uuid16, kind="link", group="amounts")
    closed_on: Mapped[date | None] = field("办结日期", Date, kind="date", group="stage")
    import_id: Mapped[UUID | None] = field("导入批次", Uuid16, kind="link")
    remark: Mapped[str | None] = field("备注", Text, kind="note", group="remark")


class Entitlement(Synced, Record):
    """Who is to get what in a cycle; ``basis_category`` is the category it is granted under."""

    __tablename__ = "entitlement"
    capture = Capture()
    cycle_id: Mapped[UUID] = field(
        "批次",
        Uuid16,
        ForeignKey("cycle.id", deferrable=True, initially="DEFERRED"),
        kind="link",
        required=True,
    )
    household_id: Mapped[UUID] = field(
        "家庭",
        Uuid16,
        ForeignKey("household.id", deferrable=True, initially="DEFERRED"),
        kind="link",
        required=True,
    )
    person_id: Mapped[UUID] = field(
        "领款人",
        Uuid16,
        ForeignKey("person.id", deferrable=True, initially="DEFERRED"),
        kind="link",
        required=True,
    )
    amount_fen: Mapped[int | None] = field("金额", BigInteger, kind="money", group="amount", listed=True)
    goods: Mapped[str | None] = field("慰问品", String(80), group="amount", listed=True)
    basis_category: Mapped[str] = field(
        "依据类别", String(2), kind="choice", choices="household_category", required=True, group="basis"
    )
    reason: Mapped[str | None] = field("理由", String(120), group="basis")
    status: Mapped[str] = field("状态", String(12), required=True, group="status", default="PROPOSED")
    reject_why: Mapped[str | None] = field("不予原因", String(120), group="status")
    position: Mapped[int | None] = field("序号", Integer, kind="number")
    remark: Mapped[str | None] = field("备注", Text, kind="note", group="remark")
    __table_args__ = (
        Index("ix_entitlement_cycle", "cycle_id"),
        Index("ix_entitlement_household", "household_id"),
    )


class Payment(Synced, Record):
    """Money or goods given: a fact written once; voided and reissued, never edited (DOMAIN.md 3.4)."""

    __tablename__ = "payment"
    capture = Capture(kind="ledger", once=frozenset({"fact"}), final=frozenset({"voided"}))
    entitlement_id: Mapped[UUID] = field(
        "名单行", Uuid16, ForeignKey("entitlement.id", deferrable=True, initially="DEFERRED"), kind="link",
        required=True, group="fact",
    )  # fmt: skip
    cycle_id: Mapped[UUID] = field("批次", Uuid16, kind="link", required=True, group="fact")
    programme_code: Mapped[str] = field("项目", String(20), required=True, group="fact")
    aid_kind: Mapped[str] = field(
        "帮扶类别", String(3), kind="choice", choices="aid_kind", required=True, group="fact"
    )
    basis_category: Mapped[str] = field(
        "依据类别", String(2), kind="choice", choices="household_category", required=True, group="fact"
    )
    household_id: Mapped[UUID] = field("家庭", Uuid16, kind="link", required=True, group="fact")
    person_id: Mapped[UUID] = field("领款人", Uuid16, kind="link", required=True, group="fact")
    payee_name: Mapped[str] = field("领款人姓名", String(60), required=True, group="fact", listed=True)
    payee_id_no: Mapped[str | None] = field(
        "领款人证件号", String(24), kind="id_card", private=True, group="fact"
    )
    amount_fen: Mapped[int] = field(
        "金额", BigInteger, kind="money", required=True, group="fact", listed=True
    )
    goods: Mapped[str | None] = field("慰问品", String(80), group="fact")
    method: Mapped[str] = field(
        "发放方式", String(1), kind="choice", choices="pay_method", required=True, group="fact"
    )
    paid_on: Mapped[date] = field("发放日期", Date, kind="date", required=True, group="fact", listed=True)
    fund_source_id: Mapped[UUID | None] = field("资金来源", Uuid16, kind="link", group="fact")
    receipt_no: Mapped[str] = field("领款单号", String(30), required=True, group="fact", listed=True)
    bank_name: Mapped[str | None] = field("开户行", String(60), group="fact")
    account_no: Mapped[str | None] = field("银行账号", String(30), kind="account", private=True, group="fact")
    replaces_id: Mapped[UUID | None] = field("重开自", Uuid16, kind="link", group="fact")
    proxy_name: Mapped[str | None] = field("代领人", String(60), group="proxy")
    proxy_relation: Mapped[str | None] = field(
        "与领款人关系", String(2), kind="choice", choices="payee_relation", group="proxy"
    )
    proxy_id_no: Mapped[str | None] = field(
        "代领人证件号", String(24), kind="id_card", private=True, group="proxy"
    )
    proxy_phone: Mapped[str | None] = field(
        "代领人电话", String(40), kind="phone", private=True, group="proxy"
    )
    proxy_why: Mapped[str | None] = field("代领原因", String(120), group="proxy")
    signing: Mapped[str | None] = field(
        "签字方式", String(1), kind="choice", choices="signing", group="signed"
    )
    signed_on: Mapped[date | None] = field("签回日期", Date, kind="date", group="signed")
    bank_ref: Mapped[str | None] = field("回单号", String(60), group="signed")
    register_id: Mapped[UUID | None] = field("花名册", Uuid16, kind="link", group="register")
    register_row: Mapped[int | None] = field("花名册行", Integer, kind="number", group="register")
    voided_on: Mapped[date | None] = field("作废日期", Date, kind="date", group="voided")
    void_why: Mapped[str | None] = field("作废原因", String(120), group="voided")
    void_by: Mapped[str | None] = field("作废人", String(40), group="voided")
    __table_args__ = (
        Index("ix_payment_receipt", "receipt_no"),
        Index("ix_payment_entitlement", "entitlement_id"),
        Index("ix_payment_cycle", "cycle_id"),
        Index(
            "ix_payment_figure",
            "aid_kind", "basis_category", "paid_on", "voided_on", "household_id", "person_id", "amount_fen",
        ),
        Index("ix_payment_household", "household_id"),
    )  # fmt: skip


class Register(Synced, Record):
    """A signature register as first printed; its rows are frozen, later payments go to a 补发 register."""

    __tablename__ = "register"
    capture = Capture()
    cycle_id: Mapped[UUID] = field(
        "批次",
        Uuid16,
        ForeignKey("cycle.id", deferrable=True, initially="DEFERRED"),
        kind="link",
        required=True,
    )
    number: Mapped[str] = field("花名册号", String(30), required=True, listed=True)
    printed_on: Mapped[date] = field("打印日期", Date, kind="date", required=True)
    is_supplement: Mapped[int] = field("补发次序", Integer, kind="number", required=True, default=0)
