"""The first version of the schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ljfpa_desktop.migrations.m0001 import aid, families, own, work


def upgrade(op: Operations) -> None:
    """Create every table, the context row and the search index."""
    for part in (own, families, aid, work):
        part.create(op)
    op.execute(sa.text("INSERT INTO ctx(k, act, applying) VALUES (1, NULL, 0)"))
    op.execute(
        sa.text(
            "CREATE VIRTUAL TABLE search_words USING fts5("
            "words, content='', contentless_delete=1, tokenize='trigram')"
        )
    )
