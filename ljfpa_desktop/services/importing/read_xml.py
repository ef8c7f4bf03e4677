"""Reads OpenDocument sheets (.ods) and the XML tables of Excel 2003."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.importing.book import (
    MAX_BLANK_ROWS,
    MAX_COLUMNS,
    MAX_ROWS,
    Book,
    Cell,
    Merge,
    Sheet,
)
from ljfpa_desktop.services.importing.numbers import number_cell
from ljfpa_desktop.services.importing.read_xlsx import BROKEN

Element = ElementTree.Element


def read_ods(data: bytes, name: str) -> Book:
    """The sheets of an OpenDocument file; Refused when it is locked or broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            root = ElementTree.fromstring(package.read("content.xml"))
        hidden = _hidden_tables(root)
        return Book("ods", [_ods_sheet(t, hidden) for t in root.iter() if _local(t) == "table"])
    except BROKEN:
        raise Refused(f"“{name}”损坏或设了密码，请在表格程序里另存为xlsx再导入。") from None


def _hidden_tables(root: Element) -> set[str]:
    names: set[str] = set()
    for style in root.iter():
        if _local(style) == "style" and _get(style, "family") == "table":
            shown = [_get(p, "display") for p in style if _local(p) == "table-properties"]
            if "false" in shown:
                names.add(_get(style, "name"))
    return names


def _ods_sheet(table: Element, hidden: set[str]) -> Sheet:
    sheet = Sheet(_get(table, "name"), hidden=_get(table, "style-name") in hidden)
    column = 1
    for element in _deep(table, "table-column"):
        count = int(_get(element, "number-columns-repeated") or 1)
        if _get(element, "visibility") in {"collapse", "filter"}:
            sheet.hidden_columns |= set(range(column, min(column + count, MAX_COLUMNS)))
        column += count
    row = 1
    for element in _deep(table, "table-row"):
        times = int(_get(element, "number-rows-repeated") or 1)
        if row > MAX_ROWS:
            break
        for repeat in range(min(times, MAX_BLANK_ROWS + 2)):
            _ods_row(sheet, row + repeat, element)
            if _get(element, "visibility") in {"collapse", "filter"}:
                sheet.hidden_rows.add(row + repeat)
        row += times
    sheet.close()
    return sheet


def _deep(table: Element, tag: str) -> Iterator[Element]:
    """The rows or columns of a table, also inside header and group elements."""
    for child in table:
        if _local(child) == tag:
            yield child
        elif _local(child).startswith(tag) or _local(child).endswith(("-group", "-rows", "-columns")):
            yield from _deep(child, tag)


def _ods_row(sheet: Sheet, row: int, element: Element) -> None:
    column = 1
    for c in element:
        tag = _local(c)
        if tag not in {"table-cell", "covered-table-cell"}:
            continue
        count = int(_get(c, "number-columns-repeated") or 1)
        cell = _ods_cell(c) if tag == "table-cell" else None
        if cell:
            for repeat in range(min(count, MAX_COLUMNS)):
                sheet.put(row, column + repeat, cell)
        down, right = int(_get(c, "number-rows-spanned") or 1), int(_get(c, "number-columns-spanned") or 1)
        if down * right > 1:
            sheet.merges.append(Merge(row, column, row + down - 1, column + right - 1))
        column += count


def _ods_cell(c: Element) -> Cell | None:
    kind = _get(c, "value-type")
    shown = "\n".join("".join(p.itertext()) for p in c if _local(p) == "p")
    if kind in {"float", "currency", "percentage"}:
        plain = number_cell(float(_get(c, "value")), _get(c, "value"))
        same = (
            not plain.lost
            and shown.replace(".", "", 1).isdigit()
            and abs(float(shown) - (plain.number or 0)) < 1e-9
        )
        return Cell(shown, "number", plain.number) if same else plain
    if kind == "date":
        day = _get(c, "date-value")[:10]
        digits = [d for d in "".join(ch if ch.isdigit() else " " for ch in shown).split() if d]
        return Cell(day[:7] if len(digits) == 2 and len(digits[0]) == 4 else day, "date")
    if shown.startswith(("#REF!", "#N/A", "#VALUE!", "#NAME?", "Err:")):
        return Cell(shown, "error")
    return Cell(shown) if shown else None


def read_xml(data: bytes, name: str) -> Book:
    """The sheets of an Excel 2003 XML table."""
    try:
        return Book("xml", _xml_sheets(ElementTree.fromstring(_in_unicode(data))))
    except BROKEN:
        raise Refused(f"“{name}”损坏，请在表格程序里另存为xlsx再导入。") from None


def _in_unicode(data: bytes) -> bytes | str:
    """The document for the parser, which knows no Chinese encoding: of such a one its text."""
    declared = re.match(rb"""\s*<\?xml[^>]*?encoding=["']([\w-]+)["'][^>]*\?>""", data)
    if declared is None or declared[1].lower() not in {b"gb2312", b"gbk", b"gb18030"}:
        return data
    return data[declared.end() :].decode("gb18030")


def _xml_sheets(root: Element) -> list[Sheet]:
    sheets: list[Sheet] = []
    for table in root.iter():
        if _local(table) != "Worksheet":
            continue
        shown = [v.text for v in table.iter() if _local(v) == "Visible"]
        sheet = Sheet(_get(table, "Name"), hidden="SheetHidden" in shown)
        _xml_rows(sheet, table)
        sheets.append(sheet)
    return sheets


def _xml_rows(sheet: Sheet, table: Element) -> None:
    row = 0
    for element in table.iter():
        if _local(element) != "Row":
            continue
        row = int(_get(element, "Index") or row + 1)
        if _get(element, "Hidden") == "1":
            sheet.hidden_rows.add(row)
        column = 0
        for c in element:
            if _local(c) != "Cell":
                continue
            column = int(_get(c, "Index") or column + 1)
            for value in c:
                if _local(value) == "Data":
                    sheet.put(row, column, _xml_cell(_get(value, "Type"), "".join(value.itertext())))
            right, down = int(_get(c, "MergeAcross") or 0), int(_get(c, "MergeDown") or 0)
            if right or down:
                sheet.merges.append(Merge(row, column, row + down, column + right))
            column += right
    sheet.close()


def _xml_cell(kind: str, text: str) -> Cell:
    if kind == "Number":
        return number_cell(float(text), text)
    if kind == "DateTime":
        return Cell(text[:10], "date")
    return Cell(text, "error" if kind == "Error" else "text")


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _get(element: Element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")
