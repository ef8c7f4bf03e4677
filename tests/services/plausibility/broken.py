"""Sound families, and one way for each rule to break them past the services that would refuse it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates, idcard
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.models.event import Event
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.models.visit import Visit
from ljfpa_desktop.services import office
from tests import factories


class Home:
    """A sound family of a couple (1962, 1964) and a daughter (1990), inside one open transaction."""

    def __init__(self, s: Session, household_id: UUID) -> None:
        self.s, self.id = s, household_id

    @property
    def household(self) -> Household:
        found = self.s.get(Household, self.id)
        assert found is not None
        return found

    def member(self, relation: str) -> Member:
        query = select(Member).where(Member.household_id == self.id, Member.relation == relation)
        return self.s.scalars(query).one()

    def person(self, relation: str) -> Person:
        found = self.s.get(Person, self.member(relation).person_id)
        assert found is not None
        return found

    def put(self, model: Any, **values: Any) -> Any:
        row = model(office_id=office.office_id(self.s), **values)
        self.s.add(row)
        self.s.flush()
        return row

    def join(self, relation: str, name: str = "来人", **values: Any) -> Person:
        person = self.put(Person, name=name, **values)
        self.put(Member, household_id=self.id, person_id=person.id, relation=relation)
        return person

    def hold(self, category: str, since: date = date(2020, 1, 1), **values: Any) -> None:
        self.put(HouseholdCategory, household_id=self.id, category=category, valid_from=since, **values)

    def pay(self, on: date, relation: str = "02") -> Payment:
        row = self.list(relation)
        return self.put(
            Payment, entitlement_id=row.id, cycle_id=row.cycle_id, programme_code="P09", aid_kind="A01",
            basis_category="05", household_id=self.id, person_id=row.person_id, payee_name="领款人",
            amount_fen=100, method="1", paid_on=on, receipt_no="LK-1",
        )  # fmt: skip

    def list(self, relation: str = "02") -> Entitlement:
        cycle = self.put(Cycle, name="春节慰问", programme_code="P09", year=2024)
        return self.put(
            Entitlement, cycle_id=cycle.id, household_id=self.id, person_id=self.person(relation).id,
            amount_fen=100, basis_category="05",
        )  # fmt: skip


def family(db: Database, actor: Actor, **values: Any) -> UUID:
    """A sound family."""
    return factories.household(
        db, actor, spouse="陈美珍", children=["林小燕"], phone1="13850112345", **values
    )


def change(record: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(record, name, value)


def _later(days: int = 3) -> date:
    return dates.today() + timedelta(days=days)


def _two_families(home: Home) -> None:
    daughter = home.person("30")
    other = home.put(
        Household, household_no="35012210320199999", village_code=factories.VILLAGE, status="ACTIVE",
        privacy_level="NORMAL",
    )  # fmt: skip
    home.put(Member, household_id=other.id, person_id=daughter.id, relation="02")


def _all_dead(home: Home) -> None:
    for relation in ("02", "12", "30"):
        home.person(relation).death_date = date(2023, 1, 5)


def _left_paid(home: Home) -> None:
    home.pay(date(2024, 5, 1), "30")
    home.member("30").left_on = date(2024, 1, 1)


def _gone_paid(home: Home) -> None:
    home.pay(date(2024, 5, 1))
    change(home.household, status="MOVED_OUT", status_on=date(2024, 1, 1))


def _shared_phone(home: Home) -> None:
    for n in range(5):
        other = home.put(
            Household, household_no=f"3501221032019000{n}", village_code=factories.VILLAGE,
            phone1="13850112345", status="ACTIVE", privacy_level="NORMAL",
        )  # fmt: skip
        home.put(
            Member, household_id=other.id, person_id=home.put(Person, name=f"户主{n}").id, relation="02"
        )


def _disabled(home: Home, grade: str) -> None:
    home.hold("04", basis="残联证明")
    home.person("30").disability_grade = grade


def _certificate(home: Home, number: str, grade: str) -> None:
    change(home.person("30"), disability_no=number, disability_grade=grade)


def _own_certificate(home: Home) -> None:
    _certificate(home, f"{home.person('30').id_no}42", "3")


def _widowed(home: Home) -> None:
    home.person("02").marital = "21"
    home.person("12").death_date = date(2023, 5, 1)


def _fatherless(home: Home) -> None:
    home.person("02").death_date = date(1988, 1, 1)
    head, widow = home.member("02"), home.member("12")
    head.relation, widow.relation = "11", "02"


def _event(home: Home) -> None:
    home.put(Event, event_no="HD-1", kind="P01", theme="宣传", held_on=_later(), place="村部", status="HELD")


def _born(home: Home, relation: str, day: date) -> None:
    """Another birth date, with a number that says the same."""
    person = home.person(relation)
    first = f"350122{day:%Y%m%d}{(person.id_no or '')[14:17]}"
    change(person, birth_date=day, id_no=first + idcard.checksum(first))


def _minor_head(home: Home) -> None:
    home.member("02").relation = "51"
    home.member("12").relation = "52"
    home.member("30").relation = "02"
    _born(home, "02", date(dates.today().year - 12, 1, 1))


BREAKS: dict[str, Callable[[Home], object]] = {
    "no_head": lambda h: setattr(h.member("02"), "relation", "71"),
    "two_heads": lambda h: h.join("02"),
    "dead_head": lambda h: setattr(h.person("02"), "death_date", date(2024, 1, 2)),
    "all_dead": _all_dead,
    "two_spouses": lambda h: h.join("12", sex="2"),
    "minor_head": _minor_head,
    "village": lambda h: setattr(h.household, "village_code", "350122103000"),
    "shared_phone": _shared_phone,
    "alone": lambda h: setattr(h.household, "lives_alone", True),
    "fewer_children": lambda h: change(h.household, born_sons=0, born_daughters=0),
    "child_older": lambda h: _born(h, "30", date(1963, 1, 1)),
    "mother_age": lambda h: _born(h, "30", date(1975, 1, 1)),
    "born_after_mother": lambda h: setattr(h.person("12"), "death_date", date(1989, 1, 1)),
    "born_after_father": _fatherless,
    "sex_by_id": lambda h: (setattr(h.person("30"), "sex", "1"), setattr(h.member("30"), "relation", "40")),
    "birth_by_id": lambda h: setattr(h.person("30"), "birth_date", date(1991, 6, 1)),
    "relation_sex": lambda h: h.join("20", sex="2"),
    "two_families": _two_families,
    "single_with_spouse": lambda h: setattr(h.person("02"), "marital", "10"),
    "married_to_dead": _widowed,
    "married_child": lambda h: h.join("41", sex="1", birth_date=_later(-4000), marital="21"),
    "too_old": lambda h: h.join("61", sex="1", birth_date=date(1890, 1, 1)),
    "dead_before_born": lambda h: setattr(h.person("30"), "death_date", date(1980, 1, 1)),
    "person_in_future": lambda h: h.join("42", sex="2", birth_date=_later()),
    "only_child": lambda h: (h.hold("01"), setattr(h.household, "born_daughters", 2)),
    "two_daughters": lambda h: (h.hold("02"), setattr(h.household, "born_sons", 1)),
    "town_daughters": lambda h: (h.hold("02"), setattr(h.household, "hukou_kind", "2")),
    "bereaved": lambda h: h.hold("03", basis="证明"),
    "bereaved_evidence": lambda h: (h.hold("03"), setattr(h.member("30"), "relation", "42")),
    "disabled_evidence": lambda h: h.hold("04"),
    "disabled_grade": lambda h: _disabled(h, "4"),
    "both_special": lambda h: (
        h.hold("03"), _disabled(h, "2"), setattr(h.person("30"), "death_date", date(2023, 1, 1)),
    ),
    "twice_held": lambda h: (h.hold("06"), h.hold("06")),
    "infant": lambda h: h.hold("13"),
    "aged": lambda h: h.hold("09"),
    "certificate_no": lambda h: _certificate(h, "35012219680515002442", "2"),
    "certificate_grade": _own_certificate,
    "category_in_future": lambda h: h.hold("06", _later()),
    "dead_paid": lambda h: (h.pay(date(2024, 5, 1), "12"), _widow(h)),
    "dead_listed": lambda h: (h.list("12"), _widow(h)),
    "left_paid": _left_paid,
    "gone_paid": _gone_paid,
    "payment_in_future": lambda h: h.pay(_later()),
    "visit_in_future": lambda h: h.put(
        Visit, household_id=h.id, visited_on=_later(), occasion="ROUTINE", visitors="村干部"
    ),
    "event_in_future": _event,
}  # fmt: skip


def _widow(home: Home) -> None:
    home.person("12").death_date = date(2023, 5, 1)
