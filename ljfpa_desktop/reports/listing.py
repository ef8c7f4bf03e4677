"""Any list of the screen on paper: title, columns as wide as their words need, page by page."""

from __future__ import annotations

from collections.abc import Sequence

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.reports import marks
from ljfpa_desktop.reports.grid import Grid, Row, label, row, value
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import BODY, PORTRAIT, REGISTER, SMALL, TITLE, Frame
from ljfpa_desktop.services import office

_HEAD, _ROW = 8.5, 7.5
_TOP = 15.0  # mm for title and the line below
_LEAST, _MOST = 11.0, 62.0  # mm
_WIDE_FROM = 8  # columns
_STYLE = BODY.at(9.5)


def render(db: Database, actor: Actor, title: str, rows: Sequence[Sequence[str]], words: str = "") -> bytes:
    """The PDF of a list; the first row names the columns. Many columns lie on their side."""
    facts = office.facts(db)
    names, body = list(rows[0]), rows[1:]
    paper = REGISTER if len(names) >= _WIDE_FROM else PORTRAIT
    sheet = Sheet(paper, title, facts.title, under=marks.demo if facts.is_demo else None)
    columns = _widths(rows, paper.frame().width)
    pages = _pages(columns, [_line(line) for line in body], paper.frame().height - _TOP - _HEAD - 6)
    printed_at = f"{dates.local(dates.now()):%Y-%m-%d %H:%M}"
    for number, page in enumerate(pages, 1):
        frame = sheet.place()
        _head(sheet, frame, title, f"{facts.title}    {words}".strip())
        head = row(_HEAD, *(label(name, style=SMALL) for name in names), shaded=True)
        Grid(columns, [head, *page]).draw(sheet, frame.x, frame.y + _TOP)
        marks.page_number(sheet, frame, number, len(pages))
        marks.print_line(sheet, frame, printed_at, actor.name)
    return sheet.finish()


def _head(sheet: Sheet, frame: Frame, title: str, words: str) -> None:
    marks.heading(sheet, frame, frame.y + 5, title, TITLE.at(15))
    sheet.text(frame.x, frame.y + 12, words, marks.narrowed(SMALL, words, frame.width))


def _line(cells: Sequence[str]) -> Row:
    return row(_ROW, *(value(text, style=_STYLE) for text in cells))


def _widths(rows: Sequence[Sequence[str]], room: float) -> tuple[float, ...]:
    """Columns as wide as their longest words, shared out over the whole width."""
    wanted = [
        min(_MOST, max(_LEAST, 4 + max(marks.width_of(r[i], _STYLE) for r in rows)))
        for i in range(len(rows[0]))
    ]
    return tuple(w * room / sum(wanted) for w in wanted)


def _pages(columns: Sequence[float], lines: Sequence[Row], room: float) -> list[list[Row]]:
    pages: list[list[Row]] = [[]]
    used = 0.0
    for line in lines:
        height = Grid(columns, [line]).height
        if pages[-1] and used + height > room:
            pages.append([])
            used = 0.0
        pages[-1].append(line)
        used += height
    return pages
