"""Reads text files that stand for tables: CSV in any usual encoding and HTML saved under an .xls name."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.importing.book import Book, Cell, Merge, Sheet

_DELIMITERS = ",\t;|，"


def decode(data: bytes) -> tuple[str, str]:
    """The text of the bytes and the encoding found: byte order mark, then UTF-8, then GB18030."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    if b"\x00" in data[:200]:
        return _bare_utf16(data)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode("gb18030", "replace"), "gb18030"


def _bare_utf16(data: bytes) -> tuple[str, str]:
    even, odd = data[:4000:2].count(0), data[1:4000:2].count(0)
    encoding = "utf-16-le" if odd >= even else "utf-16-be"
    return data.decode(encoding, "replace"), encoding


def read_csv(data: bytes, name: str) -> Book:
    """The records of a CSV as one sheet; row numbers are those of the records; Refused when it is none."""
    text, encoding = decode(data)
    text = text.replace("\x00", "").lstrip("\ufeff")
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    sheet = Sheet("")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for row, record in enumerate(lines, 1):
            for column, value in enumerate(record, 1):
                formula = re.fullmatch(r'\s*="(.*)"\s*', value)
                sheet.put(row, column, Cell(formula[1] if formula else value))
    except csv.Error:
        raise Refused(f"“{name}”不像表格：有一格长得不正常。请在表格程序里打开后另存为xlsx再导入。") from None
    sheet.close()
    return Book("csv", [sheet], encoding)


def _delimiter(text: str) -> str:
    """The delimiter that splits the first lines most evenly."""
    lines = [line for line in text[:20000].splitlines() if line.strip()][:12]

    def score(mark: str) -> int:
        counts = [line.count(mark) for line in lines]
        return sorted(counts)[len(counts) // 2] * 10 + max(counts, default=0)

    return max(_DELIMITERS, key=score)


class _Tables(HTMLParser):
    """Collects the cells of all tables of a page into one sheet."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheet = Sheet("")
        self._row = 0
        self._column = 0
        self._size = (1, 1)
        self._taken: set[tuple[int, int]] = set()
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a row or cell, or note a line break."""
        found = dict(attrs)
        if tag == "tr":
            self._flush()
            self._row, self._column = self._row + 1, 0
            if "display:none" in (found.get("style") or "").replace(" ", "").lower():
                self.sheet.hidden_rows.add(self._row)
        elif tag in {"td", "th"}:
            self._flush()
            self._text = []
            self._size = (_count(found.get("rowspan")), _count(found.get("colspan")))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a cell."""
        if tag in {"td", "th", "tr", "table"}:
            self._flush()

    def handle_data(self, data: str) -> None:
        """Gather the text of the open cell."""
        if self._text is not None:
            self._text.append(re.sub(r"\s*[\r\n]+\s*", "", data))

    def _flush(self) -> None:
        if self._text is None:
            return
        self._column += 1
        while (self._row, self._column) in self._taken:
            self._column += 1
        rows, columns = self._size
        self.sheet.put(self._row, self._column, Cell("".join(self._text)))
        if rows * columns > 1:
            bottom, right = self._row + rows - 1, self._column + columns - 1
            self.sheet.merges.append(Merge(self._row, self._column, bottom, right))
            self._taken |= {
                (r, c) for r in range(self._row, bottom + 1) for c in range(self._column, right + 1)
            }
        self._column += columns - 1
        self._text = None


def _count(value: str | None) -> int:
    return min(int(value), 2000) if value and value.isdigit() and int(value) else 1


def read_html(data: bytes, _name: str) -> Book:
    """The tables of a page as one sheet."""
    named = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:4096], re.IGNORECASE)
    if named and named[1].lower() in {b"gb2312", b"gbk", b"gb18030", b"utf-8", b"utf8"}:
        encoding = "utf-8" if named[1].lower().startswith(b"utf") else "gb18030"
        text = data.decode(encoding, "replace")
    else:
        text, encoding = decode(data)
    parser = _Tables()
    parser.feed(text)
    parser.close()
    parser.sheet.close()
    return Book("html", [parser.sheet], encoding)
