from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from ljfpa_desktop.ui import theme

TEXT_ON = [
    *((ink, ground) for ink in ("ink", "quiet", "primary", "red") for ground in ("paper", "ground", "tint")),
    *((tone, f"{tone}-tint") for tone in ("red", "amber", "green", "slate", "blue", "violet")),
    ("secondary", "paper"), ("on-primary", "primary"), ("on-primary", "primary-dark"),
    ("nav-ink", "nav"), ("nav-quiet", "nav"), ("nav-on-ink", "nav-on"), ("nav-ink", "nav-hover"),
]  # fmt: skip


def contrast_ratio(one: str, other: str) -> float:
    """The WCAG contrast of two colours, 1 to 21; text needs 4.5."""
    high, low = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(shade: QColor) -> float:
    parts = (shade.redF(), shade.greenF(), shade.blueF())
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("contrast", [False, True])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_words_can_be_read_on_their_ground(contrast: bool, ink: str, ground: str) -> None:
    colours = theme.look(contrast=contrast).colours
    assert contrast_ratio(colours[ink], colours[ground]) >= 4.5


def test_high_contrast_is_higher_than_usual() -> None:
    usual, high = (theme.look(contrast=c).colours for c in (False, True))
    for token in ("secondary", "quiet", "faint", "primary"):
        ratios = [contrast_ratio(c[token], c["paper"]) for c in (usual, high)]
        assert ratios[1] > ratios[0]


def test_large_type_is_a_quarter_larger() -> None:
    assert theme.look(large=True).sizes["font"] == 18
    assert theme.look(large=True).sizes["row"] == 48


def test_the_font_is_ours_and_not_the_machines(qapp: QApplication) -> None:
    assert QFontInfo(qapp.font()).family() == theme.FAMILY
    assert qapp.font().pixelSize() == 14


def test_qt_speaks_chinese(qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"
    assert QLocale().dayName(1) == "星期一"


@pytest.mark.usefixtures("qapp")
def test_every_token_of_the_style_sheet_is_filled_in() -> None:
    assert re.findall(r"@[\w(-]+", theme.style_sheet()) == []


@pytest.mark.usefixtures("qapp")
def test_an_icon_takes_the_colour_of_its_token() -> None:
    picture = theme.pixmap("plus", "red", 24).toImage()
    middle = picture.pixelColor(24, 24)
    assert middle.alpha() == 255
    assert middle.name() == theme.colour("red").name()


@pytest.mark.usefixtures("qapp")
def test_an_unknown_icon_or_colour_is_our_mistake() -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon")
    with pytest.raises(KeyError):
        theme.colour("no-such-token")


def test_a_rare_name_is_drawn_after_the_rare_fonts_are_loaded(qapp: QApplication, qtbot: QtBot) -> None:
    theme.load_rare_fonts()
    label = QLabel("龚䶮 𬱖")
    qtbot.addWidget(label)
    assert label.sizeHint().width() > qapp.font().pixelSize() * 3


def test_the_look_can_change_while_running(qapp: QApplication) -> None:
    theme.install(qapp, contrast=True, large=True)
    try:
        assert qapp.font().pixelSize() == 18
        assert "@" not in theme.style_sheet()
        assert theme.colour("ink").name() == "#000000"
    finally:
        theme.install(qapp)
    assert qapp.font().pixelSize() == 14
