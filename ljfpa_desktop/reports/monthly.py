"""F11 月报表: the month's indicators in groups, and the annex of later corrections (DOMAIN.md 4.11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from ljfpa_desktop.reports import marks
from ljfpa_desktop.reports.facts import Printed, code_of
from ljfpa_desktop.reports.grid import Cell, Grid, Row, label, name, row, value
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import BODY, HEADING, REPORT, SMALL, TITLE, Frame

PAPER = REPORT
NOT_APPLICABLE = "—"
_COLUMNS = (16.0, 56.0, 14.0, 18.0, 20.0, 20.0, 14.0, 12.0)
_TITLES = ("代码", "指标名称", "计量\n单位", "本月", "本年累计", "上年同期", "增减%", "备注")
_ANNEX = (16.0, 40.0, 18.0, 17.0, 17.0, 18.0, 44.0)
_ANNEX_TITLES = ("代码", "指标名称", "月份", "原报数", "现数", "经手人", "原因")
_ROW, _ROWS = 6.5, 34


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One indicator; values are text: "0" for zero, "" for 未报, NOT_APPLICABLE where none can be."""

    code: str
    name: str
    unit: str = ""
    month: str = ""
    year_to_date: str = ""
    same_period: str = ""
    change_percent: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A shaded heading with the indicators under it."""

    title: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """A figure of a closed month that changed afterwards: what it was, is, by whom and why."""

    code: str
    name: str
    month: str = ""
    was: str = ""
    now: str = ""
    by: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthlyFacts(Printed):
    """A month's sheet; ``version`` says so when it is not the first (第2版)."""

    number: str = ""
    title: str = "计划生育协会工作月报表"
    form_code: str = "连计协月1表"
    made_by: str = "连江县计划生育协会"
    office: str = ""
    period: str = ""
    groups: tuple[Group, ...] = ()
    corrections: tuple[Correction, ...] = ()
    responsible: str = ""
    statistician: str = ""
    preparer: str = ""
    phone: str = ""
    reported_on: str = ""
    version: str = ""


_FIELDS = tuple(f.name for f in fields(Figure))


def draw(facts: MonthlyFacts, sheet: Sheet) -> None:
    """The sheet's pages, then the annex when an earlier month was corrected."""
    pages = _chunks(_COLUMNS, _figure_rows(facts)) or [[]]
    annex = _chunks(_ANNEX, _correction_rows(facts)) if facts.corrections else []
    total = len(pages) + len(annex)
    for number, rows in enumerate(pages, 1):
        frame = _begin(facts, sheet, number, total)
        y = _draw_head(facts, sheet, frame)
        y = Grid(_COLUMNS, [_head(_TITLES), *rows]).draw(sheet, frame.x, y)
        if number == len(pages):
            _draw_foot(facts, sheet, frame, y)
    for number, rows in enumerate(annex, len(pages) + 1):
        frame = _begin(facts, sheet, number, total)
        marks.heading(sheet, frame, frame.y + 6, "附：对以前月份数字的调整", TITLE.at(15))
        words = f"填报单位：{facts.office}    报告期：{facts.period}"
        sheet.text(frame.x, frame.y + 13, words, marks.narrowed(SMALL, words, frame.width))
        Grid(_ANNEX, [_head(_ANNEX_TITLES), *rows]).draw(sheet, frame.x, frame.y + 15)


def _begin(f: MonthlyFacts, sheet: Sheet, number: int, total: int) -> Frame:
    frame = sheet.place()
    if number == 1:
        sheet.bookmark(f"{f.period} {f.title}".strip())
    marks.page_number(sheet, frame, number, total, f.number)
    marks.print_line(sheet, frame, f.printed_at, f.printed_by)
    return frame


def _head(titles: Sequence[str]) -> Row:
    return row(9, *(label(t, style=SMALL) for t in titles), shaded=True)


def _figure_rows(f: MonthlyFacts) -> list[Row]:
    rows: list[Row] = []
    for group in f.groups:
        heading = Cell(group.title, len(_COLUMNS), "left", HEADING.at(10), fixed=True)
        rows.append(row(_ROW, heading, shaded=True))
        rows += [_figure_row(figure) for figure in group.figures]
    return rows


def _figure_row(x: Figure) -> Row:
    values = (x.month, x.year_to_date, x.same_period, x.change_percent)
    return row(
        _ROW,
        value(x.code, style=SMALL, align="center"),
        value(x.name, style=BODY.at(10)),
        value(x.unit, style=SMALL, align="center"),
        *(value(v, style=BODY.at(10), align="center" if v == NOT_APPLICABLE else "right") for v in values),
        value(x.note, style=SMALL, align="center"),
    )


def _correction_rows(f: MonthlyFacts) -> list[Row]:
    return [
        row(
            8.0,
            value(c.code, style=SMALL, align="center"),
            value(c.name, style=SMALL),
            value(c.month, style=SMALL, align="center"),
            value(c.was, style=SMALL, align="right"),
            value(c.now, style=SMALL, align="right"),
            name(c.by, style=SMALL),
            value(c.why, style=SMALL),
        )
        for c in f.corrections
    ]


def _chunks(columns: tuple[float, ...], rows: list[Row]) -> list[list[Row]]:
    """Rows page by page; a group's heading never stands alone at the foot of a page."""
    pages: list[list[Row]] = []
    left = 0.0
    for i, r in enumerate(rows):
        height = Grid(columns, [r]).height
        need = height + (_ROW if r.shaded and i + 1 < len(rows) else 0)
        if not pages or need > left + 0.01:
            pages.append([])
            left = _ROW * _ROWS
        pages[-1].append(r)
        left -= height
    return pages


def _draw_head(f: MonthlyFacts, sheet: Sheet, frame: Frame) -> float:
    if f.number:
        marks.qr(sheet, frame.right - 12, frame.y - 10, code_of(f.number, f))
    inner = Frame(frame.x + 14, frame.y, frame.width - 28, 0)
    marks.heading(sheet, inner, frame.y + 1, f"{f.title}", TITLE)
    right = frame.right - 0.5
    sheet.text(frame.x, frame.y + 7.5, f"表号：{f.form_code}", SMALL)
    sheet.text(right, frame.y + 7.5, f"报告期：{f.period}", SMALL, "right")
    sheet.text(frame.x, frame.y + 12.3, f"制定机关：{f.made_by}", SMALL)
    words = f"填报单位（盖章）：{f.office}"
    sheet.text(right, frame.y + 12.3, words, marks.narrowed(SMALL, words, 105), "right", whole=True)
    return frame.y + 14


def _draw_foot(f: MonthlyFacts, sheet: Sheet, frame: Frame, y: float) -> None:
    pairs = (
        ("单位负责人：", f.responsible),
        ("统计负责人：", f.statistician),
        ("填表人：", f.preparer),
        ("联系电话：", f.phone),
    )
    y = marks.signatures(sheet, frame, y + 6, pairs, SMALL, (43, 43, 38, 46))
    last = (("报出日期：", f.reported_on), ("版次：", f.version))
    marks.signatures(sheet, Frame(frame.x, y, 100, 0), y + 5.5, last, SMALL, (55, 45))


_SAMPLE = (
    ("ZB-B01", "宣传活动场次", "场次", "3", "7", "5", "40.0", ""),
    ("ZB-B02", "发放宣传册（材料）", "份", "280", "1,530", "0", NOT_APPLICABLE, "含夜市"),
    ("ZB-B04", "宣传服务", "人次", "0", "0", "0", "0.0", ""),
    ("ZB-G02", "慰问计生困难家庭", "户", "0", "17", "21", "-19.0", "调-1"),
    ("ZB-G03", "慰问计生困难家庭金额", "万元", "0", "1.97", "", "", ""),
)


def _figure_of(texts: tuple[str, ...]) -> Figure:
    return Figure(**dict(zip(_FIELDS, texts, strict=True)))


def sample() -> MonthlyFacts:
    """A sheet with two groups and a correction."""
    return MonthlyFacts(
        printed_at="2024-06-01 08:40",
        printed_by="王丽琴",
        number="YB-350122103-202405",
        office="连江县琯头镇计划生育协会",
        period="2024年5月",
        groups=(
            Group(title="B 宣传", figures=tuple(map(_figure_of, _SAMPLE[:3]))),
            Group(title="G 帮扶", figures=tuple(map(_figure_of, _SAMPLE[3:]))),
        ),
        corrections=(
            Correction(
                code="ZB-G02",
                name="慰问计生困难家庭",
                month="2024年2月",
                was="18",
                now="17",
                by="王丽琴",
                why="领款单重复开具，作废一张",
            ),
        ),
        responsible="陈国栋",
        statistician="郑美英",
        preparer="王丽琴",
        phone="0591-26100000",
        reported_on="2024年6月1日",
        version="第1版",
    )


def blank() -> MonthlyFacts:
    """An empty sheet: head, ruled rows without indicators, and foot."""
    empty = tuple(Figure(code="", name="") for _ in range(_ROWS - 1))
    return MonthlyFacts(groups=(Group(title="", figures=empty),))
