"""Reads .xlsx and .xlsm: values with their formats, merged ranges, hidden rows, columns and sheets."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO
from xml.etree import ElementTree

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.importing.book import MAX_BLANK_ROWS, MAX_ROWS, Book, Cell, Merge, Sheet
from ljfpa_desktop.services.importing.numbers import date_cell, is_date_format, number_cell, shows_day

BROKEN = (
    LookupError, ElementTree.ParseError, zipfile.BadZipFile, zlib.error, ArithmeticError, ValueError,
    EOFError, RuntimeError, StopIteration,
)  # fmt: skip
"""What a damaged package makes its readers raise."""
_WITHIN_ROW = frozenset({"c", "v", "f", "is", "t"})  # they are read with their row


@dataclass(slots=True)
class _Look:
    """What number formats the styles of a workbook have, by style number."""

    strings: list[Cell] = field(default_factory=list[Cell])
    formats: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    from_1904: bool = False

    def cell(self, value: float, raw: str, style: int) -> Cell:
        number, code = self.formats[style] if style < len(self.formats) else (0, "")
        if number and is_date_format(code, number):
            return date_cell(value, self.from_1904, shows_day(code, number))
        return number_cell(value, raw, code or ("0.00" if number == 2 else ""), self.from_1904)


def read_xlsx(data: bytes, name: str) -> Book:
    """The workbook in ``data``; Refused when its parts are broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _book(package)
    except BROKEN:
        raise Refused(f"“{name}”里面有损坏的部分，请在表格程序里打开后另存一份再导入。") from None


def _book(package: zipfile.ZipFile) -> Book:
    names = package.namelist()
    main = (
        "xl/workbook.xml"
        if "xl/workbook.xml" in names
        else next(n for n in names if n.endswith("workbook.xml"))
    )
    folder = posixpath.dirname(main)
    root = _parse(package, main)
    targets = _targets(package, folder, posixpath.basename(main))
    look = _Look(
        from_1904=any(_local(e) == "workbookPr" and e.get("date1904") in {"1", "true"} for e in root)
    )
    look.strings = list(map(Cell, _strings(package, folder)))
    look.formats = _formats(package, folder)
    sheets: list[Sheet] = []
    for element in root.iter():
        if _local(element) != "sheet":
            continue
        link = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
        target = targets.get(link, "")
        if "worksheets" not in target or target not in names:
            continue
        sheet = Sheet(element.get("name") or "", hidden=element.get("state", "visible") != "visible")
        with package.open(target) as stream:
            _fill(sheet, stream, look)
        sheets.append(sheet)
    return Book("xlsx", sheets)


@lru_cache(maxsize=1024)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _local(element: ElementTree.Element) -> str:
    return _bare(element.tag)


def _parse(package: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(package.read(part))


def _targets(package: zipfile.ZipFile, folder: str, main: str) -> dict[str, str]:
    links: dict[str, str] = {}
    for e in _parse(package, f"{folder}/_rels/{main}.rels"):
        target = e.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        links[e.get("Id", "")] = posixpath.normpath(path)
    return links


def _strings(package: zipfile.ZipFile, folder: str) -> list[str]:
    part = f"{folder}/sharedStrings.xml"
    if part not in package.namelist():
        return []
    return [_text(item) for item in _parse(package, part) if _local(item) == "si"]


def _text(item: ElementTree.Element) -> str:
    """The text of a shared or inline string, without the phonetic hints."""
    out: list[str] = []
    for child in item:
        tag = _local(child)
        if tag == "t":
            out.append(child.text or "")
        elif tag == "r":
            out += [t.text or "" for t in child if _local(t) == "t"]
    return _unescape("".join(out))


def _unescape(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _formats(package: zipfile.ZipFile, folder: str) -> list[tuple[int, str]]:
    part = f"{folder}/styles.xml"
    if part not in package.namelist():
        return []
    codes: dict[int, str] = {}
    out: list[tuple[int, str]] = []
    for block in _parse(package, part):
        if _local(block) == "numFmts":
            codes = {int(e.get("numFmtId", "0")): e.get("formatCode", "") for e in block}
        elif _local(block) == "cellXfs":
            out = [(number, codes.get(number, "")) for number in (int(e.get("numFmtId", "0")) for e in block)]
    return out


def _fill(sheet: Sheet, stream: IO[bytes], look: _Look) -> None:
    row = last = 0
    for element in _ends(stream):
        tag = _bare(element.tag)
        if tag in _WITHIN_ROW:
            continue
        if tag == "row":
            row = int(element.get("r") or row + 1)
            if row - last <= MAX_BLANK_ROWS + 1 and row <= MAX_ROWS:
                _row(sheet, row, element, look)
                last = row if row in sheet.cells else last
            elif not sheet.cut and any(len(c) for c in element):
                sheet.cut = row
            element.clear()
        elif tag == "col" and (element.get("hidden") in {"1", "true"} or element.get("width") == "0"):
            low, high = int(element.get("min", "1")), int(element.get("max", "1"))
            sheet.hidden_columns |= set(range(low, min(high, low + 400) + 1))
        elif tag == "mergeCell":
            bounds = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", element.get("ref", ""))
            if bounds:
                sheet.merges.append(
                    Merge(int(bounds[2]), _column(bounds[1]), int(bounds[4]), _column(bounds[3]))
                )
    sheet.close()


def _ends(stream: IO[bytes]) -> Iterator[ElementTree.Element]:
    for _, element in ElementTree.iterparse(stream, events=("end",)):
        yield element


def _row(sheet: Sheet, row: int, element: ElementTree.Element, look: _Look) -> None:
    column = 0
    for c in element:
        if _bare(c.tag) != "c":
            continue
        place = c.get("r") or ""
        column = _column(place.rstrip("0123456789")) if place else column + 1
        cell = _cell(c, look)
        if cell:
            sheet.put(row, column, cell)
    if element.get("hidden") in {"1", "true"} or element.get("ht") == "0":
        sheet.hidden_rows.add(row)


def _cell(c: ElementTree.Element, look: _Look) -> Cell | None:
    value = formula = None
    for child in c:
        tag = _bare(child.tag)
        if tag == "v":
            value = child.text or ""
        elif tag == "is":
            return Cell(_text(child))
        elif tag == "f":
            formula = child.text or "="
    kind = c.get("t", "n")
    if value is None or (not value and formula):
        return Cell("公式没有结果", "error") if formula and kind != "str" else None
    return _valued(kind, value, int(c.get("s") or 0), look)


def _valued(kind: str, value: str, style: int, look: _Look) -> Cell | None:
    """The cell of a stored value by its type letter."""
    match kind:
        case "s":
            return look.strings[int(value)]
        case "str":
            return Cell(_unescape(value))
        case "e":
            return Cell(value, "error")
        case "b":
            return Cell("是" if value == "1" else "否", "bool")
        case "d":
            return Cell(value[:10], "date")
        case _:
            return look.cell(float(value), value, style) if value.strip() else None


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
