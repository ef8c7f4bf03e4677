"""Who is one person: a record merged into another, and pairs that were said not to be one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ljfpa_desktop.base.record import Uuid16


def create(op: Operations) -> None:
    """Add ``person.merged_into`` and create ``not_same``."""
    op.add_column("person", sa.Column("merged_into", Uuid16(), nullable=True))
    op.create_index(
        "ix_person_merged_into", "person", ["merged_into"],
        sqlite_where=sa.text("merged_into IS NOT NULL"), postgresql_where=sa.text("merged_into IS NOT NULL"),
    )  # fmt: skip
    op.create_table(
        "not_same",
        sa.Column("one_id", Uuid16(), nullable=False),
        sa.Column("other_id", Uuid16(), nullable=False),
        sa.Column("names", sa.String(125), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("said_by", sa.String(60), nullable=False),
        sa.Column("why", sa.String(120), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_same")),
    )
    op.create_index("ix_not_same_one", "not_same", ["one_id"])
