"""A field is declared once, and everything about it is read from there."""

from __future__ import annotations

import dataclasses

import pytest

from ljfpa_desktop.base.fields import Field, fields_of
from ljfpa_desktop.base.record import captured_tables
from ljfpa_desktop.models import every as every  # maps every table
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.models.household import Household

TABLES = {str(c.__tablename__): c for c in captured_tables()}


def test_ten_attributes_and_no_more() -> None:
    assert len(dataclasses.fields(Field)) == 10


def test_the_fields_come_in_the_order_of_their_columns() -> None:
    assert list(fields_of(Household))[:3] == ["household_no", "village_code", "address"]
    assert fields_of(Payment)["amount_fen"] == Field(
        "金额", "money", required=True, listed=True, group="fact"
    )


@pytest.mark.parametrize("name", sorted(TABLES))
def test_declarations_agree_with_their_columns(name: str) -> None:
    table = TABLES[name].__table__
    declared = fields_of(TABLES[name])
    assert declared, "a table without fields"
    for key, found in declared.items():
        assert found.label, key
        assert table.c[key].nullable is not found.required, key
        assert bool(found.choices) is (found.kind == "choice"), key
        assert (found.kind == "money") is key.endswith("_fen"), key
        assert (found.kind == "link") is (type(table.c[key].type).__name__ == "Uuid16"), key
    labels = [f.label for f in declared.values()]
    assert len(labels) == len(set(labels)), "two fields of one name"


@pytest.mark.parametrize("name", sorted(TABLES))
def test_id_and_account_numbers_are_private(name: str) -> None:
    for key, found in fields_of(TABLES[name]).items():
        if found.kind in ("id_card", "account"):
            assert found.private, key
