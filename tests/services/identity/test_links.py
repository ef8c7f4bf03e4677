"""Every column that names a person is known to the merge, also of a table that does not exist yet."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, String, Table

from ljfpa_desktop.base.record import Record, Uuid16, captured_tables
from ljfpa_desktop.services.identity.links import SAME, better, links, names_person

# What the other links of the models point to: a new name must be thought about here.
ELSEWHERE = {
    "household_id", "other_household_id", "cycle_id", "entitlement_id", "event_id", "site_id", "merged_into",
    "fund_source_id", "replaces_id", "register_id", "subject_id", "period_id", "import_id",
}  # fmt: skip
READ_THROUGH = {("not_same", "one_id"), ("not_same", "other_id"), ("paper", "owner_id")}
KNOWN = {(str(link.table.name), str(link.column.name)) for link in links()}


def id_columns() -> list[tuple[str, Column[Any]]]:
    found: list[tuple[str, Column[Any]]] = []
    for model in captured_tables():
        table = cast(Table, model.__table__)
        found += [(str(table.name), c) for c in table.columns if isinstance(c.type, Uuid16)]
    return found


@pytest.mark.parametrize(("table", "column"), id_columns())
def test_every_column_of_ids_is_a_link_or_known_to_be_none(table: str, column: Column[Any]) -> None:
    name = str(column.name)
    if name in ("id", "office_id"):
        return
    assert (table, name) in KNOWN or name in ELSEWHERE or (table, name) in READ_THROUGH


def test_no_foreign_key_to_a_person_is_forgotten() -> None:
    keyed = {
        (str(table.name), str(key.parent.name))
        for table in Record.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }
    assert keyed
    assert keyed <= KNOWN


def test_what_was_written_once_stays_and_everything_else_moves() -> None:
    stays = {str(link.table.name) for link in links() if link.stays}
    assert {"payment", "duty"} <= stays
    moves = {str(link.table.name) for link in links() if not link.stays}
    assert {"member", "bank_account", "entitlement", "visit", "event_attendee", "honour"} <= moves
    assert "attachment" in moves
    assert set(SAME) <= moves


def test_a_table_of_tomorrow_is_found_by_its_key_or_its_name() -> None:
    table = Table(
        "loan", MetaData(), Column("borrower", Uuid16, ForeignKey("person.id")),
        Column("surety_person_id", Uuid16), Column("person_id", Uuid16), Column("household_id", Uuid16),
        Column("person_name", String(20)),
    )  # fmt: skip
    Table("person", table.metadata, Column("id", Uuid16, primary_key=True))
    assert [str(c.name) for c in table.columns if names_person(c)] == [
        "borrower", "surety_person_id", "person_id",
    ]  # fmt: skip


def test_of_two_memberships_the_heads_stays_then_the_lasting_one_then_the_same_everywhere() -> None:
    one = {"id": UUID(int=1), "relation": "12", "left_on": None}
    head, left = {**one, "id": UUID(int=2), "relation": "02"}, {**one, "left_on": date(2024, 1, 1)}
    later = {**one, "id": UUID(int=3)}
    assert min((one, head, left, later), key=lambda row: better("member", row)) is head
    assert min((left, later), key=lambda row: better("member", row)) is later
    assert min((later, one), key=lambda row: better("member", row)) is one
    assert better("event_attendee", {"id": UUID(int=4)}) == (False, False, UUID(int=4).bytes)
