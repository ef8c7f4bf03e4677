"""What is set beside or over a paper's text: QR code, print line, page number, 作废, 补打, 演示."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import segno

from ljfpa_desktop.reports import fonts
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import LEAST, MM, NOTE, PRINT_LINE, RED, Frame, Style
from ljfpa_desktop.reports.wrap import LEADING, wrap

_VOID = Style(fonts.HEI_BOLD, 56, RED, spacing=12)
_DEMO = Style(fonts.HEI_BOLD, 76, (0.9, 0.9, 0.9), spacing=24)
_REPRINT = Style(fonts.HEI_MEDIUM, 9, RED)


def qr(sheet: Sheet, x: float, y: float, text: str, size: float = 12.0) -> None:
    """A QR code ``size`` mm wide: mask fixed and no error boost, since choosing costs 4 ms a code."""
    make: Any = segno.make
    matrix = make(text, error="m", mask=2, boost_error=False, micro=False).matrix
    sheet.raster(x, y, size, matrix)


def print_line(sheet: Sheet, frame: Frame, printed_at: str, printed_by: str, y: float | None = None) -> None:
    """打印时间 and 打印人 at the bottom right, 7.5 pt."""
    parts = [f"打印时间：{printed_at}" if printed_at else "", f"打印人：{printed_by}" if printed_by else ""]
    line = "  ".join(p for p in parts if p)
    style = narrowed(PRINT_LINE, line, frame.width)
    sheet.text(frame.right, frame.bottom + 6 if y is None else y, line, style, "right")


def page_number(sheet: Sheet, frame: Frame, page: int, pages: int, number: str = "") -> None:
    """第 x 页 共 y 页 in the middle below the frame, the document's number on the left."""
    if number:
        sheet.text(frame.x, frame.bottom + 6, f"编号：{number}", PRINT_LINE)
    text = f"第 {page} 页  共 {pages} 页"
    sheet.text(frame.x + frame.width / 2, frame.bottom + 6, text, NOTE.at(9), "center")


def void(sheet: Sheet, frame: Frame) -> None:
    """作废 as a red stamp across the paper; what it covers stays readable."""
    _across(sheet, frame, "作废", _VOID, alpha=0.55, framed=True)


def reprinted(sheet: Sheet, frame: Frame, text: str) -> None:
    """补打 第N次 and its time, in the upper margin."""
    sheet.text(frame.x + frame.width / 2, max(frame.y - 1.5, 5.0), text, _REPRINT, "center")


def reprint_words(count: int, at: str) -> str:
    """补打 第2次 2024-05-30 10:21; ``count`` is the copy's number, counted from the first print."""
    return f"补打 第{count}次 {at}"


def demo(sheet: Sheet, frame: Frame) -> None:
    """演示 in pale letters under everything, so that no demo paper passes for a real one."""
    _across(sheet, frame, "演示", _DEMO)


def _across(
    sheet: Sheet, frame: Frame, words: str, style: Style, *, alpha: float = 1.0, framed: bool = False
) -> None:
    slope = min(max(math.atan2(frame.height, frame.width), math.radians(18)), math.radians(32))
    style = style.at(min(style.size, frame.height * 0.4 * MM, frame.width * 0.3 * MM))
    x, y = frame.x + frame.width / 2, frame.y + frame.height / 2
    sin, cos = math.sin(slope), math.cos(slope)
    lower = style.size * 0.38 / MM  # the middle of the letters, not their baseline, stands in the centre
    place = (x + lower * sin, y + lower * cos)
    sheet.text(*place, words, style, "center", turn=math.degrees(slope), alpha=alpha)
    if framed:
        half, high = width_of(words, style) / 2 + style.size * 0.2 / MM, style.size * 0.62 / MM
        corners = ((-half, -high), (half, -high), (half, high), (-half, high), (-half, -high), (half, -high))
        ring = [(x + u * cos + v * sin, y - u * sin + v * cos) for u, v in corners]
        sheet.strokes([ring], 2.2, style.colour)


def signatures(
    sheet: Sheet,
    frame: Frame,
    y: float,
    pairs: Sequence[tuple[str, str]],
    style: Style,
    shares: Sequence[float] = (),
) -> float:
    """A line of (words, name) pairs, each with a rule to sign on; ``shares`` weigh their widths.

    A very long name stands on several lines; from the third on, all rules sink. Gives their y.
    """
    weights = list(shares) or [1.0] * len(pairs)
    widths = [frame.width * w / sum(weights) for w in weights]
    rooms = [w - 3.1 - width_of(words, style) for (words, _), w in zip(pairs, widths, strict=True)]
    names = [_name_lines(who, style, room) for (_, who), room in zip(pairs, rooms, strict=True)]
    step = LEAST * LEADING / MM
    y += max(0, max(map(len, names)) - 2) * step
    x = frame.x
    for (words, _), width, lines in zip(pairs, widths, names, strict=True):
        start = x + width_of(words, style)
        sheet.text(x, y, words, style)
        sheet.strokes([((start, y + 0.9), (x + width - 2.5, y + 0.9))], 0.4)
        small = style.at(LEAST) if len(lines) > 1 else narrowed(style, lines[0], width - 3.1 - start + x)
        for i, line in enumerate(reversed(lines)):
            sheet.text(start + 0.6, y - i * step, line, small, whole=True)
        x += width
    return y


def _name_lines(who: str, style: Style, room: float) -> list[str]:
    return [who] if narrowed(style, who, room).size >= LEAST else wrap(who, style.font, LEAST, room)


def width_of(text: str, style: Style) -> float:
    """The width of one line in mm."""
    spaces = style.spacing * max(len(text) - 1, 0)
    return (fonts.face(style.font).width(fonts.printable(text), style.size) + spaces) / MM


def narrowed(style: Style, text: str, room: float) -> Style:
    """The style, smaller where ``text`` would not fit into ``room`` mm on one line."""
    wide = width_of(text, style)
    return style if wide <= room else style.at(style.size * max(room, 1) / wide)


def heading(sheet: Sheet, frame: Frame, y: float, text: str, style: Style) -> None:
    """A title in the middle, smaller where it must be."""
    sheet.text(frame.x + frame.width / 2, y, text, narrowed(style, text, frame.width), "center", whole=True)


def lay(sheet: Sheet, frame: Frame, *, is_void: bool, reprint: str) -> None:
    """作废 and 补打 over a finished page."""
    if is_void:
        void(sheet, frame)
    if reprint:
        reprinted(sheet, frame, reprint)
