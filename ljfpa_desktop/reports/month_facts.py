"""What the monthly sheet (F11) says: the lines of the month in groups, and the annex of differences."""

from __future__ import annotations

from itertools import groupby

from ljfpa_desktop.base import dates, money
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.reports.monthly import NOT_APPLICABLE, Correction, Figure, Group, MonthlyFacts
from ljfpa_desktop.services import office, period, setting, sheet
from ljfpa_desktop.services.indicators import BY_CODE, Indicator
from ljfpa_desktop.services.sheet import Line


def collect(db: Database, actor: Actor, month: str) -> MonthlyFacts:
    """The facts of F11 for a month (``2024-02``): frozen when closed, else as the records stand now."""
    found, own = sheet.of(db, month), office.facts(db)
    groups = [
        Group(title=title, figures=tuple(figure(line) for line in lines))
        for title, lines in groupby(found.lines, key=lambda line: line.indicator.group)
    ]
    year, number = month.split("-")
    return MonthlyFacts(
        number=_number(own.code, month, found.edition),
        made_by=f"{own.county}计划生育协会",
        office=own.title,
        period=f"{year}年{int(number)}月",
        groups=tuple(groups),
        corrections=tuple(_corrections(db, month)),
        responsible=str(setting.get(db, "paper.approver")),
        statistician=str(setting.get(db, "paper.reviewer")),
        preparer=str(setting.get(db, "paper.handler")) or actor.name,
        phone=str(setting.get(db, "paper.phone")),
        reported_on=dates.chinese(found.closed_on) if found.closed_on else "",
        version=f"第{found.edition}版（重报）" if found.edition > 1 else "",
        printed_at=f"{dates.local(dates.now()):%Y-%m-%d %H:%M}",
        printed_by=actor.name,
    )


def _number(office_code: str, month: str, edition: int) -> str:
    """The number of a closed month's sheet; an open one is a draft and has none."""
    if not edition:
        return ""
    return f"YB-{office_code}-{month.replace('-', '')}" + (f"-{edition}" if edition > 1 else "")


def shown(indicator: Indicator, value: float | None) -> str:
    """A figure in its unit: 万元 and 元 out of 分, percent as it is; None is blank (未报)."""
    if value is None:
        return ""
    if indicator.is_money:
        fen = int(value)
        return money.wan(fen) if indicator.unit == "万元" else money.plain(fen).removesuffix(".00")
    return f"{value:g}" if not float(value).is_integer() else str(int(value))


def grouped(figure: str) -> str:
    """A figure for the screen, thousands set off by commas; what is no number stays as it is."""
    whole, dot, rest = figure.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.lstrip("-").isdigit() and len(whole) > 3 else figure


def figure(line: Line) -> Figure:
    """A line of the sheet as text, as paper and screen show it."""
    indicator = line.indicator
    note = f"调整上月 {shown(indicator, line.adjustment)}" if line.adjustment else ""
    return Figure(
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        month=_ratio(indicator, line.month),
        year_to_date=_ratio(indicator, line.year_to_date),
        same_period=shown(indicator, line.same_period),
        change_percent=_change(line),
        note=note,
    )


def _ratio(indicator: Indicator, value: float | None) -> str:
    # A share of nobody is not zero: it cannot be had.
    return NOT_APPLICABLE if value is None and indicator.aggregation == "R" else shown(indicator, value)


def _change(line: Line) -> str:
    if line.year_to_date is None or line.same_period is None:
        return ""
    return NOT_APPLICABLE if line.change_percent is None else f"{line.change_percent:.1f}"


def _corrections(db: Database, month: str) -> list[Correction]:
    return [
        Correction(
            code=d.code,
            name=f"{d.name}：{d.text}" if d.text else d.name,
            month=d.month,
            was=shown(BY_CODE[d.code], d.was),
            now=shown(BY_CODE[d.code], d.now),
            by=d.who,
            why=d.why,
        )
        for d in period.differences(db, month)
    ]
