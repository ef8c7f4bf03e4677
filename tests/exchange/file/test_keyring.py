"""Keys: what is signed is signed for one use, what is encrypted opens, the root comes back from paper."""

from __future__ import annotations

import pickle
import re

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.keys import new_recovery_code
from ljfpa_desktop.base.printed_code import ALPHABET
from ljfpa_desktop.exchange.file import bech32
from ljfpa_desktop.exchange.file.keyring import (
    PrivateKeys,
    PublicKeys,
    is_signed,
    is_signed_by,
    new_keys,
    new_root,
    root_keys,
    sign,
)

MINE = new_keys()
OTHER = new_keys()
ROOT_CODE = "ABCDEFGHJKMNPQRTVWXYZ234567"


def root_code() -> str:
    """The one code that begins with these signs: its check sign is tried out."""
    for last in ALPHABET:
        try:
            root_keys(ROOT_CODE + last)
        except Refused:
            continue
        return ROOT_CODE + last
    raise AssertionError("no check sign fits")


def test_age_reads_the_keys_and_finds_the_same_public_half() -> None:
    for keys in (MINE, OTHER, new_root()[1]):
        identity = pyrage.x25519.Identity.from_str(keys.age)
        assert str(identity.to_public()) == keys.public.age
        assert str(identity) == keys.age
        sealed = pyrage.encrypt("上报".encode(), [pyrage.x25519.Recipient.from_str(keys.public.age)])
        assert pyrage.decrypt(sealed, [identity]).decode() == "上报"


def test_keys_that_age_made_are_read_here() -> None:
    for _ in range(20):
        identity = pyrage.x25519.Identity.generate()
        assert PrivateKeys(bytes(32), str(identity)).public.age == str(identity.to_public())


def test_known_vectors() -> None:
    """TEST 1 of RFC 8032, section 7.1, and Bob of RFC 7748, section 6.1."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    secret = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    public = PrivateKeys(seed, bech32.encode("age-secret-key-", secret).upper()).public
    assert public.sign.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert bech32.decode("age", public.age).hex() == (
        "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
    )


def test_what_is_signed_is_signed_for_one_use_by_one_key() -> None:
    signature = sign(MINE, "segment", b"data")
    assert len(signature) == 64
    assert is_signed(MINE.public, "segment", b"data", signature)
    assert is_signed_by(MINE.public.sign, "segment", b"data", signature)
    assert not is_signed(MINE.public, "package", b"data", signature)
    assert not is_signed(MINE.public, "segment", b"Data", signature)
    assert not is_signed(OTHER.public, "segment", b"data", signature)


def test_the_signed_bytes_are_the_ones_agreed() -> None:
    expected = Ed25519PrivateKey.from_private_bytes(MINE.sign).sign(b"ljfpa\0segment\0data")
    assert sign(MINE, "segment", b"data") == expected


@pytest.mark.parametrize("context", ["", "a\0b"])
def test_a_context_cannot_run_into_the_data(context: str) -> None:
    with pytest.raises(ValueError, match="context"):
        sign(MINE, context, b"data")
    with pytest.raises(ValueError, match="context"):
        is_signed(MINE.public, context, b"data", bytes(64))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=70), st.binary(max_size=40))
def test_other_bytes_are_no_signature_and_no_fault(signature: bytes, data: bytes) -> None:
    assert not is_signed(MINE.public, "segment", data, signature)
    assert not is_signed_by(signature, "segment", data, bytes(64))


def test_every_bit_of_a_signature_counts() -> None:
    signature = sign(MINE, "segment", b"data")
    for bit in range(512):
        wrong = bytearray(signature)
        wrong[bit // 8] ^= 1 << bit % 8
        assert not is_signed(MINE.public, "segment", b"data", bytes(wrong))


def test_the_name_of_a_key_covers_both_halves() -> None:
    mine, other = MINE.public, OTHER.public
    names = {mine.key_id, other.key_id}
    names |= {PublicKeys(mine.sign, other.age).key_id, PublicKeys(other.sign, mine.age).key_id}
    assert len(names) == 4
    assert {len(name) for name in names} == {16}
    assert PublicKeys(mine.sign, mine.age).key_id == mine.key_id


def test_keys_are_random() -> None:
    made = [new_keys() for _ in range(50)]
    assert len({k.sign for k in made}) == len({k.age for k in made}) == 50


def test_nothing_secret_is_shown() -> None:
    for text in (repr(MINE), str(MINE), f"{MINE}"):
        assert MINE.age not in text
        assert MINE.sign.hex() not in text
        assert repr(MINE.sign) not in text
    assert pickle.loads(pickle.dumps(MINE)) == MINE


@pytest.mark.parametrize("raw", [0, 1, 2**255 - 19, 2**255 - 18])
def test_a_key_that_stops_the_encryption_is_no_key(raw: int) -> None:
    """Points of small order: the age library panics on them, so that nothing could be packed any more."""
    with pytest.raises(ValueError, match="."):
        PublicKeys(MINE.public.sign, bech32.encode("age", raw.to_bytes(32, "little")))


@pytest.mark.parametrize(
    ("key", "age"),
    [
        (bytes(31), MINE.public.age),
        (bytes(33), MINE.public.age),
        (bytes(32), ""),
        (bytes(32), MINE.public.age.upper()),
        (bytes(32), MINE.public.age + " "),
        (bytes(32), MINE.age),
        (bytes(32), bech32.encode("age", bytes(31))),
    ],
    ids=range(7),  # the keys are others in each process of a run
)
def test_what_is_no_public_key_is_a_value_error(key: bytes, age: str) -> None:
    with pytest.raises(ValueError, match="."):
        PublicKeys(key, age)


def test_the_root_comes_back_from_paper() -> None:
    code, keys = new_root()
    assert re.fullmatch(f"([{ALPHABET}]{{4}}-){{6}}[{ALPHABET}]{{4}}", code)
    assert root_keys(code) == keys
    assert root_keys(code.lower().replace("-", " ")).public == keys.public
    assert new_root()[1] != keys


def test_the_root_of_a_code_never_changes() -> None:
    """A printed code lies in an envelope for years: what it stands for is frozen here."""
    public = root_keys(root_code()).public
    assert public.sign.hex() == "986617490c2a7dc557beef72666501880d14837d6b083d4a721e1d2794d1e7f1"
    assert public.age == "age1nas8uyfhndxx3m3krtr9wazc99dwake5apv776phmvn9h85fpdnq8cf2xr"


def test_both_keys_of_the_root_are_of_their_own() -> None:
    _, keys = new_root()
    assert bech32.decode("age-secret-key-", keys.age.lower()) != keys.sign


def test_a_mistyped_root_code_is_told() -> None:
    code, _ = new_root()
    wrong = ("B" if code[0] == "A" else "A") + code[1:]
    for typed in ("", wrong, code[:-1], code + "A", "汉" * 28):
        with pytest.raises(Refused, match="总恢复码抄写有误"):
            root_keys(typed)


def test_an_office_s_recovery_code_is_no_root_code() -> None:
    with pytest.raises(Refused, match="总恢复码抄写有误"):
        root_keys(new_recovery_code())
