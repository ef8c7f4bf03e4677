"""The paper a document is drawn on: pages, slots, text, lines, pictures; the only door to ReportLab."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Literal

from reportlab.lib.utils import ImageReader  # pyright: ignore[reportMissingTypeStubs]
from reportlab.pdfgen import canvas  # pyright: ignore[reportMissingTypeStubs]

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.reports import fonts
from ljfpa_desktop.reports.styles import BLACK, MM, Colour, Frame, Paper, Style

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
_SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}
_ONES = re.compile(b"\x01+")
_ASCENT, _DESCENT = 0.88, 0.12  # of the size, in all our fonts


@dataclass(frozen=True, slots=True)
class Box:
    """Where one line of text stands, in millimetres on its page, and the cell it must stay in."""

    page: int
    frame: Frame
    text: str
    size: float
    cell: Frame | None


@dataclass(frozen=True, slots=True)
class _Stamp:
    name: str
    boxes: list[Box]


class Sheet:
    """Pages of one paper, written in millimetres from the top left corner of the page or its slot."""

    def __init__(
        self,
        paper: Paper,
        title: str,
        author: str = "",
        *,
        under: Callable[[Sheet, Frame], None] | None = None,
        bookmarks: bool = False,
    ) -> None:
        """``under`` is drawn first on each slot."""
        self.paper = paper
        self.pages = 0
        self.trace: list[Box] | None = None
        self._under = under
        self._bookmarks, self._named = bookmarks, 0
        self._slot = paper.slots
        self._top = 0.0
        self._stamps: dict[Hashable, _Stamp] = {}
        fonts.face(fonts.SONG)
        make: Any = canvas.Canvas
        self._canvas: Any = make(
            BytesIO(),
            pagesize=(paper.width * MM, paper.height * MM),
            pageCompression=1,
            invariant=1,
            initialFontName=fonts.SONG,
            lang="zh-CN",
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("ljfpa_desktop")
        self._canvas.setSubject(title)
        self._pen: Any = None
        self._ink: Colour | None = None

    def place(self) -> Frame:
        """Go to the next slot, on a new page when this one is full; gives its printable rectangle."""
        if self._slot >= self.paper.slots:
            self._end_page()
            self.pages += 1
            self._slot = 0
        self._top = self.paper.height / self.paper.slots * self._slot
        self._slot += 1
        frame = self.paper.frame()
        if self._under:
            self._under(self, frame)
            self._put_pen_down()  # text of the page is written last; this must lie beneath
        return frame

    @property
    def slot(self) -> int:
        """Which slot of the page is being drawn, from 1."""
        return self._slot

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        align: Align = "left",
        *,
        whole: bool = False,
        turn: float = 0.0,
        alpha: float = 1.0,
        cell: Frame | None = None,
    ) -> None:
        """Write one line with its baseline at ``y``; ``turn`` is in degrees, anticlockwise.

        ``whole`` is for names: one font for all of it where one can. ``alpha`` below 1 lets what lies
        beneath shine through.
        Raises Refused, naming the character, when no font has it: an empty box never leaves the printer.
        """
        clean = fonts.printable(text)
        if not clean:
            return
        face = fonts.face(style.font)
        runs = face.runs(clean, whole)
        if not face.own.issuperset(clean):
            _insist(clean, face)
        width = 0.0
        if align != "left" or self.trace is not None:
            width = face.width(clean, style.size) + style.spacing * (len(clean) - 1)
        back, slope = width * _SHIFT[align], math.radians(turn)
        px = x * MM - back * math.cos(slope)
        py = (self.paper.height - self._top - y) * MM - back * math.sin(slope)
        if alpha < 1:
            self._put_pen_down()
            self._canvas.saveState()
            self._canvas.setFillAlpha(alpha)
        _write(self._dipped(style.colour), (px, py), slope, runs, style)
        if alpha < 1:
            self._put_pen_down()
            self._canvas.restoreState()
        if self.trace is not None and not turn:
            at = Frame(px / MM, y, width / MM, self._top)
            self.trace.append(_box(self.pages, at, clean, style.size, cell))

    def strokes(
        self,
        polylines: Iterable[Sequence[Point]],
        width: float = 0.5,
        colour: Colour = BLACK,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw open lines through points, all as one path; ``width`` and ``dash`` in points."""
        page: Any = self._canvas
        page.setStrokeColorRGB(*colour)
        page.setLineWidth(width)
        page.setDash(*(dash or ()))
        path = page.beginPath()
        height = self.paper.height - self._top
        for (x, y), *rest in polylines:
            path.moveTo(x * MM, (height - y) * MM)
            for x1, y1 in rest:
                path.lineTo(x1 * MM, (height - y1) * MM)
        page.drawPath(path, stroke=1, fill=0)

    def fills(self, frames: Iterable[Frame], colour: Colour = BLACK) -> None:
        """Fill rectangles, all as one path."""
        page: Any = self._canvas
        page.setFillColorRGB(*colour)
        path = page.beginPath()
        height = self.paper.height - self._top
        for f in frames:
            path.rect(f.x * MM, (height - f.bottom) * MM, f.width * MM, f.height * MM)
        page.drawPath(path, stroke=0, fill=1)

    def raster(self, x: float, y: float, size: float, rows: Sequence[bytes]) -> None:
        """Fill the ones of a square of zeros and ones, ``size`` mm wide, as one path in whole numbers."""
        page: Any = self._canvas
        dot = size * MM / len(rows)
        page.saveState()
        page.setFillColorRGB(*BLACK)
        page.transform(dot, 0, 0, -dot, x * MM, (self.paper.height - self._top - y) * MM)
        runs = (
            f"{m.start()} {line} {m.end() - m.start()} 1 re"
            for line, row in enumerate(rows)
            for m in _ONES.finditer(row)
        )
        page.addLiteral(" ".join(runs) + " f")
        page.restoreState()

    def image(self, data: bytes, frame: Frame) -> Frame:
        """Draw a picture (JPEG or PNG) as large as ``frame`` allows, centred; gives where it stands."""
        reader: Any = ImageReader(BytesIO(data))
        wide, high = reader.getSize()
        scale = min(frame.width / wide, frame.height / high)
        width, height = wide * scale, high * scale
        x, y = frame.x + (frame.width - width) / 2, frame.y + (frame.height - height) / 2
        below = self.paper.height - self._top - y - height
        self._canvas.drawImage(reader, x * MM, below * MM, width * MM, height * MM)
        return Frame(x, y, width, height)

    def stamp(self, key: Hashable, draw: Callable[[], None]) -> None:
        """Draw what is the same on many slots: kept once in the file under ``key``, shown at this slot."""
        page: Any = self._canvas
        if key not in self._stamps:
            self._stamps[key] = self._engrave(f"stamp{len(self._stamps) + 1}", draw)
        stamp = self._stamps[key]
        page.saveState()
        page.translate(0, -self._top * MM)
        page.doForm(stamp.name)
        page.restoreState()
        if self.trace is not None:
            self.trace += [_moved(b, self.pages, self._top) for b in stamp.boxes]

    def bookmark(self, title: str) -> None:
        """Name this page in the outline of a file that holds many documents."""
        if self._bookmarks and title:
            self._named += 1
            key = f"d{self._named}"
            self._canvas.bookmarkPage(key)
            self._canvas.addOutlineEntry(fonts.printable(title), key)

    def finish(self) -> bytes:
        """The finished file; nothing can be drawn afterwards."""
        self._end_page()
        data: bytes = self._canvas.getpdfdata()
        return data

    def _engrave(self, name: str, draw: Callable[[], None]) -> _Stamp:
        page: Any = self._canvas
        kept = self._pen, self._ink, self._top, self.trace
        self._pen, self._ink, self._top, self.trace = None, None, 0.0, []
        page.beginForm(name)
        draw()
        self._put_pen_down()
        page.endForm()
        stamp = _Stamp(name, self.trace)
        self._pen, self._ink, self._top, self.trace = kept
        return stamp

    def _dipped(self, colour: Colour) -> Any:
        if self._pen is None:
            self._pen, self._ink = self._canvas.beginText(), None
        if colour != self._ink:
            self._pen.setFillColorRGB(*colour)
            self._ink = colour
        return self._pen

    def _put_pen_down(self) -> None:
        if self._pen is not None:
            self._canvas.drawText(self._pen)
            self._pen = None

    def _end_page(self) -> None:
        if not self.pages:
            return
        self._put_pen_down()
        self._canvas.showPage()


def _write(pen: Any, at: Point, slope: float, runs: list[tuple[str, str]], style: Style) -> None:
    if slope:
        cos, sin = math.cos(slope), math.sin(slope)
        pen.setTextTransform(cos, sin, -sin, cos, *at)
    else:
        pen.setTextOrigin(*at)
    if style.spacing:
        pen.setCharSpace(style.spacing)
    for font, part in runs:
        pen.setFont(font, style.size)
        pen.textOut(part)
    if style.spacing:
        pen.setCharSpace(0)


def _box(page: int, at: Frame, text: str, size: float, cell: Frame | None) -> Box:
    """The box of text at a baseline; ``at.height`` is how far down the page the slot begins."""
    frame = Frame(at.x, at.y + at.height - size * _ASCENT / MM, at.width, size * (_ASCENT + _DESCENT) / MM)
    return Box(page, frame, text, size, replace(cell, y=cell.y + at.height) if cell else None)


def _insist(text: str, face: fonts.Face) -> None:
    lost = sorted({c for c in text if not face.has(c)})
    if lost:
        named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in lost)
        raise Refused(f"有打印不出来的字：{named}，请改用常用字或在这个字处留空手写。")


def _moved(box: Box, page: int, down: float) -> Box:
    cell = replace(box.cell, y=box.cell.y + down) if box.cell else None
    return Box(page, replace(box.frame, y=box.frame.y + down), box.text, box.size, cell)
