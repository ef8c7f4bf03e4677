"""Every limit of a package holds before memory is taken, for the reader and for the writer."""

from __future__ import annotations

import hashlib
import json
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from ljfpa_desktop.exchange.file import frames, manifest, outer, package
from ljfpa_desktop.exchange.file.frames import Frame
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from tests.exchange import sample
from tests.exchange.sample import COUNTY, TOWNSHIP

MIB = 1024**2


def test_the_limits_are_those_of_the_design() -> None:
    assert (outer.FILE_LIMIT, outer.HEADER_LIMIT, manifest.MANIFEST_LIMIT) == (256 * MIB, 4096, 4 * MIB)
    assert (frames.SEGMENT_LIMIT, frames.TOTAL_LIMIT, frames.WINDOW_LIMIT) == (64 * MIB, 1024 * MIB, 8 * MIB)


def by_sender(folder: Path, announced: list[Frame], data: bytes) -> Path:
    """A package whose sender, properly signed, announces these pieces and sends these bytes."""
    path = package.write(folder, "坏.ljp", sample.draft(), [], [], TOWNSHIP, [COUNTY.public.age]).path
    good = path.read_bytes()
    facts, _ = sample.opened_up(sample.inside(good))
    facts["segs"] = [{name: getattr(f, name) for name in Frame.__struct_fields__} for f in announced]
    path.write_bytes(sample.recoded(good, json.dumps(facts).encode(), data))
    return path


def frame(data: bytes, n: int, **changes: Any) -> Frame:
    facts = {
        "kind": "segment",
        "h": "00" * 32,
        "n": n,
        "z": len(data),
        "zh": hashlib.sha256(data).hexdigest(),
    }
    return Frame(**(facts | changes))


def refusal(path: Path) -> Code:
    with pytest.raises(PackageRefused) as refused:
        sample.take(path)
    return refused.value.code


def peak_of(path: Path) -> tuple[Code, int]:
    tracemalloc.start()
    try:
        return refusal(path), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("announced", [10, 65 * MIB])
def test_a_small_file_that_swells_is_refused_in_little_memory(tmp_path: Path, announced: int) -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(65 * MIB))
    path = by_sender(tmp_path, [frame(bomb, announced)], bomb)
    assert path.stat().st_size < 10_000
    code, peak = peak_of(path)
    assert code is Code.TOO_BIG
    assert peak < 2 * MIB


def test_pieces_that_together_are_too_much(tmp_path: Path) -> None:
    small = zstandard.ZstdCompressor().compress(b"x")
    many = [frame(small, 64 * MIB)] * 17
    assert refusal(by_sender(tmp_path, many, small * 17)) is Code.TOO_BIG


def test_a_window_beyond_eight_mebibytes(tmp_path: Path) -> None:
    raw = os.urandom(1000) * 1000
    for log, code in ((23, None), (24, Code.TOO_BIG)):
        wide = zstandard.ZstdCompressionParameters.from_level(3, window_log=log)
        packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
        data = packer.compress(raw) + packer.flush()
        path = by_sender(tmp_path, [frame(data, len(raw), h=hashlib.sha256(raw).hexdigest())], data)
        if code:
            assert refusal(path) is code
        else:
            assert list(sample.take(path).segments()) == [raw]


def test_pieces_that_are_not_what_was_announced(tmp_path: Path) -> None:
    raw = b"content" * 10
    data = zstandard.ZstdCompressor().compress(raw)
    right = hashlib.sha256(raw).hexdigest()
    cases = [
        (frame(data, 70), data),  # another content
        (frame(data, 71, h=right), data),
        (frame(data, -1, h=right), data),
        (frame(data, 70, h=right, zh="00" * 32), data),
        (frame(data, 70, h=right, z=len(data) - 1), data),
        (frame(data, 70, h=right, z=0), b""),
        (frame(data, 70, h=right), data + b"\0"),
        (frame(data, 70, h=right), data[:-1]),
        (frame(b"no zstd", 70, h=right), b"no zstd"),
        (frame(data[:-3], 70, h=right), data[:-3]),
    ]
    assert [refusal(by_sender(tmp_path, [f], bytes_)) for f, bytes_ in cases] == [Code.DAMAGED] * len(cases)
    assert refusal(by_sender(tmp_path, [frame(data, 69, h=right)], data)) is Code.TOO_BIG
    assert list(sample.take(by_sender(tmp_path, [frame(data, 70, h=right)], data)).segments()) == [raw]


def test_a_manifest_said_to_be_huge_is_not_read(tmp_path: Path) -> None:
    good = sample.make(tmp_path).path.read_bytes()
    plain = sample.inside(good)
    (tmp_path / "大.ljp").write_bytes(sample.resealed(good, plain[:16] + b"\xff" * 4 + plain[20:]))
    assert refusal(tmp_path / "大.ljp") is Code.TOO_BIG


def test_a_file_beyond_256_mebibytes_is_not_read(tmp_path: Path) -> None:
    path = sample.make(tmp_path).path
    with path.open("rb+") as f:
        f.truncate(256 * MIB + 1)  # a hole: no room is taken
    assert peak_of(path)[0] is Code.TOO_BIG
    assert peak_of(path)[1] < MIB


def test_a_header_beyond_4096_bytes(tmp_path: Path) -> None:
    header, sealed = sample.cut(sample.make(tmp_path).path.read_bytes())
    (tmp_path / "大.ljp").write_bytes(sample.join(header | {"hint": {"from": "x" * 4000}}, sealed))
    assert refusal(tmp_path / "大.ljp") is Code.TOO_BIG


def test_more_than_age_recipients_a_reader_would_try(tmp_path: Path) -> None:
    path = package.write(tmp_path, "多.ljp", sample.draft(), [], [], TOWNSHIP, [COUNTY.public.age] * 800).path
    assert refusal(path) is Code.DAMAGED


def test_the_writer_makes_nothing_a_reader_would_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(segments: list[bytes]) -> Path:
        return package.write(
            tmp_path, "多.ljp", sample.draft(), segments, [], TOWNSHIP, [COUNTY.public.age]
        ).path

    with pytest.raises(PackageRefused, match="TOO_BIG：要发出的一份内容太大"):
        write([bytes(64 * MIB + 1)])
    monkeypatch.setattr(frames, "TOTAL_LIMIT", 1000)
    with pytest.raises(PackageRefused, match="TOO_BIG：要发出的内容太多，一个数据包装不下，请分几次上报。"):
        write([bytes(500), bytes(501)])
    monkeypatch.setattr(frames, "FILE_LIMIT", 500)
    with pytest.raises(PackageRefused, match="TOO_BIG：要发出的内容太多"):
        write([os.urandom(501)])
    monkeypatch.undo()
    monkeypatch.setattr(package, "FILE_LIMIT", 1000)
    with pytest.raises(PackageRefused, match="TOO_BIG：要发出的内容太多"):
        write([os.urandom(1000)])
    monkeypatch.setattr(package, "MANIFEST_LIMIT", 100)
    with pytest.raises(PackageRefused, match="TOO_BIG：要发出的内容太多"):
        write([])
    assert list(tmp_path.iterdir()) == []


def test_forty_mebibytes_pass_one_piece_at_a_time(tmp_path: Path) -> None:
    """Of 240 MiB raw and 40 packed never more is held than 40 packed and a few raw pieces."""
    noise = os.urandom(MIB // 3)

    def pieces() -> Iterator[bytes]:
        for no in range(120):
            mixed = bytes(a ^ no for a in noise[:1]) + noise[1 + no :] + os.urandom(no)
            yield mixed + bytes(2 * MIB - len(mixed))

    tracemalloc.start()
    try:
        to = [COUNTY.public.age]
        path = package.write(tmp_path, "大.ljp", sample.draft(), pieces(), [], TOWNSHIP, to).path
        written = tracemalloc.get_traced_memory()[1]
        size = path.stat().st_size
        tracemalloc.reset_peak()
        found = package.open_package(path, [COUNTY], sample.COUNTY_INST, sample.known)
        same = all(
            hashlib.sha256(raw).hexdigest() == announced.h
            for raw, announced in zip(found.segments(), found.manifest.segs, strict=True)
        )
        read = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert same
    assert size > 39 * MIB
    assert written < 1.4 * size
    assert read < 1.4 * size
