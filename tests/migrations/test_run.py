"""Migrations make what the models say, refuse what is newer, and keep a copy of what is older."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from ljfpa_desktop.base import capture
from ljfpa_desktop.base import db as base_db
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.base.record import Record
from ljfpa_desktop.migrations import run
from ljfpa_desktop.services import office
from tests.conftest import PASSWORD

NOT_OF_MODELS = {"search_words"}  # the full-text table, with its own shadow tables


def schema(connection: Any) -> dict[str, Any]:
    """Columns, indexes and foreign keys of every table, free of the order and names SQLite may choose."""
    found: dict[str, Any] = {}
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    for name, sql in rows:
        if name.startswith(("sqlite_", *NOT_OF_MODELS)):
            continue
        columns = {
            c[1]: (c[2], bool(c[3]), c[4], c[5]) for c in connection.execute(f'PRAGMA table_info("{name}")')
        }
        indexes: set[Any] = set()
        for _seq, index, unique, origin, partial in connection.execute(f'PRAGMA index_list("{name}")'):
            parts = tuple(c[2] for c in connection.execute(f'PRAGMA index_info("{index}")'))
            where = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (index,)).fetchone()
            condition = where[0].split("WHERE")[1].strip() if partial else ""
            indexes.add((index if origin == "c" else origin, unique, parts, condition))
        keys = {(k[2], k[3], k[4]) for k in connection.execute(f'PRAGMA foreign_key_list("{name}")')}
        found[name] = (columns, indexes, keys, sql.upper().count("DEFERRABLE INITIALLY DEFERRED"))
    return found


def test_the_migrated_schema_is_the_models_schema(db: Database, tmp_path: Path) -> None:
    with closing(base_db.connect(tmp_path / "models.db", os.urandom(32))) as fresh:
        engine = create_engine(
            "sqlite://", module=base_db.sqlcipher, creator=lambda: fresh, poolclass=StaticPool
        )
        Record.metadata.create_all(engine)
        wanted = schema(fresh)
    with closing(base_db.connect(db.path, db.key)) as migrated:
        found = schema(migrated)
    assert set(found) == set(wanted)
    for name in wanted:
        assert found[name] == wanted[name], name
    assert all(keys == [] or deferred == len(keys) for _c, _i, keys, deferred in found.values() if keys)


def test_the_triggers_are_those_of_the_models(db: Database) -> None:
    with closing(base_db.connect(db.path, db.key)) as c:
        found = {r[0] for r in c.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")}
        assert c.execute("SELECT k, act, applying FROM ctx").fetchall() == [(1, None, 0)]
    assert found == set(capture.trigger_statements())


def test_the_newest_is_left_alone(db: Database) -> None:
    copies: list[int] = []
    assert run.migrate(db.path, db.key, list, copies.append) == run.NEWEST
    assert copies == []
    assert run.version_of(db.path, db.key) == run.NEWEST


def test_a_newer_database_is_refused(office_folder: Path) -> None:
    db, _actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    db.close()
    lock.release()
    with closing(base_db.connect(db.path, db.key)) as c:
        c.execute(f"PRAGMA user_version = {run.NEWEST + 1}")
    before = db.path.read_bytes()
    for _ in range(2):  # the lock was let go of
        with pytest.raises(Refused, match="用更新版本的程序保存的，请先把本机的程序升级"):
            office.open_office(office_folder, "clerk", PASSWORD)
    assert db.path.read_bytes() == before


def test_a_step_that_fails_leaves_the_old_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, key = tmp_path / "office.db", os.urandom(32)
    run.migrate(path, key, capture.trigger_statements, lambda _v: None)
    with closing(base_db.connect(path, key)) as c:
        before = schema(c)
        triggers = c.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()[0]
    # The first step again, as a second one: its tables exist, so it fails half way.
    monkeypatch.setattr(run, "STEPS", (*run.STEPS, "m0001"))
    monkeypatch.setattr(run, "NEWEST", run.NEWEST + 1)
    copies: list[int] = []
    with pytest.raises(Exception, match="already exists"):
        run.migrate(path, key, list, copies.append)
    assert copies == [run.NEWEST - 1]
    with closing(base_db.connect(path, key)) as c:
        assert schema(c) == before
        assert c.execute("PRAGMA user_version").fetchone()[0] == run.NEWEST - 1
        left = c.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()[0]
        assert left == triggers


def test_a_disk_that_fills_during_a_step_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, key = tmp_path / "office.db", os.urandom(32)
    run.migrate(path, key, list, lambda _v: None)

    class Filling:
        @staticmethod
        def upgrade(op: Any) -> None:
            op.execute("PRAGMA max_page_count = 1")
            op.execute("CREATE TABLE more AS SELECT zeroblob(1000000) AS x")

    monkeypatch.setattr(run, "STEPS", (*run.STEPS, "filling"))
    monkeypatch.setattr(run, "NEWEST", run.NEWEST + 1)
    monkeypatch.setattr(run, "import_module", lambda _name: Filling)
    with pytest.raises(Trouble, match="磁盘空间不足"):
        run.migrate(path, key, list, lambda _v: None)
    assert run.version_of(path, key) == run.NEWEST - 1


def test_a_step_that_breaks_references_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, key = tmp_path / "office.db", os.urandom(32)
    run.migrate(path, key, list, lambda _v: None)

    class Breaking:
        @staticmethod
        def upgrade(op: Any) -> None:
            op.execute(
                "INSERT INTO member(household_id, person_id, relation, id, office_id) "
                "VALUES (zeroblob(16), zeroblob(16), '02', zeroblob(16), zeroblob(16))"
            )

    monkeypatch.setattr(run, "STEPS", (*run.STEPS, "breaking"))
    monkeypatch.setattr(run, "NEWEST", run.NEWEST + 1)
    monkeypatch.setattr(run, "import_module", lambda _name: Breaking)
    with pytest.raises(Trouble, match="记录之间对不上，数据没有改动"):
        run.migrate(path, key, list, lambda _v: None)
    with closing(base_db.connect(path, key)) as c:
        assert c.execute("SELECT count(*) FROM member").fetchone()[0] == 0
        assert c.execute("PRAGMA user_version").fetchone()[0] == run.NEWEST - 1
