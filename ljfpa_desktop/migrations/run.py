"""Brings a database to the newest schema: triggers off, steps, triggers made anew, one commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import StaticPool

from ljfpa_desktop.base import db
from ljfpa_desktop.base.errors import Refused, Trouble

STEPS = ("m0001", "m0002", "m0003")
NEWEST = len(STEPS)


def version_of(path: Path, key: bytes) -> int:
    """The schema version of the file: the number of its last migration, 0 when it is new."""
    with closing(db.connect(path, key)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(
    path: Path, key: bytes, triggers: Callable[[], Sequence[str]], keep_copy: Callable[[int], None]
) -> int:
    """Run the missing steps in one commit; ``keep_copy(version)`` is called first on an older file.
    ``triggers()`` gives the statements, which take every model; a file of the newest schema asks for none.

    Returns the version the file had. A newer file is refused: an older program must not write it;
    `Trouble` says that the disk is full or the file damaged, which then is as it was.
    """
    found = version_of(path, key)
    if found > NEWEST:
        raise Refused("这份数据是用更新版本的程序保存的，请先把本机的程序升级到同一版本再打开。")
    if found == NEWEST:
        return found
    if found:
        keep_copy(found)
    with db.sentences(), closing(db.connect(path, key)) as raw:
        # With foreign keys on, rebuilding a table would delete the rows that point to it.
        raw.execute("PRAGMA foreign_keys = OFF")
        _run(raw, found, triggers())
    return found


def _run(raw: Any, found: int, triggers: Sequence[str]) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    engine = create_engine("sqlite://", module=db.sqlcipher, creator=lambda: raw, poolclass=StaticPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        _drop_triggers(connection)
        op = Operations(MigrationContext.configure(connection))
        for step in STEPS[found:]:
            import_module(f"ljfpa_desktop.migrations.{step}").upgrade(op)
        for statement in triggers:
            connection.exec_driver_sql(statement)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise Trouble("升级数据时发现记录之间对不上，", "数据没有改动，请把升级前的备份交给县里检查。")
        connection.exec_driver_sql(f"PRAGMA user_version = {NEWEST}")
        connection.exec_driver_sql("COMMIT")


def _drop_triggers(connection: Connection) -> None:
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
    for name in names:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
