"""The words of a person and the questions of a typed text, without a database."""

from __future__ import annotations

import pytest

from ljfpa_desktop.services.search_words import Source, ask, indexed, near_match, near_word, words_of

WIFE = Source(
    "35012210320100001", "350122103201", "13805001234/0591-26221234", False, "单雪梅", "单依妹", "", ""
)


def test_all_words_of_a_person() -> None:
    words = words_of(WIFE._replace(id_no="35012219680515002X"))
    assert words == [
        "n单雪梅", "g雪梅", "o单依妹", "pshanxuemei", "isxm", "idxm", "icxm",
        "c35012219680515002x", "d002x", "d15002x",
        "T13805001234", "U1234", "T059126221234", "H35012210320100001", "S00001",
        "V山兜村", "Wshandoucun", "Wsdc",
    ]  # fmt: skip


def test_a_familys_words_lead_to_its_head_only() -> None:
    words = ["n林", "V山兜村"]
    assert indexed(words, is_head=True) == "^^林 ^^山兜村"
    assert indexed(words, is_head=False) == "^^林 ~~山兜村"


def test_western_names_are_found_by_their_words() -> None:
    words = words_of(WIFE._replace(name="John Smith", former_name=""))
    assert words[0] == "njohnsmith"
    assert not [w for w in words if w[0] == "g"]


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("林", '"^^林"'),
        ("ＬＪＧ", '"^^ljg"'),
        ("陈 山兜", '("^^陈" OR "~~陈") AND ("^^山兜" OR "~~山兜")'),
        ("lin xiu", '(("^^lin" OR "~~lin") AND ("^^xiu" OR "~~xiu")) OR "^^linxiu"'),
        ("a*", '"^^a*"'),
    ],
)
def test_questions(typed: str, match: str) -> None:
    assert ask(typed).match == match


def test_no_more_than_five_terms_are_asked() -> None:
    assert len(ask("a b c d e f g").terms) == 5


@pytest.mark.parametrize(
    ("term", "word", "is_near"),
    [
        ("linxiu", "linxiu", True),
        ("linxui", "linxiu", True),
        ("linxu", "linxiu", True),
        ("linnxiu", "linxiu", True),
        ("lanxiu", "linxiu", True),
        ("lanxui", "linxiu", False),
        ("linx", "linxiuying", True),
        ("abcd", "linxiu", False),
    ],
)
def test_one_slip(term: str, word: str, is_near: bool) -> None:
    assert bool(near_word(term, [f"p{word}"])) is is_near


def test_short_terms_have_no_slips() -> None:
    assert near_match("lin") == ""
    assert near_match("林") == ""
    assert near_match("linx") == '"^^li"'
    assert near_match("linxiu") == '"^^lin" OR "xiu"'
    assert near_match("章丽") == '"^^zhangli"'
