"""The border of certificates: two rules, a band of 回纹 between them, and corners."""

from __future__ import annotations

from collections.abc import Callable

from ljfpa_desktop.reports.sheet import Point, Sheet
from ljfpa_desktop.reports.styles import GOLD, SEAL_RED, Frame

_OUTER, _BAND = 11.0, 8.0  # mm from the paper's edge, width of the band
# One 回 of the band on an 8 x 8 field, as one line that winds in and out again.
_KEY: tuple[Point, ...] = (
    (0, 8), (0, 0), (7, 0), (7, 6), (2, 6), (2, 2.6), (4.6, 2.6), (4.6, 4),
)


def border(sheet: Sheet) -> None:
    """Draw the border of a landscape or portrait certificate over the sheet's whole paper."""
    wide, high = sheet.paper.width, sheet.paper.height
    outer = Frame(_OUTER, _OUTER, wide - 2 * _OUTER, high - 2 * _OUTER)
    inner = outer.within(_BAND)
    sheet.strokes([outer.within(-2.2).ring()], 2.4, SEAL_RED)
    sheet.strokes([outer.ring(), inner.ring()], 0.9, GOLD)
    sheet.strokes([inner.within(1.3).ring()], 0.5, GOLD)
    keys: list[tuple[Point, ...]] = []
    _side(keys, inner.width, lambda a, d: (inner.x + a, outer.y + d))
    _side(keys, inner.width, lambda a, d: (inner.right - a, outer.bottom - d))
    _side(keys, inner.height, lambda a, d: (outer.right - d, inner.y + a))
    _side(keys, inner.height, lambda a, d: (outer.x + d, inner.bottom - a))
    sheet.strokes(keys, 0.9, GOLD)
    for x in (outer.x, inner.right):
        for y in (outer.y, inner.bottom):
            _corner(sheet, Frame(x, y, _BAND, _BAND))


def _side(keys: list[tuple[Point, ...]], length: float, at: Callable[[float, float], Point]) -> None:
    """Keys along one side, mirrored in its middle, spaced so that they fill it exactly."""
    count = round(length / 2 / 6.0)
    step = length / 2 / count
    scale = (step - 0.9) / 7.0
    high = _BAND - 2.4
    for i in range(count):
        for mirrored in (False, True):
            line: list[Point] = []
            for u, v in _KEY:
                along = i * step + 0.45 + u * scale
                line.append(at(length - along if mirrored else along, 1.2 + v * high / 8))
            keys.append(tuple(line))


def _corner(sheet: Sheet, frame: Frame) -> None:
    """Two squares about one another and a diamond in the middle."""
    sheet.strokes([frame.within(0.9).ring()], 1.2, SEAL_RED)
    sheet.strokes([frame.within(1.9).ring()], 0.6, GOLD)
    x, y = frame.x + frame.width / 2, frame.y + frame.height / 2
    r = frame.width / 2 - 2.5
    sheet.strokes([((x, y - r), (x + r, y), (x, y + r), (x - r, y), (x, y - r), (x + r, y))], 0.9, SEAL_RED)
    sheet.fills([Frame(x - 0.45, y - 0.45, 0.9, 0.9)], SEAL_RED)
