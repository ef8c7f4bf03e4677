"""Events, sites, honours, attachments, months and papers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ljfpa_desktop.base.record import UtcTime, Uuid16


def create(op: Operations) -> None:
    """Create these tables as of the first version."""
    _event(op)
    _event_attendee(op)
    _material_issue(op)
    _site(op)
    _honour(op)
    _attachment(op)
    _period(op)
    _period_figure(op)
    _period_row(op)
    _paper(op)
    _printing(op)


def _event(op: Operations) -> None:
    op.create_table(
        "event",
        sa.Column("event_no", sa.String(30), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("theme", sa.String(120), nullable=False),
        sa.Column("heading", sa.String(120), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("start_time", sa.String(5), nullable=True),
        sa.Column("end_time", sa.String(5), nullable=True),
        sa.Column("session_count", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("site_id", Uuid16(), nullable=True),
        sa.Column("village_code", sa.String(12), nullable=True),
        sa.Column("host_org", sa.String(120), nullable=True),
        sa.Column("co_orgs", sa.String(200), nullable=True),
        sa.Column("speaker", sa.String(60), nullable=True),
        sa.Column("speaker_org", sa.String(120), nullable=True),
        sa.Column("audience", sa.String(120), nullable=True),
        sa.Column("planned", sa.Integer(), nullable=True),
        sa.Column("offline_attendance", sa.Integer(), nullable=True),
        sa.Column("online_views", sa.Integer(), nullable=True),
        sa.Column("platform", sa.String(60), nullable=True),
        sa.Column("family_groups", sa.Integer(), nullable=True),
        sa.Column("staff_count", sa.Integer(), nullable=True),
        sa.Column("volunteer_count", sa.Integer(), nullable=True),
        sa.Column("volunteer_hours", sa.Integer(), nullable=True),
        sa.Column("cost_fen", sa.BigInteger(), nullable=True),
        sa.Column("fund_source_id", Uuid16(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("tags", sa.String(120), nullable=True),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("status_why", sa.String(120), nullable=True),
        sa.Column("recorder", sa.String(40), nullable=True),
        sa.Column("principal", sa.String(40), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_event_figure", "event", ["kind", "status", "held_on", "session_count"])


def _event_attendee(op: Operations) -> None:
    op.create_table(
        "event_attendee",
        sa.Column(
            "event_id",
            Uuid16(),
            sa.ForeignKey("event.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("person_id", Uuid16(), nullable=True),
        sa.Column("household_id", Uuid16(), nullable=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("place", sa.String(60), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("child_name", sa.String(60), nullable=True),
        sa.Column("child_months", sa.Integer(), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_event_attendee_event", "event_attendee", ["event_id"])


def _material_issue(op: Operations) -> None:
    op.create_table(
        "material_issue",
        sa.Column(
            "event_id",
            Uuid16(),
            sa.ForeignKey("event.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_material_issue_event", "material_issue", ["event_id"])


def _site(op: Operations) -> None:
    op.create_table(
        "site",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("level", sa.String(10), nullable=True),
        sa.Column("village_code", sa.String(12), nullable=True),
        sa.Column("address", sa.String(120), nullable=True),
        sa.Column("area_m2", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("host_unit", sa.String(80), nullable=True),
        sa.Column("principal", sa.String(40), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("opening_hours", sa.String(80), nullable=True),
        sa.Column("equipment", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_site_figure", "site", ["kind", "opened_on", "closed_on"])


def _honour(op: Operations) -> None:
    op.create_table(
        "honour",
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.Column("grantor", sa.String(80), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("recipient_kind", sa.String(10), nullable=False),
        sa.Column("recipient_name", sa.String(80), nullable=False),
        sa.Column("household_id", Uuid16(), nullable=True),
        sa.Column("person_id", Uuid16(), nullable=True),
        sa.Column("reason", sa.String(120), nullable=True),
        sa.Column("certificate_no", sa.String(40), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )


def _attachment(op: Operations) -> None:
    op.create_table(
        "attachment",
        sa.Column("owner_table", sa.String(40), nullable=False),
        sa.Column("owner_id", Uuid16(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(120), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_attachment_owner", "attachment", ["owner_id"])


def _period(op: Operations) -> None:
    op.create_table(
        "period",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("sheet_hash", sa.String(64), nullable=False),
        sa.Column("audit_head", sa.String(64), nullable=False),
        sa.Column("reopened_on", sa.Date(), nullable=True),
        sa.Column("reopen_why", sa.String(200), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )


def _period_figure(op: Operations) -> None:
    op.create_table(
        "period_figure",
        sa.Column(
            "period_id",
            Uuid16(),
            sa.ForeignKey("period.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("month_value", sa.Numeric(20, 4, asdecimal=False), nullable=True),
        sa.Column("year_value", sa.Numeric(20, 4, asdecimal=False), nullable=True),
        sa.Column("same_value", sa.Numeric(20, 4, asdecimal=False), nullable=True),
        sa.Column("adjustment", sa.Numeric(20, 4, asdecimal=False), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_period_figure_period", "period_figure", ["period_id"])


def _period_row(op: Operations) -> None:
    op.create_table(
        "period_row",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("period_id", Uuid16(), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("of_year", sa.Boolean(), nullable=False),
        sa.Column("part", sa.String(12), nullable=False),
        sa.Column("key", Uuid16(), nullable=False),
        sa.Column("value", sa.Numeric(20, 4, asdecimal=False), nullable=False),
        sa.Column("household", Uuid16(), nullable=True),
        sa.Column("person", Uuid16(), nullable=True),
        sa.Column("office", Uuid16(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("record", Uuid16(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_index("ix_period_row_period", "period_row", ["period_id", "code"])


def _paper(op: Operations) -> None:
    op.create_table(
        "paper",
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("owner_id", Uuid16(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("facts_hash", sa.String(64), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_paper_number", "paper", ["number"])
    op.create_index("ix_paper_owner", "paper", ["owner_id"])


def _printing(op: Operations) -> None:
    op.create_table(
        "printing",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("paper_id", Uuid16(), nullable=False),
        sa.Column("copy_no", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("printer", sa.String(120), nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
    )
    op.create_index("ix_printing_paper", "printing", ["paper_id"])
