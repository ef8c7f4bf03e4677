"""Breaking Chinese text into lines and fitting it into a cell without ever losing a character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ljfpa_desktop.reports import fonts
from ljfpa_desktop.reports.styles import LEAST, MM, Style

LEADING = 1.22  # line distance in sizes
_NO_START = frozenset(",.;:!?)]}%\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\uff09》」』】〕”’…·元")
_NO_END = frozenset("([{¥\uffe5\uff08《「『【〔“‘")
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:_/+*#@-]*|.", re.DOTALL)
_STEP = 0.5


@dataclass(frozen=True, slots=True)
class Fit:
    """Text as it will stand: its lines, their size in points and the height they need in mm."""

    lines: tuple[str, ...]
    size: float
    height: float


def wrap(text: str, font: str, size: float, width: float) -> list[str]:
    """The lines of ``text`` no wider than ``width`` mm; numbers stay whole, no line starts with 、or 。"""
    face, room = fonts.face(font), width * MM + 0.01
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line: list[str] = []
        used = 0.0
        for unit in _units(fonts.printable(paragraph), face, size, room):
            wide = face.width(unit, size)
            if line and used + wide > room:
                carried = _carried(line, unit)
                lines.append("".join(line))
                line, used = carried, face.width("".join(carried), size)
                if line and used + wide > room:  # a column too narrow for good breaks: no line is too wide
                    lines.append("".join(line))
                    line, used = [], 0.0
            line.append(unit)
            used += wide
        lines.append("".join(line))
    return lines


def _units(text: str, face: fonts.Face, size: float, room: float) -> list[str]:
    units: list[str] = []
    for unit in _UNIT.findall(text):
        units += unit if len(unit) > 1 and face.width(unit, size) > room else [unit]
    return units


def _carried(line: list[str], coming: str) -> list[str]:
    """What leaves the full line for the next one, so that neither breaks badly; at least one stays."""
    carried: list[str] = []
    while len(line) > 1 and (coming[0] in _NO_START or line[-1][-1] in _NO_END) and len(carried) < 3:
        coming = line.pop()
        carried.insert(0, coming)
    return carried


@lru_cache(maxsize=8192)
def fit(text: str, style: Style, width: float, height: float, *, name: bool = False) -> Fit:
    """``text`` in a cell of ``width`` x ``height`` mm: smaller if it must be, then on more lines.

    A name first shrinks on one line; other text first breaks. When even the least size needs more
    height, the result says how much, and the row grows.
    """
    single = fonts.printable(text) if "\n" not in text else ""
    face = fonts.face(style.font)
    room = width * MM
    if single or not text:
        wide = face.width(single, style.size)
        if wide <= room:
            return Fit((single,), style.size, _needed(1, style.size))
        size = int(style.size * room / wide * 10) / 10
        if size >= (LEAST if name else max(LEAST, style.size * 0.9)):
            return Fit((single,), size, _needed(1, size))
    size = style.size
    while True:
        lines = wrap(text, style.font, size, width)
        if size <= LEAST or _needed(len(lines), size) <= height:
            return Fit(tuple(lines), size, _needed(len(lines), size))
        size = max(LEAST, size - _STEP)


def _needed(lines: int, size: float) -> float:
    return ((lines - 1) * LEADING + 1.08) * size / MM
