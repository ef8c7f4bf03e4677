"""A full disk, a broken one, a stick pulled out: told in a sentence, nothing half done, the next try good."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from ljfpa_desktop.base import files
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.vault import Vault
from ljfpa_desktop.exchange import blobs, pack, unpack
from ljfpa_desktop.exchange.file import package
from ljfpa_desktop.exchange.file import stick as sticks
from ljfpa_desktop.exchange.file.refusal import PackageRefused
from ljfpa_desktop.exchange.kernel.batch import Batch
from ljfpa_desktop.services.check import check
from tests.exchange.offices import OTHER, Offices

FAULTS = [errno.ENOSPC, errno.EIO, errno.ENOENT, errno.EROFS]


def failing(real: Callable[..., Any], number: int, after: int) -> Callable[..., Any]:
    """A call of the system that fails after so many that go well."""
    left = [after]

    def call(*args: Any, **named: Any) -> Any:
        if left[0]:
            left[0] -= 1
            return real(*args, **named)
        raise OSError(number, os.strerror(number))

    return call


@pytest.mark.parametrize("number", FAULTS)
@pytest.mark.parametrize("after", range(5))
def test_packing_fails_at_each_flush(
    offices: Offices, stick: Path, monkeypatch: pytest.MonkeyPatch, number: int, after: int
) -> None:
    offices.other.family("林一")
    dump = offices.other.dump()
    monkeypatch.setattr(os, "fsync", failing(os.fsync, number, after))
    try:
        offices.other.pack(stick)
        is_made = True
    except Trouble:
        is_made = False
    monkeypatch.undo()
    found = sticks.find_packages(stick)
    assert found.unread == []
    assert bool(found.packages) >= is_made
    if not is_made:
        assert offices.other.rows("SELECT count(*) FROM sync_package WHERE way = 'out'") == [
            (len([r for r in dump["sync_package"] if "out" in r]),)
        ]
    sent = offices.other.pack(stick)
    assert offices.county.take(sent.path).totals["households"] == 1
    assert check(offices.other.db).faults == ()


@pytest.mark.parametrize("step", ["write_file", "file_name"])
def test_the_stick_is_pulled_out_before_it_is_written(
    offices: Offices, stick: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    offices.other.family("林一")
    real = getattr(sticks, step)

    def pulled(*args: Any) -> Any:
        stick.rmdir()
        return real(*args)

    monkeypatch.setattr(sticks, step, pulled)
    with pytest.raises(Trouble, match="请插好U盘"):
        pack.pack(offices.other.db, offices.other.actor, stick)
    monkeypatch.undo()
    assert not stick.exists()  # nothing was written to the computer's own disk in its place
    assert offices.county.take(offices.other.pack(stick).path).totals["households"] == 1


def test_a_stick_that_gives_back_other_bytes(
    offices: Offices, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offices.other.family("林一")
    monkeypatch.setattr(files, "digest_of", lambda _path: "00")
    with pytest.raises(Trouble, match="读回不一致"):
        package.stick.write_file(stick, "x.ljp", b"x")
    monkeypatch.undo()
    assert list(stick.iterdir()) == []


STEPS = [
    "take", "write", "_read", "_write_marks"
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("words", ["database or disk is full", "disk I/O error"])
def test_taking_in_fails_at_each_step(
    offices: Offices, stick: Path, monkeypatch: pytest.MonkeyPatch, step: str, words: str
) -> None:
    offices.other.family("林一")
    sent = offices.other.pack(stick)
    before, dump = offices.county.file_hash(), offices.county.dump()
    real = getattr(Batch, step)

    def fail(self: Batch, *args: Any) -> Any:
        real(self, *args)
        raise OperationalError("INSERT", None, Exception(words))

    monkeypatch.setattr(Batch, step, fail)
    with pytest.raises(Trouble):
        offices.county.take(sent.path)
    monkeypatch.undo()
    assert (offices.county.file_hash(), offices.county.dump()) == (before, dump)
    assert not (offices.county.folder / "quarantine").exists()  # the file is good
    assert offices.county.take(sent.path).totals["households"] == 1


@pytest.mark.parametrize("name", ["_note_peer", "_log"])
def test_taking_in_fails_at_the_end(
    offices: Offices, stick: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    offices.other.family("林一")
    sent = offices.other.pack(stick)
    dump = offices.county.dump()
    monkeypatch.setattr(unpack, name, failing(lambda: None, errno.EIO, 0))
    with pytest.raises(OSError, match="error"):
        offices.county.take(sent.path)
    monkeypatch.undo()
    assert offices.county.dump() == dump
    assert not offices.county.take(sent.path).already_had


def test_the_package_cannot_be_read(offices: Offices, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offices.other.family("林一")
    sent = offices.other.pack(stick)
    dump = offices.county.dump()
    sent.path.rename(stick / "weg")
    with pytest.raises(Trouble, match="读不出来"):
        offices.county.take(sent.path)
    assert offices.county.dump() == dump


def test_a_full_disk_does_not_hide_why_a_package_is_refused(
    offices: Offices, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offices.other.family("林一")
    sent = offices.other.pack(stick)
    monkeypatch.setattr(os, "fsync", failing(os.fsync, errno.ENOSPC, 0))
    with pytest.raises(PackageRefused, match="^NOT_FOR_US"):
        offices.first.take(sent.path)


def test_photos_that_find_no_room_leave_the_package_out(
    offices: Offices, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha = add_photo(offices)
    sent = offices.other.pack(stick)
    dump = offices.county.dump()
    monkeypatch.setattr(Vault, "put", failing(Vault.put, errno.ENOSPC, 0))
    with pytest.raises(OSError, match="space"):
        offices.county.take(sent.path)
    monkeypatch.undo()
    assert offices.county.dump() == dump
    assert offices.county.take(sent.path).pictures == 1
    assert vault(offices.county).get(sha) == CONTENT


CONTENT = b"jpeg " * 1000


def vault(pc: Any) -> Vault:
    return Vault(pc.folder / "attachments", pc.db.key)


def add_photo(offices: Offices, content: bytes = CONTENT, size: int = 5000) -> str:
    """A photo on a family of ``other``; returns the name of its content."""
    pc = offices.other
    family, sha = pc.family("林一"), vault(pc).put(content)
    with pc.db.transaction(pc.actor, "照片") as s:
        s.connection().exec_driver_sql(
            "INSERT INTO attachment(id, office_id, owner_table, owner_id, sha256, file_name, media_type, "
            "size, position) SELECT ?, office_id, 'household', id, ?, 'a.jpg', 'image/jpeg', ?, 0 "
            "FROM household WHERE id = ?",
            (os.urandom(16), sha, size, family.bytes),
        )
    return sha


def test_photos_go_until_they_are_confirmed(offices: Offices, stick: Path) -> None:
    sha = add_photo(offices)
    first, second = offices.other.pack(stick / "1"), offices.other.pack(stick / "2")
    assert offices.county.take(second.path, dry_run=True).pictures == 1
    assert not vault(offices.county).has(sha)
    assert offices.county.take(second.path).pictures == 1
    assert vault(offices.county).get(sha) == CONTENT
    offices.other.take(offices.county.pack(stick, OTHER).path)
    third = offices.other.pack(stick / "3")
    assert offices.county.take(third.path).pictures == 0
    assert offices.county.take(first.path).already_had


def test_photos_beyond_the_limit_go_with_the_next_package(
    offices: Offices, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "MOST_BYTES", 12_000)
    shas = [add_photo(offices, b"%d" % n * 5000) for n in range(5)]
    for n in range(3):
        offices.county.take(offices.other.pack(stick / f"{n}").path)
    assert all(vault(offices.county).has(sha) for sha in shas)


def test_a_photo_that_is_damaged_or_missing_stops_nobody(offices: Offices, stick: Path) -> None:
    good, bad, gone = (add_photo(offices, bytes([n]) * 5000) for n in range(3))
    for sha in (bad, gone):
        path = offices.other.folder / "attachments" / sha[:2] / sha
        path.write_bytes(b"x") if sha == bad else path.unlink()
    done = offices.county.take(offices.other.pack(stick).path)
    assert (done.pictures, done.totals["households"]) == (1, 3)
    assert vault(offices.county).has(good)
