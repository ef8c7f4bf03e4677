"""The search index kept true: after each act within its transaction, rebuilt whole, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, Select, column, delete, select, table, text, type_coerce, union_all
from sqlalchemy.orm import Session

from ljfpa_desktop.base.bulk import insert_columns
from ljfpa_desktop.base.capture import Change, ChangeRow, Context
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.models.search import SearchRow
from ljfpa_desktop.services.search_words import Source, indexed, words_of

CHUNK = 2500
PLACES = 100  # rows a family may take; the row number is household number x PLACES + place
_GROUPS = {
    "household": frozenset({"", "main", "place", "contact", "retired"}),
    "person": frozenset({"", "name", "identity", "contact", "retired"}),
    "member": frozenset({"", "main", "stay", "retired"}),
}
# Words of a bulk load are gathered in 8 MB, not in one, before they are sorted into the index.
_GATHER = text("INSERT INTO search_words(search_words, rank) VALUES ('hashsize', 8000000)")
_FIND = "INSERT INTO search_words(words, rowid) VALUES (?, ?)"
_SHOW = ("rank", "household_id", "person_id", "words")
_STAGE = table("search_stage", column("id", LargeBinary))
_SAME_NUMBERS = f"""
    INSERT OR IGNORE INTO search_stage SELECT r.household_id FROM search_stage g
    CROSS JOIN household h ON h.id = g.id
    CROSS JOIN search_row r ON r.rank BETWEEN CAST(h.household_no AS INTEGER) * {PLACES}
    AND CAST(h.household_no AS INTEGER) * {PLACES} + {PLACES - 1}
"""
_SHOWN = (
    SearchRow.rank,
    type_coerce(SearchRow.household_id, LargeBinary),
    type_coerce(SearchRow.person_id, LargeBinary),
    SearchRow.words,
)


class _Line(NamedTuple):
    """A row of both tables, its ids as they are stored: nothing but the database looks at them."""

    text: str
    rank: int
    household_id: bytes
    person_id: bytes
    words: str


def follow(s: Session, changes: Sequence[ChangeRow]) -> None:
    """Keep the index true after the changes of an act, within its transaction."""
    if not any(c.grp in _GROUPS.get(c.tbl, ()) for c in changes):
        return
    touched = s.connection().execute(_touched()).scalars().all()
    if len(touched) > CHUNK:
        s.execute(_GATHER)
    for start in range(0, len(touched), CHUNK):
        _stage(s, touched[start : start + CHUNK])
        _forget(s)
        _write(s, _rows(s, select(_STAGE.c.id)))


def rebuild(db: Database, actor: Actor) -> int:
    """Make the whole index anew; returns the number of its rows."""
    with db.transaction(actor, "重建查找索引") as s:
        return rebuild_in(s)


def rebuild_in(s: Session) -> int:
    """The same within a transaction of the caller."""
    s.execute(text("INSERT INTO search_words(search_words) VALUES ('delete-all')"))
    s.execute(delete(SearchRow))
    s.execute(_GATHER)
    return _write(s, _rows(s, select(Household.id)))


def differences(s: Session) -> list[str]:
    """Where the index is not what the records say, as sentences; empty when it is true."""
    kept = {row[0]: tuple(row) for row in s.execute(select(*_SHOWN))}
    wrong = sum(kept.pop(line.rank, None) != line[1:] for line in _rows(s, select(Household.id)))
    listed = set(s.scalars(text("SELECT rowid FROM search_words")))
    ranks = set(s.scalars(select(SearchRow.rank)))
    found = [f"查找索引有 {wrong} 行与档案不符。"] if wrong else []
    if kept:
        found.append(f"查找索引多出 {len(kept)} 行。")
    if listed != ranks:
        found.append(f"查找索引的词表与行表相差 {len(listed ^ ranks)} 行。")
    return found


def _touched() -> Any:
    """The families whose rows an act, or those of a package that follow it, may have changed."""
    act = select(Context.act).scalar_subquery()

    def rows(table: str) -> Select[bytes]:
        return select(type_coerce(Change.row, LargeBinary)).where(
            Change.act >= act, Change.tbl == table, Change.grp.in_(_GROUPS[table])
        )

    family = select(type_coerce(Member.household_id, LargeBinary))
    # UNION would read the history of all years in the order of its rows.
    every = union_all(
        rows("household"),
        family.where(Member.id.in_(rows("member"))),
        family.where(Member.person_id.in_(rows("person"))),
    ).subquery()
    return select(*every.columns).distinct()


def _stage(s: Session, households: Sequence[bytes]) -> None:
    """Lay the families out for joins, and others shown under their numbers: two PCs may give one twice."""
    c = s.connection()
    c.exec_driver_sql("CREATE TEMPORARY TABLE IF NOT EXISTS search_stage(id BLOB PRIMARY KEY) WITHOUT ROWID")
    c.exec_driver_sql("DELETE FROM search_stage")
    insert_columns(c, "search_stage", {"id": sorted(households)})
    c.exec_driver_sql(_SAME_NUMBERS)


def _forget(s: Session) -> None:
    rows = "FROM search_row WHERE household_id IN (SELECT id FROM search_stage)"
    s.execute(text(f"DELETE FROM search_words WHERE rowid IN (SELECT rank {rows})"))
    s.execute(text(f"DELETE {rows}"))


def _write(s: Session, lines: Iterable[_Line]) -> int:
    """Add rows to both tables, some thousand at a time; returns how many."""
    c, waiting, written = s.connection(), iter(lines), 0
    while some := list(islice(waiting, 5000)):
        c.exec_driver_sql(_FIND, [line[:2] for line in some])
        insert_columns(c, "search_row", dict(zip(_SHOW, list(zip(*some, strict=True))[1:], strict=True)))
        written += len(some)
    return written


def _rows(s: Session, households: Select[Any]) -> Iterator[_Line]:
    """What the index should hold of these families, in register order."""
    found = s.connection().execute(
        select(
            type_coerce(Household.id, LargeBinary).label("family"),
            Household.household_no,
            Household.village_code,
            Household.phone1,
            Household.phone2,
            Member.relation,
            type_coerce(Person.id, LargeBinary).label("person"),
            Person.name,
            Person.former_name,
            Person.id_no,
            Person.phone,
        )
        .join(Member, Member.household_id == Household.id)
        .join(Person, Person.id == Member.person_id)
        .where(
            Household.id.in_(households),
            Household.retired_on.is_(None),
            Member.retired_on.is_(None),
            Member.left_on.is_(None),
            Person.retired_on.is_(None),
        )
        .order_by(
            Household.household_no, Household.id, Member.relation != "02", Member.relation, Member.id
        )
    )  # fmt: skip
    rows = chain.from_iterable(found.partitions(5000))
    for _, same_number in groupby(rows, key=itemgetter(1)):
        place = 0  # the head's of the number; others of one who came second follow behind the first family
        for row in same_number:
            place += place == 0 and row[5] != "02"
            if place < PLACES:
                yield _line(row, place)
            place += 1


def _line(row: Sequence[Any], place: int) -> _Line:
    household_id, number, village, phone1, phone2, relation, person_id, name, former, id_no, phone = row
    is_head = relation == "02"
    phones = "/".join(filter(None, (phone1, phone2)))
    words = words_of(Source(number, village, phones, is_head, name, former or "", id_no or "", phone or ""))
    rank = int(number) * PLACES + place
    return _Line(indexed(words, is_head=is_head), rank, household_id, person_id, "\n".join([name, *words]))
