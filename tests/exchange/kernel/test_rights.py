"""What a township may not write it cannot smuggle in ahead of the row either (EXCHANGE.md P9)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.exchange.kernel.identity import office_bytes
from ljfpa_desktop.exchange.kernel.rights import foreign
from ljfpa_desktop.exchange.kernel.shape import shape
from ljfpa_desktop.exchange.kernel.wire import Sealed
from tests.exchange.offices import FIRST, Offices, copied
from tests.exchange.smuggling import op, segment, smuggled

OURS = office_bytes(FIRST).hex()


@pytest.fixture
def offices(joined: Path, tmp_path: Path) -> Iterator[Offices]:
    """The offices, after the first one's first package reached the county."""
    with copied(joined, tmp_path / "o") as found:
        found.county.take(found.first.pack(tmp_path / "0").path)
        yield found


def sent(offices: Offices, stick: Path, *segments: Sealed) -> Any:
    return offices.county.take(smuggled(offices.first, offices.county, stick, [g.raw for g in segments]))


def waiting(offices: Offices) -> list[tuple[Any, ...]]:
    return offices.county.rows("SELECT reason FROM sync_wait ORDER BY sid, idx")


def test_an_edit_sent_before_the_row_itself_never_reaches_it(offices: Offices, tmp_path: Path) -> None:
    family = offices.other.family("郑他", phone1="13600000000")
    ahead = segment(offices.first, [
        op("household", family.bytes, {"phone1": "13800000000"}, "contact", "00" * 32),
        op("fund_source", new_id().bytes, {"office_id": OURS, "name": "自筹", "kind": "X", "position": 9}),
    ])  # fmt: skip
    sent(offices, tmp_path / "1", ahead)
    assert waiting(offices) == [("row",)]
    offices.county.take(offices.other.pack(tmp_path / "2").path)
    assert offices.county.phone(family) == "13600000000"
    assert waiting(offices) == [("right",)]
    offices.other.call(family, "13700000000")
    offices.county.take(offices.other.pack(tmp_path / "3").path)
    assert offices.county.phone(family) == "13700000000"
    assert offices.county.rows("SELECT count(*) FROM sync_sib") == [(0,)]
    assert offices.county.rows("SELECT count(*) FROM fund_source WHERE name = '自筹'") == [(1,)]


def test_nor_does_one_in_a_segment_that_was_held(offices: Offices, tmp_path: Path) -> None:
    family = offices.other.family("郑他", phone1="13600000000")
    first = segment(offices.first, [])
    second = segment(
        offices.first,
        [op("household", family.bytes, {"phone1": "13800000000"}, "contact", "00" * 32)],
        parents=(first.hash.hex(),), no=100, lam=100,
    )  # fmt: skip
    assert sent(offices, tmp_path / "1", second).held == 1
    offices.county.take(offices.other.pack(tmp_path / "2").path)
    sent(offices, tmp_path / "3", first)
    assert offices.county.phone(family) == "13600000000"
    assert waiting(offices) == [("right",)]


def test_its_own_rows_and_the_county_s_corrections_are_rightful(offices: Offices, tmp_path: Path) -> None:
    family = offices.first.family("林建国", phone1="13600000000")
    offices.county.take(offices.first.pack(tmp_path / "1").path)
    edit = op("household", family.bytes, {"phone1": "13800000000"}, "contact")
    theirs = op("household", family.bytes, {"office_id": office_bytes("350122104").hex()}, "main")
    with offices.county.db.transaction(offices.county.actor, "看", keep=False) as s:
        assert foreign(s, segment(offices.first, [edit, theirs]), shape()) == {1}
        assert foreign(s, segment(offices.first, [edit, theirs]), shape(), [0]) == set()
        assert foreign(s, segment(offices.county, [edit, theirs], scope=FIRST), shape()) == set()
        stranger = segment(offices.other, [edit])
        assert foreign(s, stranger, shape()) == {0}
