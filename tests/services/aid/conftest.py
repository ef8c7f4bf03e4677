"""A township in February 2024: families on a spring list, and a clerk who does the whole round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services.aid import approval, cycle, entitlement
from ljfpa_desktop.services.aid.checks import NewRow
from tests import factories

TODAY = date(2024, 2, 20)
VILLAGES = ("350122103201", "350122103202", "350122103203")
NAMES = ("林秀钦", "陈依妹", "单雪梅", "郑琯英", "曾小明", "黄𬱖", "王五", "阿依古丽·买买提")


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 2, 20, 2, tzinfo=UTC))


@dataclass
class Office:
    """What the tests of aid work with: the office, its clerk, and shortcuts for the usual round."""

    db: Database
    actor: Actor
    name: str = "2024年春节慰问困难家庭"

    def families(self, count: int, category: str = "05") -> list[UUID]:
        """Families of the category, spread over three villages; the names repeat with a number."""
        return [
            factories.household(
                self.db,
                self.actor,
                village=VILLAGES[n % 3],
                head=NAMES[n % len(NAMES)] + ("" if n < len(NAMES) else "甲"),
                categories=[category],
                address="某路1号",
                phone1="13850112345",
            )
            for n in range(count)
        ]

    def listed(
        self, count: int = 3, amount: int = 60000, *, programme: str = "P09", category: str = "05"
    ) -> UUID:
        """A draft cycle with families of one amount each; returns the cycle's id."""
        made = cycle.create(
            self.db, self.actor, {"programme_code": programme, "year": 2024, "name": self.name}
        )
        rows = [NewRow(h, amount_fen=amount) for h in self.families(count, category)]
        entitlement.add(self.db, self.actor, made, rows)
        return made

    def approved(self, count: int = 3, amount: int = 60000) -> UUID:
        """The same, approved and publicised: ready to be paid from 2024-02-09 on."""
        made = self.listed(count, amount)
        approval.approve(self.db, self.actor, made, "连计协〔2024〕3号", date(2024, 1, 30),
                         reviewer="郑审核", approver="陈审批")  # fmt: skip
        approval.publicise(self.db, self.actor, made, date(2024, 2, 1), date(2024, 2, 8))
        return made

    def rows(self, ref: UUID) -> list[entitlement.ListRow]:
        """The cycle's list."""
        return entitlement.rows(self.db, ref)


@pytest.fixture
def office(db: Database, actor: Actor) -> Office:
    """The office of the tests of aid."""
    return Office(db, actor)
