"""What this installation keeps for itself: acts, settings, numbers, drafts, search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ljfpa_desktop.base.record import UtcTime, Uuid16


def create(op: Operations) -> None:
    """Create these tables as of the first version."""
    _ctx(op)
    _act(op)
    _change(op)
    _setting(op)
    _number_series(op)
    _draft(op)
    _search_row(op)
    _learned_term(op)
    _import_batch(op)
    _office(op)
    _account(op)


def _ctx(op: Operations) -> None:
    op.create_table(
        "ctx",
        sa.Column("k", sa.Integer(), primary_key=True),
        sa.Column("act", sa.Integer(), nullable=True),
        sa.Column("applying", sa.Integer(), nullable=False),
    )


def _act(op: Operations) -> None:
    op.create_table(
        "act",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("office", sa.String(12), nullable=False),
        sa.Column("pc", sa.String(12), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("prev", sa.LargeBinary(32), nullable=False),
        sa.Column("h", sa.LargeBinary(32), nullable=False),
    )


def _change(op: Operations) -> None:
    op.create_table(
        "change",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("tbl", sa.String(40), nullable=False),
        sa.Column("row", Uuid16(), nullable=False),
        sa.Column("grp", sa.String(20), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("seg", sa.LargeBinary(32), nullable=True),
    )
    op.create_index("ix_change_act", "change", ["act"])
    op.create_index("ix_change_row", "change", ["row"])
    only = sa.text("seg IS NULL")
    op.create_index("ix_change_unsealed", "change", ["seq"], sqlite_where=only, postgresql_where=only)


def _setting(op: Operations) -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )


def _number_series(op: Operations) -> None:
    op.create_table(
        "number_series",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("place", sa.String(12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(1), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.UniqueConstraint("kind", "place", "year", "letter"),
    )


def _draft(op: Operations) -> None:
    op.create_table(
        "draft",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("record", sa.String(32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.UniqueConstraint("form", "record"),
    )


def _search_row(op: Operations) -> None:
    op.create_table(
        "search_row",
        sa.Column("rank", sa.Integer(), primary_key=True),
        sa.Column("household_id", Uuid16(), nullable=False),
        sa.Column("person_id", Uuid16(), nullable=True),
        sa.Column("words", sa.String(400), nullable=False),
    )
    op.create_index("ix_search_row_household", "search_row", ["household_id"])
    op.create_index("ix_search_row_person", "search_row", ["person_id"])


def _learned_term(op: Operations) -> None:
    op.create_table(
        "learned_term",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("term", sa.String(80), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_learned_term_kind", "learned_term", ["kind", "term"])


def _import_batch(op: Operations) -> None:
    op.create_table(
        "import_batch",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("sheet", sa.String(80), nullable=True),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("rows_seen", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("amount_total_fen", sa.BigInteger(), nullable=False),
        sa.Column("cycle_id", Uuid16(), nullable=True),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_import_batch_hash", "import_batch", ["content_hash"])


def _office(op: Operations) -> None:
    op.create_table(
        "office",
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )


def _account(op: Operations) -> None:
    op.create_table(
        "account",
        sa.Column("login", sa.String(40), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
