"""Reads a families register: one family a row, the couple and their children (DOMAIN.md 2.6.1)."""

from __future__ import annotations

from ljfpa_desktop.base import dates, idcard
from ljfpa_desktop.services.importing.facts import read_certificate, read_facts
from ljfpa_desktop.services.importing.grouping import (
    ADULTS,
    family_of,
    hangs_below,
    head_above,
    names_head_apart,
    relation_text,
)
from ljfpa_desktop.services.importing.parsed import ROLE_NAMES, ParsedPerson, ParsedRow, Problem, Setting
from ljfpa_desktop.services.importing.people import read_people
from ljfpa_desktop.services.importing.rows import Table
from ljfpa_desktop.services.importing.wording import plain

_PARTNER = {"husband": "wife", "wife": "husband", "head": "spouse", "spouse": "head"}
_NEWBORN_WORDS = ("新生", "未上户", "未落户", "未入户", "待上户")


def parse_row(table: Table, row: int, setting: Setting) -> ParsedRow:
    """The family of one row, or the further children and members that stand under it."""
    parsed = ParsedRow(row, family_of(table, row))
    only_named = names_head_apart(table) and not table.header.find("id", "head")
    for subject in ADULTS:
        if subject == "head" and only_named:
            continue  # whose family it is; the person has a row of its own
        if not _from_above(table, row, subject):
            parsed.people += _adults(table, row, subject, setting, parsed)
    for slot in table.header.slots("child"):
        parsed.people += read_people(table, row, "child", slot, setting, parsed.problems)
    read_facts(table, parsed, setting)
    read_certificate(table, parsed)
    _relations(table, parsed, setting)
    _hanging(table, parsed)
    check_family(parsed)
    if not parsed.people and not parsed.problems:
        title = table.header.columns[0].title
        parsed.problems.append(Problem(row, title, "error", 24, "这一行没有姓名。请填写，或删去这一行。"))
    return parsed


def _adults(table: Table, row: int, subject: str, setting: Setting, parsed: ParsedRow) -> list[ParsedPerson]:
    people = read_people(table, row, subject, 0, setting, parsed.problems)
    if len(people) == 2 and subject in _PARTNER:
        people[1].role = _PARTNER[subject]
        if idcard.sex_of(people[0].id_no or "0" * 17) != people[0].sex:
            people.reverse()
        names = "、".join(p.name for p in people)
        title = people[0].columns.get("id", people[0].columns["name"])
        drop_sex_doubt(parsed, people)
        message = f"{names}写在一格里，已分成两个人。请核对。"
        parsed.problems.append(Problem(row, title, "warning", 13, message))
    return people


def drop_sex_doubt(parsed: ParsedRow, people: list[ParsedPerson]) -> None:
    """Of two people in one cell the column does not tell who is the man: the numbers do."""
    named = {p.name for p in people}
    parsed.problems = [
        p for p in parsed.problems if p.rule != 11 or not any(f"{n}：" in p.message for n in named)
    ]
    if {"husband", "wife"} >= {p.role for p in people} and people[0].sex != people[1].sex:
        for p in people:
            p.role = "husband" if p.sex == "1" else "wife"


def _from_above(table: Table, row: int, subject: str) -> bool:
    """Whether the name in this column is merged down from a row above: already read there."""
    column = table.header.find("name", subject)
    return bool(column) and table.top(row, column.index) < row


def _relations(table: Table, parsed: ParsedRow, setting: Setting) -> None:
    """Who a person of a list of one person a row is: as it says, or the one the family is named after."""
    members = [p for p in parsed.people if p.role == "member"]
    person = next(iter(members or [p for p in parsed.people if p.role == "head"]), None)
    word = relation_text(table, parsed.row)
    if person is None or not (word or members):
        return
    named = bool(members) and names_head_apart(table) and head_above(table, parsed.row) == plain(person.name)
    code = "02" if named else setting.code_of("relation", word) if word else None
    if code:
        person.relation = "02" if code == "01" else code
        person.role = "head" if code in {"01", "02"} else "child" if code[0] in "23" else "member"
    if person.role == "head":  # once in the column of heads, once in that of members
        parsed.people = [p for p in parsed.people if p is person or p.role != "head"]


def _hanging(table: Table, parsed: ParsedRow) -> None:
    """Children under a couple without merged cells are taken as theirs, and told (anomaly 27)."""
    if parsed.group == parsed.row or not parsed.people or not hangs_below(table, parsed.row):
        return
    names = "、".join(p.name for p in parsed.people)
    title = parsed.people[0].columns["name"]
    message = f"这一行只写了子女{names}，没有写父母，已记到第{parsed.group}行的家庭。请核对。"
    parsed.problems.append(Problem(parsed.row, title, "warning", 27, message))


def check_family(parsed: ParsedRow) -> None:
    """What does not fit together in a family (anomalies 15, 36, 46)."""
    seen: dict[str, ParsedPerson] = {}
    for person in parsed.people:
        if person.id_no and person.id_no in seen:
            message = f"{seen[person.id_no].name}和{person.name}写了同一个身份证号。请核对。"
            parsed.problems.append(Problem(parsed.row, person.columns.get("id", ""), "error", 36, message))
        elif person.id_no:
            seen[person.id_no] = person
        _without_id(parsed, person)
    parents = [p for p in parsed.people if p.role in {"husband", "wife", "head", "spouse"} and p.birth]
    for child in parsed.people:
        if child.role == "child" and child.birth:
            _ages(parsed, child, parents)


def _without_id(parsed: ParsedRow, person: ParsedPerson) -> None:
    if person.id_no or person.mask or not person.name or person.id_status != "MISSING":
        return
    small = person.birth and dates.age_on(person.birth, dates.today()) < 1
    noted = any(w in parsed.facts.get("note", "") for w in _NEWBORN_WORDS)
    if person.deceased or (person.role == "child" and (small or noted)):
        return
    title = person.columns.get("id") or person.columns.get("name", "")
    message = f"{ROLE_NAMES[person.role]}{person.name}没有身份证号，按姓名和出生日期登记。请补上。"
    parsed.problems.append(Problem(parsed.row, title, "warning", 15, message))


def _ages(parsed: ParsedRow, child: ParsedPerson, parents: list[ParsedPerson]) -> None:
    for parent in parents:
        if parent.birth is None or child.birth is None:
            continue
        years = child.birth.year - parent.birth.year
        mother = parent.sex == "2" or parent.role == "wife"
        if years < 14 or (mother and years > 55):
            title = child.columns.get("id") or child.columns.get("birth") or child.columns.get("name", "")
            who = f"{child.name}比{'母亲' if mother else '父亲'}{parent.name}"
            gap = "还大" if years < 0 else f"只小{years}岁" if years < 14 else f"小{years}岁"
            message = f"{who}{gap}。请核对出生日期或身份证号。"
            parsed.problems.append(Problem(parsed.row, title, "warning", 46, message))
            return
