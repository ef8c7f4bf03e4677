"""Small registers in many file formats, for the tests of the import."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

from ljfpa_desktop.base import idcard
from ljfpa_desktop.services.importing.parsed import Kind, Parsed, Problem, Setting
from ljfpa_desktop.services.importing.register import parse

REGISTERS = Path(__file__).parents[2] / "data" / "registers"
TOWNSHIP = "350122103"
SETTING = Setting(TOWNSHIP, date(2024, 3, 15))
Rows = Sequence[Sequence[Any]]


def number(birth: str, order: int, region: str = "350122") -> str:
    """A made-up ID number with the right checksum: ``birth`` 19680515, odd ``order`` for a man."""
    first17 = f"{region}{birth}{order:03d}"
    return first17 + idcard.checksum(first17)


def xlsx(
    path: Path, rows: Rows, merges: Sequence[str] = (), hidden: Sequence[int] = (), sheet: str = "Sheet1"
) -> Path:
    """An .xlsx with these rows from A1 on."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            if value is not None:
                page.cell(r, c, value)
    for area in merges:
        page.merge_cells(area)
    for row in hidden:
        page.row_dimensions[row].hidden = True
    book.save(path)
    return path


def xls(path: Path, rows: Rows, merges: Sequence[tuple[int, int, int, int]] = ()) -> Path:
    """An .xls with these rows; merges as (top, bottom, left, right), 0-based."""
    book = xlwt.Workbook()
    page = book.add_sheet("Sheet1")
    for top, bottom, left, right in merges:
        page.write_merge(top, bottom, left, right, rows[top][left])
    covered = {(r, c) for t, b, lo, hi in merges for r in range(t, b + 1) for c in range(lo, hi + 1)}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None and (r, c) not in covered:
                page.write(r, c, value)
    book.save(str(path))
    return path


def text_of(rows: Rows, delimiter: str = ",") -> str:
    """The rows as CSV text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [["" if v is None else v for v in row] for row in rows]
    )
    return out.getvalue()


def parsed(path: Path, kind: Kind, **more: Any) -> Parsed:
    """The register as read for 琯头镇 in March 2024."""
    return parse(path, kind, SETTING, **more)


def told(register: Parsed, row: int) -> set[tuple[str, int]]:
    """(level, rule) of the problems of a row."""
    found = register.row(row)
    assert found is not None
    return {(p.level, p.rule) for p in found.problems}


def problems_of(found: Parsed) -> list[Problem]:
    """The problems of a file and of its rows."""
    return [*found.problems, *(p for row in found.rows for p in row.problems)]


def through_libreoffice(path: Path) -> Path:
    """The workbook opened and saved by LibreOffice, as WPS would; as it is where there is none."""
    office = shutil.which("soffice")
    if office is None:
        return path
    out = path.parent / "存过"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    form = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    command = [office, profile, *form, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / path.name
