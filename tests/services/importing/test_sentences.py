"""Every problem is one clear Chinese sentence after another: what, where, and what to do."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services.importing.parsed import Kind, Problem
from tests.services.importing.samples import number, xlsx
from tests.services.importing.taking import FAMILY, ONE, H, W, take, three

ASKS = re.compile(r"请|没有导入|没有登记|没有改|没有读取|没有重复导入|只导入|另一个人登记")
LIST = ["村居", "户主姓名", "身份证号", "电话", "金额", "慰问品", "银行卡号"]


def check(problem: Problem) -> None:
    """One line, closed, without code words, that says what to do or what was done."""
    text = problem.message
    assert text.endswith("。"), text
    assert "\n" not in text, text
    assert len(text) <= 90, text
    assert not re.search(r"None|True|False|Error|[{}\[\]_]|\.0\b(?!0)", text), text
    assert ASKS.search(text), text
    assert "。。" not in text, text
    assert problem.level in {"error", "warning"}
    assert 0 < problem.rule <= 55
    assert problem.row is None or problem.column, text


def test_the_townships_registers_are_told_in_sentences(db: Database, actor: Actor) -> None:
    found = [p for result in three(db, actor).values() for p in result.problems]
    assert len(found) > 60
    for problem in found:
        check(problem)


BAD: list[tuple[Kind, dict[str, Any], int]] = [
    ("relief", {"身份证号": float(H[:15] + "000")}, 1),
    ("relief", {"身份证号": "3.50122E+17"}, 2),
    ("relief", {"身份证号": H[:17] + "*"}, 6),
    ("relief", {"身份证号": H.replace("0", "O", 1)}, 7),
    ("relief", {"身份证号": H + "1"}, 9),
    ("relief", {"身份证号": "350122209905070012"}, 10),
    ("relief", {"户主姓名": "林勇、吴美"}, 13),
    ("relief", {"身份证号": "350122********0024"}, 14),
    ("relief", {"身份证号": True}, 9),
    ("relief", {"金额": "五六百"}, 21),
    ("relief", {"金额": -5}, 21),
    ("relief", {"金额": "1.2345"}, 22),
    ("relief", {"金额": "大米一袋"}, 23),
    ("relief", {"金额": None}, 24),
    ("relief", {"金额": date(2024, 3, 1)}, 54),
    ("relief", {"金额": "=1/0"}, 32),
    ("relief", {"身份证号": "=A1"}, 32),
    ("relief", {"村居": "没有村"}, 41),
    ("relief", {"村居": None}, 41),
    ("relief", {"村居": date(2024, 3, 1)}, 54),
    ("relief", {"户主姓名": date(2024, 3, 1)}, 54),
    ("relief", {"户主姓名": None}, 24),
    ("relief", {"户主姓名": "林?"}, 49),
    ("relief", {"户主姓名": "12345"}, 49),
    ("relief", {"电话": "12345"}, 42),
    ("relief", {"电话": date(2024, 3, 1)}, 54),
    ("relief", {"银行卡号": 6.228480402564890e18}, 43),
    ("relief", {"银行卡号": "6228"}, 43),
    ("relief", {"金额": 99999999}, 48),
    ("relief", {"户主姓名": "林勇（已故）"}, 47),
    ("families", {"户主姓名": "⻩勇"}, 49),
    ("families", {"家庭类别": "不知道"}, 45),
    ("families", {"家庭类别": "=A1"}, 32),
    ("families", {"子女身份证号": number("19700101", 1)}, 46),
    ("families", {"配偶身份证号": H}, 36),
    ("families", {"配偶身份证号": None}, 15),
    ("families", {"配偶姓名": None}, 24),
    ("families", {"配偶姓名": "阿" * 70}, 46),
    ("families", {"配偶姓名": "吴\n美"}, 13),
]


@pytest.mark.parametrize(("kind", "changed", "rule"), BAD)
def test_each_kind_of_problem(
    db: Database, actor: Actor, tmp_path: Path, kind: Kind, changed: dict[str, Any], rule: int
) -> None:
    titles = FAMILY if kind == "families" else LIST
    sound = ONE if kind == "families" else ["山兜村", "林勇", H, "13805912345", 600, None, None]
    values = {**dict(zip(titles, sound, strict=True)), **changed}
    path = xlsx(tmp_path / "a.xlsx", [["名单"], titles, list(values.values())])
    result = take(db, actor, path, kind)
    assert rule in {p.rule for p in result.problems}, result.problems
    for problem in result.problems:
        check(problem)


def test_problems_between_rows(db: Database, actor: Actor, tmp_path: Path) -> None:
    rows = [
        ["山兜村", "林勇", H, None, 600, None, None],
        ["山兜村", "林勇", H, None, 600, None, None],
        ["山兜村", "林勇", H, None, 700, None, None],
        ["合计", None, None, None, 5000, None, None],
        ["合计（大写）伍仟零壹元整", None, None, None, None, None, None],
    ]
    take(db, actor, xlsx(tmp_path / "a.xlsx", [FAMILY, ONE]), "families")
    listed = [
        ["凤城镇2023年慰问名单"],
        [*LIST, "不认识的列"],
        *rows,
        ["山兜村", "吴美", W, None, 600, None, None],
    ]
    result = take(db, actor, xlsx(tmp_path / "2024名单.xlsx", listed, hidden=[5]), "relief")
    assert {25, 30, 31, 36, 48, 51} <= {p.rule for p in result.problems}
    for problem in result.problems:
        check(problem)
