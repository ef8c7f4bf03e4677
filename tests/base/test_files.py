"""A file is replaced whole or left as it was, and the clerk is told why."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ljfpa_desktop.base import files
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.files import digest_of, make_folder, replacing, write_replacing


def test_new_and_again(tmp_path: Path) -> None:
    path = tmp_path / "新建" / "名单.csv"
    write_replacing(path, b"one")
    write_replacing(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["名单.csv"]


def test_pieces_are_written_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "数据包"
    write_replacing(path, (piece for piece in (b"one", memoryview(b"two"), b"")))
    assert path.read_bytes() == b"onetwo"
    write_replacing(path, [])
    assert path.read_bytes() == b""


def test_pieces_that_stop_coming_leave_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "数据包"
    write_replacing(path, b"old")

    def stopping() -> Iterator[bytes]:
        yield b"new"
        raise Trouble("U盘拔了，", "请再来。")

    with pytest.raises(Trouble, match="U盘拔了"):
        write_replacing(path, stopping())
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["数据包"]


def test_what_fails_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    write_replacing(path, b"one")

    def half_way() -> None:
        with replacing(path) as beside:
            beside.write_bytes(b"tw")
            raise RuntimeError("half")

    with pytest.raises(RuntimeError, match="half"):
        half_way()
    assert path.read_bytes() == b"one"
    assert [p.name for p in tmp_path.iterdir()] == ["名单.csv"]


def test_a_disk_that_gives_back_other_bytes_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "名单.csv"
    write_replacing(path, b"one")
    monkeypatch.setattr(files, "digest_of", lambda _path: "0" * 64)
    with pytest.raises(Trouble, match="读回不一致，请换一个U盘"):
        write_replacing(path, b"two")
    assert path.read_bytes() == b"one"
    assert [p.name for p in tmp_path.iterdir()] == ["名单.csv"]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "磁盘空间不足，“名单.csv”没有写成，请清理磁盘"),
        (errno.EACCES, "不能写入，请换一个位置，或检查U盘是否写保护"),
        (errno.EROFS, "不能写入，请换一个位置"),
        (errno.EIO, "请检查U盘是否还插着"),
        (errno.EBUSY, "没有写成"),
    ],
)
def test_what_the_disk_refuses_becomes_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    path = tmp_path / "名单.csv"
    write_replacing(path, b"one")

    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(Trouble, match=sentence):
        write_replacing(path, b"two")
    monkeypatch.undo()
    assert path.read_bytes() == b"one"
    assert [p.name for p in tmp_path.iterdir()] == ["名单.csv"]


def test_a_real_full_device_is_said(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no full device here")
    (tmp_path / ".名单.csv.part").symlink_to(full)
    with pytest.raises(Trouble, match="磁盘空间不足"):
        write_replacing(tmp_path / "名单.csv", b"x" * 10_000)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "U盘").write_text("no folder")
    with pytest.raises(Trouble, match="没有写成"):
        write_replacing(tmp_path / "U盘" / "名单.csv", b"one")


def test_a_file_held_by_a_scanner_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, waits = tmp_path / "名单.csv", list[float]()
    real, refusals = Path.replace, [5, 32, 33]

    def held(self: Path, target: Path) -> Path:
        if refusals:
            error = PermissionError(13, "held")
            error.winerror = refusals.pop()  # what Windows says
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(files.time, "sleep", waits.append)
    write_replacing(path, b"one")
    assert path.read_bytes() == b"one"
    assert waits == [0.05, 0.1, 0.2]


def test_the_digest_is_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert digest_of(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_place_is_tried_without_leaving_anything(tmp_path: Path) -> None:
    files.require_writable(tmp_path / "新" / "更新" / "a.pdf")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "a.pdf").mkdir()
    for wrong in (tmp_path / "a.pdf", Path("/proc/nosuch/a.pdf")):
        with pytest.raises(Trouble, match="写不成文件|读写不了|不能写入"):
            files.require_writable(wrong)


def test_a_folder_is_made_or_said_to_be_impossible(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(Trouble, match="是一个文件，不是文件夹，请换一个文件夹再试"):
        make_folder(tmp_path / "file")
    with pytest.raises(Trouble, match="建不成，请换一个位置"):
        make_folder(tmp_path / "file" / "under")
