"""Writes a plan within the caller's transaction, through the same services as forms do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base.errors import Doubt, Invalid
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services import household, office
from ljfpa_desktop.services.household import Entry, Ready
from ljfpa_desktop.services.importing.parsed import ROLE_NAMES, Problem
from ljfpa_desktop.services.importing.planned import FamilyDraft, Plan

T = TypeVar("T")
_TRAITS = {"id_no": "id", "birth_date": "birth"}
_LONGEST = 20
_HELD = 300  # registered families changed with their rows held at a time
_AT_ONCE = 2000  # families inserted at a time: all of a big register would fill the memory
LOOKED_AT = "导入名册，已在预览中核对"


@dataclass(slots=True)
class Written:
    """What an import wrote: counts by table, and who the rows' people and families are now."""

    created: dict[str, int] = field(default_factory=dict[str, int])
    updated: dict[str, int] = field(default_factory=dict[str, int])
    people: dict[str, UUID] = field(default_factory=dict[str, UUID])
    families: dict[str, UUID] = field(default_factory=dict[str, UUID])

    def count(self, where: dict[str, int], table: str, number: int = 1) -> None:
        """Add to a count, leaving out zeros."""
        if number:
            where[table] = where.get(table, 0) + number


def write(s: Session, plan: Plan) -> Written:
    """Write every family of the plan; rows whose family cannot stand are refused in the plan."""
    written = Written()
    for row in plan.rows:
        for m in row.people:
            if m.known:
                written.people[m.key] = m.known.id
    _write_new(s, plan, written)
    known = {key: d.household for key, d in plan.drafts.items() if d.household is not None}
    written.families |= known
    changed = [(household, d) for k, household in known.items() if not (d := plan.drafts[k]).is_empty]
    for start in range(0, len(changed), _HELD):
        some = changed[start : start + _HELD]
        held = _load(s, [household for household, _ in some])
        for _, draft in some:
            _write_known(s, draft, written)
        del held
    _accounts(s, plan, written)
    return written


def _load(s: Session, households: Sequence[UUID]) -> list[object]:
    """The rows of these families, held in the session: each is then found by its id without a query."""
    here = Member.household_id.in_(households)
    people = select(Member.person_id).where(here)
    found: list[object] = [
        *s.scalars(select(Household).where(Household.id.in_(households))),
        *s.scalars(select(Member).where(here)),
        *s.scalars(select(Person).where(Person.id.in_(people))),
    ]
    held = select(HouseholdCategory).where(HouseholdCategory.household_id.in_(households))
    return found + [*s.scalars(held)]


def settled(act: Callable[[dict[str, str]], T]) -> T:
    """Run ``act`` with the doubts accepted that it raises: the preview has shown them (RULINGS.md 26)."""
    accepted: dict[str, str] = {}
    for _ in range(8):
        try:
            return act(accepted)
        except Doubt as doubt:
            accepted |= {w.code: LOOKED_AT for w in doubt.warnings}
    return act(accepted)


def _write_new(s: Session, plan: Plan, written: Written) -> None:
    """Insert the new families, set by set; a family waits until people it shares with another are there."""
    waiting: list[tuple[str, FamilyDraft, Ready]] = []
    pending: set[str] = set()
    for key, draft in list(plan.drafts.items()):
        if draft.household is not None:
            continue
        if len(waiting) == _AT_ONCE or any(person in pending for person in draft.members):
            _insert(s, waiting, written)
            waiting, pending = [], set()
        ready = _read(plan, draft, written)
        if ready is None:
            del plan.drafts[key]
            continue
        waiting.append((key, draft, ready))
        pending.update(draft.members)
    _insert(s, waiting, written)


def _read(plan: Plan, draft: FamilyDraft, written: Written) -> Ready | None:
    """The draft as the household service reads it; its problems go to the family's first row."""
    members = [_with_person(key, values, written) for key, values in draft.members.items()]
    entry = Entry(draft.values, members, draft.categories)
    ready = household.read(entry, plan.parsed.setting.township, {})
    if not ready.problems:
        return ready
    refuse(draft, ready.problems)
    return None


def _with_person(key: str, values: Mapping[str, Any], written: Written) -> dict[str, Any]:
    known = values.get("person_id") or written.people.get(key)
    return {**values, "person_id": known} if known else dict(values)


def refuse(draft: FamilyDraft, problems: Mapping[str, str]) -> None:
    """Keep a family out for a reason only the records tell, said of the person and column it lies in.

    ``problems`` are those of `household`: a field, or members.0.name for the first of ``draft.members``.
    """
    for row in draft.rows:
        row.state = "error"
    field, sentence = next(iter(problems.items()))
    part, _, rest = field.partition(".")
    place, _, column = rest.partition(".")
    row = draft.rows[0]
    person = row.people[0] if row.people else None
    if part == "members" and place.isdigit():
        key = list(draft.members)[int(place)]
        row, person = next((r, m) for r in draft.rows for m in r.people if m.key == key)
        sentence = f"{ROLE_NAMES[person.parsed.role]}{shortened(person.name)}：{sentence}"
    titles = person.parsed.columns if person else {}
    title = titles.get(_TRAITS.get(column, column)) or next(iter(titles.values()), "")
    row.problems.append(Problem(row.parsed.row, title, "error", 46, sentence))
    for other in draft.rows:
        if other is not row:
            message = f"第{row.parsed.row}行的家庭有问题没有导入，这一行也没有导入。"
            other.problems.append(Problem(other.parsed.row, title, "error", 37, message))


def shortened(name: str) -> str:
    """A name as a sentence can carry it."""
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"


def _insert(s: Session, waiting: list[tuple[str, FamilyDraft, Ready]], written: Written) -> None:
    if not waiting:
        return
    fresh = sum(m.person_id is None for _, _, ready in waiting for m in ready.members)
    ids = household.insert_many(s, [ready for _, _, ready in waiting])
    for (key, draft, ready), household_id in zip(waiting, ids, strict=True):
        written.families[key] = household_id
        for person_key, member in zip(draft.members, ready.members, strict=True):
            if member.person_id is not None:
                written.people[person_key] = member.person_id
    written.count(written.created, "household", len(ids))
    written.count(written.created, "person", fresh)


def _write_known(s: Session, draft: FamilyDraft, written: Written) -> None:
    members = [_with_person(key, values, written) for key, values in draft.members.items()]
    entry = Entry(draft.values, members, draft.categories)

    def save(accepted: dict[str, str]) -> UUID:
        return household.save_in(s, entry, record_id=draft.household, accepted=accepted)

    try:
        with s.begin_nested():
            settled(save)
    except Invalid as problem:
        refuse(draft, problem.problems)
        return
    s.flush()
    written.count(written.updated, "household")
    fresh = [key for key, m in zip(draft.members, members, strict=True) if not m.get("person_id")]
    written.count(written.created, "person", len(fresh))
    written.count(written.updated, "person", sum("relation" not in m for m in members))
    _find_new_people(s, draft, fresh, written)


def _find_new_people(s: Session, draft: FamilyDraft, fresh: list[str], written: Written) -> None:
    """The ids of the people who have just joined a registered family, by their names and numbers."""
    if not fresh or draft.household is None:
        return
    for m in household.facts_in(s, draft.household).members:
        for key in fresh:
            values = draft.members[key]
            if m.values["name"] == values["name"] and (m.values["id_no"] or "") == values.get("id_no", ""):
                written.people[key] = m.person_id


def _accounts(s: Session, plan: Plan, written: Written) -> None:
    """Bank accounts that are not registered yet."""
    own = office.office_id(s)
    done = set(plan.known.accounts)
    for row in plan.taken:
        for m in row.people:
            number, person = m.parsed.facts.get("account"), written.people.get(m.key)
            if number and person and (person, number) not in done:
                done.add((person, number))
                bank = m.parsed.facts.get("bank") or None
                s.add(
                    BankAccount(
                        office_id=own,
                        person_id=person,
                        account_no=number,
                        account_name=m.name,
                        bank_name=bank,
                    )
                )
                written.count(written.created, "bank_account")
    s.flush()
