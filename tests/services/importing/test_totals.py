"""Sums that a register states are held against its rows, its title against the office and the year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.services.importing.parsed import Parsed
from tests.services.importing.samples import number, parsed, xlsx

IDS = [number("19750507", n) for n in range(1, 12, 2)]
TITLES = ["序号", "村居", "户主姓名", "身份证号", "慰问金（元）", "备注"]


def row(n: int, amount: Any, village: str = "山兜村") -> list[Any]:
    return [n, village, f"林{'甲乙丙丁戊己'[n - 1]}", IDS[n - 1], amount, None]


def register(
    tmp_path: Path, *rows: list[Any], name: str = "慰问.xlsx", top: tuple[str, ...] = ("名单",)
) -> Parsed:
    return parsed(xlsx(tmp_path / name, [*[[t] for t in top], TITLES, *rows]), "relief")


def sums(found: Parsed) -> list[tuple[int | None, str]]:
    return [(p.row, p.message) for p in found.problems if p.rule == 25]


@pytest.mark.parametrize(
    "line",
    [
        ["合计", None, "2户", None, 1100, None],
        ["合  计", None, None, None, 1100, None],
        ["总计", None, None, None, "1,100.00", None],
        ["共计2户,1100元", None, None, None, None, None],
        ["合计：1100元", None, None, None, None, None],
        [None, "合计", "2人", None, 1100, None],
        ["合计", None, None, None, "1100元", None],
    ],
)
def test_right_sums_are_silent(tmp_path: Path, line: list[Any]) -> None:
    found = register(tmp_path, row(1, 600), row(2, 500), line)
    assert sums(found) == []
    assert len(found.rows) == 2


def test_a_wrong_sum_is_told_with_its_difference(tmp_path: Path) -> None:
    found = register(tmp_path, row(1, 600), row(2, 500), ["合计", None, "3户", None, 1200, None])
    assert sums(found) == [
        (5, "表上写3户，各行合起来是2户，相差1。请核对。"),
        (5, "表上合计1200.00元，各行合起来是1100.00元，相差100.00元。请核对。"),
    ]


def test_subtotals_count_since_the_last_one_and_the_total_all(tmp_path: Path) -> None:
    found = register(
        tmp_path,
        row(1, 600),
        row(2, 500),
        ["小计", None, "2户", None, 1100, None],
        row(3, 400, "长门村"),
        ["小计", None, "1户", None, 400, None],
        ["合计", None, "3户", None, 1500, None],
    )
    assert sums(found) == []


def test_refused_rows_count_hidden_ones_do_not(tmp_path: Path) -> None:
    bad = [2, "山兜村", "林乙", "35012219", 500, None]
    path = xlsx(
        tmp_path / "a.xlsx",
        [["名单"], TITLES, row(1, 600), bad, row(3, 400), ["合计", None, "2户", None, 1100, None]],
        hidden=[5],
    )
    found = parsed(path, "relief")
    assert sums(found) == []
    assert found.hidden == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("合计金额（大写）：人民币壹仟壹佰元整", False),
        ("大写：壹仟壹佰圆正", False),
        ("合计（大写）：壹仟贰佰元整", True),
        ("合计（大写）：壹仟佰元整", True),
    ],
)
def test_the_total_in_words(tmp_path: Path, words: str, told: bool) -> None:
    found = register(tmp_path, row(1, 600), row(2, 500), ["合计", None, None, None, 1100, None], [words])
    assert bool(sums(found)) is told


def test_words_alone_are_held_against_the_rows(tmp_path: Path) -> None:
    found = register(tmp_path, row(1, 600), ["合计金额（大写）：人民币柒佰元整"])
    assert [r for r, _ in sums(found)] == [4]


def test_mending_an_amount_settles_the_sum(tmp_path: Path) -> None:
    from ljfpa_desktop.services.importing.register import recheck

    found = register(tmp_path, row(1, 600), row(2, 400), ["合计", None, None, None, 1100, None])
    assert len(sums(found)) == 1
    recheck(found, 4, "慰问金（元）", "500")
    assert sums(found) == []


@pytest.mark.parametrize(
    ("top", "name", "told"),
    [
        (("琯头镇2024年春节慰问名单",), "a.xlsx", 0),
        (("敖江镇2024年春节慰问名单",), "a.xlsx", 1),
        (("2024年春节慰问名单", "填报日期：2024年1月9日"), "a.xlsx", 0),
        (("2023年慰问名单", "填报日期：2024年1月9日"), "a.xlsx", 1),
        (("2025年春节慰问名单", "填报日期：2024年12月9日"), "a.xlsx", 0),
        (("2023年慰问名单",), "2024慰问.xlsx", 1),
        (("2024年慰问名单",), "2024慰问.xlsx", 0),
        (("慰问名单",), "2024慰问.xlsx", 0),
        (("凤城镇2023年慰问名单", "填表时间：2024-01-09"), "a.xlsx", 2),
    ],
)
def test_titles(tmp_path: Path, top: tuple[str, ...], name: str, told: int) -> None:
    found = register(tmp_path, row(1, 600), name=name, top=top)
    assert sum(p.rule == 51 for p in found.problems) == told


@pytest.mark.parametrize(
    ("top", "name", "title"),
    [
        (("琯头镇2024年春节慰问计生困难家庭名单",), "a.xlsx", "琯头镇2024年春节慰问计生困难家庭名单"),
        (("连江县计划生育协会", "2024年慰问花名册"), "a.xlsx", "2024年慰问花名册"),
        (("填报单位：琯头镇",), "凤城镇2024慰问名单(最终版)(2)(1).xlsx", "凤城镇2024慰问名单"),
        (("2024",), "凤城镇2024慰问名单（最终版）（2）.xlsx", "凤城镇2024慰问名单"),
        (("2024",), "春节慰问.xlsx", "春节慰问"),
        (("2024年春节慰问困难家庭名单(单位:元)",), "a.xlsx", "2024年春节慰问困难家庭名单"),
        (("2024年慰问名单【金额单位：万元】",), "a.xlsx", "2024年慰问名单"),
        (("附件2", "2024年中秋节慰问", "填表人李四"), "a.xlsx", "2024年中秋节慰问"),
    ],
)
def test_what_the_list_is_called(tmp_path: Path, top: tuple[str, ...], name: str, title: str) -> None:
    assert register(tmp_path, row(1, 600), name=name, top=top).title == title
