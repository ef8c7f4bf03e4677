"""The words a person is found by, and what a typed text asks of the index (DOMAIN.md 8.5, PERFORMANCE.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ljfpa_desktop.base import divisions, pinyin
from ljfpa_desktop.base.text import normalise

# Each word is kept with the letter of its kind; capital kinds belong to the family, small ones to the person.
KINDS = {
    "n": "姓名", "g": "姓名", "o": "曾用名", "p": "拼音", "i": "拼音首字母", "c": "身份证号",
    "d": "身份证后几位", "t": "电话", "u": "电话后四位", "T": "电话", "U": "电话后四位", "H": "家庭编号",
    "S": "家庭编号尾号", "V": "村（居）", "W": "村（居）首字母",
}  # fmt: skip
# Three-letter tokens need three letters: the marks let one typed letter find the start of a word.
START = "^^"
SHARED = "~~"  # the start of a family's word on the row of a member who is not its head
_MOST_PHONES = 3


class Source(NamedTuple):
    """What the index is made from: one person in one family."""

    household_no: str
    village_code: str
    phones: str
    is_head: bool
    name: str
    former_name: str
    id_no: str
    phone: str


def words_of(source: Source) -> list[str]:
    """The words of a row, each led by the letter of its kind; in a fixed order."""
    name = normalise(source.name)
    words = [f"n{name}", *(f"g{name[i:]}" for i in range(1, min(len(name) - 1, 4)) if not name.isascii())]
    words += [f"o{normalise(source.former_name)}"] if source.former_name else []
    reading = pinyin.reading(source.name)
    words += [f"p{reading.full}"] if reading.full and reading.full != name else []
    words += [f"i{initials}" for initials in reading.initials if len(initials) > 1]
    number = source.id_no.casefold()
    words += [f"c{number}", f"d{number[-4:]}", f"d{number[-6:]}"] if len(number) >= 8 else []
    words += _phones(source.phone, "t", "u")
    words += _family(source.household_no, source.village_code, source.phones)
    return list(dict.fromkeys(words))


@lru_cache(maxsize=64)  # its members come one after the other
def _family(number: str, village: str, phones: str) -> tuple[str, ...]:
    return (*_phones(phones, "T", "U"), f"H{number}", f"S{number[-5:]}", *_village(village))


def _phones(text: str, whole: str, tail: str) -> list[str]:
    if not text:
        return []
    numbers = [n for n in text.replace("-", "").split("/") if len(n) >= 7][:_MOST_PHONES]
    return [word for n in numbers for word in (f"{whole}{n}", f"{tail}{n[-4:]}")]


@lru_cache(maxsize=512)
def _village(code: str) -> tuple[str, ...]:
    name = divisions.short_name(code)
    reading = pinyin.reading(name)
    return (f"V{normalise(name)}", f"W{reading.full}", *(f"W{i}" for i in reading.initials[:4]))


def indexed(words: Sequence[str], *, is_head: bool) -> str:
    """The words as the index takes them: every one with its start mark."""
    if is_head:
        return " ".join([START + w[1:] for w in words])
    return " ".join([(START if w[0].islower() else SHARED) + w[1:] for w in words])


@dataclass(frozen=True, slots=True)
class Asked:
    """A typed text as the index understands it; ``terms`` is empty when nothing can be found by it."""

    terms: tuple[str, ...]

    @property
    def match(self) -> str:
        """The query: one term finds starts of words; several must all be found on a row."""
        if len(self.terms) == 1:
            return _quoted(START + self.terms[0])
        each = " AND ".join(f"({_quoted(START + t)} OR {_quoted(SHARED + t)})" for t in self.terms)
        joined = "".join(self.terms)
        return f"({each}) OR {_quoted(START + joined)}" if joined.isascii() else each

    def found_by(self, words: Sequence[str]) -> list[tuple[str, str]]:
        """(word with its kind, term) by which a row was found."""
        if len(self.terms) > 1:
            joined = "".join(self.terms)
            whole = [(w, joined) for w in words if w.startswith(joined, 1)]
            if whole:
                return whole[:1]
        found = ((next((w for w in words if w.startswith(t, 1)), ""), t) for t in self.terms)
        return [(word, term) for word, term in found if word]


def ask(text: str) -> Asked:
    """What a typed text asks: its terms apart at blanks, width, case and dots folded."""
    return Asked(tuple(t for t in (normalise(part) for part in text.split()[:5]) if t))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def near_match(term: str) -> str:
    """A query for rows that may hold a word one slip away from the term; empty when it is too short.

    One slip leaves the first or the second half of a word as it was typed; the other is `swapped_match`.
    """
    if not term.isascii():
        sound = pinyin.reading(term).full
        return _quoted(START + sound) if len(term) > 1 and sound else ""
    if len(term) < 4:
        return ""
    half = len(term) // 2
    parts = [_quoted(START + term[:half])]
    if len(term) - half >= 3:
        parts.append(_quoted(term[half:]))
    return " OR ".join(parts)


def swapped_match(term: str) -> str:
    """A query for the one slip that spoils both halves: two neighbours swapped across the middle."""
    return _quoted(START + _swapped(term)) if term.isascii() and len(term) >= 4 else ""


def _swapped(term: str) -> str:
    half = len(term) // 2
    return term[: half - 1] + term[half] + term[half - 1] + term[half + 1 :]


def near_word(term: str, words: Sequence[str]) -> str:
    """The word (with its kind) that starts one slip away from the term or sounds the same; else empty."""
    if not term.isascii():
        sound = pinyin.reading(term).full
        return next((w for w in words if w[0] == "p" and w.startswith(sound, 1)), "")
    size, half = len(term), len(term) // 2
    starts, last = (term[:half], _swapped(term)), term[half:]
    tried = (w for w in words if w[0] in "npcdtuTU" and (w.startswith(starts, 1) or last in w))
    return next(
        (w for w in tried if any(_one_slip(term, w[1 : 1 + n]) for n in (size, size - 1, size + 1))), ""
    )


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter more, less, other, or two neighbours swapped make ``a`` into ``b``."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    i = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) == len(b):
        return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])
    return a[i:] == b[i + 1 :]
