"""The bytes of a segment: two lines of JSON, the signed body and who signed it (EXCHANGE.md 2.4, 3)."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import msgspec

from ljfpa_desktop.exchange.file.keyring import PrivateKeys, PublicKeys, is_signed, sign
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused

FORMAT = 1
MOST_OPS = 50_000
MOST_BYTES = 16 * 1024 * 1024
CONTEXT = "segment"


class Op(NamedTuple):
    """One group of one row: its value, the version it replaces, the conflicts it closes, its act.

    ``row`` and the hashes are hex; group '' inserts the row with every column; ``act`` is an index.
    """

    tbl: str
    row: str
    grp: str
    value: dict[str, Any]
    base: str
    resolves: tuple[str, ...]
    act: int


class Deed(NamedTuple):
    """An act as it travels: its id in hex, when, who, why, and where."""

    id: str
    at: str
    by: str
    why: str
    kind: str
    office: str
    pc: str


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """What a segment says; its canonical bytes are signed and never written a second time."""

    scope: str
    inst: str
    key: str
    no: int
    lam: int
    wall: str
    schema: int
    parents: tuple[str, ...]
    acts: tuple[Deed, ...]
    ops: tuple[Op, ...]
    fmt: int = FORMAT
    kind: str = "changes"


class Signature(msgspec.Struct, frozen=True):
    """The second line: whose key signed the first."""

    key: str
    sig: str


class Sealed(NamedTuple):
    """A segment with the bytes it travels in and the hash that names it."""

    hash: bytes
    body: Body
    raw: bytes


_write = msgspec.json.Encoder(order="deterministic")
_read = msgspec.json.Decoder(Body)
_read_signature = msgspec.json.Decoder(Signature)


def seal_body(body: Body, keys: PrivateKeys) -> Sealed:
    """The signed bytes of a body and their name."""
    line = _write.encode(body)
    return Sealed(name_of(line), body, signed(line, keys, CONTEXT))


def signed(line: bytes, keys: PrivateKeys, context: str) -> bytes:
    """A line of JSON and, as the second line, who signed it as what."""
    signature = Signature(keys.public.key_id.hex(), sign(keys, context, line).hex())
    return line + b"\n" + _write.encode(signature) + b"\n"


def name_of(line: bytes) -> bytes:
    """The 32 bytes that name a segment: SHA-256 over its body line."""
    return hashlib.sha256(b"ljfpa segment\0" + line).digest()


def signer_of(raw: bytes) -> str:
    """The hex key id that a segment says signed it; `PackageRefused` when it is no segment."""
    return _lines(raw)[1].key


def open_segment(raw: bytes, key: PublicKeys) -> Sealed:
    """Read a segment whose signature holds; `PackageRefused` (FORGED, DAMAGED, NEWER_FORMAT) else."""
    line = verified(raw, key, CONTEXT)
    return Sealed(name_of(line), read_body(line, key.key_id.hex()), raw)


def verified(raw: bytes, key: PublicKeys, context: str) -> bytes:
    """The first of two lines, signed by this key as what it is; `PackageRefused` (FORGED, DAMAGED) else."""
    line, signature = _lines(raw)
    try:
        holds = is_signed(key, context, line, bytes.fromhex(signature.sig))
    except ValueError as e:
        raise PackageRefused(Code.DAMAGED) from e
    if not holds or key.key_id.hex() != signature.key:
        raise PackageRefused(Code.FORGED)
    return line


def read_body(line: bytes, key_id: str) -> Body:
    """The body of verified bytes; refused when it is of a newer format or says another signer."""
    try:
        body = _read.decode(line)
    except msgspec.MsgspecError as e:
        raise PackageRefused(Code.NEWER_FORMAT if _format(line) > FORMAT else Code.DAMAGED) from e
    if body.fmt > FORMAT:
        raise PackageRefused(Code.NEWER_FORMAT)
    if body.key != key_id or len(body.ops) > MOST_OPS:
        raise PackageRefused(Code.FORGED if body.key != key_id else Code.TOO_BIG)
    return body


def reread(raw: bytes) -> Sealed:
    """A segment of our own database, verified when it came in."""
    line, signature = _lines(raw)
    return Sealed(name_of(line), read_body(line, signature.key), raw)


def _lines(raw: bytes) -> tuple[bytes, Signature]:
    line, found, rest = raw.partition(b"\n")
    try:
        signature = _read_signature.decode(rest.strip())
    except msgspec.MsgspecError as e:
        raise PackageRefused(Code.DAMAGED) from e
    if not found or rest != _write.encode(signature) + b"\n":
        raise PackageRefused(Code.DAMAGED)
    return line, signature


def _format(line: bytes) -> int:
    class Only(msgspec.Struct):
        fmt: int

    try:
        return msgspec.json.decode(line, type=Only).fmt
    except msgspec.MsgspecError:
        return 0
