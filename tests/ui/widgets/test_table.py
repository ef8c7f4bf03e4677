from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Forgetful
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import WINDOW, Filters, Row, Sort, Source, TableModel, source_of
from tests.ui.keyboard import focused, press

Show = Callable[[QWidget], QWidget]
COLUMNS = (
    Column("name", "户主", width=100),
    Column("people", "人口", "number", width=60),
    Column("kinds", "类别", "pill", width=150),
    Column("id_no", "身份证号", "masked", width=170),
    Column("visited", "上次走访", "date", width=110),
    Column("aid", "今年帮扶", "money", width=110),
    Column("remark", "备注", shown=False),
)


def row(number: int) -> Row:
    kinds = ["困难"] if number % 2 else ["特殊", "低保"]
    id_no = f"3501221988041200{number % 90 + 10}"
    day = date(2024, 1, number % 28 + 1)
    return (number, f"户主{number:05d}", number % 7, kinds, id_no, day, number * 100, None)


class Office:
    """A source over many rows that remembers what was read."""

    def __init__(self, count: int) -> None:
        self.amount = count
        self.reads: list[tuple[int, Sort]] = []
        self.broken = ""

    def rows(self, offset: int, limit: int, sort: Sort, filters: Filters) -> Sequence[Row]:
        self.check()
        self.reads.append((offset, sort))
        numbers = range(self.count(filters))
        wanted = range(len(numbers))[::-1] if sort and sort[1] else range(len(numbers))
        return [row(n) for n in wanted[offset : offset + limit]]

    def count(self, filters: Filters) -> int:
        self.check()
        return 0 if filters.get("text") == "没有的" else self.amount

    def check(self) -> None:
        if self.broken:
            raise Trouble(self.broken, "请重新打开程序。")

    def totals(self, _filters: Filters) -> dict[str, Any]:
        return {"aid": sum(n * 100 for n in range(self.amount))}

    def source(self) -> Source:
        return Source(self.rows, self.count, self.totals)


@pytest.fixture
def office() -> Office:
    return Office(1000)


@pytest.fixture
def table(office: Office, shown: Show) -> Table:
    made = Table(office.source(), COLUMNS, name="t", memory=Forgetful(), unit="户")
    made.resize(900, 500)
    shown(made)
    made.reload()
    made.view.setFocus()
    return made


@pytest.mark.parametrize("count", [0, 1, 450])
def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, count: int) -> None:
    model = TableModel(Office(count).source(), COLUMNS)
    model.load()
    qtmodeltester.check(model)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.load()
    assert model.rowCount() == count


def test_only_the_windows_in_view_are_read(table: Table, office: Office) -> None:
    QGuiApplication.processEvents()
    assert {offset for offset, _ in office.reads} == {0}
    table.view.scrollToBottom()
    table.grab()
    assert {offset for offset, _ in office.reads} <= {0, 800}
    assert office.amount // WINDOW == 5


def test_cells_show_values_in_words(table: Table) -> None:
    shown = [table.model.index(3, c).data() for c in range(7)]
    assert shown == ["户主00003", "3", "困难", "350122********0013", "2024-01-04", "¥3.00", ""]
    assert table.model.index(3, 5).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert table.totals.text() == "共 1,000 户 · 今年帮扶合计 ¥499,500.00"


def test_a_click_on_the_header_sorts_and_the_third_gives_the_order_back(
    table: Table, office: Office, qtbot: QtBot
) -> None:
    header = table.view.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    orders: list[Sort] = []
    for _ in range(3):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        table.model.row(0)
        orders.append(table.model.sorted_by)
    assert orders == [("name", False), ("name", True), None]
    assert ("name", True) in {sort for _, sort in office.reads}


def test_enter_opens_the_current_row(table: Table, qtbot: QtBot) -> None:
    table.select_row(4)
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args == [5]


def test_many_rows_can_be_selected_with_the_keyboard(table: Table, qtbot: QtBot) -> None:
    table.select_row(2)
    for _ in range(3):
        qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_ids() == [2, 3, 4, 5]
    qtbot.keyClick(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.selected_ids() == list(range(1000))


def test_all_of_a_hundred_thousand_rows_are_selected_at_once(
    shown: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table(Office(100_000).source(), COLUMNS)
    table.resize(900, 500)
    shown(table)
    table.reload()
    asked: list[object] = []
    count = TableModel.columnCount

    def counted(model: TableModel, *parent: QModelIndex) -> int:
        asked.append(parent)
        return count(model, *parent)

    monkeypatch.setattr(TableModel, "columnCount", counted)
    qtbot.keyClick(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    table.grab()
    assert 0 < len(asked) < 1000, "row by row it takes over three seconds"
    table.columns.show(["aid"])
    assert len(table.selected_ids()) == 100_000


def test_the_first_column_hidden_does_not_lose_the_selection(table: Table) -> None:
    table.columns.show(["people", "aid"])
    table.select_row(7)
    assert table.selected_ids() == [7]


def test_copying_gives_header_and_rows_as_shown(table: Table, qtbot: QtBot) -> None:
    table.columns.show(["name", "id_no", "aid"])
    table.select_row(1)
    qtbot.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == (
        "户主\t身份证号\t今年帮扶\n户主00001\t350122********0011\t¥1.00"
    )


def test_chosen_columns_are_remembered(office: Office, qtbot: QtBot) -> None:
    memory = Forgetful()
    first = Table(office.source(), COLUMNS, name="households", memory=memory)
    qtbot.addWidget(first)
    assert first.columns.shown() == ["name", "people", "kinds", "id_no", "visited", "aid"]
    actions = {a.text(): a for a in first.columns.menu().actions()}
    assert not actions["备注"].isChecked()
    actions["备注"].trigger()
    actions["人口"].trigger()
    again = Table(office.source(), COLUMNS, name="households", memory=memory)
    qtbot.addWidget(again)
    assert again.columns.shown() == ["name", "kinds", "id_no", "visited", "aid", "remark"]


def test_at_least_one_column_stays(table: Table) -> None:
    table.columns.show([])
    assert table.columns.shown() == ["name"]


def test_filters_are_handed_to_the_source(table: Table) -> None:
    table.filter_by(text="没有的", village=None)
    assert table.model.filters == {"text": "没有的"}
    assert table.stack.currentWidget() is table.state
    assert "没有符合条件" in table.state.sentence.text()
    table.filter_by()
    assert table.stack.currentWidget() is table.view


def test_reloading_keeps_the_current_row(table: Table, office: Office) -> None:
    table.select_row(640)
    office.amount = 900
    table.reload()
    assert table.current_id() == 640
    office.amount = 500
    table.reload()
    assert table.current_id() is None


def test_reloading_keeps_the_current_cell(table: Table) -> None:
    table.view.setCurrentIndex(table.model.index(3, 2))
    kept = table.current_id()
    table.reload()
    now = table.view.currentIndex()
    assert (table.current_id(), now.row(), now.column()) == (kept, 3, 2)
    assert table.selected_ids() == [kept]


def test_a_record_is_found_and_made_current(table: Table) -> None:
    assert table.select_id(777)
    assert table.current_id() == 777
    assert not table.select_id(5000)


def test_an_empty_list_says_what_to_do(shown: Show, qtbot: QtBot) -> None:
    pressed: list[int] = []
    table = Table(
        Office(0).source(),
        COLUMNS,
        empty="还没有家庭。",
        empty_button=("新增家庭", lambda: pressed.append(1)),
    )
    assert table.state.sentence.text() == "正在读取……"
    shown(table)
    table.reload()
    assert table.state.sentence.text() == "还没有家庭。"
    assert table.totals.text() == ""
    qtbot.mouseClick(table.state.button, Qt.MouseButton.LeftButton)
    assert pressed == [1]


def test_a_failure_is_said_and_can_be_tried_again(table: Table, office: Office, qtbot: QtBot) -> None:
    office.broken = "数据盘拔掉了，"
    table.reload()
    assert table.state.sentence.text() == "数据盘拔掉了，请重新打开程序。"
    office.broken = ""
    qtbot.mouseClick(table.state.button, Qt.MouseButton.LeftButton)
    assert table.stack.currentWidget() is table.view


def test_a_failure_while_scrolling_is_said_too(table: Table, office: Office) -> None:
    office.broken = "数据盘拔掉了，"
    table.model.row(900)
    assert table.stack.currentWidget() is table.state


def test_columns_share_the_width(table: Table) -> None:
    widths = [table.view.columnWidth(p) for p in table.columns.places()]
    assert sum(widths) <= table.view.viewport().width() + 1
    assert table.view.columnWidth(0) > 100


def test_a_short_list_is_sorted_here() -> None:
    rows = [(1, "乙", 2), (2, "甲", None), (3, "丙", 1)]
    source = source_of(lambda: rows, [Column("name", "名"), Column("n", "数", "number")])
    assert [r[0] for r in source.rows(0, 10, ("n", False), {})] == [2, 3, 1]
    assert [r[0] for r in source.rows(1, 1, None, {})] == [2]
    assert source.count({}) == 3


def test_tab_goes_past_an_empty_list(shown: Show) -> None:
    before, after = QPushButton("前"), QPushButton("后")
    table = Table(source_of(lambda: [], COLUMNS), COLUMNS)
    table.reload()
    page = QWidget()
    box = QVBoxLayout(page)
    for widget in (before, table, after):
        box.addWidget(widget)
    shown(page)
    before.setFocus()
    passed = [before.text()]
    for _ in range(2):
        press(Qt.Key.Key_Tab)
        passed.append(focused().accessibleName() or str(focused().property("text")))
    assert passed == ["前", "选择列", "后"]


@pytest.mark.parametrize("kind", ["text", "pill"])
def test_a_bug_in_a_column_is_told_and_the_list_lives_on(kind: Any, shown: Show, qtbot: QtBot) -> None:
    def fails(_value: Any) -> str:
        raise KeyError("bug")

    columns = (
        Column("name", "户主", kind, show=None if kind == "pill" else fails, tone=fails),
        Column("v", "村居"),
    )
    table = Table(source_of(lambda: [(1, "陈頔", "壶江村")], columns), columns)
    with qtbot.captureExceptions() as bugs:
        shown(table)
        table.reload()
        table.grab()
        table.hide()
    assert {type(bug[1]) for bug in bugs} == {KeyError}
    assert table.model.words(0, 1) == "壶江村"


def test_the_whole_row_with_the_keyboard_is_framed(table: Table, qtbot: QtBot) -> None:
    table.select_row(2)
    qtbot.waitUntil(table.view.hasFocus)
    picture = table.view.viewport().grab().toImage()
    height, ratio = table.view.rowHeight(0), picture.devicePixelRatio()
    focus = theme.colour("focus").rgb()

    def framed(number: int) -> list[bool]:
        y = round((number * height + 1) * ratio)
        return [
            picture.pixel(round(x * ratio), y) == focus for x in range(5, table.view.columnWidth(0) * 3, 40)
        ]

    assert all(framed(2))
    assert not any(framed(4))


def test_the_row_the_keyboard_comes_to_is_selected(office: Office, shown: Show) -> None:
    table = Table(office.source(), COLUMNS)
    shown(table)
    table.reload()
    table.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert table.selected_ids() == [0]
    assert table.current_id() == 0


def test_a_list_without_any_row_says_so_whatever_the_filters(shown: Show) -> None:
    begun: list[str] = []
    button = ("导入", lambda: begun.append("x"))
    none = Table(Office(0).source(), COLUMNS, empty="还没有家庭。", empty_button=button)
    shown(none)
    none.filter_by(status="ACTIVE")
    assert none.state.sentence.text() == "还没有家庭。"
    none.state.button.click()
    assert begun == ["x"]


def test_words_take_the_width_that_figures_leave(shown: Show) -> None:
    wide = Table(Office(3).source(), COLUMNS)
    wide.resize(2200, 300)
    shown(wide)
    wide.reload()
    header, room = wide.view.horizontalHeader(), wide.view.viewport().width()
    assert room - 4 <= header.length() <= room
    assert header.sectionSize(1) <= theme.scaled(60) * 1.7
    assert header.sectionSize(0) > theme.scaled(100) * 1.7
