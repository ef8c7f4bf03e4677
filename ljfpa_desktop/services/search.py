"""The search: name, pinyin, initials, id tail, phone tail, household number, village; as you type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.models.search import SearchRow
from ljfpa_desktop.services import whose
from ljfpa_desktop.services.search_index import PLACES, differences, follow, rebuild, rebuild_in
from ljfpa_desktop.services.search_words import KINDS, Asked, ask, near_match, near_word, swapped_match

__all__ = ["Hit", "differences", "find", "find_in", "follow", "found_in", "rebuild", "rebuild_in"]

FEW = 5  # below so many exact finds, slips are forgiven
MOST_NEAR = 150  # rows looked at for slips
# One statement, plain values: half of what a search may cost would else go into objects.
_FIND = """
SELECT r.rank, r.household_id, r.person_id, r.words,
    (SELECT group_concat(c.category) FROM household_category c WHERE c.household_id = r.household_id
        AND c.retired_on IS NULL AND c.valid_from <= ?2 AND (c.valid_to IS NULL OR c.valid_to >= ?2)),
    CASE WHEN r.rank % 100 THEN (SELECT substr(h.words, 1, instr(h.words, char(10)) - 1)
        FROM search_row h WHERE h.rank = r.rank - r.rank % 100) END
FROM search_words w JOIN search_row r ON r.rank = w.rowid
WHERE w.search_words MATCH ?1 ORDER BY w.rowid LIMIT ?3
"""
_LONG = "ctTH"  # whole numbers: only what was typed of them is shown
_MATCHING = text("rank IN (SELECT rowid FROM search_words WHERE search_words MATCH :match)")


class Hit(NamedTuple):
    """A person found: ``reason`` says by what, ``marks`` are the (start, length) pieces of it that matched.

    ``categories`` are codes held today; ``is_near`` marks a find one slip away from what was typed.
    """

    household_id: UUID
    person_id: UUID | None
    name: str
    head_name: str
    is_head: bool
    village: str
    household_no: str
    categories: tuple[str, ...]
    reason: str
    marks: tuple[tuple[int, int], ...]
    is_near: bool = False


def find(db: Database, typed: str, limit: int = 50) -> list[Hit]:
    """The people a typed text finds, in register order, slips last and only when little else was found."""
    with db.read() as s:
        return find_in(s, typed, limit)


def find_in(s: Session, typed: str, limit: int = 50) -> list[Hit]:
    """The same within a session of the caller."""
    asked = ask(typed)
    if not asked.terms:
        return []
    rows = _rows(s, asked.match, limit)
    found = [_hit(row, *_reason(row[3], asked)) for row in rows]
    if len(rows) < FEW and len(asked.terms) == 1:
        seen = {row[0] for row in rows}
        found += _near(s, asked.terms[0], seen)
    place = whose.places(s)
    return [hit._replace(village=place(hit.household_no[:12])) for hit in found[:limit]]


def _rows(s: Session, match: str, limit: int) -> Sequence[Sequence[Any]]:
    return s.connection().exec_driver_sql(_FIND, (match, dates.today().isoformat(), limit)).all()


def found_in(s: Session, typed: str) -> ColumnElement[bool]:
    """A condition on `SearchRow` for all rows a text finds, for lists; slips as in `find`."""
    asked = ask(typed)
    if not asked.terms:
        return SearchRow.rank < 0
    if len(_rows(s, asked.match, FEW)) == FEW:
        return _MATCHING.bindparams(match=asked.match)  # pyright: ignore[reportReturnType]
    return SearchRow.household_id.in_([hit.household_id for hit in find_in(s, typed)])


def households_in(s: Session, typed: str) -> Any:
    """The families a text finds, as a selection of their ids."""
    return select(SearchRow.household_id).where(found_in(s, typed))


def _near(s: Session, term: str, seen: set[int]) -> list[Hit]:
    match = " OR ".join(filter(None, (near_match(term), swapped_match(term))))
    found: list[Hit] = []
    for row in _rows(s, match, MOST_NEAR) if match else ():
        words = _words(row[3])
        if row[0] % PLACES:  # the family's own words lead to its head
            words = [w for w in words if w[0].islower()]
        word = near_word(term, words) if row[0] not in seen else ""
        if word:
            kind = KINDS[word[0]] if term.isascii() else "读音"
            found.append(_hit(row, f"{kind}相近", (), is_near=True))
    return found


def _reason(words: str, asked: Asked) -> tuple[str, tuple[tuple[int, int], ...]]:
    """By what a row was found, in words, with the places of what was typed."""
    parts: list[str] = []
    marks: list[tuple[int, int]] = []
    at = 0
    for word, term in asked.found_by(_words(words)):
        kind, shown, within = word[0], word[1:], 0
        if kind == "g":  # a given name is shown within its whole name
            shown, within = _name(words), len(_name(words)) - len(shown)
        elif kind in _LONG:
            shown = term + "…" * (len(shown) > len(term))
        part = f"{KINDS[kind]} {shown}"
        marks.append((at + len(KINDS[kind]) + 1 + within, len(term)))
        parts.append(part)
        at += len(part) + 3
    return " · ".join(parts), tuple(marks)


def _hit(
    row: Sequence[Any], reason: str, marks: tuple[tuple[int, int], ...], *, is_near: bool = False
) -> Hit:
    rank, household_id, person_id, words, held, head = row
    number = str(rank // PLACES)
    return Hit(
        UUID(bytes=household_id),
        UUID(bytes=person_id) if person_id else None,
        _name(words),
        head or "",
        rank % PLACES == 0,
        "",
        number,
        tuple(sorted(held.split(","))) if held else (),
        reason,
        marks,
        is_near,
    )


def _name(words: str) -> str:
    """The name as it is written, which stands before the words."""
    return words.partition("\n")[0]


def _words(words: str) -> list[str]:
    return words.split("\n")[1:]
