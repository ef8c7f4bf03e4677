"""Families at the beginning of a story, and shortcuts to what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import household, life, timeline
from ljfpa_desktop.services.household import HouseholdFacts, MemberFacts
from ljfpa_desktop.services.life import Tick
from tests import factories

ON = date(2024, 5, 6)


@dataclass
class Home:
    """A family, its clerk, and what befalls it."""

    db: Database
    actor: Actor
    id: UUID

    @property
    def facts(self) -> HouseholdFacts:
        return household.facts(self.db, self.id)

    def member(self, name: str) -> MemberFacts:
        return next(m for m in self.facts.members if m.name == name)

    def relations(self) -> dict[str, str]:
        return {m.name: m.relation for m in self.facts.members if m.left_on is None}

    def held(self) -> set[str]:
        return {c.category for c in self.facts.categories if c.valid_to is None}

    def happens(
        self, kind: str, values: Mapping[str, Any], accepted: dict[str, str] | None = None, **ticks: Tick
    ) -> UUID:
        known = {code.replace("_", ":"): tick for code, tick in ticks.items()}
        return life.record(self.db, self.actor, self.id, kind, values, known, accepted)

    def follows(self, kind: str, values: Mapping[str, Any]) -> list[str]:
        found = life.look(self.db, self.actor, self.id, kind, values).follows
        return [p.code if p.code.startswith(("end", "add")) else p.code.partition(":")[0] for p in found]

    def told(self) -> list[str]:
        return [h.title for h in timeline.of_household(self.db, self.id) if h.kind == "life"]


@pytest.fixture
def home(db: Database, actor: Actor) -> Home:
    """A couple, 林建国 and 陈美珍, with one daughter, 林小燕 (1990): an only-child family."""
    made = factories.household(
        db, actor, spouse="陈美珍", children=["林小燕"], categories=["01"], phone1="13850112345"
    )
    return Home(db, actor, made)


def born(name: str = "林小宝", sex: str = "1", birth: date = ON, **values: Any) -> dict[str, Any]:
    """What is asked of a birth."""
    number = factories.id_number(birth, sex)
    relation = {"1": "20", "2": "30"}[sex]
    return {"name": name, "sex": sex, "birth_date": birth, "relation": relation, "id_no": number, **values}
