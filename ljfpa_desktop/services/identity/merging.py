"""Merges two records of one person, lists the merges, and takes one back as a single step."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.capture import Act, Change, group_of
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused, settle, with_reasons
from ljfpa_desktop.models.identity import NotSame
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import person
from ljfpa_desktop.services.history import WORDS, written
from ljfpa_desktop.services.identity import following, plan
from ljfpa_desktop.services.identity.links import Link, links
from ljfpa_desktop.services.setting_back import set_back

MERGE, UNDO, RECEIVE = "merge", "undo", "receive"
NOT_MERGED = "这个人没有并入别人，或者已经撤销了，请刷新。"
_GROUP = "retired"


@dataclass(frozen=True)
class Merged:
    """A record that was merged into another: names, when, and by whom."""

    gone: UUID
    gone_name: str
    keep: UUID
    keep_name: str
    when: datetime
    who: str


def merge(
    db: Database,
    actor: Actor,
    keep: UUID,
    gone: UUID,
    take: Collection[str] = (),
    accepted: dict[str, str] | None = None,
) -> None:
    """Make ``gone`` an alias of ``keep``; of the values named in ``take`` (`plan.CHOSEN`) the other's stands.

    One transaction. Raises `Refused`, `Invalid`, or `Doubt` for what speaks against it until accepted.
    """
    access.require(actor, access.WRITE)
    names = [person.facts(db, i)["name"] for i in (gone, keep)]
    words = with_reasons(f"合并同一人：{names[0]}的另一条记录并入{names[1]}", accepted)
    with db.transaction(actor, words, MERGE) as s:
        found = plan.plan_in(s, keep, gone)
        settle(list(found.against), accepted)
        record = s.get_one(Person, gone)
        values = {n: getattr(record, n) for name in take for n in (name, *plan.WITH.get(name, ()))}
        record.merged_into, record.retired_on = keep, dates.today()
        s.execute(update(Person).where(Person.merged_into == gone).values(merged_into=keep))
        s.flush()
        following.carry_out(s, following.steps(s, gone, keep), keep)
        _forget_not_same(s, keep, gone)
        if values:
            person.save_in(s, values, keep, accepted)


def _forget_not_same(s: Session, one: UUID, other: UUID) -> None:
    """What was said of the two before does not hold any more."""
    both = (one, other)
    said = select(NotSame).where(
        NotSame.one_id.in_(both), NotSame.other_id.in_(both), NotSame.retired_on.is_(None)
    )
    for row in s.scalars(said):
        row.retired_on = dates.today()


def merges(db: Database) -> list[Merged]:
    """The merges that stand, the latest first."""
    with db.read() as s:
        keep = aliased(Person)
        query = select(Person.id, Person.name, Person.merged_into, keep.name)
        query = query.where(Person.merged_into.is_not(None))
        names = s.execute(query.outerjoin(keep, keep.id == Person.merged_into)).all()
        made = [_made_by(s, row[0])[1] for row in names]
    found = [
        Merged(gone, name, into, keep_name or "", act.at, act.actor)
        for (gone, name, into, keep_name), act in zip(names, made, strict=True)
        if into is not None
    ]
    return sorted(found, key=lambda m: m.when, reverse=True)


def _made_by(s: Session, gone: UUID) -> tuple[Change, Act]:
    """The change, with its act, by which a person merged the record; the last one where two merges met."""
    query = (
        select(Change, Act).join(Act, Act.seq == Change.act)
        .where(Change.row == gone, Change.grp.in_((_GROUP, ""))).order_by(Change.seq.desc())
    )  # fmt: skip
    found = [(row[0], row[1]) for row in s.execute(query)]
    by_hand = (row for row in found if row[1].kind == MERGE and not _old(row[0]).get("merged_into"))
    return next(by_hand, found[0])


def _old(change: Change) -> dict[str, Any]:
    old: dict[str, Any] = json.loads(change.old or "{}")
    return old


def undo(db: Database, actor: Actor, gone: UUID) -> None:
    """Take the merge of ``gone`` back: both records are as before, with what came to each since.

    Raises `Refused`, naming them, when records of the merge were changed afterwards.
    """
    access.require(actor, access.WRITE)
    with db.read() as s:
        name = s.scalar(select(Person.name).where(Person.id == gone)) or ""
    with db.transaction(actor, f"撤销合并：{name}", UNDO) as s:
        record = s.get(Person, gone)
        keep = record.merged_into if record else None
        if keep is None:
            raise Refused(NOT_MERGED)
        plan.require_mergeable(s, s.get_one(Person, keep), s.get_one(Person, gone))
        made, act = _made_by(s, gone)
        changes = list(s.scalars(select(Change).where(Change.act == made.act).order_by(Change.seq)))
        _refuse_if_contradicted(s, made, act.kind, changes, keep)
        for change in reversed(changes):
            set_back(s, change)
        for link in links():
            if not link.stays:
                _give_back_late(s, link, gone, keep)


def _refuse_if_contradicted(
    s: Session, made: Change, kind: str, changes: Sequence[Change], keep: UUID
) -> None:
    met = any(c.row == keep and c.grp == _GROUP for c in changes)
    if kind != MERGE or made.old is None or met:
        raise Refused("这次合并是在别的电脑上、或两处碰在一起办成的，这里不能自动撤销，请逐项修改。")
    edited = [c for c in changes if not _stands(s, c)]
    if made in edited:
        raise Refused("并入的那个人后来又并入了别人，请先撤销后一次合并。")
    if edited:
        words = list(dict.fromkeys(WORDS.get(c.tbl, "记录") for c in edited))
        raise Refused(f"合并后又改过：{'、'.join(words)}。不能自动撤销，请逐项修改。")


def _stands(s: Session, change: Change) -> bool:
    """Whether what a change wrote is what stands today: nothing came after it, or it was taken back."""
    later = select(Change).where(
        Change.row == change.row, Change.grp == change.grp, Change.seq > change.seq, Change.act != change.act
    )
    following = s.scalars(later.order_by(Change.seq).limit(1)).first()
    if following is None:
        return True
    now = written(s, change.tbl, change.row)
    return all(now[name] == value for name, value in _old(following).items())


def _give_back_late(s: Session, link: Link, gone: UUID, keep: UUID) -> None:
    """What came for the merged record by a package, and followed then, goes back with it.

    Not what a merge in the opposite direction had moved there before: it was the other's.
    """
    of_group = (Change.tbl == link.table.name, Change.grp == group_of(link.column))
    by_hand = select(Change.row).join(Act, Act.seq == Change.act).where(*of_group, Act.kind == MERGE)
    moved = (
        select(Change).join(Act, Act.seq == Change.act)
        .join(link.table, link.table.c.id == Change.row)
        .where(
            *of_group, Act.kind == RECEIVE, link.column == keep, Change.row.not_in(by_hand)
        )
        .order_by(Change.seq)
    )  # fmt: skip
    last = {c.row: _old(c).get(str(link.column.name)) for c in s.scalars(moved)}
    for row in [row for row, before in last.items() if before == gone.hex]:
        s.execute(update(link.table).where(link.table.c.id == row).values({link.column.name: gone}))
