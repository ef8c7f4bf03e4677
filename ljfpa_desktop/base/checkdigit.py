"""Numbers of papers and households, with check digit ISO 7064 mod 11,10 (DOMAIN.md 3.4, RULINGS.md 12)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import Refused

_NUMBER = re.compile(r"([A-Z]{2})-(\d{6}|\d{9}|\d{12})-(\d{2})([A-Z])-(\d{5,})-(\d)")


def check_digit(digits: str) -> str:
    """The check digit of a string of digits after ISO 7064 mod 11,10."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


@dataclass(frozen=True, slots=True)
class NumberParts:
    """The parts of a paper's number; ``letter`` is the installation that took it."""

    kind: str
    office_code: str
    year: int
    letter: str
    sequence: int


def number_check(number: str) -> str:
    """The check digit due to a number without it (LK-350122103-24A-00123): A=01, no kind."""
    return check_digit(re.sub("[A-Z]", _letter_digits, number.partition("-")[2]).replace("-", ""))


def _letter_digits(found: re.Match[str]) -> str:
    return f"{letter_index(found[0]):02d}"


def letter_index(letter: str) -> int:
    """1 for A, 2 for B, ... 26 for Z."""
    return ord(letter) - ord("A") + 1


def format_number(kind: str, office_code: str, year: int, letter: str, sequence: int) -> str:
    """LK-350122103-24A-00123-7; ``year`` has four digits, ``letter`` names the installation."""
    stem = f"{kind}-{office_code}-{year % 100:02d}{letter}-{sequence:05d}"
    return f"{stem}-{number_check(stem)}"


def parse_number(text: str) -> NumberParts | None:
    """The parts of a number as typed or scanned, blanks and small letters forgiven; None when it is wrong."""
    found = _NUMBER.fullmatch(re.sub(r"\s", "", text).upper())
    if not found or number_check(found[0][:-2]) != found[6]:
        return None
    return NumberParts(found[1], found[2], 2000 + int(found[3]), found[4], int(found[5]))


def household_no(village: str, installation: int, sequence: int) -> str:
    """The 17 digits of a household: village code, installation (first of five digits), sequence.

    Raises Refused when the installation or the village has used up its numbers.
    """
    if not 0 <= installation <= 9:
        raise Refused("本机的安装序号超过9，不能再编家庭编号。请与县计生协联系。")
    if not 1 <= sequence <= 9999:
        raise Refused("这个村（居）的家庭编号已经用完。请与县计生协联系。")
    return f"{village}{installation}{sequence:04d}"
