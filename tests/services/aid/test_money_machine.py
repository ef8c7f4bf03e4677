"""Money as a machine: whatever a clerk does in whatever order, list, receipts, source and stage agree.

The model keeps the books a second time in plain Python and foretells which wish is refused.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from ljfpa_desktop.services import fund
from ljfpa_desktop.services import office as offices
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment, signing, voiding
from ljfpa_desktop.services.aid.checks import NewRow
from tests import factories
from tests.conftest import PASSWORD

from .money_model import FIRST, Income, Line, Model, Receipt

SOURCE = "县级财政"
AMOUNTS = st.sampled_from([1, 99, 10_000, 60_000, 60_050, 250_000])
PLACES = st.integers(0, 30)
WHY = {"unsigned": "人在外地", "no_bank_ref": "回单在县里"}


class Clerk(Model):
    """One clerk at these books."""

    @initialize(amounts=st.lists(AMOUNTS, min_size=1, max_size=4), is_approved=st.booleans())
    def begin(self, amounts: list[int], is_approved: bool) -> None:
        self.income(400_000)
        for place, fen in enumerate(amounts):
            self.add(place, fen)
        if is_approved:
            self.approve()

    @rule(days=st.integers(1, 3))
    def pass_days(self, days: int) -> None:
        self.today += timedelta(days)
        self.set_clock()

    @rule(fen=AMOUNTS)
    def income(self, fen: int) -> None:
        values = {"amount_fen": fen, "received_on": self.today}
        made = fund.add_income(self.db, self.actor, SOURCE, values)
        self.incomes.append(Income(made, fen, self.today))

    @precondition(lambda self: sum(i.voided_on is None for i in self.incomes) > 1)
    @rule(place=PLACES)
    def void_income(self, place: int) -> None:
        chosen = self.incomes[place % len(self.incomes)]
        left = sum(i.fen for i in self.incomes if i.voided_on is None) - self.standing() - chosen.fen
        allowed = chosen.voided_on is None and left >= 0
        self.wish(lambda: fund.void_income(self.db, self.actor, chosen.id, "错"), granted=allowed)
        if allowed:
            chosen.voided_on = self.today

    @rule(place=PLACES, fen=AMOUNTS)
    def add(self, place: int, fen: int) -> None:
        family = self.families[place % len(self.families)]
        there = any(x.family == family and x.counts for x in self.lines)
        allowed = self.stage != "closed" and not there and self.fits(fen)
        rows = [NewRow(family, amount_fen=fen)]
        done = self.wish(
            lambda: entitlement.add(self.db, self.actor, self.ref, rows, {"times": "试"}), granted=allowed
        )
        if done:
            status = "PROPOSED" if self.stage == "draft" else "APPROVED"
            self.lines.append(Line(done[0], family, fen, status))

    @precondition(lambda self: self.lines)
    @rule(place=PLACES, fen=AMOUNTS)
    def edit(self, place: int, fen: int) -> None:
        line = self.lines[place % len(self.lines)]
        within = not line.counts or self.fits(fen, without=line)
        allowed = self.stage != "closed" and line.receipt is None and within
        self.wish(
            lambda: entitlement.edit(self.db, self.actor, line.id, {"amount_fen": fen}), granted=allowed
        )
        if allowed:
            line.fen = fen

    @precondition(lambda self: self.lines)
    @rule(place=PLACES)
    def reject(self, place: int) -> None:
        line = self.lines[place % len(self.lines)]
        allowed = self.stage != "closed" and line.receipt is None
        self.wish(lambda: entitlement.reject(self.db, self.actor, [line.id], "迁出"), granted=allowed)
        if allowed:
            if line.counts:
                line.status = "REJECTED" if self.stage == "draft" else "STOPPED"
            if self.stage == "approved":
                self.settle()

    @precondition(lambda self: self.lines)
    @rule(place=PLACES)
    def restore(self, place: int) -> None:
        line = self.lines[place % len(self.lines)]
        there = any(x.family == line.family and x.counts for x in self.lines)
        allowed = self.stage != "closed" and not there and self.fits(line.fen)
        self.wish(lambda: entitlement.restore(self.db, self.actor, [line.id]), granted=allowed)
        if allowed:
            line.status = "PROPOSED" if self.stage == "draft" else "APPROVED"

    @precondition(lambda self: len(self.lines) > 0)
    @rule()
    def approve(self) -> None:
        allowed = self.stage == "draft" and any(x.counts for x in self.lines)
        total = self.wish(
            lambda: approval.approve(self.db, self.actor, self.ref, "审批表1号", self.today), granted=allowed
        )
        if allowed:
            assert total == self.listed()
            self.stage, self.approved, self.approved_on = "approved", total, self.today
            for line in self.lines:
                line.status = "APPROVED" if line.counts else line.status

    @precondition(lambda self: self.stage != "draft")
    @rule(ago=st.integers(0, 3), half=st.booleans(), method=st.sampled_from(["cash", "transfer", "4"]))
    def pay(self, ago: int, half: bool, method: str) -> None:
        day, waiting = self.today - timedelta(ago), self.open_lines()
        chosen = waiting[::2] if half else waiting
        total = sum(x.fen for x in chosen)
        allowed = (
            self.stage in ("approved", "paid")
            and bool(chosen)
            and day >= self.approved_on
            and self.standing() + total <= self.approved
            and total <= self.ledger().lowest_from(day)
        )
        asked = [x.id for x in chosen] if half else None
        paid = self.wish(
            lambda: payment.pay(self.db, self.actor, self.ref, day, method, SOURCE, asked), granted=allowed
        )
        if paid:
            assert paid.total_fen == total
            for (row_id, number), line in zip(paid.receipts, chosen, strict=True):
                assert row_id == line.id
                self._issue(number, line, day)
            self.settle()

    def _issue(self, number: str, line: Line, day: date) -> None:
        before = [r for r in self.receipts if r.line is line and r.voided_on]
        if before:
            last = max(before, key=lambda r: (r.voided_on or FIRST, r.number))
            last.replaced_on = min(last.replaced_on or day, day)
        line.receipt = Receipt(number, line, line.fen, day)
        self.receipts.append(line.receipt)

    @precondition(lambda self: self.receipts)
    @rule(place=PLACES)
    def void(self, place: int) -> None:
        chosen = self.receipts[place % len(self.receipts)]
        allowed = chosen.voided_on is None
        self.wish(lambda: voiding.void(self.db, self.actor, chosen.number, "退回"), granted=allowed)
        if allowed:
            chosen.voided_on, chosen.line.receipt = self.today, None
            self.settle()

    @precondition(lambda self: self.receipts)
    @rule(place=PLACES, fen=AMOUNTS)
    def reissue(self, place: int, fen: int) -> None:
        old = self.receipts[place % len(self.receipts)]
        room = self.ledger(reissued=(old, old.day)).lowest_from(old.day)
        allowed = (
            old.voided_on is None
            and self.listed(without=old.line) + fen <= self.approved
            and self.standing(without=old) + fen <= self.approved
            and fen <= room
        )
        change = {"amount_fen": fen}
        number = self.wish(
            lambda: voiding.reissue(self.db, self.actor, old.number, "写错", change), granted=allowed
        )
        if number:
            old.voided_on, old.line.fen = self.today, fen
            self._issue(number, old.line, old.day)
            self.settle()

    @rule()
    def sign(self) -> None:
        signing.sign(self.db, self.actor, self.ref)
        with self.db.read() as s:
            cash = set(s.execute(text("SELECT receipt_no FROM payment WHERE method = '1'")).scalars())
        for r in self.receipts:
            r.is_signed |= r.voided_on is None and r.number in cash

    @precondition(lambda self: self.stage != "draft")
    @rule()
    def close(self) -> None:
        stopped = sum(x.fen for x in self.lines if x.status == "STOPPED")
        explained = self.listed() <= self.approved <= self.listed() + stopped
        allowed = self.stage == "paid" and not self.open_lines() and explained
        done = self.wish(lambda: approval.close(self.db, self.actor, self.ref, accepted=WHY), granted=allowed)
        if done:
            assert done.total_fen == self.standing() == self.listed()
            self.stage = "closed"

    # what must hold after every act

    @invariant()
    def list_and_receipts_agree(self) -> None:
        view = cycle.view(self.db, self.ref).line
        assert (view.stage, view.total_fen, view.paid_fen) == (self.stage, self.listed(), self.standing())
        assert view.paid_fen <= self.approved
        rows = {r.id: r for r in entitlement.rows(self.db, self.ref)}
        assert len(rows) == len(self.lines)
        for line in self.lines:
            row = rows[line.id]
            assert (row.amount_fen, row.status) == (line.fen, line.status)
            assert row.receipt_no == (line.receipt.number if line.receipt else "")
            assert line.receipt is None or line.receipt.fen == line.fen
            assert bool(row.signed_on) == bool(line.receipt and line.receipt.is_signed)

    @invariant()
    def numbers_have_no_gap(self) -> None:
        with self.db.read() as s:
            numbers = s.execute(text("SELECT receipt_no FROM payment ORDER BY receipt_no")).scalars().all()
        assert sorted(r.number for r in self.receipts) == list(numbers)
        assert [int(n[-7:-2]) for n in numbers] == list(range(1, len(numbers) + 1))

    @invariant()
    def the_source_never_goes_below_nothing(self) -> None:
        (balance,) = [b for b in fund.balances(self.db) if b.name == SOURCE]
        kept = sum(i.fen for i in self.incomes if i.voided_on is None)
        assert (balance.income_fen, balance.paid_fen) == (kept, self.standing())
        lines = fund.ledger(self.db, SOURCE)
        assert lines[-1].balance_fen == balance.left_fen == kept - self.standing()
        by_day = {line.on: line.balance_fen for line in lines}
        assert min(by_day.values()) >= 0


@pytest.fixture
def seeded(office_folder: Path) -> Path:
    """An office of five families, closed, to be copied for each run of the machine."""
    db, actor, lock = offices.open_office(office_folder, "clerk", PASSWORD)
    for name in ("林秀钦", "陈依妹", "单雪梅", "郑琯英", "黄𬱖"):
        factories.household(db, actor, head=name, categories=["05"])
    db.close()
    lock.release()
    return office_folder


def test_the_books_agree_whatever_the_clerk_does(seeded: Path) -> None:
    class Bound(Clerk):
        folder = seeded

    run_state_machine_as_test(
        Bound,
        settings=settings(
            max_examples=9,
            stateful_step_count=28,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
