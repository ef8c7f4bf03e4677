"""Bech32 as BIP-173 and age write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.exchange.file import bech32


def test_a_vector_of_bip_173() -> None:
    """abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw carries the values 0 to 31."""
    data = bytes.fromhex("00443214c74254b635cf84653a56d7c675be77df")
    assert bech32.encode("abcdef", data) == "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"
    assert bech32.decode("abcdef", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw") == data
    assert bech32.encode("a", b"") == "a12uel5l"
    assert bech32.decode("a", "a12uel5l") == b""


@given(st.binary(max_size=80), st.sampled_from(["age", "age-secret-key-", "a1b"]))
def test_every_bytes_come_back(data: bytes, prefix: str) -> None:
    assert bech32.decode(prefix, bech32.encode(prefix, data)) == data


@given(st.binary(min_size=32, max_size=32), st.data())
def test_a_wrong_sign_is_found(raw: bytes, data: st.DataObject) -> None:
    text = bech32.encode("age", raw)
    at = data.draw(st.integers(0, len(text) - 1))
    wrong = text[:at] + data.draw(st.characters(exclude_characters=text[at])) + text[at + 1 :]
    with pytest.raises(ValueError, match="bech32"):
        bech32.decode("age", wrong)


@given(st.text(max_size=80))
def test_what_is_no_bech32_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="bech32"):
        bech32.decode("age", text)


@pytest.mark.parametrize(
    "text",
    [
        "age1psm9pam",  # one value alone, half a byte
        "age1qpu0j2ex",  # the spare bits are not zero
        "age1qqqqqq0jg2mr",  # a whole value too many
        "AGE1QQPEXLY5",  # capital letters
    ],
)
def test_a_right_checksum_over_loose_bits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="bech32"):
        bech32.decode("age", text)
