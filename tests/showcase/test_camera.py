"""The camera of the tour: numbered pictures in few colours, of dialogs that wait too; none is a failure."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.showcase import camera as cameras
from ljfpa_desktop.showcase.camera import Camera, as_png
from ljfpa_desktop.ui.widgets.dialog import ask

Show = Callable[[QWidget], None]


@pytest.fixture
def shown(qtbot: QtBot) -> Show:
    def show(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        widget.show()

    return show


@pytest.fixture
def camera(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Camera:
    monkeypatch.setattr(cameras, "SETTLE_MS", 20)
    return Camera(qapp, tmp_path, lambda _path: None)


def test_pictures_are_numbered_as_they_are_taken(camera: Camera, shown: Show, tmp_path: Path) -> None:
    label = QLabel("共 200 户")
    shown(label)
    camera.take(label, "家庭")
    camera.take(label, "帮扶")
    assert sorted(p.name for p in tmp_path.glob("*.png")) == ["001-家庭.png", "002-帮扶.png"]
    with Image.open(tmp_path / "001-家庭.png") as picture:
        assert picture.size == (label.width(), label.height())
        assert picture.mode == "P"


def test_few_colours_keep_the_rare_ones() -> None:
    picture = QPixmap(400, 300)
    with QPainter(picture) as painter:
        for x in range(400):
            painter.fillRect(x, 0, 1, 300, QColor(245 - x % 200, 247, 250 - x // 2))
        painter.fillRect(10, 10, 4, 4, QColor(180, 0, 0))
        painter.fillRect(100, 100, 200, 200, QColor("white"))
        painter.fillRect(100, 100, 100, 200, QColor(245, 247, 250))
    with Image.open(io.BytesIO(as_png(picture))) as kept:
        plain = kept.convert("RGB")
    red, _, blue = plain.getpixel((12, 12))  # pyright: ignore[reportGeneralTypeIssues]
    assert red - blue > 120
    ground, paper = plain.getpixel((150, 200)), plain.getpixel((250, 200))
    assert ground == pytest.approx((245, 247, 250), abs=2)
    assert paper == pytest.approx((255, 255, 255), abs=2)
    assert as_png(picture) == as_png(picture)


def test_a_question_that_waits_is_taken_and_left(camera: Camera, shown: Show, tmp_path: Path) -> None:
    window = QWidget()
    shown(window)
    answers: list[bool] = []
    camera.dialog(lambda: answers.append(ask(window, "移出名单吗？")), "移出")
    assert answers == [False]
    assert (tmp_path / "001-移出.png").exists()


def test_no_dialog_is_a_failure(camera: Camera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cameras, "PATIENCE", 2)
    with pytest.raises(RuntimeError, match="移出"):
        camera.dialog(lambda: None, "移出")


def test_what_fails_in_the_dialog_fails_the_tour(camera: Camera, shown: Show) -> None:
    window = QWidget()
    shown(window)
    with pytest.raises(AttributeError):
        camera.dialog(
            lambda: ask(window, "移出名单吗？"), "移出", lambda dialog: dialog.no_such_button.click()
        )
