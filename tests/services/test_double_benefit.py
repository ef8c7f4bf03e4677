"""Which people the county finds in two townships, what it calls certain, and whom it asks about whom."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.record import new_id, shipped_id
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.models.duty import Duty
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import double_benefit, duty, office
from tests.conftest import PASSWORD, QUICK
from tests.factories import id_number

GUANTOU, XIAOAO, DANYANG = "350122103", "350122104", "350122106"
BORN = date(1962, 3, 5)
Desk = tuple[Database, Actor]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty county office."""
    folder = tmp_path_factory.mktemp("county") / "office"
    office.create(folder, "350122", login="clerk", name="县经办", password=PASSWORD, cost=QUICK)
    return folder


@pytest.fixture
def county(place: Path, tmp_path: Path) -> Iterator[Desk]:
    """A fresh copy of it, open."""
    shutil.copytree(place, tmp_path / "county")
    db, actor, lock = office.open_office(tmp_path / "county", "clerk", PASSWORD)
    yield db, actor
    db.close()
    lock.release()


class Kept(NamedTuple):
    """A person of a township, as its package brought it."""

    town: str
    person: UUID
    household: UUID


def registered(
    desk: Desk, town: str, name: str, id_no: str | None, *, relation: str = "02", home: UUID | None = None,
    born: date = BORN, **house: Any,
) -> Kept:  # fmt: skip
    office_id, person, household = shipped_id("office", town), new_id(), home or new_id()
    with desk[0].transaction(desk[1], "收到") as s:
        if home is None:
            s.add(
                Household(
                    id=household, office_id=office_id, household_no=f"{town}201{str(household.int)[-5:]}",
                    village_code=f"{town}201", status="ACTIVE", privacy_level="NORMAL", **house,
                )
            )  # fmt: skip
        s.add(Person(id=person, office_id=office_id, name=name, birth_date=born, id_no=id_no))
        s.flush()
        s.add(Member(office_id=office_id, household_id=household, person_id=person, relation=relation))
    return Kept(town, person, household)


def paid(
    desk: Desk, to: Kept, fen: int = 60_000, *, on: date = date(2024, 1, 26), programme: str = "P09",
    by: str = "", **values: Any,
) -> None:  # fmt: skip
    office_id, cycle, row = shipped_id("office", by or to.town), new_id(), new_id()
    who = {"household_id": to.household, "person_id": to.person, "basis_category": "05"}
    with desk[0].transaction(desk[1], "收到") as s:
        s.add(Cycle(id=cycle, office_id=office_id, name="春节", programme_code=programme, year=on.year))
        s.flush()
        s.add(Entitlement(id=row, office_id=office_id, cycle_id=cycle, amount_fen=fen, **who))
        s.flush()
        s.add(
            Payment(
                office_id=office_id, entitlement_id=row, cycle_id=cycle, programme_code=programme,
                aid_kind="A01", payee_name="某", amount_fen=fen, method="1", paid_on=on,
                receipt_no=f"LK-{by or to.town}-{str(row.int)[-6:]}", **who, **values,
            )
        )  # fmt: skip


def kinds(db: Database) -> list[tuple[str, bool]]:
    return [(c.kind, c.is_certain) for c in double_benefit.cases(db)]


def test_the_same_number_paid_in_two_townships(county: Desk) -> None:
    db, number = county[0], id_number(BORN, "1")
    one = registered(county, GUANTOU, "林建国", number)
    other = registered(county, XIAOAO, "林建囯", number)
    paid(county, one)
    paid(county, one, 20_000, on=date(2024, 5, 1))
    paid(county, other, 50_000, on=date(2024, 9, 2))
    first, second = double_benefit.cases(db)
    assert (first.kind, first.programme, first.year) == (duty.PAID, "计生困难家庭春节慰问", 2024)
    assert first.is_certain
    assert [(p.office, p.name, p.paid_fen) for p in first.parties] == [
        ("琯头镇", "林建国", 80_000), ("晓澳镇", "林建囯", 50_000),
    ]  # fmt: skip
    assert first.parties[0].paid_on == (date(2024, 1, 26), date(2024, 5, 1))
    assert len(first.parties[0].receipts) == 2
    assert first.parties[1].village.startswith("晓澳镇")
    assert (second.kind, second.people, second.name) == (duty.TWICE, 1, "林建国")


@pytest.mark.parametrize(
    "change",
    [
        {"programme": "P09E"},
        {"on": date(2025, 1, 26)},
        {"voided_on": date(2024, 2, 1)},
        {"retired_on": date(2024, 2, 1)},
        {"by": GUANTOU},
    ],
)
def test_another_programme_year_or_a_void_is_no_double_payment(county: Desk, change: dict[str, Any]) -> None:
    number = id_number(BORN, "1")
    paid(county, registered(county, GUANTOU, "林建国", number))
    paid(county, registered(county, XIAOAO, "林建国", number), **change)
    assert kinds(county[0]) == [(duty.TWICE, True)]


def test_name_and_birth_with_a_slip_in_the_number_are_likely(county: Desk) -> None:
    number = id_number(BORN, "1", 30)
    slip = number[:14] + ("9" if number[14] != "9" else "8") + number[15:]
    registered(county, GUANTOU, "林建国", number)
    registered(county, XIAOAO, "林建国", slip)
    registered(county, DANYANG, "林建国", None)
    assert kinds(county[0]) == [(duty.TWICE, False)] * 3
    assert {p.office for c in double_benefit.cases(county[0]) for p in c.parties} == {
        "琯头镇", "晓澳镇", "丹阳镇",
    }  # fmt: skip


def test_namesakes_are_left_alone(county: Desk) -> None:
    registered(county, GUANTOU, "林建国", id_number(BORN, "1", 10))
    registered(county, XIAOAO, "林建国", id_number(BORN, "1", 255))  # born the same day, another person
    registered(county, DANYANG, "林建国", None, born=date(1962, 3, 6))
    registered(county, GUANTOU, "林建国", None, born=date(1962, 3, 6))
    again = registered(county, GUANTOU, "陈美", None)
    registered(county, GUANTOU, "陈美", None, home=again.household, relation="30")
    assert [c.parties[0].office for c in double_benefit.cases(county[0])] == ["琯头镇"]
    assert kinds(county[0]) == [(duty.TWICE, False)]


def test_a_family_is_one_case_named_by_its_head(county: Desk) -> None:
    numbers = [id_number(BORN, "1"), id_number(BORN, "2"), id_number(date(1990, 1, 1), "2")]
    for town in (XIAOAO, GUANTOU):
        home = registered(county, town, "林小妹", numbers[2], relation="31", born=date(1990, 1, 1)).household
        registered(county, town, "林建国", numbers[0], home=home)
        registered(county, town, "陈秀英", numbers[1], relation="12", home=home)
    (case,) = double_benefit.cases(county[0])
    assert (case.kind, case.people, case.name) == (duty.TWICE, 3, "林建国")
    assert double_benefit.send(*county, case.id) == 2
    assert all("林建国（家庭编号" in x.text and "等 3 人" in x.text for x in duty.lines(county[0]))


@pytest.mark.parametrize("house", [{"status": "MOVED_OUT", "status_on": BORN}, {"retired_on": BORN}])
def test_who_has_left_is_not_registered_twice(county: Desk, house: dict[str, Any]) -> None:
    number = id_number(BORN, "1")
    registered(county, GUANTOU, "林建国", number)
    gone = registered(county, XIAOAO, "林建国", number)
    with county[0].transaction(county[1], "迁出") as s:
        for name, value in house.items():
            setattr(s.get_one(Household, gone.household), name, value)
    assert kinds(county[0]) == []


def test_a_family_that_moved_and_was_paid_by_both(county: Desk) -> None:
    moved = registered(county, XIAOAO, "林建国", id_number(BORN, "1"))
    paid(county, moved, by=GUANTOU)
    paid(county, moved, on=date(2024, 8, 1))
    (case,) = double_benefit.cases(county[0])
    assert (case.kind, case.is_certain) == (duty.PAID, True)
    assert [p.office for p in case.parties] == ["琯头镇", "晓澳镇"]
    assert double_benefit.send(*county, case.id) == 2


def test_each_township_is_asked_about_its_own_person_alone(county: Desk) -> None:
    db, number = county[0], id_number(BORN, "1")
    paid(county, registered(county, GUANTOU, "林建国", number))
    paid(county, registered(county, XIAOAO, "林健国", number))
    case = next(c for c in double_benefit.cases(db) if c.kind == duty.PAID)
    assert not case.is_sent
    assert double_benefit.send(*county, case.id) == 2
    with db.read() as s:
        asked = {d.office_id: d for d in s.scalars(select(Duty))}
    assert set(asked) == {shipped_id("office", GUANTOU), shipped_id("office", XIAOAO)}
    for town, mine, theirs in ((GUANTOU, "林建国", "林健国"), (XIAOAO, "林健国", "林建国")):
        found = asked[shipped_id("office", town)]
        assert found.text == (
            f"{mine}（家庭编号 {case.parties[town == XIAOAO].household_no}）的2024年“计生困难家庭春节慰问”，"
            "另一个乡镇也发放过。请核对是否重复，填写处理结果。"
        )
        assert theirs not in found.text
        assert number not in found.text
    again = next(c for c in double_benefit.cases(db) if c.kind == duty.PAID)
    assert again.is_sent
    assert not again.is_answered
    assert double_benefit.send(*county, case.id) == 0
    assert {x.office for x in duty.lines(db)} == {"琯头镇", "晓澳镇"}


def test_answers_are_seen_and_a_third_township_is_asked_alone(county: Desk) -> None:
    db, number = county[0], id_number(BORN, "1")
    for town in (GUANTOU, XIAOAO):
        paid(county, registered(county, town, "林建国", number))
    case = next(c for c in double_benefit.cases(db) if c.kind == duty.PAID)
    double_benefit.send(*county, case.id)
    for line in duty.lines(db):
        duty.close(*county, line.id, f"{line.office}已追回")
    case = next(c for c in double_benefit.cases(db) if c.kind == duty.PAID)
    assert case.is_answered
    assert [p.answer for p in case.parties] == ["琯头镇已追回", "晓澳镇已追回"]
    assert double_benefit.cases(db)[-1].id == case.id  # settled ones last
    paid(county, registered(county, DANYANG, "林建国", number))
    case = next(c for c in double_benefit.cases(db) if c.kind == duty.PAID)
    assert not case.is_sent
    assert double_benefit.send(*county, case.id) == 1


def test_only_the_county_and_only_a_case_that_stands(county: Desk, db: Database, actor: Actor) -> None:
    with pytest.raises(Refused, match="只有县里"):
        double_benefit.cases(db)
    with pytest.raises(Refused, match="只有县里"):
        double_benefit.send(db, actor, "0" * 32)
    with pytest.raises(Refused, match="已经不在了"):
        double_benefit.send(*county, "0" * 32)
    with pytest.raises(Refused, match="权限"):
        double_benefit.send(county[0], Actor("look", "看", "reader", "350122"), "0" * 32)


def test_money_on_a_merged_record_counts_for_the_person_it_stands_for(county: Desk) -> None:
    db, number = county[0], id_number(BORN, "1")
    keep = registered(county, GUANTOU, "林建国", number)
    gone = registered(county, GUANTOU, "林健国", None)
    paid(county, gone, 30_000)
    paid(county, registered(county, XIAOAO, "林建国", number), 50_000, on=date(2024, 9, 2))
    assert kinds(db) == [(duty.TWICE, True)]
    with db.transaction(county[1], "收到") as s:
        record = s.get_one(Person, gone.person)
        record.merged_into, record.retired_on = keep.person, date(2024, 5, 1)
    found = double_benefit.cases(db)[0]
    assert (found.kind, found.is_certain) == (duty.PAID, True)
    assert [(p.office, p.name, p.paid_fen) for p in found.parties] == [
        ("琯头镇", "林建国", 30_000), ("晓澳镇", "林建国", 50_000),
    ]  # fmt: skip
    assert double_benefit.send(*county, found.id) == 2
    assert keep.person in {x.person_id for x in duty.lines(db)}
