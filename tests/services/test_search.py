"""What a clerk types, and whom it finds."""

from __future__ import annotations

from uuid import UUID

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import household, search
from tests import factories

OTHER = "350122103202"


@pytest.fixture
def families(db: Database, actor: Actor) -> list[UUID]:
    """林建国's in 山兜村 with 陈秀英 and 单雪梅, 欧阳小英's in 阳岐村 with 髙美珍 and 张莉."""
    return [
        factories.household(
            db, actor, spouse={"name": "陈秀英", "former_name": "陈依妹"}, children=["单雪梅"],
            categories=["04"], phone1="13805001234",
        ),
        factories.household(
            db, actor, village=OTHER, head={"name": "欧阳小英", "id_no": "350122196203050018"},
            spouse="髙美珍", children=[{"name": "张莉", "phone": "0591-26225678"}],
        ),
    ]  # fmt: skip


def names(db: Database, typed: str) -> list[str]:
    """Those found exactly: the made-up numbers of others may lie one slip away."""
    return [hit.name for hit in search.find(db, typed) if not hit.is_near]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("林", ["林建国"]),
        ("林建国", ["林建国"]),
        ("建国", ["林建国"]),
        ("l", ["林建国"]),
        ("lin", ["林建国"]),
        ("LJG", ["林建国"]),
        ("linjian", ["林建国"]),
        ("lin jian guo", ["林建国"]),
        ("sxm", ["单雪梅"]),
        ("dxm", ["单雪梅"]),
        ("陈依", ["陈秀英"]),
        ("高美珍", ["髙美珍"]),
        ("小英", ["欧阳小英"]),
        ("0018", ["欧阳小英"]),
        ("050018", ["欧阳小英"]),
        ("350122196203050018", ["欧阳小英"]),
        ("3501221962030500", ["欧阳小英"]),
        ("1234", ["林建国"]),
        ("1380500", ["林建国"]),
        ("26225", []),
        ("059126225678", ["张莉"]),
        ("5678", ["张莉"]),
        ("35012210320200001", ["欧阳小英"]),
        ("山兜", ["林建国"]),
        ("山兜村", ["林建国"]),
        ("sdc", ["林建国"]),
        ("陈 山兜", ["陈秀英"]),
        ("阳岐 z", ["张莉"]),
        ("陈 阳岐", []),
        ("", []),
        ("  ", []),
        ('"', []),
        ("^^", []),
        ("*", []),
        ("林 OR", []),
    ],
)
def test_what_finds_whom(db: Database, families: list[UUID], typed: str, expected: list[str]) -> None:
    assert names(db, typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("chenxuiying", "陈秀英"),
        ("chengxiuying", "陈秀英"),
        ("chexiuying", "陈秀英"),
        ("章丽", "张莉"),
        ("13805001334", "林建国"),
        ("13850001234", "林建国"),
        ("350122196203050081", "欧阳小英"),
    ],
)
def test_one_slip_is_forgiven(db: Database, families: list[UUID], typed: str, expected: str) -> None:
    found = search.find(db, typed)
    assert expected in [hit.name for hit in found]
    assert all(hit.is_near for hit in found)
    assert found[0].reason.split()[0].endswith("相近")


def test_slips_are_not_looked_for_when_enough_is_found(db: Database, actor: Actor) -> None:
    for _ in range(5):
        factories.household(db, actor, head="陈秀英")
    factories.household(db, actor, head="陈秀应")
    assert [hit.name for hit in search.find(db, "陈秀英")] == ["陈秀英"] * 5


def test_a_hit_says_who_it_is_and_why_it_was_found(db: Database, families: list[UUID]) -> None:
    (hit,) = search.find(db, "秀英")
    assert (hit.name, hit.head_name, hit.is_head, hit.village) == ("陈秀英", "林建国", False, "山兜村")
    assert (hit.household_id, hit.household_no, hit.categories) == (families[0], "35012210320100001", ("04",))
    assert hit.reason == "姓名 陈秀英"
    assert [hit.reason[a : a + n] for a, n in hit.marks] == ["秀英"]
    person = household.facts(db, families[0]).members[1]
    assert hit.person_id == person.person_id


@pytest.mark.parametrize(
    ("typed", "reason", "marked"),
    [
        ("sxm", "拼音首字母 sxm", ["sxm"]),
        ("0018", "身份证后几位 0018", ["0018"]),
        ("35012219620305001", "身份证号 35012219620305001…", ["35012219620305001"]),
        ("陈 山", "姓名 陈秀英 · 村（居） 山兜村", ["陈", "山"]),
        ("chen xiu", "拼音 chenxiuying", ["chenxiu"]),
    ],
)
def test_reasons_show_no_more_of_a_number_than_was_typed(
    db: Database, families: list[UUID], typed: str, reason: str, marked: list[str]
) -> None:
    hit = search.find(db, typed)[0]
    assert hit.reason == reason
    assert [reason[a : a + n] for a, n in hit.marks] == marked


def test_finds_stand_in_register_order_and_end_at_the_limit(db: Database, actor: Actor) -> None:
    factories.household(db, actor, village=OTHER, head="林二")
    factories.household(db, actor, head="林一", children=["林三"])
    assert names(db, "林") == ["林一", "林三", "林二"]
    assert [hit.name for hit in search.find(db, "林", limit=2)] == ["林一", "林三"]
