"""What a package says of itself, signed by its sender: who, to whom, what, and every piece by hash."""

from __future__ import annotations

import msgspec

from ljfpa_desktop.exchange.file.frames import Frame
from ljfpa_desktop.exchange.file.outer import FORMAT, Hint
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused

MANIFEST_LIMIT = 4 * 1024**2
ALGORITHMS = "ed25519/age-x25519/zstd"


class Sender(msgspec.Struct, frozen=True):
    """The computer that made the package (hex id), its office, and the hex id of its keys."""

    inst: str
    office: str
    key: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest before its pieces are packed: texts and integers only.

    ``to`` are hex ids of computers, ``have`` the hashes held per scope; ``hint`` stands outside as well.
    """

    sender: Sender
    to: list[str]
    created: str
    no: int
    scopes: list[str]
    have: dict[str, list[str]]
    reset_have: bool
    app: str
    schema: int
    min_reader: int
    audit_head: str
    summary: dict[str, int]
    hint: Hint


class Manifest(Draft, frozen=True, kw_only=True):
    """The whole manifest of a package; fields that later versions add are passed over."""

    fmt: int = FORMAT
    alg: str = ALGORITHMS
    segs: list[Frame]
    parts: list[Frame]


class _Format(msgspec.Struct):
    fmt: int


def manifest_of(draft: Draft, segs: list[Frame], parts: list[Frame]) -> Manifest:
    """The draft completed by its pieces."""
    return Manifest(**msgspec.structs.asdict(draft), segs=segs, parts=parts)


def read_manifest(body: bytes, key_id: bytes) -> Manifest:
    """The manifest from bytes signed by the keys of ``key_id``: only then are they read.

    Raises `PackageRefused`: NEWER_FORMAT, FORGED when it names other keys, DAMAGED when it is no manifest.
    """
    try:
        newer = msgspec.json.decode(body, type=_Format).fmt > FORMAT
        manifest = None if newer else msgspec.json.decode(body, type=Manifest)
    except (msgspec.MsgspecError, ValueError, RecursionError) as e:
        raise PackageRefused(Code.DAMAGED) from e
    if manifest is None or manifest.alg != ALGORITHMS:
        raise PackageRefused(Code.NEWER_FORMAT)
    if manifest.sender.key != key_id.hex():
        raise PackageRefused(Code.FORGED)
    if manifest.fmt != FORMAT:
        raise PackageRefused(Code.DAMAGED)
    return manifest
