"""What a change wrote is written back, of every kind of column, and an insert is left alone."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from ljfpa_desktop.base.capture import Change
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import office
from ljfpa_desktop.services.setting_back import set_back, table_of

BEFORE = {
    "birth_date": date(1962, 3, 5), "is_veteran": True, "phone": "13800138000", "remark": "", "marital": None,
}  # fmt: skip


def test_dates_ids_yes_and_no_texts_and_nothing_come_back(db: Database, actor: Actor) -> None:
    one, other = new_id(), new_id()
    with db.transaction(actor, "新增") as s:
        own = office.office_id(s)
        s.add(Person(id=one, office_id=own, name="林建国", merged_into=other, **BEFORE))
    with db.transaction(actor, "改") as s:
        found = s.get_one(Person, one)
        found.birth_date, found.is_veteran, found.phone = None, False, None
        found.remark, found.marital, found.merged_into = "改过", "20", None
    with db.transaction(actor, "改回") as s:
        for change in s.scalars(select(Change).where(Change.row == one)).all():
            set_back(s, change)
    with db.read() as s:
        kept = s.get_one(Person, one)
        assert {name: getattr(kept, name) for name in BEFORE} == BEFORE
        assert (kept.name, kept.merged_into) == ("林建国", other)


def test_a_table_is_found_by_its_name() -> None:
    assert table_of("person") is Person.__table__
