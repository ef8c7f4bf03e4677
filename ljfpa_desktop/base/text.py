"""Cleaning and comparing names and texts (DOMAIN.md 7.4, 8.3); the door to reading phones and accounts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .characters import DOTS, INVISIBLE, RADICALS, Rare, rare_characters, repair_mojibake
from .contacts import AccountRead, DisabilityRead, disability_no, luhn_ok, read_account, read_phones
from .masking import mask_account, mask_id, mask_name, mask_phone

__all__ = [
    "AccountRead",
    "DisabilityRead",
    "Rare",
    "clean_name",
    "clean_text",
    "disability_no",
    "is_blank",
    "luhn_ok",
    "mask_account",
    "mask_id",
    "mask_name",
    "mask_phone",
    "normalise",
    "rare_characters",
    "read_account",
    "read_phones",
    "repair_mojibake",
]

_BRACKETS = str.maketrans("()[]【】", "（）（）（）")
_BLANK = re.compile(r"[-—–－_/\\|、.。·…]*|无|没有|暂无|空|不详|n/?a|null|none", re.IGNORECASE)
# Most cells hold nothing but these, and need no cleaning: a register of 10,000 rows has 180,000 cells.
_CLEAN = re.compile("[0-9A-Za-z\u3400-\u9fff]+")
_SAYS_NOTHING = {"无", "没有", "暂无", "空", "不详", "na", "null", "none"}
_WESTERN = "A-Za-z\u00c0-\u024f"
_VARIANTS = str.maketrans("畬髙産", "畲高产")


def clean_text(raw: object) -> str:
    """A cell as text: no invisible characters, blanks collapsed, radicals as ideographs; empty for None."""
    if isinstance(raw, str) and _CLEAN.fullmatch(raw):
        return raw
    text = INVISIBLE.sub("", "" if raw is None else str(raw)).translate(RADICALS)
    return re.sub(r"\s+", " ", text).strip().lstrip("'’‘`′").strip()


def clean_name(raw: object) -> str:
    """A person's name: inner blanks folded (张 三), every middle dot U+00B7, brackets full width.

    Blanks between Western words stay; letters and ideographs are otherwise untouched.
    """
    if isinstance(raw, str) and _CLEAN.fullmatch(raw):
        return raw
    text = clean_text(raw).translate(DOTS)
    text = re.sub(rf"(?<![{_WESTERN}.,]) | (?![{_WESTERN}(])", "", text)
    text = re.sub(r"(?<=[\u3400-\u9fff])[.．](?=[\u3400-\u9fff])", "·", text)
    return text.translate(_BRACKETS) if re.search("[\u3400-\u9fff]", text) else text


def is_blank(raw: object, *, zero: bool = False) -> bool:
    """Whether a cell says that there is nothing (无, /, -, —); with ``zero`` also 0 (anomaly 24)."""
    if isinstance(raw, str):
        if "1" <= raw[:1] <= "9":
            return False
        if _CLEAN.fullmatch(raw):
            return raw.lower() in _SAYS_NOTHING or (zero and not raw.strip("0"))
    if raw is None or raw != raw:
        return True
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", clean_text(raw)))
    return bool(_BLANK.fullmatch(text)) or (zero and bool(re.fullmatch(r"0+(\.0*)?", text)))


@lru_cache(maxsize=16384)
def normalise(text: str) -> str:
    """A form for comparing only: width, case, blanks, brackets, dots, radicals and common variants folded."""
    if _CLEAN.fullmatch(text):
        return text.casefold().translate(_VARIANTS)
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text).translate(RADICALS).translate(DOTS))
    folded = folded.casefold().translate(DOTS).translate(_VARIANTS)
    return re.sub(r"[\s()\[\]{}<>《》〈〉【】〔〕“”\"'‘’`,，、;；:：。/\\_—–-]", "", folded)
