"""The life of a family: its events and what follows, odd facts explained, the terms of support."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ljfpa_desktop.base.record import Uuid16


def create(op: Operations) -> None:
    """Create the four tables."""
    _life_event(op)
    _follow_up(op)
    _excuse(op)
    _policy_term(op)


def _life_event(op: Operations) -> None:
    op.create_table(
        "life_event",
        sa.Column("household_id", Uuid16(), nullable=False),
        sa.Column("person_id", Uuid16(), nullable=True),
        sa.Column("other_household_id", Uuid16(), nullable=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("id", Uuid16(), nullable=False, primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_life_event_household", "life_event", ["household_id"])
    op.create_index("ix_life_event_other", "life_event", ["other_household_id"])


def _follow_up(op: Operations) -> None:
    op.create_table(
        "follow_up",
        sa.Column("event_id", Uuid16(), nullable=False),
        sa.Column("household_id", Uuid16(), nullable=False),
        sa.Column("person_id", Uuid16(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_why", sa.String(200), nullable=True),
        sa.Column("id", Uuid16(), nullable=False, primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_follow_up_household", "follow_up", ["household_id"])
    op.create_index("ix_follow_up_state", "follow_up", ["state", "raised_on"])


def _excuse(op: Operations) -> None:
    op.create_table(
        "excuse",
        sa.Column("rule", sa.String(30), nullable=False),
        sa.Column("subject_id", Uuid16(), nullable=False),
        sa.Column("facts", sa.String(32), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("excused_on", sa.Date(), nullable=False),
        sa.Column("excused_by", sa.String(60), nullable=False),
        sa.Column("id", Uuid16(), nullable=False, primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_excuse_subject", "excuse", ["rule", "subject_id"])


def _policy_term(op: Operations) -> None:
    op.create_table(
        "policy_term",
        sa.Column("kind", sa.String(3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("born_from", sa.Date(), nullable=True),
        sa.Column("grade_most", sa.Integer(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(120), nullable=True),
        sa.Column("id", Uuid16(), nullable=False, primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_policy_term_kind", "policy_term", ["kind", "valid_from"])
