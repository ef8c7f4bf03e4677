"""The fence tells a normal start from a new computer, a copied folder and a restored database."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base import paths
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.exchange.file import fence
from ljfpa_desktop.exchange.file.fence import Fence, Verdict, machine_id, verdict

INST = UUID("0190f2a4-0000-7000-8000-000000000001")
OTHER = UUID("0190f2a4-0000-7000-8000-000000000002")
HERE = "a" * 32
THERE = "b" * 32
NOTE = Fence(INST, 41, HERE)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the fence of an office's folder stands."""
    folder = tmp_path / "350122103"
    folder.mkdir()
    return paths.fence_path(folder)


def test_it_stands_beside_the_folder_and_not_in_it(tmp_path: Path, place: Path) -> None:
    fence.write(place, NOTE)
    assert place == tmp_path / "350122103.fence.json"
    assert list((tmp_path / "350122103").iterdir()) == []
    assert paths.fence_path(tmp_path / "x" / ".." / "350122103") == place
    assert paths.fence_path(tmp_path / "350122104") != place


def test_what_is_written_is_read(place: Path) -> None:
    assert fence.read(place) is None
    fence.write(place, NOTE)
    assert fence.read(place) == NOTE
    fence.write(place, Fence(INST, 42, HERE))
    assert fence.read(place) == Fence(INST, 42, HERE)
    assert place.read_bytes() == b'{"inst":"%s","gen":42,"machine":"%s"}' % (
        str(INST).encode(),
        HERE.encode(),
    )
    assert [p.name for p in place.parent.iterdir() if p.is_file()] == [place.name]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[1, 2, 3]",
        b"[" * 4096,
        b"{}",
        b'{"inst": "x", "gen": 1, "machine": "a"}',
        b'{"inst": "0190f2a4-0000-7000-8000-000000000001", "gen": "1", "machine": "a"}',
        b'{"inst": "0190f2a4-0000-7000-8000-000000000001", "gen": -1, "machine": "a"}',
        b'{"inst": "0190f2a4-0000-7000-8000-000000000001", "gen": true, "machine": "a"}',
        b'{"inst": "0190f2a4-0000-7000-8000-000000000001", "gen": 1.5, "machine": "a"}',
        b'{"inst": "0190f2a4-0000-7000-8000-000000000001", "gen": %s, "machine": "a"}' % (b"9" * 4000),
        b'{"inst": "0190f2a4-0000-7000-8000-000000000001", "gen": 1}',
        b'{"inst": "0190f2a4-0000-7000-8000-000000000001", "gen": 1, "machine": "a", "more": 1}',
        b'{"inst": "0190f2a4-0000-7000-8000-000000000001", "gen": 1, "machine": "a"}' + b" " * 5000,
    ],
)
def test_a_damaged_note_counts_as_none_and_is_written_anew(place: Path, damage: bytes) -> None:
    place.write_bytes(damage)
    assert fence.read(place) is None
    fence.write(place, NOTE)
    assert fence.read(place) == NOTE


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_fault(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    place = tmp_path_factory.getbasetemp() / "any.fence.json"
    place.write_bytes(content)
    assert fence.read(place) is None


def test_a_folder_in_its_place_counts_as_none(place: Path) -> None:
    place.mkdir()
    assert fence.read(place) is None


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="whoever is root reads everything")
def test_a_note_that_may_not_be_read_is_no_new_computer(place: Path) -> None:
    fence.write(place, NOTE)
    place.chmod(0)
    with pytest.raises(Trouble, match="读不到本机的标记文件"):
        fence.read(place)


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Trouble):
        fence.write(tmp_path / "file" / "350122103.fence.json", NOTE)


@pytest.mark.parametrize(
    ("note", "inst", "gen", "machine", "expected"),
    [
        (None, INST, 0, HERE, "new"),
        (None, INST, 99, HERE, "new"),
        (NOTE, INST, 41, HERE, "normal"),
        (NOTE, INST, 42, HERE, "normal"),  # cut between the commit and the note
        (NOTE, INST, 40, HERE, "restored"),
        (NOTE, INST, 0, HERE, "restored"),
        (NOTE, INST, 43, HERE, "restored"),  # the note is the older one
        (NOTE, INST, 41, THERE, "copied"),
        (NOTE, INST, 12, THERE, "copied"),
        (NOTE, OTHER, 41, HERE, "copied"),  # another office's data over ours
        (NOTE, OTHER, 41, THERE, "copied"),
    ],
)
def test_what_the_note_says(
    note: Fence | None, inst: UUID, gen: int, machine: str, expected: Verdict
) -> None:
    assert verdict(note, inst, gen, machine) == expected


@given(st.integers(0, 60), st.sampled_from([INST, OTHER]), st.sampled_from([HERE, THERE]))
def test_only_this_computer_s_own_newest_state_is_normal(gen: int, inst: UUID, machine: str) -> None:
    found = verdict(NOTE, inst, gen, machine)
    assert found in get_args(Verdict)
    assert (found == "normal") == (gen in (41, 42) and inst == INST and machine == HERE)


def test_a_database_put_back_is_noticed_at_every_step(place: Path) -> None:
    """Commit, then note: whichever earlier state comes back, only a cut between the two looks normal."""
    for gen in range(1, 6):
        fence.write(place, Fence(INST, gen, HERE))
        for back in range(gen):
            assert verdict(fence.read(place), INST, back, HERE) == "restored"
        assert verdict(fence.read(place), INST, gen + 1, HERE) == "normal"


def test_a_computer_keeps_its_name(tmp_path: Path, place: Path) -> None:
    name = machine_id(place)
    assert len(name) == 32
    assert int(name, 16)
    assert machine_id(tmp_path / "elsewhere.fence.json") == name


def test_the_name_tells_nothing_of_the_system_s_own(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = tmp_path / "system-id"
    monkeypatch.setattr(fence, "_SYSTEM_ID", system)
    system.write_text("0123456789abcdef0123456789abcdef\n")
    name = machine_id(place)
    assert "0123456789abcdef" not in name
    assert not place.with_name("machine-id").exists()
    system.write_text("1123456789abcdef0123456789abcdef\n")
    assert machine_id(place) != name


@pytest.mark.skipif(sys.platform == "win32", reason="the registry always has an id")
@pytest.mark.parametrize("content", [None, "", "uninitialized\n", "0" * 32, "汉" * 32])
def test_without_an_id_of_the_system_one_is_kept(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    system = tmp_path / "system-id"
    monkeypatch.setattr(fence, "_SYSTEM_ID", system)
    if content is not None:
        system.write_text(content, "utf-8")
    name = machine_id(place)
    assert machine_id(place) == name
    kept = place.with_name("machine-id")
    assert kept.is_file()
    kept.write_bytes(b"\xff damaged")
    again = machine_id(place)
    assert again != name
    assert machine_id(place) == again


def test_names_without_an_id_of_the_system_are_random(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fence, "_system_id", lambda: "")
    names = [machine_id(tmp_path / str(i) / "350122103.fence.json") for i in range(5)]
    assert all(a != b for a, b in itertools.combinations(names, 2))
