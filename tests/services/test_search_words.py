"""The words of a person and the questions of a typed text, without a database."""

from __future__ import annotations

import pytest

from ljfpa_desktop.services.search_words import BY_MATCH, BY_NUMBER, Source, ask, indexed, words_of

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
    assert indexed(words, is_head=True).split()[:2] == ["^^林", "^^山兜村"]
    assert indexed(words, is_head=False).split()[:2] == ["^^林", "~~山兜村"]


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
    ("words", "is_head", "text"),
    [
        (["n陈秀英", "c350122196805150024"], False, "^^陈秀英 ^^350122196805 ="),
        (["n陈秀英", "H35012210320100001"], True, "^^陈秀英 ^^350122103201 ="),
        (["n陈秀英", "H35012210320100001"], False, "^^陈秀英 ="),
    ],
)
def test_long_numbers_stand_in_the_index_as_far_as_they_are_looked_for(
    words: list[str], is_head: bool, text: str
) -> None:
    assert indexed(words, is_head=is_head).startswith(text)


def test_what_slips_are_found_by_stands_last() -> None:
    *_, slips = indexed(["n陈秀英"], is_head=False).split()
    assert (slips[0], slips[3:]) == ("=", "-陈英")
    assert indexed(["n程休恩"], is_head=False).split()[-1][:3] == slips[:3]  # sounds as it begins
    assert indexed(["njohnsmith"], is_head=False) == "^^johnsmith"


@pytest.mark.parametrize(
    ("typed", "ranks", "asked"),
    [
        ("林", BY_MATCH, '"^^林"'),
        ("350122196805", BY_MATCH, '"^^350122196805"'),
        ("3501221968051", BY_NUMBER, "3501221968051"),
        ("35012219680515002x", BY_NUMBER, "35012219680515002X"),
        ("linjianguolinj", BY_MATCH, '"^^linjianguolinj"'),
        (
            "陈 350122196805150024", BY_MATCH,
            '("^^陈" OR "~~陈") AND ("^^350122196805" AND "^^150024")',
        ),
    ],
)  # fmt: skip
def test_long_numbers_are_asked_of_the_records(typed: str, ranks: str, asked: str) -> None:
    assert ask(typed).query == (ranks, asked)
