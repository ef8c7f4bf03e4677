"""Reading papers back with independent programs: qpdf, poppler and zbar."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ljfpa_desktop.reports import catalogue
from ljfpa_desktop.reports.sheet import Box, Sheet
from ljfpa_desktop.reports.styles import Frame


@dataclass
class Drawn:
    """A document as a file, and where each line of text was put."""

    data: bytes
    boxes: list[Box]
    pages: int
    width: float
    height: float


def draw(code: str, *facts: Any, per_page: int = 1) -> Drawn:
    """Draw documents with the boxes of their text recorded."""
    document = catalogue.find(code)
    paper = document.paper(per_page)
    sheet = Sheet(paper, document.title)
    sheet.trace = []
    for each in facts:
        document.draw(each, sheet)
    data = sheet.finish()
    return Drawn(data, sheet.trace, sheet.pages, paper.width, paper.height)


def run(*command: str, data: bytes, at: Path) -> str:
    """Run a program on the file; ``@`` in the command stands for its path."""
    file = at / "paper.pdf"
    file.write_bytes(data)
    words = [str(file) if word == "@" else word for word in command]
    done = subprocess.run(words, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode()


def text_of(data: bytes, at: Path) -> str:
    """All text of the file in the order of writing, without blanks and line ends."""
    return squeezed(run("pdftotext", "-raw", "@", "-", data=data, at=at))


def squeezed(text: str) -> str:
    """Text without any white space."""
    return re.sub(r"\s+", "", text)


def info(data: bytes, at: Path) -> dict[str, str]:
    """Title, author, page count and size as pdfinfo tells them."""
    lines = run("pdfinfo", "@", data=data, at=at).splitlines()
    return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}


def fonts_of(data: bytes, at: Path) -> list[list[str]]:
    """One row for each font of the file: name, ..., embedded, subset, unicode, object."""
    return [line.split() for line in run("pdffonts", "@", data=data, at=at).splitlines()[2:]]


def codes_of(data: bytes, at: Path, page: int = 1) -> list[str]:
    """What the QR codes of a page say."""
    only = ("-r", "200", "-gray", "-f", str(page), "-singlefile")
    run("pdftoppm", *only, "@", str(at / "page"), data=data, at=at)
    picture = str(at / "page.pgm")
    done = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, check=False)
    return done.stdout.decode().splitlines()


def words_outside(data: bytes, at: Path, edge: float = 4.0) -> list[str]:
    """Words that stand within ``edge`` mm of the paper's border, where printers cannot print."""
    out: list[str] = []
    for page in run("pdftotext", "-bbox", "@", "-", data=data, at=at).split("<page ")[1:]:
        wide, high = (float(x) for x in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
        found = re.findall(
            r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', page
        )
        margin = edge * 72 / 25.4
        for x0, y0, x1, y1, word in found:
            inside = float(x0) >= margin and float(x1) <= wide - margin
            # poppler's boxes reach from the font's ascent to its descent, beyond the letters
            if not (inside and float(y0) >= margin - 4 and float(y1) <= high - margin + 4):
                out.append(word)
    return out


def outside_cell(boxes: list[Box], slack: float = 0.25) -> list[str]:
    """Texts that leave the cell they belong to."""
    return [b.text for b in boxes if b.cell and not _holds(b.cell, b.frame, slack)]


def overlapping(boxes: list[Box], slack: float = 0.3) -> list[tuple[str, str]]:
    """Pairs of texts on one page whose letters touch."""
    pairs: list[tuple[str, str]] = []
    for page in {b.page for b in boxes}:
        here = sorted((b for b in boxes if b.page == page), key=lambda b: b.frame.y)
        for i, one in enumerate(here):
            for other in here[i + 1 :]:
                if other.frame.y > one.frame.bottom:
                    break
                if _touch(one.frame, other.frame, slack):
                    pairs.append((one.text, other.text))
    return pairs


def _holds(outer: Frame, inner: Frame, slack: float) -> bool:
    return (
        inner.x >= outer.x - slack
        and inner.right <= outer.right + slack
        and inner.y >= outer.y - slack
        and inner.bottom <= outer.bottom + slack
    )


def _touch(a: Frame, b: Frame, slack: float) -> bool:
    across = min(a.right, b.right) - max(a.x, b.x)
    down = min(a.bottom, b.bottom) - max(a.y, b.y)
    return across > slack and down > slack
