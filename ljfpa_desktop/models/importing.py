"""Imports of registers: one row per file taken in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class ImportBatch(Synced, Record):
    """A register taken in as one act; undone as a whole by writing its changes back."""

    __tablename__ = "import_batch"
    capture = Capture(scope="local")
    kind: Mapped[str] = field("名册种类", String(20), required=True, listed=True)
    file_name: Mapped[str] = field("文件", String(200), required=True, listed=True)
    sheet: Mapped[str | None] = field("工作表", String(80))
    content_hash: Mapped[str] = field("内容校验", String(64), required=True)
    rows_seen: Mapped[int] = field("读到的行", Integer, kind="number", required=True, listed=True)
    result: Mapped[str] = field("结果", Text, required=True)
    amount_total_fen: Mapped[int] = field("金额合计", BigInteger, kind="money", required=True, default=0)
    cycle_id: Mapped[UUID | None] = field("批次", Uuid16, kind="link")
    act: Mapped[int] = field("操作序号", Integer, kind="number", required=True)
    status: Mapped[str] = field("状态", String(10), required=True, group="status", default="DONE")
    __table_args__ = (Index("ix_import_batch_hash", "content_hash"),)
