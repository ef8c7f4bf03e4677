"""The keys of one computer in the exchange: Ed25519 to sign, age X25519 to open, and the county's root."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.printed_code import ROOT_CODE, new_code, plain_code
from ljfpa_desktop.exchange.file import bech32

_PUBLIC = "age"
_SECRET = "age-secret-key-"
_ANY_SECRET = X25519PrivateKey.from_private_bytes(bytes(range(32)))


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others know of a computer: 32 bytes of Ed25519 and an age recipient ("age1...").

    ValueError for what is no key, and for the few age keys nothing can be encrypted to.
    """

    sign: bytes
    age: str

    def __post_init__(self) -> None:
        raw = bech32.decode(_PUBLIC, self.age)
        if len(self.sign) != 32 or len(raw) != 32:
            raise ValueError("a public key has 32 bytes")
        # With a point of small order the secret shared would be zero: the age library then stops the program.
        _ANY_SECRET.exchange(X25519PublicKey.from_public_bytes(raw))

    @property
    def key_id(self) -> bytes:
        """The 16 bytes that name this pair of keys in packages and certificates."""
        return hashlib.sha256(b"ljfpa key\0" + self.sign + self.age.encode()).digest()[:16]


@dataclass(frozen=True, slots=True)
class PrivateKeys:
    """What only this computer knows: an Ed25519 seed of 32 bytes and an age identity; shows neither."""

    sign: bytes = field(repr=False)
    age: str = field(repr=False)

    @property
    def public(self) -> PublicKeys:
        """The public half of both keys; ValueError when these are no keys."""
        signing = Ed25519PrivateKey.from_private_bytes(self.sign)
        opening = X25519PrivateKey.from_private_bytes(bech32.decode(_SECRET, self.age.lower()))
        return PublicKeys(
            signing.public_key().public_bytes_raw(),
            bech32.encode(_PUBLIC, opening.public_key().public_bytes_raw()),
        )


def new_keys() -> PrivateKeys:
    """Fresh random keys for this computer."""
    return _keys(os.urandom(32), os.urandom(32))


def sign(keys: PrivateKeys, context: str, data: bytes) -> bytes:
    """The 64 bytes of an Ed25519 signature; ``context`` says what is signed, so that none serves twice."""
    return Ed25519PrivateKey.from_private_bytes(keys.sign).sign(_signed(context, data))


def is_signed(keys: PublicKeys, context: str, data: bytes, signature: bytes) -> bool:
    """Whether the owner of ``keys`` signed exactly this data in this context; False for any bytes else."""
    return is_signed_by(keys.sign, context, data, signature)


def is_signed_by(key: bytes, context: str, data: bytes, signature: bytes) -> bool:
    """As `is_signed`, where only the Ed25519 key is known yet."""
    signed = _signed(context, data)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def new_root() -> tuple[str, PrivateKeys]:
    """The county's root: a code printed once and kept in an envelope, and the keys it stands for."""
    code = new_code(ROOT_CODE)
    return code, root_keys(code)


def root_keys(code: str) -> PrivateKeys:
    """The keys a printed root code stands for, always the same; raises `Refused` when it is mistyped."""
    plain = plain_code(code, ROOT_CODE)
    if plain is None:
        raise Refused("县级总恢复码抄写有误，应是 7 组、每组 4 个字符，请对照信封里打印的总恢复码再输入。")
    return _keys(_derived(plain, "sign"), _derived(plain, "age"))


def _keys(seed: bytes, secret: bytes) -> PrivateKeys:
    return PrivateKeys(seed, bech32.encode(_SECRET, secret).upper())


def _derived(plain: str, use: str) -> bytes:
    # The code is random with over 128 bits: no slow derivation is needed.
    return HKDF(SHA256(), 32, salt=None, info=f"ljfpa root 1 {use}".encode()).derive(plain.encode())


def _signed(context: str, data: bytes) -> bytes:
    if not context or "\0" in context:
        raise ValueError(f"no context to sign in: {context!r}")
    return b"ljfpa\0" + context.encode() + b"\0" + data
