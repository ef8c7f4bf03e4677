"""The books of one office for tests of figures: families, money given, visits and events on given days."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.models.household import Member
from ljfpa_desktop.models.visit import Visit
from ljfpa_desktop.services import event, office
from tests import factories

OLD = {"old": "补录旧账"}  # the reason events of long ago are accepted with
NAMES = ("林建国", "陈依妹", "黄水官", "郑美钗", "张玉珠", "吴宝金", "杨细妹", "刘依弟")


class Books:
    """Writes facts as their services do, but on any day and without their stages."""

    def __init__(self, db: Database, actor: Actor) -> None:
        self.db, self.actor = db, actor
        self._serial = count(1)
        self._cycle: UUID | None = None

    def family(self, *categories: str | dict[str, Any]) -> UUID:
        """A family that holds the categories, from 2024-01-01 unless said otherwise."""
        name = NAMES[next(self._serial) % len(NAMES)]
        return factories.household(
            self.db,
            self.actor,
            head=name,
            categories=categories,
            address=f"山兜村{next(self._serial)}号",
            accepted=dict.fromkeys(("same_name", "twin", "same_name_village"), "不是同一户"),
        )

    def pay(
        self, household: UUID, day: date, fen: int = 50_000, kind: str = "A01", basis: str = "05"
    ) -> UUID:
        """Money (or goods with kind A02) given to a family; returns the payment's id."""
        with self.db.transaction(self.actor, "发放") as s:
            own = office.office_id(s)
            person = (
                s.execute(select(Member.person_id).where(Member.household_id == household)).scalars().first()
            )
            if self._cycle is None:
                cycle = Cycle(
                    office_id=own, name="2024年慰问", programme_code="HARDSHIP", year=2024, stage="paid"
                )
                s.add(cycle)
                s.flush()
                self._cycle = cycle.id
            line = Entitlement(
                office_id=own,
                cycle_id=self._cycle,
                household_id=household,
                person_id=person,
                amount_fen=fen,
                basis_category=basis,
                status="PAID",
            )
            s.add(line)
            s.flush()
            payment = Payment(
                office_id=own,
                entitlement_id=line.id,
                cycle_id=self._cycle,
                programme_code="HARDSHIP",
                aid_kind=kind,
                basis_category=basis,
                household_id=household,
                person_id=person,
                payee_name="领款人",
                amount_fen=fen,
                method="1",
                paid_on=day,
                receipt_no=f"LK-350122103-24A-{next(self._serial):05d}-0",
            )
            s.add(payment)
            s.flush()
            return payment.id

    def void(self, payment: UUID, day: date, why: str = "金额写错") -> None:
        """Void a payment on a day."""
        with self.db.transaction(self.actor, f"作废领款单：{why}") as s:
            found = s.get_one(Payment, payment)
            found.voided_on, found.void_why, found.void_by = day, why, self.actor.name

    def sign(self, payment: UUID, day: date) -> None:
        """Note a payment's receipt as signed."""
        with self.db.transaction(self.actor, "登记签字") as s:
            s.get_one(Payment, payment).signed_on = day

    def visit(self, household: UUID, day: date) -> UUID:
        """A visit to a family."""
        with self.db.transaction(self.actor, "登记走访") as s:
            visit = Visit(
                office_id=office.office_id(s),
                household_id=household,
                visited_on=day,
                occasion="SPRING",
                visitors="李经办、陈主任",
            )
            s.add(visit)
            s.flush()
            return visit.id

    def event(
        self, day: date, kind: str = "PUBLICITY", *, heads: int = 100, materials: Any = (), **more: Any
    ) -> UUID:
        """An event held on a day."""
        values = {
            "kind": kind,
            "theme": f"活动{next(self._serial)}",
            "held_on": day,
            "place": "文化广场",
            "offline_attendance": heads,
            **more,
        }
        return event.save(self.db, self.actor, values, materials=materials, accepted=OLD)


def issue(kind: str, quantity: int, title: str = "资料") -> dict[str, Any]:
    """A line of materials given out."""
    return {"kind": kind, "title": title, "quantity": quantity}
