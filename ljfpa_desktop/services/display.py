"""A field's value as people read it: labels for codes, names for villages, stars for what is private."""

from __future__ import annotations

from datetime import date
from typing import Any

from ljfpa_desktop.base import codes, divisions, masking, money
from ljfpa_desktop.base.fields import Field

_MASKS = {"id_card": masking.mask_id, "phone": masking.mask_phone, "account": masking.mask_account}


def shown(declared: Field, value: Any, *, full: bool = False) -> str:
    """The value in words; a private one is masked unless ``full``. None is an empty text.

    Ids of other records (kind "link") have no words here: whoever shows them looks the name up.
    """
    if value is None or value == "":
        return ""
    words = _words(declared, value)
    if full or not declared.private:
        return words
    mask = _MASKS.get(declared.kind)
    return mask(words) if mask else "*" * min(len(words), 6)


def _words(declared: Field, value: Any) -> str:
    match declared.kind:
        case "choice":
            known = declared.choices in codes.names()
            return "、".join(codes.label(declared.choices, c) if known else c for c in str(value).split(","))
        case "village":
            return divisions.short_name(str(value))
        case "money":
            return money.plain(int(value))
        case "yes":
            return "是" if value else "否"
        case "date":
            return value.isoformat() if isinstance(value, date) else str(value)
        case _:
            return str(value)
