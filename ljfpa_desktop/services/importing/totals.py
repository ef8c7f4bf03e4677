"""Checks the sums a register states, and its title, against its rows (anomalies 25 and 51)."""

from __future__ import annotations

import re
from pathlib import PurePath

from ljfpa_desktop.base import divisions, money
from ljfpa_desktop.services.importing.parsed import Parsed, ParsedRow, Problem
from ljfpa_desktop.services.importing.relief import as_unit
from ljfpa_desktop.services.importing.rows import Table
from ljfpa_desktop.services.importing.wording import plain

_COUNT = re.compile(r"(\d+)(户|人|名)")
_UNIT = re.compile(r"[(\[【]?(?:金额)?单位:(?:人民币)?[(]?(?:万元|千元|元)[)]?[)\]】]?$")
_NO_TITLE = re.compile("^填[报表]|:|^附件|^说明|^备注|^注|^单位|^第")
_WORDS = re.compile("[\u3400-\u9fff]{4}")
_YUAN = re.compile(r"\d[\d,]*(?:\.\d+)?(?:万元|元)")


def check_totals(parsed: Parsed) -> list[Problem]:
    """A warning for each 小计 and 合计 that does not agree with the visible rows it stands under."""
    out: list[Problem] = []
    rows = {r.row: r for r in parsed.rows}
    since: list[ParsedRow] = []
    before: list[ParsedRow] = []
    for number, kind in parsed.table.kinds.items():
        if number in rows:
            since.append(rows[number])
            before.append(rows[number])
        elif kind in {"subtotal", "total"} and before:
            out += _compare(parsed, number, since if kind == "subtotal" else before)
            since = []
        elif kind == "words" and before:
            out += _compare_words(parsed, number, before)
    return out


def _compare(parsed: Parsed, number: int, rows: list[ParsedRow]) -> list[Problem]:
    out: list[Problem] = []
    texts = {c: plain(v.text) for c, v in parsed.table.own(number).items()}
    title = parsed.table.header.columns[0].title
    joined = " ".join(texts.values())
    stated = {unit: int(count) for count, unit in _COUNT.findall(joined)}
    households = len({r.group for r in rows})
    actual = {"户": households, "人": _persons(parsed, rows), "名": _persons(parsed, rows)}
    for unit, count in stated.items():
        if actual[unit] not in {count, 0}:
            gap = abs(count - actual[unit])
            message = f"表上写{count}{unit}，各行合起来是{actual[unit]}{unit}，相差{gap}。请核对。"
            out.append(Problem(number, title, "warning", 25, message, joined))
    amount = _stated_amount(parsed.table, number, joined)
    return out + (_amounts(number, amount[1], amount[0], rows) if amount else [])


def _persons(parsed: Parsed, rows: list[ParsedRow]) -> int:
    """How many people the rows list; a families register counts nobody this way."""
    return 0 if parsed.kind == "families" else len(rows)


def _stated_amount(table: Table, number: int, joined: str) -> tuple[int, str] | None:
    """The sum in the amount column, or in words such as 共计67户,38330元; None when there is none."""
    column = table.header.find("amount")
    if column is None:
        return None
    cell = table.own(number).get(column.index)
    written = _YUAN.search(joined)
    value: str | float | None = written[0] if written and not cell else None
    if cell:
        value = cell.number if cell.kind == "number" and cell.number is not None else cell.text
    if value is None:
        return None
    try:
        return money.parse_fen(value, unit=as_unit(column.unit or table.header.unit)), column.title
    except money.MoneyError:
        return None


def _amounts(number: int, title: str, stated: int, rows: list[ParsedRow]) -> list[Problem]:
    actual = sum(r.amount_fen or 0 for r in rows)
    if stated == actual:
        return []
    message = (
        f"表上合计{money.plain(stated)}元，各行合起来是{money.plain(actual)}元，"
        f"相差{money.plain(abs(stated - actual))}元。请核对。"
    )
    return [Problem(number, title, "warning", 25, message, money.plain(stated))]


def _compare_words(parsed: Parsed, number: int, rows: list[ParsedRow]) -> list[Problem]:
    """The total in words must be that of the rows too, unless the figure above already differs."""
    column = parsed.table.header.find("amount")
    texts = "".join(plain(c.text) for c in parsed.table.own(number).values())
    words = re.search(r"(?:人民币)?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正]{3,}", texts)
    if not column or not words:
        return []
    try:
        stated = money.from_words(words[0])
    except money.MoneyError as fault:
        return [Problem(number, column.title, "warning", 25, fault.sentence, words[0])]
    above = [r for r, k in parsed.table.kinds.items() if k == "total" and r < number]
    if above and (figure := _stated_amount(parsed.table, above[-1], "")):
        if figure[0] == stated:
            return []
        message = f"大写合计{words[0]}与上面的合计{money.plain(figure[0])}元不一致。请核对。"
        return [Problem(number, column.title, "warning", 25, message, words[0])]
    return _amounts(number, column.title, stated, rows)


def check_title(parsed: Parsed) -> list[Problem]:
    """A warning when the title names another township, or a year that the file contradicts (anomaly 51)."""
    table = parsed.table
    first = table.header.rows[0]
    out: list[Problem] = []
    column = table.header.columns[0].title
    for row in (r for r, k in table.kinds.items() if k == "title" and r < first):
        text = plain("".join(c.text for c in table.own(row).values()))
        other = _other_township(text, parsed.setting.township)
        if other:
            own = divisions.name(parsed.setting.township)
            message = f"标题写的是“{other}”，本单位是{own}。请确认是不是拿错了表。"
            out.append(Problem(row, column, "warning", 51, message, text))
        years = _years(text)
        seen = _years(PurePath(parsed.file).stem) | _filled_years(table, first)
        new_year = "春节" in text and any(abs(a - b) == 1 for a in years for b in seen)
        if years and seen and not years & seen and not new_year:
            message = f"标题写的是{min(years)}年，文件名或填表日期是{min(seen)}年。请确认是不是拿错了表。"
            out.append(Problem(row, column, "warning", 51, message, text))
    return out


def _other_township(text: str, own: str) -> str:
    name = divisions.name(own)
    if name in text:
        return ""
    others = [n for code, n in divisions.townships() if code != own]
    return next((n for n in others if n in text), "")


def _years(text: str) -> set[int]:
    return {int(y) for y in re.findall(r"(?<!\d)(20[0-4]\d)(?!\d)", text)}


def _filled_years(table: Table, first: int) -> set[int]:
    """The years of the dates under which the sheet was filled in."""
    found: set[int] = set()
    for row, kind in table.kinds.items():
        if kind in {"signature", "title"}:
            text = plain("".join(c.text for c in table.own(row).values()))
            if kind == "signature" or (row < first and re.search(r"日期|时间|年\d{1,2}月", text)):
                found |= {int(y) for y in re.findall(r"(20[0-4]\d)(?=年\d{1,2}月|[-./]\d{1,2}[-./])", text)}
    return found


def title_of(parsed: Parsed) -> str:
    """The title of the sheet: the longest line above the header that names a list, else any; else the file's.

    Whoever fills in, remarks and numbers of annexes are no titles.
    """
    first = parsed.table.header.rows[0]
    above = [r for r in parsed.table.kinds if r < first]
    lines = [_UNIT.sub("", plain("".join(c.text for c in parsed.table.own(r).values()))) for r in above]
    lines = [t for t in lines if _WORDS.search(t) and not _NO_TITLE.search(t)]
    named = [t for t in lines if re.search("表|名单|名册|台账|汇总", t)] or lines
    stem = re.sub(r"(?:[(（](?:\d+|最终版?|定稿|副本)[)）])+$", "", PurePath(parsed.file).stem)
    return max(named, key=len) if named else stem
