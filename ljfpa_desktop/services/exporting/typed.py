"""What somebody typed into a cell of an exported list, read back by the field it belongs to."""

from __future__ import annotations

from typing import Any

from ljfpa_desktop.base import codes, dates, money
from ljfpa_desktop.base.fields import Field, fields_of
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services.exporting.kinds import Column

_FIXED = frozenset(
    {"household_no", "village_code", "status", "status_on", "status_why", "privacy_level", "merged_into"}
    | {"id_status", "id_original", "pinyin", "birth_precision", "death_date", "death_precision"}
)
_ELSEWHERE = "这一项不能在表里改，请在家庭里办理。"


def read_cell(kind: str, column: Column, text: str) -> tuple[Any, str]:
    """The value a changed cell stands for, or the sentence that says why it cannot be taken."""
    declared = column.field
    own = fields_of(Person if kind == "persons" else Household)
    if column.name not in own or column.name in _FIXED or own[column.name] != declared:
        return None, _ELSEWHERE
    if not text:
        return None, f"{declared.label}不能空着。" if declared.required else ""
    if "*" in text:
        return None, f"{declared.label}里还有星号，请写完整的。"
    return _typed(declared, text)


def _typed(declared: Field, text: str) -> tuple[Any, str]:
    match declared.kind:
        case "choice":
            code = codes.resolve(declared.choices, text)
            return code, "" if code else f"{declared.label}没有“{text}”这一项，请照导出的写法填。"
        case "yes":
            found = {"是": True, "否": False}.get(text)
            return found, "" if found is not None else f"{declared.label}请填“是”或“否”。"
        case "money":
            try:
                return money.parse_fen(text), ""
            except ValueError:
                return None, f"{declared.label}“{text}”看不懂，请写成 1200.00。"
        case "number":
            return (int(text), "") if text.isdecimal() else (None, f"{declared.label}应填整数。")
        case "date":
            reading = dates.read_date(text, past=False)
            if reading.value is None:
                return None, f"{declared.label}“{text}”看不懂，请写成 2024-05-29。"
            return text, reading.doubt
        case _:
            return text, ""
