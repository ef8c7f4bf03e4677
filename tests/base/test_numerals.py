"""Chinese numerals by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base.numerals import DIGITS, everyday_value, four_words, lenient_value, to_formal


@pytest.mark.parametrize(
    ("text", "formal"),
    [
        ("圆圓貳陸億萬正", "元元贰陆亿万整"),
        ("一千二百", "壹仟贰佰"),
        ("十万", "壹拾万"),
        ("二十", "贰拾"),
        ("参佰叄拾", "叁佰叁拾"),
        ("壹仟贰佰元整", "壹仟贰佰元整"),
        ("", ""),
    ],
)
def test_formal_characters(text: str, formal: str) -> None:
    assert to_formal(text) == formal


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, ""),
        (5, "伍"),
        (10, "壹拾"),
        (15, "壹拾伍"),
        (101, "壹佰零壹"),
        (110, "壹佰壹拾"),
        (1001, "壹仟零壹"),
        (1010, "壹仟零壹拾"),
        (1100, "壹仟壹佰"),
        (9999, "玖仟玖佰玖拾玖"),
    ],
)
def test_four_digits(number: int, words: str) -> None:
    assert four_words(number) == words


@given(st.integers(1, 9999))
def test_four_digits_return(number: int) -> None:
    words = four_words(number)
    assert lenient_value(words + "元整") == number * 100
    assert not words.startswith("零")
    assert not words.endswith("零")
    assert "零零" not in words


@given(st.integers(1, 9999), st.integers(0, 9999), st.integers(0, 9999))
def test_万_and_亿_lift_what_stands_before_them(high: int, middle: int, low: int) -> None:
    words = f"{four_words(high)}亿{four_words(middle) + '万' if middle else ''}{four_words(low)}元"
    assert lenient_value(words) == (high * 10**8 + middle * 10**4 + low) * 100


@pytest.mark.parametrize("text", ["陆佰", "六百元", "壹元x", "壹"])
def test_what_has_no_coin_or_other_characters_is_no_amount(text: str) -> None:
    assert lenient_value(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("五", 5),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("二十九", 29),
        ("廿九", 29),
        ("卅", 30),
        ("三十一", 31),
        ("零五", 5),
        ("零一十", 10),
        ("壹拾伍", 15),
        ("一九六八", 1968),
        ("二〇二四", 2024),
        ("二○○八", 2008),
        ("", None),
        ("十十", None),
        ("二十九日", None),
        ("abc", None),
        ("二二十", None),
    ],
)
def test_numbers_of_dates(text: str, number: int | None) -> None:
    assert everyday_value(text) == number


@given(st.integers(11, 99))
def test_two_digit_numbers_of_dates(number: int) -> None:
    tens, ones = divmod(number, 10)
    assert everyday_value(f"{DIGITS[tens]}拾{DIGITS[ones] if ones else ''}") == number
