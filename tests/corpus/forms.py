"""Files of the corpus: the same rows as a workbook, as text in an encoding, or in disguise."""

from __future__ import annotations

import zipfile
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from tests.services.importing.samples import Rows, text_of, xls, xlsx

FORMS = ("xlsx", "xls", "ods", "html", "xml", "gb18030", "utf-16", "utf-8", "utf-8-sig")
_MARKS = {"gb18030": ",", "utf-16": "\t", "utf-8": ";", "utf-8-sig": ","}
_SUFFIX = {"html": "xls", "xml": "xls"}
_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Sheet1">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
_XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet1"><Table>{}</Table>'
    "</Worksheet></Workbook>"
)


def write(folder: Path, name: str, form: str, rows: Rows, hidden: list[int]) -> Path:
    """The rows in a file of this form; rows can be hidden in .xlsx alone."""
    suffix = form if form in ("xlsx", "xls", "ods") else _SUFFIX.get(form, "csv")
    path = folder / f"{name}.{suffix}"
    if form == "xlsx":
        return xlsx(path, rows, hidden=hidden)
    if form == "xls":
        return xls(path, rows)
    if form == "ods":
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            package.writestr("content.xml", _ODS.format("".join(map(_ods_row, rows))))
    elif form == "html":
        body = "".join(f"<tr>{''.join(f'<td>{escape(shown(v))}</td>' for v in row)}</tr>" for row in rows)
        path.write_text(f"<html><meta charset=utf-8><table>{body}</table></html>", "utf-8")
    elif form == "xml":
        path.write_text(_XML.format("".join(map(_xml_row, rows))), "utf-8")
    else:
        path.write_bytes(text_of([[shown(v) for v in row] for row in rows], _MARKS[form]).encode(form))
    return path


def shown(value: Any) -> str:
    """A value as a spreadsheet program writes it to text."""
    if isinstance(value, float):
        return f"{value:.14E}" if value > 1e15 else f"{value:.0f}" if value > 1e6 else f"{value!r}"
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _ods_row(row: Any) -> str:
    cells = "".join(
        "<table:table-cell/>"
        if v is None
        else f'<table:table-cell office:value-type="float" office:value="{v!r}"><text:p>{shown(v)}</text:p>'
        "</table:table-cell>"
        if isinstance(v, int | float)
        else f'<table:table-cell office:value-type="string"><text:p>{escape(shown(v))}</text:p>'
        "</table:table-cell>"
        for v in row
    )
    return f"<table:table-row>{cells}</table:table-row>"


def _xml_row(row: Any) -> str:
    cells = "".join(f'<Cell><Data ss:Type="String">{escape(shown(v))}</Data></Cell>' for v in row)
    return f"<Row>{cells}</Row>"
