"""The search against plain definitions: what one slip is, who is found by what, and nobody else."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ljfpa_desktop.base import pinyin
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import household, person, search
from ljfpa_desktop.services.search_near import near_word, stages
from ljfpa_desktop.services.search_words import Source, ask, words_of
from tests import factories

LETTERS = "ainxu"
TERMS = st.text(LETTERS, min_size=4, max_size=9)


def distance(a: str, b: str) -> int:
    """Letters more, less, other, or neighbours swapped, by the usual table."""
    d = [[max(i, j) if not min(i, j) else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            d[i][j] = min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1)
    return d[-1][-1]


def is_near(term: str, word: str) -> bool:
    """Whether a start of the word is at most one slip away from the term."""
    sizes = range(len(term) - 1, len(term) + 2)
    return any(distance(term, word[:n]) <= 1 for n in sizes if n <= len(word))


SLIPS = st.sampled_from(["swap", "drop", "add", "other"])


def slip(word: str, kind: str, place: int, letter: str) -> str:
    """The word with one slip."""
    i = place % (len(word) - 1)
    match kind:
        case "swap":
            return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        case "drop":
            return word[:i] + word[i + 1 :]
        case "add":
            return word[:i] + letter + word[i:]
        case _:
            return word[:i] + letter + word[i + 1 :]


@settings(max_examples=300, deadline=None)
@given(st.text(LETTERS, min_size=5, max_size=9), SLIPS, st.integers(0, 20), st.sampled_from(LETTERS))
def test_a_word_with_any_one_slip_is_near(word: str, kind: str, place: int, letter: str) -> None:
    typed = slip(word, kind, place, letter)
    assert is_near(typed, word)
    assert near_word(typed, [f"p{word}"]) == f"p{word}"


@settings(max_examples=400, deadline=None)
@given(TERMS, st.text(LETTERS, min_size=3, max_size=12))
def test_what_is_near_is_within_one_slip(term: str, word: str) -> None:
    if near_word(term, [f"p{word}"]):
        assert is_near(term, word)


@pytest.mark.parametrize("kind", list("HSVWgio"))
def test_only_words_that_are_typed_whole_forgive_a_slip(kind: str) -> None:
    assert near_word("linxui", [f"{kind}linxiu"]) == ""


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("lin", []), ("林", []), ("123", []),
        ("linxiu", [['"=', '"^^lin" OR "^^lixniu" OR "xiu"']]),
        ("13800501234", [['"^^1380050" OR "^^13800510234" OR "^^1234 "']]),
        ("350018", [['"^^350" OR "^^350018"']]),
        ("林建国", [['("=', '"^^林建" OR "^^建国 " OR "-林国"']]),
        ("欧阳小英", [['("=', '"^^欧阳小" OR "^^阳小英 " OR "^^欧阳"']]),
    ],
)  # fmt: skip
def test_what_is_asked_for_slips(typed: str, asked: list[list[str]]) -> None:
    flat = [query.asked for stage in stages(typed) for query in stage.queries]
    for found, wanted in zip(flat, [a for some in asked for a in some], strict=True):
        assert found.startswith(wanted)


@pytest.fixture
def families(db: Database, actor: Actor) -> list[UUID]:
    """Six families whose names, phones and numbers are like one another."""
    people = (
        ("林建国", "13805001234"), ("林建军", "13805001243"), ("陈秀英", "13905001234"), ("陈秀莺", ""),
        ("郑依妹", "0591-26221234"), ("欧阳小英", "13850112345"),
    )  # fmt: skip
    return [factories.household(db, actor, head=name, phone1=phone) for name, phone in people]


def names(db: Database, typed: str, *, near: bool | None = None) -> list[str]:
    """Whom a text finds; only exact finds, or only slips, when asked."""
    return [h.name for h in search.find(db, typed) if near is None or h.is_near is near]


def test_a_phone_with_any_two_neighbours_swapped_is_found(db: Database, families: list[UUID]) -> None:
    phone = "13905001234"
    for i in range(10):
        assert "陈秀英" in names(db, phone[:i] + phone[i + 1] + phone[i] + phone[i + 2 :])


def test_a_number_with_one_digit_wrong_is_found(db: Database, actor: Actor) -> None:
    number = factories.id_number(date(1962, 3, 5), "1", 301)
    factories.household(db, actor, head={"name": "黄水官", "id_no": number})
    for place in range(1, 18):
        wrong = str((int(number[place]) + 1) % 10) if number[place].isdigit() else "0"
        assert names(db, number[:place] + wrong + number[place + 1 :]) == ["黄水官"]


def test_exact_finds_stand_before_slips_and_nobody_twice(db: Database, families: list[UUID]) -> None:
    found = search.find(db, "13805001234")
    assert [(h.name, h.is_near) for h in found] == [("林建国", False), ("林建军", True), ("陈秀英", True)]
    assert names(db, "陈秀英", near=True) == ["陈秀莺"]
    assert len({h.person_id for h in found}) == len(found)


@pytest.mark.parametrize(
    ("typed", "name", "reason", "marked"),
    [
        ("林健国", "林建国", "读音相近 林建国", ["林", "国"]),
        ("林新国", "林建国", "姓名相近 林建国", ["林", "国"]),
        ("林建明", "林建国", "姓名相近 林建国", ["林建"]),
        ("程秀英", "陈秀英", "读音相近 陈秀英", ["秀英"]),
        ("王秀英", "陈秀英", "姓名相近 陈秀英", ["秀英"]),
        ("linjiangguo", "林建国", "拼音相近 linjianguo", ["linjianguo"]),
        ("ningjianguo", "林建国", "拼音相近 linjianguo", ["injianguo"]),
        ("zengyimei", "郑依妹", "拼音相近 zhengyimei", ["z", "engyimei"]),
        ("ouyanxiaoying", "欧阳小英", "拼音相近 ouyangxiaoying", ["ouyan", "xiaoying"]),
    ],
)
def test_what_sounds_alike_and_one_wrong_character_are_forgiven(
    db: Database, families: list[UUID], typed: str, name: str, reason: str, marked: list[str]
) -> None:
    hit = next(h for h in search.find(db, typed) if h.name == name)
    assert (hit.reason, hit.is_near) == (reason, True)
    assert [hit.reason[a : a + n] for a, n in hit.marks] == marked


def test_two_wrong_characters_are_another_name(db: Database, families: list[UUID]) -> None:
    for typed in ("林小明", "黄建明", "陈小妹", "王莺"):
        assert search.find(db, typed) == [], typed


def test_slips_are_not_looked_for_where_enough_sounds_the_same(db: Database, actor: Actor) -> None:
    for name in ("林建国", "林健国", "凌建国", "林建果", "宁健国", "林新国"):
        factories.household(db, actor, head=name)
    assert "林新国" not in names(db, "林坚国")
    assert len(names(db, "林坚国", near=True)) == 5


def test_a_number_is_found_by_every_start_of_it(db: Database, actor: Actor) -> None:
    number = factories.id_number(date(1962, 3, 5), "1", 301)
    made = factories.household(db, actor, head={"name": "黄水官", "id_no": number}, spouse="陈秀英")
    own = household.facts(db, made).household_no
    for typed in (*(number[:n] for n in range(1, 19)), *(own[:n] for n in range(1, 18))):
        assert names(db, typed, near=False)[0] == "黄水官", typed
        assert household.count(db, {"text": typed}) == 1
    assert names(db, f"黄 {number}") == names(db, f"{number} 黄水") == ["黄水官"]
    assert names(db, f"陈 {number}") == []


SIGNS = (
    "'", '"', '""', "*", "^", "~~", "-", "NEAR(", "a AND b", "林*", "words:林", "%", "_", "\\", "\0", "😀",
    "林\n建", "　", "(林", "林)", "OR", "NOT 林", "{林}", "林+建",
)  # fmt: skip


def test_signs_of_the_index_language_are_only_signs(db: Database, families: list[UUID]) -> None:
    for typed in SIGNS:
        found = {h.household_id for h in search.find(db, typed)}
        assert len(found) <= 2, typed  # at most the two families of 林
        assert household.count(db, {"text": typed}) == len(found), typed


@settings(max_examples=40, deadline=None)
@given(
    name=st.text("林陈黄郑建国秀英依妹", min_size=2, max_size=4),
    phone=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    serial=st.integers(0, 449),
)
def test_every_start_of_every_word_asks_for_the_person(name: str, phone: str, serial: int) -> None:
    number = factories.id_number(date(1962, 3, 5), "1", serial)
    words = words_of(Source("35012210320100001", "350122103201", phone, True, name, "", number, ""))
    reading = pinyin.reading(name)
    typed = [
        name, name[:1], reading.full, reading.full[:2], *reading.initials, phone, phone[-4:], number,
        number[-6:], "山兜", "00001",
    ]  # fmt: skip
    for text in typed:
        (term,) = ask(text).terms
        assert any(w.startswith(term, 1) for w in words), (text, words)


def test_the_list_and_the_search_find_the_same_families(db: Database, families: list[UUID]) -> None:
    for typed in ("林", "chen", "1234", "英", "xy", "26221234", "13805001234", "山兜", "陈 1234", "没有"):
        found = {h.household_id for h in search.find(db, typed, limit=500)}
        assert {line.id for line in household.page(db, {"text": typed})} == found
        assert household.count(db, {"text": typed}) == len(found)


def test_a_name_changed_back_and_forth_is_found_by_the_last(
    db: Database, actor: Actor, families: list[UUID]
) -> None:
    head = household.facts(db, families[0]).members[0]
    for name in ("林新民", "林建国", "林新民"):
        person.save(db, actor, {"name": name, "former_name": "林狗剩"}, head.person_id)
    assert (names(db, "林建国", near=False), names(db, "林新民")) == ([], ["林新民"])
    assert names(db, "林狗剩") == ["林新民"]
    with db.read() as s:
        assert search.differences(s) == []
