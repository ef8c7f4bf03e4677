"""Families that are one in two rows, that live in another township, or that have two heads (37, 38, 46)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ljfpa_desktop.base import divisions
from ljfpa_desktop.services.importing.match import Match
from ljfpa_desktop.services.importing.parsed import Problem
from ljfpa_desktop.services.importing.planned import Plan, PlannedRow
from ljfpa_desktop.services.importing.wording import plain

JOINED = "join:"
"""How the code of a problem begins whose rows can be taken as one family."""
_APART = 15  # years between two people of one address that may be a couple


@dataclass(slots=True)
class Hearths:
    """By what a second row of a family gives itself away: the children, and who lives where."""

    children: dict[str, PlannedRow] = field(default_factory=dict[str, PlannedRow])
    places: dict[tuple[str, str], list[PlannedRow]] = field(
        default_factory=dict[tuple[str, str], list[PlannedRow]]
    )

    def add(self, row: PlannedRow) -> None:
        """Remember a row that is taken."""
        for m in row.people:
            if m.parsed.role == "child" and _is_sure(m):
                self.children.setdefault(m.key, row)
        place = _place(row)
        if place:
            self.places.setdefault(place, []).append(row)


def join_code(earlier: PlannedRow, row: PlannedRow) -> str:
    """The code under which a clerk says that two rows are one family."""
    return f"{JOINED}{earlier.parsed.row}:{row.parsed.row}"


def other_half(row: PlannedRow, hearths: Hearths) -> tuple[PlannedRow, Problem] | None:
    """An earlier row that seems to be this family, with what is to be said of it (anomaly 37)."""
    for m in row.people:
        earlier = hearths.children.get(m.key) if m.parsed.role == "child" and _is_sure(m) else None
        if earlier and earlier.parsed.group != row.parsed.group:
            number, title = earlier.parsed.row, m.parsed.columns.get("id", "")
            whose = f"第{number}行（{earlier.parsed.title}）"
            message = f"{m.name}也是{whose}的子女，两行像是一户。请合成一户，或改正。"
            code = join_code(earlier, row)
            return earlier, Problem(row.parsed.row, title, "error", 37, message, code=code)
    place = _place(row)
    for earlier in hearths.places.get(place, []) if place else ():
        if _may_be_couple(row, earlier):
            title = row.adults[0].parsed.columns.get("name", "")
            whose = f"第{earlier.parsed.row}行的{earlier.parsed.title}"
            message = f"与{whose}住址相同，是不是夫妻一户？现分成两户登记，请核对。"
            problem = Problem(row.parsed.row, title, "warning", 37, message, code=join_code(earlier, row))
            return earlier, problem
    return None


def join(row: PlannedRow, earlier: PlannedRow) -> None:
    """Take the row's people into the earlier row's family: the second head is the spouse."""
    row.family, row.household, row.village = earlier.family, earlier.household, earlier.village
    for m in row.adults:
        if m.parsed.role in {"head", "husband", "wife"} or m.parsed.relation == "02":
            m.parsed.role, m.parsed.relation = "spouse", ""


def _is_sure(m: Match) -> bool:
    return bool(m.known or m.parsed.id_no)


def _place(row: PlannedRow) -> tuple[str, str] | None:
    """The village and address of somebody alone in a row; an address that names no door tells nothing."""
    address = plain(row.parsed.facts.get("address", ""))
    if not re.search(r"\d", address) or len(row.adults) != 1:
        return None
    return row.village, address


def _may_be_couple(row: PlannedRow, earlier: PlannedRow) -> bool:
    one, other = row.adults[0].parsed, earlier.adults[0].parsed
    if {one.sex, other.sex} != {"1", "2"} or not one.birth or not other.birth:
        return False
    return abs(one.birth.year - other.birth.year) <= _APART


def elsewhere(plan: Plan, row: PlannedRow) -> Problem | None:
    """A family or person that another township has, or that is moving there: not overwritten (anomaly 38)."""
    own = plan.parsed.setting.township
    for m in row.people:
        if m.known is None or not m.known.places:
            continue
        gone = [plan.known.away.get(p.household) or _other(p.village, own) for p in m.known.places]
        if not all(gone):
            continue
        where = divisions.name(gone[0])
        message = (
            f"{m.name}登记在{where}，没有改。迁来的请由{where}办理迁出，县里转来后再接收；"
            "两边都有的请报县里核对。"
        )
        title = m.parsed.columns.get("id") or m.parsed.columns.get("name", "")
        return Problem(row.parsed.row, title, "error", 38, message)
    return None


def _other(village: str, own: str) -> str:
    """The township of a village when it is not ours."""
    return "" if village.startswith(own) else village[: len(own)]


def two_of_one(rows: Iterable[PlannedRow]) -> Problem | None:
    """More than one head, or more than one husband, wife or spouse in a family's rows (anomaly 46)."""
    found: dict[str, dict[str, tuple[PlannedRow, Match]]] = {}
    for row in rows:
        for m in row.adults:
            kind = _kind(m)
            if kind:
                found.setdefault(kind, {}).setdefault(m.key, (row, m))
    for kind, people in found.items():
        if len(people) > 1:
            row, last = list(people.values())[-1]
            names = "、".join(m.name for _, m in people.values())
            message = f"这一户有{len(people)}个{kind}（{names}）。请核对与户主的关系。"
            title = last.parsed.columns.get("name", "")
            return Problem(row.parsed.row, title, "warning", 46, message)
    return None


def _kind(m: Match) -> str:
    if m.parsed.deceased or m.parsed.death:
        return ""
    if m.parsed.relation == "02":
        return "户主"
    if m.parsed.relation in {"10", "11", "12"} or m.parsed.role == "spouse":
        return "配偶"
    return {"husband": "夫", "wife": "妻"}.get(m.parsed.role, "")
