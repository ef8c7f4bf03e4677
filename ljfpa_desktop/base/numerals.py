"""Chinese numerals: the formal digits of vouchers and what clerks write in their place."""

from __future__ import annotations

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_FORMAL = str.maketrans(
    "圆圓貳贰陸億萬正一二三四五六七八九十百千参叄弍兩",
    "元元贰贰陆亿万整壹贰叁肆伍陆柒捌玖拾佰仟叁叁贰贰",
)
_SMALL = {"拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_COINS = {"元": 100, "角": 10, "分": 1}
_PLAIN = {
    c: n
    for n, cs in enumerate(
        ("零〇○０0", "一壹", "二贰貳", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for c in cs
}


def to_formal(text: str) -> str:
    """The text in the characters vouchers use; a leading everyday 十 becomes 壹拾."""
    return ("一" if text.startswith("十") else "").translate(_FORMAL) + text.translate(_FORMAL)


def four_words(number: int) -> str:
    """A number below 10,000 in formal words, an inner run of zeros written once: 1001 -> 壹仟零壹."""
    text, gap = "", False
    for place, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + unit
        gap = not digit
    return text


def lenient_value(formal: str) -> int | None:
    """分 of formal words without judging where 零 stands; None when they are no amount."""
    sign = -1 if formal.startswith("负") else 1
    total = section = whole = digit = 0
    for char in formal.removeprefix("负").removesuffix("整"):
        if char in DIGITS:
            digit = DIGITS.index(char)
        elif char in _SMALL:
            section, digit = section + digit * _SMALL[char], 0
        elif char in _LARGE:
            whole, section, digit = _lifted(whole, section + digit, _LARGE[char]), 0, 0
        elif char in _COINS:
            total, whole, section, digit = total + (whole + section + digit) * _COINS[char], 0, 0, 0
        else:
            return None
    return None if whole or section or digit else sign * total


def _lifted(whole: int, section: int, unit: int) -> int:
    """亿 lifts everything read so far, 万 only its own section."""
    return (whole + section) * unit if unit == _LARGE["亿"] else whole + section * unit


def everyday_value(text: str) -> int | None:
    """A number below 100 as dates write it (五, 十五, 二十九, 廿九, 三十), or one by one (一九六八)."""
    if text and all(c in _PLAIN for c in text):
        return int("".join(str(_PLAIN[c]) for c in text))
    text = text.replace("廿", "二十").replace("卅", "三十").replace("拾", "十")
    tens, ten, ones = text.partition("十")
    if not ten or any(part and (len(part) > 1 or part not in _PLAIN) for part in (tens.strip("零"), ones)):
        return None
    head = tens.strip("零")
    return (_PLAIN[head] if head else 1) * 10 + (_PLAIN[ones] if ones else 0)
