"""Phones, bank accounts and disability certificates as registers carry them (DOMAIN.md 2.4, 2.5.6, 8.3)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from .characters import INVISIBLE
from .idcard import Rule

AccountKind = Literal["CARD", "PASSBOOK", "SOCIAL_CARD_BANK"]
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_MOBILE = r"1[3-9]\d{9}"
_ONE_MOBILE = re.compile("1[3-9][0-9]{9}")  # and nothing else: most cells
_LAND = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))-?([2-9]\d{6,7})(?:(?:-|转)(\d{1,6}))?|([2-9]\d{6,7})")
_BLANK = re.compile(r"[-—–/\\.、]*|无|没有|暂无|0")


def read_phones(raw: object) -> tuple[list[str], list[str]]:
    """(phones, sentences on what is none) of a cell: mobiles, land lines 0591-26221234, several in one."""
    if isinstance(raw, str) and _ONE_MOBILE.fullmatch(raw):
        return [raw], []
    text = _folded(raw)
    if _BLANK.fullmatch(re.sub(r"\s", "", text)):
        return [], []
    phones: list[str] = []
    problems: list[str] = []
    for piece in re.split(r"[/、,;|\n\r\t或和]+", text):
        for phone, read in _pieces(piece):
            if read and read not in phones:
                phones.append(read)
            elif not read:
                problems.append(f"电话“{phone}”不对，手机号应是11位，座机写成 0591-26221234。请核对。")
    return phones, problems


def _pieces(piece: str) -> list[tuple[str, str]]:
    """(as written, as read) of what separators left together; blanks inside one number are forgiven."""
    piece = re.sub(r"\([^()]*[^\d()-][^()]*\)|[\u3400-\u9fff]+(?<!转)", "", piece).strip()
    if not piece:
        return []
    whole = _phone(re.sub(r"\s", "", piece))
    if whole:
        return [(piece, whole)]
    if re.fullmatch(rf"({_MOBILE})[\s.-]*({_MOBILE})", piece):
        return [(phone, phone) for phone in re.findall(_MOBILE, piece)]
    parts = [p for p in piece.split() if p]
    reads = [_phone(p) for p in parts]
    return list(zip(parts, reads, strict=True)) if len(parts) > 1 and any(reads) else [(piece, "")]


def _phone(text: str) -> str:
    compact = re.sub(r"[().·-]", "", text).removeprefix("+")
    mobile = re.fullmatch(rf"(?:0086|86|0)?({_MOBILE})", compact)
    if mobile:
        return mobile[1]
    land = _LAND.fullmatch(re.sub(r"[()]", "-", text).strip("-").replace("--", "-"))
    if not land:
        return ""
    if land[4]:
        return land[4]
    return f"{land[1]}-{land[2]}" + (f"-{land[3]}" if land[3] else "")


def _folded(raw: object) -> str:
    if raw is None or isinstance(raw, bool) or raw != raw:
        return ""
    if isinstance(raw, (int, float)):
        return f"{raw:.0f}" if raw == int(raw) else repr(raw)
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", str(raw)))
    return re.sub("[\u2010-\u2015\u2212]", "-", text).strip().strip("'’‘`′")


@dataclass(frozen=True, slots=True)
class AccountRead:
    """A bank account: ``value`` is its digits or empty, ``rules`` what is to be said of it (anomaly 43)."""

    value: str
    rules: tuple[Rule, ...] = ()


def read_account(raw: object, kind: AccountKind) -> AccountRead:
    """Read a bank account; cards are checked by Luhn as a warning, passbooks are not (DOMAIN.md 2.4)."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and not abs(raw) < 1e15:
        return _lost_account()
    text = re.sub(r"[\s-]", "", _folded(raw))
    if _BLANK.fullmatch(text):
        return AccountRead("")
    if _SCIENTIFIC.fullmatch(text):
        return _lost_account()
    if not re.fullmatch(r"\d+", text):
        return AccountRead("", (Rule(43, "error", f"银行账号“{text}”里有不是数字的字符。请重新填写。"),))
    card = kind != "PASSBOOK"
    if len(text) >= 16 and text.endswith("000") and not luhn_ok(text):
        return _lost_account()
    low, high = (16, 19) if card else (12, 22)
    if not low <= len(text) <= high:
        sentence = f"银行账号是{len(text)}位，应为{low}到{high}位。请核对。"
        return AccountRead(text, (Rule(43, "warning", sentence),))
    if card and not luhn_ok(text):
        return AccountRead(text, (Rule(43, "warning", "银行卡号校验不通过，可能抄错一位。请核对。"),))
    return AccountRead(text)


def _lost_account() -> AccountRead:
    return AccountRead("", (Rule(43, "error", "银行账号被Excel转成数字，末几位丢失。请按银行卡重新填写。"),))


def luhn_ok(digits: str) -> bool:
    """Whether a card number passes Luhn mod 10."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        total += digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4)
    return total % 10 == 0


@dataclass(frozen=True, slots=True)
class DisabilityRead:
    """A disability certificate: its number, type (1-7) and grade (1-4) codes, empty where unreadable."""

    value: str
    type: str
    grade: str
    rules: tuple[Rule, ...] = ()


def disability_no(raw: object, number: str) -> DisabilityRead:
    """Read a certificate number (ID, type, grade, reissue B1) against the person's ID ``number``."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        rule = Rule(44, "error", "残疾证号被Excel转成数字，后几位丢失。请按残疾证重新填写。")
        return DisabilityRead("", "", "", (rule,))
    text = re.sub(r"\s", "", _folded(raw)).upper()
    if _BLANK.fullmatch(text):
        return DisabilityRead("", "", "")
    found = re.fullmatch(r"(\d{17}[\dX])(\d)(\d)(B\d)?", text)
    if not found:
        return DisabilityRead(text, "", "", (_doubt("应是18位身份证号加2位，共20位"),))
    rules: list[Rule] = []
    if number and found[1] != number:
        rules.append(_doubt("前18位与身份证号不一致"))
    kind = found[2] if found[2] in "1234567" else ""
    grade = found[3] if found[3] in "1234" else ""
    if not kind:
        rules.append(_doubt("第19位（类别）应是1到7"))
    if not grade:
        rules.append(_doubt("第20位（等级）应是1到4"))
    return DisabilityRead(text, kind, grade, tuple(rules))


def _doubt(what: str) -> Rule:
    return Rule(44, "warning", f"残疾证号{what}。请核对。")
