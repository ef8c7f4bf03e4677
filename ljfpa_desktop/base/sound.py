"""Syllables that people mix up sound as one: n/ng, s/sh, z/zh, c/ch, l/n, f/h."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from ljfpa_desktop.base import pinyin

_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_FINALS = (
    "a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "i", "ia", "ie", "iao", "iu",
    "iou", "ian", "in", "iang", "ing", "iong", "u", "ua", "uo", "uai", "ui", "uan", "un", "uang", "ue", "v",
    "ve", "er",
)  # fmt: skip
_MERGED_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "l": "n"}
_MERGED_FINALS = {"ang": "an", "eng": "en", "ing": "in", "iang": "ian", "uang": "uan"}
# 黄 is said as 房 and 洪 as 冯: h before u is f, and what follows goes with it.
_AFTER_F = {"ua": "a", "uo": "o", "uai": "ai", "ui": "ei", "uan": "an", "un": "en", "ong": "en"}
_FIRST = 0xA000  # one character of the Yi block for each sound: none of them stands in a name
_LONGEST = 6  # letters of a syllable: zhuang
_MOST_READINGS = 6
_MOST_SYLLABLES = 6


def _known() -> dict[str, str]:
    """Every syllable, also some that nobody says, with the character of its sound."""
    sounds: dict[tuple[str, str], str] = {}
    found: dict[str, str] = {}
    for initial in ("", *_INITIALS):
        for final in _FINALS:
            sound = _merged(initial, final)
            found.setdefault(initial + final, sounds.setdefault(sound, chr(_FIRST + len(sounds))))
    return found


def _merged(initial: str, final: str) -> tuple[str, str]:
    initial, final = _MERGED_INITIALS.get(initial, initial), _MERGED_FINALS.get(final, final)
    if initial in ("f", "h"):
        return "f", _AFTER_F.get(final, final)
    return initial, final


_SOUNDS = _known()
_FIRST_LETTERS = str.maketrans("lh", "nf")
_SAID_AS = {"n": "ln", "f": "fh"}
_LEADS = {char: syllable[0].translate(_FIRST_LETTERS) for syllable, char in _SOUNDS.items()}


@lru_cache(maxsize=32768)
def of_name(name: str) -> str:
    """One character for each syllable of a name; empty when one of them cannot be read."""
    syllables = pinyin.syllables(name)
    return "".join(_SOUNDS[s] for s in syllables) if all(s in _SOUNDS for s in syllables) else ""


@lru_cache(maxsize=64)  # asked again for every row that is looked at
def of_letters(typed: str) -> tuple[str, ...]:
    """The sounds of typed pinyin without blanks, once for each way of cutting it into 2 to 6 syllables."""
    ways: list[list[str]] = [[""]] + [[] for _ in typed]
    for end in range(1, len(typed) + 1):
        for start in range(max(0, end - _LONGEST), end):
            sound = _SOUNDS.get(typed[start:end])
            if sound:
                ways[end] += [way + sound for way in ways[start] if len(way) < _MOST_SYLLABLES]
    # The fewer syllables, the likelier: xian is one before it is xi'an.
    found = sorted(dict.fromkeys(way for way in ways[-1] if len(way) > 1), key=len)
    return tuple(found[:_MOST_READINGS])


def initials(heard: str) -> list[str]:
    """The first letters a name may have that sounds as heard, as many as sounds: lx and nx."""
    letters = (_SAID_AS.get(_LEADS[char], _LEADS[char]) for char in heard)
    return ["".join(each) for each in product(*letters)]


def may_sound(letters: str, heard: str) -> bool:
    """Whether a name of these initials may sound as heard: a quick look before the name is read."""
    leads = letters.translate(_FIRST_LETTERS)
    return all(a == _LEADS[b] for a, b in zip(leads, heard, strict=False)) and len(leads) >= len(heard)
