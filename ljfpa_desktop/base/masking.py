"""Masking of personal data for public lists and screens (DOMAIN.md 7.1)."""

from __future__ import annotations

import re


def mask_id(number: str, *, strict: bool = False) -> str:
    """前6后4 of 18 characters (350122********0024), 前6后3 of 15, else 前2后2; ``strict`` 前3后2."""
    if strict:
        return _middle(number, 3, 2)
    if len(number) == 18:
        return _middle(number, 6, 4)
    return _middle(number, 6, 3) if re.fullmatch(r"\d{15}", number) else _middle(number, 2, 2)


def mask_phone(phone: str) -> str:
    """138****1234 for mobiles, area code and last four of land lines (0591-****1234)."""
    if re.fullmatch(r"1\d{10}", phone):
        return _middle(phone, 3, 4)
    area, dash, rest = phone.partition("-")
    return f"{area}{dash}{_middle(rest, 0, 4)}" if dash else _middle(phone, 0, 4)


def mask_account(account: str) -> str:
    """The last four digits of a bank account behind stars."""
    return _middle(account, 0, 4)


def mask_name(name: str) -> str:
    """林*英, 林* for two characters, * for one; callers mask minors always and adults on option."""
    if len(name) < 3:
        return name[:1] + "*" if len(name) == 2 else "*" * len(name)
    return _middle(name, 1, 1)


def _middle(text: str, head: int, tail: int) -> str:
    """Stars for all but the ends; a text too short to hide anything becomes stars alone."""
    hidden = len(text) - head - tail
    if hidden <= 0:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[len(text) - tail :]
