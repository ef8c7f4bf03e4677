"""The code tables shipped in resources/codes (national standards and the county's own; DOMAIN.md 2.5)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

from .paths import resources
from .text import normalise

_MALE = re.compile("11|2[0-9]|4[13]|5[1357]|6[13]")
_FEMALE = re.compile("12|3[0-9]|4[24]|5[2468]|6[24]")
_SHORT_EDUCATION = ("80", "70", "60", "40", "30", "20", "10", "91")


class _Row(TypedDict, total=False):
    code: str
    name: str
    identifier: str
    synonyms: list[str]


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code table; ``synonyms`` are what registers write for it."""

    code: str
    name: str
    identifier: str
    synonyms: tuple[str, ...]


def path() -> Path:
    """The folder of the code tables."""
    return resources() / "codes"


@cache
def _tables() -> dict[str, tuple[Code, ...]]:
    tables: dict[str, tuple[Code, ...]] = {}
    for file in ("person", "family", "aid", "activity"):
        read: dict[str, list[_Row]] = json.loads((path() / f"{file}.json").read_text("utf-8"))
        tables.update({key: tuple(map(_code, rows)) for key, rows in read.items()})
    return tables


def _code(row: _Row) -> Code:
    return Code(
        row.get("code", ""), row.get("name", ""), row.get("identifier", ""), tuple(row.get("synonyms", []))
    )


@cache
def _by_code(name: str) -> dict[str, Code]:
    return {code.code: code for code in _tables()[name]}


@cache
def _by_text(name: str) -> dict[str, str]:
    """Normalised code, identifier, name or synonym -> code; a code outweighs a name, a name a synonym."""
    found: dict[str, str] = {}
    for code in _tables()[name]:
        found.setdefault(normalise(code.code), code.code)
    for code in _tables()[name]:
        for text in filter(None, (code.identifier, code.name)):
            found.setdefault(normalise(text), code.code)
    for code in _tables()[name]:
        for text in code.synonyms:
            found.setdefault(normalise(text), code.code)
    return found


def names() -> list[str]:
    """The names of all code tables."""
    return list(_tables())


def table(name: str) -> list[Code]:
    """The values of a table in their order; KeyError for an unknown table."""
    return list(_tables()[name])


def choices(name: str) -> list[tuple[str, str]]:
    """(code, label) pairs for a list to choose from; education is the short list of DOMAIN.md 2.5.4."""
    if name == "education":
        return [(code, label(name, code)) for code in _SHORT_EDUCATION]
    return [(code.code, code.name) for code in _tables()[name]]


def label(name: str, code: str | None) -> str:
    """What people read for a code; the code itself where it is unknown, empty for None."""
    if not code:
        return ""
    found = _by_code(name).get(code)
    return found.name if found else code


def code_of(name: str, identifier: str) -> str:
    """The code that carries an identifier (SPECIAL_DECEASED -> 03); KeyError when there is none."""
    for code in _tables()[name]:
        if code.identifier == identifier:
            return code.code
    raise KeyError(f"{name}.{identifier}")


def resolve(name: str, text: str) -> str | None:
    """The code a register's text stands for, None when it is unknown; a lost leading zero is forgiven."""
    written = normalise(text).removesuffix(".0")
    if not written:
        return None
    known = _by_text(name)
    found = known.get(written)
    if found is None and re.fullmatch(r"\d", written):
        found = known.get("0" + written)
    return found


def resolve_all(name: str, text: str) -> tuple[list[str], list[str]]:
    """(codes, unknown parts) of a cell that may hold several values: 独生子女户、困难."""
    whole = resolve(name, text)
    if whole:
        return [whole], []
    codes: list[str] = []
    unknown: list[str] = []
    for part in re.split(r"[、,，;；/+\s]+|和|兼", text.strip()):
        found = resolve(name, part)
        if found and found not in codes:
            codes.append(found)
        elif not found and part:
            unknown.append(part)
    return codes, unknown


def relation_sex(code: str) -> str:
    """The sex code a family relation implies (11 夫 -> 1, 12 妻 -> 2), empty where it implies none."""
    if _MALE.fullmatch(code):
        return "1"
    return "2" if _FEMALE.fullmatch(code) else ""
