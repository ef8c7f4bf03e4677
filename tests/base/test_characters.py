"""Tables of characters that look right and are not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base.characters import DOTS, INVISIBLE, RADICALS, rare_characters, repair_mojibake

hanzi = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=10)
level_one = st.text(
    st.sampled_from("连江县琯头镇计生家庭林陈黄郑吴王张李依妹英明华国村委会"), min_size=1, max_size=12
)


def test_kangxi_radicals_become_what_unicode_says() -> None:
    for code in range(0x2F00, 0x2FD6):
        assert RADICALS[code] == unicodedata.normalize("NFKC", chr(code))


@pytest.mark.parametrize(
    ("radical", "meant"),
    [("⻩", "黄"), ("⻢", "马"), ("⻓", "长"), ("⻔", "门"), ("⻋", "车"), ("⻅", "见"), ("⻰", "龙")],
)
def test_radicals_without_a_mapping_have_one_here(radical: str, meant: str) -> None:
    assert unicodedata.normalize("NFKC", radical) == radical
    assert radical.translate(RADICALS) == meant


@given(hanzi)
def test_ideographs_are_untouched(text: str) -> None:
    assert text.translate(RADICALS).translate(DOTS) == text
    assert INVISIBLE.sub("", text) == text


@given(hanzi)
def test_a_rare_character_is_one_that_gbk_lacks(text: str) -> None:
    lacking = [c for c in text if not c.encode("gbk", "ignore")]
    assert [r.char for r in rare_characters(text)] == lacking
    assert {r.kind for r in rare_characters(text)} <= {"rare"}


@given(level_one)
def test_right_names_are_never_repaired(text: str) -> None:
    assert repair_mojibake(text) is None


@given(level_one)
def test_gbk_read_as_latin_is_repaired(text: str) -> None:
    meant = "连江" + text
    assert repair_mojibake(meant.encode("gbk").decode("latin-1")) == meant
