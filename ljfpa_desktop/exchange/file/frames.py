"""Compressed pieces of a package: zstd frames, announced by size and hash, opened within limits."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable

import msgspec
import zstandard

from ljfpa_desktop.exchange.file.outer import FILE_LIMIT
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused

SEGMENT_LIMIT = 64 * 1024**2
TOTAL_LIMIT = 1024**3
WINDOW_LIMIT = 8 * 1024**2
FULL = "要发出的内容太多，一个数据包装不下，请分几次上报。"
_LEVEL = 3  # higher levels gain nothing: ids dominate (EXCHANGE.md 6)
_STEP = 1024**2


class Frame(msgspec.Struct, frozen=True):
    """One piece as the manifest announces it: kind, SHA-256 and bytes raw (h, n) and packed (zh, z)."""

    kind: str
    h: str
    n: int
    z: int
    zh: str


class Packing:
    """Pieces compressed one after the other, as many as one package may hold; ``data`` are their bytes."""

    def __init__(self) -> None:
        self.data: deque[bytes] = deque()
        self._raw = self._size = 0

    def take(self, pieces: Iterable[tuple[str, bytes]]) -> list[Frame]:
        """Compress (kind, raw) after (kind, raw) and announce them; raises `PackageRefused` TOO_BIG."""
        return [self._packed(kind, raw) for kind, raw in pieces]

    def _packed(self, kind: str, raw: bytes) -> Frame:
        if len(raw) > SEGMENT_LIMIT:
            raise PackageRefused(Code.TOO_BIG, "要发出的一份内容太大，数据包装不下，请减少附件后再试。")
        # The library's bytes keep the room of the longest possible outcome: a copy has its own size.
        data = bytes(memoryview(zstandard.ZstdCompressor(level=_LEVEL).compress(raw)))
        self._raw += len(raw)
        self._size += len(data)
        if self._raw > TOTAL_LIMIT or self._size > FILE_LIMIT:
            raise PackageRefused(Code.TOO_BIG, FULL)
        self.data.append(data)
        return Frame(kind, _hash(raw), len(raw), len(data), _hash(data))


def check_limits(frames: Iterable[Frame]) -> None:
    """Raise `PackageRefused` TOO_BIG beyond 64 MiB for one or 1 GiB in all, DAMAGED for impossible sizes."""
    total = 0
    for frame in frames:
        if frame.n < 0:
            raise PackageRefused(Code.DAMAGED)
        total += frame.n
        if frame.n > SEGMENT_LIMIT or total > TOTAL_LIMIT:
            raise PackageRefused(Code.TOO_BIG)


def check_packed(frame: Frame, data: memoryview) -> None:
    """Raise `PackageRefused` DAMAGED unless these are the very bytes announced: nothing else is opened."""
    if len(data) != frame.z or _hash(data) != frame.zh:
        raise PackageRefused(Code.DAMAGED)


def opened(frame: Frame, data: memoryview) -> bytes:
    """The raw bytes of a checked piece; `PackageRefused` TOO_BIG when it holds more than announced.

    Memory stays within what is announced and a window of 8 MiB, whatever the compressed bytes say.
    """
    try:
        raw = _inflated(data, frame.n + 1)
    except zstandard.ZstdError as e:
        wants_memory = "memory" in str(e)
        raise PackageRefused(Code.TOO_BIG if wants_memory else Code.DAMAGED) from e
    if len(raw) > frame.n:
        raise PackageRefused(Code.TOO_BIG)
    if len(raw) < frame.n or _hash(raw) != frame.h:
        raise PackageRefused(Code.DAMAGED)
    return raw


def _inflated(data: memoryview, most: int) -> bytes:
    opener = zstandard.ZstdDecompressor(max_window_size=WINDOW_LIMIT)
    raw = bytearray()
    with opener.stream_reader(data) as reader:
        while piece := reader.read(min(_STEP, most - len(raw))):
            raw += piece
    return bytes(raw)


def _hash(data: bytes | memoryview) -> str:
    return hashlib.sha256(data).hexdigest()
