"""Every character finds a font, and copied text is the text that was printed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfbase import ttfonts

from ljfpa_desktop.base import divisions
from ljfpa_desktop.reports import fonts
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import PORTRAIT, Style
from tests.reports.paper_reading import text_of

NAMES = "琯头镇苔菉镇坵祠村逻迴村小沧畲族乡"
ALL = (fonts.SONG, fonts.SONG_BOLD, fonts.HEI, fonts.HEI_MEDIUM, fonts.HEI_BOLD, fonts.KAI)
RARE = "㛃䶮𬱖𬀩𠅤喆堃犇頔翀珺玥"


@pytest.mark.parametrize("name", ALL)
def test_each_font_prints_place_names_and_rare_names(name: str, tmp_path: Path) -> None:
    sheet = Sheet(PORTRAIT, "字体")
    frame = sheet.place()
    for i, text in enumerate((NAMES, RARE, "人民币壹仟贰佰元整 ¥1,200.00 〔2024〕3号 “—”·")):
        sheet.text(frame.x, frame.y + 10 + i * 10, text, Style(name, 12))
    found = text_of(sheet.finish(), tmp_path)
    assert NAMES in found
    assert RARE in found
    assert "〔2024〕3号“—”·" in found


def test_missing_names_only_what_no_font_has() -> None:
    assert fonts.missing(NAMES + RARE + " \n\t\ufeff") == set()
    assert fonts.missing("林\ue000秀\U000f1234") == {"\ue000", "\U000f1234"}


def test_every_division_of_the_county_can_be_printed() -> None:
    townships = divisions.townships()
    villages = [v for code, _ in townships for v in divisions.villages(code)]
    names = "".join(name for _, name in (*townships, *villages))
    assert names
    assert fonts.missing(names) == set()


def test_a_name_stands_in_one_font_when_one_has_all_of_it() -> None:
    face = fonts.face(fonts.SONG_BOLD)
    wide = fonts.face(fonts.SONG).own
    rare = next(c for c in map(chr, range(0x3400, 0x9FFF)) if c not in face.own and c in wide)
    assert face.runs(f"林{rare}英", whole=True) == [(fonts.SONG, f"林{rare}英")]
    assert face.runs(f"林{rare}英") == [(fonts.SONG_BOLD, "林"), (fonts.SONG, rare), (fonts.SONG_BOLD, "英")]


def test_a_name_no_font_has_whole_is_mixed_rather_than_lost() -> None:
    face = fonts.face(fonts.SONG)
    runs = face.runs("林𠅤", whole=True)
    assert "".join(part for _, part in runs) == "林𠅤"
    assert all(set(part) <= fonts.face(name).own for name, part in runs if name != fonts.RARE[1])


def test_to_unicode_is_a_surrogate_pair_above_the_first_plane() -> None:
    fonts.face(fonts.SONG)
    table = ttfonts.makeToUnicodeCMap("probe", [0x6797, 0x2C029])
    assert "<00> <6797>" in table
    assert "<01> <D870DC29>" in table


def test_to_unicode_is_corrected_once() -> None:
    fonts.face(fonts.SONG)
    made = ttfonts.makeToUnicodeCMap
    fonts.correct_to_unicode()
    assert ttfonts.makeToUnicodeCMap is made


def test_widths_are_those_of_the_font() -> None:
    face = fonts.face(fonts.SONG)
    assert face.width("林秀钦", 10) == pytest.approx(30)
    assert 0 < face.width("1", 10) < 8


@pytest.mark.parametrize(
    ("text", "shown"),
    [("林\u200b秀\ufe0f钦", "林秀钦"), ("一\t二\n三", "一 二 三"), ("\x00林\x7f", "林"), ("畲·族", "畲·族")],
)
def test_silent_marks_are_not_printed(text: str, shown: str) -> None:
    assert fonts.printable(text) == shown


def test_all_fonts_are_truetype_and_ours() -> None:
    for name in (fonts.SONG, fonts.KAI, *fonts.RARE):
        data = (fonts.resources() / "fonts" / f"{name}.ttf").read_bytes()[:4]
        assert BytesIO(data).read() == b"\x00\x01\x00\x00"
