"""The bytes of a baseline: what a scope holds, in signed chunks (EXCHANGE.md 2.9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from ljfpa_desktop.exchange.file.keyring import PrivateKeys, PublicKeys
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel.wire import Deed, Op, signed, verified

KIND = "baseline"
FORMAT = 1
MOST_ITEMS = 50_000
MOST_BYTES = 8 * 1024 * 1024  # of one chunk; a segment that travels whole may be longer by itself


class Named(msgspec.Struct, frozen=True, array_like=True, tag="seg"):
    """A segment in effect; later items name it by its place among these.

    Hashes and the key are hex. ``raw`` are its bytes where some of it still waits, else "": its name alone.
    """

    hash: str
    lam: int
    key: str
    no: int
    wall: str
    schema: int
    ops: int
    parents: tuple[str, ...]
    state: str
    raw: str = ""


class Made(msgspec.Struct, frozen=True, array_like=True, tag="act"):
    """An act that rows were written in; rows name it by its place among these."""

    deed: Deed


class Row(msgspec.Struct, frozen=True, array_like=True, tag="row"):
    """One record, retired ones too, with its versions, open conflicts and versions to come.

    ``shown`` are (group, segment, act), ``siblings`` (group, segment, value as JSON text, act; -1 for an
    unknown act), ``dead`` (group, hash in hex); ``extras`` what a newer program added to a group's value.
    """

    tbl: str
    row: str
    value: dict[str, Any]
    shown: tuple[tuple[str, int, int], ...]
    extras: dict[str, str]
    siblings: tuple[tuple[str, int, str, int], ...]
    dead: tuple[tuple[str, str], ...]


class Again(msgspec.Struct, frozen=True, array_like=True, tag="op"):
    """One operation on a record that other scopes wrote too: the maker's own row is not what this one saw."""

    seg: int
    idx: int
    op: Op
    deed: Deed


class Wait(msgspec.Struct, frozen=True, array_like=True, tag="wait"):
    """One operation that waits, of a segment whose bytes travel."""

    seg: int
    idx: int
    row: str
    grp: str
    reason: str
    missing: str


Item = Named | Made | Row | Again | Wait


class Chunk(msgspec.Struct, frozen=True):
    """One piece of a baseline: the ``n``-th of those of one ``base``; the last says so."""

    base: str
    scope: str
    inst: str
    key: str
    wall: str
    schema: int
    n: int
    last: bool
    items: tuple[Item, ...]
    fmt: int = FORMAT
    kind: str = KIND


class _Format(msgspec.Struct):
    fmt: int


@dataclass(frozen=True)
class Head:
    """What every chunk of a baseline says alike; ``base`` names it."""

    base: str
    scope: str
    inst: str
    key: str
    wall: str
    schema: int


_write = msgspec.json.Encoder(order="deterministic")
_read = msgspec.json.Decoder(Chunk)


def chunks(head: Head, items: Iterable[Item], keys: PrivateKeys) -> Iterator[bytes]:
    """The signed chunks of a baseline, one in memory at a time."""
    for n, (part, last) in enumerate(_cut(items)):
        fields = {**vars(head), "fmt": FORMAT, "kind": KIND, "n": n, "last": last, "items": part}
        yield signed(_write.encode(fields), keys, KIND)


def _cut(items: Iterable[Item]) -> Iterator[tuple[list[msgspec.Raw], bool]]:
    part: list[msgspec.Raw] = []
    size = 0
    for item in items:
        line = _write.encode(item)
        if part and (len(part) == MOST_ITEMS or size + len(line) > MOST_BYTES):
            yield part, False
            part, size = [], 0
        part.append(msgspec.Raw(line))
        size += len(line)
    yield part, True


def open_chunk(raw: bytes, key: PublicKeys) -> Chunk:
    """A chunk whose signature holds; `PackageRefused` (FORGED, DAMAGED, NEWER_FORMAT) else."""
    line = verified(raw, key, KIND)
    try:
        chunk = _read.decode(line)
    except (msgspec.MsgspecError, RecursionError) as e:
        raise PackageRefused(Code.NEWER_FORMAT if _format(line) > FORMAT else Code.DAMAGED) from e
    if chunk.fmt > FORMAT:
        raise PackageRefused(Code.NEWER_FORMAT)
    if chunk.key != key.key_id.hex():
        raise PackageRefused(Code.FORGED)
    if chunk.kind != KIND or len(chunk.items) > MOST_ITEMS:
        raise PackageRefused(Code.DAMAGED)
    return chunk


def in_turn(found: Iterable[Chunk]) -> Iterator[Chunk]:
    """The chunks of one whole baseline; `PackageRefused` (DAMAGED) when one is missing or out of place."""
    first: Chunk | None = None
    expected, ended = 0, False
    for chunk in found:
        first = first or chunk
        same = (chunk.base, chunk.scope, chunk.key, chunk.schema) == (
            first.base, first.scope, first.key, first.schema,
        )  # fmt: skip
        if not same or chunk.n != expected or ended:
            raise PackageRefused(Code.DAMAGED)
        yield chunk
        expected, ended = expected + 1, chunk.last
    if first is not None and not ended:
        raise PackageRefused(Code.DAMAGED)


def _format(line: bytes) -> int:
    try:
        return msgspec.json.decode(line, type=_Format).fmt
    except msgspec.MsgspecError:
        return 0
