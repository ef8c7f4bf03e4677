"""Pages, slots, stamps and pictures of the sheet."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.reports import marks
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import BODY, CERTIFICATE, PORTRAIT, RECEIPTS, Frame
from tests.reports.paper_reading import codes_of, fonts_of, info, run, text_of


def test_slots_fill_a_page_before_the_next_begins() -> None:
    sheet = Sheet(RECEIPTS[3], "三份")
    seen: list[tuple[int, int]] = []
    for _ in range(5):
        sheet.place()
        seen.append((sheet.pages, sheet.slot))
    assert seen == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]


def test_slots_lie_one_below_the_other() -> None:
    sheet = Sheet(RECEIPTS[3], "三份")
    sheet.trace = []
    for _ in range(3):
        frame = sheet.place()
        sheet.text(frame.x, frame.y + 10, "同一处", BODY)
    tops = [box.frame.y for box in sheet.trace]
    assert tops[1] - tops[0] == pytest.approx(99)
    assert tops[2] - tops[1] == pytest.approx(99)


def test_metadata_and_size(tmp_path: Path) -> None:
    sheet = Sheet(CERTIFICATE, "荣誉证书", "连江县琯头镇计划生育协会")
    sheet.place()
    told = info(sheet.finish(), tmp_path)
    assert told["Title"] == "荣誉证书"
    assert told["Author"] == "连江县琯头镇计划生育协会"
    assert told["Page size"].startswith("841.89 x 595.27")


def test_a_page_without_text_embeds_no_foreign_font(tmp_path: Path) -> None:
    sheet = Sheet(PORTRAIT, "空白")
    sheet.place()
    data = sheet.finish()
    assert "Helvetica" not in run("pdffonts", "@", data=data, at=tmp_path)
    assert all(row[-5] == "yes" for row in fonts_of(data, tmp_path))


def test_a_character_no_font_has_is_refused_by_name() -> None:
    sheet = Sheet(PORTRAIT, "生僻字")
    sheet.place()
    with pytest.raises(Refused, match=r"U\+E000"):
        sheet.text(20, 20, "林\ue000", BODY)


def test_a_stamp_is_kept_once_and_shown_everywhere(tmp_path: Path) -> None:
    def made(copies: int) -> bytes:
        sheet = Sheet(RECEIPTS[2], "印")
        for _ in range(copies):
            frame = sheet.place()
            sheet.stamp("印", lambda frame=frame: sheet.text(frame.x, frame.y + 9, "单位盖章", BODY))
        return sheet.finish()

    assert text_of(made(7), tmp_path).count("单位盖章") == 7
    assert made(2).count(b"/Subtype /Form") == made(1).count(b"/Subtype /Form") == 1


def test_stamps_are_traced_at_their_slot() -> None:
    sheet = Sheet(RECEIPTS[2], "印")
    sheet.trace = []
    for _ in range(2):
        sheet.place()
        sheet.stamp("印", lambda: sheet.text(30, 20, "章", BODY))
    one, two = sheet.trace
    assert two.frame.y - one.frame.y == pytest.approx(148.5)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_pictures_keep_their_shape(kind: str, tmp_path: Path) -> None:
    out = BytesIO()
    Image.new("RGB", (400, 100), (200, 30, 30)).save(out, kind)
    sheet = Sheet(PORTRAIT, "照片")
    sheet.place()
    shown = sheet.image(out.getvalue(), Frame(20, 20, 80, 60))
    assert shown == Frame(20, 40, 80, 20)
    rows = run("pdfimages", "-list", "@", data=sheet.finish(), at=tmp_path).splitlines()[2:]
    assert [row.split()[3:5] for row in rows] == [["400", "100"]]


@pytest.mark.parametrize("text", ["LK-350122103-24A-00123-7 0A1B2C3D", "琯头镇 第1号"])
def test_codes_can_be_read_back(text: str, tmp_path: Path) -> None:
    sheet = Sheet(RECEIPTS[3], "码")
    for _ in range(3):
        sheet.place()
        marks.qr(sheet, 30, 30, text)
    assert codes_of(sheet.finish(), tmp_path) == [text] * 3


def test_bookmarks_name_each_document_of_a_run(tmp_path: Path) -> None:
    sheet = Sheet(PORTRAIT, "多份", bookmarks=True)
    for name in ("第一份 林", "第二份 𬱖"):
        sheet.place()
        sheet.bookmark(name)
    data = sheet.finish()
    assert data.count("第一份".encode("utf-16-be").hex().encode()) or b"/Outlines" in data
    assert run("qpdf", "--json", "--json-key=outlines", "@", data=data, at=tmp_path).count('"title"') == 2


def test_a_long_run_of_one_form_stays_small() -> None:
    sheet = Sheet(PORTRAIT, "长")
    for i in range(400):
        sheet.place()
        sheet.stamp("格", lambda: sheet.strokes([((20, y), (190, y)) for y in range(20, 280)]))
        sheet.text(20, 15, f"第{i}页", BODY)
    assert len(sheet.finish()) < 400 * 700
