"""The column titles registers use, and what each of them means (anomalies 29 and 30)."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NotRequired, TypedDict

from ljfpa_desktop.base.paths import resources

POSITIONAL = {"id", "birth", "sex", "name"}
"""Traits that, bare, belong to the person named to their left."""

_ORDINALS = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "5": 5,
    "大": 1,
    "长": 1,
    "次": 2,
}
_CHILD_NO = re.compile(r"第?([一二三四五1-5大])个?(?:孩子|孩|子女|胎|女儿|儿子)")
_CHILD_WORD_NO = re.compile(r"(?:孩子|子女|小孩|孩)([一二三四五1-5])")
_ELDEST = re.compile(r"^([长次三四])[子女](?=姓名|身份|性别|出生|$)")
_UNSEEN = {0x200B: None, 0xFEFF: None}
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】")


class _Kind(TypedDict):
    subjects: list[str]
    default: str
    columns: NotRequired[dict[str, list[str]]]


class _Words(TypedDict):
    subjects: dict[str, list[str]]
    traits: dict[str, list[str]]
    columns: dict[str, list[str]]
    kinds: dict[str, _Kind]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a title says: whose (``subject``, empty for the household or not said), which child, and what."""

    key: str
    subject: str = ""
    slot: int = 0


@cache
def words() -> _Words:
    """The dictionary of titles as shipped."""
    path = resources() / "codes" / "import_columns.json"
    return json.loads(path.read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """A title or cell without blanks, width and line breaks: what is compared."""
    if not text.isascii():
        return _folded(text)
    return text if text.isalnum() else "".join(text.split())


@lru_cache(maxsize=65536)
def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(_UNSEEN).split())


def spaceless(text: str) -> str:
    """A title as the sheet has it, on one line and without padding."""
    return "".join(c for c in text if not c.isspace() and c not in "\u200b\ufeff")


def unit_in(text: str) -> str:
    """The unit a title or the line above a table names: 元, 千元, 万元, or nothing."""
    found = re.search(r"(?:单位[::]?|[(\[/,,])(万元|千元|元)(?:[)\]/]|$|人民币)", plain(text)) or re.search(
        r"单位[::](?:人民币)?[((]?(万元|千元|元)", plain(text)
    )
    return found[1] if found else ""


def _bare(title: str) -> list[str]:
    """The forms of a title to look up: whole, and without what stands in brackets."""
    text = plain(title)
    forms = [text, re.sub(r"[()\[\]【】]", "", text), _BRACKETED.sub("", text)]
    return list(dict.fromkeys(re.sub(r"[-—_/\\:：、,，.。·|*#]", "", f) for f in forms if f))


def understand(title: str, kind: str) -> Meaning | None:
    """The meaning of a column title in a register of this kind, or None."""
    for form in _bare(title):
        found = _exact(form, kind)
        if found:
            return found
    for form in _bare(title):
        found = _ending(form, kind)
        if found:
            return found
    return None


def _exact(form: str, kind: str) -> Meaning | None:
    columns = _columns(kind)
    key = columns.get(form)
    trait = _traits().get(form)
    if key and (not trait or key != "phone"):
        return Meaning(key)
    if trait:
        return Meaning(trait)
    rest, slot = _numbered(form)
    for word, subject in _subjects(kind):
        if rest.startswith(word):
            tail = rest[len(word) :].lstrip("的").removeprefix("方")
            if not tail:
                return Meaning("name", subject, slot)
            if tail in _traits():
                return Meaning(_traits()[tail], subject, slot)
            if tail in columns and tail not in {"其他", "单位"}:
                return Meaning(columns[tail])
    return None


def _ending(form: str, kind: str) -> Meaning | None:
    """A title that ends in a known word: 计生女方姓名, 本人身份证号."""
    rest, slot = _numbered(form)
    for word in sorted(_traits(), key=len, reverse=True):
        if len(word) > 1 and rest.endswith(word) and rest != word:
            before = rest[: -len(word)]
            subject = next((s for w, s in _subjects(kind) if w in before), "")
            return Meaning(_traits()[word], subject, slot) if subject or len(before) <= 4 else None
    for word, key in _longest_first(kind):
        if len(word) > 2 and (rest.endswith(word) or rest.startswith(word)):
            return Meaning(key)
    return None


def _numbered(form: str) -> tuple[str, int]:
    """A title with its child number taken out: 二孩姓名 -> 子女姓名, 2."""
    eldest = _ELDEST.match(form)
    if eldest:
        slot = {"长": 1, "次": 2, "三": 3, "四": 4}[eldest[1]]
        return "子女" + form[eldest.end() :], slot
    for pattern in (_CHILD_NO, _CHILD_WORD_NO):
        found = pattern.search(form)
        if found:
            return form[: found.start()] + "子女" + form[found.end() :], _ORDINALS[found[1]]
    tail = re.fullmatch(r"((?:子女|孩子|小孩).+?)([1-5一二三四五])", form)
    return (tail[1], _ORDINALS[tail[2]]) if tail else (form, 0)


@cache
def _columns(kind: str) -> dict[str, str]:
    """Every title of a column that is nobody's, those of this kind of register before those of all."""
    parts = (words()["columns"], own_columns(kind))
    return {plain(w): key for part in parts for key, names in part.items() for w in names}


def own_columns(kind: str) -> dict[str, list[str]]:
    """The columns that only a register of this kind has, by their keys, with their titles."""
    return words()["kinds"][kind].get("columns", {})


@cache
def _longest_first(kind: str) -> list[tuple[str, str]]:
    return sorted(_columns(kind).items(), key=lambda pair: -len(pair[0]))


@cache
def _traits() -> dict[str, str]:
    return {plain(w): key for key, names in words()["traits"].items() for w in names}


@cache
def _subjects(kind: str) -> list[tuple[str, str]]:
    """Every word for a subject of this kind of register, the longest first."""
    allowed = words()["kinds"][kind]["subjects"]
    pairs = [(w, s) for s in allowed for w in words()["subjects"][s]]
    return sorted(pairs, key=lambda p: -len(p[0]))


def default_subject(kind: str) -> str:
    """Whose a bare 姓名 or 身份证号 is in a register of this kind."""
    return words()["kinds"][kind]["default"]
