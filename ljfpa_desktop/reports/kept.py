"""Further copies of kept papers: their own pages or slots taken out of the file, marks laid over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

from ljfpa_desktop.base.db import Database
from ljfpa_desktop.reports.catalogue import Marks
from ljfpa_desktop.reports.overlay import lay_over
from ljfpa_desktop.services import paper
from ljfpa_desktop.services.paper import Copy, PaperLine

SHEETS = 3  # 一式三联


def copies_of(db: Database, copies: Sequence[Copy], void: set[str]) -> bytes:
    """One file of all the copies, each with its words 补打 第N次, and 作废 for those voided.

    A file whose every receipt is wanted comes out whole; else receipts are taken out one by one,
    with all 联 they were issued in.
    """
    made: list[bytes] = []
    by_file: dict[str, list[Copy]] = {}
    for copy in copies:
        by_file.setdefault(copy.paper.sha256, []).append(copy)
    for sha, wanted in by_file.items():
        pdf = paper.content(db, sha)
        if wanted[0].paper.kind != "F01":
            made += [lay_over(pdf, _marks(copy, void)) for copy in wanted]
            continue
        count = paper.count_in_file(db, sha)
        sheets = _sheets(pdf, wanted[0].paper, count)
        if len(wanted) == count:
            made.append(_whole(pdf, wanted, void, sheets, count))
        else:
            made += [
                _slot(pdf, copy, _marks(copy, void), place)
                for copy in wanted
                for place in _places(copy, sheets, count)
            ]
    return joined(made)


def _marks(copy: Copy, void: set[str]) -> Marks:
    return Marks(is_void=copy.paper.number in void, reprint=copy.mark)


def _sheets(pdf: bytes, line: PaperLine, count: int) -> int:
    """How many 联 of each receipt the file holds, one set after the other."""
    found = [n for n in (1, SHEETS) if math.ceil(n * count / line.slots) == line.pages]
    if len(found) == 1:
        return found[0]
    document: Any = pypdfium2.PdfDocument(pdf)  # one receipt, three to a page: once, or each 联 in its slot
    page = document[0]
    low, part = _place(page, 2, line.slots)
    middles = [
        (low_ + high) / 2 for _, low_, _, high in (o.get_bounds() for o in page.get_objects(max_depth=1))
    ]
    is_filled = any(low + 1 < middle < low + part - 1 for middle in middles)
    document.close()
    return SHEETS if is_filled else 1


def _places(copy: Copy, sheets: int, count: int) -> list[tuple[int, int]]:
    """Page and slot of each 联 of a receipt, from 1."""
    slots = copy.paper.slots
    first = (copy.paper.page - 1) * slots + copy.paper.slot - 1
    return [(at // slots + 1, at % slots + 1) for at in range(first, first + sheets * count, count)]


def _whole(pdf: bytes, copies: Sequence[Copy], void: set[str], sheets: int, count: int) -> bytes:
    """The file with the marks of each receipt where it stands."""
    places: dict[tuple[Marks, int], set[int]] = {}
    for copy in copies:
        for page, slot in _places(copy, sheets, count):
            places.setdefault((_marks(copy, void), slot), set()).add(page)
    for (marks, slot), pages in places.items():
        pdf = lay_over(pdf, marks, pages=pages, slots=copies[0].paper.slots, only={slot})
    return pdf


def _slot(pdf: bytes, copy: Copy, marks: Marks, place: tuple[int, int]) -> bytes:
    """One receipt without its neighbours on the page, marked, on a page of its own size."""
    number, slot = place
    slots = copy.paper.slots
    alone = lay_over(_alone(pdf, number, slot, slots), marks, slots=slots, only={slot})
    document: Any = pypdfium2.PdfDocument(alone)
    page = document[0]
    width, _ = page.get_size()
    low, part = _place(page, slot, slots)
    page.set_mediabox(0, low, width, low + part)
    page.set_cropbox(0, low, width, low + part)
    return _saved(document)


def _alone(pdf: bytes, number: int, slot: int, slots: int) -> bytes:
    source: Any = pypdfium2.PdfDocument(pdf)
    made: Any = pypdfium2.PdfDocument.new()
    made.import_pages(source, [number - 1])
    page = made[0]
    low, part = _place(page, slot, slots)
    # What belongs to other families is taken out, not only hidden: the file may be passed on.
    for item in list(page.get_objects(max_depth=1)):
        _, bottom, _, top = item.get_bounds()
        if not low + 1 < (bottom + top) / 2 < low + part - 1:  # nor the line to cut along
            page.remove_obj(item)
    page.gen_content()
    return _saved(made, source)


def _place(page: Any, slot: int, slots: int) -> tuple[float, float]:
    """The lower edge and the height of a slot, in points."""
    _, height = page.get_size()
    part = height / slots
    return height - part * slot, part


def joined(files: Sequence[bytes]) -> bytes:
    """Several files as one, in order."""
    if len(files) == 1:
        return files[0]
    made: Any = pypdfium2.PdfDocument.new()
    sources: list[Any] = [pypdfium2.PdfDocument(file) for file in files]
    for source in sources:
        made.import_pages(source)
    return _saved(made, *sources)


def page_count(pdf: bytes) -> int:
    """How many pages a file has."""
    document: Any = pypdfium2.PdfDocument(pdf)
    count = len(document)
    document.close()
    return count


def _saved(made: Any, *sources: Any) -> bytes:
    out = BytesIO()
    made.save(out)
    made.close()
    for source in sources:
        source.close()
    return out.getvalue()
