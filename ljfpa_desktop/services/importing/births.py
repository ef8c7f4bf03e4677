"""The birth date of a person of a register, settled by the ID number or asked (anomalies 12, 16 to 20)."""

from __future__ import annotations

import re
from datetime import date

from ljfpa_desktop.base import dates, text
from ljfpa_desktop.services.importing.book import Cell
from ljfpa_desktop.services.importing.parsed import ROLE_NAMES, ParsedPerson, Problem

_LUNAR = 19  # the rule of DOMAIN.md 8.3


def read_birth(
    person: ParsedPerson, title: str, cell: Cell | None, known: date | None, problems: list[Problem]
) -> None:
    """The birth date of a cell, settled and checked by the ID number's (anomalies 12, 16 to 20)."""
    if known:
        person.birth, person.birth_precision = known, "YMD"
    if cell is None or (known and cell.text == known.isoformat()):
        return
    read = dates.read_date(as_read(cell), known=known, from_1904=cell.from_1904)
    if read.doubt:
        problems.append(_in_doubt(person, title, read, known))
        return
    if read.value is None:
        return
    if not known:
        person.birth, person.birth_precision = read.value, read.precision
    elif not same_day(read.value, read.precision, known):
        message = (
            f"{ROLE_NAMES[person.role]}{person.name}：表上出生日期是{cell.text}，"
            f"身份证是{known.isoformat()}，已按身份证。请核对。"
        )
        problems.append(Problem(person.row, title, "warning", 12, message, cell.text))


def _in_doubt(person: ParsedPerson, title: str, read: dates.DateRead, known: date | None) -> Problem:
    """A birth date that is not taken: proposed where one can be, kept as text where it is a lunar one."""
    lunar = read.rule == _LUNAR
    level = "warning" if known or read.value or lunar else "error"
    message = f"{ROLE_NAMES[person.role]}{person.name}：{read.doubt}"
    proposal = ""
    if read.value and not known:
        proposal = read.value.isoformat()[: {"Y": 4, "YM": 7}.get(read.precision, 10)]
    if not known and lunar:
        person.facts["kept_birth"] = f"出生日期原写“{text.clean_text(read.kept)}”"
    return Problem(person.row, title, level, read.rule or 17, message, read.kept, proposal=proposal)


def as_read(cell: Cell) -> object:
    """What the date reader gets: a number as a number unless its format shows decimals that settle it."""
    if cell.kind == "number" and cell.number is not None and not re.fullmatch(r"\d{4}\.\d0", cell.text):
        return int(cell.number) if cell.number.is_integer() else cell.number
    return cell.text


def same_day(value: date, precision: str, other: date) -> bool:
    """Whether two dates agree as far as the first one is known."""
    width = {"Y": 1, "YM": 2}.get(precision, 3)
    return (value.year, value.month, value.day)[:width] == (other.year, other.month, other.day)[:width]
