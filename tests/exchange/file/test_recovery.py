"""A package opens without this program's code, by the page docs/recovery-2040.md, also in 2040."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.exchange import sample

PAGE = Path(__file__).resolve().parents[3] / "docs" / "recovery-2040.md"
NEEDED = ("age", "zstd", "sh", "od", "head", "tail", "sed", "grep", "cut")


def decrypted(sealed: bytes, key: str, folder: Path) -> bytes:
    """With the age tool, or with the library where the machine has no such tool."""
    if not shutil.which("age"):
        return pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(key)])
    (folder / "key.txt").write_text(key + "\n")
    return ran(["age", "--decrypt", "--identity", "key.txt"], sealed, folder)


def unpacked(frame: bytes, folder: Path) -> bytes:
    """With the zstd tool, or with the library where the machine has no such tool."""
    if not shutil.which("zstd"):
        return zstandard.ZstdDecompressor().decompress(frame)
    return ran(["zstd", "-q", "-d", "-c"], frame, folder)


def ran(command: list[str], given: bytes, folder: Path) -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def cut(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    at = 0
    for size in sizes:
        yield data[at : at + size]
        at += size
    assert at == len(data)


@pytest.mark.parametrize("reader", [sample.COUNTY, sample.TOWNSHIP])
def test_a_package_is_cut_open_by_hand(tmp_path: Path, reader: sample.PrivateKeys) -> None:
    data = sample.make(tmp_path).path.read_bytes()
    assert data[:10] == b"LJFPAPKG1\n"
    end = 14 + int.from_bytes(data[10:14], "big")
    header, sealed = json.loads(data[14:end]), data[end:]
    assert header["v"] == 1
    assert (header["n"], header["sha256"]) == (len(sealed), hashlib.sha256(sealed).hexdigest())

    inside = decrypted(sealed, reader.age, tmp_path)
    end = 20 + int.from_bytes(inside[16:20], "big")
    manifest = json.loads(inside[20:end])
    sender = sample.TOWNSHIP.public
    name = hashlib.sha256(b"ljfpa key\0" + sender.sign + sender.age.encode()).digest()[:16]
    assert inside[:16] == name == bytes.fromhex(manifest["sender"]["key"])
    proven = b"ljfpa\0package\0" + inside[20:end]
    Ed25519PublicKey.from_public_bytes(sender.sign).verify(inside[end : end + 64], proven)

    announced = [*manifest["segs"], *manifest["parts"]]
    frames = list(cut(inside[end + 64 :], [piece["z"] for piece in announced]))
    raw = [unpacked(frame, tmp_path) for frame in frames]
    assert raw == [*sample.SEGMENTS, *(content for _, content in sample.PARTS)]
    assert [hashlib.sha256(frame).hexdigest() for frame in frames] == [p["zh"] for p in announced]
    assert [(hashlib.sha256(r).hexdigest(), len(r)) for r in raw] == [(p["h"], p["n"]) for p in announced]
    assert [p["kind"] for p in announced] == ["segment"] * 3 + [kind for kind, _ in sample.PARTS]


def test_the_steps_of_the_page_open_a_package(tmp_path: Path) -> None:
    missing = [tool for tool in NEEDED if not shutil.which(tool)]
    if missing:
        pytest.skip(f"not on this machine: {' '.join(missing)}")
    sample.make(tmp_path, "package.ljp")
    (tmp_path / "key.txt").write_text(sample.COUNTY.age + "\n")
    [steps] = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    shown = ran(["sh", "-eu", "-c", steps], b"", tmp_path)
    assert json.loads(shown)["hint"]["from"] == "T12-永安"
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    assert manifest["summary"] == {"households": 12, "paid_fen": 960000}
    names = [f"segs-{no}" for no in (1, 2, 3)] + [f"parts-{no}" for no in (4, 5, 6)]
    contents = [*sample.SEGMENTS, *(content for _, content in sample.PARTS)]
    assert {name: (tmp_path / name).read_bytes() for name in names} == dict(zip(names, contents, strict=True))


def test_the_page_is_one_page() -> None:
    assert len(PAGE.read_text("utf-8").splitlines()) <= 62
