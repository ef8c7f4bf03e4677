"""What befalls a family: categories begin and end, it moves away, its head changes, it is taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, codes, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, with_reasons
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.services.aid.cycle import granted
from ljfpa_desktop.services.household.entry import Entry
from ljfpa_desktop.services.household.facts import head_name_of
from ljfpa_desktop.services.household.moving import require_here
from ljfpa_desktop.services.household.rules import HEAD
from ljfpa_desktop.services.household.write import retire_people, save_in

Accepted = dict[str, str] | None


def add_category(
    db: Database, actor: Actor, household_id: UUID, values: Mapping[str, Any], accepted: Accepted = None
) -> None:
    """Recognise a category from a day on; raises `Invalid` (``categories.0.…``) or `Doubt`."""
    access.require(actor, access.WRITE)
    label = codes.label("household_category", values.get("category"))
    with db.transaction(actor, with_reasons(f"{_name(db, household_id)} 认定{label}", accepted)) as s:
        save_in(s, Entry({}, categories=[values]), record_id=household_id, accepted=accepted)


def end_category(db: Database, actor: Actor, category_id: UUID, on: date, why: str) -> None:
    """End a category on its last day, with the reason; raises `Invalid` or `Refused`."""
    access.require(actor, access.WRITE)
    if not why.strip():
        raise Invalid({"end_why": "请填写终止原因。"})
    with db.transaction(actor, f"终止类别：{why}") as s:
        found = s.get(HouseholdCategory, category_id)
        if found is None or found.retired_on is not None:
            raise Refused("这条类别已不在册，请刷新后再试。")
        require_here(s, found.household_id)
        if on < found.valid_from:
            raise Invalid({"valid_to": f"终止日期早于认定日期 {found.valid_from}，请核对。"})
        if found.valid_to is not None and on > found.valid_to:  # it may have become another since
            raise Invalid({"valid_to": f"这个类别已于 {found.valid_to} 终止，终止日期不能再往后改。"})
        found.valid_to, found.end_why = on, why.strip()


def set_status(db: Database, actor: Actor, household_id: UUID, status: str, on: date, why: str) -> None:
    """Move a family to another status on a day, with the reason (DOMAIN.md 2.1); raises `Invalid`."""
    access.require(actor, access.WRITE)
    problems: dict[str, str] = {}
    if status not in dict(codes.choices("household_status")) or status == "MERGED":
        problems["status"] = "请选择状态。"
    if on > dates.today():
        problems["status_on"] = f"日期 {on} 还没有到，请核对。"
    if status != "ACTIVE" and not why.strip():
        problems["status_why"] = "请填写原因。"
    if problems:
        raise Invalid(problems)
    label = codes.label("household_status", status)
    with db.transaction(actor, f"{_name(db, household_id)} {label}") as s:
        found = _kept(s, household_id)
        found.status, found.status_on, found.status_why = status, on, why.strip() or None


def change_head(
    db: Database, actor: Actor, household_id: UUID, relations: Mapping[UUID, str], accepted: Accepted = None
) -> None:
    """Give the members their relations anew around another head: membership id -> relation code."""
    access.require(actor, access.WRITE)
    if list(relations.values()).count(HEAD) != 1:
        raise Invalid({"members": "请选一名新的户主。"})
    with db.transaction(actor, with_reasons(f"{_name(db, household_id)} 更换户主", accepted)) as s:
        rows = [{"id": member_id, "relation": relation} for member_id, relation in relations.items()]
        save_in(s, Entry({}, rows), record_id=household_id, accepted=accepted)


def retire(db: Database, actor: Actor, household_id: UUID, why: str) -> None:
    """Take a family out that was entered by mistake; raises `Refused` when money was given to it."""
    access.require(actor, access.WRITE)
    if not why.strip():
        raise Invalid({"why": "请填写原因。"})
    with db.transaction(actor, f"删除家庭 {_name(db, household_id)}：{why.strip()}") as s:
        retire_in(s, [household_id])


def retire_in(s: Session, household_ids: Sequence[UUID]) -> None:
    """Retire families with their memberships, categories, and people who belong nowhere else."""
    for start in range(0, len(household_ids), 500):
        some = household_ids[start : start + 500]
        paid = s.scalar(
            select(func.count()).where(Payment.household_id.in_(some), Payment.voided_on.is_(None))
        )
        if paid:
            raise Refused("这一户有发放记录，不能删除；迁出或亡故请改“状态”。")
        listed = select(Cycle.name).join(Entitlement, Entitlement.cycle_id == Cycle.id)
        name = s.scalar(
            listed.where(Entitlement.household_id.in_(some), granted(), Cycle.retired_on.is_(None))
        )
        if name:
            raise Refused(f"这一户在“{name}”的名单里，请先移出名单，再删除。")
        today = dates.today()
        for found in s.scalars(select(Household).where(Household.id.in_(some))):
            require_here(s, found.id)
            found.retired_on = today
        people: list[UUID] = []
        theirs = select(Member).where(Member.household_id.in_(some), Member.retired_on.is_(None))
        for member in s.scalars(theirs):
            member.retired_on = today
            people.append(member.person_id)
        for held in s.scalars(select(HouseholdCategory).where(HouseholdCategory.household_id.in_(some))):
            held.retired_on = held.retired_on or today
        s.flush()
        retire_people(s, people)


def _kept(s: Session, household_id: UUID) -> Household:
    found = s.get(Household, household_id)
    if found is None or found.retired_on is not None:
        raise Refused("这一户已不在册，请刷新后再试。")
    require_here(s, household_id)
    return found


def _name(db: Database, household_id: UUID) -> str:
    with db.read() as s:
        return head_name_of(s, household_id)
