"""How our papers look: papers, margins, named text styles, colours; the one stylesheet of print."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ljfpa_desktop.reports import fonts

MM = 72 / 25.4  # points in a millimetre
LEAST = 7.0  # no text is ever smaller than this, in points

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
GREY: Colour = (0.42, 0.42, 0.42)
PALE: Colour = (0.93, 0.93, 0.93)
SHADE: Colour = (0.945, 0.945, 0.945)
RED: Colour = (0.78, 0.09, 0.09)
SEAL_RED: Colour = (0.70, 0.07, 0.09)
GOLD: Colour = (0.72, 0.54, 0.20)


@dataclass(frozen=True, slots=True)
class Style:
    """One way to write: font name, size and letter spacing in points."""

    font: str
    size: float
    colour: Colour = BLACK
    spacing: float = 0.0

    def at(self, size: float) -> Style:
        """The same style in another size."""
        return self if size == self.size else replace(self, size=size)


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle on the page in millimetres from its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    def within(self, inset: float) -> Frame:
        """The rectangle ``inset`` mm inside this one on all sides (outside when negative)."""
        return Frame(self.x + inset, self.y + inset, self.width - 2 * inset, self.height - 2 * inset)

    def ring(self) -> tuple[tuple[float, float], ...]:
        """Its outline as a line that overlaps its start, so that all corners are sharp."""
        x, y, right, bottom = self.x, self.y, self.right, self.bottom
        return ((x, y), (right, y), (right, bottom), (x, bottom), (x, y), (right, y))


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper with its margins in millimetres, perhaps cut across into equal slots."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    slots: int = 1

    def frame(self) -> Frame:
        """The printable rectangle of one slot, measured from the slot's own top."""
        across = self.width - self.left - self.right
        return Frame(self.left, self.top, across, self.height / self.slots - self.top - self.bottom)


REGISTER = Paper(297, 210, 25, 15, 20, 20)  # DOMAIN.md 4.3
PORTRAIT = Paper(210, 297, 22, 13, 20, 20)
REPORT = Paper(210, 297, 20, 20, 20, 20)  # DOMAIN.md 4.11
CERTIFICATE = Paper(297, 210, 28, 28, 28, 28)
RECEIPTS = {n: Paper(210, 297, 20, 15, top, 4, n) for n, top in ((1, 18), (2, 10), (3, 5))}  # DOMAIN.md 4.4

TITLE = Style(fonts.SONG_BOLD, 18, spacing=1.2)
HEADING = Style(fonts.HEI_MEDIUM, 12)
LABEL = Style(fonts.HEI, 10)
BODY = Style(fonts.SONG, 10.5)
BODY_BOLD = Style(fonts.SONG_BOLD, 10.5)
SMALL = Style(fonts.SONG, 9)
NOTE = Style(fonts.SONG, 7.5)
PRINT_LINE = Style(fonts.SONG, 7.5, GREY)
