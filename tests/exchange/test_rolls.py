"""Members and volunteers travel to the office's other computer and to the county; edits merge, links hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ljfpa_desktop.services import association, household
from tests.exchange.offices import FIRST, Offices
from tests.exchange.test_county_work import carry


def test_a_roll_reaches_the_other_computer_and_the_county(offices: Offices, tmp_path: Path) -> None:
    first, second, county = offices.first, offices.second, offices.county
    home = first.family("林建国")
    head = household.facts(first.db, home).head
    assert head is not None
    given = {"name": "林建国", "id_no": head.id_no, "kind": "PERSON", "status": "ACTIVE", "post": "COUNCIL"}
    member = association.save(first.db, first.actor, "members", given)
    volunteer = {"name": "吴丽", "skills": "法律", "status": "ACTIVE", "village_code": f"{FIRST}201"}
    association.save(first.db, first.actor, "volunteers", volunteer)
    carry(first, second, tmp_path, FIRST)
    association.save(first.db, first.actor, "members", {**given, "phone": "13805912345"}, record_id=member)
    left = {**given, "status": "LEFT", "left_on": date(2024, 5, 1)}
    association.save(second.db, second.actor, "members", left, record_id=member)
    carry(first, second, tmp_path, FIRST)
    carry(second, county, tmp_path)
    for pc in (second, county):
        facts = association.facts(pc.db, "members", member)
        assert (facts["phone"], facts["status"], facts["person_id"]) == (
            "13805912345",
            "LEFT",
            head.person_id,
        )
        (line,) = association.page(pc.db, "volunteers", village=FIRST)
        assert (line.name, line.skills) == ("吴丽", "法律")
    assert association.page(county.db, "volunteers")[0].place.startswith("琯头镇")
