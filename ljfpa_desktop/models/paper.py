"""Issued papers and every time they were printed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, UtcTime, Uuid16


class Paper(Synced, Record):
    """A document as first issued: its PDF lies in the vault and never changes (RULINGS.md 21).

    Receipts printed together share one file: ``page`` and ``slot`` of ``slots`` say where each stands.
    """

    __tablename__ = "paper"
    capture = Capture(once=frozenset({"main"}))
    kind: Mapped[str] = field("文书", String(4), required=True, listed=True)
    number: Mapped[str] = field("编号", String(40), required=True, listed=True)
    title: Mapped[str] = field("标题", String(120), required=True, listed=True)
    owner_id: Mapped[UUID] = field("所属记录", Uuid16, kind="link", required=True)
    issued_on: Mapped[date] = field("签发日期", Date, kind="date", required=True, listed=True)
    pages: Mapped[int] = field("页数", Integer, kind="number", required=True)
    sha256: Mapped[str] = field("内容", String(64), required=True)
    facts_hash: Mapped[str] = field("内容校验", String(64), required=True)
    page: Mapped[int] = field("所在页", Integer, kind="number", required=True, default=1)
    slot: Mapped[int] = field("页内位置", Integer, kind="number", required=True, default=1)
    slots: Mapped[int] = field("每页份数", Integer, kind="number", required=True, default=1)
    __table_args__ = (Index("ix_paper_owner", "owner_id"), Index("ix_paper_number", "number"))


class Printing(Record):
    """One printing (or saving) of a paper: the n-th copy, by whom, where; points to its act."""

    __tablename__ = "printing"
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    paper_id: Mapped[UUID] = mapped_column(Uuid16)
    copy_no: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(String(60))
    printer: Mapped[str] = mapped_column(String(120))
    mark: Mapped[str] = mapped_column(String(40))
    __table_args__ = (Index("ix_printing_paper", "paper_id"),)
