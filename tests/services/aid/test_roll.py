"""The approved list of a year puts its families on the hardship register."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from ljfpa_desktop.models.household import HouseholdCategory
from ljfpa_desktop.services import figures
from ljfpa_desktop.services.aid import approval, cycle, entitlement
from ljfpa_desktop.services.aid.checks import NewRow

from .conftest import Office


def held(office: Office) -> list[tuple[str, date, date | None, str | None]]:
    """The hardship categories of the office: household, from, to, basis."""
    c = HouseholdCategory
    with office.db.read() as s:
        rows = s.execute(select(c).where(c.category == "05", c.retired_on.is_(None))).scalars()
        return [(x.household_id.hex, x.valid_from, x.valid_to, x.basis) for x in rows]


def listed(office: Office, category: str, basis: str) -> None:
    made = cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": office.name})
    families = office.families(3, category)
    rows = [NewRow(h, amount_fen=60000, basis_category=basis, reason="家庭困难") for h in families]
    entitlement.add(office.db, office.actor, made, rows, accepted={"category": "困难名单新增"})


def approve(office: Office) -> None:
    approval.approve(office.db, office.actor, office.name, "连计协〔2024〕3号", date(2024, 1, 30))


def test_families_new_to_the_list_hold_the_category_until_the_end_of_the_year(office: Office) -> None:
    listed(office, "01", "05")
    assert held(office) == []
    approve(office)
    found = held(office)
    assert len({h for h, *_ in found}) == 3
    assert {(f, t) for _, f, t, _ in found} == {(date(2024, 1, 30), date(2024, 12, 31))}
    assert all(basis == f"{office.name} 连计协〔2024〕3号" for *_, basis in found)
    assert len(figures.rows(office.db, "ZB-G01", "2024-01")) == 3
    assert len(figures.rows(office.db, "ZB-G01", "2025-01")) == 0


def test_families_that_hold_it_already_are_not_entered_twice(office: Office) -> None:
    listed(office, "05", "05")
    before = held(office)
    approve(office)
    assert held(office) == before


def test_a_rejected_row_enters_nobody(office: Office) -> None:
    listed(office, "01", "05")
    first = office.rows(cycle.list_all(office.db)[0].id)[0]
    entitlement.reject(office.db, office.actor, [first.id], "不符合条件")
    approve(office)
    assert len(held(office)) == 2
