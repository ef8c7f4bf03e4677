"""Programmes, cycles, payments and funds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ljfpa_desktop.base.record import Uuid16


def create(op: Operations) -> None:
    """Create these tables as of the first version."""
    _programme(op)
    _rate(op)
    _cycle(op)
    _entitlement(op)
    _payment(op)
    _register(op)
    _fund_source(op)
    _fund_income(op)


def _programme(op: Operations) -> None:
    op.create_table(
        "programme",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("aid_kind", sa.String(3), nullable=False),
        sa.Column("six_task", sa.String(20), nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("stages", sa.String(120), nullable=False),
        sa.Column("categories", sa.String(60), nullable=False),
        sa.Column("documents", sa.Text(), nullable=True),
        sa.Column("cap_fen", sa.BigInteger(), nullable=True),
        sa.Column("times_per_year", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )


def _rate(op: Operations) -> None:
    op.create_table(
        "rate",
        sa.Column("programme_code", sa.String(20), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_local", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )


def _cycle(op: Operations) -> None:
    op.create_table(
        "cycle",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("programme_code", sa.String(20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(20), nullable=True),
        sa.Column("standard_fen", sa.BigInteger(), nullable=True),
        sa.Column("approved_total_fen", sa.BigInteger(), nullable=True),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("approval_doc", sa.String(60), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("handler", sa.String(40), nullable=True),
        sa.Column("reviewer", sa.String(40), nullable=True),
        sa.Column("approver", sa.String(40), nullable=True),
        sa.Column("public_from", sa.Date(), nullable=True),
        sa.Column("public_to", sa.Date(), nullable=True),
        sa.Column("fund_source_id", Uuid16(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("import_id", Uuid16(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )


def _entitlement(op: Operations) -> None:
    op.create_table(
        "entitlement",
        sa.Column(
            "cycle_id",
            Uuid16(),
            sa.ForeignKey("cycle.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column(
            "household_id",
            Uuid16(),
            sa.ForeignKey("household.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column(
            "person_id",
            Uuid16(),
            sa.ForeignKey("person.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("goods", sa.String(80), nullable=True),
        sa.Column("basis_category", sa.String(2), nullable=False),
        sa.Column("reason", sa.String(120), nullable=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("reject_why", sa.String(120), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_entitlement_cycle", "entitlement", ["cycle_id"])
    op.create_index("ix_entitlement_household", "entitlement", ["household_id"])


def _payment(op: Operations) -> None:
    op.create_table(
        "payment",
        sa.Column(
            "entitlement_id",
            Uuid16(),
            sa.ForeignKey("entitlement.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("cycle_id", Uuid16(), nullable=False),
        sa.Column("programme_code", sa.String(20), nullable=False),
        sa.Column("aid_kind", sa.String(3), nullable=False),
        sa.Column("basis_category", sa.String(2), nullable=False),
        sa.Column("household_id", Uuid16(), nullable=False),
        sa.Column("person_id", Uuid16(), nullable=False),
        sa.Column("payee_name", sa.String(60), nullable=False),
        sa.Column("payee_id_no", sa.String(24), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("goods", sa.String(80), nullable=True),
        sa.Column("method", sa.String(1), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("fund_source_id", Uuid16(), nullable=True),
        sa.Column("receipt_no", sa.String(30), nullable=False),
        sa.Column("bank_name", sa.String(60), nullable=True),
        sa.Column("account_no", sa.String(30), nullable=True),
        sa.Column("replaces_id", Uuid16(), nullable=True),
        sa.Column("proxy_name", sa.String(60), nullable=True),
        sa.Column("proxy_relation", sa.String(2), nullable=True),
        sa.Column("proxy_id_no", sa.String(24), nullable=True),
        sa.Column("proxy_phone", sa.String(40), nullable=True),
        sa.Column("proxy_why", sa.String(120), nullable=True),
        sa.Column("signing", sa.String(1), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("bank_ref", sa.String(60), nullable=True),
        sa.Column("register_id", Uuid16(), nullable=True),
        sa.Column("register_row", sa.Integer(), nullable=True),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("void_why", sa.String(120), nullable=True),
        sa.Column("void_by", sa.String(40), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    _payment_indexes(op)


def _payment_indexes(op: Operations) -> None:
    op.create_index("ix_payment_cycle", "payment", ["cycle_id"])
    op.create_index("ix_payment_entitlement", "payment", ["entitlement_id"])
    op.create_index(
        "ix_payment_figure",
        "payment",
        ["aid_kind", "basis_category", "paid_on", "voided_on", "household_id", "person_id", "amount_fen"],
    )
    op.create_index("ix_payment_household", "payment", ["household_id"])
    op.create_index("ix_payment_receipt", "payment", ["receipt_no"])


def _register(op: Operations) -> None:
    op.create_table(
        "register",
        sa.Column(
            "cycle_id",
            Uuid16(),
            sa.ForeignKey("cycle.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.Column("is_supplement", sa.Integer(), nullable=False),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )


def _fund_source(op: Operations) -> None:
    op.create_table(
        "fund_source",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("remark", sa.String(120), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )


def _fund_income(op: Operations) -> None:
    op.create_table(
        "fund_income",
        sa.Column(
            "fund_source_id",
            Uuid16(),
            sa.ForeignKey("fund_source.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("payer", sa.String(60), nullable=True),
        sa.Column("document_no", sa.String(60), nullable=True),
        sa.Column("purpose", sa.String(120), nullable=True),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("void_why", sa.String(120), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
