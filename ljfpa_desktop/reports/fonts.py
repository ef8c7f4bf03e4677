"""The fonts of our papers: loaded when first used, with a fallback for each rare character."""

from __future__ import annotations

import re
import threading
from functools import cache
from itertools import groupby
from typing import Any

from reportlab.pdfbase import (  # pyright: ignore[reportMissingTypeStubs]
    pdfmetrics,
    ttfonts,
)

from ljfpa_desktop.base.paths import resources

SONG, SONG_BOLD = "NotoSerifSC-Regular", "NotoSerifSC-Bold"
HEI, HEI_MEDIUM, HEI_BOLD = "NotoSansSC-Regular", "NotoSansSC-Medium", "NotoSansSC-Bold"
KAI = "LXGWWenKai-Regular"
RARE = ("HanaMinA-rest", "HanaMinB-rest")

# Where a character is looked for when the first font lacks it; the last two hold only rare ones.
_NEXT: dict[str, tuple[str, ...]] = {
    SONG: (KAI, *RARE),
    SONG_BOLD: (SONG, KAI, *RARE),
    HEI: (SONG, KAI, *RARE),
    HEI_MEDIUM: (HEI, SONG, KAI, *RARE),
    HEI_BOLD: (HEI, SONG, KAI, *RARE),
    KAI: (SONG, *RARE),
}
_lock = threading.Lock()


# Marks without a shape of their own: control, direction and variation marks, zero-width blanks.
_SILENT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_BLANK = frozenset("\t\n\r\x0b\x0c\x85\u2028\u2029")


def printable(text: str) -> str:
    """The text as it can stand on one line: silent marks left out, tabs and line ends as blanks."""
    if not _SILENT.search(text):
        return text
    return _SILENT.sub(lambda m: " " if m[0] in _BLANK else "", text)


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be", "surrogatepass").hex().upper()


def correct_to_unicode() -> None:
    """Let copied text keep characters above U+FFFF: ReportLab 5.1 writes them as five hex digits.

    The entry must be a surrogate pair (PDF 32000-1, 9.10.3); left alone once upstream writes it so.
    """
    module: Any = ttfonts
    original = module.makeToUnicodeCMap
    if "<D870DC29>" in original("probe", [0x2C029]).upper():
        return

    def corrected(name: str, subset: list[int]) -> str:
        text: str = original(name, subset)
        for i, code in enumerate(subset):
            if code > 0xFFFF:
                text = text.replace(f"<{i:02X}> <{code:04X}>", f"<{i:02X}> <{_utf16(code)}>")
        return text

    module.makeToUnicodeCMap = corrected


@cache
def _load(name: str) -> Any:
    path = resources() / "fonts" / f"{name}.ttf"
    font_class: Any = ttfonts.TTFont
    font = font_class(name, str(path))
    metrics: Any = pdfmetrics
    metrics.registerFont(font)
    return font


def _font(name: str) -> Any:
    with _lock:
        if not _load.cache_info().currsize:
            correct_to_unicode()
        return _load(name)


class Face(dict[str, float]):
    """One named font with its fallbacks; maps a character to its width at size 1."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.own = frozenset(map(chr, _font(name).face.charToGlyph))
        self._where: dict[str, str] = {}

    def __missing__(self, char: str) -> float:
        font = _font(self.where(char)).face
        width = font.charWidths.get(ord(char), font.defaultWidth) / 1000
        self[char] = width
        return width

    def width(self, text: str, size: float) -> float:
        """The width of one line of ``text`` in points."""
        return sum(map(self.__getitem__, text)) * size

    def where(self, char: str) -> str:
        """The name of the first font that has ``char``; the face's own when none has."""
        if char in self.own:
            return self.name
        if char not in self._where:
            holder = (n for n in _NEXT[self.name] if char in face(n).own)
            self._where[char] = next(holder, "")
        return self._where[char] or self.name

    def has(self, char: str) -> bool:
        """Whether this font or one of its fallbacks has the character."""
        return char in self.own or self.where(char) != self.name

    def runs(self, text: str, whole: bool = False) -> list[tuple[str, str]]:
        """``text`` cut into (font name, part); ``whole`` asks for one font where one covers all of it."""
        if self.own.issuperset(text):
            return [(self.name, text)]
        if whole:
            for name in _NEXT[self.name]:
                if face(name).own.issuperset(text):
                    return [(name, text)]
        return [(name, "".join(part)) for name, part in groupby(text, self.where)]


@cache
def face(name: str) -> Face:
    """The face of one of the font names above, loaded on first use (50-130 ms each)."""
    return Face(name)


def missing(text: str) -> set[str]:
    """The characters of ``text`` that no font of ours can print."""
    first = face(SONG)
    return {c for c in set(printable(text)) - first.own if not first.has(c)}
