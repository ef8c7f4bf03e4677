"""Numbers are continuous, never given twice, and taken back with the transaction that took them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ljfpa_desktop.base import checkdigit
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.number import NumberSeries
from ljfpa_desktop.services import number, office, setting
from tests.conftest import PASSWORD

VILLAGE = "350122103201"


def receipts(db: Database, actor: Actor, count: int, kind: str = "LK", year: int = 2024) -> list[str]:
    with db.transaction(actor, "编号") as s:
        return [number.take(s, kind, year) for _ in range(count)]


def middle(numbers: list[str]) -> list[int]:
    return [int(n.split("-")[3]) for n in numbers]


def test_continuous_over_transactions_and_openings(office_folder: Path) -> None:
    given: list[str] = []
    for _ in range(3):
        db, actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
        given += receipts(db, actor, 2)
        db.close()
        lock.release()
    assert middle(given) == [1, 2, 3, 4, 5, 6]
    assert all(n.startswith("LK-350122103-24A-") for n in given)
    assert given[0] == checkdigit.format_number("LK", "350122103", 2024, "A", 1)


def test_each_kind_and_year_has_its_own_series(db: Database, actor: Actor) -> None:
    assert middle(receipts(db, actor, 2)) == [1, 2]
    assert middle(receipts(db, actor, 1, kind="HZ")) == [1]
    assert middle(receipts(db, actor, 1, year=2025)) == [1]
    assert middle(receipts(db, actor, 1)) == [3]


def test_a_transaction_that_fails_gives_its_numbers_back(db: Database, actor: Actor) -> None:
    def cut() -> None:
        with db.transaction(actor, "断电") as s:
            number.take(s, "LK", 2024)
            raise RuntimeError("断电")

    with pytest.raises(RuntimeError):
        cut()
    with db.transaction(actor, "试跑", keep=False) as s:
        number.take(s, "LK", 2024)
    assert middle(receipts(db, actor, 1)) == [1]


def test_another_letter_another_series(db: Database, actor: Actor) -> None:
    receipts(db, actor, 3)
    with db.transaction(actor, "换号段") as s:
        setting.put(s, "office.letter", "B")
    assert middle(receipts(db, actor, 1)) == [1]
    with db.transaction(actor, "建档") as s:
        assert number.take_households(s, VILLAGE, 1)[0] == VILLAGE + "10001"


def test_household_numbers(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "建档") as s:
        assert number.take_households(s, VILLAGE, 1)[0] == VILLAGE + "00001"
        assert number.take_households(s, VILLAGE, 3) == [VILLAGE + f"0000{n}" for n in (2, 3, 4)]
        assert number.take_households(s, "350122103202", 1)[0] == "350122103202" + "00001"


def test_a_village_that_is_full_is_said(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "满") as s:
        s.add(NumberSeries(kind="household", place=VILLAGE, year=0, letter="A", last=9998))
    with db.transaction(actor, "最后一个") as s:
        assert number.take_households(s, VILLAGE, 1)[0] == VILLAGE + "09999"
    with pytest.raises(Refused, match="已经用完"), db.transaction(actor, "再一个") as s:
        number.take_households(s, VILLAGE, 1)[0]


def test_many_numbers_follow_one_another_and_the_single_ones(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "取号") as s:
        first = number.take(s, "LK", 2024)
        many = number.take_many(s, "LK", 2024, 3)
        last = number.take(s, "LK", 2024)
        assert number.take_many(s, "LK", 2024, 0) == []
    assert [no[-7:-2] for no in (first, *many, last)] == [f"{n:05d}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("letter", "first", "most"),
    [("J", "90001", 9999), ("K", "07001", 1500), ("P", "57001", 1500), ("Z", "58501", 1499)],
)
def test_letters_after_j_share_a_digit_and_begin_higher(
    db: Database, actor: Actor, letter: str, first: str, most: int
) -> None:
    with db.transaction(actor, "换字母") as s:
        setting.put(s, "office.letter", letter)
        assert number.take_households(s, VILLAGE, 1)[0] == VILLAGE + first
        assert len(number.take_households(s, VILLAGE, most - 1)) == most - 1
    with pytest.raises(Refused, match="已经用完"), db.transaction(actor, "再一个") as s:
        number.take_households(s, VILLAGE, 1)[0]
