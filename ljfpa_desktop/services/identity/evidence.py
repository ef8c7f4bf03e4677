"""What two records say of one another: numbers, names and births that agree, and words for why."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from ljfpa_desktop.base import idcard, pinyin
from ljfpa_desktop.base.name_variants import blurred, plain

SLIPS = 2  # places in which the numbers of one person may differ
PREFIX = 14  # region and birth: what is left of a number that Excel has spoilt
_CARDS = (None, "", "01", "02", "09")
_LOST = "000"  # Excel keeps 15 digits of 18


class Number(NamedTuple):
    """A document's number: ``whole`` proves alone, ``known`` only beside a name; both empty for made-up ones.

    ``is_sound``: its check digit is right.
    """

    whole: str
    known: str
    is_sound: bool = False


NOTHING = Number("", "")


def read_number(raw: str | None, kind: str | None = None) -> Number:
    """What the number of a document of the kind ``kind`` (`id_type`) is worth; 15 digits count as 18."""
    text = "".join(unicodedata.normalize("NFKC", raw or "").split()).upper()
    if kind not in _CARDS:
        whole = f"{kind}:{text}" if len(set(text)) > 2 and len(text) > 4 else ""
        return Number(whole, "", bool(whole))
    if re.fullmatch(r"\d{15}", text):
        text = idcard.to18(text)
    if not re.fullmatch(r"\d{17}[\dX]", text):
        return Number("", text) if re.fullmatch(r"\d{14,19}X?", text) and not _is_made_up(text) else NOTHING
    if _is_made_up(text) or idcard.birth_of(text) is None:
        return NOTHING
    if text.endswith(_LOST):
        return Number("", text[:15])
    return Number(text, text, text[17] == idcard.checksum(text[:17]))


def _is_made_up(text: str) -> bool:
    """One digit repeated, no region, or four zeros in place of what nobody asked."""
    return len(set(text)) <= 2 or text.startswith("000000") or text[14:18] == "0000"


@dataclass(frozen=True)
class Look:
    """One registered person as pairs are told apart by; ``village`` is the code of the family's village."""

    id: UUID
    office_id: UUID
    name: str
    former_name: str
    spelled: str
    sex: str
    birth_date: date | None
    birth_precision: str
    id_no: str
    id_type: str
    household_id: UUID | None = None
    household_no: str = ""
    village: str = ""
    relation: str = ""

    @cached_property
    def number(self) -> Number:
        """The number it carries, as far as it proves something."""
        return read_number(self.id_no, self.id_type)

    @cached_property
    def sound(self) -> str:
        """The syllables of the name."""
        return self.spelled or pinyin.pinyin_key(self.name).partition("\0")[0]

    @property
    def blurred(self) -> str:
        """The name with look-alikes made one."""
        return blurred(self.name)

    @cached_property
    def birth(self) -> date | None:
        """The birth date stated, else the one inside its number."""
        if self.birth_date is None and self.number.whole[:1].isdigit() and len(self.number.whole) == 18:
            return idcard.birth_of(self.number.whole)
        return self.birth_date

    @property
    def is_exact(self) -> bool:
        """Whether the birth is known to the day."""
        return self.birth is not None and self.birth_precision in ("", "YMD")


def compare(a: Look, b: Look) -> tuple[bool, str] | None:
    """(certain, why in words) for two records that may be one person; None when nothing speaks for it."""
    names = _names(a, b)
    if a.number.whole and a.number.whole == b.number.whole:
        if names:
            return True, f"身份证号相同，{names}。"
        return False, f"身份证号相同，姓名不同（{a.name}、{b.name}）：请核对号码是谁的。"
    is_one_name = plain(a.name) == plain(b.name)
    if not names or _is_other_sex(a, b) or (_are_two_numbers(a.number, b.number) and not is_one_name):
        return None
    partly = _partly(a, b)
    if partly:
        return False, f"{names}，{partly}。"
    if a.number.whole and b.number.whole:
        return None
    return _by_birth(a, b, names, is_one_name)


def _by_birth(a: Look, b: Look, names: str, is_one_name: bool) -> tuple[bool, str] | None:
    lacking = _lacking(a, b)
    same = _same_birth(a, b)
    if same and a.village and a.village == b.village:
        return False, f"{names}，{same}相同，村（居）相同{lacking}。"
    if same and a.is_exact and b.is_exact and is_one_name:
        return False, f"{names}，{same}相同，不在同一个村（居）{lacking}。"
    is_unknown = a.birth is None or b.birth is None
    if is_unknown and is_one_name and a.household_id and a.household_id == b.household_id:
        return False, f"{names}，在同一户{lacking}。"
    return None


def _names(a: Look, b: Look) -> str:
    """How the names agree, in words; empty when they do not."""
    if a.name == b.name:
        return "姓名相同"
    both = f"（{a.name}、{b.name}）"
    if plain(a.name) == plain(b.name):
        return f"姓名相同，写法不同{both}"
    if a.blurred == b.blurred:
        return f"姓名字形相近{both}"
    if a.sound and a.sound == b.sound:
        return f"姓名同音{both}"
    former = {plain(n) for n in (a.former_name, b.former_name) if n}
    return f"曾用名相同{both}" if former & {plain(a.name), plain(b.name)} else ""


def _is_other_sex(a: Look, b: Look) -> bool:
    return a.sex != b.sex and {a.sex, b.sex} <= {"1", "2"}


def _are_two_numbers(a: Number, b: Number) -> bool:
    """Whether both are right in themselves: then two who sound alike are twins, not one."""
    return a.is_sound and b.is_sound and a.whole != b.whole


def _partly(a: Look, b: Look) -> str:
    """How two unequal numbers agree in part, in words; empty when they do not."""
    one, other = sorted((a.number.known, b.number.known), key=len)
    if not one:
        return ""
    if len(one) < len(other) and other.startswith(one):
        return f"身份证号前{len(one)}位相同"
    if len(one) == len(other):
        differ = sum(x != y for x, y in zip(one, other, strict=True))
        if differ <= SLIPS:
            return f"身份证号只差{differ}位" if differ else "身份证号相同，但不完整"
        if one[6:14] == other[6:14] and one[-4:] == other[-4:]:
            return "身份证号的出生日期和末4位相同"
    if len(other) - len(one) == 1 and any(other[:i] + other[i + 1 :] == one for i in range(len(other))):
        return "身份证号只多一位或少一位"
    if not (a.number.whole and b.number.whole) and one[:PREFIX] == other[:PREFIX]:
        return f"身份证号前{PREFIX}位相同"
    return ""


def _same_birth(a: Look, b: Look) -> str:
    """What of both births is known and equal, 出生日期, 出生年月 or 出生年份; empty when nothing is."""
    if a.birth is None or b.birth is None:
        return ""
    if a.is_exact and b.is_exact:
        return "出生日期" if a.birth == b.birth else ""
    if "Y" in (a.birth_precision, b.birth_precision):
        return "出生年份" if a.birth.year == b.birth.year else ""
    same = (a.birth.year, a.birth.month) == (b.birth.year, b.birth.month)
    return "出生年月" if same else ""


def _lacking(a: Look, b: Look) -> str:
    without = [p for p in (a, b) if not p.number.whole]
    if len(without) == 2:
        return "，两条都没有可用的身份证号"
    return "，其中一条没有可用的身份证号" if without else ""
