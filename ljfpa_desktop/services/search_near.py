"""Finds one slip away from what was typed: what sounds the same, one wrong character, letter or digit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from ljfpa_desktop.base import sound
from ljfpa_desktop.services.search_words import (
    BUT_MIDDLE,
    BY_MATCH,
    BY_NUMBER,
    END,
    HEARD,
    KINDS,
    SOUND,
    START,
    Query,
    quoted,
)

WHOLE_ID = 16  # digits from which a number is taken for nearly all of an identity number
_SHOWN = "np"  # words that may be shown whole: names, not numbers


class Near(NamedTuple):
    """By what a row is near: the reason in words, and the (start, length) pieces of it that are as typed."""

    reason: str
    marks: tuple[tuple[int, int], ...]


class Stage(NamedTuple):
    """Questions to the index for one sort of slip; a row's words, and whether it is a head's, are judged."""

    queries: list[Query]
    judge: Callable[[Sequence[str], bool], Near | None]


def stages(term: str) -> list[Stage]:
    """What to ask the index for, the likeliest slips first; nothing for a term too short to judge."""
    if not term.isascii():
        heard = sound.of_name(term) if len(term) > 1 else ""
        wrong = Stage(_match(_one_wrong(term)), partial(_wrong_character, term))
        return [_alike(term, (heard,) if heard else (), "读音相近"), wrong]
    if len(term) < 4:
        return []
    if term[0].isdigit():
        return [Stage(_digits(term), partial(_slip, term))]
    wrong = Stage(_match(_letters(term)), partial(_slip, term))
    return [_alike(term, sound.of_letters(term), "拼音相近"), wrong]


def _alike(term: str, heard: tuple[str, ...], reason: str) -> Stage:
    """Names that sound as the term, and are not spelt so."""

    def judge(words: Sequence[str], _is_head: bool) -> Near | None:
        initials = next((w[1:] for w in words if w[0] == "i"), "")
        likely = tuple(each for each in heard if sound.may_sound(initials, each))
        if not likely or not sound.of_name(words[0][1:]).startswith(likely):
            return None
        spelt = next((w[1:] for w in words if w[0] == "p"), "") if term.isascii() else words[0][1:]
        return _pieces(reason, spelt, term)

    asked = dict.fromkeys(_beginning(each) for each in heard if len(each) > 1)
    return Stage([Query(BY_MATCH, " OR ".join(asked))] if asked else [], judge)


def _beginning(heard: str) -> str:
    """How a name begins to sound; of a longer one also three initials, or too many would begin so."""
    begins = quoted(SOUND + heard[:HEARD])
    if len(heard) < 3:
        return begins
    return f"({begins} AND ({' OR '.join(map(quoted, sound.initials(heard[:3])))}))"


def _wrong_character(term: str, words: Sequence[str], _is_head: bool) -> Near | None:
    name = words[0][1:]
    if len(name) == len(term) > 2 and sum(a != b for a, b in zip(name, term, strict=True)) == 1:
        return _pieces("姓名相近", name, term)
    return None


def _slip(term: str, words: Sequence[str], is_head: bool) -> Near | None:
    """One letter or digit wrong; a family's own words lead to its head."""
    word = near_word(term, words if is_head else [w for w in words if w[0].islower()])
    if not word:
        return None
    reason = f"{KINDS[word[0]]}相近"
    return _pieces(reason, word[1:], term) if word[0] in _SHOWN else Near(reason, ())


def _pieces(reason: str, shown: str, term: str) -> Near:
    """The reason with the word it means, marked where it is as typed, from its start and from its end."""
    same = [a == b for a, b in zip(shown, term, strict=False)]
    same += [False] * (len(shown) - len(same))
    for i in range(1, min(len(shown), len(term)) + 1):
        if shown[-i] != term[-i]:
            break
        same[-i] = True
    marks: list[tuple[int, int]] = []
    for is_same, places in groupby(range(len(shown)), same.__getitem__):
        run = list(places)
        if is_same:
            marks.append((len(reason) + 1 + run[0], len(run)))
    return Near(f"{reason} {shown}", tuple(marks))


def _match(asked: Sequence[str]) -> list[Query]:
    return [Query(BY_MATCH, " OR ".join(map(quoted, asked)))] if asked else []


def _one_wrong(term: str) -> list[str]:
    """Names of which the last, the first or, of three, the middle character is another."""
    if len(term) < 3:
        return []
    ends = [START + term[:-1], START + term[1:] + END]
    return [*ends, BUT_MIDDLE + term[0] + term[2] if len(term) == 3 else START + term[:2]]


def _letters(term: str) -> list[str]:
    """One slip leaves the first or the second half as it was, or swaps two neighbours across the middle."""
    half = len(term) // 2
    parts = [START + term[:half], START + _swapped(term, half)]
    return [*parts, term[half:]] if len(term) - half >= 3 else parts


def _digits(term: str) -> list[Query]:
    """The same of a number, whose last four digits are words of their own; of short ones the first half."""
    if len(term) < 7:
        return _match([START + term[: len(term) // 2], START + _swapped(term, len(term) // 2)])
    head, across = term[:-4], _swapped(term, len(term) - 4)
    if len(term) < WHOLE_ID:
        return _match([START + head, START + across, START + term[-4:] + END])
    return [
        Query(BY_NUMBER, head),
        Query(BY_NUMBER, across),
        *_match([START + term[-6:]]),
        *_match([START + term[-4:] + END]),
    ]


def _swapped(term: str, at: int) -> str:
    return term[: at - 1] + term[at] + term[at - 1] + term[at + 1 :]


def near_word(term: str, words: Sequence[str]) -> str:
    """The word (with its kind) that starts one slip away from the term; else empty."""
    size, half = len(term), len(term) // 2
    starts, last = (term[:half], _swapped(term, half)), term[half:]
    tried = (w for w in words if w[0] in "npcdtuTU" and (w.startswith(starts, 1) or last in w))
    return next(
        (w for w in tried if any(_one_slip(term, w[1 : 1 + n]) for n in (size, size - 1, size + 1))), ""
    )


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter more, less, other, or two neighbours swapped make ``a`` into ``b``."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    i = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) == len(b):
        return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])
    return a[i:] == b[i + 1 :]
