"""Cycles: names, years, lists and their sums."""

from __future__ import annotations

from uuid import UUID

import pytest

from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.services.aid import cycle, stages
from ljfpa_desktop.services.aid.cycle import CycleLine

from .conftest import Office


def test_a_name_is_made_from_programme_year_and_occasion(office: Office) -> None:
    first = cycle.create(office.db, office.actor, {"programme_code": "P06", "year": 2024, "occasion": "春节"})
    second = cycle.create(
        office.db, office.actor, {"programme_code": "P06", "year": 2024, "occasion": "春节"}
    )
    lines = cycle.list_all(office.db, 2024)
    assert {line.id: line.name for line in lines} == {
        first: "2024年春节计生特殊家庭慰问",
        second: "2024年春节计生特殊家庭慰问（第2批）",
    }
    assert cycle.list_all(office.db, 2023) == []


def test_a_taken_name_an_odd_year_and_an_unknown_programme(office: Office) -> None:
    cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": "春节"})
    with pytest.raises(Invalid) as problem:
        cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 24, "name": "春节"})
    assert set(problem.value.problems) == {"name", "year"}
    with pytest.raises(Refused, match="没有代码为“P99”的帮扶项目"):
        cycle.create(office.db, office.actor, {"programme_code": "P99", "year": 2024})


def test_a_cycle_is_found_by_a_part_of_its_name_when_only_one_has_it(office: Office) -> None:
    for name in ("2024年春节慰问", "2024年中秋慰问"):
        cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": name})
    assert cycle.view(office.db, "春节").line.name == "2024年春节慰问"
    with pytest.raises(Refused, match="对应 2 个批次，请写全名称"):
        cycle.view(office.db, "2024年")
    with pytest.raises(Refused, match="没有“2023年%”这个批次"):
        cycle.view(office.db, "2023年%")


def test_the_list_adds_up_and_the_view_says_what_is_next(office: Office) -> None:
    made = office.listed(3, 60000)
    assert cycle.list_all(office.db) == [
        CycleLine(made, office.name, "P09", "计生困难家庭春节慰问", 2024, "draft", None, 3, 180000, 0, 0, 0)
    ]
    view = cycle.view(office.db, made)
    assert [(s.code, s.is_done) for s in view.steps] == [
        ("draft", True), ("reviewed", False), ("approved", False), ("publicised", False), ("paid", False),
        ("closed", False),
    ]  # fmt: skip
    assert (view.next_act, view.lacking, view.gap_fen) == ("reviewed", (), None)
    paying = cycle.view(office.db, office_approved(office))
    assert (paying.next_act, paying.lacking) == ("paid", ("还有 2 户没有发放",))
    assert [s.detail for s in paying.steps[:4]] == [
        "李经办", "郑审核", "连计协〔2024〕3号 陈审批", "2024年2月1日至2024年2月8日",
    ]  # fmt: skip


def office_approved(office: Office) -> UUID:
    office.name = "第二批"
    return office.approved(2)


def test_a_cycle_is_edited_until_it_is_closed(office: Office) -> None:
    made = office.listed(1)
    cycle.edit(office.db, office.actor, made, {"name": "新名", "handler": "王手", "remark": "补"})
    values = cycle.view(office.db, "新名").values
    assert (values["handler"], values["remark"], values["stage"]) == ("王手", "补", stages.DRAFT)
    with pytest.raises(Invalid):
        cycle.edit(office.db, office.actor, made, {"name": ""})


def test_an_approved_cycle_is_not_discarded(office: Office) -> None:
    with pytest.raises(Refused, match="已经批准，不能取消"):
        cycle.discard(office.db, office.actor, office.approved(1))
