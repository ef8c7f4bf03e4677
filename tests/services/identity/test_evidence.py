"""What speaks for one person in two records, what does not, and the words for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ljfpa_desktop.base import idcard
from ljfpa_desktop.services.identity.evidence import NOTHING, Number, compare, read_number
from tests.factories import id_number
from tests.services.identity.looks import BORN, NUMBER, THERE, look

OLD = NUMBER[:6] + NUMBER[8:17]
OTHER = id_number(BORN, "1", 299)
NEXT_DAY = date(1962, 3, 6)


def slipped(number: str, *places: int) -> str:
    digits = list(number)
    for place in places:
        digits[place] = "1" if digits[place] != "1" else "2"
    return "".join(digits)


SLIP = slipped(NUMBER, 15)

FAKES = [
    "", "000000196203050000", "350122196203050000", "0" * 18, "111111111111111111", "999999999999999999",
    "121212121212121212", "350122196213450012", "350122000000000000", "12", "无", "000000000000000",
]  # fmt: skip


@pytest.mark.parametrize("number", FAKES)
def test_made_up_numbers_prove_nothing(number: str) -> None:
    assert read_number(number, "01") == NOTHING
    assert compare(look("林建国", number), look("陈明", number)) is None


@pytest.mark.parametrize("number", [f"{NUMBER[:15]}000", "35012219620305100" + "0"])
def test_of_a_number_that_excel_cut_the_first_digits_are_known_beside_a_name(number: str) -> None:
    assert read_number(number) == Number("", number[:15])
    assert compare(look("林建国", number), look("陈明", number)) is None


def test_fifteen_digits_are_the_same_number() -> None:
    assert read_number(OLD) == read_number(NUMBER) == Number(NUMBER, NUMBER, True)
    assert read_number(f" {NUMBER[:6]} {NUMBER[6:]}") == read_number(NUMBER)
    assert compare(look(id_no=OLD), look(id_no=NUMBER)) == (True, "身份证号相同，姓名相同。")


def test_a_number_with_a_wrong_check_digit_proves_but_is_not_sound() -> None:
    assert read_number(SLIP) == Number(SLIP, SLIP, False)


def test_other_documents_prove_within_their_kind() -> None:
    assert read_number("E12345678", "03") == Number("03:E12345678", "", True)
    assert read_number("0000", "03") == Number("", "", False)
    passport: dict[str, Any] = {"id_no": "E12345678", "birth": None}
    assert compare(look(**passport, id_type="03"), look(**passport, id_type="03")) is not None
    apart = compare(look(**passport, id_type="03"), look(**passport, id_type="99"))
    assert apart is None


def test_a_part_of_a_number_is_known() -> None:
    assert read_number(NUMBER[:16]) == Number("", NUMBER[:16])
    assert read_number("350122") == NOTHING


LIKELY = [
    (look(id_no=NUMBER), look("陈明", NUMBER), "身份证号相同，姓名不同（林建国、陈明）：请核对号码是谁的。"),
    (look(id_no=NUMBER), look(id_no=SLIP), "姓名相同，身份证号只差1位。"),
    (look(id_no=NUMBER), look(id_no=slipped(NUMBER, 15, 16)), "姓名相同，身份证号只差2位。"),
    (look(id_no=NUMBER), look(id_no=NUMBER[:16]), "姓名相同，身份证号前16位相同。"),
    (look(id_no=NUMBER), look("林见国", NUMBER[:15] + "000"),
     "姓名同音（林建国、林见国），身份证号前15位相同。"),
    (look(id_no=NUMBER), look(id_no="110101" + NUMBER[6:]), "姓名相同，身份证号的出生日期和末4位相同。"),
    (look(id_no=NUMBER), look(id_no=NUMBER[:9] + NUMBER[10:]), "姓名相同，身份证号只多一位或少一位。"),
    (look(id_no=NUMBER), look(), "姓名相同，出生日期相同，村（居）相同，其中一条没有可用的身份证号。"),
    (look("林國強"), look("林国强"),
     "姓名相同，写法不同（林國強、林国强），出生日期相同，村（居）相同，两条都没有可用的身份证号。"),
    (look("张莉", id_no=NUMBER), look("张丽"),
     "姓名字形相近（张莉、张丽），出生日期相同，村（居）相同，其中一条没有可用的身份证号。"),
    (look("林未"), look("林末"),
     "姓名字形相近（林未、林末），出生日期相同，村（居）相同，两条都没有可用的身份证号。"),
    (look("林建国", former_name="林狗弟"), look("林狗弟"),
     "曾用名相同（林建国、林狗弟），出生日期相同，村（居）相同，两条都没有可用的身份证号。"),
    (look(birth=date(1962, 3, 1), birth_precision="YM"), look(id_no=NUMBER),
     "姓名相同，出生年月相同，村（居）相同，其中一条没有可用的身份证号。"),
    (look(birth=date(1962, 1, 1), birth_precision="Y"), look(),
     "姓名相同，出生年份相同，村（居）相同，两条都没有可用的身份证号。"),
    (look(), look(office_id=THERE, village="350122104201"),
     "姓名相同，出生日期相同，不在同一个村（居），两条都没有可用的身份证号。"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "why"), LIKELY)
def test_likely_pairs_with_the_reason_in_words(one: Any, other: Any, why: str) -> None:
    assert compare(one, other) == (False, why)
    again = compare(other, one)
    assert again is not None
    assert not again[0]


UNLIKE = [
    (look("林建国"), look("林建民")),
    (look(id_no=NUMBER), look(id_no=OTHER)),
    (look(id_no=NUMBER), look("林健国", id_number(BORN, "1", 41))),
    (look(), look(birth=NEXT_DAY)),
    (look(), look(sex="2")),
    (look("张莉"), look("张丽", village="350122103202")),
    (look(birth=None), look()),
    (look(birth=None), look(birth=None)),
    (look(birth=date(1962, 4, 1), birth_precision="YM"), look()),
    (look(birth=date(1962, 3, 1), birth_precision="YM"), look(village="350122103202")),
    (look(id_no="000000196203050000", birth=NEXT_DAY), look(id_no="000000196203050000")),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_people_who_only_share_a_name_a_birth_or_a_made_up_number_are_two(one: Any, other: Any) -> None:
    assert compare(one, other) is None
    assert compare(other, one) is None


def test_in_one_family_the_name_alone_is_enough_when_nothing_else_is_known() -> None:
    home = look()
    bare = look(birth=None, household_id=home.household_id)
    assert compare(home, bare) == (False, "姓名相同，在同一户，两条都没有可用的身份证号。")


def test_twins_with_numbers_of_their_own_are_two() -> None:
    one, other = id_number(BORN, "1", 40), id_number(BORN, "1", 41)
    assert sum(a != b for a, b in zip(one, other, strict=True)) <= 2
    assert compare(look("林一鸣", one), look("林一铭", other)) is None


def test_the_birth_inside_a_number_counts() -> None:
    known = look(id_no=NUMBER, birth=None)
    assert known.birth == BORN
    assert known.is_exact
    assert look(id_no="E12345678", id_type="03", birth=None).birth is None
    assert compare(known, look()) is not None


def test_the_sound_is_read_once_and_from_the_record_where_it_stands() -> None:
    assert look("单雪梅").sound == "shan xue mei"
    assert look("单雪梅", spelled="dan xue mei").sound == "dan xue mei"


def test_checksums_of_the_tests_are_right() -> None:
    assert NUMBER[17] == idcard.checksum(NUMBER[:17])
    assert SLIP[17] != idcard.checksum(SLIP[:17])
