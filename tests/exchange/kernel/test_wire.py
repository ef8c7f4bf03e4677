"""A segment's bytes: signed, named by what they say, and refused for one reason when they are not right."""

from __future__ import annotations

import hashlib
import json

import pytest

from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel import wire
from ljfpa_desktop.exchange.kernel.wire import Sealed, open_segment, reread, signer_of
from tests.exchange import desks
from tests.exchange.desks import sealed
from tests.exchange.simulation.replica import keys_of

MINE, OTHER = keys_of(1), keys_of(2)


@pytest.fixture
def segment() -> Sealed:
    one = desks.town(1)
    desks.family(one, address="村口")
    return sealed(one)[0]


def refusal(raw: bytes) -> Code:
    with pytest.raises(PackageRefused) as refused:
        open_segment(raw, MINE.public)
    return refused.value.code


def resigned(segment: Sealed, **changes: object) -> bytes:
    """The body with other words, signed by its own key."""
    words = json.loads(segment.raw.split(b"\n")[0]) | changes
    line = json.dumps(words, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    made = wire.seal_body(segment.body, MINE)
    signature = json.loads(made.raw.split(b"\n")[1])
    signature["sig"] = wire.sign(MINE, wire.CONTEXT, line).hex()
    return line + b"\n" + wire._write.encode(wire.Signature(**signature)) + b"\n"  # noqa: SLF001


def test_it_opens_with_its_key_and_says_who_signed(segment: Sealed) -> None:
    assert signer_of(segment.raw) == MINE.public.key_id.hex()
    assert open_segment(segment.raw, MINE.public) == segment
    assert reread(segment.raw) == segment


def test_any_reader_reads_it(segment: Sealed) -> None:
    first, second, end = segment.raw.split(b"\n")
    body = json.loads(first)
    assert (body["fmt"], body["kind"], body["scope"]) == (1, "changes", desks.TOWN)
    assert body["ops"][0][3]["address"] == "村口"
    assert "村口".encode() in first
    assert json.loads(second).keys() == {"key", "sig"}
    assert end == b""


def test_its_name_is_its_content(segment: Sealed) -> None:
    line = segment.raw.split(b"\n")[0]
    assert segment.hash == hashlib.sha256(b"ljfpa segment\0" + line).digest()
    assert open_segment(resigned(segment, wall="2030"), MINE.public).hash != segment.hash


def test_the_same_body_is_the_same_bytes(segment: Sealed) -> None:
    assert wire.seal_body(segment.body, MINE).raw == segment.raw


def test_another_key_did_not_sign_it(segment: Sealed) -> None:
    with pytest.raises(PackageRefused) as refused:
        open_segment(segment.raw, OTHER.public)
    assert refused.value.code == Code.FORGED


def test_a_body_that_names_another_signer_is_forged(segment: Sealed) -> None:
    assert refusal(resigned(segment, key=OTHER.public.key_id.hex())) == Code.FORGED


def test_every_changed_byte_is_told(segment: Sealed) -> None:
    for at in range(0, len(segment.raw), 3):
        bad = bytearray(segment.raw)
        bad[at] ^= 1
        assert refusal(bytes(bad)) in (Code.FORGED, Code.DAMAGED)


@pytest.mark.parametrize("raw", [b"", b"\n", b"{}\n{}\n", b"{}", b"x\ny\n", b'{}\n{"key":"a","sig":"zz"}\n'])
def test_what_is_no_segment_is_damaged(raw: bytes) -> None:
    assert refusal(raw) == Code.DAMAGED


def test_what_follows_the_signature_is_damage(segment: Sealed) -> None:
    assert refusal(segment.raw + b" ") == Code.DAMAGED
    assert refusal(segment.raw[:-1]) == Code.DAMAGED


def test_a_newer_format_says_so_even_when_it_cannot_be_read(segment: Sealed) -> None:
    assert refusal(resigned(segment, fmt=2)) == Code.NEWER_FORMAT
    assert refusal(resigned(segment, fmt=2, ops="otherwise")) == Code.NEWER_FORMAT
    assert refusal(resigned(segment, ops="otherwise")) == Code.DAMAGED


def test_fields_of_a_newer_program_are_passed_over(segment: Sealed) -> None:
    assert open_segment(resigned(segment, mood="good"), MINE.public).body == segment.body


def test_too_many_operations_are_refused(segment: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_OPS", 0)
    assert refusal(segment.raw) == Code.TOO_BIG
