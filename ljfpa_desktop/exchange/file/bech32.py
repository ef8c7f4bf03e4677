"""Bech32 (BIP-173): how age writes its keys as text, 32 bytes with a checksum that finds mistyped signs."""

from __future__ import annotations

_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(prefix: str, data: bytes) -> str:
    """The bytes as bech32 text in small letters; ``prefix`` is the human-readable part, in small letters."""
    places = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big") << (places * 5 - len(data) * 8)
    values = [number >> 5 * (places - 1 - i) & 31 for i in range(places)]
    remainder = _polymod([*_spread(prefix), *values, *[0] * 6]) ^ 1
    check = [remainder >> 5 * (5 - i) & 31 for i in range(6)]
    return f"{prefix}1{''.join(_SIGNS[v] for v in values + check)}"


def decode(prefix: str, text: str) -> bytes:
    """The bytes of a bech32 text in small letters; ValueError when prefix, sign or checksum is wrong."""
    found, one, signs = text.rpartition("1")
    values = [_SIGNS.find(c) for c in signs]
    if not one or found != prefix or len(values) < 6 or -1 in values:
        raise ValueError("not bech32 of this prefix")
    if _polymod([*_spread(prefix), *values]) != 1:
        raise ValueError("bech32 checksum wrong")
    bits = (len(values) - 6) * 5
    number = 0
    for value in values[:-6]:
        number = number << 5 | value
    spare = bits % 8
    if spare > 4 or number & (1 << spare) - 1:
        raise ValueError("bech32 padding wrong")
    return (number >> spare).to_bytes(bits // 8, "big")


def _spread(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_GENERATOR):
            check ^= generator if top >> i & 1 else 0
    return check
