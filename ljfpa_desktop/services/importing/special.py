"""Reads a special-families register: a couple in two rows, the family's cells merged (DOMAIN.md 2.6.2)."""

from __future__ import annotations

from ljfpa_desktop.base import dates, idcard, text
from ljfpa_desktop.services.importing.book import Cell
from ljfpa_desktop.services.importing.facts import fact, read_facts
from ljfpa_desktop.services.importing.families import check_family
from ljfpa_desktop.services.importing.grouping import group_of
from ljfpa_desktop.services.importing.headers import Column
from ljfpa_desktop.services.importing.parsed import ParsedPerson, ParsedRow, Problem, Setting
from ljfpa_desktop.services.importing.people import (
    Trait,
    keep_certificate,
    nothing,
    read_account,
    read_people,
)
from ljfpa_desktop.services.importing.rows import Table
from ljfpa_desktop.services.importing.wording import plain

BEREAVED, DISABLED = "03", "04"
_ADULTS = ("member", "head", "husband", "wife", "spouse")


def parse_row(table: Table, row: int, setting: Setting) -> ParsedRow:
    """The persons of one row with the family's child and facts."""
    parsed = ParsedRow(row, _group(table, row))
    for subject in _ADULTS:
        parsed.people += read_people(table, row, subject, 0, setting, parsed.problems)
    problems = parsed.problems if parsed.group == row else []
    children = read_people(table, _child_row(table, parsed), "child", 0, setting, problems)
    parsed.people += children
    read_facts(table, parsed, setting)
    if parsed.group != row:
        _inherit(table, parsed, setting)
    if children:
        _loss(table, parsed, children[0], setting)
    for person in parsed.people:
        if person.role != "child":
            _personal(table, parsed, person, setting)
    check_family(parsed)
    return parsed


def _group(table: Table, row: int) -> int:
    """The row that opens this family: by merges, or a row with neither number nor child under it."""
    merged = group_of(table, row)
    if merged < row:
        return merged
    before = table.above(row)
    seq, child = table.header.find("seq"), table.header.find("name", "child")
    blank = [c is None or table.cell(row, c.index) is None for c in (seq, child)]
    if before and ((seq and all(blank)) or _same_child(table, row, before)):
        return _group(table, before)
    return row


def _same_child(table: Table, row: int, above: int) -> bool:
    """Whether two rows name one child and two parents: a family whose cells are repeated, not merged."""
    child = table.header.find("id", "child")
    parent = table.header.find("id", "member") or table.header.find("id", "head")
    if child is None or parent is None:
        return False
    cells = [[table.cell(r, place.index) for r in (above, row)] for place in (child, parent)]
    named = [[plain(c.text) if c else "" for c in pair] for pair in cells]
    return named[0][0] == named[0][1] != "" and named[1][0] != named[1][1]


def _inherit(table: Table, parsed: ParsedRow, setting: Setting) -> None:
    """What the family's first row says holds for the rows under it, where they say nothing."""
    first = ParsedRow(parsed.group, parsed.group)
    read_facts(table, first, setting)
    if not parsed.village_text:
        parsed.village_text, parsed.village_code = first.village_text, first.village_code
    parsed.categories = parsed.categories or first.categories
    shared = {k: v for k, v in first.facts.items() if not k.startswith("phone")}
    parsed.facts = {**shared, **parsed.facts}


def _child_row(table: Table, parsed: ParsedRow) -> int:
    column = table.header.find("name", "child")
    own = column and table.cell(parsed.row, column.index)
    return parsed.row if own else parsed.group


def _loss(table: Table, parsed: ParsedRow, child: ParsedPerson, setting: Setting) -> None:
    """The day the child died or its disability certificate, in columns of their own or in one for both."""
    bereaved, disabled = BEREAVED in parsed.categories, DISABLED in parsed.categories
    own = parsed.group == parsed.row
    found = _child_fact(table, parsed, "death") or _child_fact(table, parsed, "loss")
    if found and (bereaved or (not disabled and "loss" not in _keys(table))):
        _death(parsed, child, *found, own=own)
    certificate = _child_fact(table, parsed, "disability_no") or _child_fact(table, parsed, "loss")
    if certificate and not bereaved and not child.death:
        _certificate(parsed, child, *certificate, own=own)
    grade = _child_fact(table, parsed, "disability_grade")
    if grade and not child.facts.get("disability_grade"):
        child.facts["disability_grade"] = setting.code_of("disability_grade", grade[1].text) or ""
    if bereaved:
        child.deceased = True


def _keys(table: Table) -> set[str]:
    return {c.meaning.key for c in table.header.columns if c.meaning}


def _child_fact(table: Table, parsed: ParsedRow, key: str) -> tuple[Column, Cell] | None:
    column = table.header.find(key) or table.header.find(key, "child")
    if column is None:
        return None
    cell = table.cell(parsed.row, column.index) or table.cell(parsed.group, column.index)
    return (column, cell) if cell and not nothing(cell.text) else None


def _death(parsed: ParsedRow, child: ParsedPerson, column: Column, cell: Cell, *, own: bool) -> None:
    raw: object = cell.text
    if cell.kind == "number" and cell.number is not None:
        raw = int(cell.number) if cell.number.is_integer() else cell.number
    read = dates.read_date(raw)
    if read.value and not read.doubt:
        child.death, child.death_precision = read.value, read.precision
        if child.birth and read.value < child.birth and own:
            message = f"{child.name}的死亡时间{cell.text}早于出生日期。请核对。"
            parsed.problems.append(Problem(parsed.row, column.title, "warning", 46, message, cell.text))
    elif read.doubt and own:
        parsed.problems.append(
            Problem(parsed.row, column.title, "warning", read.rule or 17, read.doubt, cell.text)
        )


def _certificate(parsed: ParsedRow, child: ParsedPerson, column: Column, cell: Cell, *, own: bool) -> None:
    told = keep_certificate(child, column.title, cell)
    if own:
        parsed.problems += told


def _personal(table: Table, parsed: ParsedRow, person: ParsedPerson, setting: Setting) -> None:
    """What stands in bare columns of a two-row list and belongs to the person: account, health, since."""
    account = fact(table, parsed.row, "account")
    if account:
        read_account(person, Trait(*account), parsed.problems)
    bank, health = fact(table, parsed.row, "bank"), fact(table, parsed.row, "health")
    if bank:
        person.facts["bank"] = text.clean_text(bank[1].text)
    if health:
        person.facts["health"] = setting.code_of("health", health[1].text) or ""
    for phone in ("phone1", "phone2"):
        if phone in parsed.facts:
            person.facts[phone] = parsed.facts[phone]
    since = _child_fact(table, parsed, "since")
    if since:
        read_since = dates.read_date(since[1].number if since[1].kind == "number" else since[1].text)
        person.facts["since"] = read_since.value.isoformat() if read_since.value else ""
    if not person.sex and person.id_no:
        person.sex = idcard.sex_of(person.id_no)
