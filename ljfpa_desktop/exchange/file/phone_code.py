"""Digits that two people read to each other by phone, to be sure that both speak of the same thing."""

from __future__ import annotations

import hmac
import re
import unicodedata
from functools import lru_cache

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ljfpa_desktop.exchange.file.keyring import PublicKeys

_PACKAGE_DIGITS = 8
_ENROLMENT_DIGITS = 16
MEMORY_KIB = 256 * 1024  # what one guess of an enrolment code takes


def package_code(digest: bytes) -> str:
    """The ten digits of a package, 1234-5678-90, from the SHA-256 of its manifest.

    It tells which package is meant; that the package is genuine is the signature's affair.
    """
    return _code(digest, _PACKAGE_DIGITS)


@lru_cache(maxsize=64)
def enrolment_code(mine: PublicKeys, *, memory_kib: int = MEMORY_KIB) -> str:
    """The 18 digits of a computer that joins: 1234-5678-9012-3456-78, slow to compute (half a second).

    Who wants to pass off other keys under the same code must try some 2^53 of them at this cost each.
    ``memory_kib`` is what one try takes, at least 32; both sides of a phone call use the same.
    """
    kdf = Argon2id(salt=b"ljfpa enrolment code 1", length=32, iterations=3, lanes=4, memory_cost=memory_kib)
    return _code(kdf.derive(mine.sign + mine.age.encode()), _ENROLMENT_DIGITS)


def is_code(text: str) -> bool:
    """Whether this is a package's or an enrolment's code as typed; False when a digit is wrong."""
    digits = _digits(text)
    return len(digits) in (_PACKAGE_DIGITS + 2, _ENROLMENT_DIGITS + 2) and int(digits) % 97 == 1


def same_code(typed: str, shown: str) -> bool:
    """Whether the code someone typed is the one computed here, dashes and full-width digits forgiven."""
    return is_code(typed) and hmac.compare_digest(_digits(typed), _digits(shown))


def _code(secret: bytes, places: int) -> str:
    # 256 bits into 10^16: no digit is more likely than another by more than 1 in 2^200.
    digits = f"{int.from_bytes(secret, 'big') % 10**places:0{places}d}"
    whole = f"{digits}{98 - int(digits) * 100 % 97:02d}"  # ISO 7064 mod 97-10: finds every exchange of two
    return "-".join(re.findall(".{1,4}", whole))


def _digits(text: str) -> str:
    """The digits alone; empty when there is anything else but blanks and dashes."""
    plain = re.sub(r"[\s\u2010-\u2015\u2212-]", "", unicodedata.normalize("NFKC", text))
    return plain if re.fullmatch("[0-9]+", plain) else ""
