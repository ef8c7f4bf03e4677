"""The facts of each kind of change, written within the transaction of the caller."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.services import household, person
from ljfpa_desktop.services.household import HEAD, Entry, HouseholdFacts, MemberFacts
from ljfpa_desktop.services.household.rules import BORN, CHILDREN, SPOUSES
from ljfpa_desktop.services.life import heirs, kinds
from ljfpa_desktop.services.life.kinds import Written

Values = Mapping[str, Any]
Accepted = dict[str, str] | None
UNMARRIED = (None, "", "10", "90")
_PERSON = ("name", "id_no", "sex", "birth_date")
_FIRST = "members.0."


def write(s: Session, kind: str, household_id: UUID, values: Values, accepted: Accepted) -> Written:
    """Write a change of this kind; raises `Invalid`, `Doubt` and `Refused`."""
    _check(kind, values)
    return _WRITERS[kind](s, household.facts_in(s, household_id), values, accepted)


def _check(kind: str, values: Values) -> None:
    problems: dict[str, str] = {}
    for name, declared in kinds.FIELDS_OF[kind].items():
        if declared.required and not values.get(name):
            problems[name] = f"请填写{declared.label}。"
    on = values.get("on")
    if isinstance(on, date) and on > dates.today():
        problems["on"] = f"日期 {on} 还没有到，请核对。"
    if problems:
        raise Invalid(problems)


def _save(s: Session, entry: Entry, record_id: UUID | None, accepted: Accepted) -> UUID:
    """A problem or doubt of the one member given stands beside the form's own field.

    What then no longer fits a category is no doubt here: it is among what follows.
    """
    try:
        known = {"category": "随家庭变动核对", **(accepted or {})}
        return household.save_in(s, entry, record_id=record_id, accepted=known)
    except Invalid as e:
        raise Invalid({key.removeprefix(_FIRST): said for key, said in e.problems.items()}) from e
    except Doubt as e:
        raise Doubt([replace(w, field=w.field.removeprefix(_FIRST)) for w in e.warnings]) from e


def _member(found: HouseholdFacts, member_id: Any, name: str = "member") -> MemberFacts:
    for m in found.members:
        if m.id == member_id and m.left_on is None:
            return m
    raise Invalid({name: "这个人已不是这一户的成员，请重新选择。"})


def _join(s: Session, found: HouseholdFacts, values: Values, on: date, accepted: Accepted) -> UUID:
    """Add a person to the family from a day on; returns the person's id."""
    before = {m.id for m in found.members}
    row = {name: values.get(name) for name in (*_PERSON, "relation")} | {"joined_on": on}
    known = person.known_ids(s, [str(values.get("id_no") or "")])
    _save(s, Entry({}, [row]), found.id, accepted)
    (joined,) = [m for m in household.facts_in(s, found.id).members if m.id not in before]
    if known:  # registered in another family till now
        leave(s, joined.person_id, found.id, on, "到" + (found.head_name or "另一") + "户")
    return joined.person_id


def leave(s: Session, person_id: UUID, to: UUID, on: date, why: str) -> None:
    """End the person's memberships of other families than ``to``; a head with others there is refused."""
    query = select(Member).where(
        Member.person_id == person_id, Member.household_id != to, Member.left_on.is_(None),
        Member.retired_on.is_(None),
    )  # fmt: skip
    for old in s.scalars(query):
        family = household.facts_in(s, old.household_id)
        others = [m for m in family.persons if m.person_id != person_id]
        if old.relation == HEAD and others:
            name = next(m.name for m in family.members if m.person_id == person_id)
            raise Refused(f"{name}是家庭 {family.household_no} 的户主，请先在那一户更换户主，再办这件事。")
        old.left_on, old.left_why = on, why
        if not others:
            home = s.get(Household, old.household_id)
            assert home is not None
            home.status, home.status_on, home.status_why = "CLOSED", on, why
    s.flush()


def _count(found: HouseholdFacts, sex: Any, by: int, *, born: bool) -> dict[str, int]:
    """The stated numbers of children, changed by one child; what was never stated stays empty."""
    names = {"1": "sons", "2": "daughters"}.get(str(sex), "")
    wanted = [f"living_{names}", *([f"born_{names}"] if born else [])] if names else []
    return {n: max(0, found.values[n] + by) for n in wanted if found.values.get(n) is not None}


def _birth(s: Session, found: HouseholdFacts, values: Values, accepted: Accepted) -> Written:
    born = values["birth_date"]
    if not isinstance(born, date):
        raise Invalid({"birth_date": "请写明出生的年月日。"})
    who = _join(s, found, values, born, accepted)
    if values["relation"] in CHILDREN:
        _save(s, Entry(_count(found, values.get("sex"), 1, born=True)), found.id, accepted)
    relation = codes.label("relation", values["relation"])
    return Written(f"{values['name']}出生，为{found.head_name}的{relation}", who)


def _adoption(s: Session, found: HouseholdFacts, values: Values, accepted: Accepted) -> Written:
    who = _join(s, found, values, values["on"], accepted)
    counts = _count(found, values.get("sex"), 1, born=False)
    if found.values.get("adopted") is not None:
        counts["adopted"] = found.values["adopted"] + 1
    _save(s, Entry(counts), found.id, accepted)
    return Written(f"收养{values['name']}", who)


def _married(s: Session, who: UUID, on: date) -> None:
    now = person.values_in(s, who).get("marital")
    person.save_in(s, {"marital": "21" if now in UNMARRIED else "22", "marital_on": on}, who)


def _marry_in(s: Session, found: HouseholdFacts, values: Values, accepted: Accepted) -> Written:
    own = _member(found, values["member"])
    spouse = _join(s, found, values, values["on"], accepted)
    for who in (own.person_id, spouse):
        _married(s, who, values["on"])
    return Written(f"{own.name}与{values['name']}结婚，{values['name']}加入这一户", spouse)


def _marry_out(s: Session, found: HouseholdFacts, values: Values, accepted: Accepted) -> Written:
    own = _member(found, values["member"])
    other = s.scalars(
        select(Household.id).where(
            Household.household_no == str(values["other"]).strip(), Household.retired_on.is_(None)
        )
    ).first()
    if other is None or other == found.id:
        raise Invalid({"other": "没有这个家庭编号的另一户，请核对；配偶不在本单位登记的，请改“离开日期”。"})
    their = household.facts_in(s, other)
    row = {**person.values_in(s, own.person_id), "person_id": own.person_id}
    row = {k: v for k, v in row.items() if k != "id"}
    _save(s, Entry({}, [{**row, "relation": values["relation"], "joined_on": values["on"]}]), other, accepted)
    leave(s, own.person_id, other, values["on"], f"结婚，到{their.head_name}户")
    _married(s, own.person_id, values["on"])
    return Written(f"{own.name}结婚，到{their.head_name}户（{their.household_no}）", own.person_id, other)


def _divorce(s: Session, found: HouseholdFacts, values: Values, accepted: Accepted) -> Written:
    own = _member(found, values["member"])
    if own.relation == HEAD:
        raise Invalid({"member": "户主留在这一户；户主要离开的，请先更换户主。"})
    pair = [m for m in found.members if m.id == own.id or (m.relation == HEAD and own.relation in SPOUSES)]
    for m in pair:
        person.save_in(s, {"marital": "40", "marital_on": values["on"]}, m.person_id)
    row: dict[str, Any] = {"id": own.id}
    if values.get("stays"):
        row["relation"] = "99"
    else:
        row |= {"left_on": values["on"], "left_why": "离婚"}
    _save(s, Entry({}, [row]), found.id, accepted)
    other = next((m.name for m in pair if m.id != own.id), "")
    after = "户口暂时不迁走" if values.get("stays") else f"{own.name}离开这一户"
    whom = f"与{other}" if other else ""
    return Written(f"{own.name}{whom}离婚，{after}", own.person_id)


def _death(s: Session, found: HouseholdFacts, values: Values, accepted: Accepted) -> Written:
    gone = _member(found, values["member"])
    if gone.death_date is not None:
        raise Invalid({"member": f"{gone.name}已登记于 {gone.death_date} 去世。"})
    there = [m for m in found.members if m.left_on is None]
    others = [m for m in there if m.death_date is None and m is not gone]
    relations: Mapping[UUID, str] = {}
    if gone.relation == HEAD and others:
        heir = next((m for m in others if m.id == values.get("heir")), None)
        if heir is None:
            raise Invalid({"heir": "户主去世，请选择新户主。"})
        relations = heirs.around(there, heir.id)
    rows = [{"id": i, "relation": relation} for i, relation in relations.items() if i != gone.id]
    died = {"death_date": values["on"], "death_precision": "YMD"}
    rows.insert(0, {"id": gone.id, "relation": relations.get(gone.id, gone.relation), **died})
    counts = _count(found, gone.sex, -1, born=False) if gone.relation in BORN else {}
    _save(s, Entry(counts, rows), found.id, accepted)
    if gone.relation == HEAD or gone.relation in SPOUSES:
        for m in others:
            if (m.relation in SPOUSES or m.relation == HEAD) and m.relation != gone.relation:
                person.save_in(s, {"marital": "30", "marital_on": values["on"]}, m.person_id)
    follows = next((m.name for m in there if relations.get(m.id) == HEAD), "")
    return Written(f"{gone.name}去世" + (f"，{follows}为户主" if follows else ""), gone.person_id)


def _disability(s: Session, found: HouseholdFacts, values: Values, accepted: Accepted) -> Written:
    own = _member(found, values["member"])
    names = ("disability_no", "disability_type", "disability_grade", "disability_to")
    row = {"id": own.id} | {n: values[n] for n in names if values.get(n)}
    _save(s, Entry({}, [row]), found.id, accepted)
    now = person.values_in(s, own.person_id)
    grade = codes.label("disability_grade", now["disability_grade"])
    what = codes.label("disability_type", now["disability_type"])
    return Written(f"{own.name}领取残疾证（{what}{grade}）", own.person_id)


def _split(s: Session, found: HouseholdFacts, values: Values, accepted: Accepted) -> Written:
    """``relations``: membership id -> relation in the new family; its head is the one with 02."""
    given: Mapping[UUID, str] = values.get("relations") or {}
    relations = {member_id: code for member_id, code in given.items() if code}
    going = [_member(found, i, "relations") for i in relations]
    if [*relations.values()].count(HEAD) != 1:
        raise Invalid({"relations": "请给分出去的人选关系，其中一名选“户主”；留下的不选。"})
    if any(m.relation == HEAD for m in going):
        raise Invalid({"relations": "原来的户主留在这一户；户主要分出去的，请先更换户主。"})
    copied = {n: found.values[n] for n in ("hukou_kind", "phone1") if found.values.get(n)}
    place = {"village_code": values["village_code"], "address": values.get("address")}
    rows = [
        {
            **{k: v for k, v in person.values_in(s, m.person_id).items() if k != "id"},
            "person_id": m.person_id, "relation": relations[m.id], "joined_on": values["on"],
        }
        for m in sorted(going, key=lambda m: relations[m.id] != HEAD)
    ]  # fmt: skip
    made = _save(s, Entry({**copied, **place}, rows), None, accepted)
    for m in going:
        leave(s, m.person_id, made, values["on"], "分户")
    names = "、".join(m.name for m in going)
    number = household.facts_in(s, made).household_no
    return Written(f"{names}分户，新家庭编号 {number}", going[0].person_id, made)


_WRITERS: dict[str, Callable[[Session, HouseholdFacts, Values, Accepted], Written]] = {
    kinds.BIRTH: _birth, kinds.ADOPTION: _adoption, kinds.JOIN: _marry_in, kinds.GO: _marry_out,
    kinds.DIVORCE: _divorce, kinds.DEATH: _death, kinds.DISABILITY: _disability, kinds.SPLIT: _split,
}  # fmt: skip
