"""Families and the people in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ljfpa_desktop.base.record import Uuid16


def create(op: Operations) -> None:
    """Create these tables as of the first version."""
    _household(op)
    _person(op)
    _household_category(op)
    _member(op)
    _bank_account(op)
    _visit(op)


def _household(op: Operations) -> None:
    op.create_table(
        "household",
        sa.Column("household_no", sa.String(20), nullable=False),
        sa.Column("village_code", sa.String(12), nullable=False),
        sa.Column("address", sa.String(120), nullable=True),
        sa.Column("live_division_code", sa.String(12), nullable=True),
        sa.Column("live_address", sa.String(120), nullable=True),
        sa.Column("hukou_no", sa.String(20), nullable=True),
        sa.Column("hukou_kind", sa.String(2), nullable=True),
        sa.Column("phone1", sa.String(40), nullable=True),
        sa.Column("phone2", sa.String(40), nullable=True),
        sa.Column("born_sons", sa.Integer(), nullable=True),
        sa.Column("born_daughters", sa.Integer(), nullable=True),
        sa.Column("living_sons", sa.Integer(), nullable=True),
        sa.Column("living_daughters", sa.Integer(), nullable=True),
        sa.Column("adopted", sa.Integer(), nullable=True),
        sa.Column("oc_cert_no", sa.String(40), nullable=True),
        sa.Column("oc_cert_date", sa.Date(), nullable=True),
        sa.Column("housing", sa.String(60), nullable=True),
        sa.Column("annual_income_fen", sa.BigInteger(), nullable=True),
        sa.Column("lives_alone", sa.Boolean(), nullable=True),
        sa.Column("dibao_no", sa.String(40), nullable=True),
        sa.Column("hardship_reason", sa.String(2), nullable=True),
        sa.Column("contact1", sa.String(60), nullable=True),
        sa.Column("contact2", sa.String(60), nullable=True),
        sa.Column("gp_doctor", sa.String(60), nullable=True),
        sa.Column("gp_signed_on", sa.Date(), nullable=True),
        sa.Column("green_channel_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("status_on", sa.Date(), nullable=True),
        sa.Column("status_why", sa.String(120), nullable=True),
        sa.Column("merged_into", Uuid16(), nullable=True),
        sa.Column("privacy_level", sa.String(12), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_household_village", "household", ["village_code", "household_no"])


def _person(op: Operations) -> None:
    op.create_table(
        "person",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("pinyin", sa.String(200), nullable=True),
        sa.Column("former_name", sa.String(60), nullable=True),
        sa.Column("sex", sa.String(1), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_precision", sa.String(3), nullable=True),
        sa.Column("birth_why", sa.String(120), nullable=True),
        sa.Column("id_type", sa.String(2), nullable=True),
        sa.Column("id_no", sa.String(24), nullable=True),
        sa.Column("id_status", sa.String(12), nullable=True),
        sa.Column("id_original", sa.String(60), nullable=True),
        sa.Column("id_why", sa.String(120), nullable=True),
        sa.Column("ethnicity", sa.String(2), nullable=True),
        sa.Column("education", sa.String(2), nullable=True),
        sa.Column("marital", sa.String(2), nullable=True),
        sa.Column("marital_on", sa.Date(), nullable=True),
        sa.Column("health", sa.String(2), nullable=True),
        sa.Column("disability_no", sa.String(24), nullable=True),
        sa.Column("disability_type", sa.String(1), nullable=True),
        sa.Column("disability_grade", sa.String(1), nullable=True),
        sa.Column("disability_to", sa.Date(), nullable=True),
        sa.Column("occupation", sa.String(60), nullable=True),
        sa.Column("political", sa.String(2), nullable=True),
        sa.Column("is_veteran", sa.Boolean(), nullable=True),
        sa.Column("veteran_no", sa.String(40), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("support_kind", sa.String(3), nullable=True),
        sa.Column("support_from", sa.Date(), nullable=True),
        sa.Column("death_date", sa.Date(), nullable=True),
        sa.Column("death_precision", sa.String(3), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_person_id_no", "person", ["id_no"])
    op.create_index("ix_person_name", "person", ["name"])


def _household_category(op: Operations) -> None:
    op.create_table(
        "household_category",
        sa.Column(
            "household_id",
            Uuid16(),
            sa.ForeignKey("household.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("category", sa.String(2), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("end_why", sa.String(60), nullable=True),
        sa.Column("basis", sa.String(120), nullable=True),
        sa.Column("approver", sa.String(40), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index(
        "ix_household_category_figure",
        "household_category",
        ["category", "valid_from", "valid_to", "household_id"],
    )
    op.create_index("ix_household_category_household", "household_category", ["household_id"])


def _member(op: Operations) -> None:
    op.create_table(
        "member",
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
        sa.Column("relation", sa.String(2), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_why", sa.String(60), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_member_household", "member", ["household_id"])
    op.create_index("ix_member_person", "member", ["person_id"])


def _bank_account(op: Operations) -> None:
    op.create_table(
        "bank_account",
        sa.Column(
            "person_id",
            Uuid16(),
            sa.ForeignKey("person.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("account_no", sa.String(30), nullable=False),
        sa.Column("account_kind", sa.String(20), nullable=False),
        sa.Column("account_name", sa.String(60), nullable=False),
        sa.Column("bank_name", sa.String(60), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_bank_account_person", "bank_account", ["person_id"])


def _visit(op: Operations) -> None:
    op.create_table(
        "visit",
        sa.Column(
            "household_id",
            Uuid16(),
            sa.ForeignKey("household.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("person_id", Uuid16(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("occasion", sa.String(20), nullable=False),
        sa.Column("visitors", sa.String(120), nullable=False),
        sa.Column("goods", sa.String(120), nullable=True),
        sa.Column("goods_value_fen", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("office_id", Uuid16(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_visit_figure", "visit", ["visited_on", "household_id"])
    op.create_index("ix_visit_household", "visit", ["household_id"])
