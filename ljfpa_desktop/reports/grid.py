"""Ruled tables by the millimetre: columns, merged cells, rows that grow for long text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ljfpa_desktop.reports.sheet import Align, Point, Sheet
from ljfpa_desktop.reports.styles import BODY, LABEL, MM, SHADE, Frame, Style
from ljfpa_desktop.reports.wrap import LEADING, Fit, fit

PADDING = 1.4  # mm between a rule and its text
_CENTRE = 0.38  # baseline below the middle of a line, in sizes
INNER, OUTER = 0.45, 1.0  # rules in points


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell over ``span`` columns; ``fixed`` text is the same on every copy of the form."""

    text: str = ""
    span: int = 1
    align: Align = "center"
    style: Style = BODY
    fixed: bool = False
    name: bool = False
    top: bool = False
    pitch: float = LEADING


@dataclass(frozen=True, slots=True)
class Row:
    """A row at least ``height`` mm high."""

    height: float
    cells: tuple[Cell, ...]
    shaded: bool = False


def label(text: str, span: int = 1, style: Style = LABEL, align: Align = "center") -> Cell:
    """Printed words of the form itself."""
    return Cell(text, span, align, style, fixed=True)


def value(text: str, span: int = 1, style: Style = BODY, align: Align = "left", *, top: bool = False) -> Cell:
    """A filled-in value."""
    return Cell(text, span, align, style, top=top)


def name(text: str, span: int = 1, style: Style = BODY, align: Align = "center") -> Cell:
    """A person's name: kept on one line and in one font as long as that can be."""
    return Cell(text, span, align, style, name=True)


def row(height: float, *cells: Cell, shaded: bool = False) -> Row:
    """A row of cells."""
    return Row(height, cells, shaded)


@dataclass(frozen=True, slots=True)
class _Laid:
    """A row whose cells have been fitted: their frames from the table's left edge, and texts."""

    row: Row
    height: float
    widths: tuple[float, ...]
    fits: tuple[Fit, ...]


class Grid:
    """A table at a place: rows are fitted first, so that their heights are known before drawing."""

    def __init__(self, columns: Sequence[float], rows: Iterable[Row]) -> None:
        self.columns = tuple(columns)
        self._laid = [_lay(self.columns, r) for r in rows]

    @property
    def height(self) -> float:
        """The height of all rows in mm."""
        return sum(laid.height for laid in self._laid)

    def heights(self) -> list[float]:
        """The height of each row in mm."""
        return [laid.height for laid in self._laid]

    def draw(self, sheet: Sheet, x: float, y: float) -> float:
        """Draw rules and text with the upper left corner at (x, y); gives the y below the table."""
        key = (x, y, *(_form_of(laid) for laid in self._laid))
        sheet.stamp(key, lambda: self._draw_form(sheet, x, y))
        top = y
        for laid in self._laid:
            _write(sheet, laid, x, top, fixed=False)
            top += laid.height
        return top

    def _draw_form(self, sheet: Sheet, x: float, y: float) -> None:
        width = sum(self.columns)
        lines: list[tuple[Point, ...]] = []
        shades: list[Frame] = []
        top = y
        for laid in self._laid:
            below, edge = top + laid.height, x
            if laid.row.shaded:
                shades.append(Frame(x, top, width, laid.height))
            for wide in laid.widths[:-1]:
                edge += wide
                lines.append(((edge, top), (edge, below)))
            if below < y + self.height - 0.01:
                lines.append(((x, below), (x + width, below)))
            top = below
        if shades:
            sheet.fills(shades, SHADE)
        sheet.strokes(lines, INNER)
        sheet.strokes([Frame(x, y, width, top - y).ring()], OUTER)
        top = y
        for laid in self._laid:
            _write(sheet, laid, x, top, fixed=True)
            top += laid.height


def _lay(columns: tuple[float, ...], r: Row) -> _Laid:
    widths: list[float] = []
    start = 0
    for cell in r.cells:
        widths.append(sum(columns[start : start + cell.span]))
        start += cell.span
    fits = tuple(
        fit(c.text, c.style, w - 2 * PADDING, r.height - 1, name=c.name)
        for c, w in zip(r.cells, widths, strict=True)
    )
    height = max([r.height, *(f.height + 1 for f in fits)])
    return _Laid(r, height, tuple(widths), fits)


def _form_of(laid: _Laid) -> tuple[object, ...]:
    fixed = tuple((c.text, c.style) if c.fixed else None for c in laid.row.cells)
    return laid.height, laid.widths, laid.row.shaded, fixed


def _write(sheet: Sheet, laid: _Laid, x: float, y: float, *, fixed: bool) -> None:
    for cell, width, fitted in zip(laid.row.cells, laid.widths, laid.fits, strict=True):
        if cell.text and cell.fixed == fixed:
            write_fit(sheet, fitted, cell, Frame(x, y, width, laid.height))
        x += width


def write_fit(sheet: Sheet, fitted: Fit, cell: Cell, frame: Frame) -> None:
    """Write fitted lines into a frame, in its middle or from its top."""
    size = fitted.size
    style = cell.style.at(size)
    step = size * cell.pitch / MM
    if cell.top:
        middle = frame.y + PADDING + size / MM / 2 + 0.6
    else:
        middle = frame.y + frame.height / 2 - (len(fitted.lines) - 1) * step / 2
    if cell.align == "left":
        x = frame.x + PADDING
    elif cell.align == "right":
        x = frame.right - PADDING
    else:
        x = frame.x + frame.width / 2
    for line in fitted.lines:
        baseline = middle + size * _CENTRE / MM
        sheet.text(x, baseline, line, style, cell.align, whole=cell.name, cell=frame)
        middle += step
