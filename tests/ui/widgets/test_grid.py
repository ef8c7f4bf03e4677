from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import money
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.widgets.grid import Answer, Flaw, Grid, GridColumn
from ljfpa_desktop.ui.widgets.grid_model import GridModel

Show = Callable[[QWidget], QWidget]
CAP = 60000
COLUMNS = (
    GridColumn("name", "户主", width=100, editable=False),
    GridColumn("basis", "依据", choices=["低保", "特困", "重病"]),
    GridColumn("amount", "金额", "money", total=True),
    GridColumn("remark", "备注"),
    GridColumn("fate", "处理", "pill", editable=False),
)


class List:
    """What a service would answer: amounts are read, a cap is checked, an unknown basis is doubted."""

    def __init__(self, count: int) -> None:
        self.rows: list[dict[str, Any]] = [
            {"name": f"户主{n}", "basis": "低保", "amount": 50000, "remark": None, "fate": "更新"}
            for n in range(count)
        ]
        self.flaws: dict[int, dict[str, Flaw]] = {}
        self.asked: list[tuple[int, str, str]] = []

    def on_edited(self, number: int, key: str, text: str) -> Answer:
        self.asked.append((number, key, text))
        while number >= len(self.rows):
            self.rows.append({"name": "新增"})
        row, flaws = self.rows[number], self.flaws.setdefault(number, {})
        flaws.pop(key, None)
        row[key] = text or None
        if key == "amount" and text:
            try:
                row[key] = money.parse_fen(text)
            except money.MoneyError as e:
                flaws[key] = Flaw("problem", e.sentence)
            else:
                if row[key] > CAP:
                    flaws[key] = Flaw("problem", "超过每户上限 600.00 元。")
        if key == "basis" and text not in ("低保", "特困", "重病"):
            flaws[key] = Flaw("doubt", f"没有“{text}”的认定记录。")
        return Answer(dict(row), dict(flaws))


@pytest.fixture
def owner() -> List:
    return List(5)


@pytest.fixture
def grid(owner: List, shown: Show) -> Grid:
    made = Grid(COLUMNS, owner.on_edited)
    made.resize(800, 400)
    shown(made)
    made.put(owner.rows)
    made.view.setFocus()
    return made


def choose(grid: Grid, top: int, left: int, bottom: int, right: int) -> None:
    grid.view.setCurrentIndex(grid.model.index(top, left))
    block = QItemSelection(grid.model.index(top, left), grid.model.index(bottom, right))
    grid.view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def amounts(grid: Grid) -> list[Any]:
    return [row.get("amount") for row in grid.rows()]


def paste(grid: Grid, qtbot: QtBot, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(grid.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("count", [0, 3])
def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, count: int) -> None:
    owner = List(count)
    model = GridModel(COLUMNS, owner.on_edited, lambda: {"name": "新增"})
    model.put(owner.rows)
    qtmodeltester.check(model)
    assert model.change([(count, 2, "300"), (0, 3, "好")]) == 2
    assert model.rowCount() == max(count, 0) + 1


def test_a_cell_is_typed_and_enter_goes_down(grid: Grid, owner: List, qtbot: QtBot) -> None:
    grid.view.setCurrentIndex(grid.model.index(1, 2))
    qtbot.keyClicks(grid.view, "4")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.accessibleName() == "金额"
    qtbot.keyClicks(editor, "50.5")
    with qtbot.waitSignal(grid.edited):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert amounts(grid) == [50000, 45050, 50000, 50000, 50000]
    assert owner.asked == [(1, "amount", "450.5")]
    assert grid.view.currentIndex().row() == 2
    assert grid.totals.text() == "共 5 行 · 金额合计 ¥2,450.50"


def test_only_editable_columns_can_be_typed_into(grid: Grid, owner: List, qtbot: QtBot) -> None:
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    qtbot.keyClicks(grid.view, "x")
    assert grid.model.change([(0, 0, "别人")]) == 0
    assert owner.asked == []
    assert grid.rows()[0]["name"] == "户主0"


def test_a_block_from_wps_is_laid_over_the_cells(grid: Grid, owner: List, qtbot: QtBot) -> None:
    choose(grid, 1, 1, 1, 1)
    paste(grid, qtbot, '特困\t300\t"两\n行"\r\n重病\t1,2345\t\r\n低保\t600元\t三\r\n')
    assert amounts(grid) == [50000, 30000, "1,2345", 60000, 50000]
    assert [r["basis"] for r in grid.rows()] == ["低保", "特困", "重病", "低保", "低保"]
    assert grid.rows()[1]["remark"] == "两\n行"
    assert grid.flaws()[2]["amount"].state == "problem"
    assert grid.flaw_button.text() == "1 处错误"
    assert "basis" not in {key for n, key, _ in owner.asked if n == 3}, "unchanged cells are left alone"


def test_rows_beyond_the_end_are_added_only_when_allowed(grid: Grid, shown: Show, qtbot: QtBot) -> None:
    choose(grid, 4, 2, 4, 2)
    paste(grid, qtbot, "100\n200\n300")
    assert amounts(grid) == [50000] * 4 + [10000]
    owner = List(0)
    free = Grid(COLUMNS, owner.on_edited, new_row=lambda: {"name": "新增"})
    shown(free)
    free.put([])
    paste(free, qtbot, "\t低保\t100\n\t低保\t200")
    assert [(r["basis"], r["amount"]) for r in free.rows()] == [("低保", 10000), ("低保", 20000)]
    assert free.totals.text() == "共 2 行 · 金额合计 ¥300.00"


def test_one_copied_cell_fills_the_selection(grid: Grid, qtbot: QtBot) -> None:
    choose(grid, 0, 2, 3, 2)
    paste(grid, qtbot, "123")
    assert amounts(grid) == [12300] * 4 + [50000]


def test_fill_down_and_undo(grid: Grid, owner: List, qtbot: QtBot) -> None:
    grid.model.change([(1, 2, "10"), (1, 3, "同上")])
    choose(grid, 1, 2, 4, 3)
    qtbot.keyClick(grid.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert amounts(grid) == [50000, 1000, 1000, 1000, 1000]
    assert [r["remark"] for r in grid.rows()] == [None, "同上", "同上", "同上", "同上"]
    qtbot.keyClick(grid.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert amounts(grid) == [50000, 1000, 50000, 50000, 50000]
    assert [r["amount"] for r in owner.rows] == amounts(grid)
    qtbot.keyClick(grid.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert amounts(grid) == [50000] * 5
    assert not grid.model.undo()


def test_fill_down_of_one_cell_takes_the_one_above(grid: Grid, qtbot: QtBot) -> None:
    grid.model.change([(2, 2, "77")])
    choose(grid, 3, 2, 3, 2)
    qtbot.keyClick(grid.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert amounts(grid)[3] == 7700
    choose(grid, 0, 2, 0, 2)
    assert grid.fill_down() == 0


def test_delete_empties_and_copy_takes_what_is_shown(grid: Grid, qtbot: QtBot) -> None:
    choose(grid, 0, 1, 1, 2)
    qtbot.keyClick(grid.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "低保\t¥500.00\n低保\t¥500.00"
    qtbot.keyClick(grid.view, Qt.Key.Key_Delete)
    assert amounts(grid) == [None, None, 50000, 50000, 50000]


def test_what_is_wrong_stands_in_a_sentence_below(grid: Grid, qtbot: QtBot) -> None:
    grid.model.change([(3, 2, "9000"), (1, 1, "听说")])
    assert grid.flaw_button.text() == "1 处错误，1 处提醒"
    qtbot.keyClick(grid.view, Qt.Key.Key_F8)
    assert (grid.view.currentIndex().row(), grid.view.currentIndex().column()) == (3, 2)
    assert grid.sentence.text() == "超过每户上限 600.00 元。"
    assert grid.sentence.property("role") == "problem"
    assert grid.model.index(3, 2).data(Qt.ItemDataRole.ToolTipRole) == "超过每户上限 600.00 元。"
    grid.model.change([(3, 2, "600")])
    assert grid.sentence.text() == ""
    qtbot.keyClick(grid.view, Qt.Key.Key_F8)
    assert grid.view.currentIndex().row() == 1
    assert grid.sentence.property("role") == "doubt"
    grid.model.change([(1, 1, "特困")])
    assert not grid.next_flaw()
    assert grid.flaw_button.isHidden()


def test_a_column_with_choices_completes(grid: Grid, qtbot: QtBot) -> None:
    grid.view.setCurrentIndex(grid.model.index(0, 1))
    qtbot.keyClick(grid.view, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.completer().model().rowCount() == 3
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert grid.rows()[0]["basis"] == "低保"


def test_the_owner_may_judge_rows_anew(grid: Grid, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(grid.edited):
        grid.set_row(0, {"name": "户主0", "amount": 1}, {"name": Flaw("problem", "查无此户。")})
    assert grid.flaw_button.text() == "1 处错误"
    assert grid.rows()[0] == {"name": "户主0", "amount": 1}


def test_two_thousand_pasted_rows_do_not_take_long(shown: Show, qtbot: QtBot, benchmark: Any) -> None:
    owner = List(2000)
    grid = Grid(COLUMNS, owner.on_edited)
    shown(grid)
    grid.put(owner.rows)
    choose(grid, 0, 1, 0, 1)
    paste(grid, qtbot, "\n".join(f"特困\t{n / 10}" for n in range(2000)))
    assert sum(amounts(grid)) == sum(n * 10 for n in range(2000))
    assert benchmark(grid.model.totals)["amount"] == sum(amounts(grid))


def test_the_line_of_errors_has_the_tone_of_a_problem(grid: Grid, qtbot: QtBot) -> None:
    assert grid.flaw_button.isHidden()
    choose(grid, 1, 2, 1, 2)
    paste(grid, qtbot, "八百")
    grid.ensurePolished()
    assert (grid.flaw_button.text(), grid.flaw_button.property("state")) == ("1 处错误", "problem")
    grid.flaw_button.ensurePolished()
    shade = grid.flaw_button.palette().color(QPalette.ColorRole.ButtonText)
    assert shade == theme.colour("red")
    grid.put([{"name": "林", "amount": 100}], [{"amount": Flaw("doubt", "超出标准。")}])
    assert (grid.flaw_button.text(), grid.flaw_button.property("state")) == ("1 处提醒", "doubt")


def test_rows_that_only_wait_to_be_typed_into_are_not_counted(shown: Show, qtbot: QtBot) -> None:
    owner = List(0)
    free = Grid(COLUMNS, owner.on_edited, new_row=lambda: {"name": "新增", "basis": None})
    shown(free)
    free.put([{"name": "林建国", "amount": 100}, {"name": "新增"}, {}, {"basis": ""}])
    assert free.totals.text() == "共 1 行 · 金额合计 ¥1.00"
