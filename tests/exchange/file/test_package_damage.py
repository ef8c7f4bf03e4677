"""Thousands of spoilt packages, by accident and by an attacker: none is taken, none stops the program.

`sh dev.sh torture` tries 50,000, others on each day. The file that fails stays in the test's folder: the
keys are always the same, so it can be opened again.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ljfpa_desktop.exchange.file import package
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from tests.exchange import sample
from tests.exchange.sample import COUNTY, OTHER, TOWNSHIP

pytestmark = pytest.mark.torture

FILES = 50_000 if os.environ.get("LJFPA_TORTURE") else 2_000
SEED = datetime.now(UTC).toordinal() if os.environ.get("LJFPA_TORTURE") else 41

Spoiler = Callable[[bytes, random.Random], bytes]


def tried(path: Path, data: bytes) -> Code | None:
    """The reason the file is refused for; None when it is taken. Anything else raised fails the test."""
    path.write_bytes(data)
    try:
        sample.take(path)
    except PackageRefused as refused:
        return refused.code
    return None


def one_bit(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) * 8)
    return data[: at // 8] + bytes([data[at // 8] ^ 1 << at % 8]) + data[at // 8 + 1 :]


def cut_short(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def edits(data: bytes, chance: random.Random) -> bytes:
    """Bytes overwritten, taken out, put in, doubled, exchanged, zeroed, at several places."""
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at, end = sorted(chance.randrange(len(spoilt) + 1) for _ in range(2))
        end = min(end, at + chance.choice((1, 4, 32, 512)))
        piece = bytes(spoilt[at:end])
        other = chance.randbytes(len(piece))
        spoilt[at:end] = chance.choice(
            (other, b"", piece * 2, piece[::-1], bytes(len(piece)), other[:3] + piece)
        )
    return bytes(spoilt)


def honest_outside(data: bytes, chance: random.Random) -> bytes:
    """Damage inside the age file, with length and hash made right again."""
    header, sealed = sample.cut(data)
    return sample.join(header, chance.choice((one_bit, cut_short, edits))(sealed, chance))


def sealed_again(data: bytes, chance: random.Random) -> bytes:
    """An attacker who has the content (an insider) changes it and seals it to our public key."""
    plain = sample.inside(data, TOWNSHIP)
    return sample.resealed(data, chance.choice((one_bit, cut_short, edits))(plain, chance))


def signed_by_another(data: bytes, chance: random.Random) -> bytes:
    """The attacker's own signature, under its own name or the township's."""
    manifest, rest = sample.opened_up(sample.inside(data, TOWNSHIP))
    forger = chance.choice((OTHER, COUNTY))
    manifest["no"] += chance.randint(0, 1)
    if chance.random() < 0.5:
        manifest["sender"]["key"] = forger.public.key_id.hex()
        forger = OTHER
    plain = sample.signed(json.dumps(manifest).encode(), rest, forger)
    claimed = chance.choice((TOWNSHIP, forger)).public.key_id
    return sample.resealed(data, claimed + plain[16:])


def frames_of_the_sender(data: bytes, chance: random.Random) -> bytes:
    """The sender's own manifest, the pieces spoilt: only hashes stand between them and the program."""
    plain = sample.inside(data, TOWNSHIP)
    start = len(plain) - len(sample.opened_up(plain)[1])
    spoilt = chance.choice((one_bit, cut_short, edits))(plain[start:], chance)
    return sample.resealed(data, plain[:start] + spoilt)


SPOILERS: dict[Spoiler, int] = {
    one_bit: 6,
    cut_short: 3,
    edits: 4,
    honest_outside: 2,
    sealed_again: 3,
    signed_by_another: 1,
    frames_of_the_sender: 1,
}


def test_no_spoilt_package_is_taken(tmp_path: Path) -> None:
    good = sample.make(tmp_path).path.read_bytes()
    right = sample.take(tmp_path / "一.ljp").digest
    reasons: Counter[tuple[str, Code]] = Counter()
    done = 0
    for spoil in SPOILERS:
        chance = random.Random(f"{SEED} {spoil.__name__}")
        for no in range(FILES * SPOILERS[spoil] // sum(SPOILERS.values())):
            data = spoil(good, chance)
            code = tried(tmp_path / "坏.ljp", data)
            done += 1
            if code is None:
                unchanged = data == good or sample.inside(data) == sample.inside(good)
                assert unchanged, (SEED, spoil.__name__, no)
            else:
                reasons[spoil.__name__, code] += 1
    assert sample.take(tmp_path / "一.ljp").digest == right
    assert done >= FILES - len(SPOILERS)
    # The files reached every wall: none of these is held by an earlier one alone.
    walls = {code for _, code in reasons}
    assert walls >= set(Code) - {Code.NEWER_FORMAT, Code.TOO_BIG}
    for name, codes in (
        ("cut_short", {Code.TRUNCATED}),
        ("frames_of_the_sender", {Code.DAMAGED}),
        ("signed_by_another", {Code.FORGED, Code.UNKNOWN_SENDER}),
    ):
        assert {code for spoiler, code in reasons if spoiler == name} == codes
    assert sum(n for (name, _), n in reasons.items() if name == "one_bit") == FILES * 6 // 20


def test_every_bit_of_the_outside_counts(tmp_path: Path) -> None:
    """What stands before the age file is not random, so each of its bits is tried."""
    path = package.write(tmp_path, "小.ljp", sample.draft(), [], [], TOWNSHIP, [COUNTY.public.age]).path
    good = path.read_bytes()
    outside = len(good) - len(sample.cut(good)[1])
    step = 1 if os.environ.get("LJFPA_TORTURE") else 7
    for at in range(0, outside * 8, step):
        spoilt = bytearray(good)
        spoilt[at // 8] ^= 1 << at % 8
        assert tried(tmp_path / "坏.ljp", bytes(spoilt)) is not None, at


def test_pieces_exchanged_between_two_packages_of_one_sender(tmp_path: Path) -> None:
    """Cut and paste of genuine parts: manifest of one, signature or pieces of the other."""
    first = sample.make(tmp_path, "一.ljp").path.read_bytes()
    second = sample.make(tmp_path, "二.ljp", no=42, summary={"paid_fen": 1}).path.read_bytes()
    one, two = sample.inside(first), sample.inside(second)
    ends = [20 + int.from_bytes(p[16:20], "big") for p in (one, two)]
    other_signature = one[: ends[0]] + two[ends[1] : ends[1] + 64] + one[ends[0] + 64 :]
    assert tried(tmp_path / "坏.ljp", sample.resealed(first, other_signature)) is Code.FORGED
    assert tried(tmp_path / "坏.ljp", sample.resealed(first, two)) is Code.DAMAGED  # the hint of the first
    header, _ = sample.cut(first)
    assert tried(tmp_path / "坏.ljp", sample.join(header, sample.cut(second)[1])) is Code.DAMAGED
    assert hashlib.sha256(one[20 : ends[0]]).digest() != hashlib.sha256(two[20 : ends[1]]).digest()
