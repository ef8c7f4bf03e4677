"""When a head dies or leaves: who is likeliest to follow, and how the others stand to the new head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from ljfpa_desktop.base import dates
from ljfpa_desktop.services.household import HEAD, MemberFacts
from ljfpa_desktop.services.household.rules import CHILDREN, PARENTS, SPOUSES

_ADULT = 18
_IN_LAW = {"1": {"51": "55", "52": "56"}, "2": {"51": "53", "52": "54"}}  # the old head's parents, by sex
_CHILD_IN_LAW = {"28", "38"}
OTHER_KIN = "97"


def heirs(members: Sequence[MemberFacts], day: date) -> list[MemberFacts]:
    """Who may follow the head on a day, the likeliest first: the spouse, the eldest child, then others."""
    head = next((m for m in members if m.relation == HEAD), None)
    there = [m for m in members if m is not head and m.death_date is None and m.left_on is None]
    grown = [m for m in there if m.birth_date is None or dates.age_on(m.birth_date, day) >= _ADULT]
    return sorted(grown or there, key=lambda m: (_rank(m.relation), m.birth_date or date.max))


def _rank(relation: str) -> int:
    kinds = (SPOUSES, CHILDREN, PARENTS)
    return next((n for n, kind in enumerate(kinds) if relation in kind), len(kinds))


def around(members: Sequence[MemberFacts], heir_id: UUID) -> Mapping[UUID, str]:
    """Each member's relation once the one of this membership is head: membership id -> code."""
    old = next(m for m in members if m.relation == HEAD)
    heir = next(m for m in members if m.id == heir_id)
    if heir is old:
        return {m.id: m.relation for m in members}
    found = {m.id: _relation(m, old, heir, members) for m in members}
    return {**found, heir.id: HEAD}


def _relation(m: MemberFacts, old: MemberFacts, heir: MemberFacts, members: Sequence[MemberFacts]) -> str:
    if heir.relation in SPOUSES:
        if m is old:
            return _by_sex(m, "11", "12", "10")
        return _IN_LAW.get(heir.sex or "", {}).get(m.relation, m.relation)
    if heir.relation in CHILDREN:
        return _under_child(m, old, [c for c in members if c.relation in CHILDREN])
    if heir.relation in PARENTS:
        return _under_parent(m, old)
    return OTHER_KIN


def _under_child(m: MemberFacts, old: MemberFacts, children: Sequence[MemberFacts]) -> str:
    if m is old or m.relation in SPOUSES:
        return _by_sex(m, "51", "52", "50")
    if m.relation in CHILDREN:
        return "70"
    if m.relation in PARENTS:
        return _by_sex(m, "61", "62", "60")
    if len(children) == 1:  # whose spouse and children they are is then plain
        if m.relation in _CHILD_IN_LAW:
            return _by_sex(m, "11", "12", "10")
        if m.relation in ("40", "41", "42", "43", "44"):
            return _by_sex(m, "20", "30", "99")
    return OTHER_KIN


def _under_parent(m: MemberFacts, old: MemberFacts) -> str:
    if m is old:
        return _by_sex(m, "20", "30", "99")
    if m.relation in PARENTS:
        return _by_sex(m, "11", "12", "10")
    if m.relation in SPOUSES:
        return _by_sex(m, "28", "38", "97")
    return _by_sex(m, "41", "42", "40") if m.relation in CHILDREN else OTHER_KIN


def _by_sex(m: MemberFacts, man: str, woman: str, unknown: str) -> str:
    return {"1": man, "2": woman}.get(m.sex or "", unknown)
