"""Every field of every captured table stands in the history under its own label, with its values in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Column, update

from ljfpa_desktop.base import db as base_db
from ljfpa_desktop.base.capture import group_of
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.fields import fields_of
from ljfpa_desktop.base.record import Capture, captured_tables
from ljfpa_desktop.services import history, history_words, office
from ljfpa_desktop.services.display import shown
from tests.base.test_capture import fresh_row, sample
from tests.conftest import PASSWORD

WHOLE = {"content"}  # told by one word whatever it holds
TABLES = {str(c.__tablename__): c for c in captured_tables()}


@pytest.fixture
def loose(office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Database, Actor]]:
    """The office without references between tables: the rows here are invented one by one."""
    monkeypatch.setitem(base_db.PRAGMAS, "foreign_keys", ("OFF", 0))
    db, actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    db.before_commit.clear()
    yield db, actor
    db.close()
    lock.release()


def changeable(name: str) -> list[Column[Any]]:
    """The declared columns of a table that may change after their insert."""
    rules = TABLES[name].capture or Capture()
    columns = cast("list[Column[Any]]", list(TABLES[name].__table__.columns))
    return [c for c in columns if "field" in c.info and group_of(c) not in rules.once]


@pytest.mark.parametrize("name", [n for n in sorted(TABLES) if changeable(n)])
def test_each_field_changed_alone(loose: tuple[Database, Actor], name: str) -> None:
    db, actor = loose
    table: Any = TABLES[name].__table__
    rules = TABLES[name].capture or Capture()
    with db.transaction(actor, "新增") as s:
        rows = {c.name: fresh_row(s, table, empty=rules.final) for c in changeable(name)}
    for column in changeable(name):
        new = sample(column, other=True)
        with db.transaction(actor, f"改 {column.name}") as s:
            s.execute(update(table).where(table.c.id == rows[column.name]).values({column.name: new}))
        created, *changes = history.of_record(db, rows[column.name], full=True)
        declared = fields_of(TABLES[name])[column.name]
        assert (created.label, created.why, created.old, created.new) == ("新建", "新增", "", "")
        if column.name in history_words.UNSAID:
            assert changes == []
            continue
        (changed,) = changes
        assert (changed.label, changed.why) == (declared.label, f"改 {column.name}")
        assert changed.record == history.WORDS[name]
        assert changed.who == actor.name
        if declared.kind == "link":
            assert changed.new == changed.old == "（没有收到的记录）"  # an id is no word
            continue
        told = history_words.said(name, column.name, new)
        assert changed.new == (told or shown(declared, new, full=True)), column.name
        assert changed.old != changed.new or column.name in WHOLE, column.name


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_private_value_is_never_shown_unasked(loose: tuple[Database, Actor], name: str) -> None:
    db, actor = loose
    table: Any = TABLES[name].__table__
    private = [c for c in changeable(name) if fields_of(TABLES[name])[c.name].private]
    secret = {c.name: "350122196203050024" for c in private if c.type.python_type is str}
    with db.transaction(actor, "新增") as s:
        row = fresh_row(s, table, empty=(TABLES[name].capture or Capture()).final)
    if secret:
        with db.transaction(actor, "填写") as s:
            s.execute(update(table).where(table.c.id == row).values(secret))
        with db.transaction(actor, "清空") as s:
            s.execute(update(table).where(table.c.id == row).values(dict.fromkeys(secret, "0")))
    told = "".join(r.old + r.new for r in history.of_record(db, row))
    assert "196203050024" not in told
    assert ("196203050024" in "".join(r.new for r in history.of_record(db, row, full=True))) is bool(secret)
