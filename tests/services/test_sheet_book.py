"""The monthly sheet as a workbook: figures are numbers in the sheet's unit, unreported cells stay empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import python_calamine

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.services import period, sheet, sheet_book
from ljfpa_desktop.services.indicators import INDICATORS
from ljfpa_desktop.services.sheet import Line, Sheet
from tests import factories


def rows(path: Path) -> list[list[Any]]:
    return python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_units_and_blanks(tmp_path: Path) -> None:
    by_unit = {i.unit: i for i in INDICATORS if i.is_money}
    count = next(i for i in INDICATORS if not i.is_money)
    lines = (
        Line(by_unit["元"], 12345.0, 99900.0, None, None),
        Line(by_unit["万元"], 30_800_00.0, 6_440_000.0, 6_000_000.0, -100_00.0),
        Line(count, 3.0, 7.0, 5.0, None),
    )
    path = tmp_path / "月报.xlsx"
    write_replacing(path, sheet_book.xlsx(Sheet("2024-02", "琯头镇", 2, None, "", lines), path))
    found = rows(path)
    assert found[0][0] == "琯头镇 2024-02 月报（第2版）"
    assert found[2] == list(sheet_book.TITLES)
    assert found[3][2:6] == ["元", 123.45, 999.0, ""]
    assert found[4][2:] == ["万元", 3.08, 6.44, 6.0, 7.3, -0.01]
    assert found[5][3:7] == [3.0, 7.0, 5.0, 40.0]


def test_the_office_by_its_name_and_nothing_adjusted_stays_empty(tmp_path: Path) -> None:
    count = next(i for i in INDICATORS if not i.is_money)
    path = tmp_path / "月报.xlsx"
    found = Sheet("2024-02", "350122103", 0, None, "", (Line(count, 3.0, 7.0, 5.0, 0.0),))
    write_replacing(path, sheet_book.xlsx(found, path, "连江县琯头镇计划生育协会"))
    assert rows(path)[0][0] == "连江县琯头镇计划生育协会 2024-02 月报（未结账）"
    assert rows(path)[3][6:] == [40.0, ""]


def test_of_an_office(db: Database, actor: Actor, tmp_path: Path) -> None:
    factories.household(db, actor, categories=("03",))
    path = tmp_path / "月报.xlsx"
    write_replacing(path, sheet_book.xlsx(sheet.of(db, "2024-02"), path))
    found = rows(path)
    assert "未结账" in found[0][0]
    assert [r[0] for r in found[3:]] == [i.code for i in INDICATORS]
    by_code = {r[0]: r[3] for r in found[3:]}
    assert by_code["ZB-E01"] == 1.0
    period.close(db, actor, "2024-02", {"gap": "试", "events": "试", "unsigned": "试", "cycles": "试"})
    write_replacing(path, sheet_book.xlsx(sheet.of(db, "2024-02"), path))
    assert "第1版" in rows(path)[0][0]


def test_another_ending(db: Database) -> None:
    with pytest.raises(Refused, match="月报请用 .pdf 或 .xlsx"):
        sheet_book.xlsx(sheet.of(db, "2024-02"), Path("月报.csv"))
