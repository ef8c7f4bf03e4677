from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.ui.widgets.cells import as_tsv, from_tsv, masked, words_of


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (120000, "money", "¥1,200.00"),
        (None, "money", "—"),
        (0, "money", "¥0.00"),
        (1286, "number", "1,286"),
        (None, "number", "—"),
        (date(2024, 2, 5), "date", "2024-02-05"),
        (datetime(2024, 2, 4, 17, 30, tzinfo=UTC), "date", "2024-02-05 01:30"),
        (True, "yes", "是"),
        (False, "yes", "否"),
        (None, "text", ""),
        (["困难", "低保"], "text", "困难、低保"),
        ("350122198804120024", "masked", "350122********0024"),
    ],
)
def test_values_in_words(value: object, kind: str, words: str) -> None:
    assert words_of(value, kind) == words  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("350122198804120024", "", "350122********0024"),
        ("35012219880412002X", "id_card", "350122********002X"),
        ("350122880412002", "", "350122******002"),
        ("13812345678", "", "138****5678"),
        ("0591-26123456", "phone", "0591-****3456"),
        ("6222021402004567890", "", "***************7890"),
        ("9030112010010000012", "account", "***************0012"),
        ("E12345678", "", "E1*****78"),
        ("", "", ""),
    ],
)
def test_private_text_keeps_only_its_ends(text: str, kind: str, shown: str) -> None:
    assert masked(text, kind) == shown


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="*"), min_size=1))
def test_masking_never_shows_the_whole(text: str) -> None:
    if text.strip():
        assert "*" in masked(text)


def test_the_clipboard_text_of_wps_is_read() -> None:
    text = '张三\t600\t"备注\n第二行"\r\n李四\t1,200\t"他说""好"""\r\n'
    assert from_tsv(text) == [["张三", "600", "备注\n第二行"], ["李四", "1,200", '他说"好"']]
    assert from_tsv("一格") == [["一格"]]
    assert from_tsv("a\t\n\tb") == [["a", ""], ["", "b"]]
    assert from_tsv('"没有关上\t5') == [['"没有关上', "5"]]


@given(
    st.lists(
        st.lists(st.text(alphabet="张三ab12 ,¥", max_size=6), min_size=2, max_size=2), min_size=1, max_size=6
    )
)
def test_what_is_copied_can_be_pasted(rows: list[list[str]]) -> None:
    clean = [[" ".join(cell.split()) for cell in row] for row in rows]
    assert from_tsv(as_tsv(rows)) == clean


def test_line_ends_inside_a_cell_do_not_break_the_copy() -> None:
    assert as_tsv([["a\nb", "c\td"]]) == "a b\tc d"
