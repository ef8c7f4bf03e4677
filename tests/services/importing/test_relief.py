"""Relief lists: amounts, goods, units, payees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.services.importing.parsed import Parsed
from tests.services.importing.samples import Rows, number, parsed, told, xlsx

H, W = number("19750507", 1), number("19770306", 2)
TITLES = ["村居", "户主姓名", "身份证号", "慰问金", "慰问品"]


def register(tmp_path: Path, rows: Rows) -> Parsed:
    return parsed(xlsx(tmp_path / "a.xlsx", rows), "relief")


@pytest.mark.parametrize(
    ("written", "unit", "fen"),
    [
        (600, "", 60000),
        (600, "元", 60000),
        (0.06, "万元", 60000),
        (0.6, "千元", 60000),
        ("600元", "万元", 60000),
        ("0.06万元", "元", 60000),
        ("0.06万元", "万元", 60000),
        ("６００", "", 60000),
        ("陆佰元整", "万元", 60000),
        ("人民币陆佰元整", "", 60000),
        ("600.00元整", "", 60000),
        ("1,234.56", "", 123456),
        ("¥500.00", "", 50000),
        (0.1 + 0.2, "", 30),
        (599.9999999, "", 60000),
        ("六百元", "", 60000),
    ],
)
def test_amounts_in_every_writing(tmp_path: Path, written: Any, unit: str, fen: int) -> None:
    title = f"慰问金（{unit}）" if unit else "慰问金"
    found = register(tmp_path, [["村居", "户主姓名", "身份证号", title], ["山兜村", "林勇", H, written]])
    assert found.rows[0].amount_fen == fen
    assert told(found, 2) == set()


@pytest.mark.parametrize(
    ("written", "goods"),
    [
        ("600（物）", "600（物）"),
        ("慰问品一份", "慰问品一份"),
        ("米、油各1份", "米、油各1份"),
        ("棉被一床", "棉被一床"),
        ("实物", "实物"),
        ("大礼包", "大礼包"),
        ("毛毯1条", "毛毯1条"),
    ],
)
def test_goods_in_the_amount_column(tmp_path: Path, written: str, goods: str) -> None:
    found = register(tmp_path, [TITLES, ["山兜村", "林勇", H, written, None], ["山兜村", "陈强", W, 1, None]])
    assert (found.rows[0].amount_fen, found.rows[0].goods) == (None, goods)
    assert told(found, 2) == {("warning", 23)}


def test_goods_of_both_columns_are_kept(tmp_path: Path) -> None:
    found = register(tmp_path, [TITLES, ["山兜村", "林勇", H, "慰问品一份", "大米1袋"]])
    assert found.rows[0].goods == "大米1袋、慰问品一份"


def test_a_list_of_goods_has_no_amounts(tmp_path: Path) -> None:
    found = register(
        tmp_path, [TITLES, ["山兜村", "林勇", H, None, "大米1袋"], ["山兜村", "吴美", W, None, "大米1袋"]]
    )
    assert [r.problems for r in found.rows] == [[], []]
    mixed = register(
        tmp_path, [TITLES, ["山兜村", "林勇", H, 600, "大米1袋"], ["山兜村", "吴美", W, None, "大米1袋"]]
    )
    assert told(mixed, 3) == {("error", 24)}


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("无", 24),
        ("/", 24),
        ("0", 24),
        (0, 24),
        ("300.125", 22),
        (300.125, 22),
        ("待定", 21),
        ("#REF!", 32),
        (-600, 21),
    ],
)
def test_amounts_that_are_refused(tmp_path: Path, written: Any, rule: int) -> None:
    found = register(tmp_path, [TITLES, ["山兜村", "林勇", H, written, None], ["山兜村", "陈强", W, 1, None]])
    assert told(found, 2) == {("error", rule)}
    assert found.rows[0].amount_fen is None


def test_a_couple_in_one_cell(tmp_path: Path) -> None:
    found = register(tmp_path, [TITLES, ["山兜村", "林勇/吴美", f"{H}/{W}", 600, None]])
    assert [(p.role, p.name) for p in found.rows[0].people] == [("head", "林勇"), ("spouse", "吴美")]
    assert told(found, 2) == {("warning", 13)}
    uneven = register(tmp_path, [TITLES, ["山兜村", "林勇/吴美", H, 600, None]])
    assert told(uneven, 2) == {("error", 13)}


def test_the_payees_column_stands_back_behind_the_heads(tmp_path: Path) -> None:
    titles = ["村居", "户主", "身份证号", "金额", "领款人", "领款人身份证号"]
    found = register(tmp_path, [titles, ["山兜村", "林勇", H, 600, "吴美", W]])
    assert [(p.name, p.id_no) for p in found.rows[0].people] == [("林勇", H)]
    alone = register(tmp_path, [["村居", "领款人", "身份证号", "金额"], ["山兜村", "林勇", H, 600]])
    assert [(p.name, p.id_no) for p in alone.rows[0].people] == [("林勇", H)]


def test_accounts_and_reasons(tmp_path: Path) -> None:
    titles = ["村居", "户主姓名", "身份证号", "金额", "致困原因", "开户行", "账号"]
    rows = [
        titles,
        ["山兜村", "林勇", H, 600, "因病", "建设银行", "6217001234567890122"],
        ["山兜村", "吴美", W, 600, "说不清", None, 6.21700123456789e18],
    ]
    found = register(tmp_path, rows)
    assert found.rows[0].people[0].facts == {"account": "6217001234567890122", "bank": "建设银行"}
    assert [r.facts["reason"] for r in found.rows] == ["1", ""]
    assert found.rows[1].facts["reason_text"] == "说不清"
    assert told(found, 2) == set()
    assert told(found, 3) == {("error", 43)}


def test_a_column_of_standards_serves_where_there_is_no_amount(tmp_path: Path) -> None:
    found = register(tmp_path, [["村居", "户主姓名", "身份证号", "慰问标准"], ["山兜村", "林勇", H, 600]])
    assert found.rows[0].amount_fen == 60000


def test_columns_are_known_by_what_stands_in_them(tmp_path: Path) -> None:
    ids = [number("19750507", n) for n in (1, 3, 5, 7)]
    rows = [
        ["村居", "户主姓名", "证照", "金额", "怎么找他"],
        *(["山兜村", f"林{i}", ids[i], 600, "13805912345"] for i in range(4)),
    ]
    found = register(tmp_path, rows)
    assert [r.people[0].id_no for r in found.rows] == ids
    assert found.rows[0].facts["phone1"] == "13805912345"


def test_the_unit_of_the_header_counts_once(tmp_path: Path) -> None:
    for titles, top in ((["慰问金（万元）"], []), (["慰问金"], [["名单", None, None, "单位：万元"]])):
        rows = [
            *top,
            ["村居", "户主姓名", "身份证号", *titles],
            ["山兜村", "林勇", H, 0.06],
            ["山兜村", "陈强", W, "600元"],
        ]
        found = register(tmp_path, rows)
        assert [r.amount_fen for r in found.rows] == [60000, 60000]
