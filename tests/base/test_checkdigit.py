"""Numbers and their check digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base.checkdigit import (
    NumberParts,
    check_digit,
    format_number,
    household_no,
    letter_index,
    number_check,
    parse_number,
)
from ljfpa_desktop.base.errors import Refused

digit_texts = st.text("0123456789", min_size=1, max_size=30)
parts = st.builds(
    NumberParts,
    st.sampled_from(["LK", "ZX", "XF", "FH", "HZ", "BX", "ZS", "PX"]),
    st.sampled_from(["350122", "350122103", "350122103201"]),
    st.integers(2000, 2099),
    st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    st.integers(1, 999_999),
)


@pytest.mark.parametrize(("digits", "check"), [("0794", "5"), ("8609574271", "9"), ("6943515153", "0")])
def test_published_examples(digits: str, check: str) -> None:
    assert check_digit(digits) == check


@given(digit_texts, st.data())
def test_every_single_wrong_digit_is_found(digits: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    assert check_digit(digits[:place] + other + digits[place + 1 :]) != check_digit(digits)


def test_the_digit_runs_over_digits_with_the_letter_as_two() -> None:
    number = format_number("LK", "350122103", 2024, "A", 123)
    assert number == "LK-350122103-24A-00123-" + check_digit("350122103240100123")
    assert format_number("ZX", "350122103", 2024, "A", 123)[-1] == number[-1]
    assert number_check("LK-350122103-24B-00123") == check_digit("350122103240200123")
    assert letter_index("Z") == 26


@given(parts)
def test_numbers_return(made: NumberParts) -> None:
    number = format_number(made.kind, made.office_code, made.year, made.letter, made.sequence)
    assert parse_number(number) == made
    assert parse_number(f" {number.lower()} ") == made
    wrong = str((int(number[-1]) + 1) % 10)
    assert parse_number(number[:-1] + wrong) is None


@pytest.mark.parametrize("text", ["", "LK", "LK-350122103-24A-123-7", "LK-35012210-24A-00123-7", "领款单"])
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_household_numbers() -> None:
    assert household_no("350122103201", 1, 42) == "35012210320110042"
    assert len(household_no("350122103201", 9, 9999)) == 17


@pytest.mark.parametrize(("installation", "sequence"), [(10, 1), (-1, 1), (1, 0), (1, 10_000)])
def test_used_up_household_numbers_are_refused(installation: int, sequence: int) -> None:
    with pytest.raises(Refused, match="县计生协"):
        household_no("350122103201", installation, sequence)
