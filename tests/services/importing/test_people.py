"""The people of a row, in columns of their own or together in one cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.services.importing.parsed import Parsed, ParsedPerson
from tests.services.importing.samples import number, parsed, told, xlsx

H, W = number("19750507", 1), number("19770306", 2)
C1, C2, C3 = number("20010909", 2), number("20050812", 3), number("20110110", 4)
TITLES = [
    "村居",
    "夫姓名",
    "夫身份证",
    "妻姓名",
    "妻身份证",
    "子女姓名",
    "子女性别",
    "子女出生日期",
    "子女身份证",
]
COUPLE = ["山兜村", "林勇", H, "吴美", W]


def children(tmp_path: Path, names: Any, sexes: Any, births: Any, ids: Any) -> Parsed:
    row = [*COUPLE, names, sexes, births, ids]
    return parsed(xlsx(tmp_path / "a.xlsx", [TITLES, row]), "families")


def kids(register: Parsed) -> list[ParsedPerson]:
    return [p for p in register.rows[0].people if p.role == "child"]


@pytest.mark.parametrize("mark", ["\n", "、", "/", "，", ",", "；", ";", "／", "|", " \n ", "\r\n"])
def test_children_in_one_cell_by_any_mark(tmp_path: Path, mark: str) -> None:
    register = children(
        tmp_path,
        mark.join(["林小", "林二"]),
        mark.join(["女", "男"]),
        mark.join(["2001.09", "2005.08"]),
        mark.join([C1, C2]),
    )
    assert [(p.name, p.id_no, p.sex) for p in kids(register)] == [("林小", C1, "2"), ("林二", C2, "1")]
    assert told(register, 2) == set()


def test_three_children_and_padded_names(tmp_path: Path) -> None:
    register = children(
        tmp_path, "林　小\n林 二\n林三妹", "女\n男\n女", "2001.09\n2005.08\n2011.01", f"{C1}\n{C2}\n{C3}"
    )
    assert [p.name for p in kids(register)] == ["林小", "林二", "林三妹"]
    assert told(register, 2) == set()


def test_names_parted_by_blanks_when_the_numbers_say_so(tmp_path: Path) -> None:
    register = children(tmp_path, "林小美 林二", "女 男", "2001.09 2005.08", f"{C1} {C2}")
    assert [(p.name, p.id_no) for p in kids(register)] == [("林小美", C1), ("林二", C2)]


def test_a_number_broken_over_two_lines_among_several(tmp_path: Path) -> None:
    broken = f"{C1[:14]}\n{C1[14:]}\n{C2}"
    register = children(tmp_path, "林小\n林二", "女\n男", "2001.09\n2005.08", broken)
    assert [p.id_no for p in kids(register)] == [C1, C2]


def test_one_wrong_number_among_several_is_told_alone(tmp_path: Path) -> None:
    register = children(tmp_path, "林小\n林二", "女\n男", "2001.09\n2005.08", f"{C1}\n{C2[:17]}")
    assert told(register, 2) == {("error", 9)}
    assert [p.id_no for p in kids(register)] == [C1, ""]


@pytest.mark.parametrize("ids", [f"{C1}\n", f"{C1}\n无", f"{C1}\n—", f"{C1}、/", f"{C1}\n暂无"])
def test_an_empty_place_is_a_child_without_a_number(tmp_path: Path, ids: str) -> None:
    register = children(tmp_path, "林小\n林二", "女\n男", "2001.09\n2024.01", ids)
    assert [p.id_no for p in kids(register)] == [C1, ""]
    assert kids(register)[1].birth == date(2024, 1, 1)
    assert {lv for lv, _ in told(register, 2)} <= {"warning"}


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        ("林小\n林二", C1),
        ("林小", f"{C1}\n{C2}"),
        ("林小\n林二\n林三", f"{C1}\n{C2}"),
        ("林小", f"{C1}/{C2}"),
    ],
)
def test_names_and_numbers_that_do_not_agree(tmp_path: Path, names: str, ids: str) -> None:
    assert ("error", 13) in told(children(tmp_path, names, None, None, ids), 2)


def test_words_in_brackets_are_no_part_of_a_name(tmp_path: Path) -> None:
    register = children(tmp_path, "林小（长女）\n林二(已故)", "女\n男", "2001.09\n2005.08", f"{C1}\n{C2}")
    assert [(p.name, p.deceased) for p in kids(register)] == [("林小", False), ("林二", True)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张 三", "张三"),
        (" 董玲 ", "董玲"),
        ("陈\xa0\xa0勇", "陈勇"),
        ("陈\u3000勇", "陈勇"),
        ("欧阳 \n 孝金", "欧阳孝金"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("陈䶮", "陈䶮"),
        ("\ufeff林\u200b勇", "林勇"),
    ],
)
def test_names_are_cleaned(tmp_path: Path, written: str, name: str) -> None:
    row = ["山兜村", written, H, None, None, None, None, None, None]
    register = parsed(xlsx(tmp_path / "a.xlsx", [TITLES, row]), "families")
    if "\n" not in written:
        assert register.rows[0].people[0].name == name
        assert told(register, 2) == set()


@pytest.mark.parametrize("written", ["何*", "邵文?", "钟小□", "林〓", "陈\ue123", "郑*英"])
def test_names_with_lost_characters_are_unsure(tmp_path: Path, written: str) -> None:
    row = ["山兜村", written, H, None, None, None, None, None, None]
    register = parsed(xlsx(tmp_path / "a.xlsx", [TITLES, row]), "families")
    assert register.rows[0].people[0].name_unsure


def test_a_rare_character_is_a_name_like_others(tmp_path: Path) -> None:
    row = ["山兜村", "黄㛃", H, None, None, None, None, None, None]
    register = parsed(xlsx(tmp_path / "a.xlsx", [TITLES, row]), "families")
    assert not register.rows[0].people[0].name_unsure


def test_the_column_of_the_wife_with_a_mans_number(tmp_path: Path) -> None:
    row = ["山兜村", "林勇", H, "吴美", number("19770306", 3), None, None, None, None]
    register = parsed(xlsx(tmp_path / "a.xlsx", [TITLES, row]), "families")
    assert told(register, 2) == {("warning", 11)}


def test_further_columns_of_a_person(tmp_path: Path) -> None:
    titles = [
        "村居",
        "夫姓名",
        "夫身份证",
        "夫电话",
        "夫学历",
        "夫民族",
        "夫健康状况",
        "夫银行账号",
        "夫开户行",
    ]
    row = ["山兜村", "林勇", H, "13805912345", "初中", "畬族", "一般", "6217001234567890122", "建设银行"]
    facts = parsed(xlsx(tmp_path / "a.xlsx", [titles, row]), "families").rows[0].people[0].facts
    assert facts["phone"] == "13805912345"
    assert facts["education"].startswith("7")
    assert facts["ethnicity"] == "22"
    assert facts["health"] == "20"
    assert facts["account"] == "6217001234567890122"
    assert facts["bank"] == "建设银行"


@pytest.mark.parametrize(
    ("title", "value", "problem"),
    [
        ("夫电话", "1380591", ("warning", 42)),
        ("夫学历", "高级", ("warning", 45)),
        ("夫银行账号", 6.21700123456789e18, ("error", 43)),
        ("夫银行账号", "6217001234567890123", ("warning", 43)),
    ],
)
def test_what_is_wrong_in_further_columns(
    tmp_path: Path, title: str, value: Any, problem: tuple[str, int]
) -> None:
    rows = [["村居", "夫姓名", "夫身份证", title], ["山兜村", "林勇", H, value]]
    assert told(parsed(xlsx(tmp_path / "a.xlsx", rows), "families"), 2) == {problem}


def test_problems_name_the_sheets_own_column_and_offer_a_repair(tmp_path: Path) -> None:
    right = number("19750507", 231)
    swapped = right[:14] + right[15] + right[14] + right[16:]
    row = ["山兜村", "林勇", swapped, None, None, None, None, None, None]
    register = parsed(xlsx(tmp_path / "a.xlsx", [TITLES, row]), "families")
    problem = register.rows[0].problems[0]
    assert (problem.column, problem.raw, problem.rule) == ("夫身份证", swapped, 9)
    assert len(problem.proposal) == 18
    assert problem.message.startswith("夫林勇：身份证号校验码不符")
