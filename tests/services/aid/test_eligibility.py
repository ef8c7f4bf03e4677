"""Who may be listed, and for everybody why or why not."""

from __future__ import annotations

from datetime import date

from ljfpa_desktop.services.aid import cycle, eligibility, entitlement
from tests import factories

from .conftest import VILLAGES, Office


def _found(office: Office, ref: object, village: str = "") -> dict[str, eligibility.Candidate]:
    return {c.head: c for c in eligibility.candidates(office.db, ref, village)}  # pyright: ignore[reportArgumentType]


def test_reasons_for_and_against(office: Office) -> None:
    made = cycle.create(
        office.db, office.actor, {"programme_code": "P06", "year": 2024, "standard_fen": 100000}
    )
    db, actor = office.db, office.actor
    factories.household(db, actor, head="林甲", categories=["03"])
    ended = {
        "category": "04",
        "valid_from": date(2020, 1, 1),
        "valid_to": date(2023, 12, 31),
        "end_why": "康复",
    }
    factories.household(db, actor, head="陈乙", categories=[ended])
    dead = {"name": "黄丙", "death_date": date(2023, 1, 1), "death_precision": "YMD"}
    factories.household(db, actor, head=dead, spouse="郑丁", categories=["03"])
    factories.household(db, actor, head="王戊", categories=["05"])
    listed = factories.household(db, actor, head="曾己", categories=["04"])
    entitlement.add(db, actor, made, [eligibility.of_households(db, made, [listed])[0].row()])
    found = _found(office, made)
    assert {head: (c.is_eligible, c.reasons) for head, c in found.items()} == {
        "林甲": (True, ("计生特殊家庭（失独），2024年1月1日认定",)),
        "陈乙": (False, ("“计生特殊家庭（伤残）”已于2023年12月31日终止",)),
        "黄丙": (True, ("计生特殊家庭（失独），2024年1月1日认定", "户主已去世，由郑丁领款")),
        "曾己": (False, ("已在本批次名单里",)),
    }
    assert (found["黄丙"].payee, found["黄丙"].amount_fen, found["黄丙"].basis_category) == (
        "郑丁",
        100000,
        "03",
    )


def test_what_is_eligible_can_be_listed_without_a_doubt(office: Office) -> None:
    made = cycle.create(
        office.db, office.actor, {"programme_code": "P09", "year": 2024, "standard_fen": 60000}
    )
    office.families(7)
    found = eligibility.candidates(office.db, made, eligible_only=True)
    entitlement.add(office.db, office.actor, made, [c.row() for c in found])
    assert cycle.view(office.db, made).line.total_fen == 420000
    assert eligibility.candidates(office.db, made, eligible_only=True) == []


def test_one_village_alone(office: Office) -> None:
    made = cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024})
    office.families(7)
    assert {c.village_code for c in eligibility.candidates(office.db, made, VILLAGES[1])} == {VILLAGES[1]}


def test_any_family_may_get_emergency_aid(office: Office) -> None:
    made = cycle.create(office.db, office.actor, {"programme_code": "P09E", "year": 2024})
    family = factories.household(office.db, office.actor, head="林甲")
    (found,) = eligibility.candidates(office.db, made)
    assert (found.household_id, found.is_eligible, found.reasons) == (family, True, ("不限家庭类别",))
