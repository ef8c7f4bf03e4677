"""ID numbers and what registers make of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base import dates, idcard
from ljfpa_desktop.base.idcard import IdRead, read_id

GOOD = "350122196805150024"
WITH_X = "11010519491231002X"
TODAY = date(2024, 11, 24)


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    kept, dates.clock = dates.clock, lambda: datetime(2024, 11, 24, 4, tzinfo=UTC)
    yield
    dates.clock = kept


@st.composite
def numbers(draw: st.DrawFn) -> str:
    birth = draw(st.dates(date(1905, 1, 1), TODAY))
    region = draw(st.sampled_from(["350122", "350181", "110105", "820000"]))
    first17 = f"{region}{birth:%Y%m%d}{draw(st.integers(1, 999)):03d}"
    return first17 + idcard.checksum(first17)


def only(read: IdRead) -> tuple[str, int, str]:
    assert len(read.rules) == 1
    rule = read.rules[0]
    assert rule.sentence.endswith(("。", "?"))
    return read.status, rule.no, rule.level


@pytest.mark.parametrize(
    "number", [GOOD, "350122195201010018", "350122199911080043", "350122201503071236", WITH_X]
)
def test_valid_numbers_raise_nothing(number: str) -> None:
    assert read_id(number) == IdRead(number, "VALID")
    assert not idcard.is_fake(number)


@pytest.mark.parametrize("raw", [350122196805150024, 3.5012219680515e17])
def test_number_cells_have_lost_their_end(raw: float) -> None:
    read = read_id(raw)
    assert only(read) == ("FORMAT_ERROR", 1, "error")
    assert (read.value, read.hint) == ("", "350122196805150")


def test_a_lost_end_written_back_as_text_is_seen() -> None:
    read = read_id("350122196805150000")
    assert only(read) == ("FORMAT_ERROR", 1, "error")
    assert read.hint == "350122196805150"


@pytest.mark.parametrize(
    ("raw", "hint"),
    [("3.50122E+17", "350122"), ("3.50122196805150E+17", "350122196805150"), ("3.5e17", "35")],
)
def test_scientific_text(raw: str, hint: str) -> None:
    read = read_id(raw)
    assert only(read) == ("FORMAT_ERROR", 2, "error")
    assert read.hint == hint


@pytest.mark.parametrize("mark", ["'", "’", "‘", "`", "′"])
def test_apostrophes_go(mark: str) -> None:
    assert read_id(mark + GOOD) == IdRead(GOOD, "VALID")


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\t", "\n", "\r\n"])
def test_blanks_go(space: str) -> None:
    assert read_id(f"{space}350122{space}19680515{space}0024{space}") == IdRead(GOOD, "VALID")


def test_full_width_goes() -> None:
    assert read_id("３５０１２２１９６８０５１５００２４") == IdRead(GOOD, "VALID")


@pytest.mark.parametrize("x", ["x", "X", "Ｘ", "ｘ", "Ⅹ", "ⅹ", "×", "Х", "х"])
def test_every_x_is_the_x(x: str) -> None:
    assert read_id(WITH_X[:-1] + x) == IdRead(WITH_X, "VALID")


def test_a_star_for_the_x_is_warned_of() -> None:
    read = read_id(WITH_X[:-1] + "*")
    assert only(read) == ("VALID", 6, "warning")
    assert read.value == WITH_X


@pytest.mark.parametrize("raw", ["35O122l96805150024", "350122196805I5oo24", "35o12219680515002４"])
def test_letters_for_digits_are_proposed(raw: str) -> None:
    read = read_id(raw)
    assert only(read) == ("FORMAT_ERROR", 7, "error")
    assert (read.value, read.hint) == ("", GOOD)


def test_letters_that_repair_nothing_are_an_error() -> None:
    assert only(read_id("35O122196805150025")) == ("FORMAT_ERROR", 9, "error")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("350122680515002", GOOD),
        ("130503670401001", "130503196704010016"),
        (350122680515002, GOOD),
        (350122680515002.0, GOOD),
    ],
)
def test_fifteen_digits_are_converted(old: object, new: str) -> None:
    read = read_id(old)
    assert only(read) == ("VALID", 8, "note")
    assert read.value == new


def test_fifteen_digits_with_an_impossible_day() -> None:
    assert only(read_id("350122680230002")) == ("FORMAT_ERROR", 10, "error")


@pytest.mark.parametrize(
    "raw", [GOOD[:-1], GOOD + "1", "12345", 42, "不知道", "350122-1968", -5, float("nan")]
)
def test_wrong_length_or_characters(raw: object) -> None:
    read = read_id(raw)
    assert only(read) == ("FORMAT_ERROR", 9, "error")
    assert read.value == ""


def test_the_length_is_told() -> None:
    assert "17位" in read_id(GOOD[:-1]).rules[0].sentence


def test_a_wrong_checksum_keeps_the_value_and_proposes() -> None:
    read = read_id("350122196805150025")
    assert only(read) == ("CHECK_ERROR", 9, "warning")
    assert (read.value, read.hint) == ("350122196805150025", GOOD)
    assert "应为4" in read.rules[0].sentence


@given(numbers(), st.integers(0, 15))
def test_a_swapped_pair_is_among_the_repairs(number: str, place: int) -> None:
    pair = number[place : place + 2]
    swapped = number[:place] + pair[::-1] + number[place + 2 :]
    if pair[0] != pair[1]:
        assert number in idcard.transpositions(swapped)


def test_a_swap_that_alone_repairs_is_the_hint() -> None:
    read = read_id("350212196805150024")
    assert idcard.transpositions("350212196805150024") == [GOOD]
    assert read.hint == GOOD
    assert "第4、5位写反" in read.rules[0].sentence


@pytest.mark.parametrize(
    "first17",
    ["35012219680230002", "35012219681305002", "35012220251301002", "35012220250101002", "35012218990101002"],
)
def test_impossible_days(first17: str) -> None:
    read = read_id(first17 + idcard.checksum(first17))
    assert only(read) == ("FORMAT_ERROR", 10, "error")


def test_more_than_120_years() -> None:
    first17 = "35012219031101002"
    number = first17 + idcard.checksum(first17)
    assert read_id(number).rules[0].no == 10
    assert read_id(number, today=date(2023, 1, 1)).status == "VALID"


@pytest.mark.parametrize(
    "raw", ["350122********0024", "350122＊＊＊＊＊＊＊＊0024", "350122xxxxxxxx0024", "350122****0024"]
)
def test_masked_numbers_only_match(raw: str) -> None:
    read = read_id(raw)
    assert only(read) == ("MASKED", 14, "error")
    assert (read.value, read.hint) == ("", "350122********0024")
    assert idcard.matches_mask(read.hint, GOOD)
    assert not idcard.matches_mask(read.hint, WITH_X)


def test_a_masked_number_may_end_in_x() -> None:
    read = read_id("110105********002X")
    assert read.hint == "110105********002X"
    assert idcard.matches_mask(read.hint, WITH_X)


@pytest.mark.parametrize("raw", [None, "", "  ", "无", "/", "-", "—", "\ufeff"])
def test_blank_is_missing(raw: object) -> None:
    read = read_id(raw)
    assert only(read) == ("MISSING", 15, "note")
    assert read.value == ""


@pytest.mark.parametrize("raw", ["000000196805150000", "111111111111111111", "350122196805150000", "0" * 18])
def test_made_up_numbers(raw: str) -> None:
    assert idcard.is_fake(raw)
    assert read_id(raw).value == ""


def test_what_a_number_tells() -> None:
    assert idcard.birth_of(GOOD) == date(1968, 5, 15)
    assert idcard.birth_of("350122196802300021") is None
    assert (idcard.sex_of(GOOD), idcard.sex_of("350122195201010018")) == ("2", "1")


def test_two_numbers_in_a_cell() -> None:
    assert idcard.split_ids(f"{GOOD}/{WITH_X}") == [GOOD, WITH_X]
    assert idcard.split_ids(f"{GOOD}\n350122680515002") == [GOOD, "350122680515002"]
    assert idcard.split_ids(f"{GOOD}、{WITH_X.lower()}") == [GOOD, WITH_X.lower()]
    assert idcard.split_ids("350122\n196805150024") == ["350122\n196805150024"]
    assert idcard.split_ids("") == [""]


@pytest.mark.parametrize(
    ("kind", "text", "value", "fine"),
    [
        ("01", GOOD, GOOD, True),
        ("02", "1", "", False),
        ("03", "e12345678", "E12345678", True),
        ("03", "!!", "!!", False),
        ("04", "军字第12345号", "军字第12345号", True),
        ("05", "H12345678", "H12345678", True),
        ("05", "12345678", "12345678", False),
        ("06", "１２３４５６７８", "12345678", True),
        ("06", "1234567", "1234567", False),
        ("08", "FJN350012345678", "FJN350012345678", True),
        ("09", "", "", True),
        ("09", "1", "", False),
        ("99", "学生证 12", "学生证12", True),
    ],
)
def test_other_documents(kind: str, text: str, value: str, fine: bool) -> None:
    read, sentence = idcard.check_other(kind, text)
    assert (read, sentence == "") == (value, fine)


def test_residence_permits_have_the_same_checksum() -> None:
    first17 = "83000019800101001"
    good = first17 + idcard.checksum(first17)
    assert idcard.check_other("07", good) == (good, "")
    wrong = first17 + ("1" if good[-1] != "1" else "2")
    assert "校验码" in idcard.check_other("07", wrong)[1]


@given(numbers())
def test_numbers_read_as_themselves(number: str) -> None:
    read = read_id(number, today=TODAY)
    if dates.age_on(idcard.birth_of(number) or TODAY, TODAY) <= 120 and not idcard.is_fake(number):
        assert read == IdRead(number, "VALID")


@given(numbers())
def test_old_and_new_form_agree(number: str) -> None:
    if number[6:8] == "19":
        assert idcard.to18(number[:6] + number[8:17]) == number


@given(st.one_of(st.text(max_size=25), st.floats(), st.integers(), st.none()))
def test_whatever_is_read_is_valid_or_has_a_rule(raw: object) -> None:
    read = read_id(raw, today=TODAY)
    assert read.rules or read.status == "VALID"
    assert read.value == "" or len(read.value) == 18


def test_the_day_of_reading_counts() -> None:
    first17 = f"350122{TODAY + timedelta(days=1):%Y%m%d}002"
    number = first17 + idcard.checksum(first17)
    assert read_id(number).rules[0].no == 10
    assert read_id(number, today=TODAY + timedelta(days=1)).status == "VALID"
