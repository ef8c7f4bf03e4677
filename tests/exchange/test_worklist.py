"""Conflicts as a clerk reads them, and what may be chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.base.errors import Failure, Refused
from ljfpa_desktop.exchange import worklist
from ljfpa_desktop.exchange.worklist import Case
from ljfpa_desktop.services.check import check
from tests.exchange.offices import FIRST, Offices, Pc


def differ(offices: Offices, stick: Path, sql: str, one: tuple[Any, ...], other: tuple[Any, ...]) -> Any:
    """Both computers of an office write to one family, and the county gets both; returns the family."""
    family = offices.first.family("林一", spouse="陈一")
    offices.second.take(offices.first.pack(stick / "0", FIRST).path)
    for pc, values in ((offices.first, one), (offices.second, other)):
        with pc.db.transaction(pc.actor, "改") as s:
            s.connection().exec_driver_sql(sql, values)
        offices.county.take(pc.pack(stick / pc.folder.name).path)
    return family


def phones(offices: Offices, stick: Path) -> Any:
    return differ(offices, stick, "UPDATE household SET phone1 = ?", ("13805001111",), ("13805002222",))


def only(pc: Pc) -> Case:
    (case,) = worklist.cases(pc.db)
    return case


def test_a_case_names_family_item_values_and_people(offices: Offices, stick: Path) -> None:
    family = phones(offices, stick)
    case = only(offices.county)
    assert (case.tbl, case.row, case.grp, case.family) == ("household", family, "contact", "林一户")
    assert case.title == "林一户 家庭：联系电话"
    assert {c.value["phone1"] for c in case.values} == {"13805001111", "13805002222"}
    assert {(c.by, c.office, c.why) for c in case.values} == {("李经办", FIRST, "改")}
    assert case.household == offices.county.rows("SELECT household_no FROM household")[0][0]


def test_cases_of_one_family_follow_one_another(offices: Offices, stick: Path) -> None:
    phones(offices, stick)
    for pc, name in ((offices.first, "林甲"), (offices.second, "林乙")):
        with pc.db.transaction(pc.actor, "改名") as s:
            s.connection().exec_driver_sql("UPDATE person SET name = ? WHERE name = '林一'", (name,))
        offices.county.take(pc.pack(stick / f"{pc.folder.name}2").path)
    found = worklist.cases(offices.county.db)
    assert [c.tbl for c in found] == ["household", "person"]
    assert len({c.household for c in found}) == 1


@pytest.mark.parametrize(
    ("take", "phone"),
    [
        ("mine", 0),
        ("theirs", 1),
        ("联系电话=13805003333", "13805003333"),
        ("phone1=13805003333", "13805003333"),
    ],
)
def test_what_is_chosen_stands_everywhere(offices: Offices, stick: Path, take: str, phone: int | str) -> None:
    family = phones(offices, stick)
    case = only(offices.county)
    wanted = case.values[phone].value["phone1"] if isinstance(phone, int) else phone
    worklist.decide(offices.county.db, offices.county.actor, case, worklist.choice(case, take))
    assert worklist.cases(offices.county.db) == []
    back = offices.county.pack(stick / "back", FIRST)
    for pc in (offices.first, offices.second):
        pc.take(back.path)
    assert {pc.phone(family) for pc in (offices.first, offices.second, offices.county)} == {wanted}
    for pc in (offices.first, offices.second, offices.county):
        assert worklist.cases(pc.db) == []
        assert check(pc.db).faults == ()
    with pytest.raises(Refused, match="已经有人处理过"):
        worklist.decide(offices.county.db, offices.county.actor, case, case.values[0].value)


@pytest.mark.parametrize("take", ["红", "颜色=红", "", "联系电话=" + "1" * 99])
def test_what_cannot_be_is_refused(offices: Offices, stick: Path, take: str) -> None:
    phones(offices, stick)
    with pytest.raises(Failure, match="。$"):
        worklist.choice(only(offices.county), take)
    assert len(worklist.cases(offices.county.db)) == 1


@pytest.mark.parametrize(
    ("typed", "stored"), [("2024-05-29", "2024-05-29"), ("2024年5月9日", "2024-05-09"), ("2024-13-99", None)]
)
def test_a_day_is_read_as_one(offices: Offices, stick: Path, typed: str, stored: str | None) -> None:
    differ(
        offices,
        stick,
        "UPDATE member SET joined_on = ? WHERE relation = '12'",
        ("2024-01-01",),
        ("2024-02-02",),
    )
    case = only(offices.county)
    assert {c.words for c in case.values} == {"2024-01-01", "2024-02-02"}
    if stored is None:
        with pytest.raises(Refused, match="看不懂"):
            worklist.choice(case, f"joined_on={typed}")
        return
    worklist.decide(
        offices.county.db, offices.county.actor, case, worklist.choice(case, f"joined_on={typed}")
    )
    assert offices.county.rows("SELECT joined_on FROM member WHERE relation = '12'") == [(stored,)]
