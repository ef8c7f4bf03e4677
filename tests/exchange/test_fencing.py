"""Databases put back, copied, carried to another computer: found when the office is opened."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from ljfpa_desktop.base import files, paths
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange import fencing
from ljfpa_desktop.exchange.file import fence
from tests.exchange import offices as made
from tests.exchange.offices import Offices, Pc
from tests.exchange.smuggling import me_of


def look(pc: Pc) -> str:
    return fencing.check(pc.db, pc.actor)


def letter(pc: Pc) -> str:
    found = pc.rows("SELECT value FROM setting WHERE name = 'office.letter'")
    return found[0][0].strip('"') if found else "A"


def fact(pc: Pc, name: str) -> str:
    return (pc.rows("SELECT v FROM sync_self WHERE k = ?", name) or [("",)])[0][0]


def put_back(offices: Offices, name: str, old: Path) -> Pc:
    """The office's folder as it was: the raw copy somebody kept."""
    offices.pcs.pop(name).close()
    shutil.rmtree(offices.place / name)
    shutil.copytree(old, offices.place / name)
    return getattr(offices, name)


def kept(offices: Offices, name: str, to: Path) -> Path:
    offices.pcs.pop(name).close()
    shutil.copytree(offices.place / name, to)
    return to


def test_nothing_is_said_of_an_untouched_office(offices: Offices) -> None:
    for _ in range(3):
        assert look(offices.first) == ""
    assert (letter(offices.first), fact(offices.first, "reset_have")) == ("A", "")


def test_an_office_that_never_joined_has_no_fence(tmp_path: Path) -> None:
    made.create(tmp_path / "o", made.FIRST)
    pc = made.open_pc(tmp_path / "o")
    assert look(pc) == ""
    assert not paths.fence_path(pc.folder).exists()
    pc.close()


def test_a_folder_put_back_from_before_a_package_is_found(offices: Offices, stick: Path) -> None:
    look(offices.first)
    old = kept(offices, "first", stick / "old")
    offices.first.family("林一")
    offices.first.pack(stick)
    pc = put_back(offices, "first", old)
    assert "恢复到了以前的样子" in look(pc)
    assert (letter(pc), pc.db.pc, fact(pc, "reset_have")) == ("D", "D", "1")
    assert look(pc) == ""


def test_a_folder_put_back_from_before_it_was_opened_twice_is_found(offices: Offices, stick: Path) -> None:
    look(offices.first)
    old = kept(offices, "first", stick / "old")
    for _ in range(2):
        look(offices.first)
        offices.pcs.pop("first").close()
    offices.first.family("林一")  # a number given, nothing packed
    pc = put_back(offices, "first", old)
    assert "恢复到了以前的样子" in look(pc)
    assert letter(pc) == "D"


def test_what_was_lost_comes_back_from_the_county(offices: Offices, stick: Path) -> None:
    look(offices.other)
    old = kept(offices, "other", stick / "old")
    offices.other.family("林一")
    offices.county.take(offices.other.pack(stick).path)
    offices.county.pack(stick, made.OTHER)
    pc = put_back(offices, "other", old)
    assert look(pc)
    pc.family("林二")
    sent = pc.pack(stick)
    assert fact(pc, "reset_have") == ""
    offices.county.take(sent.path)
    pc.take(offices.county.pack(stick, made.OTHER).path)
    assert pc.heads() == offices.county.heads() == ["林一", "林二"]
    numbers = [r[0] for r in pc.rows("SELECT household_no FROM household")]
    assert len(set(numbers)) == 2


def test_a_restore_that_nobody_noticed_loses_nothing_either(offices: Offices, stick: Path) -> None:
    look(offices.other)
    old = kept(offices, "other", stick / "old")
    offices.other.family("林一")
    offices.county.take(offices.other.pack(stick).path)
    offices.other.take(offices.county.pack(stick, made.OTHER).path)
    assert offices.other.pack(stick).no == 2
    fence_file = paths.fence_path(offices.place / "other")
    pc = put_back(offices, "other", old)
    fence_file.unlink()  # as after an image of the whole disk, nothing is asked
    # Its second package has a number the county saw already: what it says it has counts all the same.
    offices.county.take(pc.pack(stick).path)
    pc.take(offices.county.pack(stick, made.OTHER).path)
    assert pc.heads() == ["林一"]


def test_a_copied_folder_may_not_speak_for_the_first(offices: Offices, stick: Path) -> None:
    look(offices.first)
    offices.first.pack(stick)
    path = paths.fence_path(offices.first.folder)
    note = fence.read(path)
    assert note is not None
    fence.write(path, fence.Fence(note.inst, note.gen, "f" * 32))
    assert "从别的电脑复制" in look(offices.first)
    assert letter(offices.first) == "D"
    with pytest.raises(Refused, match="还没有加入"):
        offices.first.pack(stick)
    made.join(offices.county, offices.first, stick)
    assert letter(offices.first) == "F"  # of the third computer's letters, CFILO, the first from here on
    assert me_of(offices.first).inst != note.inst.hex
    assert offices.first.pack(stick).segments > 0


def test_without_a_fence_it_is_a_new_computer(offices: Offices, stick: Path) -> None:
    look(offices.second)
    paths.fence_path(offices.second.folder).unlink()
    assert "第一次打开" in look(offices.second)
    assert letter(offices.second) == "E"
    assert look(offices.second) == ""


def test_when_the_series_is_used_up_the_last_letter_stays(offices: Offices) -> None:
    for _ in range(8):
        paths.fence_path(offices.first.folder).unlink()
        look(offices.first)
    assert letter(offices.first) == "M"


def test_a_place_that_takes_no_note_keeps_nobody_from_work(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(offices.first)

    def full(*_args: object) -> None:
        raise files.trouble_of(Path("x"), OSError(errno.ENOSPC, "full"))

    monkeypatch.setattr(fence, "write", full)
    for _ in range(4):
        assert look(offices.first) == ""
    monkeypatch.undo()
    assert look(offices.first) == ""
    assert letter(offices.first) == "A"


def test_a_note_that_cannot_be_read_says_nothing(offices: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(_path: Path) -> None:
        raise files.trouble_of(Path("x"), PermissionError(13, "held"))

    monkeypatch.setattr(fence, "read", held)
    assert look(offices.first) == ""
    assert letter(offices.first) == "A"
