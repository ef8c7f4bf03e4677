from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.widgets.charts import Bar, BarChart, Ring

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def chart(shown: Show) -> BarChart:
    made = BarChart("户")
    made.resize(400, 170)
    shown(made)
    made.put([Bar("1月", 50), Bar("2月", 100), Bar("3月", 0), Bar("4月", 12.5, "¥1,250")])
    made.setFocus()
    return made


def height_of(chart: BarChart, index: int) -> int:
    """How many pixels of a bar's middle line are coloured."""
    picture = chart.grab().toImage()
    ratio = picture.devicePixelRatio()
    x = round((index + 0.5) * chart.width() / 4 * ratio)
    colours = {QColor(theme.colour(t)).rgb() for t in ("primary", "tint-strong")}
    return round(sum(picture.pixel(x, y) in colours for y in range(picture.height())) / ratio)


def test_bars_are_as_high_as_their_values(chart: BarChart) -> None:
    heights = [height_of(chart, i) for i in range(4)]
    assert heights[1] == max(heights)
    assert abs(heights[0] - heights[1] / 2) <= 2
    assert abs(heights[3] - heights[1] / 8) <= 2
    assert heights[2] == 0


def test_the_chart_is_told_in_words(chart: BarChart) -> None:
    assert chart.accessibleName() == "柱形图：1月 50，2月 100，3月 0，4月 ¥1,250户"
    chart.put([])
    assert chart.accessibleName() == "没有数字"
    assert not chart.grab().isNull()


def test_a_bar_is_a_door(chart: BarChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.picked) as picked:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
    assert picked.args == [1]
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    with qtbot.waitSignal(chart.picked) as picked:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert picked.args == [0]


@pytest.mark.parametrize(("done", "total"), [(0, 0), (0, 149), (96, 149), (149, 149), (150, 149)])
def test_the_ring_shows_how_far(done: int, total: int, shown: Show) -> None:
    ring = Ring()
    ring.resize(132, 150)
    shown(ring)
    ring.put(done, total, "走访")
    assert ring.accessibleName() == f"走访 {done}/{total}"
    picture = ring.grab().toImage()
    full = theme.colour("primary").rgb()
    found = sum(picture.pixel(x, y) == full for x in range(picture.width()) for y in range(picture.height()))
    assert (found > 200) == (total > 0 and done >= total)
