"""The county's townships and villages, and the ways clerks write them (DOMAIN.md 6)."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from .paths import resources

NOMINAL = "350122400"  # 马祖乡 is kept in the data and is no office
_PREFIX = re.compile("^(福建省?)?(福州市?)?(连江县?)?")
_SUFFIX = re.compile("(社区居民委员会|社区居委会|居民委员会|村民委员会|村民委会|居委会|村委会|村委|社区|村)$")


@dataclass(frozen=True, slots=True)
class Division:
    """A county, township or village with the days between which its code holds (None: always)."""

    code: str
    name: str
    level: Literal["county", "township", "village"]
    parent: str
    valid_from: date | None
    valid_to: date | None
    initials: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The name without what a village is: 山兜村委会 -> 山兜."""
        return _SUFFIX.sub("", self.name) if self.level == "village" else self.name

    def holds_on(self, day: date) -> bool:
        """Whether the code is in use on this day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@cache
def _all() -> dict[str, Division]:
    with (resources() / "codes" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = [_division(row) for row in csv.DictReader(file)]
    return {row.code: row for row in rows}


def _division(row: dict[str, str]) -> Division:
    level = row["level"]
    if level not in ("county", "township", "village"):
        raise ValueError(f"divisions.csv: level {level!r} of {row['code']}")
    ends = [date.fromisoformat(row[key]) if row[key] else None for key in ("valid_from", "valid_to")]
    found_by = tuple(row["initials"].split())
    return Division(row["code"], row["name"], level, row["parent"], ends[0], ends[1], found_by)


@cache
def _aliases() -> dict[str, str]:
    """Old names, misspellings and short forms: normalised name -> code."""
    with (resources() / "codes" / "division_names.csv").open(encoding="utf-8", newline="") as file:
        return {_normal(row["name"]): row["code"] for row in csv.DictReader(file)}


def _normal(written: str) -> str:
    from .text import normalise  # only what is written needs it; a start looks up codes alone

    return normalise(written)


def division(code: str) -> Division | None:
    """The division of a 6, 9 or 12-digit code."""
    return _all().get(code)


def townships(day: date | None = None) -> list[tuple[str, str]]:
    """(code, name) of the 22 townships that are offices, in the order of their codes."""
    return [(d.code, d.name) for d in _all().values() if d.level == "township" and _in_use(d, day)]


def villages(township: str, day: date | None = None) -> list[tuple[str, str]]:
    """(code, name) of a township's communities and villages in the order of their codes."""
    return [(d.code, d.name) for d in _all().values() if d.parent == township and _in_use(d, day)]


def _in_use(found: Division, day: date | None) -> bool:
    return found.code != NOMINAL and (day is None or found.holds_on(day))


def is_township(code: str) -> bool:
    """Whether a code is a township's (9 digits): its office registers families, the county's (6) does not."""
    return len(code) == 9


def name(code: str) -> str:
    """The name of a code, the code itself where it is unknown (abolished codes are never rejected)."""
    found = _all().get(code)
    return found.name if found else code


def initials(code: str) -> tuple[str, ...]:
    """The pinyin initials a division is found by, as shipped: reading names costs a third of a second."""
    found = _all().get(code)
    return found.initials if found else ()


def short_name(code: str) -> str:
    """The name people say: 山兜村, 东南街社区, 琯头镇."""
    found = _all().get(code)
    if found is None or found.level != "village":
        return name(code)
    return re.sub("居委会$|委会$", "", found.name) if found.name.endswith("委会") else found.name


def _bare_township(full: str) -> str:
    return re.sub("(畲族)?[镇乡]$", "", full)


@lru_cache(maxsize=4096)
def resolve_village(text: str, township: str) -> str | None:
    """The 12-digit code of a village of this township as written; None when it is unknown or ambiguous.

    The same name stands in two townships (山兜, 长沙): only the given one is looked at.
    """
    written = _normal(text)
    if written in dict(villages(township)):
        return written
    for candidate in _without_prefix(written, township):
        found = _matching(candidate, township)
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _without_prefix(written: str, township: str) -> list[str]:
    """The text as it is, without the county, and without the township, which may lend a village its name."""
    bare = _PREFIX.sub("", written)
    names = [name(township), *(a for a, code in _aliases().items() if code == township)]
    names += [_bare_township(each) for each in names]
    return [
        written,
        bare,
        *(bare.removeprefix(each) for each in names if bare.startswith(each) and bare != each),
    ]


def _matching(written: str, township: str) -> list[str]:
    ending = _SUFFIX.search(written)
    stem = _SUFFIX.sub("", written)
    if not stem:
        return []
    alias = _aliases().get(written) or _aliases().get(stem)
    if alias and alias.startswith(township) and len(alias) == 12:
        return [alias]
    here = [d for d in _all().values() if d.parent == township]
    exact = [d.code for d in here if _normal(d.short) == stem]
    community = ending is not None and ("居" in ending[0] or ending[0] == "社区")
    if community:  # 丹阳社区 is 丹阳街社区, not 丹阳村
        exact = (
            [c for c in exact if c[9] == "0"]
            or [d.code for d in here if _normal(d.short) == stem + "街"]
            or exact
        )
    return exact or [d.code for d in here if _normal(d.name) == written]
