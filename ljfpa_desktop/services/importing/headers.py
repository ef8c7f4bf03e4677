"""Finds the header of a register and says what each of its columns holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ljfpa_desktop.base import codes
from ljfpa_desktop.services.importing.book import Sheet
from ljfpa_desktop.services.importing.wording import (
    POSITIONAL,
    Meaning,
    default_subject,
    plain,
    spaceless,
    understand,
    unit_in,
)

SEARCHED_ROWS = 12
SEARCHED = 60  # for what was told, and for columns without a title
ENOUGH = 3
SAMPLE = 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the register: its place, its own title, and what it means (None: not understood)."""

    index: int
    title: str
    meaning: Meaning | None
    unit: str = ""


@dataclass(slots=True)
class Header:
    """The header of a register: its rows and its columns from left to right."""

    rows: list[int]
    columns: list[Column]
    texts: list[dict[int, str]] = field(default_factory=list[dict[int, str]])
    unit: str = ""
    naming: set[int] = field(default_factory=set[int])
    """The columns that tell who somebody is."""
    plain_texts: list[dict[int, str]] = field(default_factory=list[dict[int, str]])
    _places: dict[tuple[str, str], Column] = field(default_factory=dict[tuple[str, str], Column])
    _people: dict[tuple[str, int], dict[str, Column]] = field(
        default_factory=dict[tuple[str, int], dict[str, Column]]
    )
    _titles: dict[tuple[str, int], dict[str, str]] = field(
        default_factory=dict[tuple[str, int], dict[str, str]]
    )

    def __post_init__(self) -> None:
        for c in self.columns:
            if c.meaning:
                self._places.setdefault((c.meaning.key, c.meaning.subject), c)
                traits = self._people.setdefault((c.meaning.subject, c.meaning.slot), {})
                traits.setdefault(c.meaning.key, c)
        for who, traits in self._people.items():
            self._titles[who] = {key: c.title for key, c in traits.items()}
        self.naming = {c.index for c in self.columns if c.meaning and c.meaning.key in {"name", "id"}}
        self.plain_texts = [{c: plain(t) for c, t in texts.items()} for texts in self.texts]

    def find(self, key: str, subject: str = "") -> Column | None:
        """The first column of this meaning."""
        return self._places.get((key, subject))

    def traits(self, subject: str, slot: int) -> dict[str, Column]:
        """The columns of one person (of the child with this number) by what they hold."""
        return self._people.get((subject, slot), {})

    def titles(self, subject: str, slot: int) -> dict[str, str]:
        """The titles of one person's columns by what they hold; not to be changed."""
        return self._titles.get((subject, slot), {})

    def slots(self, subject: str) -> list[int]:
        """The numbers of the children that have columns of their own; 0 where they share them."""
        return sorted(slot for s, slot in self._people if s == subject)

    def titled(self, title: str) -> Column | None:
        """The column of this title, as problems name it."""
        return next((c for c in self.columns if c.title == title), None)

    @property
    def is_doubled(self) -> bool:
        """Whether two lists stand side by side: everybody's name and another column come twice."""
        meanings = [c.meaning for c in self.columns if c.meaning and c.meaning.key not in {"note", "skip"}]
        twice = {m.key for m in meanings if meanings.count(m) > 1}
        return "name" in twice and len(twice) > 1

    @property
    def score(self) -> float:
        """How much of the header is understood; a header without names is none."""
        known = {c.meaning for c in self.columns if c.meaning}
        named = any(m.key == "name" for m in known)
        if len(known) < ENOUGH:
            return 0.0
        return len(known) - 0.3 * sum(c.meaning is None for c in self.columns) if named else 0.0


_LOOKS: dict[str, Callable[[str], bool]] = {
    "id": lambda t: bool(re.fullmatch(r"'?\d{17}[\dXx]|\d{15}", t)),
    "phone": lambda t: bool(re.fullmatch(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", t)),
    "category": lambda t: not t.isdigit() and bool(codes.resolve("household_category", t)),
    "sex": lambda t: t in {"男", "女"},
}


def _by_content(sheet: Sheet, row: int, column: int) -> Meaning | None:
    """What a column with an unknown title holds, when nearly all its cells look alike."""
    below = [plain(sheet.text(r, column)) for r in range(row + 1, row + 1 + SAMPLE)]
    filled = [t for t in below if t]
    for key, looks in _LOOKS.items():
        if len(filled) >= ENOUGH and sum(map(looks, filled)) * 10 >= len(filled) * 7:
            return Meaning(key)
    return None


def find_header(sheet: Sheet, kind: str, mapping: Mapping[str, str] | None = None) -> Header | None:
    """The header among the first rows, in one or two levels, or None when no row looks like one.

    ``mapping`` tells titles the dictionary does not know: title -> "key" or "subject.key".
    """
    best: Header | None = None
    for row in sorted(sheet.cells)[:SEARCHED_ROWS]:
        for header in (_one(sheet, row, kind, mapping or {}), _two(sheet, row, kind, mapping or {})):
            if header and header.score >= 2 and (best is None or header.score > best.score + 0.5):
                best = header
    if best:
        best.unit = next((u for u in (unit_in(t) for t in _above(sheet, best.rows[0])) if u), "")
    return best


def header_at(sheet: Sheet, rows: list[int], kind: str, meanings: Mapping[str, str]) -> Header:
    """The header in the given row (or two), whatever it looks like, with what its columns were said to hold.

    ``meanings`` is as for `find_header`, by titles that are unique in the sheet; what it does not name is
    understood from the title. A column without a title is called by its letters.
    """
    upper = {c: v.text for c, v in sheet.visible(rows[0]).items()}
    lower = {c: v.text for c, v in sheet.visible(rows[-1]).items()}
    titles = _joined(sheet, rows[0], upper, lower) if len(rows) > 1 else _spaceless(upper)
    used = {c for r in sorted(sheet.cells)[:SEARCHED] if r > rows[-1] for c in sheet.visible(r)}
    titles |= {c: f"{letters(c)}列" for c in used - {c for c, t in titles.items() if t}}
    unique = _unique_titles([Column(c, titles[c], None) for c in sorted(titles) if titles[c]])
    told = {c.index: meanings[c.title] for c in unique if c.title in meanings}
    understood = {c.index: c for c in _columns(sheet, rows[-1], titles, kind, {})}
    columns = [
        Column(c.index, c.title, _told(told[c.index]) if c.index in told else understood[c.index].meaning)
        for c in unique
    ]
    columns = [Column(c.index, c.title, c.meaning, understood[c.index].unit) for c in columns]
    header = Header(rows, columns, [upper, lower] if len(rows) > 1 else [upper])
    header.unit = next((u for u in (unit_in(t) for t in _above(sheet, rows[0])) if u), "")
    return header


def _spaceless(texts: Mapping[int, str]) -> dict[int, str]:
    return {c: spaceless(t) for c, t in texts.items()}


def _above(sheet: Sheet, row: int) -> list[str]:
    return [c.text for r in sorted(sheet.cells) if r < row for c in sheet.visible(r).values()]


def _one(sheet: Sheet, row: int, kind: str, mapping: Mapping[str, str]) -> Header | None:
    texts = {c: v.text for c, v in sheet.visible(row).items() if v.kind == "text"}
    if len(texts) < ENOUGH:
        return None
    return Header([row], _columns(sheet, row, _spaceless(texts), kind, mapping), [texts])


def _two(sheet: Sheet, row: int, kind: str, mapping: Mapping[str, str]) -> Header | None:
    upper = {c: v.text for c, v in sheet.visible(row).items()}
    lower = {c: v.text for c, v in sheet.visible(row + 1).items()}
    if len(upper) < 2 or len(lower) < 2:
        return None
    titles = _joined(sheet, row, upper, lower)
    return Header([row, row + 1], _columns(sheet, row + 1, titles, kind, mapping), [upper, lower])


def _joined(sheet: Sheet, row: int, upper: dict[int, str], lower: dict[int, str]) -> dict[int, str]:
    spread = _spread(sheet, row, upper, lower)
    titles: dict[int, str] = {}
    for c in sorted({*upper, *lower}):
        top, sub = spaceless(spread.get(c, "")), spaceless(lower.get(c, ""))
        titles[c] = f"{top}-{sub}" if top and sub and top != sub else top or sub
    return titles


def _spread(sheet: Sheet, row: int, upper: dict[int, str], lower: dict[int, str]) -> dict[int, str]:
    """The upper titles over all the columns they span, by merges or else by the blanks to their right."""
    out = dict(upper)
    merges = [m for m in sheet.merges if m.top <= row <= m.bottom and m.right > m.left and m.left in upper]
    for m in merges:
        for c in range(m.left, m.right + 1):
            out[c] = upper[m.left]
    if upper and not merges:
        under = ""
        for c in range(min(upper), max({*upper, *lower}) + 1):
            if c in upper:
                under = upper[c] if c in lower else ""
            elif c in lower and under:
                out[c] = under
    return out


def _columns(
    sheet: Sheet, row: int, titles: dict[int, str], kind: str, mapping: Mapping[str, str]
) -> list[Column]:
    found: list[Column] = []
    told = {plain(k): v for k, v in mapping.items()}
    for index in sorted(titles):
        title = titles[index]
        if not title:
            continue
        meaning = _told(told[plain(title)]) if plain(title) in told else understand(title, kind)
        if meaning is None and "-" in title:  # a group's title that says nothing: 慰问情况-金额
            meaning = understand(title.rpartition("-")[2], kind)
        meaning = meaning or _by_content(sheet, row, index)
        found.append(Column(index, title, meaning, unit_in(title)))
    return _unique_titles(_settle(found, kind))


def _told(value: str) -> Meaning:
    subject, _, key = value.rpartition(".")
    return Meaning(key, subject.rstrip("12345"), int(subject[-1]) if subject[-1:].isdigit() else 0)


def _settle(columns: list[Column], kind: str) -> list[Column]:
    """Give bare 身份证号, 性别 and 出生日期 to the person named before them (DOMAIN.md 2.6)."""
    columns = _next_children(columns)
    taken = {(m.subject, m.slot, m.key) for c in columns if (m := c.meaning) and m.subject}
    last: tuple[str, int] = (default_subject(kind), 0)
    named = False
    out: list[Column] = []
    for c in columns:
        m = c.meaning
        if m and m.subject:
            named = named or m.key == "name"
            if m.key in POSITIONAL:
                last = (m.subject, m.slot)
        elif m and m.key in POSITIONAL:
            m = _bound(m, last, taken, kind, named)
            if m:
                taken.add((m.subject, m.slot, m.key))
                last = (m.subject, m.slot)
                named = named or m.key == "name"
        out.append(Column(c.index, c.title, m, c.unit))
    return out


def _next_children(columns: list[Column]) -> list[Column]:
    """Children whose columns bear the same titles are the first, the second, and so on."""
    slot = 0
    seen: set[tuple[int, str]] = set()
    out: list[Column] = []
    for c in columns:
        m = c.meaning
        if m and m.subject == "child" and not m.slot:
            if m.key == "name" and (slot, "name") in seen:
                slot += 1
            m = Meaning(m.key, "child", slot)
            seen.add((slot, m.key))
        out.append(Column(c.index, c.title, m, c.unit))
    return out


def _bound(
    m: Meaning, last: tuple[str, int], taken: set[tuple[str, int, str]], kind: str, named: bool
) -> Meaning | None:
    default = default_subject(kind)
    if m.key == "name" and not named:
        return Meaning("name", default)
    for subject, slot in (last, (default, 0)):
        if (subject, slot, m.key) not in taken:
            return Meaning(m.key, subject, slot)
    return None


def _unique_titles(columns: list[Column]) -> list[Column]:
    """Titles that stand twice get their column letter, so that a problem names one column."""
    titles = [c.title for c in columns]
    return [
        c
        if titles.count(c.title) == 1
        else Column(c.index, f"{c.title}（{letters(c.index)}列）", c.meaning, c.unit)
        for c in columns
    ]


def letters(index: int) -> str:
    """The letters of a column: 28 -> AB."""
    out = ""
    while index:
        index, rest = divmod(index - 1, 26)
        out = chr(65 + rest) + out
    return out
