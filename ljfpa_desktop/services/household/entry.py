"""A family as a form or a register gives it, read and checked; nothing here touches the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from ljfpa_desktop.base import dates, divisions, text
from ljfpa_desktop.base.errors import Warn
from ljfpa_desktop.base.fields import Kind, fields_of
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.services import filling, person
from ljfpa_desktop.services.household import rules

Values = Mapping[str, Any]
FIELDS = fields_of(Household)
MEMBER_FIELDS = {name: field for name, field in fields_of(Member).items() if field.kind != "link"}
CATEGORY_FIELDS = {
    name: field for name, field in fields_of(HouseholdCategory).items() if field.kind != "link"
}
HARDSHIP = "05"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written of one family.

    A member is a mapping of person values with ``relation`` (and ``joined_on``, ``left_on``, ``left_why``);
    ``id`` names an existing membership, ``person_id`` a registered person who joins. A category is a mapping
    of ``category, valid_from, valid_to, basis, approver``; ``id`` names an existing one.
    """

    values: Values
    members: Sequence[Values] = ()
    categories: Sequence[Values] = ()


@dataclass(slots=True)
class MemberRead:
    """One member as read; ``person_id`` and ``member_id`` are None for new ones."""

    person: dict[str, Any]
    member: dict[str, Any]
    person_id: UUID | None = None
    member_id: UUID | None = None

    @property
    def merged(self) -> dict[str, Any]:
        """Person and membership as one mapping, as the rules look at it."""
        return {**self.person, **self.member}


@dataclass(slots=True)
class Ready:
    """A family read into columns, with what forbids saving and what may be overridden."""

    household: dict[str, Any]
    members: list[MemberRead] = field(default_factory=list[MemberRead])
    categories: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    problems: dict[str, str] = field(default_factory=dict[str, str])
    warnings: list[Warn] = field(default_factory=list[Warn])

    @property
    def head_name(self) -> str:
        """The head's name, or a word for a family without one."""
        return next(
            (str(m.person["name"]) for m in self.members if m.member["relation"] == rules.HEAD), "新家庭"
        )


def read(entry: Entry, township: str, accepted: Mapping[str, str] | None = None) -> Ready:
    """Read and check a family; ``township`` is the office's code, whose villages may be chosen.

    Problems of members and categories stand under ``members.0.id_no`` and ``categories.0.valid_from``.
    """
    ready = Ready(_household(entry.values))
    for name, sentence in filling.problems_of(Household, ready.household).items():
        if name != "household_no":  # the number is taken when the family is written
            ready.problems[name] = sentence
    _village(ready, township)
    _phones(ready)
    for i, row in enumerate(entry.members):
        _member(ready, i, row, accepted)
    for i, row in enumerate(entry.categories):
        _category(ready, i, row)
    _same_numbers(ready)
    if not any(key.startswith("categories.") for key in ready.problems):
        merged = [m.merged for m in ready.members]
        ready.problems.update(rules.problems(merged, ready.categories))
        ready.warnings += rules.warnings(ready.household, merged, ready.categories)
    if any(c["category"] in rules.RESTRICTING for c in ready.categories):
        ready.household["privacy_level"] = "RESTRICTED"
    return ready


def _household(values: Values) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(FIELDS)
    for name, value in values.items():
        if name in FIELDS:
            found[name] = _value(FIELDS[name].kind, value) if isinstance(value, str) else value
    found["status"] = found["status"] or "ACTIVE"
    found["privacy_level"] = found["privacy_level"] or "NORMAL"
    return found


def _value(kind: Kind, given: str) -> Any:
    value = given.strip() if kind == "note" else text.clean_text(given)
    if kind == "date" and value:
        return dates.read_date(value).value or value
    return value or None


def _village(ready: Ready, township: str) -> None:
    code = str(ready.household["village_code"] or "")
    if code and (not code.startswith(township) or divisions.division(code) is None):
        where = divisions.name(township)
        ready.problems["village_code"] = f"“{divisions.name(code)}”不是{where}的村（居），请从列表选择。"


def _phones(ready: Ready) -> None:
    first, second = ready.household["phone1"], ready.household["phone2"]
    phones, sentences = text.read_phones("/".join(p for p in (first, second) if p))
    if sentences:
        ready.problems["phone1" if first else "phone2"] = sentences[0]
    elif first or second:
        ready.household.update(phone1=(phones or [None])[0], phone2="/".join(phones[1:]) or None)


def _member(ready: Ready, i: int, row: Values, accepted: Mapping[str, str] | None) -> None:
    found = person.read(row, accepted)
    place = f"members.{i}."
    ready.problems.update({place + name: sentence for name, sentence in found.problems.items()})
    ready.warnings += [Warn(w.code, place + w.field, w.sentence) for w in found.warnings]
    member = {name: row.get(name) or None for name in MEMBER_FIELDS}
    for name in ("joined_on", "left_on"):
        if isinstance(member[name], str):
            member[name] = dates.read_date(member[name]).value or member[name]
    for name, sentence in filling.problems_of(Member, member).items():
        ready.problems[place + name] = sentence
    ready.members.append(MemberRead(found.values, member, row.get("person_id"), row.get("id")))


def _category(ready: Ready, i: int, row: Values) -> None:
    values: dict[str, Any] = {name: row.get(name) or None for name in CATEGORY_FIELDS}
    for name in ("valid_from", "valid_to"):
        if isinstance(values[name], str):
            values[name] = dates.read_date(values[name], past=False).value or values[name]
    for name, sentence in filling.problems_of(HouseholdCategory, values).items():
        ready.problems[f"categories.{i}.{name}"] = sentence
    start = values["valid_from"]
    if values["category"] == HARDSHIP and isinstance(start, date) and values["valid_to"] is None:
        # the list is approved for its year (DOMAIN.md 2.5.7)
        values["valid_to"] = start.replace(month=12, day=31)
    ready.categories.append({**values, "id": row.get("id")})


def _same_numbers(ready: Ready) -> None:
    seen: dict[str, str] = {}
    for i, m in enumerate(ready.members):
        number = m.person["id_no"]
        if number and number in seen:
            sentence = f"身份证号与{seen[number]}的相同，请核对。"
            ready.problems.setdefault(f"members.{i}.id_no", sentence)
        elif number:
            seen[number] = str(m.person["name"])
