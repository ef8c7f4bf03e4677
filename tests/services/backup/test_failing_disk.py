"""A disk that fails in the midst: told in a sentence, nothing half left behind, what was there still good."""

from __future__ import annotations

import errno
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.vault import Vault
from ljfpa_desktop.services import backup
from ljfpa_desktop.services.backup import making
from tests import factories


def failing(number: int, after: int = 0) -> Callable[..., None]:
    """A call of the system that fails, or fails after so many that go well."""
    left = [after]

    def call(*_args: object, **_named: object) -> None:
        if left[0]:
            left[0] -= 1
            return
        raise OSError(number, os.strerror(number))

    return call


@pytest.fixture
def stick(db: Database, actor: Actor, tmp_path: Path) -> Path:
    """A stick that holds one good backup; the office has moved on since."""
    place = tmp_path / "U盘"
    factories.household(db, actor)
    Vault(db.folder / "attachments", db.key).put(os.urandom(50_000))
    backup.make(db, place / "旧.ljbak")
    factories.household(db, actor, head="陈国强")
    return place


def left_good(place: Path, db: Database) -> None:
    """Only the old backup is there, and it is whole; nothing lies about in the office."""
    assert [p.name for p in place.iterdir()] == ["旧.ljbak"]
    assert backup.inspect(place / "旧.ljbak").households == 1
    assert not list(db.folder.glob(".backup-*"))


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "磁盘空间不足"), (errno.EIO, "请检查U盘是否还插着"), (errno.EROFS, "写保护")],
)
@pytest.mark.parametrize("name", ["旧.ljbak", "新.ljbak"])
def test_the_stick_fails_at_the_flush(
    db: Database, stick: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str, name: str
) -> None:
    monkeypatch.setattr(os, "fsync", failing(number))
    with pytest.raises(Trouble, match=sentence):
        backup.make(db, stick / name)
    monkeypatch.undo()
    left_good(stick, db)
    backup.make(db, stick / name)
    assert backup.inspect(stick / name).households == 2


def test_the_stick_fails_while_it_is_written(
    db: Database, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = zipfile.ZipFile.write
    calls: list[str] = []

    def write(self: zipfile.ZipFile, path: Path, name: str) -> None:
        calls.append(name)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "full")
        real(self, path, name)

    monkeypatch.setattr(zipfile.ZipFile, "write", write)
    with pytest.raises(Trouble, match="磁盘空间不足，“新.ljbak”没有写成"):
        backup.make(db, stick / "新.ljbak")
    monkeypatch.undo()
    left_good(stick, db)


def test_the_stick_gives_back_other_bytes(db: Database, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = making.read_back

    def garble(file: Path) -> object:
        content = bytearray(file.read_bytes())
        content[len(content) // 3] ^= 1
        file.write_bytes(content)
        return real(file)

    monkeypatch.setattr(making, "read_back", garble)
    with pytest.raises(Trouble, match="不完整或已损坏"):
        backup.make(db, stick / "新.ljbak")
    monkeypatch.undo()
    left_good(stick, db)


def test_the_office_s_own_disk_is_full(
    db: Database, actor: Actor, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making.tempfile, "mkdtemp", failing(errno.ENOSPC))
    with pytest.raises(Trouble, match="磁盘空间不足"):
        backup.make(db, stick / "新.ljbak")
    monkeypatch.undo()
    left_good(stick, db)
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    with pytest.raises(Trouble, match="磁盘空间不足"):
        backup.daily(db, actor)
    monkeypatch.undo()
    assert not list((db.folder / "backups").glob("*"))
    done = backup.daily(db, actor)
    assert done is not None
    assert done.first.households == 2
