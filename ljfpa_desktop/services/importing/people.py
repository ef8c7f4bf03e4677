"""Reads the people of a row: name, ID number, birth and sex, of one or of several in one cell."""

from __future__ import annotations

import re
import unicodedata
from itertools import repeat
from typing import NamedTuple

from ljfpa_desktop.base import idcard, text
from ljfpa_desktop.base.characters import RADICALS
from ljfpa_desktop.services.importing.births import read_birth
from ljfpa_desktop.services.importing.book import Cell
from ljfpa_desktop.services.importing.headers import Column
from ljfpa_desktop.services.importing.parsed import ROLE_NAMES, ParsedPerson, Problem, Setting
from ljfpa_desktop.services.importing.rows import Table
from ljfpa_desktop.services.importing.wording import plain

_CODED = {"health", "education", "ethnicity", "marital", "political", "disability_grade"}
_NO_DAYS = {"name", "id", "sex", "phone", "account", "disability_no", "relation", "ethnicity", "education"}
_ROLE_SEX = {"husband": "1", "wife": "2"}
_SEXES = {
    "男": "1",
    "女": "2",
    "男性": "1",
    "女性": "2",
    "1": "1",
    "2": "2",
    "M": "1",
    "F": "2",
    "儿": "1",
    "子": "1",
}
_MARKS = str.maketrans(
    {0xFF0F: "/", 0xFF0C: ",", 0xFF1B: ";", 0xFF5C: "|", 0xFF08: "(", 0xFF09: ")", 0xD: None}
)
_SPLIT = re.compile(r"[\n/、,;|]+")
_DEAD = re.compile(r"\((?:已?故|已?死亡?|已?去世|已?亡)\)")
_ASIDE = re.compile(r"\([^()]*\)")


class Trait(NamedTuple):
    """One cell's share for one person: the column it stands in and its value."""

    column: Column
    cell: Cell


def nothing(value: str) -> bool:
    """Whether a cell says that there is nothing (anomaly 24)."""
    return text.is_blank(value, zero=True) or ("此" in value and plain(value) == "无此人")


def read_people(
    table: Table, row: int, subject: str, slot: int, setting: Setting, problems: list[Problem]
) -> list[ParsedPerson]:
    """The people of one column group in a row; what is wrong with them goes to ``problems``."""
    traits: dict[str, Trait] = {}
    columns = table.header.traits(subject, slot)
    for key, column in columns.items():
        cell = table.cell(row, column.index)
        if cell and not nothing(cell.text):
            traits[key] = Trait(column, cell)
    if not traits or not _checked(row, traits, problems):
        return []
    shares = _share(row, traits, columns, problems)
    titles = table.header.titles(subject, slot)
    return [p for s in shares if (p := _person(row, subject, s, titles, setting, problems))]


def _checked(row: int, traits: dict[str, Trait], problems: list[Problem]) -> bool:
    """False when a cell holds an error or a date where a name or number belongs (anomalies 32, 54)."""
    good = True
    for key, (column, cell) in traits.items():
        if cell.kind == "error":
            message = f"{column.title}是公式错误“{cell.text}”。请填写实际内容。"
            problems.append(Problem(row, column.title, "error", 32, message, cell.text))
            good = False
        elif cell.kind == "date" and key in _NO_DAYS:
            message = f"{column.title}被表格变成了日期 {cell.text}。请重新填写。"
            problems.append(Problem(row, column.title, "error", 54, message, cell.text))
            good = False
    return good


def _share(
    row: int, traits: dict[str, Trait], columns: dict[str, Column], problems: list[Problem]
) -> list[dict[str, Trait]]:
    """One dict of traits for each person of the cells (anomaly 13: two people in one cell)."""
    names = _names(traits)
    ids = traits.get("id")
    count = len(names)
    if count < 2:
        numbers = idcard.split_ids(ids.cell.text) if ids and ids.cell.kind == "text" else [""]
        if len(numbers) > 1 and names:
            _uneven(row, columns["id"], 1, len(numbers), ids, problems)
            return []
        return [traits]
    out: list[dict[str, Trait]] = [{} for _ in names]
    for key, trait in traits.items():
        pieces = names if key == "name" else _pieces(trait.cell.text, count)
        if len(pieces) == count:
            for share, piece in zip(out, pieces, strict=True):
                if not nothing(piece):
                    share[key] = Trait(trait.column, Cell(piece) if count > 1 else trait.cell)
        elif key == "id":
            _uneven(row, trait.column, count, len(pieces), trait, problems)
            return []
        elif key == "birth" and len(pieces) == 1:
            out[0][key] = trait
    return out


def _uneven(
    row: int, column: Column, names: int, numbers: int, trait: Trait | None, problems: list[Problem]
) -> None:
    message = f"{names}个姓名、{numbers}个身份证号，对不上。请每人写一个号码，没有的写“无”。"
    problems.append(Problem(row, column.title, "error", 13, message, trait.cell.text if trait else ""))


def _names(traits: dict[str, Trait]) -> list[str]:
    if "name" not in traits:
        return []
    value = traits["name"].cell.text.translate(_MARKS)
    pieces = [p for p in _SPLIT.split(value) if p.strip()]
    if len(pieces) == 1 and "id" in traits:
        spaced = value.split()
        if len(spaced) > 1 and len(idcard.split_ids(traits["id"].cell.text)) == len(spaced):
            return spaced
    return pieces


def _pieces(value: str, count: int) -> list[str]:
    """The pieces of a cell for ``count`` people; an empty line between two stands for one of them."""
    folded = value.translate(_MARKS)
    for mark in ("\n", "、", "/", ",", ";", "|"):
        if mark in folded.strip("\n " if mark != "\n" else " "):
            pieces = folded.split(mark)
            while len(pieces) > count and not pieces[-1].strip():
                pieces.pop()
            if len(pieces) == count:
                return [p.strip() for p in pieces]
    spaced = folded.split()
    if len(spaced) == count:
        return spaced
    run = "".join(unicodedata.normalize("NFKC", folded).split())
    if re.fullmatch(rf"(?:\d{{17}}[\dXx]){{{count}}}", run):
        return [run[i : i + 18] for i in range(0, len(run), 18)]
    return [p for p in _SPLIT.split(folded) if p.strip()]


def _person(
    row: int, subject: str, traits: dict[str, Trait], titles: dict[str, str], setting: Setting,
    problems: list[Problem],
) -> ParsedPerson | None:  # fmt: skip
    if not traits:
        return None
    person = ParsedPerson(subject, row=row, columns=titles)
    _name(person, traits.get("name"), problems)
    _identity(person, traits.get("id"), setting, problems)
    known = idcard.birth_of(person.id_no) if person.id_no else None
    birth = traits.get("birth")
    read_birth(person, birth.column.title if birth else "", birth.cell if birth else None, known, problems)
    _sex(person, traits.get("sex"), problems)
    for key, trait in traits.items():
        if key not in {"name", "id", "birth", "sex"}:
            _further(person, key, trait, setting, problems)
    return person


def _further(person: ParsedPerson, key: str, trait: Trait, setting: Setting, problems: list[Problem]) -> None:
    """Phone, account and coded traits that stand in a person's own columns."""
    cell, title = trait.cell, trait.column.title
    if key == "phone":
        phones, wrong = text.read_phones(cell.number if cell.kind == "number" else cell.text)
        person.facts["phone"] = "/".join(phones)
        problems += [Problem(person.row, title, "warning", 42, sentence, cell.text) for sentence in wrong]
    elif key == "account":
        read_account(person, trait, problems)
    elif key == "disability_no":
        problems += keep_certificate(person, title, cell)
    elif key in _CODED:
        code = setting.code_of(key, cell.text)
        person.facts[key] = code or ""
        if not code:
            term = text.clean_text(cell.text)
            message = f"{title}“{term}”不在代码表里，这一项没有登记。"
            problems.append(Problem(person.row, title, "warning", 45, message, cell.text, key, term))
    else:
        person.facts[key] = text.clean_text(cell.text)


def read_account(person: ParsedPerson, trait: Trait, problems: list[Problem]) -> None:
    """A bank account, or the error that its digits are lost (anomaly 43)."""
    cell = trait.cell
    read = text.read_account(cell.number if cell.kind == "number" else cell.text, "CARD")
    person.facts["account"] = read.value
    for rule in read.rules:
        if rule.level != "note":
            problems.append(
                Problem(person.row, trait.column.title, rule.level, rule.no, rule.sentence, cell.text)
            )


def keep_certificate(person: ParsedPerson, title: str, cell: Cell) -> list[Problem]:
    """Give the person the disability certificate of a cell; returns what does not fit together (44)."""
    read = text.disability_no(cell.number if cell.kind == "number" else cell.text, person.id_no)
    person.facts["disability_no"] = read.value
    person.facts["disability_type"], person.facts["disability_grade"] = read.type, read.grade
    return [
        Problem(person.row, title, "error" if r.level == "error" else "warning", r.no, r.sentence, cell.text)
        for r in read.rules
    ]


def _name(person: ParsedPerson, trait: Trait | None, problems: list[Problem]) -> None:
    if trait is None:
        title = person.columns.get("name") or next(iter(person.columns.values()))
        who = ROLE_NAMES[person.role]
        problems.append(
            Problem(person.row, title, "error", 24, f"有{who}的其他内容，但没有姓名。请填写姓名。")
        )
        return
    raw = trait.cell.text.translate(_MARKS)
    person.deceased = bool(_DEAD.search(raw))
    person.name = text.clean_name(_ASIDE.sub("", raw) or raw)
    if any(ord(c) in RADICALS for c in raw):
        message = f"姓名“{raw}”里有部首字，已按“{person.name}”登记。请核对。"
        problems.append(
            Problem(person.row, trait.column.title, "warning", 49, message, raw, proposal=person.name)
        )
    if any(r.kind != "rare" for r in text.rare_characters(person.name)):
        person.name_unsure = True
    elif not re.search(r"[^\W\d_]", person.name):
        message = f"姓名“{raw}”不像姓名。请核对。"
        problems.append(Problem(person.row, trait.column.title, "error", 49, message, raw))


def _identity(person: ParsedPerson, trait: Trait | None, setting: Setting, problems: list[Problem]) -> None:
    if trait is None:
        return
    cell = trait.cell
    read = idcard.read_id(cell.number if cell.kind == "number" else cell.text, today=setting.today)
    person.id_no, person.id_status = read.value, read.status
    if read.value not in ("", cell.text) and plain(cell.text) != read.value:
        person.id_original = cell.text
    if read.status == "MASKED":
        person.mask = read.hint
        return
    person.prefix = read.hint if read.status == "FORMAT_ERROR" and read.hint.isdigit() else ""
    for rule in map(_as_lost, read.rules, repeat(read.hint)):
        level = "error" if rule.no == 9 and read.status == "CHECK_ERROR" else rule.level
        if level == "note":
            continue
        if rule.no == 9 and f"id:{read.value}" in setting.accepted:
            level = "warning"
        message = f"{ROLE_NAMES[person.role]}{person.name}：{rule.sentence}"
        proposal = read.hint if re.fullmatch(r"\d{17}[\dX]", read.hint) else ""
        problems.append(
            Problem(
                person.row,
                trait.column.title,
                level,
                rule.no,
                message,
                cell.text,
                f"id:{read.value}" if read.value else "",
                proposal=proposal,
            )
        )
    if read.status not in {"VALID", "CHECK_ERROR"}:
        person.id_no = ""


def _as_lost(rule: idcard.Rule, hint: str) -> idcard.Rule:
    """Scientific notation that kept 12 digits and more is a number that lost its last three (anomaly 1)."""
    if rule.no == 2 and len(hint) >= 12:
        return idcard.Rule(1, rule.level, "身份证号成了科学计数法，后3位丢失。请按身份证重新填写。")
    return rule


def _sex(person: ParsedPerson, trait: Trait | None, problems: list[Problem]) -> None:
    written = _SEXES.get(plain(trait.cell.text).upper(), "") if trait else ""
    expected = written or _ROLE_SEX.get(person.role, "")
    if not person.id_no:
        person.sex = expected
        return
    person.sex = idcard.sex_of(person.id_no)
    if expected and expected != person.sex:
        title = trait.column.title if trait else person.columns.get("id", "")
        wrong = "男" if expected == "1" else "女"
        right = "男" if person.sex == "1" else "女"
        who = f"{ROLE_NAMES[person.role]}{person.name}"
        message = f"{who}：表上是{wrong}，身份证是{right}，已按身份证。请核对。"
        problems.append(Problem(person.row, title, "warning", 11, message, trait.cell.text if trait else ""))
