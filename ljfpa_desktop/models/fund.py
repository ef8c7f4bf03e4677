"""Where money comes from and what came in."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, String
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class FundSource(Synced, Record):
    """A source of money; its balance is income less payments, held to only where income is recorded."""

    __tablename__ = "fund_source"
    capture = Capture()
    name: Mapped[str] = field("资金来源", String(60), required=True, listed=True)
    kind: Mapped[str] = field("来源类别", String(12), kind="choice", choices="fund_source", required=True)
    remark: Mapped[str | None] = field("备注", String(120), group="remark")


class FundIncome(Synced, Record):
    """Money that came into a source: a fact, voided when wrong."""

    __tablename__ = "fund_income"
    capture = Capture(kind="ledger", once=frozenset({"fact"}), final=frozenset({"voided"}))
    fund_source_id: Mapped[UUID] = field(
        "资金来源", Uuid16, ForeignKey("fund_source.id", deferrable=True, initially="DEFERRED"), kind="link",
        required=True, group="fact",
    )  # fmt: skip
    amount_fen: Mapped[int] = field(
        "金额", BigInteger, kind="money", required=True, group="fact", listed=True
    )
    received_on: Mapped[date] = field("到账日期", Date, kind="date", required=True, group="fact", listed=True)
    payer: Mapped[str | None] = field("拨款（捐赠）单位", String(60), group="fact")
    document_no: Mapped[str | None] = field("文号或凭证号", String(60), group="fact")
    purpose: Mapped[str | None] = field("用途", String(120), group="fact")
    voided_on: Mapped[date | None] = field("作废日期", Date, kind="date", group="voided")
    void_why: Mapped[str | None] = field("作废原因", String(120), group="voided")
