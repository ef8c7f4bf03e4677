"""Reads what a row says of its household: village, category, phone, address and the rest."""

from __future__ import annotations

from ljfpa_desktop.base import codes, divisions, text
from ljfpa_desktop.services.importing.book import Cell
from ljfpa_desktop.services.importing.headers import Column
from ljfpa_desktop.services.importing.parsed import ParsedRow, Problem, Setting
from ljfpa_desktop.services.importing.people import keep_certificate, nothing
from ljfpa_desktop.services.importing.rows import Table, section_village
from ljfpa_desktop.services.importing.wording import plain

_PLAIN = ("address", "cert_no", "contact1", "contact2", "doctor", "note", "household_no", "dibao", "size")
_MAY_BE_A_DAY = {"note", "doctor"}
_ID_LENGTH = 18
_NEEDED = {"village", "category", "support"}
_YES = {"是", "有", "√", "✓", "1", "独居", "对", "y", "Y", "yes"}


def fact(table: Table, row: int, key: str) -> tuple[Column, Cell] | None:
    """The household's cell of this meaning, unless the row says there is nothing."""
    column = table.header.find(key)
    cell = table.cell(row, column.index) if column else None
    return (column, cell) if column and cell and not nothing(cell.text) else None


def read_facts(table: Table, parsed: ParsedRow, setting: Setting) -> None:
    """Fill the row's village, categories and facts, with what is wrong in them."""
    row = parsed.row
    for key in _PLAIN:
        found = fact(table, row, key)
        if found and is_sound(parsed, *found):
            parsed.facts[key] = text.clean_text(found[1].text)
    _village(table, parsed, setting)
    _phones(table, parsed)
    read_coded(table, parsed, "hukou", "hukou_kind", setting)
    reason = fact(table, row, "reason")
    if reason and is_sound(parsed, *reason):
        parsed.facts["reason_text"] = text.clean_text(reason[1].text)
        parsed.facts["reason"] = setting.code_of("hardship_reason", reason[1].text) or ""
    _categories(table, parsed, setting)
    alone = fact(table, row, "alone")
    if alone:
        parsed.facts["alone"] = "1" if plain(alone[1].text) in _YES else "0"


def is_sound(parsed: ParsedRow, column: Column, cell: Cell) -> bool:
    """False when the cell holds an error, or a date that was typed as something else (anomalies 32, 54)."""
    if cell.kind == "error":
        message = f"{column.title}是公式错误“{cell.text}”。请填写实际内容。"
        parsed.problems.append(Problem(parsed.row, column.title, "error", 32, message, cell.text))
        return False
    if cell.kind == "date" and column.meaning and column.meaning.key not in _MAY_BE_A_DAY:
        needed = column.meaning.key in _NEEDED
        message = f"{column.title}被表格变成了日期{cell.text}" + ("。" if needed else "，这一项没有登记。")
        level = "error" if needed else "warning"
        told = Problem(parsed.row, column.title, level, 54, message + "请重新填写。", cell.text)
        parsed.problems.append(told)
        return False
    return True


def _village(table: Table, parsed: ParsedRow, setting: Setting) -> None:
    found = fact(table, parsed.row, "village")
    if found is None:
        parsed.village_text = section_village(table.sections.get(parsed.row, ""))
        if parsed.village_text:
            parsed.village_code = village_code(parsed.village_text, setting) or ""
        return
    column, cell = found
    if not is_sound(parsed, column, cell):
        return
    parsed.village_text = text.clean_text(cell.text)
    code = village_code(parsed.village_text, setting)
    if code:
        parsed.village_code = code
        return
    message = f"本乡镇没有“{parsed.village_text}”这个村（居）。请改成正确的村名。"
    parsed.problems.append(
        Problem(parsed.row, column.title, "error", 41, message, cell.text, "village", parsed.village_text)
    )


def village_code(name: str, setting: Setting) -> str | None:
    """The code of a village of this township, or None; what clerks taught comes first (anomaly 41)."""
    taught = setting.learned.get(("village", plain(name)))
    if taught:
        return taught
    return divisions.resolve_village(name, setting.township)


def _phones(table: Table, parsed: ParsedRow) -> None:
    found = fact(table, parsed.row, "phone")
    if found is None or not is_sound(parsed, *found):
        return
    column, cell = found
    phones, wrong = text.read_phones(cell.number if cell.kind == "number" else cell.text)
    for name, phone in zip(("phone1", "phone2"), phones, strict=False):
        parsed.facts[name] = phone
    for sentence in wrong:
        parsed.problems.append(Problem(parsed.row, column.title, "warning", 42, sentence, cell.text))


def read_coded(table: Table, parsed: ParsedRow, key: str, table_name: str, setting: Setting) -> None:
    """A fact that is a code; a word nobody understands is left out and told (anomaly 45)."""
    found = fact(table, parsed.row, key)
    if found is None or not is_sound(parsed, *found):
        return
    column, cell = found
    code = setting.code_of(table_name, cell.text)
    if code:
        parsed.facts[key] = code
        return
    message = f"{column.title}“{cell.text}”不在代码表里，这一项没有登记。"
    term = text.clean_text(cell.text)
    parsed.problems.append(
        Problem(parsed.row, column.title, "warning", 45, message, cell.text, table_name, term)
    )


def read_certificate(table: Table, parsed: ParsedRow) -> None:
    """A disability certificate in a column that is nobody's: of whose number it begins with (anomaly 44)."""
    found = fact(table, parsed.row, "disability_no")
    if found is None or not parsed.people or not is_sound(parsed, *found):
        return
    column, cell = found
    written = "".join(cell.text.split())[:_ID_LENGTH].upper()
    owner = next((p for p in parsed.people if p.id_no and p.id_no == written), None)
    if owner is None and len(parsed.people) > 1:
        message = f"{column.title}“{cell.text}”对不上这一行任何人的身份证号，没有登记。请核对。"
        parsed.problems.append(Problem(parsed.row, column.title, "warning", 44, message, cell.text))
        return
    parsed.problems += keep_certificate(owner or parsed.people[0], column.title, cell)


def _categories(table: Table, parsed: ParsedRow, setting: Setting) -> None:
    for key in ("category", "support"):
        found = fact(table, parsed.row, key)
        if found and is_sound(parsed, *found):
            _category(parsed, found[0], found[1], setting)


def _category(parsed: ParsedRow, column: Column, cell: Cell, setting: Setting) -> None:
    whole = setting.code_of("household_category", cell.text)
    found, unknown = ([whole], []) if whole else codes.resolve_all("household_category", cell.text)
    for word in unknown:
        taught = setting.learned.get(("household_category", plain(word)))
        if taught:
            found.append(taught)
            continue
        term = text.clean_text(word)
        message = f"{column.title}“{term}”不在代码表里。请改成表里的类别，例如“独生子女家庭”。"
        parsed.problems.append(
            Problem(parsed.row, column.title, "error", 45, message, cell.text, "household_category", term)
        )
    parsed.categories += [code for code in found if code not in parsed.categories]
