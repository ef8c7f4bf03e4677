"""What follows from a change: categories and support that begin or end, lists, money, visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import codes, dates, money
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.models.household import Household, HouseholdCategory
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import alias, household
from ljfpa_desktop.services.aid import entitlement
from ljfpa_desktop.services.aid.cycle import granted
from ljfpa_desktop.services.aid.stages import CLOSED
from ljfpa_desktop.services.household import Entry, HouseholdFacts, MemberFacts
from ljfpa_desktop.services.household.rules import CHILDREN, SPECIAL
from ljfpa_desktop.services.life import heirs, kinds
from ljfpa_desktop.services.life.kinds import Written

OLD, INFANT, MANY = 80, 3, 3  # years of 高龄 and 婴幼儿, children of 多孩 (DOMAIN.md 2.5.7)
MOST_SEVERE = "3"  # the mildest grade of a 伤残 family


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that follows. ``act`` does it at once; without one it is a matter for a person.

    ``code`` is the same in a rehearsal and in the act itself. ``is_likely`` is how its tick stands first.
    """

    code: str
    text: str
    act: Callable[[Session], None] | None = None
    is_likely: bool = True
    person_id: UUID | None = None


@dataclass(slots=True)
class _Case:
    """The family as it stands after the change."""

    s: Session
    kind: str
    on: date
    why: str
    after: HouseholdFacts
    who: MemberFacts | None

    @property
    def held(self) -> dict[str, UUID]:
        """The categories held on the day: code -> the row's id."""
        return {c.category: c.id for c in self.after.categories if (c.valid_to or date.max) >= self.on}

    @property
    def children(self) -> list[MemberFacts]:
        """All children of the family, the dead ones too."""
        return [m for m in self.after.members if m.relation in CHILDREN and m.left_on is None]

    @property
    def born(self) -> int:
        """How many children were born or adopted: as stated, at least as many as stand there."""
        stated = sum(self.after.values.get(n) or 0 for n in ("born_sons", "born_daughters", "adopted"))
        return max(len(self.children), stated)

    def ending(self, *wanted: str) -> Iterator[Proposal]:
        """End those of the categories that are held."""
        for category in wanted:
            if category in self.held:
                label = codes.label("household_category", category)
                yield Proposal(f"end:{category}", f"终止“{label}”", partial(_end, self, self.held[category]))

    def beginning(self, category: str, *, is_likely: bool = True) -> Iterator[Proposal]:
        """Recognise a category that is not held."""
        if category not in self.held:
            label = codes.label("household_category", category)
            yield Proposal(f"add:{category}", f"认定“{label}”", partial(_add, self, category), is_likely)

    def without_support(self, people: list[MemberFacts]) -> Iterator[Proposal]:
        """Stop the special support of these people."""
        for m in people:
            if m.values.get("support_kind"):
                said = f"{m.name}停止享受{codes.label('support_kind', m.values['support_kind'])}"
                act = partial(_stop_support, m.person_id)
                yield Proposal(f"support:{m.person_id.hex}", said, act, person_id=m.person_id)


def proposals(
    s: Session, kind: str, household_id: UUID, written: Written, values: Mapping[str, Any]
) -> list[Proposal]:
    """What follows, asked of the family as it stands after the change was written."""
    after = household.facts_in(s, household_id)
    on: date = values.get("on") or values["birth_date"]
    who = next((m for m in after.members if m.person_id == written.person_id), None)
    case = _Case(s, kind, on, written.words, after, who)
    found = [*_OF_KIND[kind](case)]
    if written.person_id is not None and kind in (kinds.DEATH, kinds.DIVORCE, kinds.GO, kinds.SPLIT):
        found += _lists(case, written.person_id)
    ends = [p for p in found if p.code.startswith("end:")]
    return list({p.code: p for p in [*ends, *found]}.values())  # 伤残 ends before 失独 begins


def _new_child(case: _Case) -> Iterator[Proposal]:
    child = case.who
    if child is None or child.relation not in CHILDREN:
        yield from case.beginning("13")
        return
    if case.born > 1:
        yield from case.ending("01")
    if child.sex == "1" or case.born > 2:
        yield from case.ending("02")
    yield from case.ending("03", "04", "11")
    if case.held.keys() & (SPECIAL | {"11"}):
        yield from case.without_support([m for m in case.after.persons if m is not child])
    if child.birth_date and dates.age_on(child.birth_date, case.on) < INFANT:
        yield from case.beginning("13")
    if case.born >= MANY:
        yield from case.beginning("14")


def _marriage(case: _Case) -> Iterator[Proposal]:
    if len(case.after.persons) > 1:
        yield from case.ending("08")
    yield from _left_alone(case)
    if case.held.keys() & SPECIAL:
        yield Proposal("review", "再婚后核对特殊家庭是否仍符合（配偶有没有子女）")


def _divorce(case: _Case) -> Iterator[Proposal]:
    yield from _left_alone(case)
    if case.children:
        yield Proposal("children", "核对子女随哪一方生活，要迁户口的登记离开日期")


def _death(case: _Case) -> Iterator[Proposal]:
    gone = case.who
    assert gone is not None
    living = case.after.persons
    yield from case.without_support([gone])
    if gone.relation in CHILDREN:
        yield from _child_died(case)
    if not any(_is_aged(m, OLD, case.on) for m in living):
        yield from case.ending("09")
    if _is_infant(gone, case.on) and not any(_is_infant(m, case.on) for m in living):
        yield from case.ending("13")
    if not living:
        yield Proposal("closed", "家里没有人了，状态改为“全户亡故”", partial(_close, case))
    else:
        yield from _left_alone(case)
        yield Proposal("visit", f"{gone.name}去世，上门慰问家属", person_id=gone.person_id)
    yield from _paid_after(case, gone)


def _child_died(case: _Case) -> Iterator[Proposal]:
    alive = [m for m in case.children if m.death_date is None]
    stated = sum(case.after.values.get(n) or 0 for n in ("living_sons", "living_daughters"))
    if alive or stated or case.born > 1:
        return
    yield from case.ending("01", "04")
    yield from case.beginning("03")
    yield Proposal("apply", "独生子女去世：女方满 49 周岁的，收集死亡证明，申报特扶（死亡）")


def _disability(case: _Case) -> Iterator[Proposal]:
    own = case.who
    assert own is not None
    grade = str(own.values.get("disability_grade") or "")
    if own.relation in CHILDREN:
        if grade > MOST_SEVERE:
            yield from case.ending("04")
        elif grade and case.born == 1 and "03" not in case.held:
            yield from case.beginning("04")
            yield Proposal("apply", "独生子女伤残：女方满 49 周岁的，收集残疾证复印件，申报特扶（伤残）")
    yield Proposal("visit", f"{own.name}领取残疾证，上门了解困难", is_likely=False, person_id=own.person_id)


def _split(case: _Case) -> Iterator[Proposal]:
    yield from _left_alone(case)
    if not any(_is_infant(m, case.on) for m in case.after.persons):
        yield from case.ending("13")
    yield Proposal("review", "核对分户后两户各自的类别")


_OF_KIND: dict[str, Callable[[_Case], Iterator[Proposal]]] = {
    kinds.BIRTH: _new_child, kinds.ADOPTION: _new_child, kinds.JOIN: _marriage, kinds.GO: _marriage,
    kinds.DIVORCE: _divorce, kinds.DEATH: _death, kinds.DISABILITY: _disability, kinds.SPLIT: _split,
}  # fmt: skip


def _is_aged(m: MemberFacts, years: int, on: date) -> bool:
    return m.birth_date is not None and dates.age_on(m.birth_date, on) >= years


def _is_infant(m: MemberFacts, on: date) -> bool:
    return m.birth_date is not None and dates.age_on(m.birth_date, on) <= INFANT


def _left_alone(case: _Case) -> Iterator[Proposal]:
    """One old person is left: perhaps 独居, which a person has to see."""
    if len(case.after.persons) == 1 and _is_aged(case.after.persons[0], 60, case.on):
        yield from case.beginning("08", is_likely=False)


def _lists(case: _Case, who: UUID) -> Iterator[Proposal]:
    """Rows of lists not paid yet of which the person is the payee: another takes it, or it stops."""
    paid = select(Payment.entitlement_id).where(Payment.voided_on.is_(None), Payment.retired_on.is_(None))
    query = (
        select(Entitlement, Cycle.name)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .where(
            Entitlement.household_id == case.after.id, Entitlement.person_id == who, granted(),
            Cycle.retired_on.is_(None), Cycle.stage != CLOSED, Entitlement.id.not_in(paid),
        )
    )  # fmt: skip
    left = [m for m in case.after.persons if m.person_id != who]
    heads = [m for m in left if m.relation == household.HEAD]
    payee = next(iter([*heads, *heirs.heirs(case.after.members, case.on)]), None)
    for row, name in case.s.execute(query):
        if payee is not None and payee.person_id != who:
            act = partial(_pay_to, row.id, payee.person_id)
            yield Proposal(f"payee:{row.id.hex}", f"“{name}”改由{payee.name}领款", act)
        else:
            yield Proposal(f"stop:{row.id.hex}", f"“{name}”不再发放", partial(_stop, row.id, case.why))


def _paid_after(case: _Case, gone: MemberFacts) -> Iterator[Proposal]:
    """Money given to the dead from the day on."""
    query = select(Payment).where(
        Payment.person_id.in_(alias.records_of([gone.person_id])), Payment.paid_on >= case.on,
        Payment.voided_on.is_(None), Payment.retired_on.is_(None),
    )  # fmt: skip
    for paid in case.s.scalars(query):
        what = money.show(paid.amount_fen) if paid.amount_fen else paid.goods or ""
        said = f"{paid.paid_on} 还发给{gone.name} {what}（{paid.receipt_no}），核对并追回或作废重开"
        yield Proposal(f"recover:{paid.id.hex}", said, person_id=gone.person_id)


def _end(case: _Case, category_id: UUID, s: Session) -> None:
    row = s.get(HouseholdCategory, category_id)
    assert row is not None
    row.valid_to = max(row.valid_from, case.on - timedelta(days=1))
    row.end_why = case.why[:60]
    s.flush()


def _add(case: _Case, category: str, s: Session) -> None:
    row = {"category": category, "valid_from": case.on, "basis": case.why[:120]}
    household.save_in(s, Entry({}, categories=[row]), record_id=case.after.id, accepted=_AGREED)


_AGREED = {"category": "随家庭变动认定"}


def _stop_support(person_id: UUID, s: Session) -> None:
    row = s.get(Person, person_id)
    assert row is not None
    row.support_kind, row.support_from = None, None
    s.flush()


def _close(case: _Case, s: Session) -> None:
    row = s.get(Household, case.after.id)
    assert row is not None
    row.status, row.status_on, row.status_why = "DECEASED_ALL", case.on, case.why[:120]
    s.flush()


def _pay_to(row_id: UUID, person_id: UUID, s: Session) -> None:
    entitlement.edit_in(s, row_id, {"person_id": person_id})


def _stop(row_id: UUID, why: str, s: Session) -> None:
    entitlement.reject_in(s, [row_id], why[:120])
