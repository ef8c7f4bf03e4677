"""Every mapped column, changed alone on any way of writing, leaves its change row."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    Numeric,
    String,
    Table,
    Text,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ljfpa_desktop.base import capture
from ljfpa_desktop.base.capture import Change, group_of
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.record import Capture, Record, UtcTime, Uuid16, captured_tables, new_id
from ljfpa_desktop.models import every as every  # maps every table
from ljfpa_desktop.models.household import Household

TABLES = {str(c.__tablename__): c for c in captured_tables()}


def sample(column: Column[Any], other: bool) -> Any:
    """One of two values of a column's type."""
    kind = column.type
    if isinstance(kind, Uuid16):
        return new_id()
    if isinstance(kind, UtcTime):
        return datetime(2024, 2, 3 if other else 4, tzinfo=UTC)
    if isinstance(kind, Date):
        return date(2024, 2, 3 if other else 4)
    if isinstance(kind, Boolean):
        return other
    if isinstance(kind, Integer | BigInteger):
        return 2 if other else 1
    if isinstance(kind, Numeric):
        return 2.5 if other else 1.5
    assert isinstance(kind, String | Text)
    return "乙" if other else "甲"


def fresh_row(s: Session, table: Table, empty: frozenset[str] = frozenset()) -> uuid.UUID:
    """A row with every column filled but those in the groups of ``empty``."""
    values: dict[str, Any] = {
        c.name: None if group_of(c) in empty else sample(c, other=False)
        for c in table.columns
        if c.name != "retired_on"
    }
    s.execute(insert(table).values(**values))
    return values["id"]


def by_orm(s: Session, record: type[Any], row: uuid.UUID, column: Column[Any], value: Any) -> None:
    found = s.get(record, row)
    setattr(found, column.key, value)
    s.flush()


def by_core(s: Session, record: type[Any], row: uuid.UUID, column: Column[Any], value: Any) -> None:
    s.execute(update(record.__table__).where(record.__table__.c.id == row).values({column.name: value}))


def by_bulk(s: Session, record: type[Any], row: uuid.UUID, column: Column[Any], value: Any) -> None:
    s.execute(update(record), [{"id": row, column.key: value}])


def by_hand(s: Session, record: type[Any], row: uuid.UUID, column: Column[Any], value: Any) -> None:
    bound = column.type.dialect_impl(s.get_bind().dialect).bind_processor(s.get_bind().dialect)
    plain = bound(value) if bound else value
    sql = f'UPDATE OR IGNORE "{record.__tablename__}" SET {column.name} = ? WHERE id = ?'
    s.connection().exec_driver_sql(sql, (plain, row.bytes))


Way = Callable[[Session, type[Any], uuid.UUID, Column[Any], Any], None]


def changes(s: Session, row: uuid.UUID) -> list[tuple[str, str, str | None]]:
    found = s.execute(
        select(Change.tbl, Change.grp, Change.old).where(Change.row == row).order_by(Change.seq)
    )
    return [(r.tbl, r.grp, r.old) for r in found]


@pytest.fixture
def bare(db: Database) -> Database:
    """The office database without listeners: the rows here make no sense to them."""
    db.before_commit.clear()
    return db


@pytest.mark.parametrize("way", [by_orm, by_core, by_bulk, by_hand])
@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_column_changed_alone_leaves_its_change_row(
    bare: Database, actor: Actor, name: str, way: Way
) -> None:
    record = TABLES[name]
    table: Any = record.__table__
    rules = record.capture or Capture()
    seen = 0
    with bare.transaction(actor, "逐列修改", keep=False) as s:
        for column in table.columns:
            group = group_of(column)
            if column.primary_key or group in rules.once:
                continue
            row = fresh_row(s, table, empty=rules.final)
            before = s.execute(select(column).where(table.c.id == row)).scalar_one()
            way(s, record, row, column, sample(column, other=True))
            assert [(t, g) for t, g, _ in changes(s, row)] == [(name, ""), (name, group)], column.name
            old = json.loads(str(changes(s, row)[1][2]))
            assert set(old) == {c.name for c in table.columns if group_of(c) == group and not c.primary_key}
            if isinstance(before, uuid.UUID):
                assert old[column.name] == before.hex
            elif before is None or isinstance(before, str):
                assert old[column.name] == before
            else:
                assert old[column.name] is not None
            seen += 1
    assert seen > 0


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_same_value_again_leaves_none(bare: Database, actor: Actor, name: str) -> None:
    table: Any = TABLES[name].__table__
    with bare.transaction(actor, "同值", keep=False) as s:
        row = fresh_row(s, table)
        for column in table.columns:
            s.connection().exec_driver_sql(f'UPDATE "{name}" SET {column.name} = {column.name}')
        assert len(changes(s, row)) == 1


ONCE = [
    (n, c.name)
    for n, r in TABLES.items()
    for c in r.__table__.columns
    if r.capture is not None and (group_of(cast("Column[Any]", c)) in r.capture.once or c.primary_key)
]


@pytest.mark.parametrize(("name", "column"), ONCE)
def test_what_is_written_once_is_never_changed(bare: Database, actor: Actor, name: str, column: str) -> None:
    table: Any = TABLES[name].__table__
    with bare.transaction(actor, "改既成事实", keep=False) as s:
        row = fresh_row(s, table)
        for way in (by_core, by_hand):
            with pytest.raises(IntegrityError, match="written once|never changes"), s.begin_nested():
                way(s, TABLES[name], row, table.c[column], sample(table.c[column], other=True))
        assert len(changes(s, row)) == 1


FINAL = [(n, c) for n, r in TABLES.items() if r.capture is not None for c in r.capture.final]


@pytest.mark.parametrize(("name", "group"), FINAL)
def test_what_is_final_is_filled_once(bare: Database, actor: Actor, name: str, group: str) -> None:
    record = TABLES[name]
    table: Any = record.__table__
    columns = [c for c in table.columns if group_of(c) == group]
    with bare.transaction(actor, "作废", keep=False) as s:
        row = fresh_row(s, table, empty=frozenset({group}))
        filled = {c.name: sample(c, other=False) for c in columns}
        s.execute(update(table).where(table.c.id == row).values(**filled))
        assert [g for _, g, _ in changes(s, row)] == ["", group]
        for value in (None, "other"):
            for c in columns:
                new = None if value is None else sample(c, other=True)
                with pytest.raises(IntegrityError, match="final"), s.begin_nested():
                    by_core(s, record, row, c, new)
    assert FINAL


@pytest.mark.parametrize("name", sorted(TABLES))
def test_nothing_is_deleted(bare: Database, actor: Actor, name: str) -> None:
    table: Any = TABLES[name].__table__
    with bare.transaction(actor, "删除", keep=False) as s:
        row = fresh_row(s, table)
        for statement in (
            f'DELETE FROM "{name}"',
            f'INSERT OR REPLACE INTO "{name}" SELECT * FROM "{name}"',
        ):
            with pytest.raises(IntegrityError, match="no hard delete"), s.begin_nested():
                s.connection().exec_driver_sql(statement)
        assert s.execute(select(table.c.id).where(table.c.id == row)).scalar_one() == row


@pytest.mark.parametrize("name", sorted(TABLES))
@pytest.mark.parametrize("insert_words", ["INSERT", "INSERT OR IGNORE", "INSERT OR REPLACE"])
def test_no_write_without_an_act(bare: Database, actor: Actor, name: str, insert_words: str) -> None:
    table: Any = TABLES[name].__table__
    with bare.transaction(actor, "先有一行", keep=False) as s:
        row = fresh_row(s, table)
        s.execute(text("UPDATE ctx SET act = NULL"))
        copied = ", ".join("randomblob(16)" if c.name == "id" else c.name for c in table.columns)
        names = ", ".join(c.name for c in table.columns)
        with pytest.raises(IntegrityError, match="no act"), s.begin_nested():
            s.connection().exec_driver_sql(
                f'{insert_words} INTO "{name}"({names}) SELECT {copied} FROM "{name}" LIMIT 1'
            )
        free = next((c for c in table.columns if group_of(c) == "retired"), None)
        assert free is not None
        with pytest.raises(IntegrityError, match="no act"), s.begin_nested():
            s.connection().exec_driver_sql(f"UPDATE OR IGNORE \"{name}\" SET retired_on = '2024-02-03'")
        assert len(changes(s, row)) == 1


def test_triggers_stay_silent_while_a_package_is_applied(bare: Database, actor: Actor) -> None:
    table: Any = Household.__table__
    with bare.transaction(actor, "接收", keep=False) as s:
        s.execute(text("UPDATE ctx SET applying = 1"))
        row = fresh_row(s, table)
        by_core(s, Household, row, table.c.address, "新址")
        assert changes(s, row) == []


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE act SET actor = '别人'", "never rewritten"),
        ("DELETE FROM act", "never rewritten"),
        ("UPDATE change SET old = NULL, grp = 'x'", "never rewritten"),
        ("DELETE FROM change", "never deleted"),
        ("DELETE FROM ctx", "context row stays"),
    ],
)
def test_the_log_itself_is_guarded(db: Database, actor: Actor, statement: str, why: str) -> None:
    with db.transaction(actor, "改日志", keep=False) as s, pytest.raises(IntegrityError, match=why):
        s.connection().exec_driver_sql(statement)


def test_sealing_may_stamp_a_change(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "封存", keep=False) as s:
        s.execute(text("UPDATE change SET seg = zeroblob(32)"))
        assert s.execute(text("SELECT count(*) FROM change WHERE seg IS NULL")).scalar_one() == 0


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_column_is_in_one_group_and_the_groups_of_rules_exist(name: str) -> None:
    record = TABLES[name]
    groups = capture.groups_of(record)
    named = [c.name for columns in groups.values() for c in columns]
    assert len(named) == len(set(named))
    assert set(named) | {"id"} == {c.name for c in record.__table__.columns}
    rules = record.capture or Capture()
    assert rules.once | rules.final <= set(groups)
    assert "" not in groups
    assert "id" not in groups


def test_triggers_call_no_function_of_the_program() -> None:
    statements = capture.trigger_statements()
    assert len({s.split()[2] for s in statements}) == len(statements)
    called = {word for s in statements for word in re.findall(r"(\w+)\(", s)}
    assert called == {"RAISE", "json_object", "coalesce", "lower", "hex", "change"}


def test_every_table_says_whether_it_is_captured() -> None:
    uncaptured = {str(m.class_.__tablename__) for m in Record.registry.mappers if m.class_.capture is None}
    assert uncaptured == {
        "act", "change", "ctx", "draft", "number_series", "period_row", "printing", "search_row", "setting",
        "sync_dead", "sync_decided", "sync_extra", "sync_package", "sync_parent", "sync_peer", "sync_seg",
        "sync_self", "sync_sib", "sync_ver", "sync_wait",
    }  # fmt: skip
