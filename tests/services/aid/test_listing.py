"""A list edited as one sheet: whom a pasted line means, and all or nothing saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.services.aid import approval, cycle, listing
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.aid.entitlement import ListRow
from ljfpa_desktop.services.aid.listing import Payee, SheetRow

from .conftest import VILLAGES, Office


def _sheet(row: ListRow, **changes: object) -> SheetRow:
    new = NewRow(row.household_id, row.person_id, row.amount_fen, row.goods, row.basis_category)
    return SheetRow(replace(new, **changes), row.id)  # pyright: ignore[reportArgumentType]


def test_a_name_alone_is_enough_when_only_one_family_has_it(office: Office) -> None:
    office.families(4)
    found = listing.find_payee(office.db, " 林 秀钦")
    assert isinstance(found, Payee)
    assert (found.name, found.village_code, found.village) == ("林秀钦", VILLAGES[0], "山兜村")


def test_two_of_a_name_need_the_id_number(office: Office) -> None:
    office.families(2)
    office.families(2)
    said = listing.find_payee(office.db, "陈依妹")
    assert said == "“陈依妹”有 2 人（阳岐村），请填写身份证号。"
    with office.db.read() as s:
        from sqlalchemy import select

        from ljfpa_desktop.models.person import Person

        number = s.execute(select(Person.id_no).where(Person.name == "陈依妹")).scalars().first() or ""
    found = listing.find_payee(office.db, "陈依妹", number)
    assert isinstance(found, Payee)
    assert found.id_no == number
    assert listing.find_payee(office.db, "", number) == found
    assert "登记的姓名是“陈依妹”，不是“陈依姝”" in str(listing.find_payee(office.db, "陈依姝", number))


def test_nobody_is_said_in_a_sentence(office: Office) -> None:
    assert listing.find_payee(office.db, "", " ") == "请填写姓名或身份证号。"
    assert "没有“无此人”的家庭档案" in str(listing.find_payee(office.db, "无此人"))
    assert "没有身份证号为" in str(listing.find_payee(office.db, "林秀钦", "350122199911080043"))


def test_the_whole_sheet_is_saved_or_nothing(office: Office) -> None:
    made = office.listed(2)
    first, second = office.rows(made)
    late, later = office.families(2)
    rows = [
        _sheet(first, amount_fen=70000),
        SheetRow(NewRow(late, amount_fen=10000)),
        _sheet(second, amount_fen=0),
        SheetRow(NewRow(later)),
    ]
    with pytest.raises(Invalid) as problem:
        listing.save(office.db, office.actor, made, rows)
    assert set(problem.value.problems) == {"2.amount_fen", "3.amount_fen"}
    assert cycle.view(office.db, made).line.total_fen == 120000
    good = [rows[0], rows[1], _sheet(second, goods="油"), SheetRow(NewRow(later, amount_fen=1))]
    assert listing.save(office.db, office.actor, made, good) == 4
    assert [(r.amount_fen, r.goods) for r in office.rows(made)] == [
        (70000, ""), (60000, "油"), (10000, ""), (1, ""),
    ]  # fmt: skip


def test_doubts_are_asked_for_the_sheet_as_a_whole(office: Office) -> None:
    made = office.listed(2)
    first, second = office.rows(made)
    rows = [_sheet(first, amount_fen=500001), _sheet(second, amount_fen=500002)]
    assert {f.code for f in listing.check(office.db, made, rows)} == {"cap"}
    with pytest.raises(Doubt):
        listing.save(office.db, office.actor, made, rows)
    listing.save(office.db, office.actor, made, rows, {"cap": "大病"})
    assert cycle.view(office.db, made).line.total_fen == 1000003


def test_a_family_already_listed_is_a_mistake_only_for_a_new_row(office: Office) -> None:
    made = office.listed(1)
    (row,) = office.rows(made)
    assert listing.check(office.db, made, [_sheet(row)]) == []
    new = SheetRow(NewRow(row.household_id, amount_fen=1))
    assert [f.code for f in listing.check(office.db, made, [new])] == ["double"]


def test_an_approved_sheet_stays_within_its_total(office: Office) -> None:
    made = office.listed(2)
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    first, second = office.rows(made)
    with pytest.raises(Refused, match="不能超过批准总额"):
        listing.save(office.db, office.actor, made, [_sheet(first, amount_fen=60001)])
    rows = [_sheet(first, amount_fen=70000), _sheet(second, amount_fen=50000)]  # above it only half-way
    listing.save(office.db, office.actor, made, rows)
    assert cycle.view(office.db, made).gap_fen == 0
