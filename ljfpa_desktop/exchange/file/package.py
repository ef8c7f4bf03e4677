"""A package: the one file in which offices send changes, signed inside, sealed outside (EXCHANGE.md 3).

Outside: magic, header, age ciphertext. Inside: id of the sender's keys (16 bytes), length of the manifest
(4, big-endian), manifest, Ed25519 signature (64), zstd frames. Verified before parsed, hashed before opened.
"""

from __future__ import annotations

import hashlib
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pyrage

from ljfpa_desktop.exchange.file import introduction, stick
from ljfpa_desktop.exchange.file.frames import FULL, Frame, Packing, check_limits, check_packed, opened
from ljfpa_desktop.exchange.file.keyring import PrivateKeys, PublicKeys, is_signed, sign
from ljfpa_desktop.exchange.file.manifest import (
    MANIFEST_LIMIT,
    Draft,
    Manifest,
    Sender,
    manifest_of,
    read_manifest,
)
from ljfpa_desktop.exchange.file.outer import (
    FILE_LIMIT,
    FORMAT,
    Header,
    Hint,
    Outer,
    canonical,
    look,
    outside,
    read_header,
    reading,
)
from ljfpa_desktop.exchange.file.phone_code import package_code
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused

__all__ = [
    "Draft",
    "Frame",
    "Manifest",
    "Outer",
    "Package",
    "Sender",
    "Written",
    "look",
    "open_package",
    "write",
]

CONTEXT = "package"  # what a manifest is signed as
_AGE_HEADER_LIMIT = 64 * 1024  # some 600 recipients: each costs the reader a multiplication
_KEY_ID, _LENGTH, _SIGNATURE = 16, 4, 64
_LONGEST_HINT = 60


@dataclass(frozen=True, slots=True)
class Written:
    """A package made: its file, SHA-256 of its manifest, the code read by phone, and its size in bytes."""

    path: Path
    digest: bytes
    code: str
    size: int


@dataclass(frozen=True, slots=True)
class Package:
    """A package proven whole, genuine and for this computer; its pieces are opened one at a time."""

    manifest: Manifest
    digest: bytes
    code: str
    _pieces: tuple[memoryview, ...] = field(repr=False)

    def segments(self) -> Iterator[bytes]:
        """The segments in the sender's order; `PackageRefused` for one that is not what was announced."""
        for frame, data in zip(self.manifest.segs, self._pieces, strict=False):
            yield opened(frame, data)

    def parts(self, kind: str) -> Iterator[bytes]:
        """The other pieces of this kind (sheets, pictures, the installer), refused like segments."""
        data = self._pieces[len(self.manifest.segs) :]
        for frame, piece in zip(self.manifest.parts, data, strict=True):
            if frame.kind == kind:
                yield opened(frame, piece)


def write(
    folder: Path,
    name: str,
    draft: Draft,
    segments: Iterable[bytes],
    parts: Iterable[tuple[str, bytes]],
    keys: PrivateKeys,
    recipients: Sequence[str],
) -> Written:
    """Make a package in ``folder``; "{code}" in ``name`` becomes its code. Raises `Trouble` of the disk.

    Raises `PackageRefused` TOO_BIG for what no reader would take, NOT_FOR_US when nobody could open it.
    Of the raw pieces only one at a time is held.
    """
    packing = Packing()
    segs = packing.take(("segment", raw) for raw in segments)
    others = packing.take(parts)
    hint: Hint = {
        k: v[:_LONGEST_HINT] if isinstance(v, str) and k != introduction.HINT else v
        for k, v in draft.hint.items()
    }
    body = canonical(manifest_of(msgspec.structs.replace(draft, hint=hint), segs, others))
    if len(body) > MANIFEST_LIMIT:
        raise PackageRefused(Code.TOO_BIG, FULL)
    packing.data.appendleft(
        keys.public.key_id + len(body).to_bytes(_LENGTH, "big") + body + sign(keys, CONTEXT, body)
    )
    sealed = _sealed(packing.data, recipients).getbuffer()
    digest = hashlib.sha256(body).digest()
    code = package_code(digest)
    header = Header(FORMAT, len(sealed), hashlib.sha256(sealed).hexdigest(), {**hint, "code": code})
    before = outside(header)
    if len(before) + len(sealed) > FILE_LIMIT:
        raise PackageRefused(Code.TOO_BIG, FULL)
    path = stick.write_file(folder, name.replace("{code}", code), before, sealed)
    return Written(path, digest, code, len(before) + len(sealed))


def open_package(
    path: Path, keys: Sequence[PrivateKeys], inst: str | frozenset[str],
    sender: Callable[[bytes], PublicKeys | None],
) -> Package:  # fmt: skip
    """The package, every byte of it verified, for the computer ``inst`` (hex) with these ``keys``.

    ``inst`` are several where one computer has been, or stands for, others.
    ``sender`` knows the keys of an id, or None. An own package opens too. Raises `PackageRefused` with the
    first reason found, `Trouble` when the file cannot be read. Holds the compressed bytes, once.
    """
    with reading(path) as f:
        header = read_header(f)
        start = f.tell()
        if hashlib.file_digest(f, "sha256").hexdigest() != header.sha256:
            raise PackageRefused(Code.DAMAGED)
        f.seek(start)
        if b"\n--- " not in f.read(_AGE_HEADER_LIMIT):
            raise PackageRefused(Code.DAMAGED)
        f.seek(start)
        inside = _unsealed(f, keys)
    key_id, body, rest = _verified(inside, sender)
    manifest = read_manifest(body, key_id)
    ours = {inst} if isinstance(inst, str) else inst
    if ours.isdisjoint({*manifest.to, manifest.sender.inst}):
        raise PackageRefused(Code.NOT_FOR_US)
    digest = hashlib.sha256(body).digest()
    code = package_code(digest)
    if header.hint != {**manifest.hint, "code": code}:
        raise PackageRefused(Code.DAMAGED)
    return Package(manifest, digest, code, _cut([*manifest.segs, *manifest.parts], rest))


class _Draining:
    """What age reads from: one piece after the other, each let go once it is sealed."""

    def __init__(self, pieces: deque[bytes]) -> None:
        self._pieces = pieces
        self._at = 0

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; empty at the end alone."""
        while self._pieces:
            piece = self._pieces[0][self._at : self._at + size]
            self._at += len(piece)
            if piece:
                return piece
            self._pieces.popleft()
            self._at = 0
        return b""


def _sealed(pieces: deque[bytes], recipients: Sequence[str]) -> io.BytesIO:
    sealed = io.BytesIO()
    try:
        to = [pyrage.x25519.Recipient.from_str(text) for text in recipients]
        pyrage.encrypt_io(_Draining(pieces), sealed, to)
    except (pyrage.RecipientError, pyrage.EncryptError) as e:
        plain = "没有一台登记好的电脑可以接收这个数据包，请先与对方办理登记。"
        raise PackageRefused(Code.NOT_FOR_US, plain) from e
    return sealed


def _unsealed(f: io.BufferedReader, keys: Sequence[PrivateKeys]) -> memoryview:
    inside = io.BytesIO()
    try:
        pyrage.decrypt_io(f, inside, [pyrage.x25519.Identity.from_str(k.age) for k in keys])
    except pyrage.DecryptError as e:
        stranger = "No matching keys" in str(e)
        raise PackageRefused(Code.NOT_FOR_US if stranger else Code.DAMAGED) from e
    except OSError as e:
        if e.errno is None:  # not the disk's: a block that does not fit its seal
            raise PackageRefused(Code.DAMAGED) from e
        raise
    return inside.getbuffer()


def _verified(
    inside: memoryview, sender: Callable[[bytes], PublicKeys | None]
) -> tuple[bytes, bytes, memoryview]:
    """The id of the keys, the manifest they signed, not yet read, and what follows it."""
    key_id, length = bytes(inside[:_KEY_ID]), inside[_KEY_ID : _KEY_ID + _LENGTH]
    start = _KEY_ID + _LENGTH
    end = start + int.from_bytes(length, "big")
    if end - start > MANIFEST_LIMIT:
        raise PackageRefused(Code.TOO_BIG)
    if len(inside) < end + _SIGNATURE:
        raise PackageRefused(Code.DAMAGED)
    known = sender(key_id)
    if known is None or known.key_id != key_id:
        raise PackageRefused(Code.UNKNOWN_SENDER)
    body, signature = bytes(inside[start:end]), bytes(inside[end : end + _SIGNATURE])
    if not is_signed(known, CONTEXT, body, signature):
        raise PackageRefused(Code.FORGED)
    return key_id, body, inside[end + _SIGNATURE :]


def _cut(frames: list[Frame], rest: memoryview) -> tuple[memoryview, ...]:
    """The compressed pieces, each the very one announced, with nothing left over."""
    check_limits(frames)
    pieces: list[memoryview] = []
    for frame in frames:
        piece, rest = rest[: frame.z], rest[frame.z :]
        check_packed(frame, piece)
        pieces.append(piece)
    if len(rest):
        raise PackageRefused(Code.DAMAGED)
    return tuple(pieces)
