"""The search index kept true: after each act within its transaction, rebuilt whole, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select, text, union
from sqlalchemy.orm import Session

from ljfpa_desktop.base.bulk import insert_rows
from ljfpa_desktop.base.capture import Change, ChangeRow, Context
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.models.search import SearchRow
from ljfpa_desktop.services.search_words import Source, indexed, words_of

CHUNK = 500
PLACES = 100  # rows a family may take; the row number is household number x PLACES + place
_GROUPS = {
    "household": frozenset({"", "main", "place", "contact", "retired"}),
    "person": frozenset({"", "name", "identity", "contact", "retired"}),
    "member": frozenset({"", "main", "stay", "retired"}),
}
_ADD = text("INSERT INTO search_words(rowid, words) VALUES (:rank, :text)")


def follow(s: Session, changes: Sequence[ChangeRow]) -> None:
    """Keep the index true after the changes of an act, within its transaction."""
    if not any(c.grp in _GROUPS.get(c.tbl, ()) for c in changes):
        return
    touched = list(s.scalars(_touched()))
    for start in range(0, len(touched), CHUNK):
        some = touched[start : start + CHUNK]
        _forget(s, some)
        _write(s, _rows(s, select(Household.id).where(Household.id.in_(some))))


def rebuild(db: Database, actor: Actor) -> int:
    """Make the whole index anew; returns the number of its rows."""
    with db.transaction(actor, "重建查找索引") as s:
        return rebuild_in(s)


def rebuild_in(s: Session) -> int:
    """The same within a transaction of the caller."""
    s.execute(text("INSERT INTO search_words(search_words) VALUES ('delete-all')"))
    s.execute(delete(SearchRow))
    return _write(s, _rows(s, select(Household.id)))


def differences(s: Session) -> list[str]:
    """Where the index is not what the records say, as sentences; empty when it is true."""
    kept = {
        r.rank: (r.household_id, r.person_id, r.words)
        for r in s.execute(select(*SearchRow.__table__.columns))
    }
    wrong = sum(kept.pop(row["rank"], None) != _kept(row) for row in _rows(s, select(Household.id)))
    listed = set(s.scalars(text("SELECT rowid FROM search_words")))
    ranks = set(s.scalars(select(SearchRow.rank)))
    found = [f"查找索引有 {wrong} 行与档案不符。"] if wrong else []
    if kept:
        found.append(f"查找索引多出 {len(kept)} 行。")
    if listed != ranks:
        found.append(f"查找索引的词表与行表相差 {len(listed ^ ranks)} 行。")
    return found


def _kept(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["household_id"], row["person_id"], row["words"]


def _touched() -> Any:
    """The families whose rows an act may have changed."""
    act = select(Context.act).scalar_subquery()

    def rows(table: str) -> Select[UUID]:
        return select(Change.row).where(
            Change.act == act, Change.tbl == table, Change.grp.in_(_GROUPS[table])
        )

    return union(
        rows("household"),
        select(Member.household_id).where(Member.id.in_(rows("member"))),
        select(Member.household_id).where(Member.person_id.in_(rows("person"))),
    )


def _forget(s: Session, households: Sequence[UUID]) -> None:
    ranks = list(s.scalars(select(SearchRow.rank).where(SearchRow.household_id.in_(households))))
    if ranks:
        s.execute(text("DELETE FROM search_words WHERE rowid = :rank"), [{"rank": rank} for rank in ranks])
        s.execute(delete(SearchRow).where(SearchRow.household_id.in_(households)))


def _write(s: Session, rows: Iterable[dict[str, Any]]) -> int:
    """Add rows to both tables, some thousand at a time; returns how many."""
    written, waiting = 0, list[dict[str, Any]]()
    for row in rows:
        waiting.append(row)
        if len(waiting) == 5000:
            written += _put(s, waiting)
            waiting = []
    return written + _put(s, waiting)


def _put(s: Session, rows: list[dict[str, Any]]) -> int:
    if rows:
        s.execute(_ADD, [{"rank": r["rank"], "text": r["text"]} for r in rows])
        kept = [{name: value for name, value in r.items() if name != "text"} for r in rows]
        insert_rows(s, SearchRow, kept)
    return len(rows)


def _rows(s: Session, households: Select[UUID]) -> Iterator[dict[str, Any]]:
    """What the index should hold of these families, in register order."""
    found = s.execute(
        select(
            Household.id,
            Household.household_no,
            Household.village_code,
            Household.phone1,
            Household.phone2,
            Member.relation,
            Person.id,
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
        .order_by(Household.household_no, Member.relation != "02", Member.relation, Member.id)
    )
    for _, family in groupby(found, key=lambda r: r[0]):
        for place, row in enumerate(list(family)[: PLACES - 1]):
            yield _row(tuple(row), place)


def _row(row: tuple[Any, ...], place: int) -> dict[str, Any]:
    household_id, number, village, phone1, phone2, relation, person_id, name, former, id_no, phone = row
    is_head = relation == "02"
    phones = "/".join(p for p in (phone1, phone2) if p)
    words = words_of(Source(number, village, phones, is_head, name, former or "", id_no or "", phone or ""))
    return {
        "rank": int(number) * PLACES + place + (0 if is_head or place else 1),
        "household_id": household_id,
        "person_id": person_id,
        "words": "\n".join([name, *words]),
        "text": indexed(words, is_head=is_head),
    }
