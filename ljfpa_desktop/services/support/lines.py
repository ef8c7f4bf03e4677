"""Everything a family may be given, as lines to show and print: support, programmes, lists in progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.services import timeline
from ljfpa_desktop.services.aid import cycle, eligibility
from ljfpa_desktop.services.support.judging import WORDS, Verdict
from ljfpa_desktop.services.support.outlook import of_family

WHOLE = "全户"
_OVER = ("paid", "closed")


@dataclass(frozen=True, slots=True)
class Line:
    """Who, what, whether (符合, 未到龄 ...), why or why not, what is missing, the day of the age."""

    who: str
    what: str
    state: str
    why: str
    missing: str
    when: date | None
    words: str


def of_verdict(v: Verdict) -> Line:
    """A verdict as a line."""
    missing = "、".join(v.missing) if v.state != "NO" else ""
    when = v.when if v.state in ("LATER", "YES") else None
    return Line(v.person, v.name, WORDS[v.state], "；".join(v.reasons), missing, when, v.words)


def lines_of(db: Database, household_id: UUID, day: date) -> list[Line]:
    """The government's support as of a day, then the association's programmes and open lists today."""
    found = [of_verdict(v) for v in of_family(db, household_id, day)]
    for right in timeline.rights(db, household_id):
        last = (f"上次 {right.last_given}",) if right.last_given else ()
        state = "可列入" if right.is_entitled else "不符合"
        found.append(_line(right.programme, state, (*right.reasons, *last)))
    for line in cycle.list_all(db):
        if line.stage in _OVER:
            continue
        for candidate in eligibility.of_households(db, line.id, [household_id]):
            state = "可列入" if candidate.is_eligible else "不能列入"
            found.append(_line(line.name, state, candidate.reasons))
    return found


def _line(what: str, state: str, reasons: tuple[str, ...]) -> Line:
    why = "；".join(reasons)
    return Line(WHOLE, what, state, why, "", None, f"{what}：{state}。{why}。")


def days() -> list[tuple[date, str]]:
    """The days one asks for: today, and the ends of this and the next year."""
    today = dates.today()
    ends = [(date(year, 12, 31), f"{year}年12月31日") for year in (today.year, today.year + 1)]
    return [(today, f"今天（{today}）"), *ends]
