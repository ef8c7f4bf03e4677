"""Views of a list kept under a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ljfpa_desktop.base.record import Uuid16


def create(op: Operations) -> None:
    """Create the table of the views."""
    op.create_table(
        "saved_view",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False, primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
