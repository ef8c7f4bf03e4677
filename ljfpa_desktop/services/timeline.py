"""All that happened with a family, and what it is entitled to and why (SCREEN.md: the family page)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from ljfpa_desktop.base import codes, dates, divisions, money
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.models.event import Event, EventAttendee
from ljfpa_desktop.models.honour import Honour
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.life import FollowUp, LifeEvent
from ljfpa_desktop.models.paper import Paper
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.models.transfer import Transfer
from ljfpa_desktop.models.visit import Visit
from ljfpa_desktop.services import programme, transfer
from ljfpa_desktop.services.aid import families
from ljfpa_desktop.services.aid.cycle import REJECTED, STOPPED, granted
from ljfpa_desktop.services.aid.families import Family
from ljfpa_desktop.services.programme import ProgrammeFacts

Kind = Literal[
    "paid", "void", "listed", "visit", "event", "honour", "category", "status", "paper", "move", "life"
]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a family on a day; ``record`` is what it opens, on the page of its kind."""

    day: date
    kind: Kind
    title: str
    details: tuple[str, ...]
    record: UUID

    @property
    def detail(self) -> str:
        """The details as one text; they may hold commas of their own."""
        return "，".join(part for part in self.details if part)


@dataclass(frozen=True, slots=True)
class Right:
    """Whether a programme is for a family now; ``reasons`` say why, or why not and what would change it."""

    programme_code: str
    programme: str
    is_entitled: bool
    reasons: tuple[str, ...]
    last_given: date | None


def of_household(db: Database, household_id: UUID) -> list[Happening]:
    """Everything given, visited, attended, awarded, printed and changed, the newest first."""
    with db.read() as s:
        members = select(Member.person_id).where(
            Member.household_id == household_id, Member.retired_on.is_(None)
        )
        people = list(s.scalars(members))
        merged = _merged(s, household_id)
        moves = list(_moves(s, household_id))
        found = [
            *_payments(s, household_id, merged),
            *_waiting(s, household_id),
            *_visits(s, household_id),
            *_events(s, household_id, people),
            *_honours(s, household_id, people),
            *_categories(s, household_id),
            *_lives(s, household_id, merged),
            *moves,
            *_status(s, household_id, {h.day for h in moves}),
        ]
        found += _papers(s, household_id, [h.record for h in found])
    return sorted(found, key=lambda h: h.day, reverse=True)


def _merged(s: Session, household_id: UUID) -> list[UUID]:
    """The records merged into those who live there: what was written once still names them."""
    there = select(Member.person_id).where(
        Member.household_id == household_id, Member.left_on.is_(None), Member.retired_on.is_(None)
    )
    return list(s.scalars(select(Person.id).where(Person.merged_into.in_(there))))


def _payments(s: Session, household_id: UUID, merged: Sequence[UUID]) -> Iterator[Happening]:
    query = (
        select(Payment, Cycle.name)
        .join(Cycle, Cycle.id == Payment.cycle_id)
        .where(_of(Payment, household_id, merged), Payment.retired_on.is_(None))
    )
    for paid, cycle in s.execute(query):
        given = money.plain(paid.amount_fen) + "元" if paid.amount_fen else ""
        what = "、".join(part for part in (given, paid.goods) if part)
        how = codes.label("pay_method", paid.method)
        signed = f"{paid.signed_on} 已签收" if paid.signed_on else ""
        title = f"{cycle} {what}"
        if paid.voided_on is None:
            elsewhere = "" if paid.household_id == household_id else "发在已合并的另一条记录上"
            details = (f"{paid.payee_name}领款", how, paid.receipt_no, signed, elsewhere)
            yield Happening(paid.paid_on, "paid", title, details, paid.id)
            continue
        details = (paid.void_why or "", paid.receipt_no)
        yield Happening(paid.voided_on, "void", f"作废：{title}", details, paid.id)


def _of(model: type[Payment | LifeEvent], household_id: UUID, merged: Sequence[UUID]) -> ColumnElement[bool]:
    """Of the family or of a merged record; without one the family's index alone is asked."""
    of_family = model.household_id == household_id
    return or_(of_family, model.person_id.in_(merged)) if merged else of_family


def _waiting(s: Session, household_id: UUID) -> Iterator[Happening]:
    """Rows of lists not paid yet, or rejected, at the day they were approved or reviewed."""
    paid = select(Payment.entitlement_id).where(
        Payment.household_id == household_id, Payment.voided_on.is_(None), Payment.retired_on.is_(None)
    )
    query = (
        select(Entitlement, Cycle)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .where(
            Entitlement.household_id == household_id,
            Entitlement.retired_on.is_(None),
            Cycle.retired_on.is_(None),
            Entitlement.id.not_in(paid),
        )
    )
    for row, cycle in s.execute(query):
        day = cycle.approved_on or cycle.reviewed_on or _made_on(row.id)
        amount = f" {money.plain(row.amount_fen)}元" if row.amount_fen else ""
        if row.status in (REJECTED, STOPPED):
            said = "不予帮扶" if row.status == REJECTED else "停发"
            yield Happening(day, "listed", f"{cycle.name} {said}", (row.reject_why or "",), row.id)
        else:
            yield Happening(day, "listed", f"列入{cycle.name}{amount}", ("还没有发放",), row.id)


def _made_on(record: UUID) -> date:
    """The day a row was made, as its UUIDv7 tells."""
    return dates.local(datetime.fromtimestamp((record.int >> 80) / 1000, UTC)).date()


def _visits(s: Session, household_id: UUID) -> Iterator[Happening]:
    query = select(Visit).where(Visit.household_id == household_id, Visit.retired_on.is_(None))
    for v in s.scalars(query):
        title = f"走访：{codes.label('visit_occasion', v.occasion)}"
        yield Happening(v.visited_on, "visit", title, (f"{v.visitors}走访", v.goods or ""), v.id)


def _events(s: Session, household_id: UUID, people: list[UUID]) -> Iterator[Happening]:
    query = (
        select(Event, EventAttendee.name)
        .join(EventAttendee, EventAttendee.event_id == Event.id)
        .where(
            (EventAttendee.household_id == household_id) | EventAttendee.person_id.in_(people),
            EventAttendee.retired_on.is_(None),
            Event.retired_on.is_(None),
            Event.status == "HELD",
        )
    )
    for event, name in s.execute(query):
        details = (name, event.place)
        yield Happening(event.held_on, "event", f"参加活动：{event.theme}", details, event.id)


def _honours(s: Session, household_id: UUID, people: list[UUID]) -> Iterator[Happening]:
    query = select(Honour).where(
        (Honour.household_id == household_id) | Honour.person_id.in_(people), Honour.retired_on.is_(None)
    )
    for h in s.scalars(query):
        details = (h.recipient_name, h.grantor)
        yield Happening(h.granted_on, "honour", f"获得“{h.title}”", details, h.id)


def _categories(s: Session, household_id: UUID) -> Iterator[Happening]:
    query = select(HouseholdCategory).where(
        HouseholdCategory.household_id == household_id, HouseholdCategory.retired_on.is_(None)
    )
    for c in s.scalars(query):
        label = codes.label("household_category", c.category)
        yield Happening(c.valid_from, "category", f"认定为{label}", (c.basis or "",), household_id)
        if c.valid_to is not None and c.valid_to <= dates.today():
            yield Happening(c.valid_to, "category", f"不再是{label}", (c.end_why or "到期",), household_id)


def _lives(s: Session, household_id: UUID, merged: Sequence[UUID]) -> Iterator[Happening]:
    """Births, deaths, marriages ... with what is still to be done, was done, or dropped and why."""
    said = {"OPEN": "待办：{text}", "DONE": "已办：{text}（{why}）", "DROPPED": "不办：{text}（{why}）"}
    query = select(LifeEvent).where(
        _of(LifeEvent, household_id, merged) | (LifeEvent.other_household_id == household_id),
        LifeEvent.retired_on.is_(None),
    )
    for event in s.scalars(query):
        follows = select(FollowUp).where(FollowUp.event_id == event.id, FollowUp.retired_on.is_(None))
        details = tuple(said[f.state].format(text=f.text, why=f.closed_why) for f in s.scalars(follows))
        yield Happening(event.happened_on, "life", event.words, details, event.id)


def _moves(s: Session, household_id: UUID) -> Iterator[Happening]:
    """A move away at its own day, an arrival at the day it was received, or left there till then."""
    query = select(Transfer).where(Transfer.household_id == household_id, Transfer.retired_on.is_(None))
    for x in s.scalars(query):
        here, there = divisions.name(x.from_office), divisions.name(x.to_office)
        words = transfer.WORDS.get(x.state, x.state)
        answer = "：".join(part for part in (words, x.answer_why) if part)
        if x.way == transfer.OUT:
            answered = f"{x.answered_on} {answer}" if x.answered_on else answer
            yield Happening(x.moved_on, "move", f"由{here}迁往{there}", (x.why or "", answered), household_id)
        elif x.state == transfer.RECEIVED and x.answered_on is not None:
            details = (f"{x.moved_on} 迁出", answer)
            yield Happening(x.answered_on, "move", f"由{here}迁入{there}", details, household_id)
        else:
            waits = answer if x.state == transfer.REFUSED else "等选村（居）接收"
            yield Happening(x.moved_on, "move", f"由{here}迁入{there}", (waits,), household_id)


def _status(s: Session, household_id: UUID, moved: set[date]) -> Iterator[Happening]:
    """Its last status with a day; a move to another township says its own."""
    found = s.get(Household, household_id)
    if found is None or found.status_on is None or (found.status == "MOVED_OUT" and found.status_on in moved):
        return
    label = codes.label("household_status", found.status)
    yield Happening(found.status_on, "status", f"状态：{label}", (found.status_why or "",), household_id)


def _papers(s: Session, household_id: UUID, records: list[UUID]) -> list[Happening]:
    owners = [household_id, *dict.fromkeys(records)]
    query = select(Paper).where(Paper.owner_id.in_(owners), Paper.retired_on.is_(None))
    return [
        Happening(p.issued_on, "paper", f"打印：{p.title}", (p.number,), p.owner_id) for p in s.scalars(query)
    ]


def rights(db: Database, household_id: UUID) -> list[Right]:
    """Each programme in use, whether it is for the family today, why or why not; the entitled ones first."""
    today = dates.today()
    in_use = programme.list_all(db, today)
    with db.read() as s:
        family = families.load(s, [household_id]).get(household_id)
        if family is None:
            return []
        given = _given(s, household_id)
        times = _times(s, household_id, today.year)
        found = [
            _right(family, facts, times.get(facts.code, 0), given.get(facts.code), today) for facts in in_use
        ]
    return sorted(found, key=lambda r: not r.is_entitled)


def _given(s: Session, household_id: UUID) -> dict[str, date]:
    query = (
        select(Payment.programme_code, func.max(Payment.paid_on))
        .where(
            Payment.household_id == household_id, Payment.voided_on.is_(None), Payment.retired_on.is_(None)
        )
        .group_by(Payment.programme_code)
    )
    return {row[0]: row[1] for row in s.execute(query)}


def _times(s: Session, household_id: UUID, year: int) -> dict[str, int]:
    """In how many cycles of each programme the family stands this year."""
    query = (
        select(Cycle.programme_code, func.count(Cycle.id.distinct()))
        .join(Entitlement, Entitlement.cycle_id == Cycle.id)
        .where(
            Entitlement.household_id == household_id,
            granted(),
            Cycle.retired_on.is_(None),
            Cycle.year == year,
        )
        .group_by(Cycle.programme_code)
    )
    return {row[0]: row[1] for row in s.execute(query)}


def _right(family: Family, facts: ProgrammeFacts, times: int, last: date | None, today: date) -> Right:
    held = [c for c in family.holds(today, today) if facts.is_for(c)]
    against: list[str] = []
    if not held and programme.ANY not in facts.categories:
        wanted = "、".join(codes.label("household_category", c) for c in facts.categories)
        against.append(f"需要是{wanted}")
    if family.status != "ACTIVE":
        against.append(codes.label("household_status", family.status))
    if family.payee_on(today) is None:
        against.append("没有在世的成年成员可以领款")
    if facts.times_per_year is not None and times >= facts.times_per_year:
        against.append(f"今年已列入 {times} 次，每年不超过 {facts.times_per_year} 次，明年可再列入")
    why = [f"是{codes.label('household_category', c)}" for c in held[:1]] or ["不限家庭类别"]
    if facts.times_per_year is not None:
        why.append(f"今年已列入 {times} 次，还可列入 {facts.times_per_year - times} 次")
    if facts.documents:
        why.append(f"需要{facts.documents}")
    return Right(facts.code, facts.name, not against, tuple(against or why), last)
