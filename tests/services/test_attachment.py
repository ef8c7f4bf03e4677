"""Photos: made small, sealed, listed in their order, kept once."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PIL import Image

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.services import attachment, event, event_list
from tests.services.test_event import minute


def picture(
    width: int = 320, height: int = 240, colour: str = "teal", suffix: str = "PNG", taken: str = ""
) -> bytes:
    """A plain picture; ``taken`` is the camera's time."""
    image = Image.new("RGB", (width, height), colour)
    exif = Image.Exif()
    if taken:
        exif[306] = taken
    out = io.BytesIO()
    image.save(out, suffix, exif=exif)
    return out.getvalue()


@pytest.fixture
def owner(db: Database, actor: Actor) -> UUID:
    """An event to add photos to."""
    return event.save(db, actor, minute())


def test_a_large_photo_becomes_two_megapixels_upright_with_its_day(tmp_path: Path) -> None:
    image = Image.new("RGB", (4000, 3000), "teal")
    exif = Image.Exif()
    exif[274], exif[306] = 6, "2024:05:29 10:21:00"  # the camera was held on its side
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    small, taken = attachment.reduced(out.getvalue(), "IMG_1.jpg")
    with Image.open(io.BytesIO(small)) as made:
        assert made.format == "JPEG"
        assert made.width * made.height <= attachment.MOST_PIXELS
        assert made.width * made.height > attachment.MOST_PIXELS * 0.98
        assert made.height > made.width
    assert taken == date(2024, 5, 29)


def test_a_small_photo_keeps_its_size_and_a_blank_time_is_no_day() -> None:
    small, taken = attachment.reduced(picture(taken="0000:00:00 00:00:00"), "a.png")
    with Image.open(io.BytesIO(small)) as made:
        assert made.size == (320, 240)
    assert taken is None


def test_photos_of_a_record_stand_in_their_order_and_open_again(
    db: Database, actor: Actor, owner: UUID, tmp_path: Path
) -> None:
    file = tmp_path / "合影.jpg"
    file.write_bytes(picture(suffix="JPEG", taken="2024:05:29 10:21:00"))
    first = attachment.add_photo(db, actor, "event", owner, file, caption="合影")
    attachment.add_photo(db, actor, "event", owner, picture(colour="red"))
    lines = attachment.of_record(db, owner)
    assert [(x.file_name, x.caption, x.taken_on) for x in lines] == [
        ("合影.jpg", "合影", date(2024, 5, 29)),
        ("粘贴的照片.jpg", "", None),
    ]
    assert lines[0].id == first
    with Image.open(io.BytesIO(attachment.content(db, lines[1].sha256))) as made:
        assert made.getpixel((5, 5)) == pytest.approx((254, 0, 0), abs=2)
    assert "照片" not in event_list.page(db)[0].missing


def test_the_same_photo_stays_one(db: Database, actor: Actor, owner: UUID) -> None:
    assert attachment.add_photo(db, actor, "event", owner, picture()) == attachment.add_photo(
        db, actor, "event", owner, picture()
    )
    assert len(attachment.of_record(db, owner)) == 1


def test_content_is_not_readable_on_the_disk(db: Database, actor: Actor, owner: UUID) -> None:
    attachment.add_photo(db, actor, "event", owner, picture())
    files = [p for p in (db.folder / attachment.FOLDER).rglob("*") if p.is_file()]
    assert files
    assert not any(b"JFIF" in p.read_bytes() for p in files)


def test_no_picture_and_a_lost_file_are_told(db: Database, actor: Actor, owner: UUID, tmp_path: Path) -> None:
    for broken in (b"not a picture", picture()[:60], b""):
        with pytest.raises(Refused, match="不是能打开的照片"):
            attachment.add_photo(db, actor, "event", owner, broken, name="坏.jpg")
    with pytest.raises(Trouble, match="读不出"):
        attachment.add_photo(db, actor, "event", owner, tmp_path / "gone.jpg")
    assert attachment.of_record(db, owner) == []


def test_a_file_too_big_is_refused_unread(
    db: Database, actor: Actor, owner: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachment, "MOST_BYTES", 10)
    (tmp_path / "a.png").write_bytes(picture())
    with pytest.raises(Refused, match="太大"):
        attachment.add_photo(db, actor, "event", owner, tmp_path / "a.png")


def test_a_caption_is_set_and_a_photo_taken_off(db: Database, actor: Actor, owner: UUID) -> None:
    photo = attachment.add_photo(db, actor, "event", owner, picture())
    attachment.caption(db, actor, photo, " 发放宣传册 ")
    (line,) = attachment.of_record(db, owner)
    assert line.caption == "发放宣传册"
    attachment.retire(db, actor, photo)
    assert attachment.of_record(db, owner) == []
    assert attachment.content(db, line.sha256)
    for act in (
        lambda: attachment.caption(db, actor, uuid4(), "x"),
        lambda: attachment.retire(db, actor, uuid4()),
    ):
        with pytest.raises(Refused, match="不在了"):
            act()


def test_a_reader_may_not_write(db: Database, owner: UUID) -> None:
    reader = Actor("r", "只读", "reader")
    with pytest.raises(Refused, match="录入"):
        attachment.add_photo(db, reader, "event", owner, picture())
    with pytest.raises(Refused, match="录入"):
        attachment.retire(db, reader, owner)
