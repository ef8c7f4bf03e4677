"""Fills the list of a relief cycle, a draft named after the sheet's title (RULINGS.md 23)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import codes
from ljfpa_desktop.base.db import Actor
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.aid import Cycle, Entitlement
from ljfpa_desktop.services.aid import checks, cycle, entitlement, stages
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.importing.drafts import category_day
from ljfpa_desktop.services.importing.parsed import Parsed, Problem
from ljfpa_desktop.services.importing.planned import Plan, PlannedRow
from ljfpa_desktop.services.importing.write import Written, settled

_OCCASIONS = ("春节", "元旦", "中秋", "重阳", "端午", "母亲节", "五一", "国庆", "六一", "七一")
_TOLD = {"cap": 48, "times": 48, "status": 47}


@dataclass(frozen=True, slots=True)
class Target:
    """The cycle a list goes to, a draft or one to be made; ``listed``: who gets what in it already."""

    name: str
    id: UUID | None
    listed: dict[UUID, int | None]


def target(s: Session, parsed: Parsed, name: str = "") -> Target:
    """The cycle of this name, or of the sheet's title; Refused when it is past its draft."""
    wanted = (name or parsed.title).strip()[:80]
    found = s.scalars(select(Cycle).where(Cycle.name == wanted, Cycle.retired_on.is_(None))).first()
    if found is None:
        return Target(wanted, None, {})
    if found.stage != stages.DRAFT:
        raise Refused(f"批次“{wanted}”已经过了申报，不能再导入名单。请换一个批次名称。")
    rows = select(Entitlement.household_id, Entitlement.amount_fen)
    there = s.execute(rows.where(Entitlement.cycle_id == found.id, cycle.granted()))
    return Target(wanted, found.id, {r.household_id: r.amount_fen for r in there})


def programme_of(title: str) -> str:
    """The programme a list's title speaks of."""
    if "特殊" in title or "失独" in title or "特扶" in title:
        return "P06"
    return "P09E" if "临时" in title or "救助" in title else "P09"


def fill_list(s: Session, actor: Actor, plan: Plan, goal: Target, batch: UUID, written: Written) -> UUID:
    """Put the plan's rows on the list; a row the list's own rules forbid is refused in the plan."""
    cycle_id = goal.id or _open(s, actor, plan, goal, batch)
    if goal.id is None:
        written.count(written.created, "cycle")
    taken = [r for r in plan.taken if r.family in written.families]
    asked = [_row(r, written) for r in taken]
    record = cycle.find_in(s, cycle_id)
    _, found = checks.examine(s, record, asked)
    for f in found:
        _tell(taken[f.row], f)
    good = [a for a, r in zip(asked, taken, strict=True) if r.state != "error"]
    if good:
        settled(lambda accepted: entitlement.add_in(s, cycle_id, good, accepted))
    written.count(written.created, "entitlement", len(good))
    return cycle_id


def _open(s: Session, actor: Actor, plan: Plan, goal: Target, batch: UUID) -> UUID:
    title = plan.parsed.title
    year = category_day(plan, plan.parsed.setting.today).year
    return cycle.create_in(
        s,
        actor,
        {
            "name": goal.name,
            "programme_code": programme_of(goal.name + title),
            "year": year,
            "occasion": next((o for o in _OCCASIONS if o in title), None),
            "import_id": batch,
        },
    )


def _row(row: PlannedRow, written: Written) -> NewRow:
    facts = row.parsed.facts
    reason = codes.label("hardship_reason", facts.get("reason")) or facts.get("reason_text", "")
    return NewRow(
        household_id=written.families[row.family],
        person_id=written.people.get(row.adults[0].key) if row.adults else None,
        amount_fen=row.parsed.amount_fen,
        goods=re.sub(r"\s+", " ", row.parsed.goods)[:80],
        reason=reason[:120],
        remark=facts.get("note", ""),
    )


def _tell(row: PlannedRow, found: checks.Finding) -> None:
    """What the list's rules say of a row, as a problem of the row; categories are settled with the list."""
    title = next((t for m in row.adults for t in m.parsed.columns.values()), "")
    if found.is_error:
        row.problems.append(Problem(row.parsed.row, title, "error", 48, found.sentence))
        row.state = "error"
    elif found.code in _TOLD:
        row.problems.append(Problem(row.parsed.row, title, "warning", _TOLD[found.code], found.sentence))
