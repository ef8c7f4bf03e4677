"""The search: name, pinyin, initials, id tail, phone tail, household number, village; as you type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.models.search import SearchRow
from ljfpa_desktop.services import search_near, whose
from ljfpa_desktop.services.search_index import PLACES, differences, follow, rebuild, rebuild_in
from ljfpa_desktop.services.search_words import KINDS, Asked, Query, ask

__all__ = ["Hit", "differences", "find", "find_in", "follow", "found_in", "rebuild", "rebuild_in"]

FEW = 5  # below so many exact finds, slips are forgiven
MOST_NEAR = 120  # rows looked at for slips, of each question
# One statement, plain values: half of what a search may cost would else go into objects.
_FIND = """
SELECT r.rank, r.household_id, r.person_id, r.words,
    (SELECT group_concat(c.category) FROM household_category c WHERE c.household_id = r.household_id
        AND c.retired_on IS NULL AND c.valid_from <= :today AND (c.valid_to IS NULL OR c.valid_to >= :today)),
    CASE WHEN r.rank % 100 THEN (SELECT substr(h.words, 1, instr(h.words, char(10)) - 1)
        FROM search_row h WHERE h.rank = r.rank - r.rank % 100) END,
    (SELECT json_extract(value, '$') FROM setting WHERE name = 'office.code')
FROM ({ranks} ORDER BY 1 LIMIT :limit) w JOIN search_row r ON r.rank = w.rank ORDER BY r.rank
"""
_LONG = "ctTH"  # whole numbers: only what was typed of them is shown
Row = Sequence[Any]


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
    place = _places()
    rows = _rows(s, asked.query, limit)
    found = [_hit(row, place, *_reason(row[3], asked)) for row in rows]
    if len(rows) < FEW and len(asked.terms) == 1:
        found += _near(s, asked.terms[0], {row[0] for row in rows}, limit - len(rows))
    return found


def _rows(s: Session, query: Query, limit: int) -> Sequence[Row]:
    given = {"asked": query.asked, "today": dates.today().isoformat(), "limit": limit}
    return s.connection().exec_driver_sql(_FIND.format(ranks=query.ranks), given).all()


def found_in(s: Session, typed: str) -> ColumnElement[bool]:
    """A condition on `SearchRow` for all rows a text finds, for lists; slips as in `find`."""
    asked = ask(typed)
    if not asked.terms:
        return SearchRow.rank < 0
    query = asked.query
    if len(_rows(s, query, FEW)) == FEW:
        matching = text(f"search_row.rank IN ({query.ranks})")
        return matching.bindparams(asked=query.asked)  # pyright: ignore[reportReturnType]
    return SearchRow.household_id.in_([hit.household_id for hit in find_in(s, typed)])


def households_in(s: Session, typed: str) -> Any:
    """The families a text finds, as a selection of their ids."""
    return select(SearchRow.household_id).where(found_in(s, typed))


def _near(s: Session, term: str, seen: set[int], most: int) -> list[Hit]:
    """Rows one slip away, likelier slips first; with enough of them the less likely are not looked for."""
    found: list[Hit] = []
    place = _places()
    for stage in search_near.stages(term):
        for row in (row for query in stage.queries for row in _rows(s, query, MOST_NEAR)):
            by = stage.judge(_words(row[3]), row[0] % PLACES == 0) if row[0] not in seen else None
            if by:
                seen.add(row[0])
                found.append(_hit(row, place, *by, is_near=True))
        if len(seen) >= FEW:
            break
    return found[:most]


def _reason(words: str, asked: Asked) -> tuple[str, tuple[tuple[int, int], ...]]:
    """By what a row was found, in words, with the places of what was typed."""
    if len(asked.terms) == 1:
        by = [(_word(words, asked.terms[0]), asked.terms[0])]
    else:
        by = asked.found_by(_words(words))
    parts: list[str] = []
    marks: list[tuple[int, int]] = []
    at = 0
    for word, term in by:
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


def _word(words: str, term: str) -> str:
    """The first word (with its kind) that starts with the term, in one pass over the text."""
    at = words.find(term, words.index("\n"))
    while words[at - 2] != "\n":
        at = words.find(term, at + 1)
    end = words.find("\n", at)
    return words[at - 1 : end if end > 0 else None]


def _hit(
    row: Row,
    place: Callable[[str, str], str],
    reason: str,
    marks: tuple[tuple[int, int], ...],
    is_near: bool = False,
) -> Hit:
    rank, household_id, person_id, words, held, head, own = row
    number = str(rank // PLACES)
    return Hit(
        UUID(bytes=household_id),
        UUID(bytes=person_id) if person_id else None,
        words[: words.index("\n")],
        head or "",
        not rank % PLACES,
        place(own, number[:12]),
        number,
        tuple(sorted(held.split(","))) if held else (),
        reason,
        marks,
        is_near,
    )


def _places() -> Callable[[str, str], str]:
    """How villages are named, each named once: many of a find live in one."""
    return cache(whose.place)


def _name(words: str) -> str:
    """The name as it is written, which stands before the words."""
    return words.partition("\n")[0]


def _words(words: str) -> list[str]:
    return words.split("\n")[1:]
