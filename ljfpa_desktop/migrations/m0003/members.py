"""Members of the association and its volunteers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ljfpa_desktop.base.record import Uuid16


def create(op: Operations) -> None:
    """Create the two rolls with their indexes."""
    op.create_table(
        "association_member",
        *_person(),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("ethnicity", sa.String(2), nullable=True),
        sa.Column("education", sa.String(2), nullable=True),
        sa.Column("political", sa.String(2), nullable=True),
        sa.Column("occupation", sa.String(60), nullable=True),
        sa.Column("group_name", sa.String(60), nullable=True),
        sa.Column("post", sa.String(20), nullable=True),
        *_enrolled(),
    )
    op.create_table(
        "volunteer",
        *_person(),
        sa.Column("skills", sa.String(120), nullable=True),
        sa.Column("service_time", sa.String(120), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        *_enrolled(),
    )
    for table in ("association_member", "volunteer"):
        op.create_index(f"ix_{table}_name", table, ["name"])
        op.create_index(f"ix_{table}_person", table, ["person_id"])
        op.create_index(f"ix_{table}_figure", table, ["status", "joined_on", "left_on"])


def _person() -> list[sa.Column[object]]:
    """Who somebody is, on either roll."""
    return [
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("person_id", Uuid16(), nullable=True),
        sa.Column("sex", sa.String(1), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_precision", sa.String(3), nullable=True),
        sa.Column("id_no", sa.String(24), nullable=True),
        sa.Column("village_code", sa.String(12), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
    ]


def _enrolled() -> list[sa.Column[object]]:
    """Since when, under which number, until when."""
    return [
        sa.Column("cert_no", sa.String(40), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("joined_precision", sa.String(3), nullable=True),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_why", sa.String(120), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
    ]
