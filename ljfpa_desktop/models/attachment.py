"""Photos and scans that belong to a record; their content lies in the vault."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, Uuid16


class Attachment(Synced, Record):
    """A file of a record: ``owner`` is the record's id, ``sha256`` its name in the vault."""

    __tablename__ = "attachment"
    capture = Capture()
    owner_table: Mapped[str] = field("所属", String(40), required=True)
    owner_id: Mapped[UUID] = field("所属记录", Uuid16, kind="link", required=True)
    sha256: Mapped[str] = field("内容", String(64), required=True)
    file_name: Mapped[str] = field("文件名", String(120), required=True, listed=True)
    media_type: Mapped[str] = field("类型", String(40), required=True)
    size: Mapped[int] = field("大小", Integer, kind="number", required=True)
    caption: Mapped[str | None] = field("说明", String(120), group="caption")
    taken_on: Mapped[date | None] = field("拍摄日期", Date, kind="date", group="caption")
    position: Mapped[int] = field("次序", Integer, kind="number", required=True, group="caption", default=0)
    __table_args__ = (Index("ix_attachment_owner", "owner_id"),)
