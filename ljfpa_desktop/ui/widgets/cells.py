"""How values look in lists and grids: columns, their words, and the masking of what is private."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from ljfpa_desktop.base import dates, masking, money

CellKind = Literal["text", "number", "money", "date", "yes", "pill", "masked"]
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: ``key`` sorts and is remembered, ``show`` replaces the usual words of the kind.

    ``shown`` says whether it is in view until a person chooses; ``tone`` colours a pill (`pills.TONES`).
    """

    key: str
    label: str
    kind: CellKind = "text"
    width: int = 120
    shown: bool = True
    sortable: bool = True
    show: Callable[[Any], str] | None = None
    tone: Callable[[str], str] | None = None

    @property
    def is_figure(self) -> bool:
        """Whether the cells stand on the right."""
        return self.kind in ("number", "money")


def words_of(value: Any, kind: CellKind = "text") -> str:
    """A value as a cell shows it; money in 分 as ¥1,200.00, nothing as an em dash or empty."""
    if value is None or value == "":
        return NOTHING if kind in ("money", "number", "date") else ""
    if kind == "money" and isinstance(value, int):  # what could not be read stays as it was typed
        return money.show(value)
    if kind == "number":
        return f"{value:,}" if isinstance(value, (int, float)) else str(value)
    if kind == "yes":
        return "是" if value else "否"
    if kind == "masked":
        return masked(str(value))
    if isinstance(value, datetime):
        return dates.local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "、".join(str(v) for v in value)
    return str(value)


def masked(text: str, kind: str = "") -> str:
    """Private text with its middle hidden, by the kind of its field or else by its shape (DOMAIN.md 7)."""
    text = text.strip()
    if kind == "phone" or (text.isdigit() and len(text) == 11 and text[0] == "1"):
        return masking.mask_phone(text)
    if kind == "account" or (kind != "id_card" and text.isdigit() and len(text) in (12, 13, 14, 16, 17, 19)):
        return masking.mask_account(text)
    return masking.mask_id(text)


def as_tsv(rows: Iterable[Iterable[str]]) -> str:
    """Rows as the clipboard text that spreadsheets read; tabs and line ends inside a cell become blanks."""
    flat = ("\t".join(" ".join(cell.split()) if cell else "" for cell in row) for row in rows)
    return "\n".join(flat)


def from_tsv(text: str) -> list[list[str]]:
    """Rows of a clipboard text from WPS or Excel; quoted cells may hold tabs and line ends."""
    rows: list[list[str]] = [[]]
    at, end = 0, len(text)
    while at <= end:
        if at < end and text[at] == '"':
            cell, at = _quoted(text, at)
        else:
            stop = min((i for i in (text.find(c, at) for c in "\t\r\n") if i >= 0), default=end)
            cell, at = text[at:stop], stop
        rows[-1].append(cell)
        if at >= end:
            break
        if text[at] == "\t":
            at += 1
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        if at >= end:
            break
        rows.append([])
    return rows


def _quoted(text: str, at: int) -> tuple[str, int]:
    """A quoted cell and where it ends; a quote never closed was no quote at all."""
    i = at + 1
    while (i := text.find('"', i)) >= 0:
        if text.startswith('""', i):
            i += 2
            continue
        if i + 1 == len(text) or text[i + 1] in "\t\r\n":
            return text[at + 1 : i].replace('""', '"'), i + 1
        break
    stop = min((j for j in (text.find(c, at) for c in "\t\r\n") if j >= 0), default=len(text))
    return text[at:stop], stop
