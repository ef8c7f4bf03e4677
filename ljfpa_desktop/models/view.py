"""Views of a list that people keep under a name."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced


class SavedView(Synced, Record):
    """How a list is narrowed, ordered and which columns it shows: ``content`` is JSON of `services.view`."""

    __tablename__ = "saved_view"
    capture = Capture()
    name: Mapped[str] = field("视图名称", String(40), required=True, listed=True, group="name")
    content: Mapped[str] = field("视图内容", Text, required=True, group="content")
