"""Reads the rolls of members and of volunteers: one person a row (DOMAIN.md 2.6.6, 2.6.7)."""

from __future__ import annotations

import re

from ljfpa_desktop.base import dates, text
from ljfpa_desktop.services.importing.births import as_read
from ljfpa_desktop.services.importing.facts import fact, is_sound, read_coded, read_facts
from ljfpa_desktop.services.importing.parsed import ParsedPerson, ParsedRow, Problem, Setting
from ljfpa_desktop.services.importing.people import read_people
from ljfpa_desktop.services.importing.rows import Table

_CODED = {
    "ethnicity": "ethnicity", "education": "education", "political": "political", "post": "member_post",
    "member_kind": "member_kind",
}  # fmt: skip
_PLAIN = ("group", "member_no", "skills", "service", "occupation")
_MAY_BE_A_DAY = {"service"}
_HOURS = re.compile(r"(?:累计|共)?(\d{1,5})(?:\.\d+)?(?:个)?(?:小时|时|h|H)?")
_WITH_UNIT = re.compile(r"(\d{1,5})(?:\.\d+)?个?(?:小时|h|H)")


def parse_row(table: Table, row: int, setting: Setting) -> ParsedRow:
    """The member or volunteer of one row with what the roll says of them."""
    parsed = ParsedRow(row, row)
    parsed.people = read_people(table, row, "member", 0, setting, parsed.problems)
    first = table.header.columns[0].title
    if not parsed.people and not parsed.problems:
        message = "这一行没有姓名。请填写，或删去这一行。"
        parsed.problems.append(Problem(row, first, "error", 24, message))
    if len(parsed.people) > 1:
        names = "、".join(p.name for p in parsed.people)
        title = parsed.people[0].columns.get("name", first)
        message = f"一行写了{len(parsed.people)}个人（{names}）。名册一人一行，请分成几行。"
        parsed.problems.append(Problem(row, title, "error", 13, message))
    read_facts(table, parsed, setting)
    for key, codes in _CODED.items():
        read_coded(table, parsed, key, codes, setting)
    for key in _PLAIN:
        found = fact(table, row, key)
        if found and (key in _MAY_BE_A_DAY or is_sound(parsed, *found)):
            parsed.facts[key] = text.clean_text(found[1].text)
    _joined(table, parsed)
    _hours(table, parsed)
    for person in parsed.people[:1]:
        _without_id(table, parsed, person)
    return parsed


def _joined(table: Table, parsed: ParsedRow) -> None:
    """The day of joining as far as the roll knows it; what cannot be read is told and kept as a remark."""
    found = fact(table, parsed.row, "joined")
    if found is None or found[1].kind == "error":
        if found:
            is_sound(parsed, *found)
        return
    column, cell = found
    read = dates.read_date(as_read(cell), from_1904=cell.from_1904)
    if read.doubt:
        known = read.value.isoformat() if read.value and read.precision == "YMD" else ""
        told = Problem(
            parsed.row, column.title, "warning", read.rule or 17, read.doubt, cell.text, proposal=known
        )
        parsed.problems.append(told)
        parsed.facts["kept"] = f"{column.title}原写“{text.clean_text(cell.text)}”"
    elif read.value:
        born = parsed.people[0].birth if parsed.people else None
        if born and read.value.year < born.year:
            message = f"{column.title}{cell.text}早于出生日期，这一项没有登记。请核对。"
            parsed.problems.append(Problem(parsed.row, column.title, "warning", 46, message, cell.text))
            return
        parsed.facts["joined"] = read.value.isoformat()
        parsed.facts["joined_precision"] = read.precision


def _hours(table: Table, parsed: ParsedRow) -> None:
    """The hours served: a column of their own, or named with their unit as the time of service."""
    found = fact(table, parsed.row, "hours")
    if found is None:
        named = _WITH_UNIT.fullmatch(parsed.facts.get("service", "").replace(" ", ""))
        if named:
            parsed.facts["hours"] = named[1]
        return
    column, cell = found
    if not is_sound(parsed, column, cell):
        return
    written = _HOURS.fullmatch(text.clean_text(cell.text).replace(" ", ""))
    if written:
        parsed.facts["hours"] = written[1]
        return
    message = f"{column.title}“{cell.text}”不是小时数，这一项没有登记。请填写数字。"
    parsed.problems.append(Problem(parsed.row, column.title, "warning", 21, message, cell.text))


def _without_id(table: Table, parsed: ParsedRow, person: ParsedPerson) -> None:
    """A roll with a column of ID numbers that leaves one blank (anomaly 15)."""
    if table.header.find("id", "member") is None or person.id_status != "MISSING" or not person.name:
        return
    title = person.columns.get("id", "")
    message = f"{person.name}没有身份证号，按姓名登记，不能自动对上家庭里的人。请补上。"
    parsed.problems.append(Problem(parsed.row, title, "warning", 15, message))
