"""The search index is emptied: its words are others now, and the office makes it anew when it is opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations


def create(op: Operations) -> None:
    """Empty both tables of the index; they hold nothing that the records do not say."""
    op.execute(sa.text("INSERT INTO search_words(search_words) VALUES ('delete-all')"))
    op.execute(sa.text("DELETE FROM search_row"))
