"""Photos dropped, pasted and chosen; captions; what is written when the record is saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from ljfpa_desktop.services import attachment, event
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.photo_strip import PhotoStrip
from tests.services.test_attachment import picture
from tests.services.test_event import minute
from tests.ui.keyboard import press

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def strip(shown: Show) -> PhotoStrip:
    made = PhotoStrip()
    made.resize(800, 300)
    shown(made)
    return made


@pytest.fixture
def owner(seat: Desk) -> UUID:
    """An event to add photos to."""
    return event.save(seat.db, seat.actor, minute())


def save(strip: PhotoStrip, seat: Desk, owner: UUID) -> list[str]:
    """Write what there is to write; the captions that then stand in the office."""
    for act in strip.acts(seat.db, seat.actor, "event", owner):
        act()
    return [line.caption for line in attachment.of_record(seat.db, owner)]


def test_files_and_folders_are_dropped(strip: PhotoStrip, tmp_path: Path) -> None:
    folder = tmp_path / "微信照片"
    folder.mkdir()
    for name, colour in (("2.jpg", "red"), ("1.JPG", "blue"), ("说明.txt", "white")):
        (folder / name).write_bytes(picture(colour=colour, suffix="JPEG"))
    (tmp_path / "会场.png").write_bytes(picture(4000, 3000))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder)), QUrl.fromLocalFile(str(tmp_path / "会场.png"))])
    here, copy, left = QPointF(20, 20), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    entered = QDragEnterEvent(here.toPoint(), copy, mime, left, Qt.KeyboardModifier.NoModifier)
    strip.pictures.dragEnterEvent(entered)
    assert entered.isAccepted()
    strip.pictures.dropEvent(QDropEvent(here, copy, mime, left, Qt.KeyboardModifier.NoModifier))
    assert [strip.pictures.item(i).toolTip() for i in range(strip.count())] == ["1.JPG", "2.jpg", "会场.png"]
    assert strip.waiting() == [folder / "1.JPG", folder / "2.jpg", tmp_path / "会场.png"]
    assert not strip.pictures.item(2).icon().isNull()


def test_a_picture_and_nothing_are_pasted(strip: PhotoStrip, seat: Desk, owner: UUID) -> None:
    told: list[str] = []
    strip.refused.connect(told.append)
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    strip.pictures.setFocus()
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert strip.count() == 1
    QGuiApplication.clipboard().setText("只有字")
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert told == ["剪贴板里没有照片。请在微信或文件夹里复制照片再粘贴。"]
    assert save(strip, seat, owner) == [""]
    assert strip.waiting() == []


def test_photos_and_folders_are_chosen(
    strip: PhotoStrip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    strip.refused.connect(told.append)
    (tmp_path / "a.png").write_bytes(picture())
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a: ([str(tmp_path / "a.png")], ""))
    strip.choose_files()
    empty = tmp_path / "空"
    empty.mkdir()
    for folder in (str(tmp_path), str(empty), ""):
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, f=folder: f)
        strip.choose_folder()
    assert strip.count() == 2
    assert told == ["“空”里没有照片，请换一个文件夹。"]


def test_captions_and_removal_are_written_with_the_record(strip: PhotoStrip, seat: Desk, owner: UUID) -> None:
    for colour in ("red", "blue", "teal"):
        attachment.add_photo(seat.db, seat.actor, "event", owner, picture(colour=colour), caption=colour)
    strip.put(seat.db, owner)
    assert not strip.is_changed()
    strip.pictures.item(0).setText("会场")
    strip.pictures.setCurrentRow(1)
    strip.pictures.setFocus()
    press(Qt.Key.Key_Delete)
    assert strip.is_changed()
    assert [x.caption for x in attachment.of_record(seat.db, owner)] == ["red", "blue", "teal"]
    assert save(strip, seat, owner) == ["会场", "teal"]


def test_a_read_only_strip_takes_nothing(shown: Show) -> None:
    strip = PhotoStrip(read_only=True)
    shown(strip)
    assert not strip.pictures.isEnabled()


def test_a_dropped_folder_without_photos_is_said(strip: PhotoStrip, tmp_path: Path) -> None:
    told: list[str] = []
    strip.refused.connect(told.append)
    (tmp_path / "说明.txt").write_text("x", "utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    strip.take_mime(mime)
    assert told == [f"“{tmp_path.name}”里没有照片，请换一个文件夹。"]
    assert strip.count() == 0
