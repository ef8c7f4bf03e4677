"""Amounts in figures and words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base import money
from ljfpa_desktop.base.money import MoneyError, from_words, in_words, parse_fen, plain, show, wan

CASES = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "data/money_cases.tsv").read_text("utf-8").splitlines()
    if line
]
fens = st.integers(-money.MAX_FEN, money.MAX_FEN)


def test_all_sixty_cases_are_there() -> None:
    assert len(CASES) == 60


@pytest.mark.parametrize(("number", "words"), CASES)
def test_words_of_the_case_list(number: str, words: str) -> None:
    fen = int(Decimal(number) * 100)
    assert in_words(fen) == words
    assert from_words(words) == fen


@given(fens)
def test_words_return_to_the_amount(fen: int) -> None:
    words = in_words(fen)
    assert from_words(words) == fen
    assert parse_fen(words) == fen
    assert "零零" not in words
    assert not words.startswith("人民币拾")


@given(fens)
def test_figures_return_to_the_amount(fen: int) -> None:
    assert parse_fen(show(fen).replace("-¥", "¥-")) == fen
    assert parse_fen(plain(fen)) == fen


@pytest.mark.parametrize(
    ("words", "fen"),
    [
        ("人民币壹拾万柒仟元零伍角叁分", 10_700_053),
        ("人民币壹拾万零柒仟元伍角叁分", 10_700_053),
        ("壹拾万柒仟元伍角叁分", 10_700_053),
        ("壹仟陆佰捌拾元零叁角贰分", 168_032),
        ("壹仟肆佰零玖元伍角", 140_950),
        ("人民币壹仟贰佰圆正", 120_000),
        ("貳佰圓整", 20_000),
        ("壹萬陸仟元整", 1_600_000),
        ("壹億元整", 10_000_000_000),
        ("壹拾亿伍仟万元整", 105_000_000_000),
        ("壹亿壹仟元整", 10_000_100_000),
        ("玖万亿元整", 900_000_000_000_000),
    ],
)
def test_both_forms_of_the_optional_zero_are_read(words: str, fen: int) -> None:
    assert from_words(words) == fen


@pytest.mark.parametrize(
    "words",
    [
        "壹仟壹元整",
        "拾元整",
        "陆佰元",
        "壹仟零零壹元整",
        "伍分整",
        "壹元壹分",
        "两佰元整",
        "陆佰",
        "",
        "整",
        "六",
    ],
)
def test_wrongly_written_words_are_refused(words: str) -> None:
    with pytest.raises(MoneyError, match="大写金额"):
        from_words(words)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1200元", 120_000),
        ("1,200.00", 120_000),
        ("1，200", 120_000),
        ("￥1200", 120_000),
        ("¥500.00", 50_000),
        ("人民币600元", 60_000),
        ("６００", 60_000),
        (" 6 00 元\u3000整", 60_000),
        ("壹仟贰佰元整", 120_000),
        ("陆佰", 60_000),
        ("一千二百元", 120_000),
        ("十万元", 10_000_000),
        ("1.2千", 120_000),
        ("0.3千", 30_000),
        ("5百元", 50_000),
        ("0.12万元", 120_000),
        ("0.08万元", 80_000),
        ("3万", 3_000_000),
        (".5", 50),
        ("600.", 60_000),
        ("12元5角", 1250),
        ("12元5角3分", 1253),
        ("3元零5分", 305),
        ("-600", -60_000),
        ("0", 0),
        ("600.000", 60_000),
        (600, 60_000),
        (600.5, 60_050),
        (600.0000001, 60_000),
        (0.1 + 0.2, 30),
        (Decimal("12.34"), 1234),
    ],
)
def test_amounts_as_clerks_type_them(typed: str | float | Decimal, fen: int) -> None:
    assert parse_fen(typed) == fen


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "600（物）",
        "慰问品一份",
        "1,2",
        "12,00",
        "600.123",
        600.123,
        "0.000012千",
        "abc",
        "1.2.3",
        "元",
        ".",
        float("nan"),
        float("inf"),
        1e14,
        "99999999999999",
        "一千二",
    ],
)
def test_what_is_no_amount_is_refused_in_a_sentence(typed: str | float) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_fen(typed)
    assert caught.value.sentence.endswith("。")


@pytest.mark.parametrize("typed", ["", " ", "无", "/", "-", "—", "——"])
def test_blank_amounts_are_told_apart(typed: str) -> None:
    with pytest.raises(MoneyError, match="没有写金额"):
        parse_fen(typed)


def test_three_decimals_are_told_apart_from_noise() -> None:
    with pytest.raises(MoneyError, match="小数超过两位"):
        parse_fen(300.005)


def test_a_columns_unit_is_applied_once() -> None:
    assert parse_fen("0.6", unit="万元") == 600_000
    assert parse_fen(0.6, unit="万元") == 600_000
    assert parse_fen("6000元", unit="万元") == 600_000
    assert parse_fen("0.6万", unit="万元") == 600_000
    assert parse_fen("贰", unit="千元") == 200_000


def test_amounts_for_people_files_and_summaries() -> None:
    assert (show(140_950), show(-60_000), show(5)) == ("¥1,409.50", "-¥600.00", "¥0.05")
    assert (plain(140_950), plain(-5)) == ("1409.50", "-0.05")
    assert [wan(f) for f in (64_420_000, 61_000_000, 1_200_000, 0, -100, 5_000)] == [
        "64.42",
        "61",
        "1.2",
        "0",
        "0",
        "0.01",
    ]


def test_words_of_more_than_the_limit_are_refused() -> None:
    with pytest.raises(MoneyError, match="太大"):
        in_words(money.MAX_FEN + 1)
