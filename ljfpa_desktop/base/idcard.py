"""Citizen ID numbers after GB 11643-1999, read from what registers make of them (DOMAIN.md 2.3, 8.3)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Literal, NamedTuple

from . import dates

Status = Literal["VALID", "CHECK_ERROR", "FORMAT_ERROR", "MASKED", "MISSING"]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_WHOLE = re.compile(r"[0-9]{17}[0-9X]")
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_APOSTROPHES = "'’‘`′´\"“”"
_X_FORMS = re.compile("[xX×✕✖хХχΧ*]$")
_LOOKALIKES = str.maketrans("OoQlI|丨", "0001111")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_MASKED = re.compile(r"\d{1,14}[*●○•xX×]{2,}[\dX]{0,4}")
_LOST = "身份证号被Excel转成数字，后3位丢失。请按身份证重新填写。"


class Rule(NamedTuple):
    """What an anomaly of DOMAIN.md 8.3 says of a value."""

    no: int
    level: Literal["error", "warning", "note"]
    sentence: str


@dataclass(frozen=True, slots=True)
class IdRead:
    """A number as read: ``value`` is the canonical 18 characters or empty.

    ``hint`` is never stored: known first digits, a masked pattern, or a repair to propose.
    """

    value: str
    status: Status
    rules: tuple[Rule, ...] = ()
    hint: str = ""


def checksum(first17: str) -> str:
    """The 18th character that belongs to 17 digits."""
    if len(first17) != len(_WEIGHTS):
        raise ValueError(f"{len(first17)} digits, not 17")
    return _CHECKS[sum(map(mul, _WEIGHTS, map(int, first17))) % 11]


def to18(old15: str) -> str:
    """The 18-character form of a 15-digit number."""
    first17 = f"{old15[:6]}19{old15[6:]}"
    return first17 + checksum(first17)


def birth_of(number: str) -> date | None:
    """The birth date inside an 18-character number, None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> Literal["1", "2"]:
    """The sex code (GB/T 2261.1) inside an 18-character number: odd 17th digit is male."""
    return "1" if int(number[16]) % 2 else "2"


def is_fake(number: str) -> bool:
    """Whether a number was made up: one digit repeated, region 000000, or zeros at the end."""
    if len(set(number[:17])) == 1 or number.startswith("000000") or number.endswith("0000"):
        return True
    return number.endswith("000") and number[17:18] != checksum(number[:17]) if len(number) == 18 else False


def matches_mask(masked: str, number: str) -> bool:
    """Whether a number fits a masked pattern such as 350122********0024, however many stars it has."""
    head, _, tail = masked.partition("*")
    return number.startswith(head) and number.endswith(tail.lstrip("*"))


def split_ids(text: str) -> list[str]:
    """The numbers of a cell that holds several (husband / wife), or the cell as one (anomaly 13)."""
    if _WHOLE.fullmatch(text):
        return [text]
    pieces = [p for p in re.split(r"[/、,，;；\s]+", text.strip()) if p]
    whole = all(re.fullmatch(r"\d{15}|\d{17}[\dXx]", unicodedata.normalize("NFKC", p)) for p in pieces)
    return pieces if whole and pieces else [text]


def read_id(raw: object, *, today: date | None = None) -> IdRead:
    """Read a cell or typed text as a citizen ID number (anomalies 1-10, 14, 15); nothing is guessed.

    A wrong checksum keeps its value with the status CHECK_ERROR: it may be overridden with a reason.
    """
    return _read(raw, today or dates.today())


@lru_cache(maxsize=65536, typed=True)  # a register's numbers are read in the preview and when written
def _read(raw: object, day: date) -> IdRead:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _number_cell(raw, day)
    if isinstance(raw, str) and _WHOLE.fullmatch(raw):
        return _digits(raw, day)
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", "" if raw is None else str(raw)))
    text = _INVISIBLE.sub("", text).strip(_APOSTROPHES + "、,.;")
    if not re.search(r"\w|\*", text) or text in ("无", "没有", "暂无"):
        return IdRead("", "MISSING", (Rule(15, "note", "没有身份证号。"),))
    if _SCIENTIFIC.fullmatch(text):
        sentence = "身份证号只剩科学计数法，后面的数字丢失。请按身份证重新填写。"
        return _refused(2, sentence, _known_digits(text))
    if _MASKED.fullmatch(text):
        return _masked(text)
    return _digits(text, day)


def _number_cell(raw: float, day: date) -> IdRead:
    if raw != raw or raw <= 0 or raw >= 1e19:
        return _refused(9, "身份证号不是一个号码。请按身份证重新填写。")
    if raw >= 1e15:
        return _refused(1, _LOST, f"{raw:.14e}".replace(".", "")[:15])
    return _digits(f"{raw:.0f}", day)


def _known_digits(text: str) -> str:
    return re.split("[eE]", text)[0].replace(".", "")[:15]


def _masked(text: str) -> IdRead:
    found = re.fullmatch(r"(\d+)\D+?([\dX]*)", re.sub("[●○•xX×*](?=.*[●○•xX×*])|[●○•×*]", "*", text))
    pattern = re.sub(r"\*+", "*" * 8, text if not found else f"{found[1]}*{found[2]}")
    sentence = "身份证号打了星号，不能登记，只能用来比对已有人员。请填写完整号码。"
    return IdRead("", "MASKED", (Rule(14, "error", sentence),), pattern)


def _digits(text: str, day: date) -> IdRead:
    if len(text) == 15 and text.isdecimal():
        read = _eighteen(to18(text), day)
        note = Rule(8, "note", f"15位旧身份证号已换算成18位：{read.value}。")
        return IdRead(read.value, read.status, (note,)) if read.value else read
    starred: tuple[Rule, ...] = ()
    if len(text) == 18 and not text[-1].isdigit() and _X_FORMS.search(text):
        if text.endswith("*"):
            starred = (Rule(6, "warning", "身份证号末位写成了*，已按X登记。请核对。"),)
        text = text[:-1] + "X"
    if not re.fullmatch(r"\d{17}[\dX]", text):
        return _malformed(text, day)
    read = _eighteen(text, day)
    return IdRead(read.value, read.status, starred + read.rules, read.hint)


def _malformed(text: str, day: date) -> IdRead:
    fixed = text.translate(_LOOKALIKES)
    if fixed != text and len(fixed) == 18:
        fixed = _X_FORMS.sub("X", fixed)
        if re.fullmatch(r"\d{17}[\dX]", fixed) and _eighteen(fixed, day).status == "VALID":
            return _refused(7, f"身份证号里有字母O或l，是不是 {fixed}？请确认后填写。", fixed)
    if re.fullmatch(r"\d+[xX]?", text):
        return _refused(9, f"身份证号是{len(text)}位，应为18位。请核对是多写还是漏写。")
    return _refused(9, f"身份证号“{text}”里有不认识的字符。请按身份证重新填写。")


def _eighteen(number: str, day: date) -> IdRead:
    expected = checksum(number[:17])
    if number.endswith("000") and number[17] != expected:
        return _refused(1, _LOST, number[:15])
    if is_fake(number):
        return _refused(9, "这是凑数的身份证号。请按身份证填写，没有的留空。")
    problem = _birth_problem(number, day)
    if problem:
        return _refused(10, problem)
    if number[17] == expected:
        return IdRead(number, "VALID")
    swaps = [s for s in transpositions(number) if not _birth_problem(s, day)]
    hint = swaps[0] if len(swaps) == 1 else number[:17] + expected
    where = "、".join(_swap_place(number, s) for s in swaps)
    swapped = f"，或{where}写反" if where else ""
    sentence = f"身份证号校验码不符，按前17位末位应为{expected}{swapped}。请核对。"
    return IdRead(number, "CHECK_ERROR", (Rule(9, "warning", sentence),), hint)


def transpositions(number: str) -> list[str]:
    """The numbers with one neighbouring pair swapped whose checksum is right."""
    found: list[str] = []
    for place in range(16):
        pair = number[place : place + 2]
        swapped = number[:place] + pair[::-1] + number[place + 2 :]
        if pair[0] != pair[1] and checksum(swapped[:17]) == number[17]:
            found.append(swapped)
    return found


def _swap_place(number: str, swapped: str) -> str:
    place = next(i for i in range(18) if number[i] != swapped[i])
    return f"第{place + 1}、{place + 2}位"


def _birth_problem(number: str, day: date) -> str:
    birth = birth_of(number)
    written = number[6:14]
    if birth is None:
        return f"身份证号里的出生日期{written}不存在。请按身份证核对。"
    if birth > day:
        return f"身份证号里的出生日期{written}还没有到。请按身份证核对。"
    if birth.year < 1900 or dates.age_on(birth, day) > 120:
        return f"按身份证号里的出生日期{written}，年龄超过120岁。请按身份证核对。"
    return ""


def _refused(no: int, sentence: str, hint: str = "") -> IdRead:
    return IdRead("", "FORMAT_ERROR", (Rule(no, "error", sentence),), hint)


_OTHER = {
    "03": (r"[A-Z]{0,3}\d{5,9}", "护照号应是字母加数字，例如 E12345678。"),
    "04": (r"\S{4,20}", "军官证或士兵证号不完整。"),
    "05": (r"[HM]\d{8}(\d{2})?", "港澳居民来往内地通行证号应是H或M加8位数字。"),
    "06": (r"\d{8}(\d{2})?", "台湾居民来往大陆通行证号应是8位数字。"),
    "07": (r"8[123]\d{15}[\dX]", "港澳台居民居住证号应是81、82或83开头的18位号码。"),
    "08": (r"[A-Z]{3}\d{12}|9\d{16}[\dX]", "外国人永久居留证号应是3个字母加12位数字，或9开头的18位号码。"),
    "99": (r".{1,30}", "证件号太长。"),
}


def check_other(kind: str, text: str) -> tuple[str, str]:
    """(canonical text, sentence or empty) of a document other than the ID card, by its `id_type` code."""
    value = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).upper()
    if kind in ("01", "02"):
        read = read_id(value)
        return read.value, "" if read.status == "VALID" else read.rules[0].sentence
    if kind == "09":
        return "", "选了“无证件”就不要填证件号。" if value else ""
    pattern, sentence = _OTHER.get(kind, _OTHER["99"])
    if not re.fullmatch(pattern, value):
        return value, sentence + "请核对。"
    if len(value) == 18 and kind in ("07", "08") and checksum(value[:17]) != value[17]:
        return value, "证件号校验码不符。请核对。"
    return value, ""
