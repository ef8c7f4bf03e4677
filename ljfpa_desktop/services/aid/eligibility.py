"""Who may be helped by a cycle's programme, and for everybody why or why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import codes, dates, divisions
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.models.aid import Cycle
from ljfpa_desktop.services import programme
from ljfpa_desktop.services.aid import families
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.aid.cycle import CycleRef, find_in
from ljfpa_desktop.services.aid.families import Family
from ljfpa_desktop.services.programme import ProgrammeFacts


@dataclass(frozen=True, slots=True)
class Candidate:
    """A family looked at for a cycle; ``reasons`` say why it may be listed, or why not."""

    household_id: UUID
    household_no: str
    village_code: str
    village: str
    head: str
    person_id: UUID | None
    payee: str
    basis_category: str
    amount_fen: int | None
    is_eligible: bool
    reasons: tuple[str, ...]

    def row(self) -> NewRow:
        """The row this family would get on the list."""
        return NewRow(self.household_id, self.person_id, self.amount_fen, basis_category=self.basis_category)


def candidates(
    db: Database, ref: CycleRef, village: str = "", *, eligible_only: bool = False
) -> list[Candidate]:
    """The families that hold or held a category of the programme, with reasons; of one village if given."""
    with db.read() as s:
        cycle = find_in(s, ref)
        facts = programme.facts_in(s, cycle.programme_code)
        ids = families.ever_held(s, facts.categories, village)
        found = _judge(s, cycle, facts, ids)
    return [c for c in found if c.is_eligible or not eligible_only]


def of_households(db: Database, ref: CycleRef, household_ids: Sequence[UUID]) -> list[Candidate]:
    """The same for given families, whatever they hold."""
    with db.read() as s:
        cycle = find_in(s, ref)
        return _judge(s, cycle, programme.facts_in(s, cycle.programme_code), list(household_ids))


def _judge(s: Session, cycle: Cycle, facts: ProgrammeFacts, ids: list[UUID]) -> list[Candidate]:
    known, times = families.load(s, ids), families.times_in_year(s, cycle, ids)
    listed = families.in_cycle(s, cycle.id, ids)
    rates = programme.rates_in(s, facts.code, dates.today())
    usual = cycle.standard_fen or (rates[0].amount_fen if len(rates) == 1 else None)
    return [
        _candidate(known[i], cycle, facts, usual, _why_not(known[i], facts, times.get(i, 0), i in listed))
        for i in ids
        if i in known
    ]


def _candidate(
    family: Family, cycle: Cycle, facts: ProgrammeFacts, usual: int | None, why_not: list[str]
) -> Candidate:
    first, last = families.span_of(cycle)
    held = [c for c in family.holds(first, last) if facts.is_for(c)]
    if not held and programme.ANY not in facts.categories:
        why_not.insert(0, _lapsed(family, facts, last))
    payee = family.payee_on(dates.today())
    why = why_not or [_holding(family, c) for c in held[:1]] or ["不限家庭类别"]
    if payee and not why_not and payee.relation != "02" and any(m.relation == "02" for m in family.members):
        why.append(f"户主已去世，由{payee.name}领款")
    return Candidate(
        family.id, family.household_no, family.village_code, divisions.short_name(family.village_code),
        family.head,
        payee.person_id if payee else None, payee.name if payee else "", (held or [""])[0], usual,
        not why_not,
        tuple(why),
    )  # fmt: skip


def _why_not(family: Family, facts: ProgrammeFacts, times: int, is_listed: bool) -> list[str]:
    said: list[str] = []
    if is_listed:
        said.append("已在本批次名单里")
    if family.status != "ACTIVE":
        said.append(codes.label("household_status", family.status))
    if family.payee_on(dates.today()) is None:
        said.append("没有在世的成年成员可以领款")
    if facts.times_per_year is not None and times >= facts.times_per_year:
        said.append(f"今年已列入 {times} 次，每年不超过 {facts.times_per_year} 次")
    return said


def _holding(family: Family, category: str) -> str:
    since = min(begins for c, begins, _ in family.categories if c == category)
    return f"{codes.label('household_category', category)}，{dates.chinese(since)}认定"


def _lapsed(family: Family, facts: ProgrammeFacts, last: date) -> str:
    ended = [
        (ends, c) for c, _, ends in family.categories if facts.is_for(c) and ends is not None and ends < last
    ]
    if ended:
        day, category = max(ended)
        return f"“{codes.label('household_category', category)}”已于{dates.chinese(day)}终止"
    wanted = "、".join(codes.label("household_category", c) for c in facts.categories)
    return f"没有登记为{wanted}"
