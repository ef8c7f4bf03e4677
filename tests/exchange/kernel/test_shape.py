"""What of each table travels: every column in one group, values as JSON without floats and back."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from ljfpa_desktop.base.record import captured_tables
from ljfpa_desktop.exchange.kernel.shape import TableShape, shape, table_shape
from ljfpa_desktop.models.household import Household, Member

ALL = sorted(shape().values(), key=lambda t: t.name)


@pytest.mark.parametrize("known", ALL, ids=lambda t: t.name)
def test_every_column_travels_in_exactly_one_group(known: TableShape) -> None:
    grouped = [name for names in known.groups.values() for name in names]
    assert sorted(grouped) == sorted(known.columns)
    assert set(known.columns) | {"id"} == {c.name for c in known.table.columns}


def test_local_tables_stay_at_home() -> None:
    local = {str(t.__tablename__) for t in captured_tables() if t.capture and t.capture.scope == "local"}
    assert local
    assert not local & shape().keys()


def sample(column: Any) -> Any:
    """A stored value of a column's type."""
    kind = column.type.python_type.__name__ if column.type.__class__.__name__ != "Uuid16" else "id"
    return {"id": b"\x01" * 16, "int": 7, "bool": 1, "float": 0.1, "Decimal": 0.1}.get(kind, "2024-05-06")


@pytest.mark.parametrize("known", ALL, ids=lambda t: t.name)
def test_a_row_comes_back_as_it_was_stored(known: TableShape) -> None:
    row = {c.name: sample(c) for c in known.table.columns}
    value = json.loads(json.dumps(known.value(known.columns, row)))
    assert not any(isinstance(v, float) for v in value.values())
    assert known.row(known.columns, value) == {n: row[n] for n in known.columns}


def test_empty_columns_are_left_out_and_come_back_empty() -> None:
    known = shape()["household"]
    names = known.groups["contact"]
    assert known.value(names, {"phone1": None, "phone2": "2"}) == {"phone2": "2"}
    assert known.row(names, {"phone2": "2"}) == {"phone1": None, "phone2": "2"}


@pytest.mark.parametrize("known", ALL, ids=lambda t: t.name)
def test_many_rows_turn_into_the_values_that_each_would(known: TableShape) -> None:
    full = {c.name: sample(c) for c in known.table.columns}
    gaps = {name: None if n % 2 else v for n, (name, v) in enumerate(full.items())} | {"office_id": b"2"}
    empty = dict.fromkeys(full) | {"office_id": b"3"}
    for rows in ([full], [gaps, gaps], [full, gaps, empty], [empty]):
        stored = {n: [row[n] for row in rows] for n in ("id", *known.columns)}
        assert known.many_values(stored) == [known.value(known.columns, row) for row in rows]
    assert known.many_values({}) == []


@pytest.mark.parametrize("known", ALL, ids=lambda t: t.name)
def test_many_values_are_stored_as_each_would_be(known: TableShape) -> None:
    row = {c.name: sample(c) for c in known.table.columns}
    value = known.value(known.columns, row) | {"phase9": "of a newer program"}
    few = {n: v for n, v in value.items() if n not in known.defaults}
    for given in (value, few):
        columns = known.many_rows([b"1", b"2"], [given, given])
        stored = known.row(known.columns, given)
        assert columns.pop("id") == [b"1", b"2"]
        assert {n: list(v) for n, v in columns.items()} == {
            n: [v, v] for n, v in stored.items() if v is not None
        }


def test_a_column_an_older_program_did_not_have_gets_its_default() -> None:
    assert shape()["household"].row(["status", "remark"], {}) == {"status": "ACTIVE", "remark": None}


def test_an_older_program_knows_less() -> None:
    known = table_shape(Household, frozenset({"phone2", "remark"}))
    assert known.groups["contact"] == ("phone1",)
    assert "remark" not in known.groups
    assert known.unknown({"phone1": "1", "phone2": "2", "remark": "记"}) == {"phone2": "2", "remark": "记"}
    assert shape()["household"].unknown({"phone1": "1", "phone2": "2"}) == {}


def test_links_name_the_tables_they_need() -> None:
    assert table_shape(Member).links == {"household_id": "household", "person_id": "person"}
    assert shape()["household"].links == {}


def test_values_are_what_any_driver_stores() -> None:
    db = sqlite3.connect(":memory:")
    row = shape()["member"].row(["household_id", "relation"], {"household_id": "0a" * 16, "relation": "02"})
    assert db.execute("SELECT typeof(?), typeof(?)", tuple(row.values())).fetchone() == ("blob", "text")
    db.close()
