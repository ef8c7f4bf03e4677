"""The search index: one row per person with the words it is found by; rebuilt from the records."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ljfpa_desktop.base.record import Record, Uuid16


class SearchRow(Record):
    """A person of a household as search shows it; ``rank`` is the register order and the FTS rowid."""

    __tablename__ = "search_row"
    rank: Mapped[int] = mapped_column(Integer, primary_key=True)
    household_id: Mapped[UUID] = mapped_column(Uuid16)
    person_id: Mapped[UUID | None] = mapped_column(Uuid16)
    words: Mapped[str] = mapped_column(String(400))
    __table_args__ = (
        Index("ix_search_row_household", "household_id"),
        Index("ix_search_row_person", "person_id"),
    )
