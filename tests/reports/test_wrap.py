"""Lines are broken where a typesetter would, and no character is lost."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ljfpa_desktop.reports import fonts
from ljfpa_desktop.reports.styles import BODY, LEAST, MM
from ljfpa_desktop.reports.wrap import fit, wrap

TEXT = st.text(st.sampled_from("林秀钦连江县，。、；（）《》“”0123456789abcXYZ-. ·琯菉"), max_size=80)


@settings(max_examples=80, deadline=None)
@example("0《0）", 8.0)
@given(TEXT, st.floats(8, 80))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, width: float) -> None:
    lines = wrap(text, fonts.SONG, 10, width)
    assert "".join(lines) == text
    face = fonts.face(fonts.SONG)
    assert all(face.width(line, 10) <= width * MM + 0.1 or len(line) == 1 for line in lines)


def test_no_line_starts_with_a_comma_or_ends_with_an_opening_bracket() -> None:
    text = "群众反响良好，" * 10 + "见《健康素养》。" * 10
    for width in range(20, 60, 3):
        lines = wrap(text, fonts.SONG, 10.5, width)
        assert not any(line[0] in "，。》" for line in lines)
        assert not any(line[-1] == "《" for line in lines)


def test_numbers_stay_whole() -> None:
    lines = wrap("账号在连江农商行6230361234567894号", fonts.SONG, 10, 40)
    assert any("6230361234567894" in line for line in lines)


def test_a_number_wider_than_the_line_is_cut() -> None:
    assert "".join(wrap("1" * 60, fonts.SONG, 10, 20)) == "1" * 60


def test_paragraphs_are_kept() -> None:
    assert wrap("甲\n\n乙", fonts.SONG, 10, 40) == ["甲", "", "乙"]


def test_short_text_stays_as_it_is() -> None:
    assert fit("林秀钦", BODY, 30, 8).size == BODY.size


def test_a_name_shrinks_before_it_breaks() -> None:
    fitted = fit("阿卜杜热西提江", BODY, 20, 8, name=True)
    assert fitted.lines == ("阿卜杜热西提江",)
    assert LEAST <= fitted.size < BODY.size


def test_other_text_breaks_before_it_shrinks_much() -> None:
    assert len(fit("连江县琯头镇壶江村坵中路十二号", BODY, 32, 12).lines) == 2


@pytest.mark.parametrize("name", [True, False])
def test_never_below_seven_points_and_the_row_is_told_to_grow(name: bool) -> None:
    fitted = fit("阿卜杜热西提·买买提江·" * 6, BODY, 20, 8, name=name)
    assert fitted.size == LEAST
    assert "".join(fitted.lines) == "阿卜杜热西提·买买提江·" * 6
    assert fitted.height > 8
