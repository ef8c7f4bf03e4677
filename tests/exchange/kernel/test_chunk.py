"""Chunks of a baseline come back as written; whatever is missing, doubled, long or forged is refused."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from ljfpa_desktop.exchange.file.keyring import new_keys
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel import chunk, wire
from ljfpa_desktop.exchange.kernel.chunk import (
    Again,
    Chunk,
    Head,
    Item,
    Made,
    Named,
    Row,
    Wait,
    chunks,
    in_turn,
)
from ljfpa_desktop.exchange.kernel.wire import Deed, Op

KEYS = new_keys()
HEAD = Head("b", "350122103", "ab" * 16, KEYS.public.key_id.hex(), "2026-11-24T08:00:00.000000Z", 2)
DEED = Deed("ab" * 16, "2026-11-24T08:00:00.000000Z", "李经办", "改", "save", "350122103", "A")
OP = Op("household", "01" * 16, "phone", {"phone1": "1"}, "aa" * 32, ("bb" * 32,), 0)
ITEMS: list[Item] = [
    Named("aa" * 32, 7, "cc" * 16, 3, "w", 2, 5, ("dd" * 32,), "applied"),
    Named("ee" * 32, 8, "cc" * 16, 4, "w", 2, 5, ("aa" * 32,), "rescued", '{"a":"一"}\n{}\n'),
    Made(DEED),
    Row(
        "household", "01" * 16, {"phone1": "一", "n": 3}, (("", 0, 0), ("phone", 1, 0)), {"": '{"x":1}'},
        (("phone", 0, "{}", -1),), (("phone", "ff" * 32),),
    ),
    Again(1, 4, OP, DEED),
    Wait(1, 2, "02" * 16, "phone", "row", "02" * 16),
]  # fmt: skip


def made(items: list[Item] = ITEMS) -> list[bytes]:
    return list(chunks(HEAD, items, KEYS))


def opened(raws: list[bytes]) -> list[Chunk]:
    return [chunk.open_chunk(raw, KEYS.public) for raw in raws]


def refused(raw: bytes) -> Code:
    with pytest.raises(PackageRefused) as told:
        chunk.open_chunk(raw, KEYS.public)
    return told.value.code


def signed(**changes: Any) -> bytes:
    """A chunk of our own keys that says something else."""
    body = json.loads(made()[0].split(b"\n")[0]) | changes
    return wire.signed(msgspec.json.encode(body), KEYS, chunk.KIND)


def test_what_is_written_is_read() -> None:
    (one,) = opened(made())
    assert list(one.items) == ITEMS
    assert {k: getattr(one, k) for k in vars(HEAD)} == vars(HEAD)
    assert (one.n, one.last, one.kind, one.fmt) == (0, True, "baseline", 1)


def test_nothing_is_a_chunk_too() -> None:
    (one,) = opened(made([]))
    assert (one.items, one.last) == ((), True)


def test_the_bytes_are_the_same_again_and_hold_every_sign() -> None:
    assert made() == made()
    assert "一".encode() in made()[0]
    assert made()[0].count(b"\n") == 2


def test_long_ones_are_cut_by_number_and_by_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk, "MOST_ITEMS", 2)
    raws = made()
    assert [len(c.items) for c in opened(raws)] == [2, 2, 2]
    assert [(c.n, c.last) for c in opened(raws)] == [(0, False), (1, False), (2, True)]
    assert [item for c in in_turn(opened(raws)) for item in c.items] == ITEMS
    monkeypatch.setattr(chunk, "MOST_ITEMS", 100)
    monkeypatch.setattr(chunk, "MOST_BYTES", 10)
    assert [len(c.items) for c in opened(made())] == [1] * 6


def test_only_one_chunk_is_made_at_a_time() -> None:
    asked: list[int] = []

    def items() -> Any:
        for n in range(chunk.MOST_ITEMS + 2):
            asked.append(n)
            yield ITEMS[2]

    first = next(chunks(HEAD, items(), KEYS))
    assert len(asked) == chunk.MOST_ITEMS + 1
    assert len(chunk.open_chunk(first, KEYS.public).items) == chunk.MOST_ITEMS


def test_another_s_key_or_a_touched_byte() -> None:
    (raw,) = made()
    with pytest.raises(PackageRefused) as told:
        chunk.open_chunk(raw, new_keys().public)
    assert told.value.code == Code.FORGED
    assert refused(raw.replace("一".encode(), "二".encode(), 1)) == Code.FORGED
    assert refused(raw[:-1]) == Code.DAMAGED
    assert refused(b"") == Code.DAMAGED
    assert refused(signed(key="00" * 16)) == Code.FORGED


def test_a_segment_is_no_chunk_though_the_same_keys_signed_it() -> None:
    line = made()[0].split(b"\n")[0]
    assert refused(wire.signed(line, KEYS, wire.CONTEXT)) == Code.FORGED


def test_what_this_program_does_not_read() -> None:
    assert refused(signed(fmt=2)) == Code.NEWER_FORMAT
    assert refused(signed(fmt=2, items=[["new", 1]])) == Code.NEWER_FORMAT
    assert refused(signed(items=[["new", 1]])) == Code.DAMAGED
    assert refused(signed(items=[["row", "household"]])) == Code.DAMAGED
    assert refused(signed(items="x")) == Code.DAMAGED
    assert refused(signed(kind="changes")) == Code.DAMAGED
    assert refused(wire.signed(b"no json", KEYS, chunk.KIND)) == Code.DAMAGED


def test_too_many_items_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    (raw,) = made()
    monkeypatch.setattr(chunk, "MOST_ITEMS", 5)
    assert refused(raw) == Code.DAMAGED


def test_missing_doubled_swapped_and_mixed_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk, "MOST_ITEMS", 2)
    a, b, c = opened(made())
    assert list(in_turn([a, b, c])) == [a, b, c]
    assert list(in_turn([])) == []
    other = msgspec.structs.replace(b, base="other")
    elsewhere = msgspec.structs.replace(b, scope="350122104")
    older = msgspec.structs.replace(b, schema=1)
    strange = msgspec.structs.replace(b, key="00")
    for wrong in (
        [a, b], [b, c], [a, c], [a, b, b, c], [b, a, c], [a, b, c, c], [a, a, b, c], [a, b, c, a],
        [a, other, c], [a, elsewhere, c], [a, older, c], [a, strange, c],
    ):  # fmt: skip
        with pytest.raises(PackageRefused) as told:
            list(in_turn(wrong))
        assert told.value.code == Code.DAMAGED
