"""Cleaning names, rare characters and wrong decoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base import text
from ljfpa_desktop.base.characters import RADICALS, Rare


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("张 三", "张三"),
        (" 林\u3000依\u00a0妹\n", "林依妹"),
        ("林\u200b英\ufeff", "林英"),
        ("买买提•阿不都", "买买提·阿不都"),
        ("买买提.阿不都", "买买提·阿不都"),
        ("买买提・阿不都", "买买提·阿不都"),
        ("买买提･阿不都", "买买提·阿不都"),
        ("⼩⻩", "小黄"),
        ("⻢⻥", "马鱼"),
        ("林英(已故)", "林英（已故）"),
        ("Nguyen  Thi Hoa", "Nguyen Thi Hoa"),
        ("J. Smith (Jr.)", "J. Smith (Jr.)"),
        ("'林英", "林英"),
        ("䶮𬀩", "䶮𬀩"),
        (None, ""),
        (12, "12"),
    ],
)
def test_names(raw: object, name: str) -> None:
    assert text.clean_name(raw) == name


def test_texts_keep_single_blanks() -> None:
    assert text.clean_text(" 山兜村 \n 12号\t") == "山兜村 12号"


@given(st.text())
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = text.clean_name(raw)
    assert text.clean_name(once) == once


@given(st.text("林英⼩⻩ａＢ1（）()•・. \u3000\u200b畬-"))
def test_a_form_for_comparing_compares_to_itself(raw: str) -> None:
    assert text.normalise(text.normalise(raw)) == text.normalise(raw)


def test_every_radical_becomes_an_ideograph() -> None:
    assert len(RADICALS) == 214 + 113
    assert not any(0x2E80 <= ord(to) <= 0x2FDF for to in RADICALS.values())
    assert RADICALS[0x2EE9] == "黄"
    assert RADICALS[0x2F29] == "小"


@pytest.mark.parametrize(
    "raw", [None, "", " ", "无", "/", "-", "—", "－", "——", "暂无", "N/A", "\ufeff", float("nan")]
)
def test_blanks(raw: object) -> None:
    assert text.is_blank(raw)


@pytest.mark.parametrize("raw", ["林", "0", 0, "无名", "1", "吴"])
def test_no_blanks(raw: object) -> None:
    assert not text.is_blank(raw)


def test_zero_is_blank_where_it_says_nothing() -> None:
    assert text.is_blank("0", zero=True)
    assert text.is_blank(0, zero=True)
    assert text.is_blank("0.00", zero=True)
    assert not text.is_blank("10", zero=True)


def test_comparing_folds_what_does_not_matter() -> None:
    assert text.normalise("罗山（畬族） 社区") == text.normalise("罗山(畲族)社区")
    assert text.normalise("ＡＢc") == "abc"
    assert text.normalise("买买提•阿") == text.normalise("买买提·阿")
    assert text.normalise("林英") != text.normalise("林瑛")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("林依俤", []),
        ("〇", []),
        ("Nguyễn", []),
        ("林䶮", [Rare("䶮", "rare")]),
        ("陈𬀩", [Rare("𬀩", "rare")]),
        ("林\ue863", [Rare("\ue863", "pua")]),
        ("林?英", [Rare("?", "lost")]),
        ("林□", [Rare("□", "lost")]),
        ("*英", [Rare("*", "lost")]),
        ("林\ufffd", [Rare("\ufffd", "lost")]),
    ],
)
def test_rare_characters(name: str, found: list[Rare]) -> None:
    assert text.rare_characters(name) == found


@pytest.mark.parametrize("meant", ["连江", "琯头镇计生家庭", "凤城镇"])
def test_wrong_decoding_is_repaired(meant: str) -> None:
    wrong = meant.encode().decode("gb18030", errors="strict") if len(meant) % 2 == 0 else None
    if wrong:
        assert text.repair_mojibake(wrong) == meant
    assert text.repair_mojibake(meant.encode("gbk").decode("latin-1")) == meant
    assert text.repair_mojibake(meant) is None


def test_the_example_of_the_register() -> None:
    assert text.repair_mojibake("杩炴睙") == "连江"


@pytest.mark.parametrize(
    "name", ["林依妹", "陈䶮", "苔菉镇", "逻迴村", "坵祠村", "José", "Müller", "", "abc"]
)
def test_right_texts_are_left_alone(name: str) -> None:
    assert text.repair_mojibake(name) is None
