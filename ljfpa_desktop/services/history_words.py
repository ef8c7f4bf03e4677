"""What the history says of columns that hold codes of the program, not of a code table."""

from __future__ import annotations

from collections.abc import Mapping

from ljfpa_desktop.base import divisions
from ljfpa_desktop.services import transfer
from ljfpa_desktop.services.aid import stages

# Proofs, keys and positions of the exchange: nothing to read.
UNSAID = frozenset(
    {
        "age_key", "content_hash", "facts_hash", "heads", "key_id", "office_id", "revoked_heads",
        "sheet_hash", "sign_key",
    }
)  # fmt: skip
OFFICES = frozenset({"from_office", "live_division_code", "of_office", "to_office"})
_PRECISION = {"Y": "只到年", "YM": "只到月", "YMD": "到日"}
_WORDS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("cycle", "stage"): stages.NAMES,
    ("entitlement", "status"): {
        "PROPOSED": "待批准", "APPROVED": "待发放", "REJECTED": "不予发放", "STOPPED": "已停发",
        "PAID": "已发放",
    },
    ("follow_up", "state"): {"OPEN": "待办", "DONE": "已办", "DROPPED": "不办"},
    ("import_batch", "status"): {"DONE": "已导入", "UNDONE": "已撤销"},
    ("person", "id_status"): {
        "VALID": "有效", "FORMAT_ERROR": "格式不对", "CHECK_ERROR": "校验位不符", "MISSING": "没有号码",
        "DUPLICATE": "重复", "MASKED": "不完整",
    },
    ("transfer", "state"): transfer.WORDS,
    ("transfer", "way"): {transfer.OUT: "迁出", transfer.IN: "迁入"},
}  # fmt: skip


def said(table: str, name: str, value: object) -> str | None:
    """The words of such a value; None where the field itself tells how it is read."""
    if value in (None, ""):
        return None
    text = str(value)
    if name in OFFICES:
        return divisions.name(text)
    if name.endswith("_precision"):
        return _PRECISION.get(text, text)
    if (table, name) == ("saved_view", "content"):
        return "筛选条件、列和排序"
    words = _WORDS.get((table, name))
    return words.get(text, text) if words else None
