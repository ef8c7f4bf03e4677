"""Pictures of every paper: as it is printed, empty, several to a page, void and reprinted."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.reports import catalogue, recovery
from ljfpa_desktop.reports.catalogue import Document, Marks
from ljfpa_desktop.reports.marks import reprint_words
from ljfpa_desktop.reports.overlay import lay_over

SCALE, COLOURS = 2, 64  # twice the size of paper at 72 dots an inch


def write(folder: Path) -> Iterator[Path]:
    """Write the pictures, one a page; the ones of before go."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    for name, make in _papers().items():
        pages = list(_pictures(make()))
        for number, page in enumerate(pages, 1):
            path = folder / (f"{name}-{number}.png" if len(pages) > 1 else f"{name}.png")
            write_replacing(path, page)
            yield path


def _papers() -> dict[str, Callable[[], bytes]]:
    found: dict[str, Callable[[], bytes]] = {}
    for code, document in catalogue.REPORTS.items():
        found[code] = lambda d=document: _render(d)
        found[f"{code}-blank"] = lambda d=document: catalogue.render(d.code, [d.blank()])
    receipt, certificate = catalogue.find("F01"), catalogue.find("F10")
    marks = Marks(is_void=True, reprint=reprint_words(2, "2025-11-20 10:21"))
    found["F01-two-to-a-page"] = lambda: _render(receipt, 2)
    found["F01-three-to-a-page"] = lambda: _render(receipt, 3)
    found["F01-void-reprint"] = lambda: lay_over(catalogue.render("F01", [receipt.sample()]), marks)
    found["F10-demo"] = lambda: catalogue.render("F10", [certificate.sample()], demo=True)
    found["recovery-code"] = lambda: recovery.pdf(
        "连江县琯头镇计划生育协会", "lxm", "K7QM-3TXE-9HRA-VC2N-5WJP-D8FY-6LBG"
    )
    return found


def _render(document: Document, per_page: int = 1) -> bytes:
    return catalogue.render(document.code, [document.sample()] * per_page, per_page=per_page)


def _pictures(pdf: bytes) -> Iterator[bytes]:
    with pypdfium2.PdfDocument(pdf) as opened:
        for page in opened:
            image = page.render(scale=SCALE).to_pil()
            out = io.BytesIO()
            few = image.convert("RGB").quantize(
                COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
            )
            few.save(out, "PNG", optimize=True)
            yield out.getvalue()
