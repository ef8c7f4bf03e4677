"""Codes that are printed, kept in an envelope and typed once in years: groups of four signs with a check."""

from __future__ import annotations

import os
import unicodedata

# No I, L, O, S, U, 0, 1: read aloud without doubt. 29 signs, a prime, so that the check sign finds
# every single wrong sign and every exchange of two.
ALPHABET = "ABCDEFGHJKMNPQRTVWXYZ23456789"
RECOVERY_CODE = 0
ROOT_CODE = 11


def new_code(purpose: int) -> str:
    """A random code to print: 27 signs (over 128 bits) and one check sign in groups of four.

    ``purpose`` (0 to 28) goes into the check sign: a code of one purpose is a mistyped one for another.
    """
    signs = "".join([ALPHABET[b % 29] for b in os.urandom(200) if b < 232][:27])
    whole = signs + _check(signs, purpose)
    return "-".join(whole[i : i + 4] for i in range(0, 28, 4))


def plain_code(code: str, purpose: int) -> str | None:
    """The 28 signs of a code as typed, without dashes and spaces; None when one is wrong or missing."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", code).upper() if c.isalnum()).replace("S", "5")
    if len(plain) != 28 or any(c not in ALPHABET for c in plain) or _check(plain[:-1], purpose) != plain[-1]:
        return None
    return plain


def _check(signs: str, purpose: int) -> str:
    return ALPHABET[(purpose + sum((i + 1) * ALPHABET.index(c) for i, c in enumerate(signs))) % 29]
