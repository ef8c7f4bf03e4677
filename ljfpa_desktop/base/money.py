"""Amounts of money: read as clerks type them, written in figures and in words (DOMAIN.md 3.1)."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Literal

from .numerals import DIGITS, four_words, lenient_value, to_formal

MAX_FEN = 999_999_999_999_999
_NOISE = Decimal("0.01")  # in 分: what float arithmetic leaves behind (anomaly 22)
_UNITS = {"": 1, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000}
_FIGURES = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)?(\.\d*)?([百佰千仟万亿]?)(?:元|圆|块|块钱)?[整正]?")
_WITH_PARTS = re.compile(r"(\d+)[元圆块](?:零?(\d)[角毛])?(?:零?(\d)分)?[整正]?")


class MoneyError(ValueError):
    """An amount that cannot be read; its text is the sentence shown to the clerk."""

    @property
    def sentence(self) -> str:
        """The sentence shown to the clerk."""
        return str(self)


def parse_fen(value: str | float | Decimal, *, unit: Literal["元", "千元", "万元"] = "元") -> int:
    """An amount as typed (1200元, 1,200.00, ￥1200, 壹仟贰佰元整, 1.2千, 0.12万元) in 分.

    ``unit`` is the unit of the column; an amount that names its own unit is not multiplied again.
    Raises MoneyError for anything else, and for a third decimal (anomalies 21 and 22).
    """
    factor = {"元": 1, "千元": 1000, "万元": 10_000}[unit]
    if isinstance(value, (int, float, Decimal)):
        return _to_fen(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), factor, value)
    text = re.sub(r"\s+|[\u200b\ufeff]", "", unicodedata.normalize("NFKC", value))
    text = re.sub(r"^(人民币|RMB)?[¥$]?", "", text, flags=re.IGNORECASE)
    text = text.replace("\u2212", "-")
    if re.fullmatch(r"[-/\\\u2014\u2013、]*|无|没有", text):
        raise MoneyError("没有写金额。请填写金额，例如 600 或 600元。")
    figures = _FIGURES.fullmatch(text)
    if figures and (figures[2] or (figures[3] or "").strip(".")):
        return _figures(figures, text, factor, value)
    parts = _WITH_PARTS.fullmatch(text)
    if parts:
        return _checked(int(parts[1]) * 100 + int(parts[2] or 0) * 10 + int(parts[3] or 0), value)
    return _typed_words(text, factor, value)


def _figures(found: re.Match[str], text: str, factor: int, value: object) -> int:
    sign, whole, decimals, own = found.groups()
    named = bool(own) or any(word in text for word in "元圆块")
    amount = Decimal((sign or "") + (whole or "0").replace(",", "") + (decimals or "").rstrip("."))
    return _to_fen(amount, _UNITS[own] if named else factor, value)


def _typed_words(text: str, factor: int, value: object) -> int:
    formal = to_formal(text)
    if not re.fullmatch(rf"负?[{DIGITS}拾佰仟万亿元角分整]+", formal):
        raise MoneyError(f"看不懂金额“{value}”。请只填数字，例如 600；物品请填在物品栏。")
    if not re.search("[元角分]", formal):
        return _checked(from_words(formal.removesuffix("整") + "元整") * factor, value)
    return from_words(formal + "整" if formal.endswith("元") else formal)


def _to_fen(amount: Decimal, factor: int, value: object) -> int:
    exact = amount * factor * 100
    if not exact.is_finite():
        raise MoneyError(f"金额“{value}”不是一个数。请重新填写。")
    if abs(exact) > MAX_FEN:
        raise MoneyError(f"金额“{value}”太大。请核对是不是多写了几位。")
    fen = exact.quantize(Decimal(1), ROUND_HALF_UP)
    if abs(exact - fen) >= _NOISE:
        raise MoneyError(f"金额“{value}”的小数超过两位，最小单位是分。请核对后重新填写。")
    return int(fen)


def _checked(fen: int, value: object) -> int:
    if abs(fen) > MAX_FEN:
        raise MoneyError(f"金额“{value}”太大。请核对是不是多写了几位。")
    return fen


def in_words(fen: int) -> str:
    """The amount in the words of vouchers with 人民币 before it, in the canonical form of DOMAIN.md 3.1."""
    return "人民币" + _words(_checked(fen, show(fen)), before_thousands=True, before_jiao=False)


def from_words(text: str) -> int:
    """The 分 of an amount in words; both forms of the optional 零 and the characters 圆貳陸億萬圓正 are read.

    Raises MoneyError when the words are not a rightly written amount.
    """
    formal = to_formal(re.sub(r"\s", "", text)).removeprefix("人民币")
    fen = lenient_value(formal)
    if fen is not None and abs(fen) <= MAX_FEN:
        for thousands, jiao in product((True, False), repeat=2):
            words = _words(fen, before_thousands=thousands, before_jiao=jiao)
            if formal in (words, words.removesuffix("整") if words.endswith("角整") else words):
                return fen
    raise MoneyError(f"大写金额“{text}”写得不对。请对照例子改写：壹仟贰佰元整。")


def _words(fen: int, *, before_thousands: bool, before_jiao: bool) -> str:
    yuan, cents = divmod(abs(fen), 100)
    jiao, last = divmod(cents, 10)
    text = "负" if fen < 0 else ""
    if yuan or not cents:
        text += (_whole(yuan, before_thousands) or "零") + "元"
    if jiao:
        zero = before_jiao and yuan and yuan % 10 == 0
        text += ("零" if zero else "") + DIGITS[jiao] + "角"
    elif last and yuan:
        text += "零"
    return text + (DIGITS[last] + "分" if last else "整")


def _whole(yuan: int, zero: bool) -> str:
    """Words of whole 元 below 10**13; ``zero`` writes the optional 零 before 仟 (rule 4c)."""
    high, low = divmod(yuan, 10**8)
    return _joined(high, "亿", low, 8, zero)


def _joined(high: int, unit: str, low: int, width: int, zero: bool) -> str:
    tail = four_words(low) if width == 4 else _joined(*_halves(low), zero)
    if not high:
        return tail
    head = (_joined(*_halves(high), zero) if width == 8 else four_words(high)) + unit
    optional = low >= 10 ** (width - 1) or 1000 <= low < 10_000
    gap = low < 10 ** (width - 1) or high % 10 == 0
    return head + ("零" if low and gap and (zero or not optional) else "") + tail


def _halves(number: int) -> tuple[int, str, int, int]:
    return number // 10_000, "万", number % 10_000, 4


def show(fen: int) -> str:
    """The amount for people: ¥1,409.50, always two decimals."""
    return f"{'-' if fen < 0 else ''}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def plain(fen: int) -> str:
    """The amount for files and input boxes: 1409.50."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def wan(fen: int) -> str:
    """The amount in 万元, half up to two decimals, without trailing zeros (DOMAIN.md 0.4): 64.42."""
    rounded = (Decimal(fen) / 1_000_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{rounded:f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
