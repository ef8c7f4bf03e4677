"""Packages are found on sticks as people leave them, written whole or not at all, set aside when refused."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections import namedtuple
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ljfpa_desktop.base import files
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.exchange.file import package, stick
from ljfpa_desktop.exchange.file.refusal import Code
from tests.exchange import sample

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def plugged(tmp_path: Path) -> Path:
    """An empty stick."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def sent(tmp_path: Path) -> package.Written:
    folder = tmp_path / "发件"
    folder.mkdir()
    return sample.make(folder, "T12-永安_到县_20261123_0041_{code}.ljp")


def names(scan: stick.Scan, folder: Path) -> list[str]:
    return sorted(found.path.relative_to(folder).as_posix() for found in scan.packages)


def test_any_name_and_two_folders_deep(plugged: Path, sent: package.Written) -> None:
    put = [
        "T12-永安_到县_20261123_0041_9554-1952(1).ljp",
        "T12-永安.ljp.txt",
        "没有后缀",
        "照片.JPG",
        "副本 - 上报/新建文件夹/给县里.zip",
        "上报/T12.LJP",
    ]
    for name in put:
        (plugged / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sent.path, plugged / name)
    three_deep = plugged / "一" / "二" / "三" / "深.ljp"
    three_deep.parent.mkdir(parents=True)
    shutil.copyfile(sent.path, three_deep)
    scan = stick.find_packages(plugged)
    assert names(scan, plugged) == sorted(put)
    assert scan.unread == []
    assert {found.outer.hint["code"] for found in scan.packages} == {sent.code}
    assert {found.outer.size for found in scan.packages} == {sent.size}


def test_what_is_no_package_is_passed_over_and_what_is_spoilt_is_named(
    plugged: Path, sent: package.Written
) -> None:
    whole = sent.path.read_bytes()
    (plugged / "工作总结.docx").write_bytes(b"PK\3\4 a document")
    (plugged / "空.txt").write_bytes(b"")
    (plugged / "零.bin").write_bytes(bytes(5000))
    (plugged / "空.ljp").write_bytes(b"")
    (plugged / "零.ljp").write_bytes(bytes(len(whole)))
    (plugged / "别的.ljp").write_bytes(b"PK\3\4 a document")
    (plugged / "半个.ljp.txt").write_bytes(whole[:-300])
    (plugged / "半个").write_bytes(whole[:300])
    (plugged / "多了.ljp").write_bytes(whole + b"x")
    scan = stick.find_packages(plugged)
    assert scan.packages == []
    assert {unread.path.name: unread.sentence for unread in scan.unread} == {
        "空.ljp": "这个数据包没有拷完整，请重新拷贝一次。",
        "零.ljp": "这个数据包没有拷完整，请重新拷贝一次。",
        "半个": "这个数据包没有拷完整，请重新拷贝一次。",
        "半个.ljp.txt": "这个数据包没有拷完整，请重新拷贝一次。",
        "别的.ljp": "这个文件不是数据包，请选文件名里有“.ljp”的文件。",
        "多了.ljp": "这个数据包已损坏，请重新拷贝一次；还是不行的，请对方重新生成。",
    }


def test_the_bin_hidden_and_unfinished_files_are_left_alone(plugged: Path, sent: package.Written) -> None:
    for name in (
        "$RECYCLE.BIN/S-1/旧.ljp",
        "System Volume Information/旧.ljp",
        ".Trash-1000/files/旧.ljp",
        "._T12.ljp",
        ".T12.ljp.part",
    ):
        (plugged / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sent.path, plugged / name)
    (plugged / "环").symlink_to(plugged)
    (plugged / "外.ljp").symlink_to(sent.path)
    os.mkfifo(plugged / "管道.ljp")
    assert stick.find_packages(plugged) == stick.Scan([], [])


def test_the_newest_comes_first_and_odd_times_do_no_harm(
    plugged: Path, sent: package.Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = datetime(2026, 11, 23, 8, tzinfo=UTC)
    for name, seconds in (("怪", 0), ("旧", day.timestamp() - 86400), ("新", day.timestamp())):
        shutil.copyfile(sent.path, plugged / name)
        os.utime(plugged / name, (seconds, seconds))
    real = Path.stat

    def far_off(self: Path, *, follow_symlinks: bool = True) -> Any:
        found = real(self, follow_symlinks=follow_symlinks)
        return SimpleNamespace(st_mtime=1e15) if self.name == "怪" and follow_symlinks else found

    monkeypatch.setattr(Path, "stat", far_off)
    found = stick.find_packages(plugged).packages
    assert [f.path.name for f in found] == ["新", "旧", "怪"]
    assert found[0].mtime == day


def test_a_file_or_folder_that_cannot_be_read_is_named(
    plugged: Path, sent: package.Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("好.ljp", "坏.ljp", "坏夹/一.ljp"):
        (plugged / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(sent.path, plugged / name)
    real_open, real_iterdir = Path.open, Path.iterdir

    def failing_open(self: Path, *args: Any, **kinds: Any) -> Any:
        if self.name == "坏.ljp":
            raise OSError(errno.EIO, "bad block")
        return real_open(self, *args, **kinds)

    def failing_iterdir(self: Path) -> object:
        if self.name == "坏夹":
            raise OSError(errno.EACCES, "denied")
        return real_iterdir(self)

    monkeypatch.setattr(Path, "open", failing_open)
    monkeypatch.setattr(Path, "iterdir", failing_iterdir)
    scan = stick.find_packages(plugged)
    assert names(scan, plugged) == ["好.ljp"]
    assert [(u.path.name, u.sentence) for u in scan.unread] == [
        ("坏.ljp", "“坏.ljp”读不出来，请检查U盘是否还插着，或重新拷贝一次再试。"),
        ("坏夹", "“坏夹”打不开，请检查U盘，或换一台电脑试一试。"),
    ]


def test_a_stick_that_is_gone_is_said(plugged: Path) -> None:
    plugged.rmdir()
    with pytest.raises(Trouble, match="U盘”打不开，请检查U盘是否还插着"):
        stick.find_packages(plugged)


def test_a_name_tells_from_whom_to_whom_when_and_which() -> None:
    day = date(2026, 11, 23)
    name = stick.file_name("T12-永安", "县", day, 41, "9554-1952-30")
    assert name == "T12-永安_到县_20261123_0041_9554-1952-30.ljp"
    assert stick.file_name("T12-永安", "县", day, 41).endswith("_0041_{code}.ljp")
    assert stick.file_name("T12-永安", "县", day, 12345, "c").endswith("_12345_c.ljp")


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("连江县/琯头镇", "连江县-琯头镇"),
        ('a<b>c:d"e|f?g*h\\i', "a-b-c-d-e-f-g-h-i"),
        ("  永安 镇. ", "永安-镇"),
        ("永安\u200b镇\ufeff", "永安-镇"),
        ("永\n安\t镇\0", "永-安-镇"),
        ("a_b{code}", "a-b-code"),
        ("乡" * 300, "乡" * 20),
        ("\U00030000" * 300, "\U00030000" * 20),
        ("e\u0301" * 2, "éé"),
        ("坏\ud800字", "坏字"),
        ("...", "单位"),
        ("", "单位"),
    ],
)
def test_a_name_is_good_on_every_stick(title: str, plain: str, plugged: Path) -> None:
    name = stick.file_name(title, title, date(2026, 11, 23), 41, "9554-1952-30")
    assert name == f"{plain}_到{plain}_20261123_0041_9554-1952-30.ljp"
    assert len(f".{name}.part".encode()) <= 255
    assert stick.write_file(plugged, name, b"x").read_bytes() == b"x"


def test_a_package_is_written_and_copied_whole(plugged: Path, sent: package.Written, tmp_path: Path) -> None:
    copied = stick.copy_to(sent.path, plugged)
    assert copied == plugged / sent.path.name
    assert copied.read_bytes() == sent.path.read_bytes()
    before = copied.stat().st_mtime_ns
    assert stick.copy_to(sent.path, plugged).stat().st_mtime_ns == before
    renamed = stick.copy_to(copied, tmp_path, "带来的.ljp")
    assert sample.take(renamed).digest == sent.digest
    copied.write_bytes(b"older")
    assert stick.copy_to(sent.path, plugged).read_bytes() == sent.path.read_bytes()
    assert [p.name for p in plugged.iterdir()] == [sent.path.name]


def test_a_full_stick_is_said_before_anything_is_written(
    plugged: Path, sent: package.Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(100, 99, 1000))
    with pytest.raises(Trouble, match="U盘”空间不足，还差约 1 MB，请删去上面不用的文件，或换一个U盘再试。"):
        stick.copy_to(sent.path, plugged)
    with pytest.raises(Trouble, match="空间不足"):
        sample.make(plugged)
    assert list(plugged.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EROFS, "不能写入，请换一个位置，或检查U盘是否写保护"),
        (errno.EACCES, "是否写保护"),
        (errno.EIO, "请检查U盘是否还插着"),
        (errno.ENODEV, "请检查U盘是否还插着"),
    ],
)
def test_what_the_stick_refuses_is_one_sentence_and_leaves_nothing(
    plugged: Path, sent: package.Written, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(Trouble, match=sentence):
        stick.copy_to(sent.path, plugged)
    with pytest.raises(Trouble, match=sentence):
        sample.make(plugged)
    monkeypatch.undo()
    assert list(plugged.iterdir()) == []


def test_a_stick_really_full(plugged: Path, sent: package.Written) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no full device here")
    (plugged / ".一.ljp.part").symlink_to(full)
    with pytest.raises(Trouble, match="磁盘空间不足"):
        sample.make(plugged)
    assert list(plugged.iterdir()) == []


def test_a_stick_that_gives_back_other_bytes(
    plugged: Path, sent: package.Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "digest_of", lambda _path: "0" * 64)
    with pytest.raises(Trouble, match="读回不一致，请换一个U盘"):
        stick.copy_to(sent.path, plugged)
    assert list(plugged.iterdir()) == []


def test_a_stick_pulled_out_is_not_made_anew_on_the_own_disk(plugged: Path, sent: package.Written) -> None:
    plugged.rmdir()
    for attempt in (lambda: stick.copy_to(sent.path, plugged), lambda: sample.make(plugged)):
        with pytest.raises(Trouble, match="找不到.*请插好U盘，再重新选择位置。"):
            attempt()
    assert not plugged.exists()
    with pytest.raises(Trouble, match="读不出来"):
        stick.copy_to(plugged / "没有.ljp", sent.path.parent)


def test_a_stick_pulled_while_it_is_copied_from(
    plugged: Path, sent: package.Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, opened = Path.open, list[Path]()

    def failing(self: Path, *args: Any, **kinds: Any) -> Any:
        opened.append(self)
        if opened.count(sent.path) > 1:
            raise OSError(errno.EIO, "pulled")
        return real(self, *args, **kinds)

    monkeypatch.setattr(Path, "open", failing)
    with pytest.raises(Trouble, match="“T12-永安.*”读不出来"):
        stick.copy_to(sent.path, plugged)
    monkeypatch.undo()
    assert list(plugged.iterdir()) == []


def test_a_refused_file_is_set_aside_with_its_reason(tmp_path: Path, plugged: Path) -> None:
    bad = plugged / "坏的(1).ljp"
    bad.write_bytes(b"LJFPAPKG1\nbroken")
    office = tmp_path / "office"
    kept = stick.quarantine(office, bad, Code.DAMAGED)
    digest = hashlib.sha256(b"LJFPAPKG1\nbroken").hexdigest()
    assert kept == office / "quarantine" / f"{digest}.ljp"
    assert kept.read_bytes() == bad.read_bytes()
    reason = kept.with_suffix(".txt").read_text("utf-8").splitlines()
    assert reason[:3] == [
        "文件：坏的(1).ljp",
        "大小：16",
        "原因：DAMAGED：这个数据包已损坏，请重新拷贝一次；还是不行的，请对方重新生成。",
    ]
    assert datetime.fromisoformat(reason[3].removeprefix("时间：")).tzinfo is not None
    assert stick.quarantine(office, bad, Code.FORGED) == kept
    assert "原因：FORGED" in kept.with_suffix(".txt").read_text("utf-8")
    assert len(list(kept.parent.iterdir())) == 2
    assert bad.exists()


def test_a_name_that_is_no_text_is_set_aside_too(tmp_path: Path, plugged: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(plugged) + b"/\xb4\xab.ljp"))  # a name in GBK
    odd.write_bytes(b"LJFPAPKG1\nbroken")
    kept = stick.quarantine(tmp_path / "office", odd, Code.DAMAGED)
    assert kept.with_suffix(".txt").read_text("utf-8").startswith("文件：??.ljp\n")


def test_of_a_film_only_the_reason_is_kept(tmp_path: Path, plugged: Path) -> None:
    film = plugged / "电影.ljp"
    with film.open("wb") as f:
        f.truncate(256 * 1024**2 + 1)
    kept = stick.quarantine(tmp_path / "office", film, Code.TOO_BIG)
    assert kept.suffix == ".txt"
    assert "原因：TOO_BIG" in kept.read_text("utf-8")
    assert list(kept.parent.iterdir()) == [kept]


def test_a_place_that_takes_nothing_aside(tmp_path: Path, plugged: Path) -> None:
    (tmp_path / "office").write_text("no folder")
    (plugged / "坏.ljp").write_bytes(b"x")
    with pytest.raises(Trouble, match="写不成文件"):
        stick.quarantine(tmp_path / "office", plugged / "坏.ljp", Code.DAMAGED)
    with pytest.raises(Trouble, match="读不出来"):
        stick.quarantine(tmp_path / "办公", plugged / "没有.ljp", Code.DAMAGED)
