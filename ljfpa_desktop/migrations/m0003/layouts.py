"""What was learned of registers' layouts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ljfpa_desktop.base.record import Uuid16


def create(op: Operations) -> None:
    """Create ``register_layout``; words taught so far, which stayed at home, travel from now on."""
    send_words(op.get_bind())
    op.create_table(
        "register_layout",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("meanings", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_layout")),
    )
    op.create_index("ix_register_layout_signature", "register_layout", ["signature"])


def send_words(c: sa.Connection) -> None:
    """Mark the words taught so far as not sent yet; they had been kept at home."""
    c.execute(sa.text("UPDATE change SET seg = NULL WHERE tbl = 'learned_term'"))
