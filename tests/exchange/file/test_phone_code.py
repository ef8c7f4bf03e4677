"""Codes read by phone: the same on both sides, and a wrong digit is noticed."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ljfpa_desktop.exchange.file.keyring import PublicKeys, new_keys
from ljfpa_desktop.exchange.file.phone_code import enrolment_code, is_code, package_code, same_code

MINE = new_keys().public
QUICK = 64
PACKAGE = re.compile(r"\d{4}-\d{4}-\d{2}")
ENROLMENT = re.compile(r"(\d{4}-){4}\d{2}")


def digest(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(8, "big")).digest()


def test_a_package_s_code_is_the_manifest_s() -> None:
    assert package_code(digest(1)) == package_code(digest(1))
    assert package_code(digest(1)) != package_code(digest(2))
    assert package_code(bytes(31) + b"\x0c") == "0000-0012-62"  # 98 less 1200 mod 97


@given(st.binary(min_size=32, max_size=32))
def test_every_package_has_a_code_in_groups(content: bytes) -> None:
    code = package_code(content)
    assert PACKAGE.fullmatch(code)
    assert is_code(code)
    assert int(code.replace("-", "")[:8]) == int.from_bytes(content, "big") % 10**8


def test_all_digits_come_alike() -> None:
    counted = Counter("".join(package_code(digest(i))[:9].replace("-", "") for i in range(5000)))
    assert len(counted) == 10
    assert all(abs(n - 4000) < 400 for n in counted.values())


def test_an_enrolment_s_code_is_the_keys() -> None:
    code = enrolment_code(MINE, memory_kib=QUICK)
    assert ENROLMENT.fullmatch(code)
    assert is_code(code)
    assert enrolment_code(PublicKeys(MINE.sign, MINE.age), memory_kib=QUICK) == code
    other = new_keys().public
    codes = {code, enrolment_code(other, memory_kib=QUICK)}
    codes.add(enrolment_code(PublicKeys(MINE.sign, other.age), memory_kib=QUICK))
    codes.add(enrolment_code(PublicKeys(other.sign, MINE.age), memory_kib=QUICK))
    assert len(codes) == 4


def test_the_real_cost_is_another_code() -> None:
    """Both sides compute at the same cost; the real one takes 256 MiB."""
    real = enrolment_code(MINE)
    assert real == enrolment_code(MINE, memory_kib=262144)
    assert real != enrolment_code(MINE, memory_kib=QUICK)


@pytest.mark.parametrize(
    "code", [package_code(digest(7)), enrolment_code(MINE, memory_kib=QUICK)], ids=["package", "enrolment"]
)
def test_every_wrong_digit_and_every_exchange_of_two_is_found(code: str) -> None:
    digits = code.replace("-", "")
    for at, was in enumerate(digits):
        for other in "0123456789":
            assert is_code(digits[:at] + other + digits[at + 1 :]) == (other == was)
        for to in range(at + 1, len(digits)):
            wrong = list(digits)
            wrong[at], wrong[to] = wrong[to], wrong[at]
            assert is_code("".join(wrong)) == (digits[at] == digits[to])


def test_a_code_is_read_however_it_is_typed() -> None:
    code = package_code(digest(9))
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else "－" for c in code)
    for typed in (
        code,
        code.replace("-", ""),
        code.replace("-", " "),
        f" {code}\n",
        wide,
        code.replace("-", "—"),
    ):
        assert is_code(typed)
        assert same_code(typed, code)


def test_another_right_code_is_not_the_same() -> None:
    assert not same_code(package_code(digest(1)), package_code(digest(2)))
    assert not same_code("", package_code(digest(1)))
    assert not same_code("", "")


@pytest.mark.parametrize(
    "text", ["", "-", "1", "abcd", "1234-5678-9", "一二三四五六七八九十", "١٢٣٤٥٦٧٨٩٠", "²" * 10]
)
def test_what_is_no_code(text: str) -> None:
    assert not is_code(text)


@settings(max_examples=300)
@given(st.text(max_size=30), st.text(alphabet="0123456789- ", max_size=30))
def test_any_text_is_judged_without_a_fault(text: str, digits: str) -> None:
    assert is_code(text) in (True, False)
    assert not is_code(digits) or len(re.sub(r"\D", "", digits)) in (10, 18)
