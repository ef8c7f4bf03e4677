"""Says what every row under the header is: a row of the list, or one of the lines clerks put between."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from ljfpa_desktop.services.importing.book import Cell, Merge, Sheet
from ljfpa_desktop.services.importing.headers import Header
from ljfpa_desktop.services.importing.wording import plain

RowKind = Literal[
    "data", "title", "header", "section", "subtotal", "total", "words", "signature", "note", "blank", "hidden"
]
PASSED_OVER: frozenset[RowKind] = frozenset(
    {"title", "header", "section", "subtotal", "total", "words", "signature", "note"}
)

_SUM = re.compile(r"(?:.{0,12}?)(小计|合计|总计|共计|累计)(.*)")
_SIGNED = re.compile(
    r"制表|填表|审核|复核|审批|经办|负责人|主管|分管|会长|领导|单位负责人|填报|统计员|财务|出纳|盖章|村主任"
)
_NOTE = re.compile(r"(注|备注|说明|附注|填表说明|填报说明|温馨提示|提示)(?:[:：.、1一]|$)")
_LIKE_ID = re.compile(r"'?\d{6}[\d*]{8,}[\dXx*]?")
_DITTO = {"同上", "\u3003", "\u2033", "\u2032\u2032", '"', "''", "\u201c", "\u201d", "同前", "同上行"}
_WORD = re.compile(r"(?!同)\w")  # what begins so says something of its own
_LONGEST_DITTO = 20  # with the blanks around it

VillageOf = Callable[[str], str | None]


@dataclass(slots=True)
class Table:
    """A sheet with its header and the kind of each row; cells are read with merges and 同上 filled down."""

    sheet: Sheet
    header: Header
    kinds: dict[int, RowKind] = field(default_factory=dict[int, RowKind])
    sections: dict[int, str] = field(default_factory=dict[int, str])
    mended: dict[tuple[int, int], Cell] = field(default_factory=dict[tuple[int, int], Cell])
    restored: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    _data: list[int] = field(default_factory=list[int])
    _used: dict[int, bool] = field(default_factory=dict[int, bool])
    _tops: dict[tuple[int, int], int] = field(default_factory=dict[tuple[int, int], int])

    def __post_init__(self) -> None:
        for m in self.sheet.merges:
            if m.bottom > m.top:
                self._tops |= {(r, m.left): m.top for r in range(m.top + 1, m.bottom + 1)}

    @property
    def data(self) -> list[int]:
        """The rows of the list, from top to bottom."""
        if not self._data:
            self._data = [r for r, k in self.kinds.items() if k == "data"]
        return self._data

    def above(self, row: int) -> int:
        """The row of the list before this one, 0 when there is none."""
        place = bisect_left(self.data, row)
        return self.data[place - 1] if place else 0

    def top(self, row: int, column: int) -> int:
        """The row in which the value of this cell stands: its own, or the first of its merged range."""
        return self._tops.get((row, column), row)

    def cell(self, row: int, column: int) -> Cell | None:
        """The value of a cell, filled down in merged ranges and for 同上 (anomalies 27, 28)."""
        if (row, column) in self.mended:
            return self.mended[row, column]
        top = self.top(row, column)
        found = self.mended.get((top, column)) or self.sheet.cells.get(top, {}).get(column)
        if found and _is_ditto(found.text):
            before = self.above(top)
            return self.cell(before, column) if before else None
        return found

    def is_used(self, column: int) -> bool:
        """Whether any row of the list has something in this column."""
        if column not in self._used:
            self._used[column] = any(column in self.sheet.cells.get(r, {}) for r in self.data)
        return self._used[column] or any(c == column for _, c in self.mended)

    def is_ditto(self, row: int, column: int) -> bool:
        """Whether the cell says 同上."""
        return _is_ditto(self.sheet.text(self.top(row, column), column)) and (row, column) not in self.mended

    def own(self, row: int) -> dict[int, Cell]:
        """What stands in the row itself, in visible columns."""
        return self.sheet.visible(row)


def _is_ditto(text: str) -> bool:
    return len(text) <= _LONGEST_DITTO and not _WORD.match(text) and plain(text) in _DITTO


def classify(sheet: Sheet, header: Header, village_of: VillageOf | None = None) -> Table:
    """The table under the header; ``village_of`` tells a village's name from other words."""
    table = Table(sheet, header)
    first, last = header.rows[0], max(sheet.cells, default=0)
    titles = {plain(c.text) for r in sheet.cells if r < first for c in sheet.visible(r).values()}
    section = ""
    for row in range(1, last + 1):
        kind = (
            "title"
            if row < first
            else "header"
            if row in header.rows
            else _kind(table, row, titles, village_of)
        )
        if row < first and not table.own(row):
            kind = "blank"
        if kind == "section":
            section = next(iter(table.own(row).values())).text
        if kind in {"subtotal", "total"}:
            section = ""
        table.kinds[row] = kind
        if section and kind == "data":
            table.sections[row] = section
    return table


def _kind(table: Table, row: int, titles: set[str], village_of: VillageOf | None) -> RowKind:
    own = table.own(row)
    if not own:
        return "blank"
    if row in table.sheet.hidden_rows:
        return "hidden"
    told = {c: plain(own[c].text) for c in sorted(own)}
    texts = list(told.values())
    counted = len(texts) > 3 and texts == [str(n) for n in range(1, len(texts) + 1)]
    if counted or _is_header(table.header, told):
        return "header"
    if not _has_number_like_id(texts):
        between = _between(table, row, texts, titles, village_of)
        if between:
            return between
    return "data" if _names_somebody(table, row) else _rest(table, row)


def _between(
    table: Table, row: int, texts: list[str], titles: set[str], village_of: VillageOf | None
) -> RowKind | None:
    summed = next((m for t in texts[:3] if (m := _SUM.fullmatch(t)) and len(t) <= 60), None)
    if summed:
        if "大写" in "".join(texts) or re.search(r"[壹贰叁肆伍陆柒捌玖][拾佰仟万元]", "".join(texts)):
            return "words" if len(texts) <= 2 else "total"
        return "subtotal" if summed[1] == "小计" or "小计" in texts[0] else "total"
    if "大写" in texts[0] and len(texts) <= 3:
        return "words"
    if texts[0] in titles and len(texts) == 1:
        return "title"
    if _SIGNED.match(texts[0]) and (":" in "".join(texts) or len(texts) <= 2) and not _numbered(table, row):
        return "signature"
    if _NOTE.match(texts[0]):
        return "note"
    if len(texts) == 1:
        if village_of and len(texts[0]) <= 24 and village_of(_section_name(texts[0])):
            return "section"
        if _stands_across(table, row) or len(texts[0]) > 20:
            return "note"
    return None


def _section_name(text: str) -> str:
    bare = re.sub(r"^[(]?[一二三四五六七八九十\d]+[)]?[、.．)]", "", text)
    return re.sub(r"[(:：].*$", "", bare)


def section_village(text: str) -> str:
    """The village's name in a line that heads its rows: 一、山兜村(15户) -> 山兜村."""
    return _section_name(plain(text))


def _is_header(header: Header, own: dict[int, str]) -> bool:
    if len(own) < 2:
        return False
    return any(
        sum(texts.get(c) == t for c, t in own.items()) * 5 >= len(own) * 3 for texts in header.plain_texts
    )


def _has_number_like_id(texts: list[str]) -> bool:
    return any(_LIKE_ID.fullmatch(t) for t in texts)


def _numbered(table: Table, row: int) -> bool:
    seq = table.header.find("seq")
    return bool(seq) and plain(table.sheet.text(row, seq.index)).isdigit()


def _stands_across(table: Table, row: int) -> bool:
    """Whether the row is one merged cell across the table."""
    wide = max(2, len(table.header.columns) // 2)
    return any(_across(m, row) >= wide for m in table.sheet.merges)


def _across(m: Merge, row: int) -> int:
    return m.right - m.left + 1 if m.top <= row <= m.bottom else 0


def _names_somebody(table: Table, row: int) -> bool:
    return not table.header.naming.isdisjoint(table.own(row))


def _rest(table: Table, row: int) -> RowKind:
    """A row without a name: only numbered or half merged it is blank, else it is a row that lacks one."""
    own = table.own(row)
    told = {c.meaning.key if c.meaning else "" for c in table.header.columns if c.index in own}
    if "amount" in told and told <= {"amount", "size", "goods"}:
        return "total"  # a sum that nobody has called so
    if told <= {"seq", "village", "township", "sign", "note", ""}:
        return "blank" if told & {"seq", "village", "township", "sign"} or not told else "note"
    return "data"
