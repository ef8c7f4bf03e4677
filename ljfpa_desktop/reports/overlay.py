"""Marks on a kept paper: 作废 and 补打 are laid over the file of first issue, which itself never changes."""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO
from typing import Any

import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

from ljfpa_desktop.reports import marks as marking
from ljfpa_desktop.reports.catalogue import Marks
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import MM, Frame, Paper


def lay_over(
    pdf: bytes,
    marks: Marks,
    *,
    pages: Collection[int] | None = None,
    slots: int = 1,
    only: Collection[int] | None = None,
) -> bytes:
    """A copy of ``pdf`` with the marks over it; what lies beneath stays as it was.

    ``pages`` are counted from 1, None means all. ``slots`` is how many receipts stand on a page;
    ``only`` names those to be marked, from 1.
    """
    kept: Any = pypdfium2.PdfDocument(pdf)
    sources: list[Any] = []
    for number in range(len(kept)):
        if pages is not None and number + 1 not in pages:
            continue
        page = kept[number]
        wide, high = (side / MM for side in page.get_size())
        paper = Paper(wide, high, 15, 15, 5, 5, slots)
        source: Any = pypdfium2.PdfDocument(_marks_alone(paper, marks, only, _content(page, high)))
        page.insert_obj(source.page_as_xobject(0, kept).as_pageobject())
        page.gen_content()
        page.close()
        sources.append(source)
    out = BytesIO()
    kept.save(out)
    kept.close()
    for source in sources:
        source.close()
    return out.getvalue()


def _content(page: Any, high: float) -> list[Frame]:
    """Where something stands on the page, in mm from its top left corner; 演示 across it is none of it."""
    frames: list[Frame] = []
    for thing in page.get_objects(max_depth=1):
        if thing.get_matrix().b:  # turned: a word laid across the page
            continue
        left, bottom, right, top = (edge / MM for edge in thing.get_bounds())
        frames.append(Frame(left, high - top, right - left, top - bottom))
    return frames


def _marks_alone(paper: Paper, marks: Marks, only: Collection[int] | None, content: list[Frame]) -> bytes:
    sheet = Sheet(paper, "作废补打标记")
    height = paper.height / paper.slots
    for slot in range(1, paper.slots + 1):
        frame = sheet.place()
        if only is not None and slot not in only:
            continue
        top = (slot - 1) * height
        inside = [f for f in content if f.y >= top - 1 and f.bottom <= top + height + 1]
        bottom = max([f.bottom - top for f in inside], default=frame.bottom)
        body = Frame(frame.x, frame.y, frame.width, min(bottom, frame.bottom) - frame.y)
        marking.lay(sheet, body, is_void=marks.is_void, reprint=marks.reprint)
    return sheet.finish()
