"""The open outside of a package: magic, length, hash and a hint of the sender, readable without keys."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from collections.abc import Generator
from io import BufferedReader
from pathlib import Path

import msgspec

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused

MAGIC = b"LJFPAPKG1\n"
FORMAT = 1
FILE_LIMIT = 256 * 1024**2
HEADER_LIMIT = 4096

Hint = dict[str, str | int]


class Header(msgspec.Struct, frozen=True):
    """The outer JSON: format ``v``, bytes ``n`` and SHA-256 of the sealed rest, and the unproven hint."""

    v: int
    n: int
    sha256: str
    hint: Hint


class Outer(msgspec.Struct, frozen=True):
    """What anyone may read of a package: from, to, no and code as it claims, and its size in bytes."""

    hint: Hint
    size: int


class _Version(msgspec.Struct):
    v: int


def canonical(value: msgspec.Struct) -> bytes:
    """The one way to write a header or manifest: sorted keys, no blanks, UTF-8 in NFC."""
    text = msgspec.json.encode(value, order="sorted").decode()
    return unicodedata.normalize("NFC", text).encode()


def look(path: Path) -> Outer:
    """The outside of a package; raises `PackageRefused`, or `Trouble` when the file cannot be read."""
    with reading(path) as f:
        return Outer(read_header(f).hint, size_of(f))


def outside(header: Header) -> bytes:
    """The bytes before the sealed rest; ValueError when they would be refused."""
    body = canonical(header)
    if len(body) > HEADER_LIMIT:
        raise ValueError("the hint is too long")
    return MAGIC + len(body).to_bytes(4, "big") + body


def read_header(f: BufferedReader) -> Header:
    """The checked header, the file then standing at the sealed rest, all of which is there."""
    magic = f.read(len(MAGIC))
    # A stick pulled out too early leaves an empty file, or one of the right length full of zeros.
    if MAGIC.startswith(magic) and magic != MAGIC or not magic.strip(b"\0"):
        raise PackageRefused(Code.TRUNCATED)
    if magic != MAGIC:
        raise PackageRefused(Code.NOT_A_PACKAGE)
    size = size_of(f)
    if size > FILE_LIMIT:
        raise PackageRefused(Code.TOO_BIG)
    length = int.from_bytes(_exactly(f, 4), "big")
    if length > HEADER_LIMIT:
        raise PackageRefused(Code.TOO_BIG)
    header = _parsed(_exactly(f, length))
    missing = f.tell() + header.n - size
    if missing:
        raise PackageRefused(Code.TRUNCATED if missing > 0 else Code.DAMAGED)
    return header


@contextlib.contextmanager
def reading(path: Path) -> Generator[BufferedReader]:
    """A file open to read; whatever the disk or stick refuses meanwhile becomes `Trouble`."""
    try:
        with path.open("rb") as f:
            yield f
    except OSError as e:
        raise Trouble(f"“{path.name}”读不出来，", "请检查U盘是否还插着，或重新拷贝一次再试。") from e


def size_of(f: BufferedReader) -> int:
    """The size of an open file in bytes."""
    return os.fstat(f.fileno()).st_size


def _parsed(body: bytes) -> Header:
    try:
        if msgspec.json.decode(body, type=_Version).v > FORMAT:
            raise PackageRefused(Code.NEWER_FORMAT)
        header = msgspec.json.decode(body, type=Header)
        same = canonical(header) == body
    except (msgspec.MsgspecError, ValueError, RecursionError) as e:
        raise PackageRefused(Code.DAMAGED) from e
    # One content has one spelling, so that no bit of a package changes unnoticed.
    if not same or header.v != FORMAT:
        raise PackageRefused(Code.DAMAGED)
    return header


def _exactly(f: BufferedReader, count: int) -> bytes:
    data = f.read(count)
    if len(data) < count:
        raise PackageRefused(Code.TRUNCATED)
    return data
