"""The exchange: installations, segments, versions, conflicts and packages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ljfpa_desktop.base.record import UtcTime, Uuid16


def upgrade(op: Operations) -> None:
    """Create the tables of the exchange."""
    _installation(op)
    _sync_self(op)
    _sync_seg(op)
    _sync_parent(op)
    _sync_ver(op)
    _sync_sib(op)
    _sync_dead(op)
    _sync_wait(op)
    _sync_extra(op)
    _sync_decided(op)
    _sync_peer(op)
    _sync_package(op)
    _transfer(op)
    _duty(op)
    op.add_column("period", sa.Column("heads", sa.Text(), nullable=True))


def _installation(op: Operations) -> None:
    op.create_table(
        "installation",
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("of_office", sa.String(12), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("pc_name", sa.String(40), nullable=False),
        sa.Column("pc_no", sa.Integer(), nullable=False),
        sa.Column("sign_key", sa.String(64), nullable=False),
        sa.Column("age_key", sa.String(80), nullable=False),
        sa.Column("letters", sa.String(26), nullable=False),
        sa.Column("replaces", sa.String(32), nullable=True),
        sa.Column("revoked_on", sa.String(10), nullable=True),
        sa.Column("revoked_why", sa.String(120), nullable=True),
        sa.Column("revoked_heads", sa.Text(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False, primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )


def _sync_self(op: Operations) -> None:
    op.create_table(
        "sync_self",
        sa.Column("k", sa.String(20), nullable=False, primary_key=True),
        sa.Column("v", sa.Text(), nullable=False),
    )


def _sync_seg(op: Operations) -> None:
    op.create_table(
        "sync_seg",
        sa.Column("sid", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("scope", sa.String(12), nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("lam", sa.Integer(), nullable=False),
        sa.Column("wall", sa.String(27), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("n_ops", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("import_id", Uuid16(), nullable=True),
    )
    op.create_index("ix_sync_seg_hash", "sync_seg", ["hash"], unique=True)
    op.create_index("ix_sync_seg_scope", "sync_seg", ["scope", "state"])


def _sync_parent(op: Operations) -> None:
    op.create_table(
        "sync_parent",
        sa.Column("child", sa.LargeBinary(32), nullable=False),
        sa.Column("parent", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("child", "parent", name="pk_sync_parent"),
    )
    op.create_index("ix_sync_parent_parent", "sync_parent", ["parent"])


def _sync_ver(op: Operations) -> None:
    op.create_table(
        "sync_ver",
        sa.Column("row", Uuid16(), nullable=False),
        sa.Column("grp", sa.String(20), nullable=False),
        sa.Column("sid", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", "grp", name="pk_sync_ver"),
        sqlite_with_rowid=False,
    )


def _sync_sib(op: Operations) -> None:
    op.create_table(
        "sync_sib",
        sa.Column("row", Uuid16(), nullable=False),
        sa.Column("grp", sa.String(20), nullable=False),
        sa.Column("sid", sa.Integer(), nullable=False),
        sa.Column("tbl", sa.String(40), nullable=False),
        sa.Column("val", sa.Text(), nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", "grp", "sid", name="pk_sync_sib"),
    )


def _sync_dead(op: Operations) -> None:
    op.create_table(
        "sync_dead",
        sa.Column("row", Uuid16(), nullable=False),
        sa.Column("grp", sa.String(20), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("row", "grp", "hash", name="pk_sync_dead"),
    )
    op.create_index("ix_sync_dead_hash", "sync_dead", ["hash"])


def _sync_wait(op: Operations) -> None:
    op.create_table(
        "sync_wait",
        sa.Column("sid", sa.Integer(), nullable=False),
        sa.Column("idx", sa.Integer(), nullable=False),
        sa.Column("row", Uuid16(), nullable=False),
        sa.Column("grp", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(10), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sid", "idx", name="pk_sync_wait"),
    )
    op.create_index("ix_sync_wait_row", "sync_wait", ["row"])


def _sync_extra(op: Operations) -> None:
    op.create_table(
        "sync_extra",
        sa.Column("row", Uuid16(), nullable=False),
        sa.Column("grp", sa.String(20), nullable=False),
        sa.Column("val", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", "grp", name="pk_sync_extra"),
    )


def _sync_decided(op: Operations) -> None:
    op.create_table(
        "sync_decided",
        sa.Column("row", Uuid16(), nullable=False),
        sa.Column("grp", sa.String(20), nullable=False),
        sa.Column("sid", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", "grp", "sid", name="pk_sync_decided"),
    )


def _sync_peer(op: Operations) -> None:
    op.create_table(
        "sync_peer",
        sa.Column("inst", Uuid16(), nullable=False, primary_key=True),
        sa.Column("office", sa.String(12), nullable=False),
        sa.Column("have", sa.Text(), nullable=False),
        sa.Column("last_no", sa.Integer(), nullable=False),
        sa.Column("last_made", sa.String(27), nullable=False),
        sa.Column("last_seen", UtcTime(), nullable=False),
        sa.Column("app", sa.String(20), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
    )


def _sync_package(op: Operations) -> None:
    op.create_table(
        "sync_package",
        sa.Column("id", Uuid16(), nullable=False, primary_key=True),
        sa.Column("way", sa.String(3), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("code", sa.String(14), nullable=False),
        sa.Column("inst", Uuid16(), nullable=False),
        sa.Column("office", sa.String(12), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("made", sa.String(27), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("undone_at", UtcTime(), nullable=True),
    )
    op.create_index("ix_sync_package_digest", "sync_package", ["digest"])


def _transfer(op: Operations) -> None:
    op.create_table(
        "transfer",
        sa.Column("household_id", Uuid16(), nullable=False),
        sa.Column("way", sa.String(3), nullable=False),
        sa.Column("household_no", sa.String(20), nullable=False),
        sa.Column("head_name", sa.String(60), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("from_office", sa.String(12), nullable=False),
        sa.Column("to_office", sa.String(12), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(120), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer_why", sa.String(120), nullable=True),
        sa.Column("id", Uuid16(), nullable=False, primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_transfer_household", "transfer", ["household_id"])


def _duty(op: Operations) -> None:
    op.create_table(
        "duty",
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("matter", sa.String(32), nullable=False),
        sa.Column("household_id", Uuid16(), nullable=True),
        sa.Column("person_id", Uuid16(), nullable=True),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_why", sa.String(200), nullable=True),
        sa.Column("id", Uuid16(), nullable=False, primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_duty_matter", "duty", ["matter"])
