"""A printed code is read back however it is typed, and a wrong one is never taken for right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ljfpa_desktop.base.keys import new_recovery_code, normal_code
from ljfpa_desktop.base.printed_code import ALPHABET, RECOVERY_CODE, ROOT_CODE, new_code, plain_code

PURPOSES = pytest.mark.parametrize("purpose", [RECOVERY_CODE, ROOT_CODE])


@PURPOSES
def test_a_code_comes_back_without_its_dashes(purpose: int) -> None:
    code = new_code(purpose)
    plain = plain_code(code, purpose)
    assert plain is not None
    assert plain == code.replace("-", "")
    assert len(plain) == 28
    assert set(plain) <= set(ALPHABET)
    assert plain_code(f"  {code.lower().replace('-', ' ')}\n", purpose) == plain


def test_a_code_serves_one_purpose() -> None:
    assert plain_code(new_code(RECOVERY_CODE), ROOT_CODE) is None
    assert plain_code(new_code(ROOT_CODE), RECOVERY_CODE) is None


def test_the_recovery_code_is_one_of_them() -> None:
    assert plain_code(new_recovery_code(), RECOVERY_CODE)
    code = new_code(RECOVERY_CODE)
    assert normal_code(code) == plain_code(code, RECOVERY_CODE)


def test_codes_already_printed_stay_valid() -> None:
    """The check sign in sealed envelopes: weights 1 to 27 modulo 29, nothing added."""
    signs = "ABCDEFGHJKMNPQRTVWXYZ234567"
    check = ALPHABET[sum(i * ALPHABET.index(c) for i, c in enumerate(signs, 1)) % 29]
    assert plain_code(signs + check, RECOVERY_CODE) == signs + check


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    plain = plain_code(text, ROOT_CODE)
    assert plain is None or plain_code(plain, ROOT_CODE) == plain


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 27), st.sampled_from(ALPHABET), st.sampled_from([RECOVERY_CODE, ROOT_CODE]))
def test_one_wrong_sign_is_found(at: int, sign: str, purpose: int) -> None:
    plain = new_code(purpose).replace("-", "")
    wrong = plain[:at] + sign + plain[at + 1 :]
    assert (plain_code(wrong, purpose) is None) == (wrong != plain)
