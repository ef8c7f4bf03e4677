"""A stick that will never be found: its successors are merged without it, and with it should it turn up."""

from __future__ import annotations

from pathlib import Path

import pytest

from ljfpa_desktop.base.db import Actor
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.exchange import fold, lost, overview
from ljfpa_desktop.services import passages
from ljfpa_desktop.services.check import check
from tests.exchange.offices import OTHER, Offices
from tests.exchange.test_unpack import claim


def waiting(offices: Offices, stick: Path) -> tuple[Path, Path]:
    """Two packages of a township of which the county has only the second; returns both files."""
    offices.other.family("林建国")
    offices.county.take(offices.other.pack(stick).path)
    claim(offices.other, OTHER)
    offices.other.family("陈依妹")
    first = offices.other.pack(stick)
    claim(offices.other, OTHER)
    offices.other.family("黄水官")
    second = offices.other.pack(stick)
    assert offices.county.take(second.path).held == 1
    assert offices.county.heads() == ["林建国"]
    return first.path, second.path


def test_what_is_held_is_merged_when_a_person_says_so(offices: Offices, stick: Path) -> None:
    first, _second = waiting(offices, stick)
    county = offices.county
    assert (overview.read(county.db).held, [p.held for p in passages.listed(county.db)][:2]) == (1, [1, 0])
    tally = lost.go_without(county.db, county.actor, "U盘丢了")
    assert tally.new > 0
    assert county.heads() == ["林建国", "黄水官"]
    assert (overview.read(county.db).held, {p.held for p in passages.listed(county.db)}) == (0, {0})
    assert check(county.db).faults == ()
    # It turns up after all: nothing is doubled, nothing lost.
    assert county.take(first).held == 0
    assert county.heads() == ["林建国", "陈依妹", "黄水官"]
    assert fold.faults(county.db) == []
    assert county.rows("SELECT why FROM act WHERE why LIKE '不再等%'") == [("不再等缺的数据包：U盘丢了",)]


def test_the_lost_package_is_asked_for_again(offices: Offices, stick: Path) -> None:
    waiting(offices, stick)
    county, other = offices.county, offices.other
    lost.go_without(county.db, county.actor, "U盘丢了")
    other.take(county.pack(stick, OTHER).path)
    county.take(other.pack(stick).path)
    assert county.heads() == ["林建国", "陈依妹", "黄水官"]


def test_nothing_held_and_no_reason_are_refused(offices: Offices, stick: Path) -> None:
    county = offices.county
    dump = county.dump()
    with pytest.raises(Refused, match="现在没有在等前一个数据包的内容"):
        lost.go_without(county.db, county.actor, "U盘丢了")
    assert county.dump() == dump
    waiting(offices, stick)
    with pytest.raises(Invalid, match="请填写原因"):
        lost.go_without(county.db, county.actor, "  ")
    reader = Actor("guest", "来宾", "reader", "350122")
    with pytest.raises(Refused, match="没有“录入”的权限"):
        lost.go_without(county.db, reader, "U盘丢了")
    assert overview.read(county.db).held == 1
