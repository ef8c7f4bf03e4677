"""F08 活动签到表: invited people or empty lines, for families with children as well (DOMAIN.md 4.9)."""

from __future__ import annotations

from dataclasses import dataclass

from ljfpa_desktop.reports import marks
from ljfpa_desktop.reports.facts import Printed, code_of
from ljfpa_desktop.reports.grid import Grid, Row, label, name, row, value
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import PORTRAIT, SMALL, TITLE, Frame

PAPER = PORTRAIT
_ROW, _ROWS = 8.8, 22
_WIDTHS = {  # by with_children and shows_phone
    (False, True): (12.0, 30.0, 50.0, 38.0, 45.0),
    (False, False): (12.0, 40.0, 63.0, 60.0),
    (True, True): (12.0, 32.0, 32.0, 22.0, 35.0, 42.0),
    (True, False): (12.0, 40.0, 40.0, 28.0, 55.0),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Attendee:
    """One person expected; ``child`` and ``child_months`` are for parent and child events."""

    name: str = ""
    unit: str = ""
    phone: str = ""
    child: str = ""
    child_months: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SigninFacts(Printed):
    """A sign-in sheet; without attendees it has empty numbered lines.

    ``shows_phone`` off leaves the phone column out, so that nobody reads the others' numbers.
    """

    event_no: str = ""
    office: str = ""
    event_name: str = ""
    held_at: str = ""
    place: str = ""
    host: str = ""
    presenter: str = ""
    attendees: tuple[Attendee, ...] = ()
    with_children: bool = False
    shows_phone: bool = True


def draw(facts: SigninFacts, sheet: Sheet) -> None:
    """All pages: 22 lines on each, the last one filled up with empty lines for people who just come."""
    columns, titles = _columns(facts)
    people = list(facts.attendees)
    empty = -len(people) % _ROWS if people else _ROWS
    people += [Attendee()] * empty
    lines = [_line(facts, i, p) for i, p in enumerate(people, 1)]
    pages = _pages(columns, lines)
    for number, page in enumerate(pages, 1):
        frame = sheet.place()
        if number == 1:
            sheet.bookmark(f"{facts.event_no} {facts.event_name}".strip())
        y = _draw_head(facts, sheet, frame)
        head = row(8.5, *(label(t) for t in titles), shaded=True)
        Grid(columns, [head, *page]).draw(sheet, frame.x, y)
        marks.page_number(sheet, frame, number, len(pages), facts.event_no)
        marks.print_line(sheet, frame, facts.printed_at, facts.printed_by)


def _columns(f: SigninFacts) -> tuple[tuple[float, ...], tuple[str, ...]]:
    middle = ("家长姓名", "儿童姓名", "儿童月龄") if f.with_children else ("姓名", "单位或村（居）")
    titles = ("序号", *middle, *(("联系电话",) if f.shows_phone else ()), "签字")
    return _WIDTHS[f.with_children, f.shows_phone], titles


def _line(f: SigninFacts, number: int, p: Attendee) -> Row:
    cells = [value(str(number), style=SMALL, align="center"), name(p.name)]
    if f.with_children:
        cells += [name(p.child), value(p.child_months, align="center")]
    else:
        cells.append(value(p.unit))
    if f.shows_phone:
        cells.append(value(p.phone, style=SMALL, align="center"))
    return row(_ROW, *cells, value(""))


def _pages(columns: tuple[float, ...], lines: list[Row]) -> list[list[Row]]:
    pages: list[list[Row]] = [[]]
    used = 0.0
    for line in lines:
        height = Grid(columns, [line]).height
        if pages[-1] and used + height > _ROW * _ROWS + 0.01:
            pages.append([])
            used = 0.0
        pages[-1].append(line)
        used += height
    return pages


def _draw_head(f: SigninFacts, sheet: Sheet, frame: Frame) -> float:
    if f.event_no:
        marks.qr(sheet, frame.right - 12, frame.y - 6, code_of(f.event_no, f))
    inner = Frame(frame.x + 14, frame.y, frame.width - 28, frame.height)
    marks.heading(sheet, inner, frame.y + 5, f"{f.office}活动签到表", TITLE)
    rows = [
        row(8, label("活动名称"), value(f.event_name, 3)),
        row(8, label("时间"), value(f.held_at), label("地点"), value(f.place)),
        row(8, label("主办单位"), value(f.host), label("主持人"), name(f.presenter)),
    ]
    return Grid((24.0, 63.5, 24.0, 63.5), rows).draw(sheet, frame.x, frame.y + 9) + 3


def sample() -> SigninFacts:
    """A sheet with three invited people."""
    return SigninFacts(
        printed_at="2024-05-28 16:00",
        printed_by="王丽琴",
        event_no="HD-350122103-24A-00015",
        office="连江县琯头镇计划生育协会",
        event_name="5.29会员活动日暨新型婚育文化宣传服务",
        held_at="2024年5月29日 09:00至11:30",
        place="琯头镇文化广场",
        host="琯头镇计划生育协会",
        presenter="王丽琴",
        attendees=(
            Attendee(name="林秀钦", unit="壶江村", phone="13850112345"),
            Attendee(name="陈依妹", unit="塘头村", phone="13950223456"),
            Attendee(name="黄𬱖", unit="东岸村", phone="13600885566"),
        ),
    )


def blank() -> SigninFacts:
    """The empty form."""
    return SigninFacts()
