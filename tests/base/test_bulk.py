"""Rows inserted in bulk read back as they were given, and leave their history like any other."""

from __future__ import annotations

import gc
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from ljfpa_desktop.base.bulk import collector_paused, insert_columns, insert_rows
from ljfpa_desktop.base.capture import Act, Change
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import office


def _person(name: str, **more: object) -> dict[str, object]:
    return {"id": new_id(), "name": name, "sex": "2", "id_type": "01", "id_status": "MISSING", **more}


def test_every_kind_of_value_reads_back(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "导入") as s:
        own = {"office_id": office.office_id(s)}
        rows = [
            _person("林秀英", birth_date=date(1968, 5, 15), **own),
            _person("陈=1+1", remark="'; DROP TABLE person; --", **own),
        ]
        insert_rows(s, Person, rows)
    with db.read() as s:
        found = {p.name: p for p in s.scalars(select(Person))}
    assert found["林秀英"].id == rows[0]["id"]
    assert (found["林秀英"].birth_date, found["林秀英"].remark) == (date(1968, 5, 15), None)
    assert (found["陈=1+1"].birth_date, found["陈=1+1"].remark) == (None, "'; DROP TABLE person; --")


def test_numbers_and_yes_read_back(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "导入") as s:
        row = {"id": new_id(), "office_id": office.office_id(s), "household_no": "1", "village_code": "2"}
        told = {"status": "ACTIVE", "privacy_level": "NORMAL", "lives_alone": False, "born_sons": 0}
        insert_rows(s, Household, [{**row, **told}])
    with db.read() as s:
        found = s.execute(select(Household)).scalar_one()
    assert (found.lives_alone, found.born_sons, found.adopted) == (False, 0, None)


def test_each_row_leaves_a_change_row_of_the_act(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "导入") as s:
        rows = [_person(name, office_id=office.office_id(s)) for name in "甲乙丙"]
        insert_rows(s, Person, rows)
    with db.read() as s:
        last = s.scalar(select(func.max(Act.seq)))
        noted = s.execute(select(Change.tbl, Change.row, Change.grp).where(Change.act == last)).all()
    assert [tuple(n) for n in noted] == [("person", r["id"], "") for r in rows]


@pytest.mark.parametrize("count", [99, 100, 101, 250])
def test_many_rows_read_back_in_their_order(db: Database, actor: Actor, count: int) -> None:
    with db.transaction(actor, "导入") as s:
        own = office.office_id(s)
        rows = [_person(f"林{i}", office_id=own, phone=str(i) if i % 2 else None) for i in range(count)]
        insert_rows(s, Person, rows)
    with db.read() as s:
        found = s.execute(select(Person.id, Person.name, Person.phone).order_by(Person.id)).all()
        last = s.scalar(select(func.max(Act.seq)))
        noted = s.scalars(select(Change.row).where(Change.act == last).order_by(Change.seq)).all()
    assert [tuple(row) for row in found] == [(r["id"], r["name"], r["phone"]) for r in rows]
    assert noted == [r["id"] for r in rows]


def test_the_collector_pauses_and_comes_back() -> None:
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_nothing_to_insert_is_no_statement(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "导入") as s:
        insert_rows(s, Person, [])
    with db.read() as s:
        assert s.scalar(select(func.count()).select_from(Person)) == 0


def test_a_row_that_cannot_stand_takes_all_back(db: Database, actor: Actor) -> None:
    def write() -> None:
        with db.transaction(actor, "导入") as s:
            own = {"office_id": office.office_id(s)}
            insert_rows(s, Person, [_person("甲", **own), _person("", **own) | {"name": None}])

    with pytest.raises(IntegrityError):
        write()
    with db.read() as s:
        assert s.scalar(select(func.count()).select_from(Person)) == 0


def test_columns_read_back_as_the_driver_stores_them(db: Database, actor: Actor) -> None:
    columns = {"row": [b"\x02" * 16, b"\x01" * 16], "grp": ["", "村"], "sid": [1, 2]}
    with db.transaction(actor, "写入", "receive") as s:
        insert_columns(s.connection(), "sync_ver", columns)
        insert_columns(s.connection(), "sync_ver", {"row": [], "grp": [], "sid": []})
        again = {name: values[:1] for name, values in columns.items()} | {"sid": [7]}
        insert_columns(s.connection(), "sync_ver", again, "INSERT OR REPLACE")
        found = s.connection().exec_driver_sql("SELECT row, typeof(row), grp, sid FROM sync_ver ORDER BY row")
        assert [tuple(row) for row in found] == [
            (b"\x01" * 16, "blob", "村", 2), (b"\x02" * 16, "blob", "", 7),
        ]  # fmt: skip


def test_an_empty_column_is_left_out_and_a_gap_stays_one(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "写入", "receive") as s:
        given = {"k": ["a", "b"], "at": [None, None], "raw": [b"x", None]}
        s.connection().exec_driver_sql("CREATE TEMPORARY TABLE some(k, at DEFAULT 'mine', raw)")
        insert_columns(s.connection(), "some", given)
        found = s.connection().exec_driver_sql("SELECT k, at, raw FROM some").all()
        assert [tuple(row) for row in found] == [("a", "mine", b"x"), ("b", "mine", None)]
