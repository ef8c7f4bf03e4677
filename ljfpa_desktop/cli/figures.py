"""sheet and rows: the month's figures and the records behind each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.cli.office import Call, accepting, answer, json_option, working, writable

BY_COMMAND = "命令行结账，缺项已提示"


@click.command("sheet", help="月报：查看、导出，--close 结账，--reopen 重开。")
@click.argument("month", required=False)
@click.option("-o", "out", type=click.Path(path_type=Path), callback=writable, help="写成 .pdf 或 .xlsx。")
@click.option("--close", "closing", metavar="月份", help="结账。")
@click.option("--reopen", "reopening", metavar="月份", help="重新打开已结账的月份。")
@click.option("--why", default="", help="重开的原因。")
@json_option
@click.pass_obj
def sheet_command(
    call: Call,
    month: str | None,
    out: Path | None,
    closing: str | None,
    reopening: str | None,
    why: str,
    to: str | None,
) -> None:
    """Show, write, close or reopen a month's sheet."""
    from ljfpa_desktop.services import period

    db, actor = call.open()
    if closing:
        digest = accepting(BY_COMMAND, lambda accepted: period.close(db, actor, closing, accepted))
        click.echo(f"{closing} 已结账，月报校验 {digest}。")
    elif reopening:
        period.reopen(db, actor, reopening, why)
        click.echo(f"{reopening} 已重新打开。")
    elif month:
        _show(call, month, out, to)
    else:
        raise click.UsageError("请写月份，例如 2024-02。")


def _show(call: Call, month: str, out: Path | None, to: str | None) -> None:
    from ljfpa_desktop.services import office, period, sheet, sheet_book

    db, actor = call.open()
    found, title = sheet.of(db, month), office.facts(db).title
    lines: list[str] = []
    if out is None and to is None:
        lines = [_line(line) for line in found.lines]
    elif out is not None:
        is_pdf = out.suffix.lower() == ".pdf"
        write_replacing(out, _pdf(call, month) if is_pdf else sheet_book.xlsx(found, out, title))
        lines = [f"月报已写成：{out}"]
        db.note(actor, f"导出 {month} 月报", "export")
    corrections = [d.text for d in period.differences(db, month)]
    answer(to, _plain(call, found, corrections), *lines)


def _pdf(call: Call, month: str) -> bytes:
    from ljfpa_desktop.reports import catalogue, month_facts
    from ljfpa_desktop.services import office

    db, actor = call.open()
    working("正在排版")
    facts = month_facts.collect(db, actor, month)
    return catalogue.render("F11", [facts], demo=office.facts(db).is_demo)


def _plain(call: Call, found: Any, corrections: list[str]) -> dict[str, Any]:
    from ljfpa_desktop.services import office

    return {
        "period": found.month,
        "office": office.facts(call.open()[0]).code,
        "closed": found.is_closed,
        "indicators": [
            {
                "code": line.indicator.code,
                "name": line.indicator.name,
                "unit": line.indicator.unit,
                "month": _number(line.month),
                "year_to_date": _number(line.year_to_date),
                "same_period": _number(line.same_period),
                "change_percent": line.change_percent,
            }
            for line in found.lines
        ],
        "text": corrections,
    }


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


def _line(line: Any) -> str:
    i = line.indicator
    values = (("本月", line.month), ("累计", line.year_to_date), ("同期", line.same_period))
    return f"{i.code}  {i.name}（{i.unit}）  " + "  ".join(f"{title} {_words(i, v)}" for title, v in values)


def _words(indicator: Any, value: float | None) -> str:
    from ljfpa_desktop.reports import month_facts

    return month_facts.shown(indicator, value) or "未报"


@click.command("rows", help="一个数字背后的记录：rows ZB-G02 2024-02。")
@click.argument("code")
@click.argument("period")
@json_option
@click.pass_obj
def rows_command(call: Call, code: str, period: str, to: str | None) -> None:
    """The contributing rows of a figure; it is the sum of value over distinct key."""
    from ljfpa_desktop.services import figures, sheet
    from ljfpa_desktop.services.indicators import BY_CODE

    db, _actor = call.open()
    if code not in BY_CODE:
        raise Refused(f"没有指标“{code}”，可用的有：{'、'.join(BY_CODE)}。")
    found = sheet.rows(db, code, period) if len(period) == 7 else figures.rows(db, code, period)
    value = [
        {
            "part": n.row.part, "key": n.row.key.hex, "value": _number(n.row.value),
            "household": n.household_no, "person": n.person_name, "office": n.office_code,
            "date": n.row.date.isoformat() if n.row.date else None, "text": n.row.text,
        }
        for n in found
    ]  # fmt: skip
    lines = [
        f"{n.row.date or ''}  {n.household_no}  {n.head}  {n.person_name}  {_number(n.row.value)}  "
        f"{n.row.text}  {n.place}".rstrip()
        for n in found
    ]
    answer(to, value, *lines, f"共 {len(found)} 条。")
