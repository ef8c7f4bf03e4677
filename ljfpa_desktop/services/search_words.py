"""The words a person is found by, and what a typed text asks of the index (DOMAIN.md 8.5, PERFORMANCE.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ljfpa_desktop.base import divisions, pinyin, sound
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
SOUND = "="  # the start of how a name sounds, a character for each syllable
HEARD = 2  # syllables of it in the index
BUT_MIDDLE = "-"  # the start of a name of three characters without the middle one
END = " "  # stands between words
KEPT = 12  # digits kept of a long number: what remains of an identity number is a word of its own
_MOST_PHONES = 3

# Selections of rows by their rank; each asks one thing.
BY_MATCH = "SELECT rowid AS rank FROM search_words WHERE search_words MATCH :asked"
# The index of three letters is slow for long numbers, whose parts everyone has: the records' own are not.
BY_NUMBER = """
SELECT r.rank AS rank FROM person p JOIN search_row r ON r.person_id = p.id
WHERE p.id_no >= :asked AND p.id_no < :asked || '~'
UNION SELECT rank FROM search_row WHERE length(:asked) < 18 AND rank % 100 = 0
    AND rank BETWEEN substr(:asked || '00000000000000000', 1, 17) * 100
    AND substr(:asked || '99999999999999999', 1, 17) * 100
"""


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
    """The words as the index takes them: every one with its start mark, at last what slips are found by.

    Long numbers only as far as `BY_NUMBER` is not asked instead. A family's number stands with its head
    only: nobody types it beside a member's name.
    """
    if is_head:
        marked = [START + (w[1 : KEPT + 1] if w[0] in "cH" else w[1:]) for w in words]
    else:
        marked = [
            START + (w[1 : KEPT + 1] if w[0] == "c" else w[1:]) if w[0].islower() else SHARED + w[1:]
            for w in words
            if w[0] != "H"
        ]
    slips = _slips(words[0][1:])
    return " ".join([*marked, slips]) if slips else " ".join(marked)


@lru_cache(maxsize=4096)
def _slips(name: str) -> str:
    """How a name begins to sound and the name without its middle: more would make the index slow to fill."""
    heard = sound.of_name(name) if len(name) > 1 else ""
    but_middle = BUT_MIDDLE + name[0] + name[2] if len(name) == 3 and not name.isascii() else ""
    return (SOUND + heard[:HEARD] if heard else "") + but_middle


class Query(NamedTuple):
    """A selection of ranks and what it asks for."""

    ranks: str
    asked: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A typed text as the index understands it; ``terms`` is empty when nothing can be found by it."""

    terms: tuple[str, ...]

    @property
    def match(self) -> str:
        """The query: one term finds starts of words; several must all be found on a row."""
        if len(self.terms) == 1:
            return quoted(START + self.terms[0])
        each = " AND ".join(map(_anywhere, self.terms))
        joined = "".join(self.terms)
        return f"({each}) OR {quoted(START + joined)}" if joined.isascii() else each

    @property
    def query(self) -> Query:
        """The selection of the rows in register order; the terms are not empty."""
        if len(self.terms) == 1 and _is_long_number(self.terms[0]):
            return Query(BY_NUMBER, self.terms[0].upper())
        return Query(BY_MATCH, self.match)

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


def _is_long_number(term: str) -> bool:
    return len(term) > KEPT and term.isascii() and term[:-1].isdecimal()


def _anywhere(term: str) -> str:
    """A term among others: also as a word of the family; a long number by the start and end that are kept."""
    if _is_long_number(term):
        return f"({quoted(START + term[:KEPT])} AND {quoted(START + term[KEPT:])})"
    return f"({quoted(START + term)} OR {quoted(SHARED + term)})"


def quoted(text: str) -> str:
    """The text as the index language takes it."""
    return '"' + text.replace('"', '""') + '"'
