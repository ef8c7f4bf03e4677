"""What public lists may show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base.masking import mask_account, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("350122196805150024", "350122********0024"),
        ("11010519491231002X", "110105********002X"),
        ("350122680515002", "350122******002"),
        ("E12345678", "E1*****78"),
        ("H123", "****"),
        ("", ""),
    ],
)
def test_ids(number: str, shown: str) -> None:
    assert mask_id(number) == shown


def test_the_stricter_form() -> None:
    assert mask_id("350122196805150024", strict=True) == "350*************24"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "138****1234"),
        ("0591-26221234", "0591-****1234"),
        ("26221234", "****1234"),
        ("119", "***"),
    ],
)
def test_phones(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


def test_accounts_show_four_digits() -> None:
    assert mask_account("6228230000000000011") == "*" * 15 + "0011"
    assert mask_account("123") == "***"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("林秀英", "林*英"), ("林英", "林*"), ("欧阳娜娜", "欧**娜"), ("林", "*"), ("", ""), ("陈𬀩", "陈*")],
)
def test_names(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@given(st.text("0123456789X", min_size=18, max_size=18))
def test_the_birth_date_never_shows(number: str) -> None:
    shown = mask_id(number)
    assert shown[6:14] == "*" * 8
    assert len(shown) == 18
