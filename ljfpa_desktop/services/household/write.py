"""Families written: new ones in bulk, a change of one, and its save from a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.bulk import insert_rows
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Warn, settle, with_reasons
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import filling, number, office, person, setting, whose
from ljfpa_desktop.services.household import entry as entries
from ljfpa_desktop.services.household.entry import Entry, MemberRead, Ready
from ljfpa_desktop.services.household.moving import require_here

Values = Mapping[str, Any]
Accepted = dict[str, str] | None
# Made once: an import asks them of every registered family, and making them takes longer than the answer.
_MEMBERS = (
    select(Member, Person)
    .join(Person, Person.id == Member.person_id)
    .where(Member.household_id == bindparam("household"), Member.retired_on.is_(None))
    .order_by(Member.relation != "02", Member.relation, Member.id)
)
_CATEGORIES = (
    select(HouseholdCategory)
    .where(HouseholdCategory.household_id == bindparam("household"), HouseholdCategory.retired_on.is_(None))
    .order_by(HouseholdCategory.valid_from, HouseholdCategory.category)
)
_NAMED = ("name", "pinyin", "sex", "birth_date", "birth_precision", "birth_why")
_TOLD_BY_NUMBER = (*_NAMED, "id_no", "id_type", "id_status", "id_original", "id_why")


def save(
    db: Database,
    actor: Actor,
    values: Values,
    *,
    members: Sequence[Values] = (),
    categories: Sequence[Values] = (),
    gone: Sequence[UUID] = (),
    record_id: UUID | None = None,
    accepted: Accepted = None,
) -> UUID:
    """Write a new family (its number is taken) or the given values of one; returns its id.

    Of a known family, only what is given changes; ``gone`` are memberships or categories entered by
    mistake. Raises `Invalid` (fields such as ``members.0.id_no``), `Doubt` and `Refused`.
    """
    access.require(actor, access.WRITE)
    head = next((str(m["name"]) for m in members if m.get("relation") == "02" and m.get("name")), "")
    why = with_reasons(f"{'修改' if record_id else '新增'}家庭 {head}".strip(), accepted)
    entry = Entry(values, members, categories)
    with db.transaction(actor, why) as s:
        return save_in(s, entry, record_id=record_id, gone=gone, accepted=accepted)


def save_in(
    s: Session,
    entry: Entry,
    *,
    record_id: UUID | None = None,
    gone: Sequence[UUID] = (),
    accepted: Accepted = None,
) -> UUID:
    """The same within a transaction of the caller."""
    township = str(setting.value(s, "office.code"))
    before: list[Warn] = []
    if record_id is None:
        whose.require_township(s)
    else:
        require_here(s, record_id)
        known = known_entry(s, record_id)
        before = entries.read(known, township).warnings
        entry = _overlaid(known, entry, set(gone))
    ready = entries.read(entry, township, accepted)
    _look_elsewhere(s, ready, record_id)
    if ready.problems:
        raise Invalid(ready.problems)
    settle(person.new_warnings(ready.warnings, before), accepted)
    if record_id is None:
        return insert_many(s, [ready])[0]
    _update(s, record_id, ready, gone)
    return record_id


def known_entry(s: Session, household_id: UUID) -> Entry:
    """A registered family as an entry: its values, its members of all times and its categories."""
    found = s.get(Household, household_id)
    if found is None or found.retired_on is not None:
        raise Refused("这一户已不在册，请刷新后再试。")
    members = s.execute(_MEMBERS, {"household": household_id}).all()
    categories = s.scalars(_CATEGORIES, {"household": household_id}).all()
    return Entry(
        filling.plain(found),
        [{**filling.plain(p), **filling.plain(m)} for m, p in members],
        [filling.plain(c) for c in categories],
    )


def _overlaid(known: Entry, given: Entry, gone: set[UUID]) -> Entry:
    """The known family with the given values over it, without what has gone."""
    return Entry(
        {**known.values, **given.values},
        _merged(known.members, given.members, gone),
        _merged(known.categories, given.categories, gone),
    )


def _merged(known: Sequence[Values], given: Sequence[Values], gone: set[UUID]) -> list[Values]:
    """Given rows in their order (problems are told by their places), then the untouched ones."""
    of = {row["id"]: row for row in known}
    by_person = {row.get("person_id"): row["id"] for row in known if row.get("person_id")}
    rows: list[Values] = []
    named: set[UUID] = set()
    for row in given:
        row_id: UUID | None = row.get("id") or by_person.get(row.get("person_id"))
        if row_id is not None and row_id in of:
            named.add(row_id)
            rows.append({**of[row_id], **row, "id": row_id})
        else:
            rows.append(row)
    return [*rows, *(row for row in known if row["id"] not in named and row["id"] not in gone)]


def _look_elsewhere(s: Session, ready: Ready, household_id: UUID | None) -> None:
    """Someone else's number is refused; the same person in another family joins after a look."""
    known = person.known_ids(s, [str(m.person["id_no"] or "") for m in ready.members])
    for i, m in enumerate(ready.members):
        same = known.get(str(m.person["id_no"]), [])
        others = [k for k in same if k.person_id != m.person_id]
        if not others or len(others) < len(same):  # what stood already is a case for the county, not a slip
            continue
        other, place = others[0], f"members.{i}.id_no"
        if other.former_names:
            _of_merged(ready, m, other, place, household_id)
        elif m.person_id is not None or other.name != m.person["name"]:
            ready.problems.setdefault(place, f"这个身份证号已登记为{other.where}，请核对。")
        elif other.household_id is not None and other.household_id == household_id:
            ready.problems.setdefault(place, f"{other.name}已经是这一户的成员，请核对。")
        else:
            sentence = f"{other.name}已登记在{other.where}，确认后作为同一个人加入这一户。"
            ready.warnings.append(Warn("id_elsewhere", place, sentence))
            m.person_id = other.person_id


def _of_merged(
    ready: Ready, m: MemberRead, other: person.Known, place: str, household_id: UUID | None
) -> None:
    """A number that only a merged record carries: the person it stands for, whose own number stays."""
    is_same = m.person_id is None and m.person["name"] in {other.name, *other.former_names}
    if not is_same:
        said = f"这个身份证号在并入{other.where}的旧记录上，请核对确实不是同一个人。"
        ready.warnings.append(Warn("id_of_merged", place, said))
    elif other.household_id is not None and other.household_id == household_id:
        said = f"{other.name}已经是这一户的成员，这是并入的旧记录上的号码，请核对。"
        ready.problems.setdefault(place, said)
    else:
        said = f"这是并入{other.where}的旧记录上的号码，确认后作为同一个人加入这一户，登记的号码不改。"
        ready.warnings.append(Warn("id_elsewhere", place, said))
        m.person_id = other.person_id
        m.person.update(dict.fromkeys(_TOLD_BY_NUMBER))


def insert_many(s: Session, families: Sequence[Ready]) -> list[UUID]:
    """Write new families that were read and settled, set by set; returns their ids in order.

    The caller has looked for people who are already registered (`MemberRead.person_id`).
    """
    stamp = {"office_id": office.office_id(s), "retired_on": None}
    numbers = _numbers(s, families)
    households: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    categories: list[dict[str, Any]] = []
    for family, household_no in zip(families, numbers, strict=True):
        household_id = new_id()
        households.append({**family.household, **stamp, "id": household_id, "household_no": household_no})
        for m in family.members:
            if m.person_id is None:
                m.person_id = new_id()
                people.append({**m.person, **stamp, "id": m.person_id})
            else:
                filling.fill(s, Person, _stated(m.person), m.person_id)
            links = {"household_id": household_id, "person_id": m.person_id}
            members.append({**m.member, **stamp, **links, "id": new_id()})
        for c in family.categories:
            categories.append({**c, **stamp, "household_id": household_id, "id": new_id()})
    s.flush()
    tables = {Household: households, Person: people, Member: members, HouseholdCategory: categories}
    for model, rows in tables.items():
        insert_rows(s, model, rows)
    return [row["id"] for row in households]


def _numbers(s: Session, families: Sequence[Ready]) -> list[str]:
    """A number for each family, taken in one step per village."""
    villages = [str(f.household["village_code"]) for f in families]
    stock = {v: iter(number.take_households(s, v, villages.count(v))) for v in dict.fromkeys(villages)}
    return [next(stock[v]) for v in villages]


def _stated(values: Values) -> dict[str, Any]:
    """Of a person who is already registered, an empty value takes nothing away."""
    return {name: value for name, value in values.items() if value is not None}


def _update(s: Session, household_id: UUID, ready: Ready, gone: Sequence[UUID]) -> None:
    values = {name: value for name, value in ready.household.items() if name != "household_no"}
    # A family's parts are of its office: what the county adds travels to the township with the rest.
    home = filling.fill(s, Household, values, household_id).office_id
    for m in ready.members:
        if m.member_id is not None:
            filling.fill(s, Person, m.person, m.person_id)
            filling.fill(s, Member, m.member, m.member_id)
            continue
        if m.person_id is None:
            m.person_id = new_id()
            s.add(Person(id=m.person_id, office_id=home, **m.person))
        else:
            filling.fill(s, Person, _stated(m.person), m.person_id)
        s.flush()
        values = {**m.member, "household_id": household_id, "person_id": m.person_id}
        filling.fill(s, Member, values).office_id = home
    for c in ready.categories:
        filling.fill(s, HouseholdCategory, {**c, "household_id": household_id}, c["id"]).office_id = home
    s.flush()
    for row_id in gone:
        _retire_part(s, household_id, row_id)


def _retire_part(s: Session, household_id: UUID, row_id: UUID) -> None:
    """Take back a membership or category; a person who then belongs to no family goes with it."""
    member, category = s.get(Member, row_id), s.get(HouseholdCategory, row_id)
    for row in (member, category):
        if row is not None and row.household_id == household_id:
            row.retired_on = dates.today()
    s.flush()
    if member is not None:
        retire_people(s, [member.person_id])


def retire_people(s: Session, people: Sequence[UUID]) -> None:
    """Retire those of the people who belong to no family any more."""
    for start in range(0, len(people), 500):
        some = people[start : start + 500]
        member = select(Member.person_id).where(Member.person_id.in_(some), Member.retired_on.is_(None))
        lost = set(some) - set(s.scalars(member))
        for found in s.scalars(select(Person).where(Person.id.in_(lost), Person.retired_on.is_(None))):
            found.retired_on = dates.today()
    s.flush()
