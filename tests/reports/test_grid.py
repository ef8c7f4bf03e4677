"""Tables by the millimetre."""

from __future__ import annotations

import pytest

from ljfpa_desktop.reports.grid import Grid, label, name, row, value
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import PORTRAIT
from tests.reports.paper_reading import outside_cell, overlapping

COLUMNS = (25.0, 35.0, 25.0, 35.0)


def test_rows_have_their_height_and_grow_only_for_what_does_not_fit() -> None:
    short = row(8, label("领款人"), name("林秀钦"), label("电话"), value("13850112345"))
    long = row(8, label("家庭住址"), value("连江县琯头镇壶江村坵中路十二号" * 9, 3))
    grid = Grid(COLUMNS, [short, long])
    assert grid.heights()[0] == 8
    assert grid.heights()[1] > 8
    assert grid.height == pytest.approx(sum(grid.heights()))


def test_merged_cells_hold_text_over_their_columns() -> None:
    sheet = Sheet(PORTRAIT, "格")
    sheet.place()
    sheet.trace = []
    text = "连江县琯头镇壶江村坵中路十二号"
    below = Grid(COLUMNS, [row(8, label("住址"), value(text, 3))]).draw(sheet, 20, 30)
    assert below == 38
    box = next(b for b in sheet.trace if b.text == text)
    assert box.cell is not None
    assert (box.cell.x, box.cell.width) == (45, 95)
    assert outside_cell(sheet.trace) == []


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_alignment(align: str) -> None:
    sheet = Sheet(PORTRAIT, "格")
    sheet.place()
    sheet.trace = []
    cell = value("1,200.00", align=align)  # pyright: ignore[reportArgumentType]
    Grid((60.0,), [row(8, cell)]).draw(sheet, 20, 20)
    box = sheet.trace[0].frame
    middle = {"left": 21.4 + box.width / 2, "center": 50.0, "right": 78.6 - box.width / 2}[align]
    assert box.x + box.width / 2 == pytest.approx(middle, abs=0.01)
    assert box.y + box.height / 2 == pytest.approx(24, abs=0.1)


def test_same_form_with_other_values_is_drawn_from_one_stamp() -> None:
    def pages(count: int) -> bytes:
        sheet = Sheet(PORTRAIT, "格")
        for i in range(count):
            sheet.place()
            line = row(8, label("领款人"), name(f"林{'一二三四五'[i]}"), label("电话"), value(""))
            Grid(COLUMNS, [line]).draw(sheet, 20, 20)
        return sheet.finish()

    assert pages(5).count(b"/Subtype /Form") == 1


def test_lines_within_a_cell_do_not_touch() -> None:
    sheet = Sheet(PORTRAIT, "格")
    sheet.place()
    sheet.trace = []
    Grid((30.0,), [row(8, value("阿卜杜热西提·买买提江·" * 4))]).draw(sheet, 20, 20)
    assert len(sheet.trace) > 3
    assert overlapping(sheet.trace) == []
