"""What a township's screen says of the exchange: what waits to be sent, what is on the way, what came."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act, Change
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.exchange import membership
from ljfpa_desktop.exchange.kernel.graph import Graph
from ljfpa_desktop.models.sync import Installation, PackageLog, Segment, Sibling
from ljfpa_desktop.services import passages
from ljfpa_desktop.services.passages import Passage

# The kinds of records a clerk counts, in the order of a month's work; everything else is 其他.
KINDS = {
    "household": "家庭", "person": "人员", "household_category": "家庭类别", "payment": "发放",
    "entitlement": "名单", "visit": "走访", "event": "活动", "material_issue": "发放资料", "honour": "荣誉",
    "site": "阵地", "period": "月报", "association_member": "会员", "volunteer": "志愿者",
}  # fmt: skip
BESIDE = frozenset(
    {"member", "bank_account", "event_attendee", "period_figure", "cycle", "register", "paper"}
)  # they never change alone: what they belong to says it
LATE_DAYS = 31  # since the last package


@dataclass(frozen=True, slots=True)
class Overview:
    """All the township's page shows; ``unsent`` counts records changed since the last package by kind."""

    member: membership.Membership
    unsent: tuple[tuple[str, int], ...]
    packages: tuple[Passage, ...]
    held: int
    cases: int

    @property
    def sent(self) -> list[Passage]:
        """What we gave, newest first."""
        return [p for p in self.packages if p.is_ours]

    @property
    def received(self) -> list[Passage]:
        """What we took in, newest first."""
        return [p for p in self.packages if not p.is_ours]

    @property
    def days(self) -> int | None:
        """Days since the last package we gave, None before the first."""
        return days_since(self.sent[0].at) if self.sent else None


def read(db: Database) -> Overview:
    """Everything the township's page shows."""
    with db.read() as s:
        member = membership.in_session(s)
        return Overview(member, unsent_in(s), passages.latest(s), _held(s), cases_in(s))


def unsent_in(s: Session) -> tuple[tuple[str, int], ...]:
    """How many records were changed since the last package we gave, by kind in words."""
    waits = or_(Change.seg.is_(None), Change.seg.in_(_kept_back(s)))
    rows = s.execute(
        select(Change.tbl, func.count(distinct(Change.row)))
        .join(Act, Act.seq == Change.act)
        .where(waits, Act.kind != "setup")
        .group_by(Change.tbl)
    )
    from ljfpa_desktop.exchange.kernel.shape import shape  # maps every table: nothing before the first paint

    travels = {name for name, known in shape().items() if known.rules.scope != "*"}
    found = {str(tbl): int(n) for tbl, n in rows if tbl in travels}
    named = [(word, found[tbl]) for tbl, word in KINDS.items() if tbl in found]
    rest = sum(n for tbl, n in found.items() if tbl not in KINDS.keys() | BESIDE)
    if not named and not rest:
        rest = sum(n for tbl, n in found.items() if tbl in BESIDE)
    return (*named, *([("其他", rest)] if rest else []))


def _kept_back(s: Session) -> list[bytes]:
    """What this PC sealed and has not given away: taking a package in seals too."""
    inst = membership.facts(s).get("inst", "")
    mine = (
        s.execute(select(Installation.key_id).where(Installation.id == UUID(inst))).scalar() if inst else None
    )
    if mine is None:
        return []
    sealed = s.scalars(select(Segment.hash).where(Segment.key_id == mine))
    last = last_sent(s)
    gone = Graph(s).known(json.loads(last.heads)) if last else set[str]()
    return [h for h in sealed if h.hex() not in gone]


def last_sent(s: Session) -> PackageLog | None:
    """The last package we gave."""
    query = select(PackageLog).where(PackageLog.way == "out")
    return s.scalars(query.order_by(PackageLog.at.desc(), PackageLog.no.desc()).limit(1)).first()


def _held(s: Session) -> int:
    return s.execute(select(func.count()).where(Segment.state == "held")).scalar_one()


def cases_in(s: Session) -> int:
    """How many conflicts wait for a decision; equal values are none. Without any it loads nothing."""
    if s.execute(select(Sibling.sid).limit(1)).first() is None:
        return 0
    from ljfpa_desktop.exchange.kernel import conflict

    return len(conflict.open_conflicts(s))


def days_since(moment: datetime) -> int:
    """Whole calendar days from a moment to today."""
    return (dates.today() - dates.local(moment).date()).days


def day_words(moment: datetime) -> str:
    """The day of a moment as people say it: 11月24日, with the year when it is another."""
    day = dates.local(moment).date()
    return f"{day.month}月{day.day}日" if day.year == dates.today().year else dates.chinese(day)
